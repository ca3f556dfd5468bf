from typing import cast

import numpy as np
import pytest
import torch

from tests.unit.tracker.clips import ball_position
from tests.unit.tracker.inference.conftest import SIZE, BallVideo
from tests.unit.tracker.inference.models import Brightness, Moves
from tests.unit.tracker.pans import PAN, ball_in_pan, pan_picture
from tracker.heatmap import to_model
from tracker.inference.evidence import MotionMaps, Three, heatmaps_for
from tracker.model import build_model
from tracker.model.mdd import MotionDirectionDecoupling
from tracker.video import FrameReader


def around(frame: int, last: int = 7) -> Three:
    return max(0, frame - 1), frame, min(frame + 1, last)


def spot(frame: int) -> tuple[int, int]:
    """Row and column of the ball of `frame` in the maps."""
    x, y = to_model(np.array(ball_position(frame, *SIZE)), SIZE)
    return round(float(y)), round(float(x))


@pytest.mark.parametrize("frame", [0, 3, 7])
def test_tells_the_heatmap_of_the_frame(frame: int, ball_video: BallVideo) -> None:
    with FrameReader(ball_video(8)) as reader:
        heatmaps = heatmaps_for(reader, Brightness(), around(frame))
    assert heatmaps.frames == around(frame)
    assert heatmaps.refined.shape == (288, 512)
    assert heatmaps.refined[spot(frame)] > 0.9
    assert heatmaps.draft.shape == (0, 0)


def test_motion_shows_arrival_and_departure_for_any_model(ball_video: BallVideo) -> None:
    with FrameReader(ball_video(8)) as reader:
        motion = MotionMaps(reader.read_model, Brightness()).between(around(3))
        window = np.stack([reader.read_model(number) for number in (2, 3, 4)])
    frames = torch.from_numpy(window).permute(0, 3, 1, 2).reshape(1, 9, 288, 512) / 255
    with torch.no_grad():
        of_the_network = MotionDirectionDecoupling()(frames)[0].numpy()
    assert motion.shape == (2, 288, 512, 2)
    assert motion.dtype == np.uint8
    (left, arrived), (leaves, arrives) = np.moveaxis(motion, 3, 1) / 255
    here = np.stack((arrived, left, arrives, leaves))
    assert np.allclose(here, of_the_network, atol=1 / 255)
    assert arrived[spot(3)] > 0.9 > 0.5 > arrived[spot(2)]
    assert left[spot(2)] > 0.9 > 0.5 > left[spot(3)]
    assert arrives[spot(4)] > 0.9 > 0.5 > arrives[spot(3)]
    assert leaves[spot(3)] > 0.9 > 0.5 > leaves[spot(4)]


def test_to_the_same_frame_there_is_no_motion(ball_video: BallVideo) -> None:
    with FrameReader(ball_video(4)) as reader:
        maps = MotionMaps(reader.read_model, Brightness())
        before, after = maps.between((0, 0, 1))[0], maps.between((2, 3, 3))[1]
    assert np.ptp(before) == 0
    assert np.ptp(after) == 0


def test_frames_left_out_between_are_not_looked_at(ball_video: BallVideo) -> None:
    with FrameReader(ball_video(8)) as reader:
        seen: list[int] = []

        def read(frame: int) -> np.ndarray:
            seen.append(frame)
            return reader.read_model(frame)

        arrival = MotionMaps(read, Brightness()).between((1, 3, 6))[0, :, :, 1] / 255
    assert sorted(seen) == [1, 3, 6]
    assert arrival[spot(3)] > 0.9 > 0.5 > arrival[spot(1)]


def test_motion_is_the_same_in_whatever_order_frames_are_asked_for(ball_video: BallVideo) -> None:
    with FrameReader(ball_video(8)) as reader:
        maps = MotionMaps(reader.read_model, Brightness())
        for frame in (3, 4, 6, 2, 3):
            fresh = MotionMaps(reader.read_model, Brightness()).between(around(frame))
            assert np.array_equal(maps.between(around(frame)), fresh)


def test_under_a_camera_that_pans_only_what_moves_shows() -> None:
    maps = MotionMaps(pan_picture, Brightness())
    for frame in (5, 6, 4):
        motion = maps.between(around(frame, 20)).astype(int)
        (left, arrived), (leaves, arrives) = np.moveaxis(motion, 3, 1)
        x, y = ball_in_pan(frame)
        assert min(arrived[y, x], leaves[y, x]) > 220
        for shown, other in ((left, frame - 1), (arrives, frame + 1)):
            beside = np.subtract(ball_in_pan(other), np.multiply(PAN, other - frame)).astype(int)
            assert shown[beside[1], beside[0]] > 220
        rest = np.median(motion)
        inner = np.abs(motion[:, 20:-20, 20:-20] - rest) > 40
        assert inner.mean() < 0.01, "the hall is still"
        fresh = MotionMaps(pan_picture, Brightness()).between(around(frame, 20))
        np.testing.assert_array_equal(motion, fresh)


def test_a_network_explains_a_pan_as_it_answered_it() -> None:
    """From where the camera was in the frame that is asked about."""

    class Reader:
        read_model = staticmethod(pan_picture)

    model = Moves()
    heatmaps = heatmaps_for(cast(FrameReader, Reader()), model, around(6, 20))
    x, y = ball_in_pan(6)
    assert heatmaps.refined[y, x] > 0.6
    assert (heatmaps.refined[20:-20, 20:-20] > 0.3).mean() < 0.005


def test_a_real_network_tells_its_draft_too(ball_video: BallVideo) -> None:
    torch.manual_seed(0)
    model = build_model("v5-small").eval()
    with FrameReader(ball_video(4)) as reader:
        heatmaps = heatmaps_for(reader, model, around(1))
    for array in (heatmaps.draft, heatmaps.refined):
        assert array.shape == (288, 512)
        assert array.dtype == np.float32
        assert 0.0 <= array.min() <= array.max() <= 1.0
