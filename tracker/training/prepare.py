"""From a video and its labels to clips in memory-mapped files: decode once, train often."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from tracker.errors import TrackerError
from tracker.heatmap import MODEL_HEIGHT, MODEL_WIDTH, to_model
from tracker.inference.shots import Repetition
from tracker.picture import thumbnail_of
from tracker.training.clips import LabelledClip
from tracker.video import MODEL_SIZE, Video, stream_frames

_MARGIN = 6
"""Frames kept on either side of a label, so that skipped-frame windows find their neighbours."""


_FRAME_BYTES = MODEL_HEIGHT * MODEL_WIDTH * 3
_SPARE_BYTES = 256 * 2**20


class ScratchFull(TrackerError):
    """There is no room on the disk for the decoded frames."""


@dataclass(frozen=True, slots=True)
class FrameLabels:
    """Labels of one video: ``frame`` int64 [n] ascending, ``visibility`` int8 [n] in 0-3,
    ``x`` and ``y`` float64 [n] in source pixels (ignored where visibility is 0)."""

    frame: npt.NDArray[np.int64]
    visibility: npt.NDArray[np.int8]
    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Prepared:
    """One stretch of a video is decoded; ``done`` of ``total`` frames so far."""

    done: int
    total: int
    clip: LabelledClip | None


def stretches(frames: npt.NDArray[np.int64], count: int) -> list[tuple[int, int]]:
    """Ranges (first, end) of a video of ``count`` frames around the labelled ``frames``, ascending
    int64 [m]."""
    if len(frames) == 0:
        return []
    breaks = np.flatnonzero(np.diff(frames) > 2 * _MARGIN)
    firsts = frames[np.concatenate(([0], breaks + 1))] - _MARGIN
    ends = frames[np.concatenate((breaks, [len(frames) - 1]))] + _MARGIN + 1
    return [
        (max(int(first), 0), min(int(end), count)) for first, end in zip(firsts, ends, strict=True)
    ]


def prepare_clips(
    video: Video,
    labels: FrameLabels,
    folder: Path,
    name: str,
) -> Iterator[Prepared]:
    """Decode the pictures around the labels to 512 x 288 files in ``folder``.

    A frame that repeats the picture before it is left out, as a run leaves it out: windows show
    motion between different pictures. A label of such a frame holds for the picture, where the
    frame before has none. Yields progress about every 50 frames, and the finished clip of each
    stretch. The files are memory mapped: a match-long set of labels does not fill the memory. Where
    the system allows it they have no name from the first, and vanish with the process, however it
    ends.

    Raises:
        ScratchFull: the disk has no room for them, 0.44 MB per frame.
        VideoError: a stretch cannot be decoded.
        ValueError: labels lie outside the video.
    """
    info = video.info
    if len(labels.frame) and not 0 <= labels.frame[0] <= labels.frame[-1] < info.frame_count:
        raise ValueError(f"{name}: labels outside the {info.frame_count} frames of the video")
    ranges = stretches(labels.frame, info.frame_count)
    total, done = sum(end - first for first, end in ranges), 0
    _check_room(folder, total * _FRAME_BYTES)
    for number, (first, end) in enumerate(ranges):
        path = folder / f"{name}.{number}.npy"
        frames = np.lib.format.open_memmap(
            path,
            mode="w+",
            dtype=np.uint8,
            shape=(end - first, MODEL_HEIGHT, MODEL_WIDTH, 3),
        )
        if os.name == "posix":
            path.unlink()
        kept: list[int] = []  # the first frame of each picture
        repetition = Repetition()
        for frame, picture in stream_frames(video, first, end - 1, MODEL_SIZE):
            if not repetition.next(frame, picture, thumbnail_of(picture)):
                frames[len(kept)] = picture
                kept.append(frame)
            done += 1
            if done % 50 == 0:
                yield Prepared(done, total, None)
        visibility = np.full(len(kept), -1, dtype=np.int8)
        xy = np.zeros((len(kept), 2), dtype=np.float32)
        inside = np.flatnonzero((labels.frame >= first) & (labels.frame < end))
        pictures = np.searchsorted(kept, labels.frame[inside], side="right") - 1
        # A picture that is shown twice may have two labels: the first holds.
        where, earliest = np.unique(pictures, return_index=True)
        said = inside[earliest]
        visibility[where] = labels.visibility[said]
        source = np.stack((labels.x[said], labels.y[said]), axis=-1)
        xy[where] = to_model(source, (info.width, info.height))
        xy[visibility <= 0] = 0
        yield Prepared(
            done,
            total,
            LabelledClip(
                name=f"{name}[{first}:{end}]",
                frames=frames[: len(kept)],
                visibility=visibility,
                x=xy[:, 0].copy(),
                y=xy[:, 1].copy(),
                fps=float(info.fps),
                video=name,
                numbers=np.array(kept, np.int64),
            ),
        )


def _check_room(folder: Path, needed: int) -> None:
    """Writing to a mapped file on a full disk ends the process without a word."""
    free = shutil.disk_usage(folder).free
    if free < needed + _SPARE_BYTES:
        raise ScratchFull(
            f"The decoded frames need {(needed + _SPARE_BYTES) / 1e9:.2f} GB in {folder.parent}, "
            f"room to spare included, where {free / 1e9:.2f} GB are free; TMPDIR names another "
            "folder."
        )
