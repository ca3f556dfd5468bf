from __future__ import annotations

import numpy as np
import pytest

from annotation import edits
from annotation.camera_steps import at_rest
from annotation.edits import TrackEdit
from annotation.errors import EditError
from annotation.marks import BallMark, Source, Visibility
from annotation.track import BallTrack


@pytest.fixture
def track() -> BallTrack:
    """Twenty frames, of which 0..9 are predicted: a ball moving right, not seen in 8 and 9."""
    track = BallTrack(20)
    frames = np.arange(10)
    score = np.where(frames < 8, 0.9, 0.2).astype(np.float32)
    candidates = np.full((10, 3, 3), np.nan, np.float32)
    candidates[:, 0] = np.stack([frames * 10, frames * 5, score], axis=1)
    candidates[:, 1] = [300, 200, 0.15]
    track.set_predictions(0, frames * 10.0, frames * 5.0, score, candidates)
    return track


def _put(track: BallTrack, edit: TrackEdit) -> None:
    track.put_marks(edit.after)


def _human(track: BallTrack, frame: int, x: float, y: float) -> None:
    _put(track, edits.place(track, frame, x, y))


def test_place_says_what_was_before_and_what_is_after(track: BallTrack) -> None:
    edit = edits.place(track, 3, 1.25, 2.5, Visibility.HARD, time=7.0)
    assert edit.before == {3: None}
    assert edit.after == {3: BallMark(3, Visibility.HARD, 1.25, 2.5, None, Source.HUMAN, 7.0)}
    assert track.human_mark_at(3) is None, "the track is only changed by applying the edit"
    _put(track, edit)
    assert edits.place(track, 3, 0.0, 0.0).before == edit.after


def test_nudge_moves_the_ball_inside_the_picture(track: BallTrack) -> None:
    _put(track, edits.place(track, 3, 1.0, 2.0, Visibility.HARD))
    mark = edits.nudge(track, 3, 0.5, -5.0, (300, 200)).after[3]
    assert mark is not None
    assert (mark.position, mark.visibility) == ((1.5, 0.0), Visibility.HARD)
    mark = edits.nudge(track, 4, 500.0, 0.0, (300, 200)).after[4]
    assert mark is not None
    assert (mark.position, mark.visibility) == ((299.0, 20.0), Visibility.VISIBLE)
    with pytest.raises(EditError, match="no ball to move"):
        edits.nudge(track, 8, 1.0, 0.0, (300, 200))


def test_edits_of_the_same_frames_soon_after_each_other_are_joined(track: BallTrack) -> None:
    first = edits.place(track, 3, 1.0, 2.0, time=7.0)
    _put(track, first)
    later = edits.place(track, 3, 4.0, 2.0, time=8.0)
    both = first.joined(later, 1.0)
    assert both == TrackEdit(first.before, later.after, later.label)
    assert first.joined(later, 0.9) is None
    assert first.joined(edits.place(track, 4, 4.0, 2.0, time=7.0), 1.0) is None
    assert later.joined(first, 1.0) is None, "does not begin with what the other left"


def test_inverse_takes_back(track: BallTrack) -> None:
    edit = edits.place(track, 3, 1.0, 2.0)
    assert edit.inverse().after == edit.before
    assert edit.inverse().inverse() == edit
    assert (edit.first, edit.last) == (3, 3)


def test_an_edit_needs_the_same_frames_on_both_sides() -> None:
    with pytest.raises(ValueError, match="same frames"):
        TrackEdit({1: None}, {2: None}, "x")
    with pytest.raises(ValueError, match="at least one"):
        TrackEdit({}, {}, "x")


@pytest.mark.parametrize("frame", [-1, 20])
def test_frames_outside_the_video_are_refused(track: BallTrack, frame: int) -> None:
    for make in (
        lambda: edits.place(track, frame, 1, 1),
        lambda: edits.no_ball(track, frame),
        lambda: edits.occlude(track, frame),
        lambda: edits.accept(track, frame),
        lambda: edits.clear(track, frame),
        lambda: edits.take_candidate(track, frame, 0),
        lambda: edits.accept_range(track, frame, frame),
    ):
        with pytest.raises(EditError, match="not in this video of 20 frames"):
            make()


def test_place_refuses_nonsense(track: BallTrack) -> None:
    with pytest.raises(EditError, match="not a point"):
        edits.place(track, 1, float("nan"), 2)
    with pytest.raises(EditError, match="absent"):
        edits.place(track, 1, 1, 2, Visibility.NO_BALL)


def test_no_ball(track: BallTrack) -> None:
    _put(track, edits.no_ball(track, 3))
    mark = track.mark_at(3)
    assert mark is not None
    assert (mark.visibility, mark.position) == (Visibility.NO_BALL, None)
    assert mark.source is Source.HUMAN


def test_occlude_keeps_the_position(track: BallTrack) -> None:
    _put(track, edits.occlude(track, 4))
    mark = track.mark_at(4)
    assert mark is not None
    assert (mark.visibility, mark.position) == (Visibility.OCCLUDED, (40.0, 20.0))
    assert mark.source is Source.HUMAN


@pytest.mark.parametrize("frame", [8, 15])
def test_occlude_needs_a_position(track: BallTrack, frame: int) -> None:
    with pytest.raises(EditError, match="no ball position yet"):
        edits.occlude(track, frame)


def test_set_visibility(track: BallTrack) -> None:
    hard = edits.set_visibility(track, 4, Visibility.HARD).after[4]
    assert hard is not None
    assert hard.visibility is Visibility.HARD
    none = edits.set_visibility(track, 15, Visibility.NO_BALL).after[15]
    assert none is not None
    assert none.visibility is Visibility.NO_BALL


def test_accept_makes_the_models_answer_verified(track: BallTrack) -> None:
    shown = track.mark_at(4)
    _put(track, edits.accept(track, 4, time=3.0))
    mark = track.human_mark_at(4)
    assert shown is not None
    assert mark is not None
    assert (mark.position, mark.score) == (shown.position, shown.score)
    assert (mark.source, mark.time) == (Source.VERIFIED, 3.0)
    with pytest.raises(EditError, match="already verified"):
        edits.accept(track, 4)
    _put(track, edits.place(track, 4, 5.0, 6.0))
    with pytest.raises(EditError, match="has an answer of yours"):
        edits.accept(track, 4)
    with pytest.raises(EditError, match="no answer to accept"):
        edits.accept(track, 15)


def test_accept_holds_against_a_later_threshold(track: BallTrack) -> None:
    _put(track, edits.accept(track, 8))
    track.set_threshold(0.1)
    assert track.visibility[8] == Visibility.NO_BALL


def test_accept_range_leaves_people_and_unknown_frames_alone(track: BallTrack) -> None:
    _human(track, 5, 1.0, 1.0)
    edit = edits.accept_range(track, 3, 15, time=1.0)
    assert list(edit.after) == [3, 4, 6, 7, 8, 9]
    one_by_one = {frame: edits.accept(track, frame, time=1.0).after[frame] for frame in edit.after}
    assert edit.after == one_by_one
    _put(track, edit)
    with pytest.raises(EditError, match="no machine's answers"):
        edits.accept_range(track, 3, 15)
    with pytest.raises(EditError, match="empty"):
        edits.accept_range(track, 3, 2)


def test_accepting_a_range_passes_over_what_is_left_out(track: BallTrack) -> None:
    left_out = np.zeros(len(track), np.bool_)
    left_out[4:7] = True
    edit = edits.accept_range(track, 3, 15, left_out=left_out)
    assert list(edit.after) == [3, 7, 8, 9]
    inside = edits.accept_range(track, 4, 6, left_out=left_out)
    assert list(inside.after) == [4, 5, 6], "whoever asks for these alone means them"


def test_no_ball_in_a_range_passes_over_what_is_left_out(track: BallTrack) -> None:
    left_out = np.zeros(len(track), np.bool_)
    left_out[4:7] = True
    edit = edits.no_ball_range(track, 3, 8, left_out=left_out)
    assert list(edit.after) == [3, 7, 8]
    inside = edits.no_ball_range(track, 4, 6, left_out=left_out)
    assert list(inside.after) == [4, 5, 6], "whoever says it of these alone means them"


def test_accept_keeps_the_fine_score_of_an_imported_mark(track: BallTrack) -> None:
    imported = BallMark(15, Visibility.VISIBLE, 1.0, 2.0, 0.1, Source.MODEL, 1.0)
    track.put_marks({15: imported})
    (after,) = edits.accept_range(track, 15, 15).after.values()
    assert after is not None
    assert after.score == 0.1
    (after,) = edits.accept(track, 15).after.values()
    assert after is not None
    assert after.score == 0.1


def test_clear(track: BallTrack) -> None:
    shown = track.mark_at(4)
    with pytest.raises(EditError, match="no mark to take away"):
        edits.clear(track, 4)
    _human(track, 4, 1.0, 1.0)
    _human(track, 12, 1.0, 1.0)
    _put(track, edits.clear(track, 4))
    assert track.mark_at(4) == shown
    edit = edits.clear_range(track, 0, 19)
    assert edit.after == {12: None}
    _put(track, edit)
    with pytest.raises(EditError, match="no marks to take away"):
        edits.clear_range(track, 0, 19)


def test_of_one_frame_it_is_said_in_the_singular(track: BallTrack) -> None:
    _put(track, edits.no_ball(track, 6))
    for edit, sentence in (
        (edits.accept_range, "Frame 6 has an answer of yours: nothing to accept."),
        (edits.no_ball_range, "You have said of frame 6 that there is no ball."),
    ):
        with pytest.raises(EditError, match=sentence):
            edit(track, 6, 6)
    with pytest.raises(EditError, match="Frame 7 has no mark to take away"):
        edits.clear_range(track, 7, 7)
    _human(track, 9, 1.0, 1.0)
    with pytest.raises(EditError, match="Beside frame 9 nothing is to fill"):
        edits.fill_linear(track, 9, 9)


def test_take_candidate(track: BallTrack) -> None:
    second = edits.take_candidate(track, 4, 1).after[4]
    assert second is not None
    assert (second.position, second.source) == ((300.0, 200.0), Source.HUMAN)
    assert second.score == pytest.approx(0.15)
    for k in (-1, 2):
        with pytest.raises(EditError, match="has 2 peaks"):
            edits.take_candidate(track, 4, k)


def test_only_the_peak_that_is_shown_is_verified_by_taking_it(track: BallTrack) -> None:
    _put(track, edits.take_candidate(track, 4, 0))
    for k, source in ((0, Source.VERIFIED), (1, Source.HUMAN), (1, Source.HUMAN)):
        _put(track, edits.take_candidate(track, 4, k))
        mark = track.human_mark_at(4)
        assert mark is not None
        assert mark.source is source
    unsure = edits.take_candidate(track, 8, 0).after[8]
    assert unsure is not None
    assert unsure.source is Source.HUMAN, "no ball was shown"


def test_the_peak_that_the_path_moved_a_little_is_the_one_shown() -> None:
    frames = np.arange(20)
    peaks = np.full((20, 5, 3), np.nan)
    peaks[:, 0] = np.column_stack((100 + 9.0 * frames, np.full(20, 100.0), np.full(20, 0.9)))
    peaks[10, 0, 1] += 1.0
    peaks[:, 1] = 400.0, 250.0, 0.5
    track = BallTrack(20)
    track.set_predictions(0, *peaks[:, 0].T, peaks)
    track.follow_path((1280, 720), 30.0)
    assert track.y[10] != peaks[10, 0, 1]
    for k, source in ((0, Source.VERIFIED), (1, Source.HUMAN)):
        mark = edits.take_candidate(track, 10, k).after[10]
        assert mark is not None
        assert mark.source is source


def test_a_peak_is_not_shown_where_another_models_answer_stands(track: BallTrack) -> None:
    x, y = float(track.predicted_x[4]), float(track.predicted_y[4])
    for away, source in ((3.0, Source.HUMAN), (0.0, Source.VERIFIED)):
        mark = BallMark(4, Visibility.VISIBLE, x + away, y, None, Source.MODEL, 0.0)
        track.put_marks({4: mark})
        taken = edits.take_candidate(track, 4, 0).after[4]
        assert taken is not None
        assert taken.source is source


def test_the_best_candidate_has_the_full_precision(track: BallTrack) -> None:
    track.set_predictions(4, [0.1], [0.2], [0.9], [[[0.1, 0.2, 0.9]]])
    best = edits.take_candidate(track, 4, 0).after[4]
    assert best is not None
    assert best.position == (0.1, 0.2)


def test_fill_joins_the_marks_around(track: BallTrack) -> None:
    _human(track, 10, 100.0, 50.0)
    _human(track, 14, 140.0, 10.0)
    edit = edits.fill_linear(track, 12, 12, time=2.0)
    assert list(edit.after) == [11, 12, 13]
    assert edit.after[12] == BallMark(
        12, Visibility.VISIBLE, 120.0, 30.0, None, Source.INTERPOLATED, 2.0
    )
    assert edits.fill_linear(track, 10, 14, time=2.0).after == edit.after


def test_fill_goes_straight_through_the_hall_where_the_camera_moves(track: BallTrack) -> None:
    steps = at_rest(5)
    steps[3, 0, 2] = -60.0
    nothing = np.full(5, np.nan)
    track.set_predictions(10, nothing, nothing, np.zeros(5), camera=steps)
    _human(track, 10, 100.0, 50.0)
    _human(track, 14, 80.0, 10.0)
    filled = edits.fill_linear(track, 12, 12).after
    places = [mark.position for mark in filled.values() if mark]
    assert places == [pytest.approx(at) for at in ((110, 40), (120, 30), (70, 20))]


def test_fill_goes_through_the_marks_inside(track: BallTrack) -> None:
    _human(track, 10, 0.0, 0.0)
    _human(track, 12, 10.0, 0.0)
    _human(track, 14, 0.0, 0.0)
    edit = edits.fill_linear(track, 10, 14)
    assert [mark.x for mark in edit.after.values() if mark] == [5.0, 5.0]
    assert 12 not in edit.after


def test_fill_stops_at_an_asserted_absence(track: BallTrack) -> None:
    _human(track, 10, 0.0, 0.0)
    _human(track, 12, 10.0, 0.0)
    _put(track, edits.no_ball(track, 14))
    _human(track, 16, 0.0, 0.0)
    assert list(edits.fill_linear(track, 10, 16).after) == [11]
    with pytest.raises(EditError, match="you said that there is no ball"):
        edits.fill_linear(track, 13, 15)


def test_fill_does_not_reach_across_a_cut(track: BallTrack) -> None:
    _human(track, 10, 0.0, 0.0)
    _human(track, 13, 10.0, 0.0)
    _human(track, 16, 0.0, 0.0)
    track.set_cuts([13])
    assert list(edits.fill_linear(track, 10, 16).after) == [14, 15]
    with pytest.raises(EditError, match="a cut between them"):
        edits.fill_linear(track, 11, 12)
    track.set_cuts([12])
    assert list(edits.fill_linear(track, 10, 16).after) == [14, 15]


def test_fill_needs_both_ends_and_something_between(track: BallTrack) -> None:
    with pytest.raises(EditError, match="before frame 12"):
        edits.fill_linear(track, 12, 13)
    _human(track, 11, 0.0, 0.0)
    with pytest.raises(EditError, match="after frame 13"):
        edits.fill_linear(track, 12, 13)
    _human(track, 12, 0.0, 0.0)
    with pytest.raises(EditError, match="nothing is to fill"):
        edits.fill_linear(track, 11, 12)


def test_the_time_of_an_edit_is_now(track: BallTrack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edits, "_clock", lambda: 1234.5)
    mark = edits.place(track, 0, 1, 1).after[0]
    assert mark is not None
    assert mark.time == 1234.5


def test_no_ball_in_a_range_leaves_what_was_said_already() -> None:
    track = BallTrack(10)
    track.set_predictions(0, np.full(10, 5.0), np.full(10, 5.0), np.full(10, 0.9))
    track.put_marks(edits.no_ball(track, 4, time=1.0).after)
    track.put_marks(edits.place(track, 5, 1.0, 2.0, time=1.0).after)
    edit = edits.no_ball_range(track, 3, 6, time=2.0)
    assert list(edit.after) == [3, 5, 6]
    assert edit.label == "No ball in 3 frames"
    track.put_marks(edit.after)
    assert track.visibility[3:7].tolist() == [Visibility.NO_BALL] * 4
    assert track.source[3:7].tolist() == [Source.HUMAN.code] * 4
    with pytest.raises(EditError, match="You have said"):
        edits.no_ball_range(track, 3, 6)
    track.put_marks(edit.inverse().after)
    assert track.mark_at(5).position == (1.0, 2.0)
    assert track.mark_at(3).source is Source.MODEL
