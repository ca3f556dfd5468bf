"""Peaks are found where the ball is, to a fraction of a pixel."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.heatmap import (
    MODEL_HEIGHT,
    MODEL_WIDTH,
    disk_target,
    gaussian_target,
    heatmaps_to_peaks,
    to_model,
    to_source,
)

SIZE = (MODEL_HEIGHT, MODEL_WIDTH)


@settings(max_examples=20)
@given(st.floats(5, MODEL_WIDTH - 6), st.floats(5, MODEL_HEIGHT - 6))
def test_gaussian_is_found_to_a_tenth_of_a_pixel(x: float, y: float) -> None:
    heatmap = gaussian_target(torch.tensor(x), torch.tensor(y), torch.tensor(True), SIZE)
    peak = heatmaps_to_peaks(heatmap[None])[0, 0]
    assert abs(float(peak[0]) - x) < 0.1
    assert abs(float(peak[1]) - y) < 0.1
    assert float(peak[2]) > 0.9


@settings(max_examples=20)
@given(st.floats(5, MODEL_WIDTH - 6), st.floats(5, MODEL_HEIGHT - 6))
def test_disk_is_found_to_half_a_pixel(x: float, y: float) -> None:
    heatmap = disk_target(torch.tensor(x), torch.tensor(y), torch.tensor(True), SIZE)
    peak = heatmaps_to_peaks(heatmap[None])[0, 0]
    assert abs(float(peak[0]) - x) < 0.7
    assert abs(float(peak[1]) - y) < 0.7


def test_peaks_come_best_first_and_the_rest_is_nan() -> None:
    centres = torch.tensor([[50.0, 60.0], [300.0, 200.0], [400.0, 20.0]])
    maps = gaussian_target(centres[:, 0], centres[:, 1], torch.ones(3, dtype=torch.bool), SIZE)
    heatmap = (maps * torch.tensor([0.4, 0.9, 0.6])[:, None, None]).amax(0)
    peaks = heatmaps_to_peaks(heatmap[None], max_peaks=5)[0].numpy()
    np.testing.assert_allclose(peaks[:3, 2], [0.9, 0.6, 0.4], atol=0.01)
    np.testing.assert_allclose(peaks[:3, :2], [[300, 200], [400, 20], [50, 60]], atol=0.05)
    assert np.isnan(peaks[3:]).all()


def test_empty_heatmap_and_empty_batch_have_no_peaks() -> None:
    assert heatmaps_to_peaks(torch.zeros(2, *SIZE)).isnan().all()
    assert heatmaps_to_peaks(torch.zeros(0, *SIZE)).shape == (0, 5, 3)


def test_peak_in_a_corner_stays_inside() -> None:
    heatmap = torch.zeros(1, *SIZE)
    heatmap[0, 0, 0] = 0.8
    np.testing.assert_allclose(heatmaps_to_peaks(heatmap)[0, 0].numpy(), [0, 0, 0.8], atol=1e-6)


def test_absent_ball_paints_nothing() -> None:
    present = torch.tensor([True, False])
    maps = disk_target(torch.tensor([10.0, 10.0]), torch.tensor([10.0, 10.0]), present, SIZE)
    assert maps[0].sum() == 21  # pixels within 2.5 px of a centre
    assert maps[1].sum() == 0


@given(st.integers(32, 4096), st.integers(32, 4096), st.floats(0, 4096), st.floats(0, 4096))
def test_source_and_model_pixels_are_inverse(w: int, h: int, x: float, y: float) -> None:
    there = to_model(np.array([x, y]), (w, h))
    np.testing.assert_allclose(to_source(there, (w, h)), [x, y], atol=1e-6)


def test_pixel_centres_map_to_areas() -> None:
    """The model's first pixel covers source pixels 0 to 2.5 of a 1280 wide video."""
    np.testing.assert_allclose(to_source(np.array([0.0, 0.0]), (1280, 720)), [0.75, 0.75])
