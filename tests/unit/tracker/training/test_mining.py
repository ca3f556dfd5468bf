"""A model's mistakes are found, and crops are placed on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import torch
from lightning_fabric import Fabric
from torch import nn

from tests.unit.tracker.training.augmentation import NO_AUGMENTATION
from tracker.heatmap import disk_target
from tracker.model import ModelConfig, build_model
from tracker.training.clips import LabelledClip
from tracker.training.dataset import WindowDataset
from tracker.training.loop import TrainConfig, Trainer
from tracker.training.mining import HardSpots, hard_spots, mistakes
from tracker.training.train_events import StepDone, TrainNotice

Make = Callable[..., LabelledClip]


class AlwaysAt(nn.Module):
    """Answers the same place in every frame."""

    def __init__(self, x: float, y: float) -> None:
        super().__init__()
        self.x, self.y = x, y

    def forward(self, windows: torch.Tensor) -> torch.Tensor:
        size = (int(windows.shape[-2]), int(windows.shape[-1]))
        x = torch.full((len(windows), 3), self.x)
        return disk_target(x, torch.full_like(x, self.y), torch.ones_like(x, dtype=bool), size)


def test_a_missed_ball_and_the_peak_that_beat_it_are_both_mistakes(make_clip: Make) -> None:
    clip = make_clip(count=4)
    clip.visibility[:] = (1, 1, 0, -1)
    best = np.array(
        [
            (clip.x[0] + 1, clip.y[0], 0.9),  # found
            (clip.x[1] + 50, clip.y[1], 0.6),  # elsewhere
            (30, 40, 0.5),  # nothing there
            (30, 40, 0.9),  # nobody knows
        ],
        dtype=np.float32,
    )
    found = mistakes(clip, best, threshold=0.5)
    assert [frame for frame, _ in found] == [1, 1, 2]
    expected = [(clip.x[1], clip.y[1]), (clip.x[1] + 50, clip.y[1]), (30, 40)]
    np.testing.assert_allclose([xy for _, xy in found], expected)


def test_a_frame_without_a_peak_is_a_missed_ball_only(make_clip: Make) -> None:
    clip = make_clip(count=2)
    clip.visibility[:] = (1, 0)
    found = mistakes(clip, np.full((2, 3), np.nan, dtype=np.float32), threshold=0.5)
    assert found == [(0, (float(clip.x[0]), float(clip.y[0])))]


def test_spots_carry_the_weight_of_their_clip(make_clip: Make) -> None:
    clips = [make_clip("one", count=6), make_clip("two", count=6, weight=3.0)]
    spots = hard_spots(AlwaysAt(500, 20), clips, "cpu")
    assert len(spots) == 24  # every ball and every false peak
    assert spots.probability[spots.clip == 1].sum() == np.float64(0.75)


def test_hard_crops_show_the_place_of_the_mistake(make_clip: Make) -> None:
    clip = make_clip(count=6)
    place = np.array([(300, 40)], dtype=np.float32)  # far from the ball in frame 2
    clip.frames[:, 38:43, 298:303] = (255, 0, 0)
    spots = HardSpots(np.zeros(1, np.int32), np.array([2], np.int32), place, np.ones(1))
    config = replace(NO_AUGMENTATION, centred=1.0)
    batches = iter(WindowDataset([clip], 8, (64, 64), config, seed=1, hard=(spots, 1.0)))
    red = next(batches).frames.unflatten(1, (3, 3))[:, 1, 0] == 255
    assert bool(red.flatten(1).any(1).all())


def test_training_with_mining_says_what_it_found(tiny_config: ModelConfig, make_clip: Make) -> None:
    config = TrainConfig(steps=2, batch_size=2, crop=(48, 48), mine=0.5, precision="32-true")
    torch.manual_seed(0)
    fabric = Fabric(accelerator="cpu", devices=1, precision="32-true")
    trainer = Trainer(build_model(tiny_config), [make_clip()], [], config, fabric)
    events = list(trainer.run())
    notices = [event.text for event in events if isinstance(event, TrainNotice)]
    assert trainer.hard is not None
    assert notices[-1] == f"{len(trainer.hard)} places to train on more often."
    assert any(isinstance(event, StepDone) for event in events)
    assert trainer.step == 2
