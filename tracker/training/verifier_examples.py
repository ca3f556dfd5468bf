"""What the verifier learns from: the peaks of a network in labelled videos, and the balls there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.model.patches import FRAMES, PATCH
from tracker.training.pictures import GreyLabels, pictures
from tracker.training.prepare import FrameLabels
from tracker.video.probe import Video

MARGIN = 8
"""Pixels on every side of a patch that training shifts and zooms within."""
SIDE = PATCH + 2 * MARGIN

_FAINT, _CLEAR = 0.15, 0.35
"""A peak far from any ball counts by its score, a quarter at the former: most are background."""
_LEAST = 0.25


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
        return examples_from([], [], [])
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
    known = GreyLabels(video, labels)
    patches, offsets, weights = [], [], []
    for picture in pictures(video):
        if picture.frame not in known.balls:
            continue
        ball = known.balls[picture.frame]
        there = peaks[picture.frame]
        there = there[~np.isnan(there[:, 2])].astype(float)
        places = known.in_grey(there[:, 0], there[:, 1])
        counts = _LEAST + (1 - _LEAST) * np.clip((there[:, 2] - _FAINT) / (_CLEAR - _FAINT), 0, 1)
        counts[np.hypot(*(places - ball).T) < SIDE / 2] = 1.0
        if not np.isnan(ball[0]):  # also where the network missed it
            places, counts = np.vstack((places, ball)), np.append(counts, 1.0)
        for (column, row), count in zip(known.pixels(places), counts, strict=True):
            patches.append(picture.squares(column, row, SIDE))
            offsets.append(ball - (column, row))
            weights.append(count)
    return examples_from(patches, offsets, weights)


def examples_from(
    patches: list[NDArray[np.uint8]], offsets: list[NDArray[np.float64]], weights: list[float]
) -> Examples:
    """The columns of single examples."""
    return Examples(
        np.array(patches, np.uint8).reshape(-1, FRAMES, SIDE, SIDE),
        np.array(offsets, np.float32).reshape(-1, 2),
        np.array(weights, np.float32),
    )
