"""Half a million frames onto a thousand pixels: binning ahead of time, in numpy.

Whatever is drawn per pixel column is reduced from at least four blocks of frames that were reduced
before, or, where a column is narrower than that, from its few frames. Frame n covers n .. n + 1.
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

BLOCKS = (1, 4, 16, 64)
"""How many frames are one block: a frame alone, or four of the blocks before."""
_STATES_BLOCK = 8

Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.integer]
Blocks = tuple[Floats, Floats, Floats, Ints]
"""The lowest, the highest and the sum of the values of each block, and how many there are."""
_REDUCE = np.fmin, np.fmax, np.add, np.add


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
    block: int = 1
    """Of the `BLOCKS` the largest of which a column holds four, else a frame."""

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
        block = max(size for size in BLOCKS if size == 1 or 4 * size * count <= stop - start)
        return cls(np.linspace(start, stop, count + 1).astype(np.int64), block)

    def __len__(self) -> int:
        return len(self.edges) - 1


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
    """A float column with gaps (NaN), summed up in blocks of every size ahead of time."""

    def __init__(self, frame_count: int) -> None:
        self._blocks: dict[int, Blocks] = {}
        for size in BLOCKS[1:]:
            low, high, total = np.full((3, -(-frame_count // size)), np.nan, np.float32)
            self._blocks[size] = low, high, total, np.zeros(len(low), np.int32)

    def update(self, values: Floats, first: int, last: int) -> None:
        """The values of the frames first..last (inclusive) changed."""
        start = first // BLOCKS[-1] * BLOCKS[-1]
        part = values[start : (last // BLOCKS[-1] + 1) * BLOCKS[-1]]
        if len(part):
            finer = _frames(part)
            for size, blocks in self._blocks.items():
                finer = _by_four(finer)
                span = slice(start // size, start // size + len(finer[0]))
                for known, new in zip(blocks, finer, strict=True):
                    known[span] = new

    def over(self, values: Floats, columns: Columns) -> Summary:
        """Sum up the values of each column."""
        if len(columns) == 0:
            nothing = np.empty(0, np.float32)
            return Summary(nothing, nothing, nothing)
        size, edges = columns.block, columns.edges
        span = slice(int(edges[0]) // size, -(-int(edges[-1]) // size))
        if size == 1:
            blocks = _frames(values[span])
        else:
            low, high, total, count = self._blocks[size]
            blocks = low[span], high[span], total[span], count[span]
        at = edges[:-1] // size - span.start
        low, high, total, count = (
            function.reduceat(part, at) for function, part in zip(_REDUCE, blocks, strict=True)
        )
        mean = np.full(len(total), np.nan)
        np.divide(total, count, out=mean, where=count > 0)
        return Summary(low, mean, high)


def _frames(values: Floats) -> Blocks:
    """Each value as a block of its own."""
    known = ~np.isnan(values)
    return values, values, np.where(known, values, np.float32(0)), known.astype(np.int32)


def _by_four(blocks: Blocks) -> Blocks:
    """Every four blocks as one; the last may hold fewer."""
    whole = len(blocks[0]) // 4 * 4
    reduced = []
    for function, part in zip(_REDUCE, blocks, strict=True):
        a, b, c, d = part[:whole].reshape(-1, 4).T
        fours = function(function(a, b), function(c, d))
        if whole < len(part):
            fours = np.append(fours, function.reduce(part[whole:]))
        reduced.append(fours)
    low, high, total, count = reduced
    return low, high, total, count


class StateCounts:
    """How many frames of each state a column holds."""

    def __init__(self, frame_count: int) -> None:
        self.states = np.zeros(frame_count, np.int8)
        self._before = np.zeros((len(State), -(-frame_count // _STATES_BLOCK) + 1), np.int32)
        """Per state its frames before each block of 8, and in all."""

    def update(self, states: npt.NDArray[np.int8], first: int) -> None:
        """The frames from `first` on have these states now."""
        last = first + len(states) - 1
        if last < first:
            return
        self.states[first : last + 1] = states
        start, stop = first // _STATES_BLOCK, last // _STATES_BLOCK + 1
        part = self.states[start * _STATES_BLOCK : stop * _STATES_BLOCK]
        counts = _count(part, np.full(stop - start, _STATES_BLOCK))
        counts[:, 0] += self._before[:, start]
        within = self._before[:, start + 1 : stop + 1]
        known = within[:, -1].copy()
        np.cumsum(counts, axis=1, dtype=np.int32, out=within)
        change = within[:, -1] - known
        for state in np.flatnonzero(change):
            self._before[state, stop + 1 :] += change[state]

    def over(self, columns: Columns) -> npt.NDArray[np.float64]:
        """Share of each state in each column, float64 [states, columns]; columns sum to 1."""
        if len(columns) == 0:
            return np.empty((len(State), 0))
        edges = columns.edges
        if columns.block > 1:
            ends = np.append(edges[:-1], edges[-1] + _STATES_BLOCK - 1) // _STATES_BLOCK
            counts = np.diff(self._before.take(ends, axis=1))
        else:
            counts = _count(self.states[edges[0] : edges[-1]], np.diff(edges))
        shares: npt.NDArray[np.float64] = counts / counts.sum(axis=0)
        return shares


def _count(states: npt.NDArray[np.int8], lengths: Ints) -> Ints:
    """How many frames of each state, [states, n], are in each of n stretches of these lengths.

    The last stretch may be cut short.
    """
    shape = len(lengths), len(State)
    starts = np.arange(0, len(lengths) * len(State), len(State), dtype=np.int32)
    places = np.repeat(starts, lengths)[: len(states)] + states
    return np.bincount(places, minlength=shape[0] * shape[1]).reshape(shape).T
