"""TrackNet's protocol: predicted labels against the truth, frame by frame.

Distances are measured in the network's 512×288 picture, to which both sides are scaled, so that
results compare across videos and with the literature. A frame counts as

- TP   both have a ball, closer than the tolerance
- FP1  both have a ball, but not that close
- FP2  a ball is predicted where there is none
- FN   a ball is missed
- TN   both say that there is none

FP is FP1 + FP2. Precision = TP / (TP + FP), recall = TP / (TP + FN), accuracy = (TP + TN) / all,
and a quotient with nothing beneath is 0. Frames the truth says nothing of are left out. Frames of
the truth that the prediction does not answer count as "no ball" and are told as ``missing``.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from annotation.arrays import Int64, Mask
from annotation.formats.table import LabelTable

TOLERANCE = 4.0
"""Pixels of the 512×288 picture."""

SPACE = (512, 288)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The counts and what follows from them.

    ``median_error_px`` is the median distance over the true positives in pixels of the source
    video, None where there are none. ``frames`` is how many the truth speaks of, ``missing`` how
    many of them the prediction does not answer.
    """

    tp: int
    fp1: int
    fp2: int
    tn: int
    fn: int
    precision: float
    recall: float
    f1: float
    accuracy: float
    median_error_px: float | None
    frames: int
    missing: int

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain values for JSON."""
        return asdict(self)


def evaluate(
    predicted: LabelTable,
    truth: LabelTable,
    size: tuple[int, int],
    tolerance: float = TOLERANCE,
) -> Evaluation:
    """Compare predicted labels with the truth.

    ``size`` is (width, height) of the source video, ``tolerance`` is in pixels of the 512×288
    picture. ``ValueError`` where one of these is not positive.
    """
    if min(size) <= 0 or not tolerance > 0:
        raise ValueError(f"size {size} and tolerance {tolerance} must be positive")
    known = truth.looked
    frames = truth.frame[known]
    real = truth.has_ball[known]
    row, answered = _rows_of(predicted, frames)
    found = np.zeros(len(frames), np.bool_)
    found[answered] = predicted.has_ball[row[answered]]

    both = real & found
    dx = predicted.x[row[both]] - truth.x[known][both]
    dy = predicted.y[row[both]] - truth.y[known][both]
    distance = np.hypot(dx * SPACE[0] / size[0], dy * SPACE[1] / size[1])
    hit = distance < tolerance
    errors = np.hypot(dx, dy)[hit]

    tp, fp1 = int(hit.sum()), int((~hit).sum())
    fp2, fn = int((found & ~real).sum()), int((real & ~found).sum())
    tn = len(frames) - tp - fp1 - fp2 - fn
    precision, recall = _ratio(tp, tp + fp1 + fp2), _ratio(tp, tp + fn)
    return Evaluation(
        tp=tp,
        fp1=fp1,
        fp2=fp2,
        tn=tn,
        fn=fn,
        precision=precision,
        recall=recall,
        f1=_ratio(2 * tp, 2 * tp + fp1 + fp2 + fn),
        accuracy=_ratio(tp + tn, len(frames)),
        median_error_px=float(np.median(errors)) if tp else None,
        frames=len(frames),
        missing=int((~answered).sum()),
    )


def _rows_of(table: LabelTable, frames: Int64) -> tuple[Int64, Mask]:
    """The table's row for each frame (0 where it has none), and whether it answers the frame."""
    if not len(table):
        return np.zeros(len(frames), np.int64), np.zeros(len(frames), np.bool_)
    row = np.minimum(np.searchsorted(table.frame, frames), len(table) - 1)
    answered = (table.frame[row] == frames) & table.looked[row]
    return np.where(answered, row, 0), answered


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
