"""A TrackNet as a graph compiler likes it: bytes in, and no picture is taken apart into planes.

Space-to-depth of bytes is one copy. From there on, a picture is a grid of cells of stem x stem
pixels, up to the heatmaps, which the last operation takes apart again. Brightness, its differences
and their signs are one 1x1 convolution on cells. What it computes is what the model computes, up to
rounding: whole grey levels, which even bfloat16 holds exactly, go where the model has their 255th
parts.
"""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from tracker.heatmap import MODEL_HEIGHT, MODEL_WIDTH
from tracker.inference.plain_attention import PlainLayer
from tracker.model.mdd import MotionAttention, MotionDirectionDecoupling
from tracker.model.rstr import RefinementHead
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
        first.weight.data = _motion_before_pixels(first.weight.data, self.stem, maps)
        _work_on_cells(self.model.head, self.stem)
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
        maps = None
        if self.motion is not None:
            difference = F.conv2d(pixels, self.differences)
            signed = isinstance(self.motion, MotionDirectionDecoupling)
            maps = self.motion.attend(torch.relu(difference) if signed else difference.abs())
        seen = pixels
        if maps is not None and model.config.motion_input:
            seen = torch.cat((maps, pixels), dim=1)
        features = model.backbone(seen)
        draft = model.head.draft(model.neck(features))
        heat = torch.sigmoid(model.head(draft, maps, features[-1]).float())
        return heat if stem == 1 else F.pixel_shuffle(heat, stem)


def _motion_before_pixels(weight: Tensor, stem: int, maps: int) -> Tensor:
    """The first convolution for ``maps`` motion maps, each cell by cell, then pixels (0..255) that
    lie side by side by cell.

    ``weight`` [out, (9 + maps) stem², 3, 3] is in the order of ``TrackNet.assemble``.
    """
    half = maps // 2
    # Channels before space-to-depth: I(t-1), A12, I(t), A23, I(t+1).
    kinds = [0] * 3 + [1] * half + [0] * 3 + [1] * half + [0] * 3
    by_channel = weight.reshape(len(weight), len(kinds), stem * stem, 3, 3)
    pixels, motion = (
        by_channel[:, [n for n, each in enumerate(kinds) if each == kind]] for kind in (0, 1)
    )
    return torch.cat((motion.flatten(1, 2), pixels.transpose(1, 2).flatten(1, 2) / 255), dim=1)


def _difference_weights(motion: MotionAttention, stem: int) -> Tensor:
    """Of the 1x1 convolution from pixels by cell to D12, −D12, D23, −D23 (or D12, D23), each cell
    by cell."""
    colours = (motion.R_WEIGHT, motion.G_WEIGHT, motion.B_WEIGHT)
    brightness = torch.stack(colours).flatten() / 255
    signs = (1, -1) if isinstance(motion, MotionDirectionDecoupling) else (1,)
    rows = []
    for step in range(_FRAMES - 1):
        row = torch.zeros(_FRAMES, _COLOURS)
        row[step], row[step + 1] = -brightness, brightness
        rows += [sign * row.flatten() for sign in signs]
    # The same for every pixel of a cell, of nothing but that pixel.
    same = torch.eye(stem**2)
    weights = torch.stack(rows)[:, None, None] * same[:, :, None]  # [map, cell, cell, colour]
    return weights.flatten(2).flatten(0, 1)[:, :, None, None]


def _work_on_cells(head: RefinementHead, stem: int) -> None:
    """Have ``head`` take and give [B,3 stem²,H/stem,W/stem], each frame cell by cell."""
    head.stem = 1
    if head.fusion.kind == "add":
        mix = head.fusion.mix.weight.data
        same = torch.eye(stem**2)
        head.fusion.mix = _convolution(torch.kron(mix[:, :, 0, 0], same)[:, :, None, None])
    if head.config is None:
        return
    patch = head.config.patch
    embed, to_pixels = head.embed_conv, head.decoder_head[0]
    assert isinstance(to_pixels, nn.Conv2d)
    assert to_pixels.bias is not None
    weight = _cells_first(embed.weight.data.reshape(-1, patch, patch), stem)
    head.embed_conv = _convolution(weight, embed.bias, stride=patch // stem)
    outputs = (to_pixels.weight.data[:, :, 0, 0].T, to_pixels.bias.data[None])
    weight, bias = (_cells_first(x.reshape(-1, patch, patch), stem).flatten(1) for x in outputs)
    head.decoder_head = nn.Sequential(
        _convolution(weight.T[:, :, None, None], bias[0]), nn.PixelShuffle(patch // stem)
    )
    for number, layer in enumerate(head.transformer_encoder.layers):
        assert isinstance(layer, nn.TransformerEncoderLayer)
        head.transformer_encoder.layers[number] = PlainLayer(layer)


def _cells_first(patches: Tensor, stem: int) -> Tensor:
    """[N,patch,patch] → [N,stem²,patch/stem,patch/stem]."""
    return F.pixel_unshuffle(patches[:, None], stem)


def _convolution(weight: Tensor, bias: Tensor | None = None, stride: int = 1) -> nn.Conv2d:
    outputs, inputs, *kernel = weight.shape
    made = nn.Conv2d(inputs, outputs, kernel[0], stride, bias=bias is not None)
    made.weight.data = weight.contiguous()
    if bias is not None:
        made.bias = nn.Parameter(bias.detach())
    return made
