"""Places where a hidden ball must be are learnt as places without one."""

from pathlib import Path

import numpy as np
import pytest

from tests.unit.tracker.clips import write_video
from tracker.heatmap import LABELS_LEAN
from tracker.training.pictures import GreyLabels
from tracker.training.prepare import FrameLabels
from tracker.training.verifier_examples import SIDE, Examples, examples_of
from tracker.training.verifier_hidden import HiddenBalls
from tracker.video import open_video

SIZE = (1280, 720)
FRAMES = 20
GONE = (9, 10)
BALL = 230
WALL = np.kron(
    np.random.default_rng(3).integers(40, 100, (45, 80), dtype=np.uint8),
    np.ones((16, 16), np.uint8),
)


def place(number: int) -> tuple[int, int]:
    """The ball flies to the right, twelve pixels in a frame."""
    return 200 + 12 * number, 300


def flight(number: int, width: int, height: int) -> np.ndarray:
    picture = WALL[:height, :width].copy()
    picture[600:640, 100 + 20 * number : 140 + 20 * number] = 10  # no two pictures are the same
    if number not in GONE:
        x, y = place(number)
        picture[y - 3 : y + 4, x - 3 : x + 4] = BALL
    return np.repeat(picture[..., None], 3, axis=-1)


def examples(path: Path, shake: int = 0) -> Examples:
    def picture(number: int, width: int, height: int) -> np.ndarray:
        return np.roll(flight(number, width, height), shake * number, axis=0)

    write_video(path, FRAMES, size=SIZE, picture=picture, options={"crf": "6"})
    frames = np.arange(FRAMES)
    visible = (~np.isin(frames, GONE)).astype(np.int8)
    places = np.array([place(n) for n in range(FRAMES)], float)
    places[:, 1] += shake * frames
    labels = FrameLabels(frames, visible, places[:, 0] + LABELS_LEAN, places[:, 1])
    video = open_video(path)
    known = GreyLabels(video, labels)
    return examples_of(video, known, [HiddenBalls(known)])


@pytest.fixture(scope="module")
def learnt(tmp_path_factory: pytest.TempPathFactory) -> Examples:
    return examples(tmp_path_factory.mktemp("footage") / "flight.mp4")


def bright(patch: np.ndarray) -> int:
    """How many pixels of the ball a square shows."""
    return int((patch > 180).sum())


def test_a_moment_without_a_ball_is_learnt_where_it_must_be(learnt: Examples) -> None:
    hidden = np.flatnonzero(learnt.weight == 2.0)
    assert len(hidden) == 3 * len(GONE), "where it was, where it will be, and between"
    assert np.isnan(learnt.ball[hidden]).all()
    assert all(bright(patch[1]) == 0 for patch in learnt.patches[hidden])
    assert all(bright(patch[0]) or bright(patch[2]) for patch in learnt.patches[hidden])


def test_a_ball_is_painted_over_and_one_beside_which_there_is_paint_is_not(
    learnt: Examples,
) -> None:
    beside = np.flatnonzero(learnt.weight == 0.5)
    painted = beside - 1
    assert len(beside) == sum(n % 2 == 0 and n not in GONE for n in range(FRAMES))
    assert np.isnan(learnt.ball[painted]).all()
    assert np.isfinite(learnt.ball[beside]).all()
    for without, with_ball in zip(learnt.patches[painted], learnt.patches[beside], strict=True):
        assert bright(without[1]) < 6
        assert bright(with_ball[1]) > 30
        assert (without[[0, 2]] == with_ball[[0, 2]]).all(), "the pictures around stay"
    for patch, (x, y) in zip(learnt.patches[beside], learnt.ball[beside], strict=True):
        row, column = np.argwhere(patch[1] > 180).mean(axis=0)
        assert (column, row) == pytest.approx((SIDE // 2 + x, SIDE // 2 + y), abs=1)


def test_a_lead_alone_means_nothing(learnt: Examples) -> None:
    seen = (learnt.weight == 1.0) & np.isfinite(learnt.ball[:, 0])
    assert seen.sum() == 3 * 4 + 1, "three places in every fourth picture, one in the first"
    assert all(bright(patch[1]) > 30 for patch in learnt.patches[seen])


def test_nothing_is_painted_where_the_camera_moves(tmp_path: Path) -> None:
    moving = examples(tmp_path / "moving.mp4", shake=5)
    assert not (moving.weight == 0.5).any()
    assert (moving.weight == 2.0).any()
