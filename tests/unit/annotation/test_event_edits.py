"""A person's word on an event is durable, undoable, and exported as the status."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from annotation.arc_edits import events_between, events_of
from annotation.edits import clear, no_ball, no_ball_range, occlude, place
from annotation.errors import ProjectError
from annotation.event_edits import EventEdit, decide
from annotation.events import Event
from annotation.formats import read_labels, track_to_labels, write_labels
from annotation.joint_edit import with_events_taken_back
from annotation.project import Project
from annotation.track import BallTrack
from annotation.video_identity import VideoIdentity


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    identity = VideoIdentity(100, 1280, 720, 4.0, 25.0, 1000, "ab" * 32)
    with Project.create(tmp_path / "match.rally", identity) as opened:
        yield opened


def test_a_decision_is_kept_and_taken_back(project: Project) -> None:
    first = decide(project.event_decisions(), 7, Event.BOUNCE)
    project.apply(first)
    second = decide(project.event_decisions(), 3, Event.FLYING)
    project.apply(second)
    assert project.event_decisions() == {3: Event.FLYING, 7: Event.BOUNCE}
    project.apply(first.inverse())
    assert project.event_decisions() == {3: Event.FLYING}
    again = decide(project.event_decisions(), 3, Event.FLYING)
    assert again.after == {3: None}
    project.apply(again)
    assert project.event_decisions() == {}


def test_what_another_window_decided_is_not_written_over(project: Project) -> None:
    edit = decide({}, 7, Event.HIT)
    project.apply(edit)
    with pytest.raises(ProjectError, match="another window"):
        project.apply(edit)
    with pytest.raises(ProjectError, match="not in this video"):
        project.apply(EventEdit({100: None}, {100: Event.HIT}, "Hit"))


def test_where_there_is_no_ball_nothing_happens_to_it(project: Project) -> None:
    decisions = {7: Event.HIT, 8: Event.FLYING, 9: Event.BOUNCE}
    for frame, event in decisions.items():
        project.apply(decide(project.event_decisions(), frame, event))
    track = BallTrack(100)
    edit = with_events_taken_back(no_ball_range(track, 5, 8), decisions)
    project.apply(edit)
    assert project.event_decisions() == {8: Event.FLYING, 9: Event.BOUNCE}
    assert [mark.frame for mark in project.marks()] == [5, 6, 7, 8]
    assert edit.label == no_ball_range(track, 5, 8).label
    project.apply(edit.inverse())
    assert project.event_decisions() == decisions
    assert project.marks() == []


def test_a_hidden_ball_may_bounce() -> None:
    """Who decides the event last has seen the frame without a ball; so has who says it is hidden,
    or takes the mark away."""
    track, decisions = BallTrack(100), {7: Event.BOUNCE}
    track.put_marks(place(track, 7, 5.0, 5.0).after)
    for edit in (occlude(track, 7), clear(track, 7)):
        assert with_events_taken_back(edit, decisions) is edit
    track.put_marks(no_ball(track, 7).after)
    again = no_ball(track, 7)
    assert with_events_taken_back(again, decisions) is again


def test_a_damaged_list_is_said_to_be_so(project: Project) -> None:
    project.set_state("events", {"500": 1})
    with pytest.raises(ProjectError, match="damaged"):
        project.event_decisions()


def test_the_status_column_tells_hits_and_bounces(tmp_path: Path) -> None:
    legs = np.repeat([(20.0, -6.0), (-22.0, 5.0)], 20, axis=0)
    way = np.concatenate((np.array([[200.0, 400.0]]), legs)).cumsum(axis=0)
    track = BallTrack(42)
    track.set_predictions(0, *way.T, np.full(41, 0.9), np.insert(way, 2, 0.9, axis=1)[:, None])
    track.follow_path((1280, 720), 30.0)
    assert events_between(track, 20, 20).at(20) is Event.HIT
    assert events_between(track, 10, 10).at(10) is Event.FLYING
    track.put_marks(no_ball(track, 41).after)
    events = events_of(track).with_decisions({5: Event.BOUNCE, 30: Event.NET})
    table = track_to_labels(track, events=events)
    write_labels(tmp_path / "Label.csv", table, "tracknet-tennis")
    lines = (tmp_path / "Label.csv").read_text().splitlines()
    assert lines[0] == "file name,visibility,x-coordinate,y-coordinate,status"
    assert lines[6].endswith(",2")
    assert lines[21].split(",")[0] == "0020.jpg"
    assert lines[21].endswith(",1")
    assert lines[31].endswith(",0")  # the net has no status
    assert lines[42] == "0041.jpg,0,,,"
    again = read_labels(tmp_path / "Label.csv")
    assert np.array_equal(again.has_ball, table.has_ball)
    assert np.nanmax(np.abs(again.x - table.x)) < 0.01
