from __future__ import annotations

import numpy as np
import pytest

from annotation.marks import NOT_LOOKED, BallMark, Source, Visibility
from annotation.track import BallTrack

HUMAN = BallMark(2, Visibility.OCCLUDED, 11.0, 12.0, None, Source.HUMAN, 5.0)


def _predicted() -> BallTrack:
    """Five frames: four predicted, of which 0 and 1 are above the threshold and 3 saw nothing."""
    track = BallTrack(5)
    candidates = np.full((4, 2, 3), np.nan, np.float32)
    candidates[0] = [[10, 20, 0.9], [30, 40, 0.8]]
    candidates[1, 0] = [11, 21, 0.6]
    candidates[2, 0] = [12, 22, 0.3]
    track.set_predictions(
        0, [10, 11, 12, np.nan], [20, 21, 22, np.nan], [0.9, 0.6, 0.3, 0.0], candidates
    )
    return track


def test_a_fresh_track_says_that_nobody_has_looked() -> None:
    track = BallTrack(3)
    assert track.visibility.tolist() == [NOT_LOOKED] * 3
    assert track.source.tolist() == [-1] * 3
    assert track.mark_at(1) is None
    assert not track.predicted.any()
    assert track.candidates_at(1).shape == (0, 3)


def test_predictions_show_from_the_threshold_on() -> None:
    track = _predicted()
    assert track.visibility.tolist() == [1, 1, 0, 0, -1]
    mark = track.mark_at(0)
    assert mark is not None
    assert (mark.position, mark.source, mark.time) == ((10.0, 20.0), Source.MODEL, 0.0)
    assert mark.score == pytest.approx(0.9)
    below = track.mark_at(2)
    assert below is not None
    assert below.visibility is Visibility.NO_BALL
    assert below.position is None
    assert below.score == pytest.approx(0.3)


def test_the_threshold_works_without_running_the_model_again() -> None:
    track = _predicted()
    track.set_threshold(0.25)
    assert track.visibility.tolist() == [1, 1, 1, 0, -1]
    assert track.x[2] == 12.0
    track.set_threshold(0.7)
    assert track.visibility.tolist() == [1, 0, 0, 0, -1]
    assert np.isnan(track.x[1])
    with pytest.raises(ValueError, match="between 0 and 1"):
        track.set_threshold(1.5)


def test_a_mark_wins_whatever_the_model_says_before_or_after() -> None:
    track = _predicted()
    assert track.put_marks({2: HUMAN}) == (2, 2)
    assert track.mark_at(2) == HUMAN
    track.set_predictions(0, [1.0] * 5, [1.0] * 5, [1.0] * 5)
    track.set_threshold(0.1)
    assert track.mark_at(2) == HUMAN
    assert track.human_mark_at(1) is None
    assert track.visibility[2] == Visibility.OCCLUDED


def test_dropping_the_mark_lets_the_model_show_again() -> None:
    track = _predicted()
    shown = track.mark_at(0)
    track.put_marks({0: BallMark(0, Visibility.NO_BALL, None, None, None, Source.HUMAN, 1.0)})
    assert track.visibility[0] == Visibility.NO_BALL
    track.put_marks({0: None})
    assert track.mark_at(0) == shown


def test_candidates_come_best_first_without_padding() -> None:
    track = _predicted()
    assert track.candidates_at(0)[:, 2].tolist() == pytest.approx([0.9, 0.8])
    assert len(track.candidates_at(3)) == 0
    more = np.zeros((1, 4, 3), np.float32)
    track.set_predictions(4, [0.0], [0.0], [0.0], more)
    assert track.candidates.shape == (5, 4, 3)
    assert len(track.candidates_at(0)) == 2
    track.set_predictions(0, [0.0], [0.0], [0.0])
    assert len(track.candidates_at(0)) == 0


def test_columns_cannot_be_written_from_outside() -> None:
    track = _predicted()
    for name in ("visibility", "x", "y", "score", "source", "predicted", "candidates"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(track, name)[0] = 1


def test_frames_outside_the_video_are_refused_not_wrapped() -> None:
    track = _predicted()
    for frame in (-1, 5):
        with pytest.raises(IndexError):
            track.mark_at(frame)
        with pytest.raises(IndexError):
            track.candidates_at(frame)
    with pytest.raises(IndexError):
        track.put_marks({2: HUMAN, 5: None})
    assert track.human_mark_at(2) is None
    with pytest.raises(ValueError, match="not all in the video"):
        track.set_predictions(4, [1.0, 1.0], [1.0, 1.0], [1.0, 1.0])


def test_shapes_that_disagree_are_refused() -> None:
    track = BallTrack(5)
    with pytest.raises(ValueError, match="equally long"):
        track.set_predictions(0, [1.0], [1.0, 2.0], [1.0])
    with pytest.raises(ValueError, match="candidates must be"):
        track.set_predictions(0, [1.0], [1.0], [1.0], np.zeros((2, 5, 3)))
    with pytest.raises(ValueError, match="no marks"):
        track.put_marks({})
    with pytest.raises(ValueError, match="cannot have"):
        BallTrack(-1)


def test_the_nearest_marks_of_people() -> None:
    track = BallTrack(10)
    track.put_marks(
        {
            frame: BallMark(frame, Visibility.VISIBLE, 1.0, 1.0, None, source, 0.0)
            for frame, source in (
                (2, Source.HUMAN),
                (4, Source.INTERPOLATED),
                (5, Source.MODEL),
                (7, Source.VERIFIED),
            )
        }
    )
    assert track.next_mark(-1) == 2
    assert track.next_mark(2) == 7
    assert track.next_mark(7) is None
    assert track.previous_mark(7) == 2
    assert track.previous_mark(2) is None
    assert track.persons.sum() == 2
    assert track.marked.sum() == 4


def test_a_snapshot_stays_as_it_was() -> None:
    track = _predicted()
    copy = track.snapshot()
    track.put_marks({2: HUMAN})
    track.set_threshold(0.95)
    assert len(copy) == 5
    assert copy.threshold == 0.5
    assert copy.visibility.tolist() == [1, 1, 0, 0, -1]
    copy.put_marks({4: BallMark(4, Visibility.VISIBLE, 1.0, 1.0, None, Source.HUMAN, 0.0)})
    assert track.mark_at(4) is None


def test_a_snapshot_is_brought_up_to_date() -> None:
    track = _predicted()
    copy = track.snapshot()
    track.put_marks({2: HUMAN})
    track.set_predictions(1, [7.0], [8.0], [0.9])
    assert copy.x[1] != 7.0
    assert track.snapshot(copy, (1, 2)) is copy
    said = ("visibility", "x", "y", "score", "source", "predicted", "marked", "candidates", "cuts")
    for name in said:
        assert np.array_equal(getattr(copy, name), getattr(track, name), equal_nan=True)
    # It shares nothing with the track, which therefore need not make a copy of what it changes.
    track.set_predictions(1, [9.0], [9.0], [0.9], [[[9.0, 9.0, 0.9]] * 3], begins_shot=True)
    assert copy.x[1] == 7.0
    assert not copy.cuts[1]
    track.snapshot(copy, (1, 1))
    for name in said:
        assert np.array_equal(getattr(copy, name), getattr(track, name), equal_nan=True)
    track.set_threshold(0.95)
    assert copy.threshold == 0.5
    assert track.snapshot(copy).visibility.tolist() == track.visibility.tolist()


def test_a_video_of_no_frames() -> None:
    track = BallTrack(0)
    track.set_threshold(0.3)
    assert track.next_mark(0) is None
    assert track.snapshot().frame_count == 0
