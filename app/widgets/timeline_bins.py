"""Half a million frames onto a thousand pixels: binning ahead of time, in numpy.

Whatever is drawn per pixel column is reduced from blocks of 16 frames that were reduced before, or,
where a column is narrower than that, from the few frames in sight. Frame n covers n .. n + 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from annotation.mark_columns import by_persons
from annotation.marks import NOT_LOOKED, Source, Visibility
from annotation.track import BallTrack
from app.widgets.overlays_marks import LOW_CONFIDENCE_MARGIN, MarkKind

BLOCK = 16

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.integer]


class State(IntEnum):
    """What a frame counts as on the state strip, bottom to top."""

    UNPROCESSED = 0
    MODEL_NO_BALL = 1
    MODEL = 2
    LOW_CONFIDENCE = 3
    INTERPOLATED = 4
    OCCLUDED = 5
    NO_BALL = 6
    VERIFIED = 7
    HUMAN = 8

    @property
    def kind(self) -> MarkKind:
        """The mark kind that names colour and title."""
        return MarkKind[self.name]


def states_of(track: BallTrack, first: int, last: int) -> npt.NDArray[np.int8]:
    """`State` of the frames first..last (inclusive), int8."""
    span = slice(first, last + 1)
    visibility, source = track.visibility[span], track.source[span]
    states = np.full(len(visibility), State.UNPROCESSED, np.int8)
    ball = visibility > Visibility.NO_BALL
    model = source == Source.MODEL.code
    with np.errstate(invalid="ignore"):
        doubtful = track.score[span] < track.threshold + LOW_CONFIDENCE_MARGIN
    states[ball & model] = State.MODEL
    states[ball & model & doubtful] = State.LOW_CONFIDENCE
    states[ball & (source == Source.INTERPOLATED.code)] = State.INTERPOLATED
    states[ball & (source == Source.HUMAN.code)] = State.HUMAN
    states[ball & (source == Source.VERIFIED.code)] = State.VERIFIED
    persons = by_persons(source)
    # A hidden ball that a machine filled in is interpolated; only a person knows where it hid.
    states[(visibility == Visibility.OCCLUDED) & persons] = State.OCCLUDED
    nothing = visibility == Visibility.NO_BALL
    states[nothing] = State.MODEL_NO_BALL
    states[nothing & persons] = State.NO_BALL
    states[visibility == NOT_LOOKED] = State.UNPROCESSED
    return states


@dataclass(frozen=True, slots=True)
class Columns:
    """Which frames fall into which column: column i holds edges[i] .. edges[i + 1] - 1."""

    edges: npt.NDArray[np.int64]

    @classmethod
    @lru_cache(maxsize=4)
    def over(cls, first: float, last: float, frame_count: int, count: int) -> Columns:
        """At most `count` columns over the frames that touch first .. last.

        All strips ask for the same, each several times a repaint.
        """
        start = max(0, int(np.floor(first)))
        stop = min(frame_count, int(np.ceil(last)))
        if stop <= start:
            return cls(np.zeros(1, np.int64))
        count = max(1, min(count, stop - start))
        return cls(np.linspace(start, stop, count + 1).astype(np.int64))

    def __len__(self) -> int:
        return len(self.edges) - 1

    @property
    def coarse(self) -> bool:
        """Whether columns are wide enough to be reduced from blocks."""
        return len(self) > 0 and int(self.edges[-1] - self.edges[0]) >= 2 * BLOCK * len(self)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a column's values come to: lowest, mean, highest; NaN where it holds none."""

    low: Floats
    mean: Floats
    high: Floats

    def scaled(self, factor: float, offset: float = 0.0) -> Summary:
        """The same after `value * factor + offset`; a negative factor swaps low and high."""
        low, mean, high = (v * factor + offset for v in (self.low, self.mean, self.high))
        return Summary(low, mean, high) if factor >= 0 else Summary(high, mean, low)


class Binned:
    """A float column with gaps (NaN), summed up per block ahead of time."""

    def __init__(self, frame_count: int) -> None:
        blocks = -(-frame_count // BLOCK)
        self._low = np.full(blocks, np.nan, np.float32)
        self._high = np.full(blocks, np.nan, np.float32)
        self._sum = np.zeros(blocks, np.float64)
        self._count = np.zeros(blocks, np.int64)

    def update(self, values: Floats, first: int, last: int) -> None:
        """The values of the frames first..last (inclusive) changed."""
        start, stop = first // BLOCK, last // BLOCK + 1
        part = values[start * BLOCK : stop * BLOCK]
        if len(part):
            at = np.arange(0, len(part), BLOCK)
            span = slice(start, stop)
            self._low[span], self._high[span], self._sum[span], self._count[span] = _reduce(
                part, at
            )

    def over(self, values: Floats, columns: Columns) -> Summary:
        """Sum up the values of each column."""
        if len(columns) == 0:
            nothing = np.empty(0, np.float32)
            return Summary(nothing, nothing, nothing)
        edges = columns.edges
        if columns.coarse:
            at = edges[:-1] // BLOCK
            stop = -(-int(edges[-1]) // BLOCK)
            low = np.fmin.reduceat(self._low[:stop], at)
            high = np.fmax.reduceat(self._high[:stop], at)
            total = np.add.reduceat(self._sum[:stop], at)
            count = np.add.reduceat(self._count[:stop], at)
        else:
            part = values[edges[0] : edges[-1]]
            low, high, total, count = _reduce(part, edges[:-1] - edges[0])
        mean = np.full(len(total), np.nan)
        np.divide(total, count, out=mean, where=count > 0)
        return Summary(low, mean, high)


def _reduce(part: Floats, at: Ints) -> tuple[Floats, Floats, Floats, Ints]:
    known = ~np.isnan(part)
    return (
        np.fmin.reduceat(part, at),
        np.fmax.reduceat(part, at),
        np.add.reduceat(np.where(known, part, 0.0), at, dtype=np.float64),
        np.add.reduceat(known, at, dtype=np.int64),
    )


class StateCounts:
    """How many frames of each state a column holds."""

    def __init__(self, frame_count: int) -> None:
        self.states = np.zeros(frame_count, np.int8)
        self._blocks = np.zeros((len(State), -(-frame_count // BLOCK)), np.int32)

    def update(self, states: npt.NDArray[np.int8], first: int) -> None:
        """The frames from `first` on have these states now."""
        last = first + len(states) - 1
        if last < first:
            return
        self.states[first : last + 1] = states
        start, stop = first // BLOCK, last // BLOCK + 1
        part = self.states[start * BLOCK : stop * BLOCK]
        at = np.arange(0, len(part), BLOCK)
        for state in State:
            self._blocks[state, start:stop] = np.add.reduceat(part == state, at, dtype=np.int32)

    def over(self, columns: Columns) -> npt.NDArray[np.float64]:
        """Share of each state in each column, float64 [states, columns]; columns sum to 1."""
        if len(columns) == 0:
            return np.empty((len(State), 0))
        edges = columns.edges
        if columns.coarse:
            stop = -(-int(edges[-1]) // BLOCK)
            counts = np.add.reduceat(self._blocks[:, :stop], edges[:-1] // BLOCK, axis=1)
        else:
            part = self.states[edges[0] : edges[-1]]
            at = edges[:-1] - edges[0]
            counts = np.stack(
                [np.add.reduceat(part == state, at, dtype=np.int32) for state in State]
            )
        shares: npt.NDArray[np.float64] = counts / counts.sum(axis=0)
        return shares
