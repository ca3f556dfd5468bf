"""Training sees a video's pictures in order, each once, among those around it."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from tests.unit.tracker.clips import block_that_stays, write_video
from tests.unit.tracker.pans import pan_picture
from tracker.heatmap import LABELS_LEAN
from tracker.model.patches import cut
from tracker.training.pictures import Among, GreyLabels, pictures
from tracker.training.prepare import FrameLabels
from tracker.video import open_video

FRAMES, REACH = 20, 5
REPEATS = (6, 12)


@pytest.fixture(scope="module")
def among(tmp_path_factory: pytest.TempPathFactory) -> list[Among]:
    path: Path = tmp_path_factory.mktemp("footage") / "counting.mp4"
    write_video(
        path, FRAMES, size=(1280, 720), picture=block_that_stays(*REPEATS), options={"crf": "8"}
    )
    return list(pictures(open_video(path), REACH))


def test_every_picture_comes_once_and_in_order(among: list[Among]) -> None:
    expected = [n for n in range(FRAMES) if n not in REPEATS]
    assert [each.frame for each in among] == expected


def test_those_within_reach_are_around_it_and_no_others(among: list[Among]) -> None:
    frames = [each.frame for each in among]
    for n, each in enumerate(among):
        assert each.frames == frames[max(0, n - REACH) : n + REACH + 1]
        assert len(each.greys) == len(each.frames)


def test_a_square_shows_it_between_its_neighbours(among: list[Among]) -> None:
    middle = among[9]
    column = 30 * 9 + 20
    before, here, after = middle.squares(column, 120, 80)
    assert here[40, 40] > 200
    for square, first in ((before, 20 - 30), (here, 20), (after, 20 + 30)):
        bright = np.flatnonzero(square[40] > 130)
        assert bright[0] == pytest.approx(first, abs=2) or (first < 0 and bright[0] == 0)


def test_under_a_camera_that_pans_a_square_shows_the_same_place(tmp_path: Path) -> None:
    path = tmp_path / "pan.mp4"
    write_video(path, 20, size=(512, 288), picture=pan_picture, options={"crf": "4"})
    middle = list(pictures(open_video(path), REACH))[9]
    before, here, after = middle.squares(300, 500, 80).astype(int)
    for square in (before, after):
        assert np.abs(square - here).mean() < 4
    still = cut(middle.greys[middle.at - 1], 300, 500, 80).astype(int)
    assert np.abs(still - here).mean() > 8


def test_a_ball_is_round_also_where_pixels_are_not_square(tmp_path: Path) -> None:
    path = tmp_path / "anamorphic.mp4"

    def picture(number: int, width: int, height: int) -> np.ndarray:
        shown = np.full((height, width, 3), 40, np.uint8)
        shown[200 : 200 + 24, 90 + 30 * number :][:, :18] = 220  # 24 by 24 as shown
        return shown

    write_video(path, 8, size=(480, 360), picture=picture, pixel_aspect=Fraction(4, 3))
    video = open_video(path)
    middles = np.array([90 + 30 * number + 8.5 for number in range(8)])
    labels = FrameLabels(
        np.arange(8), np.ones(8, np.int8), middles + LABELS_LEAN, np.full(8, 211.5)
    )
    known = GreyLabels(video, labels)
    for each in pictures(video, REACH):
        grey = each.greys[each.at]
        assert grey.shape == (720, 1280) == known.size[::-1]
        rows, columns = (grey > 130).nonzero()
        assert np.ptp(rows) == pytest.approx(47, abs=2)
        assert np.ptp(columns) == pytest.approx(47, abs=2)
        there = (columns.mean(), rows.mean())
        assert known.balls[each.frame] == pytest.approx(there, abs=1.5)
