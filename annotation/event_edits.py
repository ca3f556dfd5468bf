"""What persons decided of events, frame by frame, as edits that can be undone.

Proposals are read off the path (``annotation.events``) and stored nowhere. What is stored is a
person's word: in this frame the ball is hit, bounces, touches the net, or none of these happens.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from annotation.events import Event

STATE = "events"
"""The ``state`` key under which a project holds the decisions: frame -> number of the event."""

Decisions = Mapping[int, Event]

_LABELS = {
    Event.FLYING: "No event",
    Event.HIT: "Hit",
    Event.BOUNCE: "Bounce",
    Event.NET: "Net touch",
}


@dataclass(frozen=True, slots=True)
class EventEdit:
    """A decision about a frame: what was decided before and is after (None: nothing)."""

    frame: int
    before: Event | None
    after: Event | None
    label: str

    def inverse(self) -> EventEdit:
        """The edit that takes this one back."""
        return EventEdit(self.frame, self.after, self.before, self.label)

    @property
    def first(self) -> int:
        """The frame, as the first one touched."""
        return self.frame

    @property
    def last(self) -> int:
        """The frame, as the last one touched."""
        return self.frame

    def applied(self, decisions: Decisions) -> dict[int, Event]:
        """The decisions after the edit, ascending."""
        result = dict(decisions)
        if self.after is None:
            result.pop(self.frame, None)
        else:
            result[self.frame] = self.after
        return dict(sorted(result.items()))


def decide(decisions: Decisions, frame: int, event: Event) -> EventEdit:
    """A person says what happens in the frame; saying the same again takes it back."""
    before = decisions.get(frame)
    after = None if before == event else event
    return EventEdit(frame, before, after, _LABELS[event])


def read(db: sqlite3.Connection, frame_count: int) -> dict[int, Event]:
    """The decisions a project holds, ascending; ``ValueError`` where they make no sense."""
    row = db.execute("SELECT value FROM state WHERE key = ?", (STATE,)).fetchone()
    stored = {} if row is None else json.loads(row[0])
    decisions = {int(frame): Event(kind) for frame, kind in stored.items()}
    if any(not 0 <= frame < frame_count for frame in decisions):
        raise ValueError("an event lies outside the video")
    return dict(sorted(decisions.items()))


def write(db: sqlite3.Connection, decisions: Decisions) -> None:
    """Store the decisions in place of those before."""
    value = json.dumps({str(frame): int(kind) for frame, kind in decisions.items()})
    db.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (STATE, value))
