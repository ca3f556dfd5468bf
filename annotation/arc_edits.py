"""Edits of a whole arc: the flight between two events, or between where the ball comes and goes."""

from __future__ import annotations

import math

import numpy as np

from annotation.arrays import Mask
from annotation.edits import TrackEdit, accept_range, no_ball_range
from annotation.errors import EditError
from annotation.event_edits import Decisions
from annotation.events import REACH, Events, arc_around, propose_events
from annotation.repeats import LONGEST
from annotation.track import BallTrack

_NEAR = 1.5
"""Seconds around a frame that most arcs through it end within; those are looked at first."""

_LOOK_AROUND = 600
"""No arc reaches farther than so many frames from any of its frames; a longer one is cut there."""


def arc_at(
    track: BallTrack, frame: int, decided: Decisions | None = None
) -> tuple[int, int] | None:
    """First and last frame of the arc through the frame; None where there is no ball.

    It ends at events that the path proposes, or as persons ``decided``. Without either, the arc is
    the unbroken run with a ball.
    """
    shown, _ = track.same_picture(frame)
    near = _LOOK_AROUND if track.path is None else round(_NEAR * track.path.fps)
    for far in sorted({min(near, _LOOK_AROUND), _LOOK_AROUND}):
        first, last = max(0, shown - far), min(len(track), shown + far + 1) - 1
        where = slice(first, last + 1)
        events = events_between(track, first, last).with_decisions(decided or {})
        events = Events(events.frames - first, events.kinds)
        arc = arc_around(shown - first, track.has_ball[where], track.cuts[where], events)
        if arc is None:
            return None
        begin, end = arc[0] + first, arc[1] + first
        if first < begin and end < last:
            break
    # A picture shown again after an event is still the one with the event.
    if begin and (last := track.same_picture(begin - 1)[1]) >= begin:
        begin = last + 1
    return begin, track.same_picture(end)[1]


def events_of(track: BallTrack) -> Events:
    """The events proposed along the track's path; none where no path is followed."""
    return _proposed(track, slice(None))


def events_between(track: BallTrack, first: int, last: int) -> Events:
    """What the path proposes for the frames ``first`` .. ``last``, found from those around them."""
    if track.path is None:
        return Events.none()
    reach = math.ceil(REACH * track.path.fps) + 1
    if track.predicted_repeats.any():
        reach *= 1 + LONGEST
    begin = max(0, first - reach)
    near = _proposed(track, slice(begin, last + reach + 1))
    frames = near.frames + begin
    inside = (frames >= first) & (frames <= last)
    return Events(frames[inside], near.kinds[inside], near.apart)


def _proposed(track: BallTrack, where: slice) -> Events:
    """The events of some frames by themselves, counted from the first of them."""
    path = track.path
    if path is None:
        return Events.none()
    x, y, cuts, camera = track.x[where], track.y[where], track.cuts[where], track.camera[where]
    repeats = track.repeats_in(where)
    if not repeats.any():
        return propose_events(x, y, cuts, camera, path.size, path.fps)
    frames = np.flatnonzero(~repeats)
    events = propose_events(x[frames], y[frames], cuts[frames], camera[frames], path.size, path.fps)
    return Events(frames[events.frames], events.kinds, events.apart)


def accept_arc(
    track: BallTrack,
    frame: int,
    *,
    decided: Decisions | None = None,
    left_out: Mask | None = None,
    time: float | None = None,
) -> TrackEdit:
    """A person has seen that the arc through the frame is right: all of it becomes verified, but
    for frames ``left_out`` (as for ``accept_range``)."""
    arc = arc_at(track, frame, decided)
    if arc is None:
        raise EditError(f"There is no ball in frame {frame}, so there is no arc to accept.")
    edit = accept_range(track, *arc, left_out=left_out, time=time)
    return TrackEdit(edit.before, edit.after, f"Accept arc of {len(edit.after)} frames")


def no_ball_arc(
    track: BallTrack,
    frame: int,
    *,
    decided: Decisions | None = None,
    left_out: Mask | None = None,
    time: float | None = None,
) -> TrackEdit:
    """A person says: along the whole arc through the frame, frames ``left_out`` apart, is no
    ball, but something else."""
    arc = arc_at(track, frame, decided)
    if arc is None:
        raise EditError(f"There is no ball in frame {frame}, so there is no arc to take out.")
    return no_ball_range(track, *arc, left_out=left_out, time=time)
