"""How the camera moved from picture to picture, so that what moves is told from what seems to.

A step is the affine map, float32 [2, 3], from the pixels of the picture before to those of a frame:
x' = s[0, 0] x + s[0, 1] y + s[0, 2], and y' likewise. Nothing here rounds differently for how many
frames are computed at once: sums and products are those of IEEE 754, each on its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import numpy as np

from annotation.arrays import Float32, Float64, Int64, Mask

Places = TypeVar("Places", Float32, Float64)
Pair = tuple[Float64, Float64]


def at_rest(count: int) -> Float32:
    """The steps [count, 2, 3] of a camera that does not move."""
    return np.tile(np.eye(2, 3, dtype=np.float32), (count, 1, 1))


def moving(steps: Float32) -> Mask:
    """bool [n]: in which of the steps [n, 2, 3] the camera moves."""
    moves: Mask = (steps != at_rest(1)).any(axis=(1, 2))
    return moves


def carried(x: Places, y: Places, step: Float32) -> tuple[Places, Places]:
    """Where places are after a step: ``step`` [..., 2, 3] and ``x``, ``y`` [...] broadcast."""
    return (
        step[..., 0, 0] * x + step[..., 0, 1] * y + step[..., 0, 2],
        step[..., 1, 0] * x + step[..., 1, 1] * y + step[..., 1, 2],
    )


def carried_back(x: Places, y: Places, step: Float32) -> tuple[Places, Places]:
    """Where places were before a step; shapes as for ``carried``."""
    a, b, right = np.moveaxis(step[..., 0, :], -1, 0)
    c, d, down = np.moveaxis(step[..., 1, :], -1, 0)
    area = a * d - b * c
    x, y = x - right, y - down
    return d / area * x - b / area * y, a / area * y - c / area * x


def seen_from(x: Places, y: Places, steps: Float32, at: int) -> tuple[Places, Places]:
    """Where the places [n] of frames that follow each other are seen in number ``at`` of them;
    ``steps`` [n, 2, 3] are the camera's to each of them."""
    x, y = x.copy(), y.copy()
    moves = np.flatnonzero(moving(steps))
    for step in moves[(moves > 0) & (moves <= at)]:
        x[:step], y[:step] = carried(x[:step], y[:step], steps[step])
    for step in moves[moves > at][::-1]:
        x[step:], y[step:] = carried_back(x[step:], y[step:], steps[step])
    return x, y


def shown_along(x: Places, y: Places, steps: Float32) -> tuple[Places, Places]:
    """Where each of n frames that follow each other shows what the first shows at its place [n]:
    the way back from ``seen_from(..., 0)``."""
    x, y = x.copy(), y.copy()
    for step in np.flatnonzero(moving(steps[1:])) + 1:
        x[step:], y[step:] = carried(x[step:], y[step:], steps[step])
    return x, y


def seen_beside(x: Float64, y: Float64, steps: Float32, far: int = 1) -> Float64:
    """Where each of n frames shows the places of the frames ``far`` before and after it.

    Returns float64 [2, 2, n]: before and after, x and y; NaN beyond the ends.
    """
    seen = np.full((2, 2, len(x)), np.nan)
    for away, before, after in _farther(x, y, steps, far):
        if away == far:
            seen[0, :, far:], seen[1, :, :-far] = before, after
    return seen


def seen_around(x: Float64, y: Float64, steps: Float32, far: int) -> Float64:
    """Where each of n frames shows its own place and those of the ``far`` frames before and after.

    Returns float64 [2, 2 * far + 1, n]: x and y, of the frames from first to last; NaN beyond the
    ends.
    """
    seen = np.full((2, 2 * far + 1, len(x)), np.nan)
    seen[:, far] = x, y
    for away, before, after in _farther(x, y, steps, far):
        seen[:, far - away, away:], seen[:, far + away, :-away] = before, after
    return seen


def _farther(x: Float64, y: Float64, steps: Float32, far: int) -> Iterator[tuple[int, Pair, Pair]]:
    """Where n frames show the places of the frames 1, 2, ... ``far`` before them, and after."""
    before = after = x, y
    moves = moving(steps[1:]).any()
    for away in range(1, min(far, len(x) - 1) + 1):
        before, after = (before[0][:-1], before[1][:-1]), (after[0][1:], after[1][1:])
        if moves:
            before = carried(*before, steps[away:])
            after = carried_back(*after, steps[1 : len(x) - away + 1])
        yield away, before, after


class CameraSteps:
    """The steps to each of ``frame_count`` frames; the camera rests until told otherwise."""

    def __init__(self, frame_count: int) -> None:
        self._steps = at_rest(frame_count)
        self._moves = np.zeros(frame_count, np.bool_)

    def put(self, first: int, steps: Float32) -> None:
        """The steps [m, 2, 3] to the frames from ``first`` on."""
        where = slice(first, first + len(steps))
        self._steps[where] = steps
        self._moves[where] = moving(steps)

    def moves(self, first: int, stop: int) -> bool:
        """Whether the camera moves to any of the frames ``first`` .. ``stop - 1``."""
        return bool(self._moves[max(0, first) : stop].any())

    def moves_around(self, first: int, stop: int) -> Mask:
        """bool [stop - first]: whether the camera moves to the frame, or to the one after."""
        around = self._moves[first : stop + 1]
        moves: Mask = around[: stop - first].copy()
        moves[: len(around) - 1] |= around[1:]
        return moves

    def to(self, frames: Int64) -> Float32:
        """The steps [..., 2, 3] to some frames."""
        found: Float32 = self._steps[frames]
        return found

    def on(self, x: Float32, y: Float32, first: int, most: int) -> tuple[Float32, Float32]:
        """Where the places [n, K] of frames from ``first`` on are seen 0 to ``most`` frames later,
        [most + 1, n, K], to be read only; beyond the n frames, as at the last of them."""
        shape = (most + 1, *x.shape)
        seen_x, seen_y = np.broadcast_to(x, shape), np.broadcast_to(y, shape)
        if not self.moves(first + 1, first + len(x)):
            return seen_x, seen_y
        seen_x, seen_y = seen_x.copy(), seen_y.copy()
        for later in range(1, min(most + 1, len(x))):
            there = len(x) - later
            step = self._steps[first + later : first + len(x), None]
            places = seen_x[later - 1, :there], seen_y[later - 1, :there]
            seen_x[later:, :there], seen_y[later:, :there] = carried(*places, step)
        return seen_x, seen_y

    def between(self, first: int, stop: int) -> LongSteps | None:
        """The steps from some frame to a later one, both in ``first`` .. ``stop - 1``; None where
        the camera rests between them."""
        first = max(0, first)
        if not self.moves(first + 1, stop):
            return None
        return LongSteps(first, self._steps[first:stop])


class LongSteps:
    """Steps from frames to those many frames later, made of steps that double in length."""

    def __init__(self, first: int, steps: Float32) -> None:
        self._first = first
        self._doubled = [steps[1:]]
        """Of number k, from each frame to the one 2**k later."""

    def over(self, first: int, stop: int, many: int) -> Float32:
        """The steps [stop - first, 2, 3] from the frames ``first`` .. ``stop - 1`` to those
        ``many`` later."""
        low, high = first - self._first, stop - self._first
        found = at_rest(high - low)
        done = 0
        for power in range(many.bit_length()):
            if len(self._doubled) <= power:
                half, frames = self._doubled[-1], 1 << (power - 1)
                self._doubled.append(_joined(half[:-frames], half[frames:]))
            if many >> power & 1:
                found = _joined(found, self._doubled[power][low + done : high + done])
                done += 1 << power
        return found


def _joined(one: Float32, other: Float32) -> Float32:
    """One step and then the other, [n, 2, 3]."""
    both = np.empty_like(one)
    for column in range(3):
        x, y = one[:, 0, column], one[:, 1, column]
        for row in range(2):
            both[:, row, column] = other[:, row, 0] * x + other[:, row, 1] * y
    both[:, :, 2] += other[:, :, 2]
    return both
