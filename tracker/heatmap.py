"""Heatmaps: painting targets, finding peaks, and the map between model and source pixels.

Everywhere, a coordinate is the position of a point in pixels with the centre of pixel (0, 0) at
(0, 0). The model sees every video stretched to 512 x 288.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from torch import Tensor

MODEL_WIDTH = 512
MODEL_HEIGHT = 288
MAX_PEAKS = 5
PEAK_FLOOR = 0.05
"""Peaks below this score are noise and are not reported."""

_NMS_RADIUS = 5
"""Two peaks closer than this (px) are one ball: a ball's blob is about 5 px wide."""
_CENTROID_RADIUS = 3

Array = npt.NDArray[np.floating]


def to_source(xy: Array, size: tuple[int, int]) -> Array:
    """Model pixels [..., 2] → pixels of a source video of ``size`` (width, height)."""
    scale = np.asarray(size, dtype=np.float64) / (MODEL_WIDTH, MODEL_HEIGHT)
    return (np.asarray(xy, dtype=np.float64) + 0.5) * scale - 0.5


def to_model(xy: Array, size: tuple[int, int]) -> Array:
    """Pixels [..., 2] of a source video of ``size`` (width, height) → model pixels."""
    scale = np.asarray((MODEL_WIDTH, MODEL_HEIGHT), dtype=np.float64) / size
    return (np.asarray(xy, dtype=np.float64) + 0.5) * scale - 0.5


def heatmaps_to_peaks(
    heatmaps: Tensor, max_peaks: int = MAX_PEAKS, floor: float = PEAK_FLOOR
) -> Tensor:
    """Find the peaks of heatmaps, on the device they live on.

    Args:
        heatmaps: [N,H,W] in [0,1].
        max_peaks: K, how many to report.
        floor: smallest score reported.

    Returns:
        float32 [N,K,3] of x, y (model pixels, sub-pixel) and score (height of the peak), best
        first, NaN where there are fewer than K. The position is the heat-weighted centroid of
        the pixels around the peak that reach half its height.
    """
    import torch
    from torch.nn import functional as F

    maps = heatmaps.float()
    count, height, width = maps.shape
    peaks = torch.full((count, max_peaks, 3), float("nan"), device=maps.device)
    if count == 0:
        return peaks
    size = 2 * _NMS_RADIUS + 1
    # A max filter is separable, and two passes of 11 are five times cheaper than one of 121.
    rows = F.max_pool2d(maps[:, None], (1, size), stride=1, padding=(0, _NMS_RADIUS))
    neighbourhood = F.max_pool2d(rows, (size, 1), stride=1, padding=(_NMS_RADIUS, 0))[:, 0]
    is_peak = (maps >= neighbourhood) & (maps >= floor)
    scores, cells = torch.where(is_peak, maps, -1.0).flatten(1).topk(max_peaks, dim=1)
    offset = torch.arange(-_CENTROID_RADIUS, _CENTROID_RADIUS + 1, device=maps.device)
    ys = (cells // width)[..., None] + offset  # [N,K,7]
    xs = (cells % width)[..., None] + offset
    inside_y, inside_x = (ys >= 0) & (ys < height), (xs >= 0) & (xs < width)
    index = ys.clamp(0, height - 1)[..., :, None] * width + xs.clamp(0, width - 1)[..., None, :]
    heat = maps.flatten(1).gather(1, index.flatten(1)).reshape(index.shape)
    inside = inside_y[..., :, None] & inside_x[..., None, :]
    heat = heat * (inside & (heat >= 0.5 * scores[..., None, None]))
    total = heat.sum((-1, -2)).clamp_min(1e-9)
    x = (heat.sum(-2) * xs).sum(-1) / total
    y = (heat.sum(-1) * ys).sum(-1) / total
    found = scores >= floor
    peaks[found] = torch.stack((x, y, scores), dim=-1)[found]
    return peaks


def disk_target(
    x: Tensor, y: Tensor, present: Tensor, size: tuple[int, int], radius: float = 2.5
) -> Tensor:
    """Binary disks of ``radius`` model pixels around (x, y), the authors' tennis setting.

    Args:
        x, y: [...] centres in model pixels; values where ``present`` is false are ignored.
        present: bool [...]; an absent ball gives a map of zeros.
        size: (height, width) of the maps.

    Returns:
        float32 [..., height, width] of zeros and ones.
    """
    return (_squared_distance(x, y, present, size) <= radius * radius).float()


def gaussian_target(
    x: Tensor, y: Tensor, present: Tensor, size: tuple[int, int], variance: float = 2.5
) -> Tensor:
    """Like :func:`disk_target` with a Gaussian of peak 1 and ``variance`` in square pixels."""
    return (-_squared_distance(x, y, present, size) / (2 * variance)).exp()


def _squared_distance(x: Tensor, y: Tensor, present: Tensor, size: tuple[int, int]) -> Tensor:
    import torch

    height, width = size
    rows = torch.arange(height, device=x.device, dtype=torch.float32)
    columns = torch.arange(width, device=x.device, dtype=torch.float32)
    dx = (columns - x[..., None].float()) ** 2
    dy = (rows - y[..., None].float()) ** 2
    distance = dy[..., :, None] + dx[..., None, :]
    return torch.where(present[..., None, None], distance, torch.inf)
