"""What the verifier sees of a frame: squares of its grey picture around the places in question."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FRAMES = 3
"""The frame that is asked about, between its neighbours."""
PATCH = 64
"""Width and height of what is seen of each, in pixels of `tracker.video.picture.to_grey`. Pixel
[32, 32] is the place that is asked about."""
CELL = 4
CELLS = PATCH // CELL
"""A ball is found in one of 16 x 16 cells of four pixels."""

Grey = NDArray[np.uint8]
"""A frame in grey levels, uint8 [h, w], as `tracker.video.picture.to_grey` gives it."""


def cut(grey: Grey, column: int, row: int, size: int) -> Grey:
    """The square whose pixel [size // 2, size // 2] is `grey`'s [row, column], uint8 [size, size].

    Beyond the edge its pixels go on.
    """
    height, width = grey.shape
    top, left = row - size // 2, column - size // 2
    if 0 <= top <= height - size and 0 <= left <= width - size:
        return grey[top : top + size, left : left + size]
    rows = np.clip(np.arange(top, top + size), 0, height - 1)
    columns = np.clip(np.arange(left, left + size), 0, width - 1)
    return grey[rows[:, None], columns]
