"""Taking balls out of pictures."""

import cv2
import numpy as np
import pytest

from tracker.training.synthetic import BallLabels, occlude_ball, remove_ball
from tracker.training.synthetic.ball import ball_stamp, blend_stamp
from tracker.training.synthetic.labels import NO_BALL, OCCLUDED, Image


def _window(step: float, count: int = 3) -> tuple[Image, Image, BallLabels]:
    """Frames with a white ball that moves ``step`` pixels a frame, without it, and the truth."""
    rng = np.random.default_rng(0)
    coarse = np.kron(rng.integers(20, 120, (9, 16, 3)), np.ones((32, 32, 1))).astype(np.uint8)
    bare = np.repeat(coarse[None], count, 0)
    frames = bare.copy()
    x = 200.0 + step * np.arange(count)
    y = 130.0 + 0.5 * step * np.arange(count)
    for row in range(count):
        stamp = ball_stamp(np.array([(x[row], y[row])]), 2.0)
        blend_stamp(frames[row], stamp, np.full((1, 1, 3), 250, np.float32))
    return frames, bare, BallLabels.of(np.ones(count, np.int8), x, y)


def _trace(frame: Image, bare: Image, labels: BallLabels, row: int) -> int:
    x, y = round(float(labels.x[row])), round(float(labels.y[row]))
    box = slice(y - 4, y + 5), slice(x - 4, x + 5)
    return int(np.abs(frame[box].astype(int) - bare[box]).max())


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("row", [0, 1, 2])
def test_the_ball_is_hidden_in_one_frame(seed: int, row: int) -> None:
    frames, bare, labels = _window(12.0)
    before = frames.copy()
    out, truth = occlude_ball(frames, labels, np.random.default_rng(seed), row)
    assert (frames == before).all()
    assert labels.visibility.tolist() == [1, 1, 1]
    assert truth.visibility[row] == OCCLUDED
    np.testing.assert_array_equal(truth.x, labels.x)
    np.testing.assert_array_equal(truth.y, labels.y)
    x, y = round(float(labels.x[row])), round(float(labels.y[row]))
    assert out[row, y, x].max() < 200, "the white ball is gone"
    for other in {0, 1, 2} - {row}:
        if truth.visibility[other] == 1:
            assert _trace(out[other], bare[other], labels, other) > 100


def test_any_visible_frame_may_be_chosen() -> None:
    frames, _, labels = _window(12.0)
    labels.visibility[1] = NO_BALL
    labels.x[1] = labels.y[1] = np.nan
    chosen = set()
    for seed in range(20):
        _, truth = occlude_ball(frames, labels, np.random.default_rng(seed))
        assert truth.visibility[1] == NO_BALL
        chosen |= set(np.flatnonzero(truth.visibility == OCCLUDED).tolist())
    assert chosen == {0, 2}


def test_nothing_to_hide_changes_nothing() -> None:
    frames, _, _ = _window(12.0)
    out, truth = occlude_ball(frames, BallLabels.empty(3), np.random.default_rng(0))
    assert (out == frames).all()
    assert (truth.visibility == NO_BALL).all()


@pytest.mark.parametrize(("step", "limit"), [(24.0, 2), (0.4, 60)])
def test_removed_balls_leave_the_background(step: float, limit: int) -> None:
    frames, bare, labels = _window(step)
    clean = remove_ball(frames, labels)
    for row in range(3):
        assert _trace(frames[row], bare[row], labels, row) > 100
        assert _trace(clean[row], bare[row], labels, row) <= limit


def test_where_no_ball_is_none_flies_to() -> None:
    """Labels of real clips say 0, 0 there; a streak away from that corner is to go all the same."""
    frames = np.full((3, 288, 512, 3), 60, np.uint8)
    for row, (x, y) in ((1, (300, 150)), (2, (320, 130))):
        cv2.line(frames[row], (x - 5, y + 5), (x + 5, y - 5), (240, 240, 240), 3)
    labels = BallLabels.of(
        np.array([0, 1, 1], np.int8), *np.array([(0, 300, 320.0), (0, 150, 130)])
    )
    assert np.isnan((labels.x[0], labels.y[0])).all()
    assert remove_ball(frames, labels).max() < 80
