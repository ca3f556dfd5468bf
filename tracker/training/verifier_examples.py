"""What the verifier learns from: the peaks of a network in labelled videos, and the balls there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.heatmap import LABELS_LEAN
from tracker.inference.shots import View, find_cuts
from tracker.model.patches import FRAMES, PATCH, Grey, cut
from tracker.training.prepare import FrameLabels
from tracker.video.picture import grey_size, to_grey, to_model_input
from tracker.video.probe import Video
from tracker.video.stream import stream_pictures

MARGIN = 8
"""Pixels on every side of a patch that training shifts and zooms within."""
SIDE = PATCH + 2 * MARGIN

_FAINT, _CLEAR = 0.15, 0.35
"""A peak far from any ball counts by its score, a quarter at the former: most are background."""
_LEAST = 0.25
_MOST_APART = 4
"""Frames of a fast camera are also shown with some between them left out, up to so many apart."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Squares of frames with what is known about the ball there.

    - ``patches``  uint8 [M, 3, 80, 80] in grey levels
    - ``ball``     float32 [M, 2], where the ball is from the pixel [40, 40], right and down in
      pixels; NaN where the frame shows none
    - ``weight``   float32 [M], how often each is drawn, relative to the others
    """

    patches: NDArray[np.uint8]
    ball: NDArray[np.float32]
    weight: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.patches)

    def weighted(self, factor: float) -> Examples:
        """The same, drawn ``factor`` times as often."""
        return Examples(self.patches, self.ball, self.weight * np.float32(factor))


def joined(parts: list[Examples]) -> Examples:
    """All of them as one; none of none."""
    if not parts:
        return Examples(
            np.zeros((0, FRAMES, SIDE, SIDE), np.uint8),
            np.zeros((0, 2), np.float32),
            np.zeros(0, np.float32),
        )
    return Examples(
        np.concatenate([part.patches for part in parts]),
        np.concatenate([part.ball for part in parts]),
        np.concatenate([part.weight for part in parts]),
    )


def examples_of(video: Video, labels: FrameLabels, peaks: NDArray[np.float32]) -> Examples:
    """Every peak of the labelled pictures, and every ball. A repeated picture counts once.

    Args:
        video: from ``open_video``.
        labels: of some of its frames.
        peaks: float32 [N, K, 3] of all N frames, x and y in source pixels as ``track_video`` gives
            them, score; NaN where there are fewer than K.

    Raises VideoError.
    """
    info = video.info
    wide, high = grey_size(info.width, info.height)
    scale = np.array([wide / info.width, high / info.height])
    apart = min(_MOST_APART, max(1, round(float(info.fps) / 30)))

    def in_grey(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray((np.stack((x - LABELS_LEAN, y), axis=-1) + 0.5) * scale - 0.5)

    balls = in_grey(labels.x.astype(float), labels.y.astype(float))
    balls[labels.visibility <= 0] = np.nan
    rows = {
        int(frame): row for row, frame in enumerate(labels.frame) if labels.visibility[row] >= 0
    }
    patches, offsets, weights = [], [], []
    for frame, greys in _with_neighbours(video, apart):
        if frame not in rows:
            continue
        ball = balls[rows[frame]]
        there = peaks[frame][~np.isnan(peaks[frame][:, 2])].astype(float)
        places = in_grey(there[:, 0], there[:, 1])
        counts = _LEAST + (1 - _LEAST) * np.clip((there[:, 2] - _FAINT) / (_CLEAR - _FAINT), 0, 1)
        counts[np.hypot(*(places - ball).T) < SIDE / 2] = 1.0
        if not np.isnan(ball[0]):  # also where the network missed it
            places, counts = np.vstack((places, ball)), np.append(counts, 1.0)
        pixels = np.clip(np.rint(places), 0, (wide - 1, high - 1)).astype(int)
        for (column, row), count in zip(pixels, counts, strict=True):
            patches.append(np.stack([cut(grey, column, row, SIDE) for grey in greys]))
            offsets.append(ball - (column, row))
            weights.append(count)
    return Examples(
        np.array(patches, np.uint8).reshape(-1, FRAMES, SIDE, SIDE),
        np.array(offsets, np.float32).reshape(-1, 2),
        np.array(weights, np.float32),
    )


def _with_neighbours(video: Video, most_apart: int) -> Iterator[tuple[int, list[Grey]]]:
    """Each picture, by the first frame that shows it, with one before and one after it, 1 to
    `most_apart` pictures away in turn."""
    greys: list[tuple[int, Grey]] = []
    done = 0

    def around(at: int, last: int) -> tuple[int, list[Grey]]:
        frame = greys[at][0]
        apart = 1 + frame % most_apart
        three = (max(0, at - apart), at, min(last, at + apart))
        return frame, [greys[each][1] for each in three]

    for shown in find_cuts(_views(video)):
        if shown.repeats:
            continue
        assert shown.view.grey is not None
        greys.append((shown.number, shown.view.grey))
        if len(greys) - done > most_apart:
            yield around(done, len(greys) - 1)
            done += 1
        if done > most_apart:
            greys.pop(0)
            done -= 1
    for at in range(done, len(greys)):
        yield around(at, len(greys) - 1)


def _views(video: Video) -> Iterator[tuple[int, View]]:
    rotation = video.info.rotation
    for number, picture in stream_pictures(video):
        yield number, View(to_model_input(picture, rotation), to_grey(picture, rotation))
