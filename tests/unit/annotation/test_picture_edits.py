"""What is said of a frame is said of its picture: of all frames that show the same one."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation import edits
from annotation.arc_edits import accept_arc, arc_at, events_between, events_of, no_ball_arc
from annotation.edits import TrackEdit
from annotation.marks import Source, Visibility
from annotation.review import review_queue
from annotation.review_stretches import ReviewStretches
from annotation.track import BallTrack
from tests.unit.annotation.test_arc_edits import SIZE, rally


def steady(*repeats: int, by_path: bool = False) -> BallTrack:
    """Forty frames of a ball that flies; those given show the picture of the frame before."""
    again = np.zeros(40, np.bool_)
    again[list(repeats)] = True
    shown = np.cumsum(~again)
    peaks = np.full((40, 2, 3), np.nan)
    peaks[:, 0] = np.stack((100 + 9.0 * shown, 300 - 4.0 * shown, 0 * shown + 0.9), axis=-1)
    peaks[:, 1] = (900.0, 100.0, 0.2)
    track = BallTrack(40)
    track.set_predictions(0, *peaks[:, 0].T, peaks, repeats=again)
    if by_path:
        track.follow_path(SIZE, 30.0)
    return track


def test_frames_with_the_same_picture_are_known() -> None:
    track = steady(10, 11, 20)
    assert [track.same_picture(frame) for frame in (8, 9, 10, 11, 12)] == [
        *((8, 8), (9, 11), (9, 11), (9, 11), (12, 12)),
    ]
    assert np.flatnonzero(track.repeats).tolist() == [10, 11, 20]
    track.set_cuts([20])
    assert track.same_picture(20) == (20, 20), "the first frame of a shot repeats nothing"
    first = steady(0)
    assert not first.repeats.any()
    assert first.same_picture(0) == (0, 0)
    late = BallTrack(40)
    late.set_predictions(20, np.ones(20), np.ones(20), np.ones(20), repeats=np.ones(20, np.bool_))
    assert not late.repeats[20], "nobody answered the frame before"
    assert late.repeats[21]


@given(st.lists(st.booleans(), min_size=2, max_size=40), st.sets(st.integers(0, 39), max_size=3))
def test_a_picture_is_the_same_asked_of_any_of_its_frames(said: list[bool], cuts: set[int]) -> None:
    """Also where a file says so of more frames in a row than a run does."""
    n = len(said)
    track = BallTrack(n)
    ones = np.ones(n)
    track.set_predictions(0, ones, ones, ones, repeats=said)
    track.set_cuts([cut for cut in cuts if cut < n])
    first = np.maximum.accumulate(np.where(track.repeats, 0, np.arange(n)))
    for frame in range(n):
        last = int(np.flatnonzero(first == first[frame])[-1])
        assert track.same_picture(frame) == (first[frame], last)


def test_the_pictures_beside_are_others_of_the_shot() -> None:
    track = steady(10, 11, 20)
    track.set_cuts([15])
    assert [track.around(frame) for frame in (8, 9, 10, 11, 12, 13)] == [
        *((7, 8, 9), (8, 9, 12), (8, 9, 12), (8, 9, 12), (9, 12, 13), (12, 13, 14)),
    ]
    assert [track.around(frame) for frame in (14, 15)] == [(13, 14, 14), (15, 15, 16)]
    assert [track.around(frame) for frame in (0, 39)] == [(0, 0, 1), (38, 39, 39)]
    assert BallTrack(1).around(0) == (0, 0, 0)


def test_a_way_through_the_marks_stops_at_each_picture_once() -> None:
    track = steady(10, 11, 20)
    for frame in (5, 11, 30):
        track.put_marks(edits.place(track, frame, 40.0, 50.0, time=1.0).after)
    assert np.flatnonzero(track.persons).tolist() == [5, 9, 10, 11, 30]
    assert [track.next_mark(frame) for frame in (5, 9, 10)] == [9, 30, 30]
    assert [track.previous_mark(frame) for frame in (30, 12, 11, 10, 9)] == [9, 9, 5, 5, 5]
    # Where only one that shows the picture again is marked, as a file may say, that is the place.
    track.put_marks({9: None, 10: None})
    assert [track.next_mark(frame) for frame in (5, 11)] == [11, 30]
    assert [track.previous_mark(frame) for frame in (30, 11)] == [11, 5]


@pytest.mark.parametrize("frame", [9, 10, 11])
@pytest.mark.parametrize(
    "make",
    [
        lambda track, frame: edits.place(track, frame, 5.0, 6.0, time=1.0),
        lambda track, frame: edits.no_ball(track, frame, time=1.0),
        lambda track, frame: edits.occlude(track, frame, time=1.0),
        lambda track, frame: edits.set_visibility(track, frame, Visibility.HARD, time=1.0),
        lambda track, frame: edits.accept(track, frame, time=1.0),
        lambda track, frame: edits.take_candidate(track, frame, 1, time=1.0),
    ],
)
@pytest.mark.parametrize("by_path", [False, True])
def test_one_edit_says_it_of_all(
    make: Callable[[BallTrack, int], TrackEdit], frame: int, by_path: bool
) -> None:
    track, alone = steady(10, 11, by_path=by_path), steady(by_path=by_path)
    before = track.x.copy(), track.visibility.copy()
    edit = make(track, frame)
    assert list(edit.after) == list(edit.before) == [9, 10, 11]
    assert edit.label == make(alone, 9).label
    track.put_marks(edit.after)
    assert np.flatnonzero(track.persons).tolist() == [9, 10, 11]
    assert len(set(zip(track.visibility[9:12], track.source[9:12], strict=True))) == 1
    cleared = edits.clear(track, frame)
    assert list(cleared.after) == [9, 10, 11]
    track.put_marks(cleared.after)
    assert np.array_equal(track.x, before[0], equal_nan=True)
    assert np.array_equal(track.visibility, before[1])


@pytest.mark.parametrize("edit", [edits.accept_range, edits.no_ball_range])
@pytest.mark.parametrize(
    ("left_out", "said"),
    [
        # All is left out: it is meant, and so is what shows a picture of it.
        ((5, 9), [4, 5, 6, 7, 8, 9, 10]),
        ((10, 12), [4, 5, 6, 7, 8, 9]),
        # The picture that ends the range is left out there: beside it nobody means it either.
        ((8, 9), [4, 5, 6, 7]),
        ((3, 5), [6, 7, 8, 9, 10]),
    ],
)
def test_beside_a_range_only_pictures_that_are_meant_count(
    edit: Callable[..., TrackEdit], left_out: tuple[int, int], said: list[int]
) -> None:
    track = steady(5, 10)
    mask = np.zeros(40, np.bool_)
    mask[left_out[0] : left_out[1] + 1] = True
    assert list(edit(track, 5, 9, left_out=mask).after) == said


def test_what_was_said_otherwise_before_stays() -> None:
    track = steady(10, 11)
    other = edits.place(track, 10, 1.0, 1.0, time=1.0).after[10]
    track.put_marks({10: other})
    assert list(edits.no_ball(track, 9).after) == [9, 11]
    # What is corrected is what was said of all before.
    track.put_marks(edits.no_ball(track, 9, time=2.0).after)
    assert list(edits.place(track, 11, 7.0, 7.0).after) == [9, 11]
    assert list(edits.clear(track, 9).after) == [9, 11]
    assert list(edits.place(track, 10, 7.0, 7.0).after) == [10]
    # A machine's mark is no decision.
    track = steady(10, 11)
    filled = edits.place(track, 4, 1.0, 1.0).after, edits.place(track, 16, 2.0, 2.0).after
    for marks in filled:
        track.put_marks(marks)
    track.put_marks(edits.fill_linear(track, 8, 12).after)
    assert track.source[10] == Source.INTERPOLATED.code
    assert list(edits.no_ball(track, 9).after) == [9, 10, 11]


def test_a_range_takes_whole_pictures() -> None:
    track = steady(10, 11, 20)
    edit = edits.accept_range(track, 11, 19)
    assert list(edit.after) == list(range(9, 21))
    assert edit.label == "Accept 12 frames"
    assert list(edits.no_ball_range(track, 12, 19).after) == list(range(12, 21))
    track.put_marks(edits.place(track, 20, 5.0, 5.0).after)
    marks = {20: track.human_mark_at(20), 19: edits.no_ball(track, 19).after[19]}
    track.put_marks(marks)
    assert list(edits.no_ball_range(track, 17, 18).after) == [17, 18]
    assert list(edits.no_ball_range(track, 17, 19).after) == [17, 18], "20 was placed before"
    assert list(edits.clear_range(track, 17, 19).after) == [19]
    track.put_marks(edits.no_ball(track, 20).after)
    assert list(edits.clear_range(track, 17, 19).after) == [19, 20]


def test_a_filled_line_stands_still_where_the_picture_does() -> None:
    track = steady(10, 11)
    for frame, x in ((6, 0.0), (16, 80.0)):
        track.put_marks(edits.place(track, frame, x, x).after)
    track.put_marks(edits.fill_linear(track, 8, 8).after)
    assert track.x[6:17] == pytest.approx([0, 10, 20, 30, 30, 30, 40, 50, 60, 70, 80])


def with_repeats(track: BallTrack, repeats: np.ndarray) -> BallTrack:
    """The same pictures, some of them again."""
    number = np.cumsum(~repeats) - 1
    peaks = track.candidates[number].astype(np.float64)
    found = BallTrack(len(repeats))
    found.set_predictions(0, *peaks[:, 0].T, peaks, repeats=repeats)
    found.follow_path(SIZE, 30.0)
    return found


def test_events_and_arcs_are_those_of_the_pictures() -> None:
    alone = rally()
    repeats = np.zeros(96, np.bool_)
    repeats[[*range(5, 96, 6)]] = True
    track = with_repeats(alone, repeats)
    first = np.flatnonzero(~repeats)
    assert events_of(track).frames.tolist() == first[events_of(alone).frames].tolist() == [24, 48]
    assert events_of(track).kinds.tolist() == events_of(alone).kinds.tolist()
    assert events_between(track, 40, 60).frames.tolist() == [48]
    # Picture 24, of frame 28, is shown again; the hit of picture 40 is in frame 48.
    assert arc_at(track, 36) == (25, 48)
    assert list(accept_arc(track, 36).after) == list(range(25, 49))


def test_a_hit_that_is_shown_again_belongs_to_the_arc_it_ends() -> None:
    alone = rally()
    repeats = np.zeros(83, np.bool_)
    repeats[[21, 22, 43]] = True  # the hits of pictures 20 and 40
    track = with_repeats(alone, repeats)
    assert events_of(track).frames.tolist() == [20, 42]
    assert arc_at(track, 10) == (0, 22)
    assert [arc_at(track, frame) for frame in (20, 21, 22)] == [(0, 22)] * 3
    assert [arc_at(track, frame) for frame in (23, 42, 43)] == [(23, 43)] * 3
    assert list(no_ball_arc(track, 30).after) == list(range(23, 44))


def test_a_picture_is_asked_about_once() -> None:
    alone = rally()
    doubtful = alone.candidates.copy()
    doubtful[:, 0, 2] = np.where(np.arange(80) % 7 == 3, 0.51, doubtful[:, 0, 2])
    alone.set_predictions(0, *doubtful[:, 0].T, doubtful)
    repeats = np.zeros(96, np.bool_)
    repeats[[*range(5, 96, 6)]] = True
    track = with_repeats(alone, repeats)
    one, other = review_queue(alone), review_queue(track)
    number = np.cumsum(~repeats) - 1
    assert len(one) > 3
    assert other.bar == one.bar
    assert other.suspicion.tobytes() == one.suspicion[number].tobytes()
    assert other.doubts.tobytes() == one.doubts[:, number].tobytes()
    assert number[other.frames].tolist() == one.frames.tolist()
    assert not repeats[other.frames].any()
    assert not repeats[ReviewStretches(other).frames].any()


def test_who_answered_one_of_two_is_not_asked_about_the_other() -> None:
    track = steady(10, 11, by_path=True)
    shaken = track.candidates.astype(np.float64)
    shaken[9:12, 0] = (600.0, 600.0, 0.55)
    track.set_predictions(0, *shaken[:, 0].T, shaken, repeats=track.predicted_repeats)
    assert review_queue(track).suspicion[9:12].all()
    # As labels bring it that name some frames only.
    said = edits.place(track, 10, *shaken[8, 0, :2]).after[10]
    track.put_marks({10: said})
    assert not review_queue(track).suspicion[9:12].any()
    pictures, number = track.pictures()
    assert len(pictures) == 38
    assert pictures.persons[number[9]]
    assert pictures.x[number[11]] == shaken[8, 0, 0]
