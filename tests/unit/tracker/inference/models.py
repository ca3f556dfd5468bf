"""Tiny deterministic stand-ins for the network."""

import threading
from collections.abc import Generator
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor, nn

from tests.small_model import SMALL
from tracker.inference import Notice
from tracker.inference.runtime import Runtime
from tracker.model import RefinementConfig, build_model
from tracker.model.tracknet import TrackNet


class Brightness(nn.Module):
    """Each frame's brightness as its heatmap, zero where dark."""

    def __init__(self) -> None:
        super().__init__()
        self.batches: list[int] = []

    def forward(self, frames: Tensor) -> Tensor:
        assert frames.shape[1:] == (9, 288, 512)
        assert frames.dtype == torch.float32
        assert 0.0 <= float(frames.min()) <= float(frames.max()) <= 1.0
        self.batches.append(len(frames))
        grey = frames.reshape(len(frames), 3, 3, 288, 512).mean(2)
        return torch.where(grey > 0.3, grey, 0.0)


class Moves(nn.Module):
    """What is brighter in a frame than in the one beside it."""

    def forward(self, frames: Tensor) -> Tensor:
        grey = frames.reshape(len(frames), 3, 3, 288, 512).mean(2)
        beside = grey[:, [1, 0, 1]]
        return (1.5 * (grey - beside)).clamp(0, 1)


class WaitsBetweenLayers(Brightness):
    """Two layers; between them, waits until it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(9, 9, 1)
        self.second = nn.Conv2d(9, 9, 1)
        self.entered, self.go_on = threading.Event(), threading.Event()
        self.finished = 0

    def forward(self, frames: Tensor) -> Tensor:
        self.first(frames)
        self.entered.set()
        assert self.go_on.wait(30)
        self.second(frames)
        self.finished += 1
        return super().forward(frames)


class SmallMemory(Brightness):
    """Runs out of memory with more than `limit` windows."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit

    def forward(self, frames: Tensor) -> Tensor:
        if len(frames) > self.limit:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return super().forward(frames)


class Breaks(Brightness):
    """Fails at the third call."""

    def forward(self, frames: Tensor) -> Tensor:
        if len(self.batches) == 2:
            raise RuntimeError("the third call breaks")
        return super().forward(frames)


TINY = replace(
    SMALL,
    name="tiny",
    refinement=RefinementConfig(
        dim=8, layers=2, feedforward=8, attention="factorised", context=True
    ),
)


def tiny_network(activation_first: bool = TINY.activation_first) -> TrackNet:
    """A TrackNet that costs little, without training, whose maps are not all grey."""
    torch.manual_seed(0)
    model = build_model(replace(TINY, activation_first=activation_first)).eval()
    with torch.no_grad():
        model.head.draft_head.weight.mul_(20)
    return model


def pictures(count: int) -> np.ndarray:
    """Windows of noise, uint8 [count,3,288,512,3]."""
    return np.random.default_rng(0).integers(0, 256, (count, 3, 288, 512, 3), dtype=np.uint8)


def opened(opening: Generator[Notice | None, None, Runtime | None]) -> tuple[Runtime, list[str]]:
    """The runtime, and what was told before it was there."""
    said = []
    while True:
        try:
            told = next(opening)
        except StopIteration as end:
            runtime: Runtime = end.value
            return runtime, said
        said += [told.text] if told else []
