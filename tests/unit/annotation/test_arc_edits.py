"""A whole arc is accepted at once, and what a mark would change is known before it is made."""

from __future__ import annotations

import numpy as np
import pytest

from annotation import edits
from annotation.arc_edits import accept_arc, arc_at, events_between, events_of, no_ball_arc
from annotation.errors import EditError
from annotation.events import Event
from annotation.flights import flight_at
from annotation.marks import Source, Visibility
from annotation.preview import preview
from annotation.track import BallTrack
from tests.unit.annotation.test_flight_breaks import bouncing

SIZE = (1280, 720)


def rally() -> BallTrack:
    """Three straight flights of twenty frames with hits between, then no ball."""
    legs = np.repeat([(20.0, -6.0), (-22.0, 5.0), (20.0, -4.0)], 20, axis=0)
    way = np.concatenate((np.array([[200.0, 400.0]]), legs)).cumsum(axis=0)
    peaks = np.full((80, 2, 3), np.nan)
    peaks[:61, 0] = np.column_stack((way, np.full(61, 0.9)))
    track = BallTrack(80)
    track.set_predictions(0, *peaks[:, 0].T, peaks)
    track.follow_path(SIZE, 30.0)
    return track


def test_an_arc_is_accepted_from_hit_to_hit() -> None:
    track = rally()
    events = events_of(track)
    assert events.frames.tolist() == [20, 40]
    assert events.at(20) is Event.HIT
    assert arc_at(track, 30) == (21, 40)
    edit = accept_arc(track, 30)
    track.put_marks(edit.after)
    assert np.flatnonzero(track.source == Source.VERIFIED.code).tolist() == list(range(21, 41))
    assert edit.label == "Accept arc of 20 frames"


def test_an_arc_that_is_no_ball_is_taken_out_from_hit_to_hit() -> None:
    track = rally()
    edit = no_ball_arc(track, 30)
    track.put_marks(edit.after)
    out = track.persons & (track.visibility == Visibility.NO_BALL)
    assert np.flatnonzero(out).tolist() == list(range(21, 41))
    assert edit.label == "No ball in 20 frames"
    with pytest.raises(EditError, match="no arc to take out"):
        no_ball_arc(track, 30)


def test_an_arc_ends_at_the_events_that_persons_decided() -> None:
    track = rally()
    none, hit = {20: Event.FLYING}, {20: Event.FLYING, 30: Event.HIT}
    assert arc_at(track, 30, none) == (0, 40)
    assert [arc_at(track, frame, hit) for frame in (10, 35)] == [(0, 30), (31, 40)]
    assert list(accept_arc(track, 10, decided=hit).after) == list(range(31))
    assert list(no_ball_arc(track, 35, decided=hit).after) == list(range(31, 41))
    flight = flight_at(track, 35, hit)
    assert flight is not None
    assert (flight.first, flight.last) == (31, 40)
    # One that is off by a frame is put right, not made two of.
    moved = {21: Event.HIT}
    assert [arc_at(track, frame, moved) for frame in (10, 30)] == [(0, 21), (22, 40)]
    assert events_of(track).with_decisions(moved).frames.tolist() == [21, 40]
    assert events_between(track, 0, 79).with_decisions(moved).frames.tolist() == [21, 40]


def test_without_a_ball_there_is_no_arc() -> None:
    with pytest.raises(EditError, match="no ball in frame 70"):
        accept_arc(rally(), 70)


def test_a_cut_ends_the_arc_and_is_no_event() -> None:
    """The same ball in the next shot is another flight, even where it flies on as it did."""
    track, elsewhere = rally(), np.full((80, 2), 150.0)
    elsewhere[:30] = 0.0
    shown = track.candidates.copy()
    shown[:, 0, :2] += elsewhere
    track.set_predictions(0, *shown[:, 0].T, shown)
    track.set_cuts([30])
    assert events_of(track).frames.tolist() == [20, 40]
    assert events_between(track, 25, 50).frames.tolist() == [40]
    assert [arc_at(track, frame) for frame in (25, 29, 30, 35)] == [(21, 29)] * 2 + [(30, 40)] * 2
    track.leave_path()
    assert [arc_at(track, frame) for frame in (29, 30)] == [(0, 29), (30, 60)]


@pytest.mark.parametrize("fps", [25.0, 60.0])
def test_events_of_some_frames_are_those_of_all(fps: float) -> None:
    x, y = bouncing(900, fps)
    track = BallTrack(900)
    track.set_predictions(0, x, y, np.where(np.isnan(x), 0.0, 0.9))
    track.follow_path(SIZE, fps)
    whole = events_of(track)
    assert len(whole.frames) > 10
    for first in range(0, 900, 37):
        last = min(first + 63, 899)
        some = events_between(track, first, last)
        inside = (whole.frames >= first) & (whole.frames <= last)
        assert some.frames.tolist() == whole.frames[inside].tolist()
        assert some.kinds.tolist() == whole.kinds[inside].tolist()


def test_an_arc_may_be_long() -> None:
    """A ball in slow motion, far longer than is looked at first."""
    count = 400
    t = np.arange(count)
    x, y = 100 + 2.5 * t, 500 - 2.0 * t + 0.005 * t * t
    track = BallTrack(count)
    track.set_predictions(0, x, y, np.full(count, 0.9))
    track.follow_path(SIZE, 30.0)
    assert not len(events_of(track).frames)
    assert {arc_at(track, frame) for frame in (0, 150, 200, 399)} == {(0, 399)}


def test_without_a_path_the_arc_is_the_run() -> None:
    track = rally()
    track.leave_path()
    assert arc_at(track, 30) == (0, 60)
    assert not len(events_of(track).frames)


def test_a_preview_tells_what_comes_and_leaves_no_trace() -> None:
    track = rally()
    before = [getattr(track, name).tobytes() for name in ("x", "y", "visibility", "source")]
    edit = edits.no_ball(track, 50)
    found = preview(track, edit)
    assert [getattr(track, name).tobytes() for name in ("x", "y", "visibility", "source")] == before
    assert 50 in found.frames
    track.put_marks(edit.after)
    after = np.flatnonzero(np.frombuffer(before[2], np.int8) != track.visibility)
    assert set(after.tolist()) <= set(found.frames.tolist())
    assert np.array_equal(track.x[found.frames], found.x, equal_nan=True)
