from __future__ import annotations

import numpy as np
import pytest

from annotation import edits, review
from annotation.formats import LabelTable, labels_to_edit
from annotation.marks import Source
from annotation.review import (
    BARS,
    COIN_FLIP_AT,
    WORTH_A_LOOK,
    ReviewQueue,
    find_doubts,
    review_queue,
)
from annotation.track import BallTrack


def smooth(n: int = 100) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A ball that crosses the picture steadily, seen with confidence all the way."""
    frames = np.arange(n)
    return frames * 8.0, 200 + 0.02 * (frames - n / 2) ** 2, np.full(n, 0.97)


def tracked(
    x: np.ndarray, y: np.ndarray, score: np.ndarray, candidates: np.ndarray | None = None
) -> BallTrack:
    track = BallTrack(len(x))
    track.set_predictions(0, x, y, score, candidates)
    return track


def reasons(queue: ReviewQueue, frame: int) -> tuple[str, ...]:
    return queue.item(frame).reasons


def test_a_sure_and_steady_path_raises_no_suspicion() -> None:
    assert len(review_queue(tracked(*smooth()))) == 0


def test_another_models_answers_without_scores_are_not_doubtful_for_that() -> None:
    """They repeat what the own model is sure of; that theirs say nothing of it is no weakness."""
    x, y, scores = smooth()
    track = tracked(x, y, scores, np.stack((x, y, scores), axis=-1)[:, None])
    track.follow_path((1280, 720), 30.0)
    table = LabelTable.build(np.arange(100), np.ones(100), x + 1, y + 1)
    track.put_marks(labels_to_edit(table, track, Source.MODEL).after)
    queue = find_doubts(track).queue()
    assert (queue.suspicion >= queue.bar).mean() < 0.2
    assert not any("weak stretch" in item.reasons for item in queue)


def test_where_no_network_of_ours_has_looked_the_ball_itself_tells() -> None:
    x, y, _scores = smooth()
    y[50] += 80.0
    track = BallTrack(100)
    track.follow_path((1280, 720), 30.0)
    table = LabelTable.build(np.arange(100), np.ones(100), x, y)
    track.put_marks(labels_to_edit(table, track, Source.MODEL).after)
    queue = find_doubts(track).queue()
    assert queue.frames.tolist() == [50]
    assert "jump" in reasons(queue, 50)


@pytest.mark.parametrize("score", [0.52, 0.48])
def test_a_score_near_the_threshold_on_either_side(score: float) -> None:
    x, y, scores = smooth()
    scores[50] = score
    queue = review_queue(tracked(x, y, scores))
    assert "low confidence" in reasons(queue, 50)
    assert queue.frames.tolist() == [50]


def test_confidence_is_measured_from_the_threshold_in_force() -> None:
    x, y, scores = smooth()
    scores[50] = 0.75
    track = tracked(x, y, scores)
    assert "low confidence" not in reasons(review_queue(track), 50)
    track.set_threshold(0.7)
    assert "low confidence" in reasons(review_queue(track), 50)


def test_a_stray_point_is_blamed_and_its_neighbours_are_not() -> None:
    x, y, scores = smooth()
    y[50] += 300
    queue = review_queue(tracked(x, y, scores))
    assert queue.frames.tolist() == [50]
    assert reasons(queue, 50) == ("jump",)
    assert queue.doubtful_for("jump").tolist() == [50]
    assert not len(queue.doubtful_for("gap"))


def test_only_what_lies_above_the_bar_is_doubtful_for_a_reason() -> None:
    x, y, scores = smooth()
    y[50] += 300
    doubts = find_doubts(tracked(x, y, scores))
    assert doubts.queue(doubts.suspicion[50]).doubtful_for("jump").tolist() == [50]
    assert not len(doubts.queue(1.0).doubtful_for("jump"))


@pytest.mark.parametrize("by_path", [False, True])
def test_a_leap_into_the_next_shot_is_not_suspicious(by_path: bool) -> None:
    x, y, scores = smooth()
    steady = tracked(x, y, scores)
    x[50:] = x[50:][::-1] + 150
    track = tracked(x, y, scores)
    for each in (steady, track):
        each.set_cuts([50])
        if by_path:
            each.follow_path((1280, 720), 30.0)
    queue = review_queue(track)
    assert not any("jump" in reasons(queue, frame) for frame in (49, 50))
    assert np.abs(queue.suspicion - review_queue(steady).suspicion)[45:55].max() < 1e-3


def test_every_frame_of_a_short_gap() -> None:
    x, y, scores = smooth()
    scores[40:43] = 0.0
    queue = review_queue(tracked(x, y, scores))
    assert sorted(queue.frames.tolist()) == [40, 41, 42]
    assert reasons(queue, 41) == ("gap",)


def test_a_long_absence_is_no_gap() -> None:
    x, y, scores = smooth()
    scores[40:70] = 0.0
    assert len(review_queue(tracked(x, y, scores))) == 0


def test_a_ball_in_the_middle_of_nothing() -> None:
    x, y, _ = smooth()
    scores = np.zeros(100)
    scores[50] = 0.99
    queue = review_queue(tracked(x, y, scores))
    assert reasons(queue, 50) == ("isolated",)
    assert 50 in queue.frames


def test_a_runner_up_nearly_as_good() -> None:
    x, y, scores = smooth()
    candidates = np.full((100, 2, 3), np.nan, np.float32)
    candidates[:, 0] = np.stack([x, y, scores], axis=1)
    candidates[30, 1] = [5, 5, 0.96]
    candidates[31, 1] = [5, 5, 0.30]
    queue = review_queue(tracked(x, y, scores, candidates))
    assert queue.frames.tolist() == [30]
    assert reasons(queue, 30) == ("close runner-up",)


def test_what_a_person_answers_for_is_never_suspicious() -> None:
    x, y, scores = smooth()
    y[50] += 300
    scores[20] = 0.51
    track = tracked(x, y, scores)
    track.put_marks(edits.accept(track, 50).after)
    track.put_marks(edits.no_ball(track, 20).after)
    queue = review_queue(track)
    assert len(queue) == 0
    assert queue.item(50).reasons == ()


def test_worst_first_and_several_doubts_add_up() -> None:
    x, y, scores = smooth()
    y[50] += 300
    scores[50] = 0.55
    scores[20] = 0.55
    queue = review_queue(tracked(x, y, scores))
    assert queue.frames.tolist() == [50, 20]
    assert set(reasons(queue, 50)) == {"jump", "low confidence"}
    assert 1 >= queue[0].suspicion > queue[1].suspicion
    assert [item.frame for item in queue] == [50, 20]
    assert queue[:1] == [queue.item(50)]
    assert queue[-1].frame == 20


def test_frames_nobody_has_answered_are_not_in_question() -> None:
    track = BallTrack(100)
    x, y, scores = smooth(50)
    scores[49] = 0.5
    track.set_predictions(0, x, y, scores)
    queue = review_queue(track)
    assert queue.frames.tolist() == [49]
    assert len(queue.suspicion) == 100


@pytest.mark.parametrize("n", [0, 1, 2])
def test_very_short_videos(n: int) -> None:
    assert len(review_queue(BallTrack(n))) == 0


@pytest.mark.parametrize(
    ("bar", "frames"),
    [(None, [10, 50]), (0.2, [10]), (0.1, [10, 50]), (0.02, [10, 50, 30]), (0.5, [])],
)
def test_the_bar_stays_where_it_is_put_however_little_is_left(
    bar: float | None, frames: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    suspicion = np.zeros(60)
    suspicion[[10, 30, 50]] = 0.4, 0.03, 0.15
    monkeypatch.setattr(review, "error_probability", lambda *_: suspicion)
    track = BallTrack(60)
    track.set_predictions(0, np.full(60, np.nan), np.full(60, np.nan), np.full(60, 0.1))
    track.follow_path((1280, 720), 30.0)
    queue = find_doubts(track).queue(bar)
    assert queue.bar == (WORTH_A_LOOK if bar is None else bar)
    assert queue.frames.tolist() == frames
    suspicion[10] = 0.0
    rest = find_doubts(track).queue(bar)
    assert rest.frames.tolist() == [frame for frame in frames if frame != 10]


def test_what_is_asked_whatever_the_path_says_comes_with_a_lower_bar() -> None:
    n = 60
    peaks = np.stack((100 + 9.0 * np.arange(n), np.full(n, 300.0), np.full(n, 0.95)), axis=-1)
    disagreement = np.zeros(n)
    disagreement[30] = 0.95
    track = BallTrack(n)
    track.set_predictions(0, *peaks.T, peaks[:, None], disagreement=disagreement)
    track.follow_path((1280, 720), 30.0)
    doubts = find_doubts(track)
    for bar in BARS:
        queue = doubts.queue(bar)
        assert (queue.suspicion[queue.frames] >= bar).all()
        assert (30 in queue.frames) == (bar <= COIN_FLIP_AT)
    assert doubts.count(COIN_FLIP_AT, np.ones(n, np.bool_)) == 1


def test_along_a_path_the_middle_of_a_bad_stretch_comes_first() -> None:
    n = 200
    t = np.arange(n)
    candidates = np.stack((100 + 5.0 * t, 300 + 40 * np.sin(t / 15), np.full(n, 0.95)), axis=-1)
    candidates[80:100, 2] = 0.4  # something uncertain moves on like a ball
    track = BallTrack(n)
    track.set_predictions(0, *candidates.T, candidates[:, None])
    track.follow_path((1280, 720), 30.0)
    queue = review_queue(track)
    assert 84 <= queue[0].frame <= 96
    assert "weak stretch" in queue[0].reasons
    assert all(70 <= frame <= 110 for frame in queue.frames)
    assert len(queue) <= 3  # the rest of the stretch waits
    assert queue.worth[queue[0].frame] == queue.worth.max()

    track.put_marks(edits.no_ball(track, queue[0].frame).after)
    again = review_queue(track)
    assert again.suspicion[queue[0].frame] == 0
    assert queue[0].frame not in again.frames


def test_what_the_path_fills_or_takes_against_the_best_peak_has_its_reason() -> None:
    n = 60
    t = np.arange(n)
    candidates = np.full((n, 2, 3), np.nan)
    candidates[:, 0] = np.stack((100 + 9.0 * t, 300 + 0.0 * t, np.full(n, 0.9)), axis=-1)
    candidates[30, 1] = (*candidates[30, 0, :2], 0.6)
    candidates[30, 0] = (900.0, 40.0, 0.7)
    candidates[40:43] = np.nan
    track = BallTrack(n)
    track.set_predictions(0, *candidates[:, 0].T, candidates)
    track.follow_path((1280, 720), 30.0)
    queue = review_queue(track)
    assert "not the best peak" in queue.item(30).reasons
    assert "hidden" in queue.item(41).reasons


def test_what_earlier_frames_would_have_elsewhere_has_its_reason() -> None:
    n = 60
    t = np.arange(n)
    candidates = np.full((n, 2, 3), np.nan)
    candidates[:, 0] = np.stack((150 + 10.0 * t, 200 + 5.0 * t, np.full(n, 0.8)), axis=-1)
    candidates[:10, 1] = np.stack((1000 - 10.0 * t, 225 + 5.0 * t, np.full(n, 0.85)), axis=-1)[:10]
    track = BallTrack(n)
    track.set_predictions(0, *candidates[:, 0].T, candidates)
    track.follow_path((1280, 720), 30.0)
    assert np.abs(track.x - candidates[:, 0, 0]).max() < 5
    reasons = [review_queue(track).item(frame).reasons for frame in (6, 30)]
    assert ["earlier frames disagree" in each for each in reasons] == [True, False]
    copy = track.snapshot()
    copy.leave_path()
    assert not copy.overruled.any()
    track.put_marks(edits.place(track, 6, 210.0, 230.0).after)
    assert "earlier frames disagree" not in review_queue(track).item(6).reasons


def test_a_frame_seen_differently_at_each_look_is_worth_one_more() -> None:
    n = 60
    peaks = np.stack((100 + 9.0 * np.arange(n), np.full(n, 300.0), np.full(n, 0.95)), axis=-1)
    disagreement = np.zeros(n)
    disagreement[30] = 0.95
    track = BallTrack(n)
    track.set_predictions(0, *peaks.T, peaks[:, None], disagreement=disagreement)
    track.follow_path((1280, 720), 30.0)
    queue = find_doubts(track).queue(COIN_FLIP_AT)
    assert queue.frames.tolist() == [30]
    assert queue[0].reasons[0] == "looks disagree"
