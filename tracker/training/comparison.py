"""Whether one model is better than another on the same frames, or chance may have made it so."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from tracker.training.clips import LabelledClip
from tracker.training.score import Outcome, Outcomes

STRETCH_SECONDS = 1.0
"""Neighbouring frames go right or wrong together: what differs within so long counts once."""
STANDARD_ERRORS = 2.0
"""By more than so many the difference must differ from nothing, as it does for about one pair of
equal models in twenty."""


def differ_beyond_chance(
    clips: Sequence[LabelledClip], before: Sequence[Outcomes], after: Sequence[Outcomes]
) -> bool:
    """Whether F1 differs by more than chance, on the same clips before and after.

    ``before``, ``after``: of each clip, how its frames were judged.

    Were both models equal, either could have given the answers of any stretch. So the stretches in
    which they differ count as throws of a coin, each by what it adds to the difference of F1: fewer
    than five decide nothing, nor does one that outweighs all others.
    """
    outcomes = np.concatenate((*before, *after))
    found = int((outcomes == Outcome.TP).sum())
    wrong = int(np.isin(outcomes, (Outcome.FP1, Outcome.FP2, Outcome.FN)).sum())
    f1 = 2 * found / max(2 * found + wrong, 1)
    # To first order: the sign of the sum over all frames is that of the difference of F1.
    worth = np.zeros(len(Outcome))
    worth[Outcome.TP] = 2 - 2 * f1
    worth[[Outcome.FP1, Outcome.FP2, Outcome.FN]] = -f1
    gains = np.concatenate(
        [
            _by_stretch(clip.fps, worth[new] - worth[old])
            for clip, old, new in zip(clips, before, after, strict=True)
        ]
    )
    return abs(float(gains.sum())) > STANDARD_ERRORS * float(np.sqrt((gains**2).sum()))


def _by_stretch(fps: float, gains: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The sums over stretches of consecutive frames."""
    first = np.arange(0, len(gains), max(1, round(fps * STRETCH_SECONDS)))
    return np.add.reduceat(gains, first)
