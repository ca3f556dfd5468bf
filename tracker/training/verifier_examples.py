"""What the verifier learns from: the peaks of a network in labelled videos, and the balls there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tracker.model.patches import FRAMES, PATCH
from tracker.training.pictures import Among, GreyLabels, pictures
from tracker.video.probe import Video

MARGIN = 8
"""Pixels on every side of a patch that training shifts and zooms within."""
SIDE = PATCH + 2 * MARGIN

REACH = 14
"""So many pictures before and after one are at hand for what is learnt from it."""

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
        return _columns([])
    return Examples(
        np.concatenate([part.patches for part in parts]),
        np.concatenate([part.ball for part in parts]),
        np.concatenate([part.weight for part in parts]),
    )


class Example(NamedTuple):
    """One of `Examples`: a square uint8 [3, 80, 80], where the ball is in it, and how much it
    counts."""

    patch: NDArray[np.uint8]
    ball: NDArray[np.float64]
    weight: float


Maker = Callable[[Among], Iterable[Example]]
"""What there is to learn from a labelled picture among others."""


def examples_of(video: Video, known: GreyLabels, makers: Sequence[Maker]) -> Examples:
    """What `makers` find in the labelled pictures. A repeated picture counts once.

    Args:
        video: from ``open_video``.
        known: labels of some of its frames.
        makers: each is shown every labelled picture, in order, among those at most `REACH` away.

    Raises VideoError.
    """
    return _columns(
        example
        for picture in pictures(video, REACH)
        if picture.frame in known.balls
        for maker in makers
        for example in maker(picture)
    )


class PeaksAndBalls:
    """Every peak of a network, and every ball."""

    def __init__(self, known: GreyLabels, peaks: NDArray[np.float32]) -> None:
        """Args: peaks: float32 [N, K, 3] of all N frames, x and y in source pixels as
        ``track_video`` gives them, score; NaN where there are fewer than K."""
        self._known, self._peaks = known, peaks

    def __call__(self, picture: Among) -> Iterator[Example]:
        """See `Maker`."""
        known = self._known
        ball = known.balls[picture.frame]
        there = self._peaks[picture.frame]
        there = there[~np.isnan(there[:, 2])].astype(float)
        places = known.in_grey(there[:, 0], there[:, 1])
        counts = _LEAST + (1 - _LEAST) * np.clip((there[:, 2] - _FAINT) / (_CLEAR - _FAINT), 0, 1)
        counts[np.hypot(*(places - ball).T) < SIDE / 2] = 1.0
        if not np.isnan(ball[0]):  # also where the network missed it
            places, counts = np.vstack((places, ball)), np.append(counts, 1.0)
        for (column, row), count in zip(known.pixels(places), counts, strict=True):
            yield Example(picture.squares(column, row, SIDE), ball - (column, row), float(count))


def _columns(examples: Iterable[Example]) -> Examples:
    found = list(examples)
    return Examples(
        np.array([each.patch for each in found], np.uint8).reshape(-1, FRAMES, SIDE, SIDE),
        np.array([each.ball for each in found], np.float32).reshape(-1, 2),
        np.array([each.weight for each in found], np.float32),
    )
