"""What is said of each frame, in columns: by a machine, or by whoever has the last word."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from annotation.arrays import Float32, Float64, Int8, Int64, Mask
from annotation.mark_columns import Records
from annotation.marks import NO_SOURCE, NOT_LOOKED, BallMark, Source, Visibility

_Scalar = TypeVar("_Scalar", bound=np.generic)


def read_only(array: npt.NDArray[_Scalar]) -> npt.NDArray[_Scalar]:
    """The same memory, to be looked at."""
    view = array.view()
    view.flags.writeable = False
    return view


def differ(a: npt.NDArray[_Scalar], b: npt.NDArray[_Scalar]) -> Mask:
    """Where two columns say something else; NaN is the same as NaN."""
    # NaN, which equals nothing, is the only value that differs from itself.
    differs: Mask = (a != b) & ((a == a) | (b == b))
    return differs


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers for some frames: ``visibility`` int8 [n] (a ``Visibility``, or -1 where nobody has
    looked), ``x`` and ``y`` float64 [n] in source pixels (NaN where there is no ball), ``score``
    float32 [n] of the peak taken, or of the best one not taken (NaN where the ball is hidden),
    ``source`` int8 [n], code of ``Source`` or -1, ``overruled`` bool [n], whether later
    frames alone speak for the path's answer: by those before, the ball would be elsewhere."""

    visibility: Int8
    x: Float64
    y: Float64
    score: Float32
    source: Int8
    overruled: Mask

    @classmethod
    def none(cls, count: int) -> Answers:
        """For frames that nobody has looked at."""
        nowhere = (np.full(count, np.nan), np.full(count, np.nan), np.full(count, np.nan, "f4"))
        return cls(
            np.full(count, NOT_LOOKED, "i1"),
            *nowhere,
            np.full(count, NO_SOURCE, "i1"),
            np.zeros(count, np.bool_),
        )

    @classmethod
    def of_best_peaks(cls, x: Float64, y: Float64, score: Float32, threshold: float) -> Answers:
        """Of the best peak alone: a ball where it scores at least the threshold."""
        ball = (score >= threshold) & ~(np.isnan(x) | np.isnan(y))
        return cls(
            np.where(ball, int(Visibility.VISIBLE), int(Visibility.NO_BALL)).astype(np.int8),
            np.where(ball, x, np.nan),
            np.where(ball, y, np.nan),
            score,
            np.full(len(score), Source.MODEL.code, np.int8),
            np.zeros(len(score), np.bool_),
        )

    def copy(self) -> Answers:
        """The same in memory of its own."""
        return Answers(*(getattr(self, column.name).copy() for column in fields(self)))

    def take(self, other: Answers) -> None:
        """Say what ``other``, for as many frames, says."""
        for column in fields(self):
            getattr(self, column.name)[:] = getattr(other, column.name)

    def part(self, where: slice | Int64) -> Answers:
        """Those for some frames: of a slice in the same memory, of numbers in their own."""
        return Answers(*(getattr(self, column.name)[where] for column in fields(self)))

    def mark(self, frame: int) -> BallMark:
        """The answer for a frame somebody has looked at, as a mark of no time."""
        score = float(self.score[frame])
        there = self.visibility[frame] != Visibility.NO_BALL
        return BallMark(
            frame=frame,
            visibility=Visibility(self.visibility[frame]),
            x=float(self.x[frame]) if there else None,
            y=float(self.y[frame]) if there else None,
            score=None if np.isnan(score) else score,
            source=Source.from_code(int(self.source[frame])),
            time=0.0,
        )

    def put(self, where: slice | Int64, marks: Records, machine: Answers, asked: Mask) -> Mask:
        """Let marks answer for some frames, or else the machine, where it was asked.

        Returns which of the frames say something else than before, bool [len(marks)].
        """
        differs = np.zeros(len(marks), np.bool_)
        marked, nothing = marks["visibility"] >= 0, Answers.none(1)
        for name in (column.name for column in fields(self)):
            column = getattr(self, name)
            new = np.where(asked, getattr(machine, name), getattr(nothing, name))
            said = False if name == "overruled" else marks[name]
            new, old = np.where(marked, said, new).astype(column.dtype), column[where]
            differs |= differ(old, new)
            column[where] = new
        return differs
