"""Motion: the MDD of TrackNetV5 and the absolute-difference attention of TrackNetV4."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn


class MotionAttention(nn.Module):
    """Luminance differences squashed by a learnable sigmoid; shared by V4 and V5.

    Two scalars are learnt: ``a`` sets the slope k = 5 / (0.45 |tanh a| + 1e-6) and ``b`` the
    knee m = 0.6 tanh b of A = 1 / (1 + exp(-k (|P| - m))). The start values are the authors':
    they leave 0.007 of a draft where nothing moves, and a change of 23 grey levels halves it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.a = nn.Parameter(torch.tensor(0.2))
        self.b = nn.Parameter(torch.tensor(0.15))
        # Names and shapes are those of the authors' state dict, so that their weights load.
        self.R_WEIGHT: Tensor
        self.G_WEIGHT: Tensor
        self.B_WEIGHT: Tensor
        for name, weight in (("R_WEIGHT", 0.299), ("G_WEIGHT", 0.587), ("B_WEIGHT", 0.114)):
            self.register_buffer(name, torch.full((1, 1, 1, 1), weight))

    def luminance(self, frames: Tensor) -> Tensor:
        """Luminance [B,3,H,W] of three RGB frames [B,9,H,W]."""
        red, green, blue = frames[:, 0::3], frames[:, 1::3], frames[:, 2::3]
        return red * self.R_WEIGHT + green * self.G_WEIGHT + blue * self.B_WEIGHT

    def differences(self, frames: Tensor) -> Tensor:
        """Signed differences D12, D23 as [B,2,H,W]."""
        luminance = self.luminance(frames)
        return luminance[:, 1:] - luminance[:, :-1]

    def attend(self, magnitude: Tensor) -> Tensor:
        """The squashing sigmoid, element by element, of any shape; [...] → [...] in (0,1)."""
        slope = 5.0 / (0.45 * torch.tanh(self.a).abs() + 1e-6)
        knee = 0.6 * torch.tanh(self.b)
        return torch.sigmoid(slope * (magnitude - knee))

    def slope_and_knee(self) -> tuple[float, float]:
        """k(a) and m(b) of the sigmoid, as numbers."""
        slope = 5.0 / (0.45 * abs(math.tanh(self.a.item())) + 1e-6)
        return slope, 0.6 * math.tanh(self.b.item())


class MotionDirectionDecoupling(MotionAttention):
    """MDD (TrackNetV5): brightening and darkening kept apart.

    frames [B,9,H,W] in [0,1] → [B,4,H,W] in order A⁺12, A⁻12, A⁺23, A⁻23. For a ball brighter
    than its background + is where it arrived and - where it left.
    """

    def forward(self, frames: Tensor) -> Tensor:
        difference = self.differences(frames)
        polarity = torch.stack((difference, -difference), dim=2).flatten(1, 2)
        return self.attend(torch.relu(polarity))


class AbsoluteMotion(MotionAttention):
    """TrackNetV4's attention: frames [B,9,H,W] → |D12|, |D23| squashed, [B,2,H,W]."""

    def forward(self, frames: Tensor) -> Tensor:
        return self.attend(self.differences(frames).abs())
