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

LABELS_LEAN = 0.5
"""How far right of the place a network points to hand labels lie, in pixels of the source.

Labels made of shares of the width and height, or of boxes, count from the picture's corner, where
the middle of the first pixel is (0.5, 0.5): in x by 0.49 px in badminton, 0.51 in tennis, 0.72 in
volleyball (least squares over the clips for training). Down the picture a network learns it like
everything else; across it cannot, since it learns from mirror images as well.
"""

NMS_RADIUS = 5
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


def heatmaps_to_peaks(heatmaps: Tensor, max_peaks: int = MAX_PEAKS) -> Tensor:
    """Find the peaks of heatmaps, on the device they live on.

    Args:
        heatmaps: [N,H,W] in [0,1].
        max_peaks: K, how many to report.

    Returns:
        float32 [N,K,3] of x, y (model pixels, sub-pixel) and score (height of the peak), best
        first, NaN where there are fewer than K. The position is the centroid of the pixels
        around the peak, weighted by their heat above half its height. A plateau is one peak.
    """
    import torch

    maps = heatmaps.float()
    peaks = torch.full((len(maps), max_peaks, 3), float("nan"), device=maps.device)
    cells = _hot_cells(maps)
    for radius in (1, NMS_RADIUS):  # the small one leaves little work for the large one
        cells = cells[:, _is_maximum(maps, cells, radius)]
    scores = maps[cells.unbind()]
    order = scores.argsort(descending=True, stable=True)
    order = order[cells[0, order].argsort(stable=True)]
    cells, scores = cells[:, order], scores[order]
    rank = torch.arange(len(order), device=maps.device) - torch.searchsorted(
        cells[0].contiguous(), cells[0].contiguous()
    )
    best = rank < max_peaks
    cells, scores, rank = cells[:, best], scores[best], rank[best]
    number, y, x = cells.unbind()
    y, x = y.float(), x.float()
    for _ in range(2):  # the second time around the centre, for plateaus and skewed blobs
        y, x = _centroid(maps, number, y.round().long(), x.round().long(), 0.5 * scores)
    peaks[number, rank] = torch.stack((x, y, scores), dim=-1)
    return peaks


def _hot_cells(maps: Tensor) -> Tensor:
    """Cells int64 [3,M] (map, y, x), in order, that are not below ``PEAK_FLOOR``.

    Almost all of a heatmap is: looking only at the rest is a hundred times cheaper on a CPU than
    filtering the whole map.
    """
    import torch
    from torch.nn import functional as F

    if maps.device.type == "cpu":  # numpy finds the few among the many ten times as fast
        places = torch.from_numpy(np.flatnonzero(maps.detach().numpy() >= PEAK_FLOOR))
    else:
        places = (maps >= PEAK_FLOOR).flatten().nonzero()[:, 0]
    if len(places) > maps.numel() // 16:  # a model that is not trained yet: no few to look at
        reach, size = NMS_RADIUS, 2 * NMS_RADIUS + 1
        rows_highest = F.max_pool2d(maps[:, None], (1, size), stride=1, padding=(0, reach))
        highest = F.max_pool2d(rows_highest, (size, 1), stride=1, padding=(reach, 0)).flatten()
        places = places[maps.flatten()[places] == highest[places]]
    height, width = maps.shape[1:]
    rows = places // width
    return torch.stack((rows // height, rows % height, places % width))


def _is_maximum(maps: Tensor, cells: Tensor, radius: int) -> Tensor:
    """Whether ``cells`` int64 [3,M] (map, y, x) top all within ``radius``; the first of equals."""
    import torch

    number, y, x = cells.unbind()
    around, inside, heat = _neighbourhood(maps, number, y, x, radius)
    height = maps[number, y, x][:, None]
    middle = around // 2
    before = torch.arange(around, device=maps.device) < middle
    lower = torch.where(before, heat < height, heat <= height)
    return (lower | ~inside).all(dim=1)


def _centroid(
    maps: Tensor, number: Tensor, y: Tensor, x: Tensor, least: Tensor
) -> tuple[Tensor, Tensor]:
    """Mean position of the pixels around (y, x), weighted by their heat above ``least``."""
    import torch

    size = 2 * _CENTROID_RADIUS + 1
    _, inside, heat = _neighbourhood(maps, number, y, x, _CENTROID_RADIUS)
    # What exceeds `least`, so that a pixel crossing it does not move the mean by a jump.
    heat = (heat - least[:, None]).clamp_min(0) * inside
    heat = heat.reshape(-1, size, size)
    offset = torch.arange(-_CENTROID_RADIUS, _CENTROID_RADIUS + 1, device=maps.device)
    total = heat.sum((-1, -2)).clamp_min(1e-9)
    return (
        y + (heat.sum(-1) * offset).sum(-1) / total,
        x + (heat.sum(-2) * offset).sum(-1) / total,
    )


def _neighbourhood(
    maps: Tensor, number: Tensor, y: Tensor, x: Tensor, radius: int
) -> tuple[int, Tensor, Tensor]:
    """Size, inside-the-map mask [M,size] and heat [M,size] of the squares around (y, x)."""
    import torch

    _, height, width = maps.shape
    offset = torch.arange(-radius, radius + 1, device=maps.device)
    ys = (y[:, None] + offset)[:, :, None]
    xs = (x[:, None] + offset)[:, None, :]
    inside = (ys >= 0) & (ys < height) & (xs >= 0) & (xs < width)
    index = ys.clamp(0, height - 1) * width + xs.clamp(0, width - 1)
    index = index + (number * height * width)[:, None, None]
    return offset.numel() ** 2, inside.flatten(1), maps.flatten()[index.flatten(1)]


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
    """Like :func:`disk_target` with a Gaussian of peak 1 and ``variance`` in square pixels:
    float32 [..., height, width]."""
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
