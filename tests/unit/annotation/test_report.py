"""The numbers of a label report, on tracks small enough to count by hand."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation import edits
from annotation.camera_steps import at_rest
from annotation.marks import BallMark, Source, Visibility
from annotation.report import (
    MOST_STRETCHES,
    STRIP_COLUMNS,
    Outcome,
    State,
    column_edges,
    label_report,
)
from annotation.track import BallTrack

SIZE = (512, 288)
"""Pixels of the video are TrackNet's own: tolerances need no scaling."""


def steady(n: int = 100, step: float = 3.0) -> BallTrack:
    """The model sees a ball that moves `step` pixels to the right per frame, surely."""
    track = BallTrack(n)
    track.set_predictions(0, 10 + np.arange(n) * step, np.full(n, 100.0), np.full(n, 0.93))
    return track


def put(track: BallTrack, *changes: edits.TrackEdit) -> None:
    for change in changes:
        track.put_marks(change.after)


def test_an_empty_track_has_a_report() -> None:
    report = label_report(BallTrack(30), SIZE, 25)
    assert (report.frames, report.answered, report.by_person) == (30, 0, 0)
    assert report.coverage.counts[State.UNPROCESSED] == 30
    assert report.corrections.checked == 0
    assert report.speed.median_px is None
    assert np.isnan(report.speed.highest).all()
    assert report.hardest == ()


def test_every_frame_counts_once_in_the_coverage() -> None:
    track = steady(10)
    track.set_predictions(8, [np.nan, 5.0], [np.nan, 5.0], [0.0, 0.2])
    put(track, edits.place(track, 1, 5, 5), edits.accept(track, 2), edits.no_ball(track, 3))
    counts = label_report(track, SIZE, 25).coverage.counts
    assert counts == {
        State.HUMAN: 2,
        State.VERIFIED: 1,
        State.INTERPOLATED: 0,
        State.MODEL_BALL: 5,
        State.MODEL_NO_BALL: 2,
        State.UNPROCESSED: 0,
    }


def test_a_filled_gap_is_nobodys_own_answer() -> None:
    track = BallTrack(10)
    put(track, edits.place(track, 2, 10, 10), edits.place(track, 6, 50, 10))
    put(track, edits.fill_linear(track, 2, 6))
    report = label_report(track, SIZE, 25)
    assert report.coverage.counts[State.INTERPOLATED] == 3
    assert report.by_person == 2


@given(frames=st.integers(1, 3000))
def test_columns_cover_the_video_without_overlap(frames: int) -> None:
    edges = column_edges(frames)
    assert edges[0] == 0
    assert edges[-1] == frames
    assert (np.diff(edges) > 0).all()
    assert len(edges) <= STRIP_COLUMNS + 1
    report = label_report(BallTrack(frames), SIZE, 25)
    assert report.coverage.share.sum(axis=1) == pytest.approx(1.0)


def test_what_people_made_of_the_answers() -> None:
    track = steady(50)
    track.set_predictions(9, [np.nan], [np.nan], [0.0])
    put(
        track,
        edits.place(track, 1, 13 + 3.9, 100),  # within four pixels: as good as right
        edits.place(track, 2, 16 + 30, 100),
        edits.no_ball(track, 3),
        edits.accept(track, 4),
        edits.place(track, 9, 40, 40),
    )
    corrections = label_report(track, SIZE, 25).corrections
    assert corrections.counts[Source.HUMAN] == {
        Outcome.RIGHT: 1,
        Outcome.MOVED: 1,
        Outcome.ADDED: 1,
        Outcome.REMOVED: 1,
    }
    assert corrections.counts[Source.VERIFIED][Outcome.RIGHT] == 1
    assert corrections.checked == 5
    assert corrections.precision == pytest.approx(2 / 4)
    assert corrections.recall == pytest.approx(2 / 3)
    assert corrections.f1 == pytest.approx(4 / 7)
    assert corrections.median_move_px == pytest.approx(30)


def test_another_peak_than_the_one_shown_is_a_correction() -> None:
    frames = np.arange(60)
    peaks = np.full((60, 5, 3), np.nan)
    peaks[:, 0] = np.column_stack((10 + 4.0 * frames, np.full(60, 100.0), np.full(60, 0.9)))
    peaks[:, 1] = np.column_stack((np.full(60, 400.0), 250 - 2.0 * frames, np.full(60, 0.5)))
    track = BallTrack(60)
    track.set_predictions(0, *peaks[:, 0].T, peaks)
    track.follow_path(SIZE, 30.0)
    put(track, *(edits.take_candidate(track, frame, 1) for frame in (10, 30, 50)))
    put(track, edits.take_candidate(track, 20, 0))
    counts = label_report(track, SIZE, 30).corrections.counts
    assert counts[Source.HUMAN][Outcome.MOVED] == 3
    assert counts[Source.VERIFIED][Outcome.RIGHT] == 1


def test_people_judge_the_answer_of_the_path_not_the_best_peak() -> None:
    frames = np.arange(40)
    peaks = np.full((40, 5, 3), np.nan)
    peaks[:, 0] = np.column_stack((40 + 6.0 * frames, np.full(40, 100.0), np.full(40, 0.9)))
    peaks[10, 1] = peaks[10, 0] - (0, 0, 0.5)
    peaks[10, 0] = 400.0, 250.0, 0.6
    track = BallTrack(40)
    track.set_predictions(0, *peaks[:, 0].T, peaks)
    track.follow_path(SIZE, 30.0)
    assert track.x[10] == pytest.approx(100.0)
    put(track, *(edits.accept(track, frame) for frame in range(5, 15)))
    put(track, edits.place(track, 20, 160.0, 200.0))
    corrections = label_report(track, SIZE, 30).corrections
    assert corrections.counts[Source.VERIFIED][Outcome.RIGHT] == 10
    assert corrections.counts[Source.HUMAN][Outcome.MOVED] == 1
    assert corrections.median_move_px == pytest.approx(100.0, abs=1.0)
    assert track.persons.sum() == 11, "the track itself keeps its marks"


@pytest.mark.parametrize(
    ("score", "outcome"),
    [(0.4, Outcome.RIGHT), (None, Outcome.RIGHT), (0.77, Outcome.MOVED)],
)
def test_what_was_accepted_as_shown_is_right_unless_another_model_said_it(
    score: float | None, outcome: Outcome
) -> None:
    """Marks near by can lead the path to another peak, which is then shown and accepted."""
    track = steady(20)
    peaks = np.full((1, 5, 3), np.nan)
    peaks[0, :2] = (40.0, 100.0, 0.93), (90.0, 200.0, 0.4)
    track.set_predictions(10, [40.0], [100.0], [0.93], peaks)
    verified = BallMark(10, Visibility.VISIBLE, 90.0, 200.0, score, Source.VERIFIED, 0.0)
    track.put_marks({10: verified})
    counts = label_report(track, SIZE, 25).corrections.counts[Source.VERIFIED]
    assert counts[outcome] == 1


def test_the_tolerance_is_in_the_pixels_of_the_network() -> None:
    track = steady(10)
    put(track, edits.place(track, 1, 13 + 6, 100))
    assert label_report(track, SIZE, 25).corrections.total(Outcome.MOVED) == 1
    assert label_report(track, (1024, 576), 25).corrections.total(Outcome.MOVED) == 0


def test_confidence_tells_what_a_person_found_right() -> None:
    track = steady(20)
    put(track, edits.accept(track, 1), edits.no_ball(track, 2))
    confidence = label_report(track, SIZE, 25).confidence
    assert confidence.right.tolist() == [0] * 18 + [1, 0]
    assert confidence.wrong.tolist() == [0] * 18 + [1, 0]
    assert confidence.unchecked.tolist() == [0] * 18 + [18, 0]


def test_speed_is_taken_between_neighbours_only() -> None:
    track = steady(30, step=5.0)
    put(track, edits.no_ball(track, 10), edits.place(track, 20, 110 + 40, 100))
    speed = label_report(track, SIZE, 25).speed
    assert speed.steps == 29 - 2
    assert speed.median_px == pytest.approx(5)
    assert speed.highest_px == pytest.approx(45)
    assert speed.highest_frame == 20
    assert speed.histogram.sum() == speed.steps


def test_a_cut_is_no_step_of_the_ball() -> None:
    track = steady(30, 5.0)
    track.set_predictions(20, 300 + np.arange(10) * 5.0, np.full(10, 100.0), np.full(10, 0.93))
    track.set_cuts([20])
    speed = label_report(track, SIZE, 25).speed
    assert speed.steps == 28
    assert speed.highest_px == pytest.approx(5)


def test_speed_is_that_in_the_hall_where_the_camera_pans() -> None:
    track = steady(30, 5.0)
    steps = at_rest(30)
    steps[:, 0, 2] = 20.0
    x = track.x + 20.0 * np.arange(30)
    track.set_predictions(0, x, track.y, np.full(30, 0.93), camera=steps)
    assert label_report(track, SIZE, 25).speed.highest_px == pytest.approx(5)


def test_pixels_that_are_wider_than_high_are_as_wide_as_the_hall_shows_them() -> None:
    track = steady(30, 5.0)
    put(track, edits.place(track, 10, float(track.x[10]) + 30, float(track.y[10]) + 40))
    report = label_report(track, SIZE, 25, pixel_aspect=1.5)
    assert report.speed.median_px == pytest.approx(7.5)
    assert report.corrections.median_move_px == pytest.approx(np.hypot(45, 40))


def test_the_hardest_stretches_are_where_people_corrected_and_doubt_is_left() -> None:
    track = steady(1000, step=0.3)
    track.set_predictions(700, [210 + 10], [100.0], [0.52])
    put(track, *(edits.place(track, frame, 10, 250) for frame in range(300, 310)))
    hardest = label_report(track, SIZE, 25).hardest
    # The frames just outside jump to and from the corrected ones.
    assert 298 <= hardest[0].first <= 300
    assert 309 <= hardest[0].last <= 311
    assert hardest[0].corrected == 10
    assert hardest[0].difficulty > 0.7
    second = next(stretch for stretch in hardest if stretch.first <= 700 <= stretch.last)
    assert second.doubtful >= 1
    assert second.reasons[0] == "low confidence"


def test_what_is_left_out_is_not_hard() -> None:
    track = steady(1000, step=0.3)
    track.set_predictions(700, [210 + 10], [100.0], [0.52])
    put(track, *(edits.place(track, frame, 10, 250) for frame in range(300, 310)))
    left_out = np.zeros(1000, np.bool_)
    left_out[290:320] = left_out[705:] = True
    hardest = label_report(track, SIZE, 25, left_out).hardest
    assert any(stretch.first <= 700 <= stretch.last for stretch in hardest)
    for stretch in hardest:
        assert not left_out[stretch.first : stretch.last + 1].any()
        assert stretch.corrected == 0
    assert label_report(track, SIZE, 25, np.ones(1000, np.bool_)).hardest == ()


def test_what_is_left_out_counts_as_that_alone() -> None:
    track = steady(1000)
    put(track, edits.place(track, 10, 500, 20), edits.place(track, 600, 3, 3))
    left_out = np.arange(1000) >= 500
    report = label_report(track, SIZE, 25, left_out)
    assert (report.frames, report.left_out, report.wanted) == (1000, 500, 500)
    assert (report.answered, report.with_ball, report.by_person) == (500, 500, 1)
    assert report.coverage.counts[State.MODEL_BALL] == 499
    share = report.coverage.share.sum(axis=1)
    assert share[:119] == pytest.approx(1.0)
    assert share[121:] == pytest.approx(0.0)
    assert report.confidence.unchecked.sum() == 499
    assert report.corrections.checked == 1
    assert report.speed.steps == 499
    assert np.isnan(report.speed.highest[121:]).all()


def test_stretches_do_not_overlap_and_are_few() -> None:
    random = np.random.default_rng(3)
    track = steady(2000)
    track.set_predictions(
        0, random.uniform(0, 500, 2000), random.uniform(0, 280, 2000), random.random(2000)
    )
    hardest = label_report(track, SIZE, 25).hardest
    assert len(hardest) == MOST_STRETCHES
    ordered = sorted(hardest, key=lambda stretch: stretch.first)
    assert all(a.last < b.first for a, b in itertools.pairwise(ordered))


def test_measures_must_be_positive() -> None:
    with pytest.raises(ValueError, match="must be positive"):
        label_report(BallTrack(3), (0, 10), 25)
