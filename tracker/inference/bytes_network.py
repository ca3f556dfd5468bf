"""A TrackNet as a graph compiler likes it: bytes in, and no picture is taken apart into planes.

Space-to-depth of bytes is one copy. Brightness, its differences and their signs are one 1x1
convolution on it, and the first convolution is two, of pixels and of motion maps, that are added.
What it computes is what the model computes, up to rounding: whole grey levels, which even bfloat16
holds exactly, go where the model has their 255th parts.
"""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from tracker.heatmap import MODEL_HEIGHT, MODEL_WIDTH
from tracker.model.mdd import MotionAttention, MotionDirectionDecoupling
from tracker.model.tracknet import TrackNet

_FRAMES, _COLOURS = 3, 3


class BytesNetwork(nn.Module):
    """Windows uint8 [B,3,288,512,3] → heatmaps [B,3,288,512] of a copy of ``model``."""

    def __init__(self, model: TrackNet) -> None:
        super().__init__()
        self.model = copy.deepcopy(model).eval()
        config = model.config
        self.stem = config.stem
        motion = self.model.mdd if config.motion != "none" else None
        assert motion is None or isinstance(motion, MotionAttention)
        self.motion = motion
        maps = config.input_channels - _FRAMES * _COLOURS
        block = self.model.backbone.get_submodule("conv1").conv  # the first of the network
        assert isinstance(block, nn.Sequential)
        first = block[0]
        assert isinstance(first, nn.Conv2d)
        block[0] = _SplitConvolution(first.weight.detach(), self.stem, maps)
        self.differences: Tensor
        if self.motion is not None:
            self.register_buffer("differences", _difference_weights(self.motion, self.stem))

    def forward(self, windows: Tensor) -> Tensor:
        """See the class."""
        model, stem = self.model, self.stem
        rows, columns = MODEL_HEIGHT // stem, MODEL_WIDTH // stem
        cells = windows.reshape(-1, _FRAMES, rows, stem, columns, stem, _COLOURS)
        cells = cells.permute(0, 2, 4, 3, 5, 1, 6).reshape(len(windows), rows, columns, -1)
        pixels = cells.permute(0, 3, 1, 2).float()
        maps = full = None
        if self.motion is not None:
            difference = F.conv2d(pixels, self.differences)
            signed = isinstance(self.motion, MotionDirectionDecoupling)
            maps = self.motion.attend(torch.relu(difference) if signed else difference.abs())
            full = _to_full_size(maps, stem)
        features = model.backbone((pixels, maps if model.config.motion_input else None))
        draft = model.head.draft(model.neck(features))
        return torch.sigmoid(model.head(draft, full, features[-1]).float())


class _SplitConvolution(nn.Module):
    """The first convolution for pixels (0..255) and motion maps that lie side by side by cell."""

    def __init__(self, weight: Tensor, stem: int, maps: int) -> None:
        """``weight`` [out, (9 + maps) stem², 3, 3] in the order of ``TrackNet.assemble``."""
        super().__init__()
        half = maps // 2
        # Channels before space-to-depth: I(t-1), A12, I(t), A23, I(t+1).
        kinds = [0] * 3 + [1] * half + [0] * 3 + [1] * half + [0] * 3
        by_cell = weight.reshape(len(weight), len(kinds), stem * stem, 3, 3).transpose(1, 2)
        self.pixels: Tensor
        self.motion: Tensor
        for name, kind, scale in (("pixels", 0, 255.0), ("motion", 1, 1.0)):
            chosen = by_cell[:, :, [n for n, each in enumerate(kinds) if each == kind]]
            self.register_buffer(name, chosen.flatten(1, 2) / scale)

    def forward(self, inputs: tuple[Tensor, Tensor | None]) -> Tensor:
        pixels, maps = inputs
        found = F.conv2d(pixels, self.pixels, padding=1)
        return found if maps is None else found + F.conv2d(maps, self.motion, padding=1)


def _difference_weights(motion: MotionAttention, stem: int) -> Tensor:
    """Of the 1x1 convolution from pixels by cell to D12, −D12, D23, −D23 (or D12, D23) by cell."""
    colours = (motion.R_WEIGHT, motion.G_WEIGHT, motion.B_WEIGHT)
    brightness = torch.stack(colours).flatten() / 255
    signs = (1, -1) if isinstance(motion, MotionDirectionDecoupling) else (1,)
    rows = []
    for step in range(_FRAMES - 1):
        row = torch.zeros(_FRAMES, _COLOURS)
        row[step], row[step + 1] = -brightness, brightness
        rows += [sign * row.flatten() for sign in signs]
    # The same for every pixel of a cell, of nothing but that pixel.
    return torch.kron(torch.eye(stem**2), torch.stack(rows))[:, :, None, None]


def _to_full_size(maps: Tensor, stem: int) -> Tensor:
    """Motion maps by cell → [B,maps,288,512]."""
    if stem == 1:
        return maps
    batch, _, rows, columns = maps.shape
    by_map = maps.reshape(batch, stem * stem, -1, rows, columns).transpose(1, 2).flatten(1, 2)
    return F.pixel_shuffle(by_map, stem)
