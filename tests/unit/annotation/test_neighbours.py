"""How far a ball lies off the line through those beside it, and how fast it is."""

from __future__ import annotations

import numpy as np
import pytest

from annotation.camera_steps import at_rest
from annotation.neighbours import Neighbours
from annotation.track import BallTrack


def test_a_ball_off_the_line_and_its_speed_in_any_unit() -> None:
    beside = Neighbours.of(steady())
    assert beside.off_line() == pytest.approx([np.nan, 0, 3, 6, 3, 0, np.nan], nan_ok=True)
    assert beside.off_line(2.0)[3] == 3
    assert beside.speed()[[1, 3]] == pytest.approx(8)
    assert beside.speed(2.0)[3] == 4


def test_the_camera_is_no_speed_and_throws_nothing_off_the_line() -> None:
    steps = at_rest(7)
    steps[3, 0, 2] = 100
    beside, swung = Neighbours.of(steady()), Neighbours.of(steady(steps))
    assert swung.off_line() == pytest.approx(beside.off_line(), nan_ok=True)
    assert swung.speed() == pytest.approx(beside.speed(), nan_ok=True)


def test_across_a_cut_and_beside_no_ball_nothing_is_known() -> None:
    track = steady()
    track.set_cuts([3])
    beside = Neighbours.of(track)
    for known in (beside.off_line(), beside.speed()):
        assert np.flatnonzero(~np.isnan(known)).tolist() == [1, 4, 5]
    track = steady(unseen=3)
    beside = Neighbours.of(track)
    assert np.flatnonzero(~np.isnan(beside.off_line())).tolist() == [1, 5]
    assert np.flatnonzero(~np.isnan(beside.speed())).tolist() == [1, 3, 5]


@pytest.mark.parametrize("frames", [0, 1, 2])
def test_of_too_few_frames_nothing_is_known(frames: int) -> None:
    beside = Neighbours.of(BallTrack(frames))
    assert np.isnan(beside.off_line()).all()
    assert beside.speed().shape == (frames,)


def steady(camera: np.ndarray | None = None, unseen: int | None = None) -> BallTrack:
    """A ball that goes 8 pixels a frame, and 6 off the line in frame 3."""
    x, y = 100 + 8.0 * np.arange(7), np.full(7, 50.0)
    y[3] += 6
    if camera is not None:
        x += np.cumsum(camera[:, 0, 2])
    score = np.ones(7)
    if unseen is not None:
        score[unseen] = 0
    track = BallTrack(7)
    track.set_predictions(0, x, y, score, camera=camera)
    return track
