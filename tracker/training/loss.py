"""The weighted binary cross-entropy of the TrackNet papers."""

from __future__ import annotations

from typing import Literal

from torch import Tensor
from torch.nn import functional as F

from tracker.heatmap import disk_target, gaussian_target

Target = Literal["disk", "gaussian"]


def targets(visibility: Tensor, xy: Tensor, size: tuple[int, int], kind: Target) -> Tensor:
    """Target maps [B,3,h,w] for labels ``visibility`` [B,3] and ``xy`` [B,3,2]."""
    paint = {"disk": disk_target, "gaussian": gaussian_target}[kind]
    return paint(xy[..., 0], xy[..., 1], visibility > 0, size)


def weighted_bce(logits: Tensor, target: Tensor, known: Tensor) -> Tensor:
    """WBCE = -mean[(1-p)² y log p + p² (1-y) log(1-p)] over the known maps.

    Args:
        logits: [B,3,h,w]; the sigmoid is taken here, in float32, where log p stays finite.
        target: [B,3,h,w] in [0,1].
        known: bool [B,3]; maps nobody labelled take no part.
    """
    logits = logits.float()
    p = logits.sigmoid()
    positive = (1 - p).square() * target * F.logsigmoid(logits)
    negative = p.square() * (1 - target) * F.logsigmoid(-logits)
    per_map = -(positive + negative).mean((-1, -2))
    weight = known.float()
    return (per_map * weight).sum() / weight.sum().clamp_min(1.0)
