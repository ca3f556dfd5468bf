"""Peaks as the engine needs them: one per ball, whatever the heatmap looks like."""

import numpy as np
import pytest
import torch
from torch import Tensor

from tracker.heatmap import heatmaps_to_peaks


def blob(x: float, y: float, height: float = 1.0) -> Tensor:
    rows, columns = torch.arange(288.0)[:, None], torch.arange(512.0)
    return height * torch.exp(-((columns - x) ** 2 + (rows - y) ** 2) / 5.0)


@pytest.mark.parametrize(("x", "y"), [(100.3, 50.7), (0.0, 0.0), (511.0, 287.0), (255.5, 143.5)])
def test_one_blob_is_one_peak_at_its_centre(x: float, y: float) -> None:
    (peaks,) = heatmaps_to_peaks(blob(x, y, 0.8)[None])
    assert peaks.shape == (5, 3)
    assert not peaks[0].isnan().any()
    assert peaks[1:].isnan().all()
    assert float((peaks[0, :2] - torch.tensor([x, y])).abs().max()) < 1.0
    assert 0.7 < float(peaks[0, 2]) < 0.801


@pytest.mark.parametrize("size", [2, 3, 5, 6])
def test_a_plateau_is_one_peak_at_its_centre(size: int) -> None:
    heatmap = torch.zeros(1, 288, 512)
    heatmap[0, 40 : 40 + size, 70 : 70 + size] = 1.0
    (peaks,) = heatmaps_to_peaks(heatmap)
    assert peaks[1:].isnan().all()
    middle = (size - 1) / 2
    assert peaks[0].tolist() == pytest.approx([70 + middle, 40 + middle, 1.0], abs=0.51)


def test_peaks_come_best_first_and_per_map() -> None:
    crowded = sum(blob(40.0 * n, 100.0, 0.1 * n) for n in range(1, 8))
    assert isinstance(crowded, Tensor)
    peaks = heatmaps_to_peaks(torch.stack([crowded, torch.zeros(288, 512), blob(9, 9)]))
    assert np.allclose(peaks[0, :, 0], [280, 240, 200, 160, 120], atol=0.1)
    assert np.allclose(peaks[0, :, 2], [0.7, 0.6, 0.5, 0.4, 0.3], atol=0.01)
    assert peaks[1].isnan().all()
    assert float(peaks[2, 0, 2]) == pytest.approx(1.0)


def test_the_floor_cuts_noise_off() -> None:
    heatmaps = torch.stack([blob(50, 50, 0.04), blob(50, 50, 0.06)])
    assert [not peaks[0].isnan().any() for peaks in heatmaps_to_peaks(heatmaps)] == [False, True]


def test_no_maps_no_peaks() -> None:
    assert heatmaps_to_peaks(torch.zeros(0, 288, 512)).shape == (0, 5, 3)
