"""What people said in another project of the same video: a match that two of them share out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from annotation.arrays import Int64
from annotation.errors import EditError
from annotation.event_edits import take_decisions
from annotation.events import Event
from annotation.formats import LabelTable, new_labels
from annotation.formats.exchange import NOTHING_NEW
from annotation.growth import moved_events, moved_segments
from annotation.joint_edit import JointEdit
from annotation.mark_columns import by_persons
from annotation.project import Project
from annotation.segments import Segments, SegmentSource, take_segments
from annotation.track import BallTrack
from annotation.video_identity import VideoIdentity


@dataclass(frozen=True, slots=True)
class SaidByPeople:
    """``labels`` has a row for every frame in which people placed or accepted something, those of
    replays and breaks among them; ``segments`` are the stretches that people named, ``events`` what
    they decided, by frame."""

    labels: LabelTable
    segments: Segments
    events: Mapping[int, Event]


def said_by_people(
    path: Path, video: VideoIdentity, places_of: Callable[[VideoIdentity], Int64 | None]
) -> SaidByPeople:
    """What people said in the project at ``path``, which is only read.

    ``places_of`` gives the numbers, int64 ascending, that the frames of its video have in
    ``video``, which may be a recording that has grown since; None where it is another one.
    ``OtherVideoError`` is raised then, ``ProjectError`` where the project cannot be read.
    """
    with Project.read(path) as project:
        places = places_of(project.identity)
        if places is None:
            raise project.other_video(video)
        marks = project.mark_columns().records
        segments = moved_segments(project.segments(), places)
        events = moved_events(project.event_decisions(), places)
    marks = marks[by_persons(marks["source"])]
    marks["frame"] = places[marks["frame"]]
    columns = (marks[name] for name in ("frame", "visibility", "x", "y"))
    return SaidByPeople(
        LabelTable.build(*columns, score=marks["score"], source=marks["source"]),
        Segments(each for each in segments if each.source is SegmentSource.HUMAN),
        events,
    )


def merge(
    said: SaidByPeople,
    track: BallTrack,
    segments: Segments,
    decisions: Mapping[int, Event],
    *,
    keep: bool = False,
) -> JointEdit:
    """The edit that puts what people said elsewhere on a match with these ``segments`` and
    ``decisions`` about events.

    It takes the place of what people said here, unless ``keep``, and of guesses.
    ``FormatError`` where the labels reach beyond the track, ``EditError`` where nothing would
    change.
    """
    marks = new_labels(said.labels, track, keep=keep)
    stretches = take_segments(segments, said.segments, keep=keep)
    events = take_decisions(decisions, said.events, keep=keep)
    parts = tuple(part for part in (marks, stretches, events) if part is not None)
    if not parts:
        raise EditError(NOTHING_NEW)
    return JointEdit(parts, "Import another project")
