"""Truth about the ball, one row per frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]
Floats = NDArray[np.float64]

NO_BALL, VISIBLE, HARD, OCCLUDED = 0, 1, 2, 3

VISIBLE_FROM = 0.6
"""Share of the ball's light that must reach the camera for it to count as visible."""

HIDDEN_BELOW = 0.08
"""Below this share nothing of the ball is to be seen: it counts as occluded."""


@dataclass(frozen=True, slots=True)
class BallLabels:
    """Columnar labels of ``N`` consecutive frames.

    ``frame`` int64 [N], 0-based. ``visibility`` int8 [N]: 0 no ball in the picture, 1 visible,
    2 hard to see, 3 fully hidden. ``x``, ``y`` float64 [N]: the ball's centre at mid-exposure in
    pixels of the rendered frame, centre of pixel (0, 0) at (0, 0); NaN where visibility is 0.
    ``diameter`` float64 [N] in pixels and ``streak`` float64 [N], the distance in pixels that the
    ball travels while the shutter is open; both NaN where visibility is 0.
    """

    frame: NDArray[np.int64]
    visibility: NDArray[np.int8]
    x: Floats
    y: Floats
    diameter: Floats
    streak: Floats

    @classmethod
    def empty(cls, count: int) -> BallLabels:
        """Labels of ``count`` frames that say "no ball" everywhere."""
        blank = np.full((4, count), np.nan)
        return cls(np.arange(count), np.zeros(count, np.int8), *blank)

    @classmethod
    def of(cls, visibility: NDArray[np.int8], x: Floats, y: Floats) -> BallLabels:
        """Labels of consecutive frames whose ball was not measured: size and streak are NaN.

        ``x`` and ``y`` may be anything where no ball is known to be.
        """
        labels = cls.empty(len(visibility))
        labels.visibility[:] = visibility
        known = visibility > 0
        labels.x[known], labels.y[known] = x[known], y[known]
        return labels

    def copy(self) -> BallLabels:
        """Labels that share no memory with these."""
        return BallLabels(
            self.frame.copy(),
            self.visibility.copy(),
            self.x.copy(),
            self.y.copy(),
            self.diameter.copy(),
            self.streak.copy(),
        )

    def __len__(self) -> int:
        return len(self.frame)


def visibility_of(seen: float) -> int:
    """Visibility of a ball of which the share ``seen`` (0 to 1) is not covered by anything."""
    if seen >= VISIBLE_FROM:
        return VISIBLE
    return HARD if seen >= HIDDEN_BELOW else OCCLUDED
