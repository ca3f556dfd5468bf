"""Hits, bounces and touches of the net, proposed from the ball's path, and the arcs between them.

An event is where the flight breaks (``annotation.flight_breaks``); what broke it, if anything, a
small network says of the flight before and after (``annotation.event_model``). A rebound from a
wall is a bounce. These are proposals; a person's word on an event is kept apart and always wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from annotation.arrays import Float32, Float64, Int8, Int64, Mask
from annotation.event_model import chances
from annotation.flight_breaks import REACH as BREAK_REACH
from annotation.flight_breaks import find_breaks


class Event(IntEnum):
    """What happens to the ball in a frame; the first three are the status of TrackNet's tennis
    labels."""

    FLYING = 0
    HIT = 1
    BOUNCE = 2
    NET = 3


LIKELY = 0.5
"""How likely a break of the flight must be an event, ..."""

APART = 0.1
"""... the likeliest within so many seconds."""

REACH = BREAK_REACH + APART
"""Seconds around an event on which it depends whether it is proposed."""


@dataclass(frozen=True, slots=True)
class Events:
    """``frames`` int64 [k] ascending and ``kinds`` int8 [k], an ``Event`` each (not FLYING)."""

    frames: Int64
    kinds: Int8
    apart: float = 0.0
    """A person's event takes the place of what is proposed within so many frames."""

    @classmethod
    def none(cls) -> Events:
        """Nothing happens."""
        return cls(np.empty(0, np.int64), np.empty(0, np.int8))

    def at(self, frame: int) -> Event:
        """What happens in the frame; FLYING where nothing does."""
        index = int(np.searchsorted(self.frames, frame))
        there = index < len(self.frames) and self.frames[index] == frame
        return Event(int(self.kinds[index])) if there else Event.FLYING

    def after(self, frame: int) -> int | None:
        """The first frame after this one in which something happens."""
        index = int(np.searchsorted(self.frames, frame, "right"))
        return int(self.frames[index]) if index < len(self.frames) else None

    def before(self, frame: int) -> int | None:
        """The last frame before this one in which something happens."""
        index = int(np.searchsorted(self.frames, frame)) - 1
        return int(self.frames[index]) if index >= 0 else None

    def outside(self, left_out: Mask) -> Events:
        """The events but for those in frames that are left out, bool [n]: nothing is proposed
        there."""
        kept = ~left_out[self.frames]
        return Events(self.frames[kept], self.kinds[kept], self.apart)

    def with_decisions(self, decisions: Mapping[int, Event]) -> Events:
        """The events where persons decided some frames (FLYING: nothing happens there).

        What was proposed for a frame close by was the same event, and would count twice.
        """
        if not decisions:
            return self
        decided = np.array(sorted(decisions), np.int64)
        kinds = np.array([decisions[frame] for frame in decided.tolist()], np.int8)
        kept, stands = ~np.isin(self.frames, decided), kinds != Event.FLYING
        if stands.any():
            kept &= _distances(self.frames, decided[stands]) > self.apart
        frames = np.concatenate((self.frames[kept], decided[stands]))
        order = np.argsort(frames)
        return Events(frames[order], np.concatenate((self.kinds[kept], kinds[stands]))[order])


def propose_events(
    x: Float64, y: Float64, cuts: Mask, camera: Float32, size: tuple[int, int], fps: float
) -> Events:
    """Events of a path; ``x``, ``y`` float64 [n] in source pixels, NaN where there is no ball.

    ``cuts`` bool [n], where a shot begins; ``camera`` float32 [n, 2, 3], its step to each frame in
    source pixels; ``size`` is (width, height) of the source video.
    """
    frames, features = find_breaks(x, y, cuts, camera, size, fps)
    likely = chances(features)
    chance = 1.0 - likely[:, Event.FLYING]
    near = APART * fps
    kept = np.flatnonzero(chance >= LIKELY)
    frames, chance, likely = frames[kept], chance[kept], likely[kept]
    first = np.searchsorted(frames, frames - near)
    last = np.searchsorted(frames, frames + near, "right")
    best = [
        chance[number] > chance[low:number].max(initial=0.0)
        and chance[number] >= chance[number:high].max()
        for number, (low, high) in enumerate(zip(first.tolist(), last.tolist(), strict=True))
    ]
    kinds = likely[:, Event.HIT :].argmax(axis=1) + int(Event.HIT)
    return Events(frames[best], kinds[best].astype(np.int8), near)


def arc_around(frame: int, has_ball: Mask, cuts: Mask, events: Events) -> tuple[int, int] | None:
    """First and last frame of the arc that the frame lies on; None where there is no ball.

    An arc reaches from an event (or where the ball appears) to the next (or where it is gone),
    within one shot: ``cuts`` bool [n] are where shots begin. A frame with an event belongs to the
    arc that it ends.
    """
    if not has_ball[frame]:
        return None
    first = max(_last(~has_ball[:frame]) + 1, _last(cuts[: frame + 1]))
    ends = np.flatnonzero((~has_ball | cuts)[frame + 1 :])
    last = frame + int(ends[0]) if len(ends) else len(has_ball) - 1
    index = int(np.searchsorted(events.frames, frame))
    if index and events.frames[index - 1] >= first:
        first = int(events.frames[index - 1]) + 1
    if index < len(events.frames) and events.frames[index] <= last:
        last = int(events.frames[index])
    return first, last


def _distances(frames: Int64, others: Int64) -> Int64:
    """int64 [k]: how far each frame is from the nearest of the others, one at least, ascending."""
    after = np.searchsorted(others, frames)
    beside = others[np.maximum(after - 1, 0)], others[np.minimum(after, len(others) - 1)]
    distances: Int64 = np.minimum(*(np.abs(frames - other) for other in beside))
    return distances


def _last(mask: Mask) -> int:
    """The last place where the mask holds, -1 where it nowhere does."""
    places = np.flatnonzero(mask)
    return int(places[-1]) if len(places) else -1
