"""Pictures of high dynamic range, as an ordinary screen shows them.

A video that is coded by brightness on an absolute scale (PQ, of HDR10 and Dolby Vision) looks grey
where it is taken for an ordinary one, to people as to a network that has learnt from ordinary ones.
The other kind (HLG) was made to look right on ordinary screens and is left as it is.
"""

from functools import cache

import av
import cv2
import numpy as np
from av.video.reformatter import ColorTrc
from numpy.typing import NDArray

WHITE = 203.0
"""Brightness of a white sheet in candela per square metre (ITU-R BT.2408)."""
_BRIGHTEST = 10_000.0
"""What PQ counts up to, in the same unit."""
_SHOULDER = 0.8
"""Share of white from which on brighter things are squeezed instead of cut off."""
_GAMMA = 2.4


def shown_as_usual(pixels: NDArray[np.uint8], frame: av.VideoFrame) -> NDArray[np.uint8]:
    """`pixels` made from `frame`, uint8 of any shape, at ordinary brightness; themselves where the
    frame is not coded as PQ."""
    if frame.color_trc != ColorTrc.SMPTE2084:
        return pixels
    return np.asarray(cv2.LUT(pixels, _table()), np.uint8)


@cache
def _table() -> NDArray[np.uint8]:
    """For each of 256 levels of PQ the level that shows the same, uint8 [256]."""
    # The constants of SMPTE ST 2084.
    m1, m2 = 2610 / 16384, 2523 / 4096 * 128
    c1, c2, c3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
    power = np.linspace(0.0, 1.0, 256) ** (1 / m2)
    light = (np.maximum(power - c1, 0.0) / (c2 - c3 * power)) ** (1 / m1) * _BRIGHTEST / WHITE
    room = 1.0 - _SHOULDER
    squeezed = 1.0 - room * np.exp(-np.maximum(light - _SHOULDER, 0.0) / room)
    shown = np.where(light > _SHOULDER, squeezed, light) ** (1 / _GAMMA)
    return np.rint(255 * shown).astype(np.uint8)
