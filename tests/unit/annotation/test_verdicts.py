"""What a pin tells of the candidates around it."""

from __future__ import annotations

import numpy as np
import pytest

from annotation.camera_steps import CameraSteps, at_rest
from annotation.pins import Pins
from annotation.repeats import Repeats
from annotation.verdicts import VERDICT_KEEPS, VERDICT_REACH, verdicts

FRAMES, PIN = 60, 30
NO_FRAME = np.zeros(FRAMES, np.bool_)


def verdicts_of(
    ball: bool = True,
    cuts: np.ndarray = NO_FRAME,
    passed: np.ndarray = NO_FRAME,
    swings: float = 0.0,
    second: int | None = None,
) -> np.ndarray:
    """Those on a ball, first, and a lamp, second, that stand still in the hall; the ball is pinned,
    and again in the frame ``second``."""
    shown = np.zeros(FRAMES)
    shown[PIN + 5 :] = swings
    candidates = np.zeros((FRAMES, 2, 3), np.float32)
    candidates[..., 2] = 0.9
    candidates[:, 0, 0], candidates[:, 1, 0] = 50 + shown, 200 + shown
    camera, steps = CameraSteps(FRAMES), at_rest(FRAMES)
    steps[PIN + 5, 0, 2] = swings
    camera.put(0, steps)
    pins = Pins(Repeats(FRAMES), 1.0)
    for frame in (PIN,) if second is None else (PIN, second):
        pins.put(np.array([frame]), np.array([ball]), [50.0], [0.0])
    return verdicts(candidates, pins, cuts, passed, camera, 0, FRAMES)


def test_the_ball_is_spoken_for_and_what_else_there_is_against() -> None:
    said = verdicts_of()
    assert said[PIN].tolist() == [0, 0], "the pin itself decides there"
    away = np.abs(np.arange(FRAMES) - PIN)
    near = (away > 0) & (away <= VERDICT_REACH)
    assert said[near, 1] == pytest.approx(VERDICT_KEEPS ** away[near], rel=1e-5)
    assert said[:, 0] == pytest.approx(-said[:, 1])
    assert not said[away > VERDICT_REACH].any()


def test_no_ball_tells_nothing_of_other_frames() -> None:
    assert not verdicts_of(ball=False).any()


def test_a_cut_and_another_pin_end_it() -> None:
    cuts = NO_FRAME.copy()
    cuts[PIN + 4] = True
    said = verdicts_of(cuts=cuts, second=PIN - 6)
    assert said[PIN + 3].all()
    assert not said[PIN + 4 :].any()
    assert not said[PIN - 6].any()
    assert said[PIN - 5, 1] == pytest.approx(VERDICT_KEEPS, rel=1e-5), "the nearer pin counts"


def test_a_picture_shown_again_takes_no_certainty() -> None:
    passed = NO_FRAME.copy()
    passed[PIN + 1] = True
    assert verdicts_of(passed=passed)[PIN + 2, 1] == pytest.approx(VERDICT_KEEPS, rel=1e-5)


def test_what_stands_in_the_hall_is_followed_under_a_camera_that_swings() -> None:
    assert np.array_equal(verdicts_of(swings=90.0), verdicts_of())
