"""Which stretches of a match are play, and which are replays, close-ups and breaks to leave out.

A person marks stretches, and a guess may propose some (``annotation.shots``). What a person says
always stands: a new guess replaces only earlier guesses, and a stretch she called play is never
guessed away again. Frames that no segment covers are play.

The functions change nothing. Each returns a ``SegmentEdit``, which the document applies to the
project, and whose ``inverse()`` is the undo.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import overload

import numpy as np

from annotation.arrays import Int8, Int64, Mask
from annotation.errors import EditError

Range = tuple[int, int]
"""First and last frame, both included."""


class SegmentKind(StrEnum):
    """What a stretch shows."""

    PLAY = "play"
    """The match itself; said of a stretch only to overrule a guess."""
    REPLAY = "replay"
    CLOSE_UP = "close-up"
    BREAK = "break"
    """Anything else without play: a pause, the audience, advertisements."""

    @property
    def is_excluded(self) -> bool:
        """Whether such a stretch is left out."""
        return self is not SegmentKind.PLAY


class SegmentSource(StrEnum):
    """Who says so."""

    HUMAN = "human"
    GUESS = "guess"
    """The automatic guess; a person can correct it."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Frames ``first`` to ``last`` (both included) are of one kind.

    ``ValueError`` where the range is empty or negative.
    """

    first: int
    last: int
    kind: SegmentKind
    source: SegmentSource = SegmentSource.HUMAN

    def __post_init__(self) -> None:
        if not 0 <= self.first <= self.last:
            raise ValueError(f"frames {self.first} to {self.last} are no range")


class Segments(Sequence[Segment]):
    """The segments of a video, ascending, none touching another's frames.

    ``ValueError`` where two overlap. Equal neighbours are joined.
    """

    def __init__(self, segments: Iterable[Segment] = ()) -> None:
        joined: list[Segment] = []
        for segment in sorted(segments, key=lambda segment: segment.first):
            if joined and segment.first <= joined[-1].last:
                raise ValueError(f"{segment} overlaps {joined[-1]}")
            if joined and joined[-1] == replace(
                segment, first=joined[-1].first, last=segment.first - 1
            ):
                joined[-1] = replace(segment, first=joined[-1].first)
            else:
                joined.append(segment)
        self._segments = tuple(joined)

    def at(self, frame: int) -> Segment | None:
        """The segment that covers the frame, or None: play that nobody questioned."""
        for segment in self._segments:
            if segment.first <= frame <= segment.last:
                return segment
        return None

    def excluded(self) -> tuple[Range, ...]:
        """The ranges to leave out, ascending, whoever said so."""
        merged: list[Range] = []
        for segment in self._segments:
            if not segment.kind.is_excluded:
                continue
            if merged and segment.first == merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], segment.last)
            else:
                merged.append((segment.first, segment.last))
        return tuple(merged)

    def excluded_mask(self, frame_count: int) -> Mask:
        """bool [frame_count]: whether each frame is to be left out."""
        mask = np.zeros(frame_count, np.bool_)
        for first, last in self.excluded():
            mask[first : last + 1] = True
        return mask

    def left_out_mask(self, persons: Mask) -> Mask:
        """bool [n]: the frames whose labels are for nobody to learn from.

        ``persons`` bool [n], where a person answers for the frame: that outweighs a guess, but not
        what a person says of the stretch.
        """
        mask = self.excluded_mask(len(persons))
        for segment in self._segments:
            if segment.source is SegmentSource.GUESS:
                where = slice(segment.first, segment.last + 1)
                mask[where] &= ~persons[where]
        return mask

    def __len__(self) -> int:
        return len(self._segments)

    @overload
    def __getitem__(self, index: int) -> Segment: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Segment]: ...
    def __getitem__(self, index: int | slice) -> Segment | Sequence[Segment]:
        return self._segments[index]

    def __iter__(self) -> Iterator[Segment]:
        return iter(self._segments)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Segments) and self._segments == other._segments

    def __hash__(self) -> int:
        return hash(self._segments)

    def __repr__(self) -> str:
        return f"Segments({list(self._segments)})"


_KINDS = tuple(SegmentKind)
_UNSAID = -1
"""Of a frame in no person's segment."""


@dataclass(frozen=True, slots=True)
class SegmentEdit:
    """All segments before and after, the frames ``first`` to ``last`` it is about, and a label."""

    before: Segments
    after: Segments
    first: int
    last: int
    label: str

    def inverse(self) -> SegmentEdit:
        """The edit that takes this one back."""
        return SegmentEdit(self.after, self.before, self.first, self.last, self.label)

    @property
    def replaced_frames(self) -> Int64:
        """The frames of which a person had said that they are of another kind, int64 [k]."""
        before, after = self._said()
        frames: Int64 = np.flatnonzero((before != after) & (before != _UNSAID) & (after != _UNSAID))
        return frames + self.first

    @property
    def ranges(self) -> int:
        """How many stretches a person now says something of that nobody had said."""
        before, after = self._said()
        new = np.where(before != after, after, _UNSAID)
        begins = np.diff(new, prepend=np.int8(_UNSAID)) != 0
        return int((begins & (new != _UNSAID)).sum())

    def _said(self) -> tuple[Int8, Int8]:
        """Which kind persons said before and after, frame by frame from ``first`` to ``last``."""
        columns = []
        for segments in (self.before, self.after):
            kinds = np.full(self.last + 1, _UNSAID, np.int8)
            for each in segments:
                if each.source is SegmentSource.HUMAN:
                    kinds[each.first : each.last + 1] = _KINDS.index(each.kind)
            columns.append(kinds[self.first :])
        return columns[0], columns[1]

    def onto(self, segments: Segments) -> SegmentEdit:
        """The same said by persons of ``segments``, where the guesses are others by now."""
        if segments == self.before:
            return self
        humans = Segments(each for each in self.after if each.source is SegmentSource.HUMAN)
        guesses = (each for each in segments if each.source is SegmentSource.GUESS)
        put = put_guess(humans, guesses)
        return replace(self, before=segments, after=put.after if put else humans)


def exclude(
    segments: Segments, first: int, last: int, frame_count: int, kind: SegmentKind
) -> SegmentEdit:
    """A person says: frames ``first`` to ``last`` (both included) are a replay, a close-up, ...

    ``EditError`` where the range is not in a video of ``frame_count`` frames.
    """
    if not kind.is_excluded:
        raise ValueError(f"{kind} is not left out; use include")
    return _set(segments, first, last, frame_count, kind, f"Exclude {last - first + 1} frames")


def include(segments: Segments, first: int, last: int, frame_count: int) -> SegmentEdit:
    """A person says: frames ``first`` to ``last`` (both included) are play, whatever was guessed.

    ``EditError`` where the range is not in a video of ``frame_count`` frames.
    """
    label = f"Include {last - first + 1} frames"
    return _set(segments, first, last, frame_count, SegmentKind.PLAY, label)


def put_guess(segments: Segments, guess: Iterable[Segment]) -> SegmentEdit | None:
    """Replace all earlier guesses by these, only where no person has said anything.

    None where that changes nothing.
    """
    humans = [segment for segment in segments if segment.source is SegmentSource.HUMAN]
    kept = humans.copy()
    for guessed in guess:
        pieces = [replace(guessed, source=SegmentSource.GUESS)]
        for human in humans:
            pieces = [left for piece in pieces for left in _without(piece, human.first, human.last)]
        kept += pieces
    after = Segments(kept)
    if after == segments:
        return None
    changed = [*segments, *after]
    first, last = min(each.first for each in changed), max(each.last for each in changed)
    return SegmentEdit(segments, after, first, last, "Guess replays and close-ups")


def take_segments(
    segments: Segments, theirs: Iterable[Segment], *, keep: bool
) -> SegmentEdit | None:
    """Take over what others said of stretches, in place of guesses and of what persons said here;
    with ``keep`` only of frames that persons have said nothing of. None where that changes nothing.
    """
    said = [replace(each, source=SegmentSource.HUMAN) for each in theirs]
    if keep:
        for mine in segments:
            if mine.source is SegmentSource.HUMAN:
                said = [left for each in said for left in _without(each, mine.first, mine.last)]
    kept = list(segments)
    for each in said:
        kept = [left for piece in kept for left in _without(piece, each.first, each.last)]
    after = Segments([*kept, *said])
    if after == segments:
        return None
    first, last = min(each.first for each in said), max(each.last for each in said)
    return SegmentEdit(segments, after, first, last, "Import stretches")


def ranges_without(ranges: Iterable[Range], excluded: Iterable[Range]) -> list[Range]:
    """What is left of ascending ``ranges`` when the frames of ``excluded`` are taken out."""
    left = list(ranges)
    for first, last in excluded:
        left = [
            (start, end)
            for low, high in left
            for start, end in ((low, min(high, first - 1)), (max(low, last + 1), high))
            if start <= end
        ]
    return left


def _set(
    segments: Segments, first: int, last: int, frame_count: int, kind: SegmentKind, label: str
) -> SegmentEdit:
    if not 0 <= first <= last < frame_count:
        raise EditError(
            f"Frames {first} to {last} are not a range in this video of {frame_count} frames."
        )
    kept = [piece for segment in segments for piece in _without(segment, first, last)]
    after = Segments([*kept, Segment(first, last, kind)])
    return SegmentEdit(segments, after, first, last, label)


def _without(segment: Segment, first: int, last: int) -> list[Segment]:
    """What is left of a segment when frames ``first`` to ``last`` are taken out."""
    left = ranges_without([(segment.first, segment.last)], [(first, last)])
    return [replace(segment, first=low, last=high) for low, high in left]


# -- in a project --------------------------------------------------------------------------------


def read(db: sqlite3.Connection, frame_count: int) -> Segments:
    """All segments of a project. ``ValueError`` where they make no sense."""
    rows = db.execute("SELECT first_frame, last_frame, kind, source FROM segment")
    found = Segments(
        Segment(first, last, SegmentKind(kind), SegmentSource(source))
        for first, last, kind, source in rows
    )
    if found and found[-1].last >= frame_count:
        raise ValueError(f"{found[-1]} is not in a video of {frame_count} frames")
    return found


def write(db: sqlite3.Connection, segments: Segments) -> None:
    """Store these in place of all others."""
    db.execute("DELETE FROM segment")
    db.executemany(
        "INSERT INTO segment (first_frame, last_frame, kind, source) VALUES (?, ?, ?, ?)",
        ((each.first, each.last, each.kind.value, each.source.value) for each in segments),
    )
