"""Where the ball of a frame without one is looked for."""

from __future__ import annotations

import numpy as np
import pytest

from annotation import edits
from annotation.camera_steps import at_rest
from annotation.likely_place import likely_place
from annotation.track import BallTrack


@pytest.fixture
def track() -> BallTrack:
    """Balls in frames 2 and 6 of a shot, and in 12 of the next, which begins at 10; more follow."""
    track = BallTrack(20)
    track.set_cuts([10, 15])
    for frame, x, y in ((2, 100.0, 50.0), (6, 140.0, 70.0), (12, 900.0, 10.0)):
        track.put_marks(edits.place(track, frame, x, y).after)
    return track


@pytest.mark.parametrize(
    ("frame", "place"),
    [
        (6, (140.0, 70.0)),
        (3, (110.0, 55.0)),
        (5, (130.0, 65.0)),
        (0, (100.0, 50.0)),
        (9, (140.0, 70.0)),
        (10, (900.0, 10.0)),
        (14, (900.0, 10.0)),
        (15, None),
        (19, None),
    ],
)
def test_it_lies_between_the_nearest_balls_of_the_shot(
    track: BallTrack, frame: int, place: tuple[float, float] | None
) -> None:
    assert likely_place(track, frame) == (place if place is None else pytest.approx(place))


def test_the_line_goes_through_the_hall_where_the_camera_moves(track: BallTrack) -> None:
    steps = at_rest(20)
    steps[4, 0, 2] = -60.0
    nothing = np.full(20, np.nan)
    track.set_predictions(0, nothing, nothing, np.zeros(20), camera=steps)
    # By frame 6 the first ball's place is seen 60 pixels farther left.
    assert likely_place(track, 5) == pytest.approx((115.0, 65.0))
    assert likely_place(track, 3) == pytest.approx((125.0, 55.0))
    assert likely_place(track, 0) == pytest.approx((100.0, 50.0))


def test_nothing_is_known_of_a_match_without_a_ball() -> None:
    assert likely_place(BallTrack(5), 3) is None
