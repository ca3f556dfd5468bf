"""The marks of many frames as columns: fast for half a million frames, and still a mapping.

``TrackEdit`` is defined over ``Mapping[int, BallMark | None]``. A dict serves for one frame; an
import or "accept all" of a whole match would spend seconds on building mark objects, so such edits
carry a ``MarkColumns``, which the track and the project read without a Python loop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from annotation.arrays import Int8, Int64, Mask
from annotation.marks import (
    MAX_POSITION,
    MAX_SCORE,
    NO_SOURCE,
    NOT_LOOKED,
    BallMark,
    Source,
    Visibility,
)

MARK_DTYPE = np.dtype(
    [
        ("frame", "<i8"),
        ("visibility", "i1"),
        ("x", "<f8"),
        ("y", "<f8"),
        ("score", "<f8"),
        ("source", "i1"),
        ("time", "<f8"),
    ]
)
"""One mark as a record; visibility -1 stands for "no mark", NaN for a missing number."""

Records = npt.NDArray[np.void]


def by_persons(source: Int8) -> Mask:
    """bool, shaped as ``source``: which of these codes of ``Source`` are a person's answers."""
    persons: Mask = (source == Source.HUMAN.code) | (source == Source.VERIFIED.code)
    return persons


def empty_records(frames: npt.ArrayLike) -> Records:
    """Records of ``MARK_DTYPE`` for the frames, each saying "no mark"."""
    frame = np.asarray(frames, dtype=np.int64)
    records = np.empty(frame.shape, MARK_DTYPE)
    records["frame"] = frame
    records["visibility"] = NOT_LOOKED
    records["source"] = NO_SOURCE
    for name in ("x", "y", "score"):
        records[name] = np.nan
    records["time"] = 0.0
    return records


def in_parts(
    records: Records, most: int, watch: Callable[[float], object] = lambda _share: None
) -> Iterator[Records]:
    """The records, at most so many at once; before each part ``watch`` is told the share done."""
    for done in range(0, len(records), most):
        watch(done / len(records))
        yield records[done : done + most]


def as_bytes(records: Records) -> npt.NDArray[np.uint8]:
    """The same memory as uint8 [n * size of a record]: numpy copies records field by field, which
    takes five times as long as their bytes."""
    return records.view(np.uint8)


def record_to_mark(record: Any) -> BallMark | None:
    """The mark that one record stands for; None for "no mark"."""
    frame, visibility, x, y, score, source, time = record.item()
    if visibility == NOT_LOOKED:
        return None
    there = visibility != Visibility.NO_BALL
    return BallMark(
        frame=frame,
        visibility=Visibility(visibility),
        x=x if there else None,
        y=y if there else None,
        score=None if score != score else score,
        source=Source.from_code(source),
        time=time,
    )


def _mark_to_tuple(frame: int, mark: BallMark | None) -> tuple[Any, ...]:
    nan = float("nan")
    if mark is None:
        return (frame, NOT_LOOKED, nan, nan, nan, NO_SOURCE, 0.0)
    if mark.frame != frame:
        raise ValueError(f"the mark of frame {mark.frame} stands under frame {frame}")
    return (
        frame,
        int(mark.visibility),
        nan if mark.x is None else mark.x,
        nan if mark.y is None else mark.y,
        nan if mark.score is None else mark.score,
        mark.source.code,
        mark.time,
    )


class MarkColumns(Mapping[int, BallMark | None]):
    """Frame -> mark or None, held as one array of ``MARK_DTYPE`` sorted by frame.

    The array is copied. Raises ``ValueError`` where frames are unsorted or repeated, or a record
    contradicts itself (see ``BallMark``).
    """

    def __init__(self, records: Records) -> None:
        if records.dtype != MARK_DTYPE or records.ndim != 1:
            raise ValueError("marks need a one-dimensional array of MARK_DTYPE")
        if np.any(np.diff(records["frame"]) <= 0):
            raise ValueError("marks must be sorted by frame, each frame once")
        self._records = records.copy()
        for name in ("x", "y", "score", "time"):
            # One zero and one NaN, as they come back from SQLite: equal marks have equal bytes.
            self._records[name] += 0.0
            self._records[name][np.isnan(records[name])] = np.nan
            if np.isinf(records[name]).any():
                raise ValueError(f"a mark's {name} is infinite")
        if np.any(np.abs(records["x"]) > MAX_POSITION) or np.any(
            np.abs(records["y"]) > MAX_POSITION
        ):
            raise ValueError(f"a mark lies farther out than {MAX_POSITION:g} pixels")
        if np.any((records["score"] < 0) | (records["score"] > MAX_SCORE)):
            raise ValueError(f"a mark's score is not between 0 and {MAX_SCORE:g}")
        there = records["visibility"] > Visibility.NO_BALL
        for name in ("x", "y"):
            if np.any(np.isnan(records[name]) == there):
                raise ValueError("a mark has a position exactly when it says there is a ball")
        self._records.flags.writeable = False

    @classmethod
    def of(cls, marks: Mapping[int, BallMark | None]) -> MarkColumns:
        """The same marks as columns; a ``MarkColumns`` is returned as it is."""
        if isinstance(marks, cls):
            return marks
        rows = [_mark_to_tuple(frame, marks[frame]) for frame in sorted(marks)]
        return cls(np.array(rows, MARK_DTYPE))

    @property
    def records(self) -> Records:
        """The read-only array of ``MARK_DTYPE`` behind the mapping."""
        return self._records

    @property
    def frames(self) -> Int64:
        """int64 [n], ascending."""
        frames: Int64 = self._records["frame"]
        return frames

    def __getitem__(self, frame: int) -> BallMark | None:
        index = int(np.searchsorted(self.frames, frame))
        if index == len(self._records) or self.frames[index] != frame:
            raise KeyError(frame)
        return record_to_mark(self._records[index])

    def __iter__(self) -> Iterator[int]:
        yield from self.frames.tolist()

    def __len__(self) -> int:
        return len(self._records)

    def __repr__(self) -> str:
        if not len(self):
            return "MarkColumns(empty)"
        return f"MarkColumns({len(self)} frames {self.frames[0]}..{self.frames[-1]})"
