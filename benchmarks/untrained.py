"""Networks without training that cost what trained ones cost."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

from tracker.heatmap import PEAK_FLOOR
from tracker.model import build_model
from tracker.model.tracknet import TrackNet

HOT, WARM = 30, 120
"""So many pixels of a heatmap are above a half and above the least score of a peak, as around a
ball."""


def _normalising(model: TrackNet, frames: Tensor) -> TrackNet:
    """With the BatchNorm statistics that training leaves: feature maps of both signs, near one."""
    for layer in model.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.momentum = 1.0
    with torch.inference_mode():
        model.train().logits(frames)
    return model


def untrained(architecture: str, frames: Tensor) -> TrackNet:
    """A network whose heatmaps of ``frames`` [B,9,288,512] are as empty as those of a trained one.

    At random, a heatmap is a half everywhere and full of peaks, and finding them takes longer than
    it ever does. Only networks with a refinement head have a bias to shift; others stay so.
    """
    torch.manual_seed(0)
    model = _normalising(build_model(architecture), frames).eval()
    if model.config.refinement is not None:
        with torch.inference_mode():
            logits = model.logits(frames)
        maps = logits.shape[0] * logits.shape[1]
        ranked = logits.flatten().sort(descending=True).values
        hot, warm = float(ranked[HOT * maps]), float(ranked[WARM * maps])
        # The residual is its bias alone before training, and the draft is what is seen.
        scale = math.log(1 / PEAK_FLOOR - 1) / (hot - warm)
        model.head.draft_head.weight.data *= scale
        bias = model.head.decoder_head[0].bias
        assert isinstance(bias, Tensor)
        bias.data -= scale * hot
    return model
