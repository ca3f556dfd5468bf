"""Tiny deterministic stand-ins for the network."""

import threading

import torch
from torch import Tensor, nn


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
