"""Two networks as one: a quick one sees every window, a careful one those the first is unsure of.

Their mistakes differ, so that the mean of their heatmaps is better than either, and most windows of
a rally leave the quick one in no doubt: it costs a fraction of the careful one's time.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from tracker.model.config import ModelConfig
from tracker.model.tracknet import Stages, TrackNet

SURE = 0.6
"""No second opinion is asked for where the peak of each of the three heatmaps reaches this. On
unseen clips that leaves a third of the windows, and scores change little between 0.5 and 0.8."""


class SecondOpinion(nn.Module):
    """Frames float32 [B,9,288,512] RGB in [0,1] → heatmaps float32 [B,3,288,512], as `TrackNet`."""

    def __init__(self, first: TrackNet, second: TrackNet) -> None:
        """Args: first: sees everything; second: is asked where that is `unsure`."""
        super().__init__()
        self.first = first
        self.second = second

    @property
    def config(self) -> ModelConfig:
        """The first network's: its threshold counts."""
        return self.first.config

    @property
    def mdd(self) -> nn.Module:
        """The motion maps of the second, to be looked at."""
        return self.second.mdd

    def explain(self, frames: Tensor) -> Stages:
        """Motion maps and draft of the second network, and the heatmaps of both."""
        stages = self.second.explain(frames)
        heard = _heard(self.first(frames), stages.heatmaps)
        return stages._replace(heatmaps=heard)

    def forward(self, frames: Tensor) -> Tensor:
        """Heatmaps [B,3,288,512] of frames [B,9,288,512]: of both where the first is unsure."""
        heatmaps: Tensor = self.first(frames)
        if frames.is_cuda:  # a recorded graph does the same for every window
            return _heard(heatmaps, self.second(frames))
        asked = unsure(heatmaps)
        if bool(asked.any()):
            hear(heatmaps, asked, self.second(frames[asked]))
        return heatmaps


def unsure(heatmaps: Tensor) -> Tensor:
    """Which windows want a second opinion, bool [B], of heatmaps [B,3,288,512]."""
    return heatmaps.amax(dim=(2, 3)).amin(dim=1) < SURE


def hear(heatmaps: Tensor, asked: Tensor, second: Tensor) -> None:
    """Let the windows `asked` about, bool [B], be the mean of `heatmaps` [B,3,288,512] and what the
    `second` network says of them, in their order."""
    heatmaps[asked] = (heatmaps[asked] + second) / 2


def _heard(first: Tensor, second: Tensor) -> Tensor:
    return torch.where(unsure(first)[:, None, None, None], (first + second) / 2, first)
