"""The U-Net of TrackNetV2, which V4 and V5 keep, with its widths left open."""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class ConvBlock(nn.Module):
    """Conv3x3 (padding 1, no bias) with ReLU and BatchNorm in either order: [B,inputs,H,W] →
    [B,outputs,H,W]."""

    def __init__(self, inputs: int, outputs: int, activation_first: bool = True) -> None:
        super().__init__()
        convolution = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        norm, activation = nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)
        tail = (activation, norm) if activation_first else (norm, activation)
        # The attribute is called conv because the authors' state dict says conv1.conv.0.weight.
        self.conv = nn.Sequential(convolution, *tail)

    def forward(self, x: Tensor) -> Tensor:
        result: Tensor = self.conv(x)
        return result


class _Level(nn.Module):
    """Blocks named conv<n>, numbered through the whole network as the authors did."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: list[list[str]] = []

    def add_level(self, first: int, channels: list[int], activation_first: bool) -> int:
        names = []
        for number, (inputs, outputs) in enumerate(pairwise(channels), start=first):
            self.add_module(f"conv{number}", ConvBlock(inputs, outputs, activation_first))
            names.append(f"conv{number}")
        self.levels.append(names)
        return first + len(names)

    def run_level(self, level: int, x: Tensor) -> Tensor:
        for name in self.levels[level]:
            x = self.get_submodule(name)(x)
        return x


class Encoder(_Level):
    """Four levels with 2x2 max pooling between: [B,inputs,H,W] → every level's output, finest
    first, [B,widths[l],H/2^l,W/2^l]."""

    def __init__(
        self, inputs: int, widths: tuple[int, ...], depths: tuple[int, ...], activation_first: bool
    ) -> None:
        super().__init__()
        number = 1
        for width, depth in zip(widths, depths, strict=True):
            number = self.add_level(number, [inputs, *[width] * depth], activation_first)
            inputs = width
        self.next_number = number

    def forward(self, x: Tensor) -> list[Tensor]:
        features = []
        for level in range(len(self.levels)):
            if level:
                x = F.max_pool2d(x, 2)
            x = self.run_level(level, x)
            features.append(x)
        return features


class Decoder(_Level):
    """Bilinear x2 (align_corners as in TrackNetV2), concatenated with the skip, then blocks: the
    encoder's outputs → [B,widths[0],H,W]."""

    def __init__(
        self,
        widths: tuple[int, ...],
        depths: tuple[int, ...],
        activation_first: bool,
        first_number: int,
    ) -> None:
        super().__init__()
        below = widths[-1]
        for width, depth in zip(widths[-2::-1], depths[-2::-1], strict=True):
            channels = [below + width, *[width] * depth]
            first_number = self.add_level(first_number, channels, activation_first)
            below = width

    def forward(self, features: list[Tensor]) -> Tensor:
        x = features[-1]
        for level, skip in enumerate(features[-2::-1]):
            x = F.interpolate(x, size=skip.shape[-2:], mode="bilinear", align_corners=True)
            x = self.run_level(level, torch.cat((x, skip), dim=1))
        return x
