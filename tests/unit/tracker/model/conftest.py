"""The parameters and the input under which the authors' model was recorded."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from tracker.model import PRESETS, build_model
from tracker.model.tracknet import TrackNet


def recorded_parameters(model: TrackNet) -> dict[str, Tensor]:
    """A state dict made from each parameter's number in the state dict's order."""
    luminance = {"R": 0.299, "G": 0.587, "B": 0.114}
    result = {}
    for number, (name, tensor) in enumerate(model.state_dict().items()):
        shape, count = tuple(tensor.shape), tensor.numel()
        base = np.sin(0.37 * np.arange(count) + number)
        if name.endswith("num_batches_tracked"):
            values = np.zeros(1)
        elif name.endswith("running_var"):
            values = 1 + 0.2 * base
        elif name.endswith("running_mean"):
            values = 0.1 * base
        elif name in ("mdd.a", "mdd.b"):
            values = np.array([0.2 if name == "mdd.a" else 0.15])
        elif name.endswith("_WEIGHT"):
            values = np.array([luminance[name.removeprefix("mdd.")[0]]])
        elif len(shape) >= 2 and not name.endswith(("pos_embed", "time_embed")):
            values = base * np.sqrt(2 * shape[0] / count)
        elif name.endswith(".weight"):
            values = 1 + 0.1 * base
        else:
            values = 0.05 * base
        result[name] = torch.tensor(values.reshape(shape)).to(tensor.dtype)
    return result


def recorded_frames() -> Tensor:
    """Three frames with waves and a bright disc that moves, float32 [1,9,288,512]."""
    y, x = np.mgrid[0:288, 0:512]
    planes = []
    for c in range(9):
        f = c // 3
        waves = 0.5 + 0.25 * np.sin(x / 17 + 0.5 * c) + 0.25 * np.cos(y / 11 - 0.3 * c)
        disc = (x - (120 + 60 * f)) ** 2 + (y - (90 + 25 * f)) ** 2 < 25
        planes.append(np.clip(0.7 * waves + 0.6 * disc, 0, 1))
    return torch.tensor(np.stack(planes)[None], dtype=torch.float32)


@pytest.fixture(scope="session")
def recorded_model() -> TrackNet:
    model = build_model(PRESETS["v5"])
    model.load_state_dict(recorded_parameters(model))
    return model.eval()


@pytest.fixture(scope="session")
def recorded_input() -> Tensor:
    return recorded_frames()
