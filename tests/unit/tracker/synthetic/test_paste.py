"""Balls pasted on footage."""

import numpy as np
import pytest

from tracker.training.synthetic import PRESETS, paste_balls
from tracker.training.synthetic.ball import ball_stamp
from tracker.training.synthetic.labels import NO_BALL, OCCLUDED, VISIBLE, Image
from tracker.training.synthetic.paste import moving_foreground


def _background(count: int) -> Image:
    """Still, smooth, coloured noise."""
    rng = np.random.default_rng(0)
    coarse = rng.integers(30, 110, (9, 16, 3))
    still = np.kron(coarse, np.ones((32, 32, 1))).astype(np.uint8)
    return np.repeat(still[None], count, 0)


@pytest.mark.parametrize("preset", PRESETS)
def test_pasted_balls_are_where_the_labels_say(preset: str) -> None:
    frames = _background(3)
    before = frames.copy()
    rng = np.random.default_rng(11)
    errors = []
    for _ in range(12):
        pasted, labels = paste_balls(frames, rng, preset)
        assert pasted.shape == frames.shape
        assert pasted.dtype == np.uint8
        change = np.abs(pasted.astype(int) - frames).max(-1)
        for row in range(3):
            if labels.visibility[row] == NO_BALL:
                assert np.isnan(labels.x[row])
                continue
            assert 2.0 <= labels.diameter[row] <= 12.0
            if labels.streak[row] < 8 and 10 < labels.x[row] < 500 and 10 < labels.y[row] < 278:
                ys, xs = np.nonzero(change[row] > 2)
                weight = change[row][ys, xs]
                place = (xs * weight).sum() / weight.sum(), (ys * weight).sum() / weight.sum()
                errors.append(np.hypot(place[0] - labels.x[row], place[1] - labels.y[row]))
    assert (frames == before).all()
    assert len(errors) > 10
    assert np.median(errors) < 0.5


def test_same_generator_same_paste() -> None:
    frames = _background(3)
    one, truth = paste_balls(frames, np.random.default_rng(5), "tennis")
    two, same = paste_balls(frames, np.random.default_rng(5), "tennis")
    assert (one == two).all()
    np.testing.assert_array_equal(truth.x, same.x)


def test_most_windows_hold_a_moving_ball() -> None:
    frames, rng = _background(3), np.random.default_rng(3)
    moving = 0
    for _ in range(40):
        _, labels = paste_balls(frames, rng, "tennis")
        steps = np.hypot(np.diff(labels.x), np.diff(labels.y))
        moving += int(np.nanmax(np.append(steps, 0.0)) > 0.5)
    assert moving > 28


def test_moving_foreground_is_found() -> None:
    frames = _background(9)
    frames[4, 100:140, 200:220] = 240
    inside = moving_foreground(frames, 4, ball_stamp(np.array([[210.0, 120.0]]), 3.0))
    outside = moving_foreground(frames, 4, ball_stamp(np.array([[300.0, 120.0]]), 3.0))
    assert inside is not None
    assert outside is not None
    assert inside.min() > 0.9
    assert outside.max() == 0.0
    assert moving_foreground(frames, 4, ball_stamp(np.array([[-90.0, 120.0]]), 3.0)) is None


def test_balls_pass_behind_what_moves() -> None:
    """A wide bar sweeps over the picture: sometimes it hides the ball, and then it is unchanged."""
    frames = _background(16)
    for row in range(16):
        frames[row, :, row * 30 : row * 30 + 140] = 235
    hidden = 0
    for seed in range(30):
        pasted, labels = paste_balls(frames, np.random.default_rng(seed), "badminton")
        for row in np.flatnonzero(labels.visibility == OCCLUDED):
            x, y = round(labels.x[row]), round(labels.y[row])
            assert np.abs(pasted[row, y, x].astype(int) - frames[row, y, x]).max() < 40
            hidden += 1
        assert (labels.visibility == VISIBLE).any()
    assert hidden > 3
