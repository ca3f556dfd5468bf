"""What the flight around a frame knows of it: hidden frames filled, positions made finer.

Where the speeds on both sides agree with the leap, the ball was in flight and the fill is the curve
that leaves and arrives with those speeds (a cubic, which gravity and drag bend as they bend a
flight of a few frames). Where they do not, somebody hit it or it bounced, nobody knows where, and
a straight line is the safest guess.

A peak's position is off by a fraction of the model's pixels. In free flight the parabola through
five frames averages that away; where it would move a position by more than that, something
happened and the peak is believed.
"""

from __future__ import annotations

import numpy as np

from annotation.arrays import Float64, Int8, Int64, Mask
from annotation.trajectory import LEAPT

STEPS_FOR_SPEED = 2
"""So many steps before and after a leap tell the speed there."""

DISAGREEMENT = 0.35
"""In flight the speeds on both sides differ from the mean speed of the leap by less than this share
of it (and some noise)."""

NOISE = 2.0
"""Picture pixels by which positions are off without anything having happened."""

PARABOLA = (-3.0, 12.0, 17.0, 12.0, -3.0)
"""Weights (of 35) of five frames in the middle of the parabola that fits them best."""

FINER = 0.8
"""A position moves by at most so many picture pixels to lie on the parabola."""


def fill_leaps(
    chosen: Int8, begins: Mask, x: Float64, y: Float64, scale: float
) -> tuple[Int64, Float64, Float64]:
    """Positions for the leaps of a path.

    Args:
        chosen: int8 [n], as ``Trajectory.chosen``; leaps cut off by an end of it are left out.
        begins: bool [n], where a stretch with a ball begins.
        x, y: float64 [n], positions where a candidate was chosen; others are ignored.
        scale: source pixels per picture pixel.

    Returns:
        The indices filled, int64 [m], and x and y there.
    """
    known = np.flatnonzero(chosen >= 0)
    empty = np.empty(0, np.int64)
    if len(known) < 2:
        return empty, np.empty(0), np.empty(0)
    spans = np.diff(known)
    leaps = np.flatnonzero((spans > 1) & (chosen[known[:-1] + 1] == LEAPT))
    if not len(leaps):
        return empty, np.empty(0), np.empty(0)
    stretch = np.cumsum(begins[known]).astype(np.int64)
    before, after = known[leaps], known[leaps + 1]
    entry = _speed(known, stretch, leaps, -STEPS_FOR_SPEED, x, y)
    leave = _speed(known, stretch, leaps + 1, STEPS_FOR_SPEED, x, y)
    span = (after - before).astype(np.float64)
    mean = np.stack((x[after] - x[before], y[after] - y[before])) / span
    usual = DISAGREEMENT * np.sqrt(mean[0] ** 2 + mean[1] ** 2) + NOISE * scale / span
    flies = np.ones(len(leaps), np.bool_)
    for speed in (entry, leave):
        off = speed - mean
        # NaN, of a speed nobody knows, makes it a straight line.
        flies &= off[0] ** 2 + off[1] ** 2 <= usual**2
    entry, leave = np.where(flies, entry, mean), np.where(flies, leave, mean)

    number = np.repeat(np.arange(len(leaps)), after - before - 1)
    first = np.cumsum(after - before - 1) - (after - before - 1)
    at = np.arange(len(number)) - first[number] + 1
    s, t = at / span[number], span[number]
    a, b = before[number], after[number]
    rise, fall = s * s * (3.0 - 2.0 * s), s * (1.0 - s)
    bend = t * fall * ((1.0 - s) * entry[:, number] - s * leave[:, number])
    filled = [p[a] + (p[b] - p[a]) * rise + bend[i] for i, p in enumerate((x, y))]
    return a + at, filled[0], filled[1]


def refined(
    x: Float64, y: Float64, taken: Mask, begins: Mask, scale: float
) -> tuple[Float64, Float64]:
    """Positions float64 [n] moved onto the parabola of the five frames around, where they fly.

    ``taken``: bool [n], where a peak gives the position, and may be moved.
    """
    n = len(x)
    fine_x, fine_y = x.copy(), y.copy()
    if n < len(PARABOLA):
        return fine_x, fine_y
    middle = slice(2, n - 2)
    known = ~np.isnan(x)
    flies = taken[middle].copy()
    for shift in range(5):
        flies &= known[shift : n - 4 + shift]
        # A stretch that begins within the five frames is another flight.
        flies &= ~begins[shift : n - 4 + shift] if shift else True
    moved = [
        sum(weight * p[shift : n - 4 + shift] for shift, weight in enumerate(PARABOLA)) / 35.0
        for p in (x, y)
    ]
    off = (moved[0] - x[middle]) ** 2 + (moved[1] - y[middle]) ** 2
    flies &= off < (FINER * scale) ** 2
    fine_x[middle] = np.where(flies, moved[0], x[middle])
    fine_y[middle] = np.where(flies, moved[1], y[middle])
    return fine_x, fine_y


def _speed(known: Int64, stretch: Int64, at: Int64, steps: int, x: Float64, y: Float64) -> Float64:
    """Pixels per frame, [2, m], between chosen number ``at`` and the one ``steps`` on; NaN where
    the stretch does not reach so far without leaping (one step serves where two do not)."""
    speed = np.full((2, len(at)), np.nan)
    for reach in range(1, abs(steps) + 1):
        other = at + reach * (1 if steps > 0 else -1)
        inside = (other >= 0) & (other < len(known))
        other = np.where(inside, other, at)
        frames = known[other] - known[at]
        fits = inside & (stretch[other] == stretch[at]) & (np.abs(frames) <= 2 * reach)
        frames = np.where(fits, frames, 1)
        for i, p in enumerate((x, y)):
            found = (p[known[other]] - p[known[at]]) / frames
            speed[i] = np.where(fits, found, speed[i])
    return speed
