"""Frames as a network sees them, and so small that two of them are compared at a glance."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
"""A frame as the model sees it, RGB uint8 [288, 512, 3]."""

THUMBNAIL = (32, 18)
"""Width and height; a block of 16 x 16 model pixels each."""
_QUIETER_SHARE = 0.85
"""Share of the picture that must have changed; a score box is smaller than the rest."""

Thumbnail = NDArray[np.float32]
"""RGB float32 [18, 32, 3] in 0..255."""


def thumbnail_of(picture: Picture) -> Thumbnail:
    """A picture of the model's in small."""
    return cv2.resize(picture, THUMBNAIL, interpolation=cv2.INTER_AREA).astype(np.float32)


def change_between(before: Thumbnail, after: Thumbnail) -> float:
    """Mean change in grey levels of the blocks that changed least; a graphic is not among them."""
    blocks = np.sort(np.abs(after - before).mean(axis=2), axis=None)
    return float(blocks[: round(_QUIETER_SHARE * blocks.size)].mean())
