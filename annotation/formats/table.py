"""The labels of a file as columns, whatever dialect they came in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from annotation.marks import NO_SOURCE, Visibility


@dataclass(frozen=True, slots=True, eq=False)
class LabelTable:
    """Rows of labels, ascending by frame, each frame at most once; a frame may have no row.

    - ``frame``       int64 [n], 0-based
    - ``visibility``  int8 [n], a ``Visibility``, or -1 where the row says that nobody has looked
    - ``x``, ``y``    float64 [n], pixels of the source video, NaN where there is no position
    - ``score``       float64 [n], NaN where none is given
    - ``source``      int8 [n], code of ``Source``, -1 where none is named
    - ``time``        float64 [n], presentation time of the frame in seconds, NaN where not given
    - ``dialect``     name of the format it was read from, empty where it was not read
    - ``event``       int8 [n], an ``Event`` (flying, hit, ...), None where they are not known
    - ``labelled_size``  (width, height) of the picture that was labelled, from which the positions
      were brought to the video's; None where the file does not tell
    """

    frame: npt.NDArray[np.int64]
    visibility: npt.NDArray[np.int8]
    x: npt.NDArray[np.float64]
    y: npt.NDArray[np.float64]
    score: npt.NDArray[np.float64]
    source: npt.NDArray[np.int8]
    time: npt.NDArray[np.float64]
    dialect: str = ""
    event: npt.NDArray[np.int8] | None = None
    labelled_size: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        columns: list[npt.NDArray[Any]] = [self.visibility, self.x, self.y, self.score]
        columns += [self.source, self.time, *([] if self.event is None else [self.event])]
        if self.frame.ndim != 1 or any(column.shape != self.frame.shape for column in columns):
            raise ValueError("the columns of a label table must be equally long")
        if np.any(np.diff(self.frame) <= 0):
            raise ValueError("the rows of a label table must ascend by frame, each frame once")

    @classmethod
    def build(
        cls,
        frame: npt.ArrayLike,
        visibility: npt.ArrayLike,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        *,
        score: npt.ArrayLike | None = None,
        source: npt.ArrayLike | None = None,
        time: npt.ArrayLike | None = None,
        dialect: str = "",
        event: npt.ArrayLike | None = None,
        labelled_size: tuple[int, int] | None = None,
    ) -> LabelTable:
        """A table from columns in any order; what is not given is unknown.

        Positions are dropped where the visibility says that there is none. ``ValueError`` where a
        frame is repeated or the columns disagree in length.
        """
        frames = np.asarray(frame, np.int64)
        order = np.argsort(frames, kind="stable")

        def column(values: npt.ArrayLike | None) -> npt.NDArray[np.float64]:
            if values is None:
                return np.full(len(frames), np.nan)
            floats: npt.NDArray[np.float64] = np.asarray(values, np.float64)[order]
            return floats

        seen = np.asarray(visibility, np.int8)[order]
        there = seen > Visibility.NO_BALL
        codes = np.full(len(frames), NO_SOURCE) if source is None else np.asarray(source)[order]
        return cls(
            frame=frames[order],
            visibility=seen,
            x=np.where(there, column(x), np.nan),
            y=np.where(there, column(y), np.nan),
            score=column(score),
            source=codes.astype(np.int8),
            time=column(time),
            dialect=dialect,
            event=None if event is None else np.asarray(event, np.int8)[order],
            labelled_size=labelled_size,
        )

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def has_ball(self) -> npt.NDArray[np.bool_]:
        """bool [n]: whether the row gives a position."""
        return self.visibility > Visibility.NO_BALL

    @property
    def looked(self) -> npt.NDArray[np.bool_]:
        """bool [n]: whether the row answers at all, be it "no ball"."""
        return self.visibility >= Visibility.NO_BALL
