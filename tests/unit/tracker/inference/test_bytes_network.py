"""The network that reads bytes computes what the model computes."""

from __future__ import annotations

import dataclasses

import pytest
import torch

from tracker.inference.bytes_network import BytesNetwork
from tracker.model.config import PRESETS, ModelConfig, RefinementConfig
from tracker.model.pixels import frames_of_windows
from tracker.model.tracknet import TrackNet

SMALL = dataclasses.replace(
    PRESETS["v5-small"], widths=(4, 6, 8, 10), depths=(1, 1, 1, 1), name="small"
)


@pytest.mark.parametrize(
    "config",
    [
        SMALL,
        dataclasses.replace(
            SMALL,
            stem=1,
            fusion="multiply",
            activation_first=True,
            refinement=RefinementConfig(dim=16, layers=2, feedforward=32),
        ),
        dataclasses.replace(SMALL, motion_input=False, refinement=None),
        dataclasses.replace(SMALL, motion="absolute", fusion="multiply", refinement=None),
        dataclasses.replace(
            SMALL, motion="none", motion_input=False, fusion="none", refinement=None
        ),
    ],
    ids=["v5-small", "v5", "maps for fusion alone", "v4", "v2"],
)
def test_it_computes_what_the_model_computes(config: ModelConfig) -> None:
    torch.manual_seed(1)
    model = TrackNet(config).eval()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, 0.02, 0.1)
    # Neighbours alike, as in pictures, so that motion maps are not all saturated.
    windows = torch.randint(0, 256, (2, 1, 288, 512, 3)).repeat(1, 3, 1, 1, 1)
    windows = (windows + torch.randint(-20, 21, windows.shape)).clamp(0, 255).to(torch.uint8)
    with torch.inference_mode():
        expected = model(frames_of_windows(windows))
        found = BytesNetwork(model)(windows)
    assert expected.std() > 0.003
    assert torch.abs(found - expected).max() < 1e-4


def test_the_model_stays_as_it_was() -> None:
    model = TrackNet(SMALL)
    before = model.state_dict().keys()
    BytesNetwork(model)
    assert model.state_dict().keys() == before
    assert isinstance(model.backbone.get_submodule("conv1").conv[0], torch.nn.Conv2d)
