"""Arrival and departure at peaks agree with the maps of MDD itself."""

import numpy as np
import pytest
import torch
from torch import nn

from tracker.inference.motion import PeakMotion
from tracker.model.mdd import MotionDirectionDecoupling

NOWHERE = (np.nan, np.nan, np.nan)


class WithMotion(nn.Module):
    def __init__(self, a: float, b: float) -> None:
        super().__init__()
        self.mdd = MotionDirectionDecoupling()
        self.mdd.a.data.fill_(a)
        self.mdd.b.data.fill_(b)


def picture(x: int | None, ball: int = 250, court: int = 60) -> np.ndarray:
    drawn = np.full((288, 512, 3), court, np.uint8)
    if x is not None:
        drawn[98:103, x - 2 : x + 3] = ball
    return drawn


def peaks(*points: tuple[float, float, float]) -> np.ndarray:
    return np.array(points, np.float32)


def moves(probe: PeakMotion, found: np.ndarray, *pictures: np.ndarray | None) -> np.ndarray:
    """Arrival and departure [K, 2] at the peaks of one frame between its neighbours."""
    (alone,) = probe.at(found[None], [pictures])
    return alone


@pytest.mark.parametrize(("ball", "court"), [(250, 60), (10, 180)])
def test_a_ball_in_flight_arrives_and_leaves(ball: int, court: int) -> None:
    before, here, after = (picture(x, ball, court) for x in (80, 100, 120))
    found = peaks((100.2, 99.8, 0.9), (80, 100, 0.5), (300, 200, 0.3), NOWHERE)
    motion = moves(PeakMotion(nn.Identity()), found, before, here, after)
    assert motion.dtype == np.float32
    assert motion[0].min() > 0.99
    assert motion[1].tolist() == pytest.approx([1, 0], abs=0.01), "left, and nothing came after"
    assert motion[2].tolist() == [0, 0]
    assert np.isnan(motion[3]).all()


def test_a_ball_that_comes_to_rest_arrives_only() -> None:
    motion = moves(
        PeakMotion(nn.Identity()), peaks((100, 100, 0.9)), picture(80), picture(100), picture(100)
    )
    assert motion[0].tolist() == pytest.approx([1, 0], abs=0.01)


def test_no_neighbour_is_not_no_motion() -> None:
    probe = PeakMotion(nn.Identity())
    alone = moves(probe, peaks((100, 100, 0.9)), None, picture(100), None)
    assert np.isnan(alone).all()
    first = moves(probe, peaks((100, 100, 0.9)), None, picture(100), picture(120))
    assert np.isnan(first[0, 0])
    assert first[0, 1] > 0.99


def test_no_peaks_need_no_pixels() -> None:
    found = moves(PeakMotion(nn.Identity()), peaks(NOWHERE), None, picture(None), None)
    assert found.shape == (1, 2)
    assert np.isnan(found).all()


@pytest.mark.parametrize(("a", "b"), [(0.2, 0.15), (0.05, -0.02), (0.8, 0.01)])
def test_agrees_with_the_maps_of_the_weights(a: float, b: float) -> None:
    rng = np.random.default_rng(3)
    before, here, after = rng.integers(90, 130, (3, 288, 512, 3), dtype=np.uint8)
    model = WithMotion(a, b)
    x, y = 511, 17  # at the edge
    motion = moves(PeakMotion(model), peaks((x, y, 0.9)), before, here, after)[0]
    frames = torch.from_numpy(np.concatenate([before, here, after], axis=2)).permute(2, 0, 1)
    with torch.no_grad():
        maps = model.mdd(frames[None].float() / 255)[0]
        rest = float(model.mdd.attend(torch.zeros(())))
    near = ((maps[:, y - 1 : y + 2, x - 1 :].amax((1, 2)) - rest) / (1 - rest)).tolist()
    pairs = [(near[0], near[3]), (near[1], near[2])]
    assert motion.tolist() == pytest.approx(max(pairs, key=sum), abs=1e-4)


def test_what_is_said_of_a_frame_depends_on_no_other() -> None:
    rng = np.random.default_rng(5)
    probe = PeakMotion(nn.Identity())
    found = rng.uniform(0, 280, (6, 5, 3)).astype(np.float32)
    found[2], found[4, 3:] = np.nan, np.nan
    shown = rng.integers(0, 256, (8, 288, 512, 3), dtype=np.uint8)
    around = [(shown[n] if n else None, shown[n + 1], shown[n + 2]) for n in range(6)]
    together = probe.at(found, around)
    alone = [moves(probe, *each) for each in ((found[n], *around[n]) for n in range(6))]
    assert together.tobytes() == np.stack(alone).tobytes()
    assert np.isnan(together[2]).all()
    assert np.isnan(together[0, :, 0]).all()
    assert not np.isnan(together[1]).any()
