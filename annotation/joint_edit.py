"""Edits of several kinds as one: stored together or not at all, and taken back together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from annotation.edits import TrackEdit
from annotation.event_edits import Decisions, EventEdit
from annotation.events import Event
from annotation.marks import Visibility
from annotation.segments import SegmentEdit, Segments

Part = TrackEdit | SegmentEdit | EventEdit


@dataclass(frozen=True, slots=True)
class JointEdit:
    """Edits of marks, of segments and of events, of each one at most, and a label.

    ``ValueError`` where there are none.
    """

    parts: tuple[Part, ...]
    label: str

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError("an edit needs at least one part")

    def inverse(self) -> JointEdit:
        """The edit that takes this one back."""
        return JointEdit(tuple(part.inverse() for part in self.parts), self.label)

    @property
    def first(self) -> int:
        """The first frame touched."""
        return min(part.first for part in self.parts)

    @property
    def last(self) -> int:
        """The last frame touched."""
        return max(part.last for part in self.parts)

    @property
    def counts(self) -> tuple[int, int, int]:
        """How many marks, stretches and events it says something new of."""
        marks, ranges, events = 0, 0, 0
        for part in self.parts:
            if isinstance(part, TrackEdit):
                marks = len(part.after)
            elif isinstance(part, SegmentEdit):
                ranges = part.ranges
            else:
                events = len(part.after)
        return marks, ranges, events

    @property
    def replaced(self) -> int:
        """Of how many frames a person had said what gave way to something else."""
        return len(np.unique(np.concatenate([part.replaced_frames for part in self.parts])))


Edit = Part | JointEdit
EditT = TypeVar("EditT", bound=Edit)
"""An edit of one kind or another."""


def parts_of(edit: Edit) -> tuple[Part, ...]:
    """The edits that an edit is made of; itself, where it is of one kind."""
    return edit.parts if isinstance(edit, JointEdit) else (edit,)


def marks_of(edit: Edit) -> TrackEdit | None:
    """What an edit does to marks, if anything."""
    return next((part for part in parts_of(edit) if isinstance(part, TrackEdit)), None)


def with_events_taken_back(edit: TrackEdit, decisions: Decisions) -> TrackEdit | JointEdit:
    """The edit, and with it the events that persons decided for frames of which it says anew that
    they have no ball: nothing happens to a ball that is not there.

    What was decided for a frame without a ball stays: somebody saw a hidden ball bounce there.
    """

    def is_denied(frame: int) -> bool:
        before, after = edit.before.get(frame), edit.after.get(frame)
        known = before is not None and before.visibility == Visibility.NO_BALL
        return not known and after is not None and after.visibility == Visibility.NO_BALL

    denied = {
        frame: event
        for frame, event in decisions.items()
        if event is not Event.FLYING and is_denied(frame)
    }
    if not denied:
        return edit
    taken = EventEdit(denied, dict.fromkeys(denied), edit.label)
    return JointEdit((edit, taken), edit.label)


def onto(edit: Edit, segments: Segments) -> Edit:
    """The same edit where the guesses among the segments are others by now."""
    if isinstance(edit, JointEdit):
        parts = (_part_onto(part, segments) for part in edit.parts)
        return replace(edit, parts=tuple(parts))
    return _part_onto(edit, segments)


def _part_onto(part: Part, segments: Segments) -> Part:
    return part.onto(segments) if isinstance(part, SegmentEdit) else part
