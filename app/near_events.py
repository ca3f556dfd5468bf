"""Events around the frame in view, found without looking at the whole match."""

from __future__ import annotations

from annotation.arc_edits import events_between
from annotation.event_edits import Decisions
from annotation.events import Event, Events
from annotation.segments import Segments
from annotation.track import BallTrack

EVENTS_AT_ONCE = 64
"""Events are found for so many frames in a row, which takes little longer than for one."""


class NearEvents:
    """What the path proposes and persons decided, kept for some frames: playing asks for one after
    the other."""

    def __init__(self) -> None:
        self._frames = range(0)
        self._events = Events.none()

    def at(self, track: BallTrack, decided: Decisions, segments: Segments, frame: int) -> Event:
        """What happens in the frame by the path of the track, outside stretches that are left out,
        or as persons decided."""
        if frame not in self._frames:
            self._frames = range(frame - frame % EVENTS_AT_ONCE, len(track))[:EVENTS_AT_ONCE]
            proposed = events_between(track, self._frames[0], self._frames[-1])
            left_out = segments.excluded_mask(len(track))
            self._events = proposed.outside(left_out).with_decisions(decided)
        return self._events.at(frame)

    def forget(self) -> None:
        """The track, what persons decided or what is left out is another now."""
        self._frames = range(0)
