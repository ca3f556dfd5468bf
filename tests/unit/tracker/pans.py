"""A hall seen by a camera that moves, and a ball that moves otherwise."""

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.heatmap import MODEL_HEIGHT, MODEL_WIDTH

_MARGIN = 120
_SHAPE = (MODEL_HEIGHT + 2 * _MARGIN, MODEL_WIDTH + 2 * _MARGIN)
_COARSE = np.random.default_rng(5).integers(20, 120, (_SHAPE[0] // 12, _SHAPE[1] // 12))
_TILES = cv2.resize(_COARSE.astype(np.float32), _SHAPE[::-1], interpolation=cv2.INTER_NEAREST)
HALL = cv2.GaussianBlur(_TILES, (0, 0), 1.0)

_AROUND = np.arange(-12, 13)


def seen(matrix: NDArray[np.float64], noise: int = 0) -> NDArray[np.uint8]:
    """RGB uint8 [288,512,3]: the hall after the camera's motion float64 [3,3] from where it has the
    hall's middle, with some noise by a seed."""
    there = np.array([[1, 0, -_MARGIN], [0, 1, -_MARGIN], [0, 0, 1]], np.float64)
    grey = cv2.warpAffine(HALL, (matrix @ there)[:2], (MODEL_WIDTH, MODEL_HEIGHT))
    grey = grey + np.random.default_rng(noise).normal(0, 1, grey.shape) if noise else grey
    return np.repeat(np.clip(np.rint(grey), 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def shifted(x: float, y: float) -> NDArray[np.float64]:
    """Everything is seen so much further to the right and down."""
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], np.float64)


def turned(degrees: float, zoom: float) -> NDArray[np.float64]:
    """Around the middle of the picture."""
    rigid = cv2.getRotationMatrix2D((MODEL_WIDTH / 2, MODEL_HEIGHT / 2), degrees, zoom)
    return np.vstack((rigid, (0, 0, 1)))


PAN = (4.0, 1.0)
"""Model pixels by frame that the hall goes to the right and down."""


def ball_in_pan(number: int) -> tuple[int, int]:
    """Where `pan_picture` has the ball of a frame; it flies the other way."""
    return 440 - 9 * number, 60 + 5 * number


def pan_picture(
    number: int, width: int = MODEL_WIDTH, height: int = MODEL_HEIGHT
) -> NDArray[np.uint8]:
    """A frame of a steady pan: the hall and a bright ball."""
    assert (width, height) == (MODEL_WIDTH, MODEL_HEIGHT)
    picture = seen(shifted(PAN[0] * (number - 10), PAN[1] * (number - 10)))
    x, y = ball_in_pan(number)
    glow = 200 * np.exp(-(_AROUND[:, None] ** 2 + _AROUND**2) / (2 * 2.5**2))
    part = picture[y - 12 : y + 13, x - 12 : x + 13]
    part[:] = np.clip(part + glow[..., None], 0, 255)
    return picture
