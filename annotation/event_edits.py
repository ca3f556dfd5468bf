"""What persons decided of events, frame by frame, as edits that can be undone.

Proposals are read off the path (``annotation.events``) and stored nowhere. What is stored is a
person's word: in this frame the ball is hit, bounces, touches the net, or none of these happens.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from annotation.arrays import Int64
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
    """Decisions about some frames: what was decided before and is after (None: nothing).

    ``ValueError`` where the two sides name different frames, or none.
    """

    before: Mapping[int, Event | None]
    after: Mapping[int, Event | None]
    label: str

    def __post_init__(self) -> None:
        if not self.after:
            raise ValueError("an edit needs at least one frame")
        if set(self.before) != set(self.after):
            raise ValueError("before and after must name the same frames")

    def inverse(self) -> EventEdit:
        """The edit that takes this one back."""
        return EventEdit(self.after, self.before, self.label)

    @property
    def first(self) -> int:
        """The first frame touched."""
        return min(self.after)

    @property
    def last(self) -> int:
        """The last frame touched."""
        return max(self.after)

    @property
    def replaced_frames(self) -> Int64:
        """The frames where one decision gave way to another, int64 [k] ascending."""
        replaced = (
            frame
            for frame, event in sorted(self.after.items())
            if event is not None and self.before[frame] is not None
        )
        return np.fromiter(replaced, np.int64)

    def fits(self, decisions: Decisions) -> bool:
        """Whether the decisions are those that the edit says were there before."""
        return all(decisions.get(frame) == event for frame, event in self.before.items())

    def applied(self, decisions: Decisions) -> dict[int, Event]:
        """The decisions after the edit, ascending."""
        result = {**decisions, **self.after}
        return {frame: event for frame, event in sorted(result.items()) if event is not None}


def decide(decisions: Decisions, frame: int, event: Event) -> EventEdit:
    """A person says what happens in the frame; saying the same again takes it back."""
    before = decisions.get(frame)
    after = None if before == event else event
    return EventEdit({frame: before}, {frame: after}, _LABELS[event])


def take_decisions(decisions: Decisions, theirs: Decisions, *, keep: bool) -> EventEdit | None:
    """Take over what others decided, in place of what was decided here; with ``keep`` only of
    frames that nobody has decided about. None where that changes nothing."""
    after = {
        frame: event
        for frame, event in theirs.items()
        if decisions.get(frame) != event and not (keep and frame in decisions)
    }
    if not after:
        return None
    before = {frame: decisions.get(frame) for frame in after}
    return EventEdit(before, after, "Import events")


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
