"""What the verifier sees of a frame: squares of its grey picture around the places in question."""

from __future__ import annotations

import cv2
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

_AROUND, _SAME = 60, 4.0
"""Pixels around a place, and grey levels by which the middle one of them may differ in two pictures
of a camera at rest."""

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


def shows_the_same(one: Grey, other: Grey, column: int, row: int) -> bool:
    """Whether two pictures agree in most of what is around a place: the camera rested there."""
    if one.shape != other.shape:
        return False
    there, then = (cut(grey, column, row, _AROUND) for grey in (one, other))
    return bool(np.median(cv2.absdiff(there, then)) < _SAME)
