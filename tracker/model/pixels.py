"""From bytes to what the network computes with."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor


def normalised(pixels: Tensor) -> Tensor:
    """uint8 → float32 in [0,1]."""
    return pixels.float().div(255)


def frames_of_windows(windows: Tensor) -> Tensor:
    """Windows uint8 [B,3,H,W,3] → frames float32 [B,9,H,W] in [0,1]."""
    # Planes: the motion maps and the stem are faster on them, the convolutions convert.
    return normalised(windows.permute(0, 1, 4, 2, 3).flatten(1, 2).contiguous())
