"""The ball's picture: where it is, how much light it has, how long its streak is."""

import numpy as np
import pytest

from tracker.training.synthetic.ball import Stamp, ball_stamp, blend_stamp, shade


def _moments(stamp: Stamp) -> tuple[float, float, float]:
    alpha = stamp.alpha.astype(float)
    rows, columns = np.mgrid[: alpha.shape[0], : alpha.shape[1]]
    mass = alpha.sum()
    x = (alpha * columns).sum() / mass + stamp.left
    y = (alpha * rows).sum() / mass + stamp.top
    return float(mass), float(x), float(y)


@pytest.mark.parametrize("x", [10.0, 10.25, 10.5, 10.9])
@pytest.mark.parametrize("radius", [1.0, 2.3, 6.0])
def test_still_ball_sits_at_its_sub_pixel_place(x: float, radius: float) -> None:
    mass, seen_x, seen_y = _moments(ball_stamp(np.array([[x, 7.3]]), radius))
    assert seen_x == pytest.approx(x, abs=0.05)
    assert seen_y == pytest.approx(7.3, abs=0.05)
    assert mass == pytest.approx(np.pi * radius**2, rel=0.12)


def test_blur_spreads_the_light_and_keeps_its_amount_and_centre() -> None:
    still = _moments(ball_stamp(np.array([[40.0, 20.0]]), 2.0))
    path = np.linspace((30.0, 15.0), (50.0, 25.0), 9)
    stamp = ball_stamp(path, 2.0)
    mass, x, y = _moments(stamp)
    assert mass == pytest.approx(still[0], rel=0.02)
    assert (x, y) == pytest.approx((40.0, 20.0), abs=0.05)
    assert stamp.alpha.max() < 0.5


@pytest.mark.parametrize("length", [0.0, 6.0, 18.0, 60.0])
def test_streak_is_as_long_as_the_way_travelled(length: float) -> None:
    path = np.linspace((50.0 - length / 2, 20.0), (50.0 + length / 2, 20.0), 9)
    stamp = ball_stamp(path, 3.0)
    lit = np.flatnonzero(stamp.alpha.max(0) > 0.01)
    assert lit[-1] - lit[0] + 1 == pytest.approx(length + 6.0, abs=1.6)
    middle = stamp.alpha[:, lit[0] + 3 : lit[-1] - 2].max(0)
    assert middle.min() > 0.3 * middle.max()


def test_shuttle_points_along_its_way() -> None:
    path = np.linspace((20.0, 20.0), (24.0, 20.0), 9)
    shuttle = ball_stamp(path, 5.0, shuttle=True).alpha
    columns = np.flatnonzero(shuttle.max(0) > 0.3)
    head = (shuttle[:, columns[-1]] > 0.1).sum()
    tail = (shuttle[:, columns[0] + 2] > 0.1).sum()
    assert head < tail


def test_blending_stays_inside_the_picture() -> None:
    image = np.zeros((20, 30, 3), np.uint8)
    for place in ((-1.0, 5.0), (29.0, 19.0), (-40.0, 5.0), (15.0, 400.0)):
        stamp = ball_stamp(np.array([place]), 3.0)
        blend_stamp(image, stamp, shade(stamp, (250, 250, 250), 3.0, place[1]))
    assert image[5, 0].max() > 100
    assert image[19, 29].max() > 100
    assert image[:, 10:20].max() == 0
