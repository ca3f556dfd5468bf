"""Pictures at the size they have on the screen."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
_HALVE_BELOW = 0.6
"""Below this scale, bilinear sampling would pass pixels over: the picture is halved first."""


def fit(source: Pixels, width: int, height: int) -> Pixels:
    """All of `source` (uint8 [H, W, channels]) at another size: uint8 [height, width, channels]."""
    near = halved(source, width / source.shape[1], height / source.shape[0])
    scaled = cv2.resize(near, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.ascontiguousarray(scaled, np.uint8)


def halved(source: Pixels, across: float, down: float) -> Pixels:
    """`source`, each side halved as often as bilinear sampling at that scale needs it; mostly not
    at all."""
    while True:
        height, width = source.shape[:2]
        half = _next_side(width, across), _next_side(height, down)
        if half == (width, height):
            return source
        across, down = across * width / half[0], down * height / half[1]
        source = np.asarray(cv2.resize(source, half, interpolation=cv2.INTER_AREA), np.uint8)


def _next_side(side: int, scale: float) -> int:
    return side // 2 if scale < _HALVE_BELOW and side > 1 else side
