"""The stages of a run and the threads they live in."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import av
import numpy as np
from numpy.typing import NDArray

from tracker.inference.channel import Channel, Closed
from tracker.inference.events import Notice
from tracker.inference.motion import PeakMotion, Picture
from tracker.inference.runtime import Interrupted, Pending, Runtime
from tracker.inference.runtime_torch import out_of_memory
from tracker.inference.windows import Range, Window, frames_of, windows_for
from tracker.video.picture import to_model_input
from tracker.video.probe import Video
from tracker.video.stream import stream_pictures

Pictures = dict[int, Picture]
"""Pictures by frame number."""

_PICTURES_AHEAD = 24
_REST_SECONDS = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What the model found in one frame: peaks float32 [K,3], x and y in model pixels, score; and
    motion float32 [K,2], arrival and departure there."""

    frame: int
    peaks: NDArray[np.float32]
    motion: NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class _Batch:
    windows: list[Window]
    pixels: NDArray[np.uint8]  # [B,3,288,512,3]
    pictures: list[Pictures]  # of each window's frames and of one more on either side


@dataclass(frozen=True, slots=True, eq=False)
class _Heat:
    windows: list[Window]
    pending: Pending  # heatmaps [B,3,288,512]
    pictures: list[Pictures]


class Pipeline:
    """Four threads that turn `ranges` of a video into `answers`, in frame order.

    Use as a context manager: at its end all threads have ended, whatever happened. An exception in
    a stage breaks all channels and is raised at the end of the `with` block.
    """

    def __init__(
        self,
        video: Video,
        runtime: Runtime,
        motion: PeakMotion,
        ranges: list[Range],
        stop: threading.Event,
        pause: threading.Event,
    ) -> None:
        self._video = video
        self._runtime = runtime
        self._motion = motion
        self._ranges = ranges
        self._stop = stop
        self._pause = pause
        self._pictures: Channel[tuple[int, av.VideoFrame]] = Channel(_PICTURES_AHEAD)
        self._batches: Channel[_Batch] = Channel(2)
        self._heat: Channel[_Heat | Notice] = Channel(2)
        self.answers: Channel[list[Answer] | Notice] = Channel(4)
        self._failure: BaseException | None = None
        self._broken = threading.Event()
        self._threads = [
            threading.Thread(target=self._guard, args=(stage, channel), name=f"tracker {name}")
            for name, stage, channel in (
                ("decode", self._decode, self._pictures),
                ("prepare", self._prepare, self._batches),
                ("model", self._infer, self._heat),
                ("peaks", self._find_peaks, self.answers),
            )
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._break_off()
        for thread in self._threads:
            thread.join()
        self._runtime.close()
        if self._failure is not None:
            raise self._failure

    def _guard(self, stage: Callable[[], None], output: Channel[object]) -> None:
        try:
            stage()
            output.end()
        except (Closed, Interrupted):
            self._break_off()
        except BaseException as error:
            if self._failure is None:
                self._failure = error
            self._break_off()

    def _break_off(self) -> None:
        self._broken.set()
        for channel in (self._pictures, self._batches, self._heat, self.answers):
            channel.close()

    def _stopped(self) -> bool:
        return self._stop.is_set() or self._broken.is_set()

    def _decode(self) -> None:
        count = len(self._video.index)
        for wanted in self._ranges:
            for numbered in stream_pictures(self._video, *frames_of(wanted, count)):
                self._pictures.put(numbered)

    def _prepare(self) -> None:
        count, rotation = len(self._video.index), self._video.info.rotation
        waiting: list[Window] = []
        pictures: list[Pictures] = []
        for wanted in self._ranges:
            at_hand: Pictures = {}
            for window in windows_for(wanted, count):
                while min(window.frames[-1] + 1, count - 1) not in at_hand:
                    numbered = self._pictures.get()
                    assert numbered is not None, "decoding ended before its last frame"
                    at_hand[numbered[0]] = to_model_input(numbered[1], rotation)
                waiting.append(window)
                pictures.append({n: p for n, p in at_hand.items() if n >= window.frames[0] - 1})
                # The last window may be shifted back over up to two frames.
                at_hand = {n: p for n, p in at_hand.items() if n >= window.frames[0]}
                if len(waiting) >= self._runtime.batch_size:
                    self._batches.put(_batch(waiting, pictures))
                    waiting, pictures = [], []
        if waiting:
            self._batches.put(_batch(waiting, pictures))

    def _infer(self) -> None:
        with self._runtime.interruptible(self._stopped):
            while (batch := self._batches.get()) is not None:
                at = 0
                while at < len(batch.windows):
                    self._rest()
                    # After running out of memory, batches made before are larger than the limit.
                    part = slice(at, at + self._runtime.batch_size)
                    try:
                        pending = self._runtime.start(batch.pixels[part])
                    except Exception as error:
                        if not out_of_memory(error):
                            raise
                        failed = error.with_traceback(None)  # its frames hold the device's memory
                    else:
                        part_windows = batch.windows[part]
                        self._heat.put(_Heat(part_windows, pending, batch.pictures[part]))
                        at += len(part_windows)
                        continue
                    self._runtime.shrink(failed)
                    size = self._runtime.batch_size
                    self._heat.put(
                        Notice(
                            "The GPU ran out of memory: going on with "
                            f"{size} {'window' if size == 1 else 'windows'} at a time."
                        )
                    )

    def _rest(self) -> None:
        while self._pause.is_set() and not self._stopped():
            time.sleep(_REST_SECONDS)
        if self._stopped():
            raise Interrupted

    def _find_peaks(self) -> None:
        while (item := self._heat.get()) is not None:
            if isinstance(item, Notice):
                self.answers.put(item)
                continue
            peaks = self._runtime.peaks(item.pending.heatmaps())
            self.answers.put(
                [
                    self._answer(frame, peaks[number, slot], item.pictures[number])
                    for number, window in enumerate(item.windows)
                    for frame, slot in zip(
                        range(window.first, window.last + 1), window.slots, strict=True
                    )
                ]
            )

    def _answer(self, frame: int, peaks: NDArray[np.float32], pictures: Pictures) -> Answer:
        before, after = pictures.get(frame - 1), pictures.get(frame + 1)
        return Answer(frame, peaks, self._motion.at(peaks, before, pictures[frame], after))


def _batch(windows: list[Window], pictures: list[Pictures]) -> _Batch:
    pixels = [
        np.stack([around[frame] for frame in window.frames])
        for window, around in zip(windows, pictures, strict=True)
    ]
    return _Batch(windows, np.stack(pixels), pictures)
