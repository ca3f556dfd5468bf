"""Pre-label a video: decode ∥ pre-process ∥ model ∥ peaks, each in its threads, in bounded queues.

Memory does not grow with the video, because a stage that is ahead waits for the next one. The
caller's thread only assembles answers, so whatever it does between two events (a commit to disk, a
repaint) runs beside the model.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Generator, Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tracker.heatmap import LABELS_LEAN, to_source
from tracker.inference.batch_memory import remember_batch, remembered_batch
from tracker.inference.channel import Closed
from tracker.inference.events import ChunkDone, Event, Finished, Notice, Progress
from tracker.inference.motion import PeakMotion
from tracker.inference.pipeline import Answer, Pipeline
from tracker.inference.runtime import Runtime
from tracker.inference.runtime_choice import open_runtime
from tracker.inference.speed import Speedometer
from tracker.inference.verifying import Verification
from tracker.inference.windows import STRIDE, Range, normalised
from tracker.picture import Thumbnail
from tracker.video.probe import Video

if TYPE_CHECKING:
    from torch import nn

    from tracker.model.verifier import Verifier

CHUNK_FRAMES = 64
_CHUNK_SECONDS = 1.0
_TICK_SECONDS = 0.1


def track_video(
    video: Video,
    model: nn.Module,
    *,
    ranges: Iterable[Range] | None = None,
    device: str = "cpu",
    runtime: str = "auto",
    verifier: Verifier | None = None,
    batch_size: int | None = None,
    stride: int = STRIDE,
    keep_heat: bool = False,
    stop: threading.Event | None = None,
    pause: threading.Event | None = None,
) -> Iterator[Event]:
    """Answer every frame of `ranges` (first and last included; None: the whole video), in order.

    Args:
        video: from `open_video`.
        model: maps frames [B,9,288,512] RGB in [0,1] to heatmaps [B,3,288,512] in [0,1]. Its
            parameters are moved to `device` and it must not be trained meanwhile.
        ranges: frames still to do. Answers do not depend on how a video is cut into ranges.
        device: as from `pick_device`.
        runtime: one of `RUNTIMES`.
        verifier: looks at every peak once more; None to take the model's word for it.
        batch_size: windows of three frames per model call; None chooses by device, and remembers
            what fitted after a run was out of memory.
        stride: 3 to see every frame once, 1 to see it in every window that can hold it and take the
            mean: three times the work.
        keep_heat: whether chunks bring the heatmaps along, for the heatmap cache.
        stop: set it to cancel: what is answered is still handed out, then the generator ends,
            within a second, without `Finished`.
        pause: while it is set, the model rests.

    Yields:
        ChunkDone for up to 64 consecutive frames of a shot, Progress several times a second,
        Notice, and Finished at the end.

    Raises:
        TrackerError: the video cannot be read or the device cannot run the model. Any exception of
            a stage is raised here, after the other stages have ended.
    """
    wanted = normalised(ranges, len(video.index))
    total = sum(last - first + 1 for first, last in wanted)
    stop, pause = stop or threading.Event(), pause or threading.Event()
    title, began = "", time.monotonic()
    if total and not stop.is_set():
        batch = batch_size or remembered_batch(model, device)
        opened = yield from _opened(open_runtime(model, device, runtime, batch, stop.is_set), total)
        if opened is None:
            return
        began, first_batch = time.monotonic(), opened.batch_size
        motion = PeakMotion(model)
        verification = None if verifier is None else Verification(opened.verifying(verifier))
        try:
            with Pipeline(
                video, opened, motion, verification, wanted, stride, keep_heat, stop, pause
            ) as pipeline:
                yield from _events(pipeline, video, total, stop, pause)
        finally:  # also where the caller leaves, or something else fails later
            if opened.batch_size < first_batch:
                remember_batch(model, device, opened.batch_size)
        title = opened.title
    if not stop.is_set():
        yield Finished(total, time.monotonic() - began, title)


def _opened(
    opening: Generator[Notice | None, None, Runtime | None], total: int
) -> Generator[Event, None, Runtime | None]:
    while True:
        try:
            told = next(opening)
        except StopIteration as end:
            opened: Runtime | None = end.value
            return opened
        yield told or Progress(0, total, 0.0, None)


def _events(
    pipeline: Pipeline, video: Video, total: int, stop: threading.Event, pause: threading.Event
) -> Iterator[Event]:
    size = (video.info.width, video.info.height)
    speed = Speedometer()
    done = 0
    waiting: list[Answer] = []
    handed_out = told = time.monotonic()
    yield Progress(0, total, 0.0, None)
    while done < total and not stop.is_set():
        item: list[Answer] | Notice | None
        try:
            item = pipeline.answers.get(_TICK_SECONDS)
        except TimeoutError:
            item = []
        except Closed:  # cancelled, or a stage failed: the pipeline raises that when it ends
            break
        assert item is not None, "the pipeline ended before its last frame"
        if isinstance(item, Notice):
            yield item
        else:
            for answer in item:
                if waiting and (answer.is_cut or answer.frame != waiting[-1].frame + 1):
                    yield _chunk(waiting, size)
                    waiting = []
                waiting.append(answer)
                done += 1
                if len(waiting) == CHUNK_FRAMES:
                    yield _chunk(waiting, size)
                    waiting, handed_out = [], time.monotonic()
        now = time.monotonic()
        speed.note(done, now, resting=pause.is_set())
        if waiting and now - handed_out > _CHUNK_SECONDS:
            yield _chunk(waiting, size)
            waiting, handed_out = [], time.monotonic()
        if now - told > 2 * _TICK_SECONDS:
            told = now
            yield Progress(done, total, speed.rate, speed.eta(total - done))
    if waiting:
        yield _chunk(waiting, size)
    yield Progress(done, total, speed.rate, speed.eta(total - done))


def _chunk(answers: list[Answer], size: tuple[int, int]) -> ChunkDone:
    candidates = np.stack([answer.peaks for answer in answers])
    candidates[..., :2] = to_source(candidates[..., :2], size)
    candidates[..., 0] += LABELS_LEAN
    best = candidates[:, 0]
    return ChunkDone(
        first_frame=answers[0].frame,
        x=best[:, 0].astype(np.float64),
        y=best[:, 1].astype(np.float64),
        score=best[:, 2].copy(),
        candidates=candidates,
        motion=np.stack([answer.motion for answer in answers]),
        disagreement=np.array([answer.disagreement for answer in answers], np.float32),
        repeats=np.array([answer.repeats for answer in answers], np.bool_),
        camera=np.stack([answer.camera.in_pixels_of(size) for answer in answers]),
        begins_shot=answers[0].is_cut,
        view=_view([answer.thumbnail for answer in answers]),
        heat=tuple(answer.heat for answer in answers if answer.heat is not None),
    )


def _view(thumbnails: list[Thumbnail]) -> NDArray[np.uint8]:
    """The mean picture, uint8 [9, 16, 3]."""
    mean = np.mean(thumbnails, axis=0)
    rows, columns = mean.shape[0] // 2, mean.shape[1] // 2
    halved = mean.reshape(rows, 2, columns, 2, 3).mean(axis=(1, 3))
    return np.asarray(np.rint(halved), np.uint8)
