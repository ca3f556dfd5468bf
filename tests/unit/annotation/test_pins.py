"""What persons answer, by picture."""

from __future__ import annotations

import numpy as np
import pytest

from annotation.pins import Pins
from annotation.repeats import Repeats

FRAMES = 10
ALL = np.arange(FRAMES)


def pins_with(repeating: list[int]) -> Pins:
    """No pins yet, in a video where some frames show the picture of the frame before."""
    repeats, said = Repeats(FRAMES), np.zeros(FRAMES, np.bool_)
    said[repeating] = True
    repeats.put(0, said, np.ones(FRAMES, np.bool_), np.zeros(FRAMES, np.bool_))
    return Pins(repeats, 2.5)


def put(pins: Pins, frame: int, ball: bool, x: float = np.nan, y: float = np.nan) -> None:
    pins.put(np.array([frame]), np.array([ball]), [x], [y])


def test_places_are_in_picture_pixels_and_go_with_the_pin() -> None:
    pins = pins_with([])
    put(pins, 3, True, 100.0, 50.0)
    put(pins, 6, False)
    assert np.flatnonzero(pins.there).tolist() == [3, 6]
    assert np.flatnonzero(pins.ball).tolist() == [3]
    assert pins.place[3] == pytest.approx((40.0, 20.0))
    assert np.flatnonzero(pins.say_none(ALL)).tolist() == [6]
    pins.remove(np.array([3, 6]))
    assert not pins.there.any()
    assert not pins.ball.any()


def test_a_picture_has_the_first_pin_to_any_of_its_frames() -> None:
    pins = pins_with([4, 5])
    put(pins, 5, True, 25.0, 25.0)
    assert np.flatnonzero(pins.there).tolist() == [3]
    assert pins.speakers(np.array([3])).tolist() == [5]
    put(pins, 4, False)
    assert np.flatnonzero(pins.say_none(ALL)).tolist() == [3]
    pins.remove(np.array([4]))
    assert pins.ball[3]
    assert pins.place[3] == pytest.approx((10.0, 10.0))


@pytest.mark.parametrize(("frames", "alone"), [([4], [4]), ([4, 5], []), ([4, 6], [4, 6])])
def test_no_ball_stands_alone_where_no_picture_beside_has_none(
    frames: list[int], alone: list[int]
) -> None:
    pins = pins_with([])
    for frame in frames:
        put(pins, frame, False)
    assert np.flatnonzero(pins.say_none_alone(ALL)).tolist() == alone


def test_a_picture_shown_again_is_not_beside_itself() -> None:
    pins = pins_with([5])
    put(pins, 4, False)
    assert np.flatnonzero(pins.say_none_alone(ALL)).tolist() == [4]
    put(pins, 6, False)
    assert not pins.say_none_alone(ALL).any()
