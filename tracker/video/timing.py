"""Where the frames of a video do not follow one another evenly: repeats, gaps, variable rate."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

_GAP_FROM = 1.5
"""A frame that lasts this many times as long as usual has others missing after it."""
_REPEAT_UNTIL = 0.1
"""A frame this small a share of the usual time after the one before repeats its time."""


class Irregularity(StrEnum):
    """What is unusual about the step from the frame before to a frame."""

    REPEAT = "repeat"
    """It has the time of the frame before."""
    GAP = "gap"
    """There is time for more frames between the two."""


@dataclass(frozen=True, eq=False)
class FrameTiming:
    """How long after the frame before each frame comes.

    `step` is the usual interval in seconds, 0.0 where there is none (a single frame). `interval`
    float64 [n] are seconds since the frame before (0.0 for the first frame). `irregular` int64 are
    the frames, ascending, whose interval is a repeat or a gap.
    """

    step: float
    interval: NDArray[np.float64]
    irregular: NDArray[np.int64]

    @classmethod
    def of(cls, pts: NDArray[np.int64], tick: float) -> FrameTiming:
        """Args: pts: int64 [n], never decreasing; tick: seconds per unit of `pts`."""
        interval = np.zeros(len(pts), np.float64)
        interval[1:] = np.diff(pts) * tick
        steps = interval[1:]
        moving = steps[steps > 0]
        step = float(np.median(moving)) if len(moving) else 0.0
        # Containers round times to their ticks: a tick more or less is nothing unusual, but where
        # they count in frames (AVI).
        rounding = 1.5 * tick if step > 1.5 * tick else 0.0
        gap = steps > max(_GAP_FROM * step, step + rounding)
        repeat = steps <= _REPEAT_UNTIL * step
        irregular = (gap | repeat).nonzero()[0] + 1 if step else np.arange(1, len(pts))
        return cls(step, interval, irregular.astype(np.int64))

    def kind(self, frame: int) -> Irregularity | None:
        """What is unusual about `frame`, or None."""
        place = int(np.searchsorted(self.irregular, frame))
        if place == len(self.irregular) or int(self.irregular[place]) != frame:
            return None
        repeat = self.interval[frame] <= _REPEAT_UNTIL * self.step
        return Irregularity.REPEAT if repeat else Irregularity.GAP

    def missing_before(self, frame: int) -> int:
        """How many frames of the usual length would fit between the frame before and `frame`."""
        if frame <= 0 or self.step == 0.0:
            return 0
        return max(0, round(float(self.interval[frame]) / self.step) - 1)

    @property
    def repeats(self) -> int:
        """How many frames have the time of the frame before."""
        return int((self.interval[self.irregular] <= _REPEAT_UNTIL * self.step).sum())

    @property
    def gaps(self) -> int:
        """How many times frames are missing."""
        return len(self.irregular) - self.repeats

    def next_irregular(self, frame: int) -> int | None:
        """The first irregular frame after `frame`, else the first of all; None without any."""
        if not len(self.irregular):
            return None
        place = int(np.searchsorted(self.irregular, frame, "right"))
        return int(self.irregular[place % len(self.irregular)])
