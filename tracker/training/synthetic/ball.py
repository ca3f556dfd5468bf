"""The picture of a moving ball: its light summed over the exposure, at sub-pixel precision."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.training.synthetic.labels import Floats, Image

MIN_DIAMETER, MAX_DIAMETER = 2.0, 12.0

Alpha = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Stamp:
    """Coverage ``alpha`` float32 [h, w] in 0…1 whose top left pixel is (``left``, ``top``)."""

    left: int
    top: int
    alpha: Alpha

    def window(self, height: int, width: int) -> tuple[slice, slice, slice, slice] | None:
        """Slices (rows, columns of the picture; rows, columns of the stamp), None if outside."""
        rows, columns = self.alpha.shape
        y0, y1 = max(self.top, 0), min(self.top + rows, height)
        x0, x1 = max(self.left, 0), min(self.left + columns, width)
        if y0 >= y1 or x0 >= x1:
            return None
        inner = slice(y0 - self.top, y1 - self.top), slice(x0 - self.left, x1 - self.left)
        return slice(y0, y1), slice(x0, x1), *inner


def ball_stamp(
    centres: Floats, radius: float, shuttle: bool = False, softness: float = 0.5
) -> Stamp:
    """Coverage of a ball that passes through ``centres`` float64 [n, 2] (pixels) at even times.

    The path is resampled finely enough that the streak has no gaps. A shuttle is a small cork
    leading a wider skirt; together they are centred on the path. ``softness`` in pixels is half
    the width of the edge: 0.5 for a perfect lens, more for soft footage.
    """
    steps = np.hypot(*np.diff(centres, axis=0).T)
    travelled = np.concatenate(([0.0], np.cumsum(steps)))
    wanted = int(np.clip(travelled[-1] / max(0.5 * radius, 0.5), 1, 96)) + 1
    times = np.linspace(0.0, 1.0, max(wanted, 2))
    knots = np.linspace(0.0, 1.0, len(centres))
    x, y = np.interp(times, knots, centres[:, 0]), np.interp(times, knots, centres[:, 1])
    if travelled[-1] < 0.05:
        x, y = x[:1], y[:1]
    parts: tuple[tuple[float, float], ...] = ((0.0, 1.0),)
    along = np.zeros(2)
    if shuttle and travelled[-1] > 0.05:
        along = (centres[-1] - centres[0]) / max(float(np.hypot(*(centres[-1] - centres[0]))), 1e-6)
        parts = ((0.55, 0.55), (-0.25, 0.9))
    reach = radius * 1.6 + 1.0 + softness
    left, top = int(np.floor(x.min() - reach)), int(np.floor(y.min() - reach))
    right, bottom = int(np.ceil(x.max() + reach)), int(np.ceil(y.max() + reach))
    columns = np.arange(left, right + 1, dtype=np.float32)
    rows = np.arange(top, bottom + 1, dtype=np.float32)
    cover: Alpha | None = None
    for offset, scale in parts:
        dx = columns[None, :] - (x + offset * radius * along[0]).astype(np.float32)[:, None]
        dy = rows[None, :] - (y + offset * radius * along[1]).astype(np.float32)[:, None]
        distance = np.sqrt(dx[:, None, :] ** 2 + dy[:, :, None] ** 2)
        edge = np.float32(radius * scale + softness) - distance
        disc = np.clip(edge * np.float32(0.5 / softness), 0.0, 1.0)
        cover = disc if cover is None else np.maximum(cover, disc)
    assert cover is not None
    return Stamp(left, top, cover.mean(0, dtype=np.float32))


def shade(
    stamp: Stamp, colour: tuple[int, int, int], radius: float, y: float
) -> NDArray[np.float32]:
    """Colour float32 [h, w or 1, 3]: a ball lit from above, if it is large enough to show it."""
    base = np.array(colour, np.float32)
    if radius < 2.0:
        return base[None, None, :]
    rows = (np.arange(stamp.alpha.shape[0], dtype=np.float32) + (stamp.top - y)) / radius
    light = 1.0 - 0.22 * np.clip(rows, -1.0, 1.0) - 0.08
    shaded: NDArray[np.float32] = np.minimum(base[None, None, :] * light[:, None, None], 255.0)
    return shaded


def blend_stamp(image: Image, stamp: Stamp, colours: NDArray[np.float32]) -> None:
    """Lay the stamp over ``image`` in place; ``colours`` broadcasts against [h, w, 3]."""
    window = stamp.window(*image.shape[:2])
    if window is None:
        return
    rows, columns, inner_rows, inner_columns = window
    alpha = stamp.alpha[inner_rows, inner_columns, None]
    if colours.shape[0] > 1:
        colours = colours[inner_rows]
    patch = image[rows, columns].astype(np.float32)
    image[rows, columns] = (patch + alpha * (colours - patch) + 0.5).astype(np.uint8)
