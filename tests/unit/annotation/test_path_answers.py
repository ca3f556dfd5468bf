"""What the path says of frames: hidden stretches filled, people's marks met, all of it derived."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import annotation.track
from annotation import edits
from annotation.formats import label_lines, track_to_labels
from annotation.mark_columns import MarkColumns
from annotation.marks import Source, Visibility
from annotation.track import BallTrack

SIZE = (1280, 720)
COLUMNS = ("visibility", "x", "y", "score", "source", "overruled")


def flight(frames: int = 60, hidden: range = range(0), fps: float = 30.0) -> BallTrack:
    """A ball in a parabola with a wrong peak elsewhere, unseen in some frames."""
    t = np.arange(frames)
    candidates = np.full((frames, 2, 3), np.nan)
    candidates[:, 0] = np.stack((200 + 12.0 * t, 500 - 18.0 * t + 0.3 * t**2, 0 * t + 0.9), axis=-1)
    candidates[::9, 1] = (1000.0, 650.0, 0.3)
    candidates[list(hidden), 0] = np.nan
    # Peaks come best first: where the ball is hidden, the wrong one is the best.
    lost = np.isnan(candidates[:, 0, 2])
    candidates[lost] = candidates[lost][:, ::-1]
    track = BallTrack(frames)
    track.set_predictions(0, *candidates[:, 0].T, candidates)
    track.follow_path(SIZE, fps)
    return track


def columns(track: BallTrack) -> list[bytes]:
    return [getattr(track, name).tobytes() for name in COLUMNS]


def test_a_hidden_stretch_is_filled_by_the_arc_and_says_so() -> None:
    hidden = range(26, 31)
    track = flight(hidden=hidden)
    t = np.array(hidden)
    assert np.abs(track.x[t] - (200 + 12 * t)).max() < 1
    assert np.abs(track.y[t] - (500 - 18 * t + 0.3 * t**2)).max() < 1.5
    mark = track.mark_at(28)
    assert mark is not None
    assert (mark.source, mark.visibility, mark.score) == (
        Source.INTERPOLATED,
        Visibility.OCCLUDED,
        None,
    )
    seen = track.mark_at(25)
    assert seen is not None
    assert (seen.source, seen.visibility) == (Source.MODEL, Visibility.VISIBLE)


def test_what_flies_out_of_the_picture_is_not_filled() -> None:
    track = BallTrack(40)
    t = np.arange(40)
    y = 30 + (t - 20.0) ** 2 * 0.9 - 45
    peaks = np.stack((300 + 10.0 * t, y, np.full(40, 0.9)), axis=-1)[:, None]
    peaks[y < 0] = np.nan
    track.set_predictions(0, *peaks[:, 0].T, peaks)
    track.follow_path(SIZE, 30.0)
    assert np.nanmin(track.y) > -0.5


def test_a_peak_beyond_the_border_is_at_it_and_a_mark_stays() -> None:
    """Such peaks were kept in projects; their labels were refused as those of another video."""
    track = BallTrack(30)
    t = np.arange(30)
    places = np.stack((300 + 10.0 * t, 24 * t - 4.0, np.full(30, 0.9)), axis=-1)[:, None]
    track.set_predictions(0, *places[:, 0].T, places)
    track.follow_path(SIZE, 30.0)
    assert (track.y[0], track.y[1]) == (0, 20)
    track.put_marks(edits.place(track, 0, 300.0, -4.0).after)
    assert track.y[0] == -4


def test_a_ball_at_the_far_border_is_in_the_last_pixel_also_when_rounded() -> None:
    """Half a pixel rounds up: exported in whole pixels it would be beyond the picture."""
    track = BallTrack(30)
    t = np.arange(30)
    places = np.stack((SIZE[0] + 3 - 20.0 * t, SIZE[1] + 3 - 10.0 * t, np.full(30, 0.9)), axis=-1)
    track.set_predictions(0, *places.T, places[:, None])
    track.follow_path(SIZE, 30.0)
    assert (track.x[0], track.y[0]) == (SIZE[0] - 1, SIZE[1] - 1)
    first = list(label_lines(track_to_labels(track), "tracknetv2"))[1]
    assert first == f"0,1,{SIZE[0] - 1},{SIZE[1] - 1}"


def test_an_accepted_fill_is_a_persons_and_undo_brings_the_path_back() -> None:
    track = flight(hidden=range(26, 29))
    before = columns(track)
    accept = edits.accept_range(track, 20, 35)
    track.put_marks(accept.after)
    accepted = track.mark_at(27)
    assert accepted is not None
    assert (accepted.source, accepted.visibility) == (Source.VERIFIED, Visibility.OCCLUDED)
    track.put_marks(accept.inverse().after)
    assert columns(track) == before


def test_marks_threshold_and_order_of_answers_lead_to_the_same_columns() -> None:
    track = flight(hidden=range(26, 29))
    place = edits.place(track, 40, 700.0, 300.0)
    track.put_marks(place.after)
    track.set_threshold(0.4)
    late = BallTrack(60)
    late.follow_path(SIZE, 30.0)
    late.put_marks(place.after)
    for first in (40, 0, 20):
        part = slice(first, first + 20)
        peaks = track.candidates[part]
        late.set_predictions(
            first, track.predicted_x[part], track.predicted_y[part], peaks[:, 0, 2], peaks
        )
    late.set_threshold(0.4)
    assert columns(late) == columns(track)


def test_a_mark_repairs_its_neighbours_and_touches_no_other_mark() -> None:
    track = flight()
    wrong = track.candidates.copy()
    # The model's best guess strays for six frames, less sure than usual.
    wrong[20:26, 0] += (90.0, 40.0, -0.25)
    track.set_predictions(0, *wrong[:, 0].T, wrong)
    true_x = 200 + 12.0 * np.arange(20, 26)
    assert (np.abs(track.x[20:26] - true_x) > 10).all()
    kept = edits.place(track, 50, 10.0, 10.0)
    track.put_marks(kept.after)
    first, last = track.put_marks(edits.place(track, 23, 200 + 12.0 * 23, 244.7).after)
    assert (first, last) == (20, 25)
    assert (np.abs(track.x[20:26] - true_x) < 10).all()
    mark = track.human_mark_at(50)
    assert mark is not None
    assert mark.position == (10.0, 10.0)


def test_frames_without_answers_stay_so() -> None:
    track = BallTrack(30)
    track.follow_path(SIZE, 30.0)
    for frame in (10, 14):
        track.put_marks(edits.place(track, frame, 100.0 + frame, 100.0).after)
    assert track.mark_at(12) is None
    track.leave_path()
    assert not track.follows_path


def test_leaving_the_path_brings_the_plain_answers_back() -> None:
    track, plain = flight(hidden=range(26, 29)), BallTrack(60)
    peaks = track.candidates
    plain.set_predictions(0, track.predicted_x, track.predicted_y, peaks[:, 0, 2], peaks)
    assert columns(track) != columns(plain)
    track.leave_path()
    assert columns(track) == columns(plain)
    track.follow_path(SIZE, 30.0)
    copy = track.snapshot()
    copy.set_threshold(0.99)
    assert columns(copy) != columns(track)


def test_positions_in_flight_are_finer_than_the_peaks_and_a_hit_stays_sharp() -> None:
    rng = np.random.default_rng(5)
    t = np.arange(61)
    x = 200 + 10.0 * np.minimum(t, 60 - t)
    y = 500 - 14.0 * t + 0.25 * t**2
    noisy = np.column_stack((x + rng.normal(0, 0.8, 61), y + rng.normal(0, 0.8, 61), 0 * t + 0.9))
    track = BallTrack(61)
    track.set_predictions(0, *noisy.T, noisy[:, None])
    track.follow_path(SIZE, 30.0)
    flight = np.abs(t - 30) > 3
    before = np.hypot(noisy[:, 0] - x, noisy[:, 1] - y)[flight].mean()
    after = np.hypot(track.x - x, track.y - y)[flight].mean()
    assert after < 0.85 * before
    assert abs(track.x[30] - noisy[30, 0]) < 1e-5
    place = edits.place(track, 15, 300.0, 300.0)
    track.put_marks(place.after)
    mark = track.human_mark_at(15)
    assert mark is not None
    assert mark.position == (300.0, 300.0)


def test_a_copy_by_another_threshold_takes_over_whatever_was_changed_meanwhile() -> None:
    track = flight(hidden=range(26, 29))
    copy = track.snapshot()
    copy.set_threshold(0.95)
    passing = edits.place(track, 12, 30.0, 30.0)
    track.put_marks(passing.after)
    track.put_marks(passing.before)
    place = edits.place(track, 45, 700.0, 300.0)
    track.put_marks(place.after)
    copy.succeed(track)
    copy.put_marks(place.after)
    fresh = flight(hidden=range(26, 29))
    fresh.put_marks(place.after)
    fresh.set_threshold(0.95)
    assert columns(copy) == columns(fresh)
    later = edits.place(fresh, 20, 400.0, 300.0)
    copy.put_marks(later.after)
    fresh.put_marks(later.after)
    assert columns(copy) == columns(fresh)


def test_a_copy_takes_over_a_track_whose_path_began_anew() -> None:
    track = flight()
    copy = track.snapshot()
    copy.set_threshold(0.3)
    track.set_cuts([30])
    copy.succeed(track)
    copy.set_cuts([30])
    fresh = flight()
    fresh.set_cuts([30])
    fresh.set_threshold(0.3)
    assert columns(copy) == columns(fresh)
    track.leave_path()
    copy.succeed(track)
    assert copy.follows_path


def test_a_copy_that_is_marked_leaves_the_path_it_came_from_alone() -> None:
    track = flight()
    before = columns(track)
    copy = track.snapshot()
    copy.set_threshold(0.3)
    copy.put_marks(edits.place(copy, 30, 10.0, 10.0).after)
    track.set_threshold(0.5)
    assert columns(track) == before


def test_a_mark_that_is_put_first_stands_at_once_and_the_path_follows() -> None:
    late, at_once = flight(hidden=range(20, 26)), flight(hidden=range(20, 26))
    edit = edits.place(at_once, 23, 470.0, 230.0)
    changed = at_once.put_marks(edit.after)
    before = columns(late)
    assert late.put_marks(edit.after, solve=False) == (23, 23)
    assert (late.x[23], late.y[23]) == (470.0, 230.0)
    assert columns(late) != before
    assert columns(late) != columns(at_once)
    assert late.settle_path() == changed
    assert columns(late) == columns(at_once)
    assert late.settle_path() is None


def test_whatever_comes_next_finds_the_path_solved() -> None:
    edit = edits.place(flight(hidden=range(20, 26)), 23, 470.0, 230.0)
    solved = flight(hidden=range(20, 26))
    changed = solved.put_marks(edit.after)

    track = flight(hidden=range(20, 26))
    track.put_marks(edit.after, solve=False)
    assert columns(track.snapshot()) == columns(solved)
    assert track.settle_path() == changed, "whoever shows the track has to hear of it"

    for then in (
        lambda track: track.put_marks(edits.no_ball(track, 50).after),
        lambda track: track.set_threshold(0.4),
        lambda track: track.set_cuts([40]),
    ):
        track, other = flight(hidden=range(20, 26)), flight(hidden=range(20, 26))
        track.put_marks(edit.after, solve=False)
        other.put_marks(edit.after)
        then(track)
        then(other)
        assert columns(track) == columns(other)
        assert track.settle_path() is not None


def test_taking_a_mark_away_is_solved_at_once() -> None:
    track = flight(hidden=range(20, 26))
    before = columns(track)
    edit = edits.place(track, 23, 470.0, 230.0)
    track.put_marks(edit.after, solve=False)
    track.put_marks(edit.before, solve=False)
    assert columns(track) == before


def test_a_copy_keeps_what_the_model_said_when_it_answers_again() -> None:
    track = flight()
    copy, before = track.snapshot(), columns(track)
    peaks = np.full((60, 2, 3), np.nan)
    track.set_predictions(0, *peaks[:, 0].T, peaks)
    track.set_cuts([30])
    assert columns(copy) == before
    assert not copy.cuts.any()
    assert np.isfinite(copy.candidates[:, 0]).all()
    other = track.snapshot()
    copy.set_predictions(0, *peaks[:, 0].T, peaks)
    assert other.cuts[30]
    assert columns(other) == columns(track)


def test_what_many_marks_lead_to_is_found_in_parts_while_the_track_stays_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(annotation.track, "_FOLLOWED_AT_ONCE", 16)
    track, whole = (flight(hidden=range(26, 31)) for _ in range(2))
    edit = edits.place(track, 3, 700.0, 300.0)
    for each in (track, whole):
        each.put_marks(edit.after)
    accept = edits.accept_range(track, 10, 49)
    before, shares = columns(track), list[float]()
    outcome = track.outcome(MarkColumns.of(accept.after), shares.append)
    assert columns(track) == before
    assert shares == [0.0, 0.4, 0.8]
    assert track.become(outcome) == whole.put_marks(accept.after)
    assert columns(track) == columns(whole)
    assert track.marks_in(range(60)) == whole.marks_in(range(60))
    # The path goes by the marks: what comes next is found from there.
    for each in (track, whole):
        each.set_threshold(0.95)
        each.put_marks(accept.inverse().after)
    assert columns(track) == columns(whole)


def test_where_the_path_says_something_else_than_the_best_peak() -> None:
    track = flight()
    peaks = track.candidates[:, :2].copy()
    peaks[20, 1] = peaks[20, 0]
    peaks[20, 0] = (1000.0, 650.0, 0.95)
    peaks[30, 0, 2] = 0.45
    peaks[40, 0], peaks[40, 1] = (60.0, 60.0, 0.8), np.nan
    track.set_predictions(0, *peaks[:, 0].T, peaks)
    differing = [frame for frame in range(60) if track.path_differs(frame)]
    assert differing == [20, 30]
    hidden = track.mark_at(40)
    assert hidden is not None
    assert hidden.source is Source.INTERPOLATED, "which says it all"
    mark = track.mark_at(20)
    assert mark is not None
    track.put_marks({20: replace(mark, source=Source.VERIFIED)})
    assert not track.path_differs(20)


def test_where_the_path_finds_no_ball_though_something_scores_enough() -> None:
    peaks = np.full((30, 1, 3), np.nan)
    peaks[15, 0] = (600.0, 300.0, 0.6)
    track = BallTrack(30)
    track.set_predictions(0, *peaks[:, 0].T, peaks)
    assert not track.path_differs(15)
    track.follow_path(SIZE, 30.0)
    assert track.visibility[15] == Visibility.NO_BALL
    assert [frame for frame in range(30) if track.path_differs(frame)] == [15]
    track.set_threshold(0.7)
    assert not track.path_differs(15)
