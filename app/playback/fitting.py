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
    scaled = cv2.resize(
        halved(source, width / source.shape[1]), (width, height), interpolation=cv2.INTER_LINEAR
    )
    return np.ascontiguousarray(scaled, np.uint8)


def halved(source: Pixels, scale: float) -> Pixels:
    """`source`, halved as often as bilinear sampling at `scale` needs it; mostly not at all."""
    while scale < _HALVE_BELOW and min(source.shape[:2]) > 1:
        half = (source.shape[1] // 2, source.shape[0] // 2)
        scale *= source.shape[1] / half[0]
        source = np.asarray(cv2.resize(source, half, interpolation=cv2.INTER_AREA), np.uint8)
    return source
