"""The stages of a run and the threads they live in."""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from tracker.camera import AT_REST, CameraMotion
from tracker.device_memory import out_of_memory, too_little_memory
from tracker.errors import TrackerError
from tracker.inference.channel import Channel, Closed
from tracker.inference.events import Notice
from tracker.inference.heatmap_cache import encode_heatmaps
from tracker.inference.leads import Leads, widened
from tracker.inference.motion import PeakMotion
from tracker.inference.runtime import Interrupted, Pending, Runtime
from tracker.inference.runtime_torch import without_frames
from tracker.inference.seen import Moment, Seen
from tracker.inference.shots import View, find_cuts, view_of
from tracker.inference.verifying import Peaks, Verification
from tracker.inference.votes import Vote, disagreement
from tracker.inference.windows import (
    LENGTH,
    STRIDE,
    Moments,
    Range,
    Window,
    frames_for,
    normalised,
    windows_for,
)
from tracker.picture import Picture, Thumbnail
from tracker.video.probe import Video
from tracker.video.stream import stream_pictures

if TYPE_CHECKING:
    from torch import Tensor

PICTURES_AHEAD = 24
CONVERTERS = min(8, max(1, (os.cpu_count() or 1) // 2))
"""Threads that bring decoded frames to the model's size. A decoder spreads over all cores by
itself; one thread that converts what it gives would hold up a GPU."""
_REST_SECONDS = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What was found in one frame, or, where it `repeats` the picture, in the one before.

    `peaks` float32 [K,3]: x and y in model pixels, score. `motion` float32 [K,2]: arrival and
    departure there. `disagreement` in 0..1 between the windows that hold the frame, NaN where only
    one was asked. `camera`: how it moved from the picture before. `is_cut`: the frame begins a
    shot; `thumbnail` float32 [18,32,3] in 0..255. `heat`: its heatmap as the cache keeps it, None
    where that was not asked for.
    """

    frame: int
    peaks: NDArray[np.float32]
    motion: NDArray[np.float32]
    disagreement: float
    camera: CameraMotion
    is_cut: bool
    repeats: bool
    thumbnail: Thumbnail
    heat: bytes | None


@dataclass(frozen=True, slots=True, eq=False)
class _Batch:
    windows: list[Window]
    pictures: list[Sequence[Picture]]  # three of each
    around: list[Moments]


@dataclass(frozen=True, slots=True, eq=False)
class _Heat:
    windows: list[Window]
    pending: Pending  # heatmaps [B,3,288,512]
    around: list[Moments]


def views_ahead(
    video: Video,
    pool: ThreadPoolExecutor,
    first: int = 0,
    last: int | None = None,
    in_grey: bool = False,
) -> Iterator[tuple[int, Future[View]]]:
    """Frames `first` to `last` by number, being brought to the networks' sizes in `pool`.

    The caller limits how many are under way. Raises as `stream_pictures` does.
    """
    for number, frame in stream_pictures(video, first, last):
        yield number, pool.submit(view_of, frame, video.info, in_grey)


class Pipeline:
    """Threads that turn `ranges` of a video into `answers`, in frame order.

    Use as a context manager: at its end all threads have ended, whatever happened. An exception in
    a stage breaks all channels and is raised at the end of the `with` block.
    """

    def __init__(
        self,
        video: Video,
        runtime: Runtime,
        motion: PeakMotion,
        verification: Verification | None,
        ranges: list[Range],
        stride: int,
        keep_heat: bool,
        stop: threading.Event,
        pause: threading.Event,
    ) -> None:
        self._video = video
        self._runtime = runtime
        self._motion = motion
        self._verification = verification
        count = len(video.index)
        self._wanted = np.zeros(count, np.bool_)
        for first, last in ranges:
            self._wanted[first : last + 1] = True
        # The frames around are seen too, for the leads that come from them.
        self._ranges = ranges if verification is None else normalised(widened(ranges, count), count)
        self._stride = stride
        self._keep_heat = keep_heat
        self._stop = stop
        self._pause = pause
        self._views: Channel[tuple[int, Future[View]]] = Channel(PICTURES_AHEAD)
        self._batches: Channel[_Batch] = Channel(2)
        self._heat: Channel[_Heat | Notice] = Channel(2)
        self.answers: Channel[list[Answer] | Notice] = Channel(4)
        self._failure: BaseException | None = None
        self._broken = threading.Event()
        self._threads = [
            threading.Thread(target=self._guard, args=(stage, channel), name=f"tracker {name}")
            for name, stage, channel in (
                ("decode", self._decode, self._views),
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
                self._failure = self._told(error)
            self._break_off()

    def _told(self, error: BaseException) -> BaseException:
        """What to raise for an error of a stage: of a full memory, a sentence. It is too late for
        smaller batches then, but not for the next run, which remembers them."""
        if not out_of_memory(error):
            return error
        with contextlib.suppress(TrackerError):  # They cannot be smaller: it is told all the same.
            self._runtime.shrink(error)
        told = too_little_memory()
        told.__cause__ = error
        return told

    def _break_off(self) -> None:
        self._broken.set()
        for channel in (self._views, self._batches, self._heat, self.answers):
            channel.close()

    def _stopped(self) -> bool:
        return self._stop.is_set() or self._broken.is_set()

    def _decode(self) -> None:
        count = len(self._video.index)
        with ThreadPoolExecutor(CONVERTERS, "tracker convert") as pool:
            for wanted in self._ranges:
                frames = frames_for(wanted, count)
                in_grey = self._verification is not None
                for numbered in views_ahead(self._video, pool, *frames, in_grey):
                    self._views.put(numbered)

    def _prepare(self) -> None:
        count = len(self._video.index)
        waiting: list[Window] = []
        pictures: list[Sequence[Picture]] = []
        around: list[Moments] = []
        for wanted in self._ranges:
            views = self._seen(frames_for(wanted, count))
            for window, moments in windows_for(wanted, count, find_cuts(views), self._stride):
                waiting.append(window)
                pictures.append(_pictures(window, moments))
                around.append(moments)
                if len(waiting) >= self._runtime.batch_size:
                    self._batches.put(_Batch(waiting, pictures, around))
                    waiting, pictures, around = [], [], []
            for _ in views:  # those that only judging a cut would have needed
                pass
        if waiting:
            self._batches.put(_Batch(waiting, pictures, around))

    def _seen(self, frames: Range) -> Iterator[tuple[int, View]]:
        for _ in range(frames[0], frames[1] + 1):
            numbered = self._views.get()
            assert numbered is not None, "decoding ended before its last frame"
            yield numbered[0], numbered[1].result()

    def _infer(self) -> None:
        with self._runtime.interruptible(self._stopped):
            while (batch := self._batches.get()) is not None:
                at = 0
                while at < len(batch.windows):
                    self._rest()
                    # After running out of memory, batches made before are larger than the limit.
                    part = slice(at, at + self._runtime.batch_size)
                    try:
                        pending = self._runtime.start(batch.pictures[part])
                    except Exception as error:
                        if not out_of_memory(error):
                            raise
                        failed = without_frames(error)
                    else:
                        part_windows = batch.windows[part]
                        self._heat.put(_Heat(part_windows, pending, batch.around[part]))
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
        # Side by side, every frame has one window and there is nothing to vote on.
        see = self._see if self._stride == STRIDE else self._see_and_vote
        vote = Vote()
        leads = None if self._verification is None else Leads(self._verification)
        while (item := self._heat.get()) is not None:
            if isinstance(item, Notice):
                self.answers.put(item)
            else:
                seen = see(item, vote)
                self._hand_out(seen if leads is None else leads.after(seen))
        if leads is not None:
            self._hand_out(leads.rest())

    def _hand_out(self, decided: Sequence[Seen]) -> None:
        wanted = [
            seen for seen in decided if self._wanted[seen.number : seen.around.next_number].any()
        ]
        if not wanted:
            return
        motion = self._motion.at(
            np.stack([seen.peaks for seen in wanted]), [seen.around.pictures() for seen in wanted]
        )
        self.answers.put(
            [
                answer
                for seen, moves in zip(wanted, motion, strict=True)
                for answer in _answers(seen, moves)
                if self._wanted[answer.frame]
            ]
        )

    def _see(self, heat: _Heat, _vote: Vote) -> list[Seen]:
        heatmaps = _taken_back(heat)
        peaks = self._runtime.peaks(heatmaps)
        places = [
            (number, window.slot(frame), heat.around[number][frame])
            for number, window in enumerate(heat.windows)
            for frame in window.answered
        ]
        numbers, slots, around = zip(*places, strict=True)
        kept = self._kept(lambda: _of(heatmaps, numbers, slots), len(places))
        verified = self._verified(peaks[list(numbers), list(slots)], around)
        return [Seen(verified[n], each, np.nan, kept[n]) for n, each in enumerate(around)]

    def _see_and_vote(self, heat: _Heat, vote: Vote) -> list[Seen]:
        decided, means, ballots = vote.hear(heat.windows, _taken_back(heat))
        if not decided:
            return []
        peaks = self._runtime.peaks(means[None])[0]
        spans = disagreement(ballots, peaks)
        kept = self._kept(lambda: means, len(decided))
        around = [
            moments[frame]
            for window, moments in zip(heat.windows, heat.around, strict=True)
            for frame in window.answered
        ]
        verified = self._verified(peaks, around)
        return [Seen(verified[n], each, float(spans[n]), kept[n]) for n, each in enumerate(around)]

    def _verified(self, peaks: Peaks, around: Sequence[Moment]) -> Peaks:
        """Peaks [n,K,3] of frames as they are answered."""
        if self._verification is None:
            return peaks
        return self._verification(peaks, [each.in_grey() for each in around])

    def _kept(self, heatmaps: Callable[[], Tensor], count: int) -> Sequence[bytes | None]:
        return encode_heatmaps(heatmaps()) if self._keep_heat else [None] * count


def _answers(seen: Seen, motion: NDArray[np.float32]) -> Iterator[Answer]:
    """Those of all frames that show the picture."""
    here, repeats = seen.around.here, seen.around.repeats
    for shown in (here, *repeats):
        yield Answer(
            shown.number,
            seen.peaks,
            motion,
            seen.disagreement,
            seen.around.from_before if shown is here else AT_REST,
            shown.is_cut,
            shown is not here,
            shown.thumbnail,
            seen.heat,
        )


def _pictures(window: Window, moments: Moments) -> list[Picture]:
    """What the model sees, from where the camera was in the middle."""
    middle = moments[window.frames[1]]
    pictures = [middle.here.picture if beside is None else beside for beside in middle.pictures()]
    return [picture[:, ::-1] for picture in pictures] if window.mirrored else pictures


def _of(heatmaps: Tensor, windows: Sequence[int], slots: Sequence[int]) -> Tensor:
    """Some of the heatmaps [B,3,288,512]; all of them, as mostly, without a copy."""
    every = heatmaps.flatten(0, 1)
    at = [LENGTH * window + slot for window, slot in zip(windows, slots, strict=True)]
    return every if at == list(range(len(every))) else every[at]


def _taken_back(heat: _Heat) -> Tensor:
    """The heatmaps [B,3,288,512] of a batch, each in the pixels of its own picture."""
    heatmaps = heat.pending.heatmaps()
    moved = []
    for number, window in enumerate(heat.windows):
        middle = heat.around[number][window.frames[1]]
        moved += [(number, 0, middle.from_before), (number, 2, middle.from_after)]
    moved = [each for each in moved if not each[2].is_rest]
    if moved:
        heatmaps = heatmaps.clone()
    for number, slot, camera in moved:
        own = heatmaps[number, slot]
        if heat.windows[number].mirrored:
            own.copy_(camera.heatmap(own.flip(-1)).flip(-1))
        else:
            own.copy_(camera.heatmap(own))
    return heatmaps
