"""What two people said of one match becomes one: marks, stretches and events alike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from annotation.colleague import SaidByPeople, merge, said_by_people
from annotation.edits import place
from annotation.errors import EditError, OtherVideoError
from annotation.event_edits import decide
from annotation.events import Event
from annotation.joint_edit import JointEdit, onto
from annotation.project import Project
from annotation.segments import Segment, SegmentKind, Segments, SegmentSource, exclude, put_guess
from annotation.track import BallTrack
from annotation.video_identity import VideoIdentity

COUNT = 40
REPLAY, CLOSE_UP, PLAY = SegmentKind.REPLAY, SegmentKind.CLOSE_UP, SegmentKind.PLAY
IDENTITY = VideoIdentity(COUNT, 1280, 720, 1.6, 25.0, 1000, "ab" * 32)


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A mark in frame 3, a replay at 10 to 14, and a hit in frame 5; a guessed close-up."""
    path = tmp_path / "theirs.rally"
    with Project.create(path, IDENTITY) as project:
        project.apply(place(BallTrack(COUNT), 3, 20.0, 10.0))
        project.apply(exclude(Segments(), 10, 14, COUNT, REPLAY))
        guess = put_guess(project.segments(), [Segment(30, 35, CLOSE_UP)])
        assert guess is not None
        project.apply(guess)
        project.apply(decide({}, 5, Event.HIT))
    return path


@pytest.fixture
def said(theirs: Path) -> SaidByPeople:
    return said_by_people(theirs, IDENTITY, lambda known: np.arange(known.frame_count))


def test_of_a_recording_that_has_grown_it_moves_with_its_pictures(theirs: Path) -> None:
    places = np.array([*range(5), *range(6, COUNT + 1)])
    grown = replace(IDENTITY, frame_count=COUNT + 9)
    said = said_by_people(theirs, grown, lambda _known: places)
    assert said.labels.frame.tolist() == [3]
    assert said.events == {6: Event.HIT}
    assert list(said.segments) == [Segment(11, 15, REPLAY)]
    with pytest.raises(OtherVideoError, match="belongs to another video"):
        said_by_people(theirs, grown, lambda _known: None)


def mine() -> Segments:
    """A close-up named at 12 to 19, and a replay guessed at 8 to 11."""
    named = exclude(Segments(), 12, 19, COUNT, CLOSE_UP).after
    guess = put_guess(named, [Segment(8, 11, REPLAY)])
    assert guess is not None
    return guess.after


def test_all_that_people_said_comes_in(said: SaidByPeople) -> None:
    edit = merge(said, BallTrack(COUNT), Segments(), {})
    assert edit.counts == (1, 1, 1)
    assert edit.replaced == 0
    marks, stretches, events = edit.parts
    assert list(marks.after) == [3]
    assert list(stretches.after) == [Segment(10, 14, REPLAY)], "the guess stays where it is"
    assert events.after == {5: Event.HIT}
    track = BallTrack(COUNT)
    track.put_marks(marks.after)
    with pytest.raises(EditError, match="nothing that is not in the project"):
        merge(said, track, stretches.after, {5: Event.HIT})


def test_theirs_counts_unless_mine_is_kept(said: SaidByPeople) -> None:
    track = BallTrack(COUNT)
    track.put_marks(place(track, 3, 50.0, 50.0).after)
    edit = merge(said, track, mine(), {5: Event.BOUNCE, 7: Event.NET})
    assert edit.counts == (1, 1, 1)
    assert edit.replaced == 1 + 3 + 1
    assert list(edit.parts[1].after) == [
        Segment(8, 9, REPLAY, SegmentSource.GUESS),
        Segment(10, 14, REPLAY),
        Segment(15, 19, CLOSE_UP),
    ]
    kept = merge(said, track, mine(), {5: Event.BOUNCE}, keep=True)
    assert kept.counts == (0, 1, 0)
    assert kept.replaced == 0
    assert list(kept.parts[0].after) == [
        Segment(8, 9, REPLAY, SegmentSource.GUESS),
        Segment(10, 11, REPLAY),
        Segment(12, 19, CLOSE_UP),
    ]


def test_what_is_taken_back_leaves_newer_guesses(said: SaidByPeople) -> None:
    edit = merge(said, BallTrack(COUNT), Segments(), {})
    guess = put_guess(edit.parts[1].after, [Segment(12, 20, CLOSE_UP)])
    assert guess is not None
    back = onto(edit.inverse(), guess.after)
    assert isinstance(back, JointEdit)
    assert back.parts[1].before == guess.after
    # Where the person's word is taken away, the guess of that moment is not known any more.
    assert list(back.parts[1].after) == [Segment(15, 20, CLOSE_UP, SegmentSource.GUESS)]
    assert (back.parts[0], back.parts[2]) == (edit.parts[0].inverse(), edit.parts[2].inverse())


def test_it_is_stored_and_taken_back_as_one(said: SaidByPeople, tmp_path: Path) -> None:
    with Project.create(tmp_path / "mine.rally", IDENTITY) as project:
        edit = merge(said, project.load_track(), project.segments(), project.event_decisions())
        marks, stretches, _events = edit.parts
        project.apply(decide({}, 5, Event.NET))
        with pytest.raises(Exception, match="another window"):
            project.apply(edit)
        assert (project.marks(), project.segments()) == ([], Segments()), "all of it or nothing"
        edit = merge(said, project.load_track(), project.segments(), project.event_decisions())
        project.apply(edit)
        assert [mark.frame for mark in project.marks()] == [3]
        assert project.event_decisions() == {5: Event.HIT}
        project.apply(edit.inverse())
        assert (project.marks(), project.segments()) == ([], Segments())
        assert project.event_decisions() == {5: Event.NET}
        with pytest.raises(ValueError, match="at least one part"):
            JointEdit((), "nothing")
        assert (marks.label, stretches.label) == ("Import 1 labels", "Import stretches")
