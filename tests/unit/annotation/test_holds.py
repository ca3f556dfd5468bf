"""Where a person saw the ball it may have stayed: offered to the path, and taken where it fits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation import edits
from annotation.holds import HOLD_REACH, held_places
from annotation.marks import BallMark, Source, Visibility
from annotation.track import BallTrack

SIZE = (1280, 720)
FRAMES = 120


def unseen(peaks: tuple[int, ...] = (), cuts: tuple[int, ...] = ()) -> BallTrack:
    """A video in which the model sees nothing but, in some frames, a peak far off the ball."""
    candidates = np.full((FRAMES, 1, 3), np.nan)
    candidates[list(peaks), 0] = (1100.0, 90.0, 0.9)
    track = BallTrack(FRAMES)
    track.set_predictions(0, *candidates[:, 0].T, candidates)
    if cuts:
        track.set_cuts(list(cuts))
    track.follow_path(SIZE, 30.0)
    return track


def place(track: BallTrack, frame: int, x: float, y: float) -> None:
    track.put_marks(edits.place(track, frame, x, y).after)


def test_two_positions_near_in_time_are_joined_and_it_says_so() -> None:
    track = unseen()
    place(track, 40, 400.0, 500.0)
    place(track, 50, 450.0, 480.0)
    between = np.arange(41, 50)
    assert track.x[between] == pytest.approx(400 + (between - 40) * 5, abs=0.01)
    assert track.y[between] == pytest.approx(500 - (between - 40) * 2, abs=0.01)
    assert (track.source[between] == Source.INTERPOLATED.code).all()
    assert (track.visibility[between] == Visibility.OCCLUDED).all()
    assert np.isnan(track.score[between]).all()


def test_a_ball_found_twice_in_one_place_lay_there() -> None:
    track = unseen(peaks=(50,))
    place(track, 30, 400.0, 640.0)
    place(track, 90, 402.0, 640.0)
    between = slice(31, 90)
    assert track.has_ball[between].all()
    assert np.abs(track.x[between] - 401.0).max() <= 1.1


def test_a_ball_that_is_seen_flying_does_not_stay() -> None:
    t = np.arange(FRAMES)
    peaks = np.stack((200 + 8.0 * t, 400 - 2.0 * t, np.full(FRAMES, 0.8)), axis=-1)[:, None]
    track = BallTrack(FRAMES)
    track.set_predictions(0, *peaks[:, 0].T, peaks)
    track.follow_path(SIZE, 30.0)
    place(track, 60, *peaks[60, 0, :2])
    assert (track.source[np.arange(FRAMES) != 60] == Source.MODEL.code).all()


def test_what_stayed_is_hidden_where_one_mark_says_no_ball_and_gone_where_two_do() -> None:
    track = unseen()
    place(track, 111, 400.0, 640.0)
    there = track.has_ball.copy()
    assert there[111:].all(), "a ball goes at the end of the video rather than in mid-air"
    track.put_marks(edits.no_ball(track, 115).after)
    there[115] = False
    assert np.array_equal(track.has_ball, there)
    assert track.visibility[115] == Visibility.NO_BALL
    assert track.source[115] == Source.HUMAN.code
    track.put_marks(edits.no_ball(track, 116).after)
    assert track.has_ball[111:115].all()
    assert not track.has_ball[115:].any()


def test_what_flies_ends_at_one_mark_of_no_ball_far_from_all_that_stayed() -> None:
    t = np.arange(FRAMES)
    peaks = np.stack((200 + 8.0 * t, 400 - 2.0 * t, np.full(FRAMES, 0.4)), axis=-1)[:, None]
    peaks[71:, 0] = np.nan
    track = BallTrack(FRAMES)
    track.set_predictions(0, *peaks[:, 0].T, peaks)
    track.follow_path(SIZE, 30.0)
    track.put_marks(edits.no_ball(track, 60).after)
    graph = track.path.trajectory.graph
    assert not graph.moment.any()
    assert graph.go_cost[59, 0] == 0


def test_a_picture_shown_again_is_as_hidden_as_the_first() -> None:
    nothing = np.full((FRAMES, 1, 3), np.nan)
    repeats = np.arange(FRAMES) % 6 == 5
    track = BallTrack(FRAMES)
    track.set_predictions(0, *nothing[:, 0].T, nothing, repeats=repeats)
    track.follow_path(SIZE, 30.0)
    place(track, 109, 400.0, 640.0)
    mark = BallMark(112, Visibility.NO_BALL, None, None, None, Source.HUMAN, 1.0)
    track.put_marks({112: mark})
    assert not track.has_ball[112:114].any(), "113 shows the picture of 112"
    assert track.has_ball[114:].all()


def test_no_ball_stays_beyond_its_shot() -> None:
    track = unseen(cuts=(44,))
    place(track, 40, 100.0, 500.0)
    place(track, 48, 300.0, 300.0)
    alone = unseen(cuts=(44,))
    place(alone, 40, 100.0, 500.0)
    assert track.x[:44].tobytes() == alone.x[:44].tobytes()


def test_what_nobody_asked_the_model_about_stays_without_an_answer() -> None:
    track = BallTrack(FRAMES)
    track.set_predictions(40, [np.nan] * 20, [np.nan] * 20, [0.1] * 20)
    track.follow_path(SIZE, 30.0)
    place(track, 58, 400.0, 640.0)
    assert not (track.visibility[60:] >= 0).any()
    fresh = BallTrack(FRAMES)
    fresh.set_predictions(40, [np.nan] * 20, [np.nan] * 20, [0.1] * 20)
    fresh.put_marks(track.marks_in([58]))
    fresh.follow_path(SIZE, 30.0)
    assert fresh.x.tobytes() == track.x.tobytes()


def test_what_lies_between_depends_on_the_marks_alone_and_undo_restores_it() -> None:
    one, other = unseen(peaks=(60,)), unseen(peaks=(60,))
    marks = [(30, 400.0, 640.0), (85, 401.0, 640.0), (95, 700.0, 200.0)]
    before = one.x.tobytes()
    for mark in marks:
        place(one, *mark)
    for mark in reversed(marks):
        place(other, *mark)
    assert one.x.tobytes() == other.x.tobytes()
    for frame, _, _ in marks:
        one.put_marks({frame: None})
    assert one.x.tobytes() == before


@given(
    st.dictionaries(st.integers(0, FRAMES - 1), st.booleans(), max_size=8),
    st.integers(1, HOLD_REACH),
    st.sets(st.integers(1, FRAMES - 1), max_size=3),
)
def test_a_place_is_offered_near_balls_of_the_same_shot_alone(
    marks: dict[int, bool], reach: int, cuts: set[int]
) -> None:
    pinned, ball = np.zeros(FRAMES, np.bool_), np.zeros(FRAMES, np.bool_)
    place = np.zeros((FRAMES, 2), np.float32)
    cut = np.zeros(FRAMES, np.int64)
    cut[list(cuts)] = 1
    for frame, there in marks.items():
        pinned[frame], ball[frame], place[frame] = True, there, (frame, 2 * frame)
    shot = np.cumsum(cut)
    clock = np.arange(FRAMES, dtype=np.int32) * 2 // 3
    nobody = pinned & ~ball
    moment = nobody & ~np.append(nobody[1:], False) & ~np.append(False, nobody[:-1])
    lasting = [frame for frame in marks if not moment[frame]]
    offered, where, age = held_places(pinned, ball, moment, place, shot, clock, reach, 0.5)
    for frame in range(FRAMES):
        before = max((f for f in lasting if f < frame), default=-1)
        after = min((f for f in lasting if f > frame), default=-1)
        sides = [
            side
            for side in (before, after)
            if side >= 0
            and marks[side]
            and abs(side - frame) <= reach
            and shot[side] == shot[frame]
        ]
        assert offered[frame] == (frame not in lasting and bool(sides))
        if offered[frame]:
            assert age[frame] == min(abs(clock[side] - clock[frame]) for side in sides)
            expected = sides[0]
            if len(sides) == 2:
                share = (clock[frame] - clock[before]) / (clock[after] - clock[before])
                expected = before + share * (after - before)
            assert where[frame] == pytest.approx((expected, 2 * expected), abs=1e-3)
