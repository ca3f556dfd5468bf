"""What a ball's motion costs: the energy that the path through candidates minimises.

All costs are whole numbers (``UNIT`` to a nat), so that sums do not depend on their order: solving
in blocks, again after a pin, or on another machine gives the same path to the bit. For the same
reason they come from tables and from operations that IEEE 754 defines exactly.

Lengths are in "picture pixels", those of a 512 x 288 picture of the same area; times are in frames
of the video, and what depends on them is scaled from 30 frames per second.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from annotation.arrays import Float32, Float64, Int32, Mask

UNIT = 1024
"""So many units of cost make a nat."""

IMPOSSIBLE = np.int32(1 << 28)
"""Larger than any sum of costs between two frames that share a path; sums of two still fit."""

PICTURE_AREA = 512 * 288
REFERENCE_FPS = 30.0

Costs = Int32


def picture_scale(size: tuple[int, int]) -> float:
    """Source pixels per picture pixel, for a video of ``size`` (width, height)."""
    return math.sqrt(size[0] * size[1] / PICTURE_AREA)


@dataclass(frozen=True, slots=True)
class Motion:
    """The weights of the energy, in nats; tuned on training clips of three sports.

    - ``confidence``   of a candidate, per nat of its score's log-odds above the threshold's, within
      ``confidence_limit`` nats either way
    - ``link``         gained by every step that continues a flight
    - ``turn``         at most paid for leaving the flight, as at a hit or bounce
    - ``first``        of the first step of a stretch, which no flight foretells
    - ``fast``         so many picture pixels moved in a frame of 1/30 s cost a nat
    - ``hidden``       per frame that a step leaps over
    - ``start``, ``end``  of a stretch with a ball
    - ``inland``       more of either, away from the edge of the picture; ``edge`` picture pixels
      from it and farther all of that, nearer a share
    - ``still``        for standing where something stands all the time, before and after
    - ``still_moving``  for the same where the camera moves: what stands still then seems to move a
      little, and a model gives it the score of a ball more often
    - ``verdict``      for taking what a pin to a ball near by says is another thing
    - ``hold``, ``hold_age``  for the ball having stayed where a person saw it, and per frame of
      1/30 s since
    - ``noise``, ``drag``  how far off the straight line is usual: so many picture pixels, and so
      much of the last step's length
    """

    confidence: float = 2.2
    confidence_limit: float = 2.0
    link: float = 0.8
    turn: float = 3.4
    first: float = 1.35
    fast: float = 30.0
    hidden: float = 1.2
    start: float = 1.9
    end: float = 1.25
    inland: float = 4.0
    edge: float = 30.0
    still: float = 2.7
    still_moving: float = 6.75
    verdict: float = 1.0
    hold: float = 0.85
    hold_age: float = 0.03
    noise: float = 1.5
    drag: float = 0.22


class MotionCosts:
    """``Motion`` as costs for a video of one rate; arrays in, int32 arrays of any shape out."""

    def __init__(self, motion: Motion, fps: float, threshold: float) -> None:
        if not fps > 0:
            raise ValueError(f"a frame rate is positive, not {fps}")
        self.motion = motion
        self._pace = REFERENCE_FPS / fps
        scores = np.arange(UNIT + 1) / UNIT
        gain = _log_odds(scores) - _log_odds(np.array(threshold))
        limit = motion.confidence_limit
        self._score_cost = _whole(-motion.confidence * np.clip(gain, -limit, limit))
        self.hidden = int(_whole(motion.hidden * self._pace))
        self.start = int(_whole(motion.start))
        self.end = int(_whole(motion.end))

    def of_score(self, score: npt.NDArray[np.floating]) -> Costs:
        """Cost of taking a candidate of that score (0..1) rather than none."""
        index = np.rint(np.clip(score, 0.0, 1.0) * UNIT).astype(np.int64)
        cost: Costs = self._score_cost[index]
        return cost

    def of_stillness(self, share: Float32, moves: Mask) -> Costs:
        """Cost of a place that holds a candidate in that share of the moments around, where the
        camera ``moves`` or rests."""
        price = np.where(moves, self.motion.still_moving, self.motion.still)
        return _whole(share * price.astype(np.float32))

    def of_inland(self, away: Float32) -> Costs:
        """Cost, beyond the usual, of coming or going so many picture pixels from the edge: a ball
        does not vanish in mid-air to appear elsewhere."""
        share = np.clip(away / np.float32(self.motion.edge), np.float32(0), np.float32(1))
        return _whole(np.float32(self.motion.inland) * share)

    def of_verdict(self, verdict: Float32) -> Costs:
        """Cost of taking what a pin near by speaks against (1) or for (-1)."""
        return _whole(verdict * np.float32(self.motion.verdict))

    def of_hold(self, age: Float32) -> Costs:
        """Cost of a ball that stayed where a person saw it so many frames of 1/30 s away."""
        return _whole(np.float32(self.motion.hold) + np.float32(self.motion.hold_age) * age)

    def of_speed(self, distance: Float32, frames: Float32 | np.float32) -> Costs:
        """Cost of moving so many picture pixels within so many frames, direction unknown."""
        fast = np.float32(self.motion.fast * self._pace)
        return _whole(np.minimum(distance / (frames * fast), np.float32(1e4)))

    def of_step(
        self,
        before: tuple[Float32, Float32],
        step: tuple[Float32, Float32],
        frames_before: Float32,
        frames: Float32,
    ) -> Costs:
        """Cost of continuing a step (dx, dy) over so many frames by another, speed aside."""
        motion = self.motion
        ratio = frames / frames_before
        ex, ey = before[0] * ratio, before[1] * ratio
        off_x, off_y = step[0] - ex, step[1] - ey
        length = np.sqrt(ex * ex + ey * ey)
        spread = (ratio + np.float32(1)) * np.float32(motion.noise)
        spread += length * np.float32(motion.drag)
        doubt = (off_x * off_x + off_y * off_y) / (spread * spread * np.float32(2))
        turn = np.float32(motion.turn)
        return _whole(doubt / (doubt + turn) * turn - np.float32(motion.link))

    @property
    def first_step(self) -> int:
        """Cost of the first step of a stretch, speed aside."""
        return int(_whole(self.motion.first - self.motion.link))


def _log_odds(p: Float64) -> Float64:
    p = np.clip(p, 1e-4, 1 - 1e-4)
    return np.log(p / (1.0 - p))


def _whole(nats: Float32 | Float64 | float) -> Costs:
    """Nats as whole numbers of units."""
    cost: Costs = np.rint(np.asarray(nats) * UNIT).astype(np.int32)
    return cost
