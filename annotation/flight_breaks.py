"""Where a flight may break, and how it looks around there.

A place of a flight is tried by a curve fitted to the positions up to 0.2 s before and after it: a
parabola that may change its velocity there at once. Where that change is well beyond what the noise
of the positions explains, the flight may break: at a hit, a bounce, a touch of the net, or where
positions are wrong. Velocities over the frames around tell these apart
(``annotation.event_model``).

Nothing here depends on which other frames are looked at: sums are added up one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from annotation.arrays import Float32, Float64, Int64, Mask
from annotation.camera_steps import seen_around
from annotation.motion import REFERENCE_FPS, picture_scale

SIDE = 0.2
"""Seconds on either side that the curve is fitted to, ..."""
LEAST = 3
"""... and how many frames must be known on either side without a break."""
FINEST = 60.0
"""Frames a second that the curve is fitted to at the most: of faster video, every second frame or
fewer."""
NOISE = 0.4
"""Pixels of 512 x 288 by which positions are off at the least."""
CLEAR = 2.0
"""Standard errors from which a change of velocity is looked at, ..."""
APART = 0.05
"""... the clearest within so many seconds."""
STEPS = 9
"""So many frames of 1/30 s before and after are told of."""
REACH = STEPS / REFERENCE_FPS + SIDE
"""Seconds around a frame on which it depends what is found there."""
CURVE = 6 * STEPS + 1
"""The first column of ``Breaks.features`` that is of the curve."""
FEATURES = CURVE + 11
"""Columns of ``Breaks.features``: velocities across and down from step to step; whether the ball is
known there (2 * STEPS + 1); of the curve the change of velocity, the velocity before and after and
the curvature (across and down each); how clear the change is, how far positions lie off the curve,
and how far down in the picture the ball is. Velocities and curvature are roots, with their sign."""
_CHUNK = 8192


class Breaks(NamedTuple):
    """``frames`` int64 [k], ascending, and ``features`` float64 [k, FEATURES]."""

    frames: Int64
    features: Float64


def find_breaks(
    x: Float64, y: Float64, cuts: Mask, camera: Float32, size: tuple[int, int], fps: float
) -> Breaks:
    """Where a path may break.

    ``x``, ``y`` float64 [n] are source pixels, NaN where there is no ball; ``cuts`` bool [n] says
    where a shot begins; ``camera`` float32 [n, 2, 3] is its step to each frame in source pixels;
    ``size`` is (width, height) of the source video.
    """
    curves = _curves(fps)
    apart = max(1, round(APART * fps))
    far = max(curves.offsets[-1], int(np.ceil(STEPS * fps / REFERENCE_FPS)))
    before, after = _known_beside(np.isnan(x), cuts)
    found = []
    for first in range(0, len(x), _CHUNK):
        stop = min(first + _CHUNK, len(x))
        # Whether one is the clearest around is told by those beside it.
        low, high = max(0, first - apart), min(stop + apart, len(x))
        lowest, highest = max(0, low - far), min(high + far, len(x))
        where = slice(lowest, highest)
        around = seen_around(x[where], y[where], camera[where], far)
        around = around[:, :, low - lowest : high - lowest] / picture_scale(size)
        around -= around[:, far : far + 1].copy()
        fit = curves.fitted(around, before[low:high], after[low:high])
        clear = np.nan_to_num(fit.clear)
        best = sliding_window_view(np.pad(clear, apart), 2 * apart + 1).max(axis=1)
        chosen = np.flatnonzero((clear >= CLEAR) & (clear == best))
        chosen = chosen[(chosen >= first - low) & (chosen < stop - low)]
        frames = chosen + low
        told = _told(around[:, :, chosen], before[frames], after[frames], fps)
        down = y[frames] / size[1]
        curve = (_root(fit.curve[:, chosen]), np.log(clear[chosen]), np.log(fit.off[chosen] + 0.1))
        found.append(Breaks(frames, np.vstack((told, *curve, down)).T))
    if not found:
        return Breaks(np.empty(0, np.int64), np.empty((0, FEATURES)))
    return Breaks(*(np.concatenate(column) for column in zip(*found, strict=True)))


def _known_beside(missing: Mask, cuts: Mask) -> tuple[Int64, Int64]:
    """int64 [n] each: how many frames before and after each are known without a break, in its shot;
    -1 in frames that are not known themselves."""
    frames = np.arange(len(missing))
    begins = np.maximum.accumulate(np.where(missing, frames + 1, np.where(cuts, frames, 0)))
    last = np.where(missing | cuts, frames - 1, len(missing) - 1)
    ends = np.append(np.minimum.accumulate(last[::-1])[::-1][1:], len(missing) - 1)
    return frames - begins, np.where(missing, -1, ends - frames)


class _Fit(NamedTuple):
    """Of each frame: ``clear`` float64 [n], how many standard errors the velocity changes by (NaN
    where too little is known); ``off`` [n], how far positions lie off the curve; ``curve`` [8, n]:
    change of velocity, velocity before and after, curvature, across and down each. Pixels of
    512 x 288 and frames of 1/30 s."""

    clear: Float64
    off: Float64
    curve: Float64


class _Curves:
    """Parabolas that break in the middle, for every number of frames that may be known on either
    side."""

    def __init__(self, fps: float) -> None:
        stride = max(1, round(fps / FINEST))
        self._most = max(LEAST + 1, round(SIDE * fps / stride))
        self._stride = stride
        self.offsets: Int64 = np.arange(-self._most, self._most + 1) * stride
        times = self.offsets * REFERENCE_FPS / fps
        sides = self._most - LEAST + 1
        self._bases = np.zeros((sides, sides, len(times), 4))
        self._solved = np.zeros((sides, sides, 4, 4))
        for before, after in self._sides():
            used = slice(self._most - before, self._most + after + 1)
            t = times[used]
            powers = np.stack((np.ones_like(t), t, t * t, np.maximum(t, 0.0)), axis=1)
            basis, triangle = np.linalg.qr(powers)
            self._bases[before - LEAST, after - LEAST, used] = basis
            self._solved[before - LEAST, after - LEAST] = np.linalg.inv(triangle)

    def _sides(self) -> Iterator[tuple[int, int]]:
        known = range(LEAST, self._most + 1)
        return ((before, after) for before in known for after in known)

    def fitted(self, around: Float64, before: Int64, after: Int64) -> _Fit:
        """The curves through places ``around`` [2, 2 * far + 1, n] of n frames, of which so many
        are known ``before`` and ``after`` [n]."""
        n, far = len(before), around.shape[1] // 2
        clear, off, curve = np.full(n, np.nan), np.full(n, np.nan), np.full((8, n), np.nan)
        before, after = (np.minimum(side // self._stride, self._most) for side in (before, after))
        frames = np.flatnonzero((before >= LEAST) & (after >= LEAST))
        before, after = before[frames], after[frames]
        bases = self._bases[before - LEAST, after - LEAST]
        parts, squares = np.zeros((4, 2, len(frames))), np.zeros(len(frames))
        for number, offset in enumerate(self.offsets.tolist()):
            step = number - self._most
            used = (step >= -before) & (step <= after)
            place = np.where(used, around[:, far + offset, frames], 0.0)
            squares += place[0] * place[0] + place[1] * place[1]
            for each in range(4):
                parts[each] += bases[:, number, each] * place
        for each in range(4):
            squares -= parts[each, 0] * parts[each, 0] + parts[each, 1] * parts[each, 1]
        spare = 2 * np.maximum(before + after - 3, 1)
        off[frames] = np.sqrt(np.maximum(squares, 0.0) / spare)
        solved = np.moveaxis(self._solved[before - LEAST, after - LEAST], 0, -1)
        change = solved[3, 3] * parts[3]
        bend = solved[2, 2] * parts[2] + solved[2, 3] * parts[3]
        speed = solved[1, 1] * parts[1] + solved[1, 2] * parts[2] + solved[1, 3] * parts[3]
        error = np.abs(solved[3, 3]) * np.maximum(NOISE, off[frames])
        clear[frames] = np.sqrt(change[0] * change[0] + change[1] * change[1]) / error
        curve[:, frames] = np.concatenate((change, speed, speed + change, bend))
        return _Fit(clear, off, curve)


@lru_cache(maxsize=4)
def _curves(fps: float) -> _Curves:
    """They are made once: at 60 frames a second there are a hundred, and it takes longer than to
    fit them to a few seconds."""
    return _Curves(fps)


def _told(around: Float64, before: Int64, after: Int64, fps: float) -> Float64:
    """float64 [CURVE, k]: velocities from step to step, and at which steps the ball is
    known; ``around`` [2, 2 * far + 1, k] are the places around k frames, of which so many are known
    ``before`` and ``after``."""
    far = around.shape[1] // 2
    exact = np.arange(-STEPS, STEPS + 1) * (fps / REFERENCE_FPS)
    low = np.floor(exact + 1e-9).astype(np.int64)
    part = np.maximum(exact - low, 0.0)
    part[part < 1e-6] = 0.0
    high = low + (part > 0)
    known = (low[:, None] >= -before) & (high[:, None] <= after)
    part = part[:, None]
    places = around[:, far + low] * (1.0 - part) + around[:, far + high] * part
    moved = np.diff(np.where(known, places, 0.0), axis=1)
    velocities = np.where(known[1:] & known[:-1], moved, 0.0)
    return np.concatenate((_root(velocities).reshape(4 * STEPS, -1), known))


def _root(values: Float64) -> Float64:
    """The root of the size, with the sign: what is large counts for less."""
    rooted: Float64 = np.sign(values) * np.sqrt(np.abs(values))
    return rooted
