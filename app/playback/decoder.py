"""The thread that decodes: the latest request first, then frames around the playhead."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from PySide6.QtCore import QThread, Signal

from app.playback.fitting import fit
from app.playback.frame_cache import FrameCache, Image, Picture
from app.playback.read_ahead import Motion, Reach, next_run, window
from tracker.errors import Cancelled, TrackerError

if TYPE_CHECKING:
    from tracker.video import Video


FAR = 24
"""Packets to decode for a frame beyond which reading ahead goes there only for want of many."""


class Reader(Protocol):
    """What the decoder needs of `tracker.video.FrameReader`."""

    def read(self, frame: int, give_up: Callable[[], bool] | None = None) -> Image:
        """RGB uint8 [H, W, 3] of `frame`; Cancelled where `give_up` turns true on the way."""
        ...

    def defer_model(self, frame: int) -> Callable[[], Image]:
        """What makes it as the model sees it, on any thread: RGB uint8 [288, 512, 3]."""
        ...

    def distance(self, frame: int) -> int:
        """How many packets have to be decoded for `frame`."""
        ...

    def close(self) -> None:
        """Let the file go."""
        ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """An answer to a request: a picture, or the sentence that says why there is none."""

    serial: int
    frame: int
    image: Image | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Request:
    """A frame somebody waits for; `previewed`: with its small picture before their eyes."""

    serial: int
    frame: int
    previewed: bool


@dataclass(slots=True)
class _Order:
    """What the thread should do next; `serial` is None for reading ahead."""

    serial: int | None
    frames: range
    target: int


class Decoder(QThread):
    """Decodes one video in its own thread, into a cache shared with the window's thread.

    A request that has not been started is replaced by the next one. One that has been started is
    finished and delivered, so that scrubbing shows something on the way; where small pictures do
    that, it is given up. Reading ahead is always given up for a request.
    """

    arrived = Signal()
    """There is something to `take`. Emitted once for all that has come in since the last `take`."""

    def __init__(
        self,
        video: Video,
        cache: FrameCache,
        open_reader: Callable[[Video], Reader],
    ) -> None:
        super().__init__()
        info = video.info
        self._video = video
        self._cache = cache
        self._open_reader = open_reader
        self._frame_count = info.frame_count
        self._frame_bytes = info.width * info.height * 3
        self._fit_size: tuple[int, int] | None = None
        self._for_model = False
        self._find_reach()
        self._wake = threading.Condition()
        self._stopping = False
        self._pending: _Request | None = None
        self._held = False
        self._focus: int | None = None
        self._motion = Motion()
        self._unreadable: set[int] = set()
        self._delivery: Delivery | None = None

    # -- called by the window's thread -----------------------------------------------------------

    def request(self, serial: int, frame: int, motion: Motion, previewed: bool = False) -> None:
        """Ask for `frame`; whatever was asked for before and not yet started is forgotten."""
        with self._wake:
            self._pending = _Request(serial, frame, previewed)
            self._look_at(frame, motion)

    def fit_to(self, size: tuple[int, int] | None) -> None:
        """From now on, make each picture also at `size` (width, height), or not: the thread that
        decodes has time for it, the one that paints has not."""
        with self._wake:
            self._fit_size = size
            self._find_reach()

    def keep_for_model(self, wanted: bool) -> None:
        """From now on, keep each decoded picture for the model, too, or not: who asks the model
        would decode it once more."""
        with self._wake:
            self._for_model = wanted
            self._find_reach()

    def _find_reach(self) -> None:
        """As many frames as the cache holds with all that is made of them."""
        width, height = self._fit_size or (0, 0)
        decoded = self._frame_bytes // 2 if self._for_model else 0
        each = self._frame_bytes + 3 * width * height + decoded
        self._reach = Reach.within(self._cache.capacity_bytes // each)

    def hold(self) -> None:
        """Decode nothing until the next request: what is being decoded is not wanted any more."""
        with self._wake:
            self._pending = None
            self._focus = None
            self._held = True

    def look_at(self, frame: int, motion: Motion) -> None:
        """`frame` was in the cache: nothing to decode, but read ahead from there."""
        with self._wake:
            self._pending = None
            self._look_at(frame, motion)

    def take(self) -> Delivery | None:
        """The newest answer, once."""
        with self._wake:
            delivery, self._delivery = self._delivery, None
            return delivery

    def stop(self) -> None:
        """End the thread after the frame it is at, and wait for it."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        self.wait()

    def _look_at(self, frame: int, motion: Motion) -> None:
        self._held = False
        self._focus = frame
        self._motion = motion
        self._cache.protect(window(frame, self._frame_count, motion, self._reach))
        self._wake.notify()

    # -- the thread ------------------------------------------------------------------------------

    def run(self) -> None:
        """Serve until stopped."""
        reader: Reader | None = None
        try:
            while (order := self._next_order()) is not None:
                if reader is None:
                    try:
                        reader = self._open_reader(self._video)
                    except TrackerError as error:
                        self._answer(order, None, str(error))
                        self._forget_focus()
                        continue
                if order.serial is None:
                    self._read_ahead(reader, order)
                else:
                    self._serve(reader, order)
        finally:
            if reader is not None:
                reader.close()

    def _forget_focus(self) -> None:
        """Read nothing ahead until somebody asks again."""
        with self._wake:
            self._focus = None

    def _next_order(self) -> _Order | None:
        with self._wake:
            while not self._stopping:
                if self._pending is not None:
                    wanted, self._pending = self._pending, None
                    return _Order(
                        wanted.serial, range(wanted.frame, wanted.frame + 1), wanted.frame
                    )
                if self._focus is not None and (run := self._run_around(self._focus)):
                    return _Order(None, run, self._focus)
                self._wake.wait()
            return None

    def _run_around(self, focus: int) -> range:
        have = self._cache.frames() | self._unreadable
        return next_run(focus, self._frame_count, self._motion, self._reach, have)

    def _serve(self, reader: Reader, order: _Order) -> None:
        kept, problem = self._cache.get(order.target), ""
        image = kept.image if kept is not None else None
        if image is None:
            try:
                image, problem = self._read(reader, order.target, order)
            except Cancelled:
                return
        self._answer(order, image, problem)

    def _read_ahead(self, reader: Reader, order: _Order) -> None:
        for frame in order.frames:
            with self._wake:
                overtaken = self._pending is not None or self._stopping
                moved = self._focus != order.target
            if overtaken or moved:
                return
            if frame not in self._cache:
                if reader.distance(frame) > FAR and not self._run_around(order.target):
                    return  # Enough is there, and the rest is not worth it.
                try:
                    self._read(reader, frame, order)
                except Cancelled:
                    return

    def _read(self, reader: Reader, frame: int, order: _Order) -> tuple[Image | None, str]:
        """Decode `frame` into the cache: the picture, or None and what went wrong.

        Raises Cancelled where something else is wanted before it is there.
        """

        def give_up() -> bool:
            # Read without the lock, between any two pictures: late by one picture does no harm.
            pending, focus = self._pending, self._focus
            if pending is not None and (order.serial is None or pending.previewed):
                return True
            if self._held or self._stopping:
                return True
            if order.serial is not None or focus is None or focus == order.target:
                return False
            # The playhead steps through what is at hand: other frames may be needed by now.
            return frame not in self._run_around(focus)

        try:
            image = np.ascontiguousarray(reader.read(frame, give_up))
            model_input = reader.defer_model(frame) if self._for_model else None
        except Cancelled:
            raise
        except TrackerError as error:
            self._unreadable.add(frame)
            return None, str(error)
        size = self._fit_size
        fitted = fit(image, *size) if size is not None else None
        self._cache.put(frame, Picture(image, fitted, model_input))
        return image, ""

    def _answer(self, order: _Order, image: Image | None, problem: str) -> None:
        if order.serial is None:
            return
        with self._wake:
            waiting = self._delivery is not None
            self._delivery = Delivery(order.serial, order.target, image, problem)
        if not waiting:
            self.arrived.emit()
