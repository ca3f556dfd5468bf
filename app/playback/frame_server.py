"""Frames by number, as fast as they can be had: from the cache at once, else from the decoder."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import cv2
import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from app.playback.decoder import Decoder, Reader
from app.playback.frame_cache import FrameCache, Image
from app.playback.read_ahead import Motion

if TYPE_CHECKING:
    from tracker.video import Video

CACHE_BYTES = 320 * 1024 * 1024
STEP_LIMIT = 16
"""A move of at most this many frames is a step with a direction; a longer one is a jump."""
RESTS_AFTER_MS = 90
"""With jumps no farther apart than this the hand is still moving: scrubbing."""


class Previews(Protocol):
    """Small pictures of frames, at hand at once."""

    def read(self, frame: int) -> Image | None:
        """RGB uint8 [h, w, 3] of `frame`, or None."""
        ...

    def close(self) -> None:
        """Let the file go."""
        ...


def _open_two_readers(video: Video) -> Reader:
    from app.playback.two_readers import TwoReaders

    return TwoReaders(video)


class FrameServer(QObject):
    """Answers `request(frame)` with `frameReady(frame, image)`; the latest request wins.

    A frame in the cache is answered before `request` returns. Otherwise a thread decodes it, and
    answers may be skipped, but never come out of order: once the answer to a request was given, no
    answer to an earlier request follows. Frames around the playhead are decoded ahead of time.

    With `use_previews`, a jump to a frame that has to be decoded is answered at once by
    `previewReady`; jumps in quick succession are not decoded before the hand rests.
    """

    opened = Signal()
    """Another video is served from now on."""
    frameReady = Signal(int, object)
    """Frame number and its picture: RGB uint8 [H, W, 3], read-only by agreement."""
    previewReady = Signal(int, object)
    """Like `frameReady`, with a blurred picture of the right frame: the exact one follows."""
    failed = Signal(str)
    """The requested frame cannot be shown; the sentence says why."""

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        open_reader: Callable[[Video], Reader] = _open_two_readers,
    ) -> None:
        super().__init__(parent)
        self._cache = FrameCache(CACHE_BYTES)
        self._open_reader = open_reader
        self._decoder: Decoder | None = None
        self._frame_count = 0
        self._serial = 0
        self._answered = 0
        self._requested: int | None = None
        self._motion = Motion()
        self._size = (0, 0)
        self._fit_size: tuple[int, int] | None = None
        self._for_model = False
        self._previews: Previews | None = None
        self._jumped_at = -1.0
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(RESTS_AFTER_MS)
        self._rest.timeout.connect(self._decode_rested)

    @property
    def cache(self) -> FrameCache:
        """The decoded frames held now."""
        return self._cache

    @property
    def frame_count(self) -> int:
        """Number of frames of the video, 0 without one."""
        return self._frame_count

    @property
    def is_open(self) -> bool:
        """Whether there is a video to serve frames of."""
        return self._decoder is not None

    def open(self, video: Video) -> None:
        """Serve frames of `video` from now on; nothing of the one before is delivered any more."""
        self.close()
        self._frame_count = video.info.frame_count
        self._size = (video.info.width, video.info.height)
        self._decoder = Decoder(video, self._cache, self._open_reader)
        self._decoder.arrived.connect(self._deliver)
        self._decoder.fit_to(self._fit_size)
        self._decoder.keep_for_model(self._for_model)
        self._decoder.start()
        self.opened.emit()

    def close(self) -> None:
        """Stop decoding and forget all frames. Waits for the frame being decoded."""
        decoder, self._decoder = self._decoder, None
        if decoder is not None:
            decoder.arrived.disconnect(self._deliver)
            decoder.stop()
        self.use_previews(None)
        self._rest.stop()
        self._cache.clear()
        self._frame_count = 0
        self._requested = None
        self._motion = Motion()

    def cached(self, frame: int) -> Image | None:
        """The picture of `frame` where it is at hand, else None. Decodes nothing."""
        picture = self._cache.get(frame)
        return picture.image if picture is not None else None

    def fit_to(self, size: tuple[int, int] | None) -> None:
        """Say at which (width, height), in pixels of the screen, all of the picture is shown.

        Frames decoded from now on are at hand at that size, too; None: at their own size only.
        """
        if size != self._fit_size:
            self._fit_size = size
            if self._decoder is not None:
                self._decoder.fit_to(size)

    @property
    def fit_size(self) -> tuple[int, int] | None:
        """The (width, height) that was said last."""
        return self._fit_size

    def fitted(self, frame: int) -> Image | None:
        """The picture of `frame` at the size that was asked for when it was decoded, or None."""
        picture = self._cache.get(frame)
        return picture.fitted if picture is not None else None

    def keep_for_model(self, wanted: bool) -> None:
        """Say whether frames decoded from now on are wanted as the model sees them, too."""
        if wanted != self._for_model:
            self._for_model = wanted
            if self._decoder is not None:
                self._decoder.keep_for_model(wanted)

    def model_input(self, frame: int) -> Image | None:
        """`frame` as the model sees it where it was kept, RGB uint8 [288, 512, 3], or None.

        Any thread may ask; it is made on that thread.
        """
        picture = self._cache.get(frame)
        make = picture.model_input if picture is not None else None
        return make() if make is not None else None

    def use_previews(self, previews: Previews | None) -> None:
        """Show these small pictures of the video while exact ones are awaited; None for none."""
        if self._previews is not None and self._previews is not previews:
            self._previews.close()
        self._previews = previews

    def request(self, frame: int) -> None:
        """Have `frameReady` emitted for `frame`. Without a video this does nothing.

        Raises:
            ValueError: the video has no such frame.
        """
        if self._decoder is None:
            return
        if not 0 <= frame < self._frame_count:
            raise ValueError(f"frame {frame} is outside 0..{self._frame_count - 1}")
        self._serial += 1
        far = self._requested is None or abs(frame - self._requested) > STEP_LIMIT
        motion = self._motion if self._motion.playing else self._direction_to(frame)
        self._motion = motion
        self._requested = frame
        self._rest.stop()
        image = self.cached(frame)
        if image is not None:
            self._decoder.look_at(frame, motion)
            self._answered = self._serial
            self.frameReady.emit(frame, image)
            return
        preview = self._preview(frame, far)
        if preview is None:
            self._decoder.request(self._serial, frame, motion)
            return
        if self._scrubbing():
            self._decoder.hold()
            self._rest.start()
        else:
            self._decoder.request(self._serial, frame, motion, previewed=True)
        self._answered = self._serial
        self.previewReady.emit(frame, preview)

    def settle(self) -> None:
        """The hand rests: decode what was only previewed so far, without waiting any longer."""
        if self._rest.isActive():
            self._decode_rested()

    def _decode_rested(self) -> None:
        self._rest.stop()
        if self._decoder is not None and self._requested is not None:
            self._decoder.request(self._serial, self._requested, self._motion, previewed=True)

    def _preview(self, frame: int, far: bool) -> Image | None:
        """The small picture of `frame` at full size, where it helps: not for steps."""
        hurrying = self._motion.playing and (self._motion.direction < 0 or self._motion.stride > 1)
        if self._previews is None or not (hurrying or (far and not self._motion.playing)):
            return None
        small = self._previews.read(frame)
        if small is None:
            return None
        enlarged = cv2.resize(small, self._size, interpolation=cv2.INTER_LINEAR)
        return np.asarray(enlarged, np.uint8)

    def _scrubbing(self) -> bool:
        """Whether this jump follows another one closely; playing never counts."""
        now, before = time.monotonic(), self._jumped_at
        self._jumped_at = now
        return not self._motion.playing and 0 <= now - before < RESTS_AFTER_MS / 1000

    def set_motion(self, direction: int, stride: int = 1, playing: bool = False) -> None:
        """Say how the playhead is going to move, so that the right frames are read ahead.

        Args:
            direction: +1 or -1.
            stride: only every so many frames will be asked for (fast play).
            playing: the playhead moves by itself; reading then only goes in that direction.
        """
        self._motion = Motion(direction, max(1, stride), playing)
        frame = self._requested
        if self._decoder is not None and frame is not None and frame in self._cache:
            self._decoder.look_at(frame, self._motion)

    def _direction_to(self, frame: int) -> Motion:
        """Steps have the direction they go in; after a jump, people walk forwards first."""
        if self._requested is None or not 0 < abs(frame - self._requested) <= STEP_LIMIT:
            return Motion()
        return Motion(1 if frame > self._requested else -1)

    def _deliver(self) -> None:
        delivery = self._decoder.take() if self._decoder is not None else None
        if delivery is None or delivery.serial < self._answered:
            return
        self._answered = delivery.serial
        if delivery.image is None:
            self.failed.emit(delivery.problem)
        else:
            self.frameReady.emit(delivery.frame, delivery.image)
