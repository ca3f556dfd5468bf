from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotation import edits
from annotation.review import REASONS, ReviewQueue, review_queue
from annotation.review_stretches import (
    BRIDGED,
    LONGEST,
    Answer,
    ReviewFilter,
    ReviewStretches,
    shown_frames,
)
from annotation.track import BallTrack


def queue_of(suspicion: dict[int, float], count: int = 200, reason: int = 0) -> ReviewQueue:
    """A queue in which the frames are doubtful for one reason."""
    doubts = np.zeros((len(REASONS), count))
    for frame, doubt in suspicion.items():
        doubts[reason, frame] = doubt
    return made_of(doubts)


def made_of(doubts: np.ndarray) -> ReviewQueue:
    suspicion = 1.0 - np.prod(1.0 - doubts, axis=0)
    return ReviewQueue(doubts, suspicion, np.where(suspicion >= 0.35, suspicion, 0.0), 0.35)


def test_neighbours_are_one_stretch_ranked_by_its_worst_frame() -> None:
    stretches = ReviewStretches(queue_of({10: 0.5, 12: 0.9, 17: 0.4, 100: 0.8, 150: 0.95}))
    assert [(s.first, s.last, s.worst, s.count) for s in stretches] == [
        (150, 150, 150, 1),
        (10, 17, 12, 3),
        (100, 100, 100, 1),
    ]
    assert stretches[1].suspicion == pytest.approx(0.9)
    assert stretches[1].length == 8
    assert [s.worst for s in stretches[1:]] == [12, 100]


def test_a_gap_wider_than_the_bridge_parts() -> None:
    assert len(ReviewStretches(queue_of({10: 0.5, 10 + BRIDGED: 0.5}))) == 1
    assert len(ReviewStretches(queue_of({10: 0.5, 11 + BRIDGED: 0.5}))) == 2


def test_a_model_unsure_of_everything_gives_stretches_of_bearable_length() -> None:
    stretches = ReviewStretches(queue_of(dict.fromkeys(range(500), 0.6), 500))
    in_time = sorted(stretches, key=lambda stretch: stretch.first)
    assert len(stretches) == -(-500 // LONGEST)
    assert all(stretch.length <= LONGEST for stretch in stretches)
    assert in_time[0].first == 0
    assert in_time[-1].last == 499
    assert all(a.last + 1 == b.first for a, b in itertools.pairwise(in_time))


def test_the_way_through_in_time() -> None:
    stretches = ReviewStretches(queue_of({10: 0.5, 12: 0.9, 100: 0.8, 150: 0.95}))
    assert [stretches.at(frame) for frame in (9, 10, 11, 12, 13, 100, 199)] == [
        None, 1, 1, 1, None, 2, None,
    ]  # fmt: skip
    assert [stretches.after(frame).worst for frame in (0, 9)] == [12, 12]
    assert [stretches.after(frame).worst for frame in (10, 11, 12, 50)] == [12, 12, 100, 100]
    assert stretches.after(150) is None
    assert stretches.before(10) is None
    assert stretches.before(12) is None
    assert [stretches.before(frame).worst for frame in (100, 13)] == [12, 12]
    assert stretches.before(199).worst == 150
    assert [stretches.next_frame(frame) for frame in (-1, 10, 12, 150)] == [10, 12, 100, None]


def test_the_reasons_of_a_stretch_are_those_of_its_frames_the_heaviest_first() -> None:
    doubts = np.zeros((len(REASONS), 40))
    doubts[0, 5:8] = 0.4
    doubts[1, 6] = 0.9
    doubts[3, 35] = 0.9
    stretches = ReviewStretches(made_of(doubts))
    by_frame = {stretch.first: stretch.reasons for stretch in stretches}
    assert by_frame == {5: (REASONS[0], REASONS[1]), 35: (REASONS[3],)}


def test_an_empty_queue_has_no_stretches() -> None:
    for count in (0, 10):
        stretches = ReviewStretches(queue_of({}, count))
        assert len(stretches) == 0
        assert list(stretches) == []
        assert stretches.at(3) is None
        assert stretches.after(3) is stretches.before(3) is None
        assert stretches.next_frame(3) is None


@given(st.sets(st.integers(0, 399)), st.integers(0, 399))
@example({*range(30), *range(40, 120, 10)}, 0)
def test_every_doubtful_frame_is_in_exactly_one_stretch(frames: set[int], probe: int) -> None:
    stretches = ReviewStretches(queue_of(dict.fromkeys(frames, 0.5), 400))
    held = [f for s in stretches for f in range(s.first, s.last + 1) if f in frames]
    assert sorted(held) == sorted(frames)
    assert sum(stretch.count for stretch in stretches) == len(frames)
    assert all(s.length <= LONGEST for s in stretches)
    row = stretches.at(probe)
    if row is not None:
        assert stretches[row].first <= probe <= stretches[row].last
    elif frames:
        assert probe not in frames


@pytest.fixture
def track() -> BallTrack:
    """Ten frames with a doubtful ball, ten with a doubtful no, ten filled between two marks."""
    track = BallTrack(40)
    score = np.concatenate([np.full(10, 0.52), np.full(10, 0.48), np.full(20, 0.52)])
    track.set_predictions(0, np.arange(40.0), np.full(40, 5.0), score)
    for frame in (20, 31):
        track.put_marks(edits.place(track, frame, 5.0, 5.0).after)
    track.put_marks(edits.fill_linear(track, 25, 25).after)
    return track


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        (ReviewFilter(answer=Answer.BALL), 0, 9),
        (ReviewFilter(answer=Answer.NO_BALL), 10, 19),
        (ReviewFilter(answer=Answer.INTERPOLATED), 21, 30),
    ],
)
def test_a_filter_by_answer(track: BallTrack, wanted: ReviewFilter, first: int, last: int) -> None:
    queue = review_queue(track)
    shown = np.flatnonzero(shown_frames(queue, track, wanted))
    assert first in shown
    assert last in shown
    assert not {first - 1, last + 1} & set(shown.tolist())
    assert not wanted.shows_all


def test_filters_by_reason(track: BallTrack) -> None:
    doubts = np.zeros((len(REASONS), 40))
    doubts[0, 5], doubts[1, 15] = 0.5, 0.8
    queue = made_of(doubts)
    assert ReviewFilter().shows_all
    for wanted, frames in (
        (ReviewFilter(), [5, 15]),
        (ReviewFilter(reason=REASONS[1]), [15]),
    ):
        stretches = ReviewStretches(queue, shown_frames(queue, track, wanted))
        assert stretches.frames.tolist() == frames


def test_a_queue_that_names_one_frame_of_many_gives_the_whole_stretch() -> None:
    doubts = np.zeros((len(REASONS), 100))
    doubts[0, 10:30], doubts[0, 60:64] = 0.4, 0.9
    suspicion, worth = doubts[0], np.zeros(100)
    worth[[14, 22, 61]] = 2.0, 3.0, 1.0
    queue = ReviewQueue(doubts, suspicion, worth, bar=0.2)
    stretches = ReviewStretches(queue)
    assert [(s.first, s.last, s.worst, s.count) for s in stretches] == [
        (10, 29, 22, 20),
        (60, 63, 61, 4),
    ]
    assert stretches.frames.tolist() == [14, 22, 61]
    assert stretches.doubtful == 24
    shown = np.ones(100, np.bool_)
    shown[[14, 22]] = False
    assert stretches.next_frame(14) == 22
    filtered = ReviewStretches(queue, shown)
    assert [s.worst for s in filtered] == [61, 10], "what is not named still has a place"
    worth[[14, 22]] = 0.0
    higher = ReviewStretches(ReviewQueue(doubts, suspicion, worth, bar=0.5))
    assert [(s.first, s.last, s.count) for s in higher] == [(60, 63, 4)]
