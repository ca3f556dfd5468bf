import av
import numpy as np
import pytest

from tracker.video import to_model_input, to_rgb
from tracker.video.picture import Orientation, to_grey


def frame_of(array: np.ndarray) -> av.VideoFrame:
    return av.VideoFrame.from_ndarray(array, format="rgb24")


@pytest.mark.parametrize("size", [(1280, 720), (606, 1080), (256, 144)])
def test_model_input_has_one_size(size: tuple[int, int]) -> None:
    picture = np.full((size[1], size[0], 3), (200, 100, 50), np.uint8)
    small = to_model_input(frame_of(picture))
    assert small.shape == (288, 512, 3)
    assert small.dtype == np.uint8
    assert np.abs(small.astype(int) - (200, 100, 50)).max() <= 2


def test_model_input_keeps_the_place_and_energy_of_a_small_ball() -> None:
    picture = np.zeros((720, 1280, 3), np.uint8)
    picture[400:405, 900:905] = 255  # centre (902, 402)
    small = to_model_input(frame_of(picture)).astype(float).mean(-1)
    y, x = np.indices(small.shape)
    assert (small * x).sum() / small.sum() == pytest.approx((902.5) * 0.4 - 0.5, abs=0.15)
    assert (small * y).sum() / small.sum() == pytest.approx((402.5) * 0.4 - 0.5, abs=0.15)
    assert small.sum() == pytest.approx(25 * 255 * 0.16, rel=0.1)


@pytest.mark.parametrize(("rotation", "turns"), [(0, 0), (90, 1), (180, 2), (270, 3)])
def test_rotation_is_counter_clockwise(rotation: int, turns: int) -> None:
    picture = np.random.default_rng(0).integers(0, 255, (48, 64, 3), dtype=np.uint8)
    turned = Orientation(rotation)
    assert np.array_equal(to_rgb(frame_of(picture), turned), np.rot90(picture, turns))
    assert to_model_input(frame_of(picture), turned).shape == (288, 512, 3)


def test_a_frame_of_another_size_is_fitted_to_the_video() -> None:
    picture = np.full((48, 64, 3), 90, np.uint8)
    assert to_rgb(frame_of(picture), Orientation(90), (96, 128)).shape == (128, 96, 3)


@pytest.mark.parametrize(
    ("size", "expected"), [((1280, 720), (1280, 720)), ((1920, 1080), (1280, 720))]
)
def test_grey_pictures_have_one_area(size: tuple[int, int], expected: tuple[int, int]) -> None:
    picture = np.zeros((size[1], size[0], 3), np.uint8)
    picture[:, : size[0] // 2] = 200
    grey = to_grey(frame_of(picture))
    assert grey.shape == expected[::-1]
    assert grey.dtype == np.uint8
    assert abs(int(grey[100, 100]) - 200) <= 2
    assert grey[100, -100] <= 2


def test_a_grey_picture_is_turned_as_it_is_shown() -> None:
    picture = np.zeros((96, 128, 3), np.uint8)
    picture[:48, :64] = 255  # the left top
    grey = to_grey(frame_of(picture), Orientation(90))
    assert grey.shape[0] > grey.shape[1]
    assert grey[-100, 100] > 250  # counter-clockwise: the left bottom
    assert grey[100, 100] < 5
