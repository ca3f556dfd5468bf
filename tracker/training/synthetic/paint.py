"""Flat anti-aliased shapes at sub-pixel positions, and the share of a patch that they cover."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.training.synthetic.labels import Floats, Image

_BITS = 4
_UNIT = 1 << _BITS


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled polygon: ``points`` float64 [n, 2] pixels, RGB ``colour``, ``opacity`` 0…1."""

    points: Floats
    colour: tuple[float, float, float]
    opacity: float = 1.0
    outline: float = 0.0

    def fixed(self, left: int, top: int) -> NDArray[np.int32]:
        """Points relative to a patch, in cv2's fixed-point units."""
        return np.rint((self.points - (left, top)) * _UNIT).astype(np.int32)


def _draw(target: Image, shape: Shape, left: int, top: int, colour: tuple[float, ...]) -> None:
    points = shape.fixed(left, top)
    if shape.outline > 0:
        thickness = max(1, round(shape.outline))
        cv2.polylines(target, [points], True, colour, thickness, cv2.LINE_AA, _BITS)
    else:
        cv2.fillPoly(target, [points], colour, cv2.LINE_AA, _BITS)


def paint(image: Image, shapes: Iterable[Shape]) -> None:
    """Draw ``shapes`` on ``image`` [H, W, 3] in place, in their order."""
    height, width = image.shape[:2]
    for shape in shapes:
        if shape.opacity >= 1.0:
            _draw(image, shape, 0, 0, shape.colour)
            continue
        low, high = shape.points.min(0) - 2, shape.points.max(0) + 3
        x0, y0 = int(max(low[0], 0)), int(max(low[1], 0))
        x1, y1 = int(min(high[0], width)), int(min(high[1], height))
        if x0 >= x1 or y0 >= y1:
            continue
        patch = image[y0:y1, x0:x1]
        layer = patch.copy()
        _draw(layer, shape, x0, y0, shape.colour)
        cv2.addWeighted(layer, shape.opacity, patch, 1 - shape.opacity, 0, dst=layer)
        image[y0:y1, x0:x1] = layer


def cover(shapes: Iterable[Shape], left: int, top: int, height: int, width: int) -> Floats:
    """Coverage float64 [height, width] in 0…1 of ``shapes`` over a patch at (left, top)."""
    clear = np.ones((height, width))
    for shape in shapes:
        low, high = shape.points.min(0) - 2, shape.points.max(0) + 2
        if low[0] > left + width or low[1] > top + height or high[0] < left or high[1] < top:
            continue
        mask = np.zeros((height, width), np.uint8)
        _draw(mask, shape, left, top, (255.0,))
        clear *= 1.0 - mask * (shape.opacity / 255.0)
    return 1.0 - clear


def _half_turns(sides: int) -> Floats:
    """Unit vectors [2·sides, 2] round the back, then the front, of a limb that points along x."""
    t = np.linspace(0, np.pi, sides)
    back = np.stack((-np.sin(t), np.cos(t)), 1)
    return np.concatenate((back, -back))


_COARSE, _FINE = _half_turns(4), _half_turns(8)


def capsule(a: Floats, b: Floats, ra: float, rb: float) -> Floats:
    """Outline [n, 2] of a tapered limb from ``a`` to ``b`` with those radii, round at both ends."""
    dx, dy = float(b[0] - a[0]), float(b[1] - a[1])
    length = (dx * dx + dy * dy) ** 0.5
    c, s = (dx / length, dy / length) if length > 1e-9 else (1.0, 0.0)
    unit = _COARSE if max(ra, rb) < 2.5 else _FINE
    outline: Floats = np.asarray(unit @ np.array(((c, s), (-s, c))), dtype=np.float64)
    half = len(unit) // 2
    outline[:half] *= ra
    outline[:half] += a
    outline[half:] *= rb
    outline[half:] += b
    return outline


def ellipse(centre: Floats, rx: float, ry: float) -> Floats:
    """Outline [14, 2] of an upright ellipse."""
    t = np.linspace(0, 2 * np.pi, 14, endpoint=False)
    outline: Floats = centre + np.stack((rx * np.cos(t), ry * np.sin(t)), 1)
    return outline
