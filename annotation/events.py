"""Hits, bounces and touches of the net, proposed from the ball's path, and the arcs between them.

An event is where the flight breaks: the speeds over the frames before and after, the camera's taken
out, differ by much more than gravity, drag and the noise of positions explain. What broke it is
read off the picture as seen by a camera upright behind or beside the court: a bounce pushes a
falling ball up and gives it no speed, the net takes most of the speed and gives none back, anything
else is a hit. These are proposals; a person's word on an event is kept apart and always wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from annotation.arrays import Float32, Float64, Int8, Int64, Mask
from annotation.camera_steps import seen_beside
from annotation.motion import REFERENCE_FPS, picture_scale


class Event(IntEnum):
    """What happens to the ball in a frame; the first three are the status of TrackNet's tennis
    labels."""

    FLYING = 0
    HIT = 1
    BOUNCE = 2
    NET = 3


REACH = 3
"""Speeds are taken over so many frames of 1/30 s on each side of a frame."""

BREAK = 2.5
"""Picture pixels per frame of 1/30 s by which the speed changes at the least in an event, ..."""

BREAK_SHARE = 0.5
"""... and the least share of the larger of the two speeds."""

NET_KEEPS = 0.45
"""The net leaves a ball at most so much of its speed."""


@dataclass(frozen=True, slots=True)
class Events:
    """``frames`` int64 [k] ascending and ``kinds`` int8 [k], an ``Event`` each (not FLYING)."""

    frames: Int64
    kinds: Int8

    @classmethod
    def none(cls) -> Events:
        """Nothing happens."""
        return cls(np.empty(0, np.int64), np.empty(0, np.int8))

    def at(self, frame: int) -> Event:
        """What happens in the frame; FLYING where nothing does."""
        index = int(np.searchsorted(self.frames, frame))
        there = index < len(self.frames) and self.frames[index] == frame
        return Event(int(self.kinds[index])) if there else Event.FLYING

    def with_decisions(self, decisions: Mapping[int, Event]) -> Events:
        """The events where persons decided some frames (FLYING: nothing happens there)."""
        if not decisions:
            return self
        decided = np.array(sorted(decisions), np.int64)
        kinds = np.array([decisions[frame] for frame in decided.tolist()], np.int8)
        kept, stands = ~np.isin(self.frames, decided), kinds != Event.FLYING
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
    n, scale = len(x), picture_scale(size)
    pace = REFERENCE_FPS / fps
    reach = max(1, round(REACH / pace))
    if n < 2 * reach + 1:
        return Events.none()
    here = np.stack((x, y)) / scale
    came, goes = seen_beside(x, y, camera, reach) / scale
    before, after = (here - came) / (reach * pace), (goes - here) / (reach * pace)
    # Without a ball all the way between, or in two shots, no flight is known that could break.
    missing, cut = (np.concatenate(([0], np.cumsum(each))) for each in (np.isnan(x), cuts))
    gone = missing[2 * reach + 1 :] > missing[: -2 * reach - 1]
    gone |= cut[2 * reach + 1 :] > cut[1 : -2 * reach]
    before[:, reach:-reach] = np.where(gone, np.nan, before[:, reach:-reach])
    change = np.sqrt(((after - before) ** 2).sum(axis=0))
    fast_before, fast_after = (np.sqrt((v**2).sum(axis=0)) for v in (before, after))
    usual = BREAK + BREAK_SHARE * np.maximum(fast_before, fast_after)
    ratio = np.nan_to_num(change / usual)
    peak = ratio >= 1.0
    for offset in range(1, reach + 1):
        peak[offset:] &= ratio[offset:] > ratio[:-offset]
        peak[:-offset] &= ratio[:-offset] >= ratio[offset:]
    frames = np.flatnonzero(peak)
    (bx, by), (ax, ay) = before[:, frames], after[:, frames]
    # A bounce pushes a falling ball (y grows) up, hardly sideways, and gives it no speed.
    up, sideways = by - ay, np.abs(ax - bx)
    bounces = (by > 0) & (up > 2.0 * sideways) & (ax * bx >= 0)
    bounces &= fast_after[frames] <= fast_before[frames]
    stopped = (fast_after[frames] <= NET_KEEPS * fast_before[frames]) & (ay >= 0)
    kinds = np.where(bounces, Event.BOUNCE, np.where(stopped, Event.NET, Event.HIT))
    return Events(frames, kinds.astype(np.int8))


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


def _last(mask: Mask) -> int:
    """The last place where the mask holds, -1 where it nowhere does."""
    places = np.flatnonzero(mask)
    return int(places[-1]) if len(places) else -1
