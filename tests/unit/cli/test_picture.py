"""The annotated picture: the ring sits on the ball, at any place in the frame."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from annotation.camera_steps import at_rest
from annotation.track import BallTrack
from app.cli.picture import (
    CLOSE_UPS,
    TRAIL,
    best_frame,
    close_ups,
    draw_trail,
    rally_picture,
    write_picture,
)

WIDTH, HEIGHT, FRAMES = 640, 360, 60


def track_of(x: np.ndarray, y: np.ndarray, score: np.ndarray) -> BallTrack:
    track = BallTrack(len(x))
    track.set_predictions(0, x, y, score)
    return track


@pytest.fixture
def straight() -> BallTrack:
    """A ball that crosses the picture, missing in frames 20 to 24, surest in frame 50."""
    x, y = np.linspace(0, WIDTH - 1, FRAMES), np.linspace(0, HEIGHT - 1, FRAMES)
    score = np.full(FRAMES, 0.8)
    score[20:25] = 0.1
    score[50] = 0.95
    return track_of(x, y, score)


def black(frame: int) -> np.ndarray:
    return np.zeros((HEIGHT, WIDTH, 3), np.uint8)


def test_the_best_frame_has_a_long_trail_and_a_sure_ball(straight: BallTrack) -> None:
    assert best_frame(straight) == 50


def test_no_ball_no_best_frame() -> None:
    nothing = np.full(5, np.nan)
    track = track_of(nothing, nothing, np.zeros(5))
    assert best_frame(track) is None
    assert rally_picture(black, track).shape == (HEIGHT, WIDTH, 3)


def test_the_trail_lies_where_this_frame_shows_the_hall() -> None:
    """A ball that the camera follows stays in the middle of the picture, but not of the hall."""
    steps = at_rest(30)
    steps[1:, 0, 2] = -8.0
    track = BallTrack(30)
    middle = np.full(30, 320.0), np.full(30, 180.0)
    track.set_predictions(0, *middle, np.full(30, 0.9), camera=steps)
    drawn = np.argwhere(draw_trail(black(25), track, 25).any(axis=2))
    assert drawn[:, 1].min() == pytest.approx(320 - 8 * (TRAIL - 1), abs=4)


def test_trail_and_ring_are_drawn_where_the_ball_was(straight: BallTrack) -> None:
    image = black(40)
    picture = draw_trail(image, straight, 40)
    assert not image.any()
    for frame in (30, 40):
        column, row = round(float(straight.x[frame])), round(float(straight.y[frame]))
        assert picture[row, column].any()
    before_the_trail = 40 - TRAIL - 2
    column, row = round(float(straight.x[before_the_trail])), round(float(straight.y[10]))
    assert not picture[row, column].any()
    # The ring is centred on the ball: its pixels balance around it.
    only_ring = draw_trail(black(40), _alone(straight, 40), 40)
    rows, columns = np.nonzero(only_ring.any(axis=2))
    assert columns.mean() == pytest.approx(straight.x[40], abs=0.5)
    assert rows.mean() == pytest.approx(straight.y[40], abs=0.5)


def _alone(track: BallTrack, frame: int) -> BallTrack:
    score = np.zeros(len(track))
    score[frame] = 1
    return track_of(np.array(track.predicted_x), np.array(track.predicted_y), score)


def test_close_ups_are_cut_around_the_ball_even_in_corners(straight: BallTrack) -> None:
    def dot(frame: int) -> np.ndarray:
        image = black(frame)
        place = (
            round(float(straight.predicted_x[frame])),
            round(float(straight.predicted_y[frame])),
        )
        cv2.circle(image, place, 3, (0, 255, 0), -1)
        return image

    strip = close_ups(dot, straight, WIDTH)
    side = WIDTH // CLOSE_UPS
    assert strip.shape == (side, WIDTH, 3)
    for number in range(CLOSE_UPS):
        centre = strip[side // 2, number * side + side // 2]
        assert centre[1] > 200
        assert centre[0] < 60


def test_the_picture_is_written_whole(straight: BallTrack, tmp_path: Path) -> None:
    image = rally_picture(black, straight)
    write_picture(tmp_path / "rally.png", image)
    assert [path.name for path in tmp_path.iterdir()] == ["rally.png"]
    read = cv2.cvtColor(cv2.imread(str(tmp_path / "rally.png")), cv2.COLOR_BGR2RGB)
    assert np.array_equal(read, image)
