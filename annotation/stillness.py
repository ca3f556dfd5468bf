"""What stands in one place all the time: a lamp, a line, a logo, and no ball that flies.

Whether a place is always lit is sampled at some moments before and after. A ball that lies where it
landed, or in the hand until it is served, was or will be elsewhere; a lamp is not.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from annotation.arrays import Float32, Mask
from annotation.camera_steps import CameraSteps, carried, carried_back

STILL_AT = (12, 18, 25, 35, 50, 70, 100)
"""The moments: so many frames of 1/30 s before and after."""

STILL_RADIUS = 2.5
"""Picture pixels within which two candidates lie in the same place."""


def still_shares(
    candidates: Float32,
    answered: Mask,
    camera: CameraSteps,
    size: Float32,
    still_at: Sequence[int],
    first: int,
    stop: int,
) -> Float32:
    """Share of the sampled moments that hold a candidate of the model in the same place.

    The share of those before or of those after, whichever is less. What a camera that moves did not
    show at a moment cannot be said then.

    Args:
        candidates: float32 [n, K, 3] of x, y and score, picture pixels, NaN where absent.
        answered: bool [n], where the model was asked.
        camera: its steps to the n frames, picture pixels.
        size: float32 [2], width and height of the picture.
        still_at: the moments, in frames, ascending.
        first, stop: the frames that are asked for.

    Returns:
        float32 [stop - first, K].
    """
    n, peaks = candidates.shape[:2]
    hits = np.zeros((2, stop - first, peaks), np.float32)
    moments = np.zeros((2, stop - first, peaks), np.float32)
    steps = camera.between(first - still_at[-1], min(stop + still_at[-1], n))
    for distance in still_at:
        # Pairs of frames so far apart, of which one at least is asked for, by the earlier one.
        a, b = max(0, first - distance), min(stop, n - distance)
        if a >= b:
            continue
        early, late = candidates[a:b], candidates[a + distance : b + distance]
        x, y = early[..., 0], early[..., 1]
        asked = answered[a:b, None], answered[a + distance : b + distance, None]
        if steps is not None:
            step = steps.over(a, b, distance)[:, None]
            x, y = carried(x, y, step)
            was = carried_back(late[..., 0], late[..., 1], step)
            asked = asked[0] & _is_inside(*was, size), asked[1] & _is_inside(x, y, size)
        dx = x[:, :, None] - late[:, None, :, 0]
        dy = y[:, :, None] - late[:, None, :, 1]
        # NaN, of an absent candidate, is near nothing.
        near = dx * dx + dy * dy < np.float32(STILL_RADIUS**2)
        low, high = max(a, first - distance), min(b, stop - distance)
        if low < high:
            later = slice(low + distance - first, high + distance - first)
            hits[0, later] += near[low - a : high - a].any(axis=1)
            moments[0, later] += asked[0][low - a : high - a]
        if first < b:
            hits[1, : b - first] += near[first - a :].any(axis=2)
            moments[1, : b - first] += asked[1][first - a :]
    share = hits / np.maximum(moments, np.float32(1))
    # Of a side that nobody was asked about, as much as of the other.
    less: Float32 = np.where(moments > 0, share, share[::-1]).min(axis=0)
    return less


def _is_inside(x: Float32, y: Float32, size: Float32) -> Mask:
    """Whether places lie in the picture; NaN does not."""
    inside: Mask = (np.minimum(x, y) >= 0) & (x < size[0]) & (y < size[1])
    return inside
