"""Between two positions a person gave: the ball stays in the picture, and a ball at rest lies."""

from __future__ import annotations

import numpy as np
import pytest

from annotation import edits
from annotation.arcs import BRIDGED, LONGEST_REST
from annotation.marks import Source, Visibility
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
    place(track, 40, 100.0, 500.0)
    place(track, 40 + BRIDGED, 340.0, 260.0)
    between = np.arange(41, 40 + BRIDGED)
    assert track.x[between] == pytest.approx(100 + (between - 40) * 240 / BRIDGED)
    assert track.y[between] == pytest.approx(500 - (between - 40) * 240 / BRIDGED)
    assert (track.source[between] == Source.INTERPOLATED.code).all()
    assert (track.visibility[between] == Visibility.OCCLUDED).all()
    assert not track.has_ball[[38, 42 + BRIDGED]].any()


def test_a_ball_found_twice_in_one_place_lay_there_whatever_the_model_saw() -> None:
    track = unseen(peaks=(50, 51, 52))
    place(track, 30, 400.0, 640.0)
    place(track, 30 + LONGEST_REST, 402.0, 640.0)
    between = slice(31, 30 + LONGEST_REST)
    assert track.has_ball[between].all()
    assert np.abs(track.x[between] - 401.0).max() <= 1.0


@pytest.mark.parametrize("why", ["too far apart in time", "no ball between", "another shot"])
def test_positions_are_not_joined(why: str) -> None:
    track = unseen(cuts=(44,) if why == "another shot" else ())
    last = 80 if why == "too far apart in time" else 48
    place(track, 40, 100.0, 500.0)
    place(track, last, 300.0, 300.0)
    if why == "no ball between":
        track.put_marks(edits.no_ball(track, 44).after)
    assert np.flatnonzero(track.has_ball).tolist() == [40, last]


def test_what_lies_between_depends_on_the_marks_alone_and_undo_restores_it() -> None:
    one, other = unseen(peaks=(60,)), unseen(peaks=(60,))
    marks = [(30, 400.0, 640.0), (85, 401.0, 640.0), (95, 700.0, 200.0)]
    before = one.x.tobytes()
    for mark in marks:
        place(one, *mark)
    for mark in reversed(marks):
        place(other, *mark)
    assert one.x.tobytes() == other.x.tobytes()
    assert one.has_ball[31:95].all()
    for frame, _, _ in marks:
        one.put_marks({frame: None})
    assert one.x.tobytes() == before
