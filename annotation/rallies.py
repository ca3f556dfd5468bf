"""The rallies of a match, read off the ball's path: where it flies on and on, and is hit.

Between rallies the ball rests, in a hand or on the floor, or is not to be seen. Within one it is
never long at rest, and gone for moments only, above the picture or behind somebody. This is a
guess; what a person leaves out is no rally.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from annotation.arrays import Float64, Int64, Mask, unbroken
from annotation.camera_steps import seen_beside
from annotation.events import Event, Events
from annotation.motion import REFERENCE_FPS, picture_scale
from annotation.segments import Segments
from annotation.track import BallTrack

REACH = 3
"""The ball's speed in a frame is that over so many frames of 1/30 s before and after."""
MOVES = 1.0
"""Pixels of 512 x 288 that a ball in play moves in 1/30 s; slower, it rests, or turns at the top of
its flight, ..."""
FLIES = 2.5
"""... and that it moves at the fastest in a flight."""
SHORTEST_FLIGHT = 0.3
"""Seconds for which it moves in one; a single wrong place moves the ball for less."""
LONGEST_REST = 0.8
"""Seconds for which a ball in play may hardly move."""
LONGEST_GAP = 2.5
"""Seconds for which it may be gone or hardly move, ..."""
SHORTEST = 1.0
"""... and for which it must have been in play."""
SERVED = 0.5
"""Seconds before the ball moves fast enough within which it may be hit first: many serve softly."""


class Rally(NamedTuple):
    """The frames ``first`` to ``last``, both included; ``number`` counts from 1."""

    number: int
    first: int
    last: int
    hits: int
    reviewed: float
    """Share of its frames that a person answers for, 0..1."""
    doubts: int
    """Its frames that a review asks about."""


@dataclass(frozen=True, slots=True, eq=False)
class Rallies:
    """``first``, ``last`` and ``hits`` int64 [r], ascending: frames (both included), and how often
    the ball is hit between them."""

    first: Int64
    last: Int64
    hits: Int64

    @classmethod
    def none(cls) -> Rallies:
        """No rally."""
        nothing = np.empty(0, np.int64)
        return cls(nothing, nothing, nothing)

    def __len__(self) -> int:
        return len(self.first)

    def at(self, frame: int) -> int | None:
        """The number of the rally that a frame is in, from 0; None between rallies."""
        number = int(np.searchsorted(self.first, frame, "right")) - 1
        return number if number >= 0 and frame <= self.last[number] else None

    def after(self, frame: int) -> int | None:
        """The number of the first rally that begins after a frame."""
        number = int(np.searchsorted(self.first, frame, "right"))
        return number if number < len(self) else None

    def before(self, frame: int) -> int | None:
        """The number of the last rally that begins before a frame."""
        number = int(np.searchsorted(self.first, frame, "left")) - 1
        return number if number >= 0 else None

    @property
    def lengths(self) -> Int64:
        """int64 [r]: frames of each."""
        return self.last - self.first + 1

    def rows(self, persons: Mask, doubtful: Mask | None = None) -> list[Rally]:
        """Each of them, where persons answer for frames, bool [n], and a review asks about others,
        bool [n]."""
        doubts = self.count(np.zeros_like(persons) if doubtful is None else doubtful)
        shares = self.count(persons) / self.lengths
        columns = (self.first, self.last, self.hits, shares, doubts)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        return [Rally(number, *row) for number, row in enumerate(rows, 1)]

    def count(self, frames: Mask) -> Int64:
        """int64 [r]: how many of each rally's frames are in the mask [n]."""
        until = np.concatenate(([0], np.cumsum(frames, dtype=np.int64)))
        counted: Int64 = until[self.last + 1] - until[self.first]
        return counted


def find_rallies(
    track: BallTrack, events: Events, left_out: Mask, size: tuple[int, int], fps: float
) -> Rallies:
    """The rallies of a track.

    Args:
        track: what is known of the ball, along the path or not.
        events: what happens to it, as persons decided or as it is proposed.
        left_out: bool [n], frames that are no play.
        size: (width, height) of the source video in pixels.
        fps: its frames per second.
    """
    speed = _speed(track, size, fps)
    fast = speed >= MOVES
    moving = _flights(np.where(left_out, 0.0, speed), fps)
    if not len(moving):
        return Rallies.none()
    # A cut, or a frame that is left out, ends a rally.
    parts = np.cumsum(track.cuts | np.diff(left_out, prepend=False))
    resting = np.concatenate(([0], np.cumsum(track.has_ball & ~fast)))
    before, after = moving[:-1], moving[1:]
    gap = after - before - 1
    rest = resting[after] - resting[before + 1]
    ends = (gap > LONGEST_GAP * fps) | (rest > LONGEST_REST * fps) | (parts[before] != parts[after])
    starts = np.concatenate(([True], ends))
    first, last = moving[starts], moving[np.concatenate((ends, [True]))]
    played = np.bincount(np.cumsum(starts) - 1)
    hits = events.frames[events.kinds == Event.HIT]
    if len(hits):
        serve = hits[np.maximum(np.searchsorted(hits, first, "right") - 1, 0)]
        served = (serve < first) & (first - serve <= SERVED * fps) & (parts[serve] == parts[first])
        served[1:] &= serve[1:] > last[:-1]
        first = np.where(served, serve, first)
    found = Rallies(first, last, np.searchsorted(hits, last + 1) - np.searchsorted(hits, first))
    kept = played >= SHORTEST * fps
    return Rallies(found.first[kept], found.last[kept], found.hits[kept])


def rallies_of(
    track: BallTrack,
    proposed: Events,
    segments: Segments,
    decided: Mapping[int, Event],
    size: tuple[int, int],
    fps: float,
) -> Rallies:
    """The rallies of a match, by the events ``proposed`` and what persons say of events and
    stretches."""
    events = proposed.with_decisions(decided)
    return find_rallies(track, events, segments.excluded_mask(len(track)), size, fps)


def _flights(speed: Float64, fps: float) -> Int64:
    """int64 [k], ascending: the frames in which the ball flies, by its speed float64 [n]."""
    frames = np.flatnonzero(speed >= MOVES)
    runs = (frames[part] for part in unbroken(frames))
    kept = [run for run in runs if len(run) >= SHORTEST_FLIGHT * fps and speed[run].max() >= FLIES]
    return np.concatenate([np.empty(0, np.int64), *kept])


def _speed(track: BallTrack, size: tuple[int, int], fps: float) -> Float64:
    """float64 [n]: pixels of 512 x 288 in 1/30 s around each frame, the camera's steps taken out;
    NaN where the ball is not known before or after."""
    reach = max(1, round(REACH * fps / REFERENCE_FPS))
    nowhere = ~track.has_ball
    x, y = (np.where(nowhere, np.nan, place) for place in (track.x, track.y))
    came, goes = seen_beside(x, y, track.camera, reach)
    speed: Float64 = np.hypot(*(goes - came)) / picture_scale(size) / (2 * reach)
    return speed * fps / REFERENCE_FPS
