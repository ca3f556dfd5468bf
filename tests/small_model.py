"""Weights of a network that computes in a blink and knows nothing: for tests of the plumbing."""

from __future__ import annotations

from pathlib import Path

import torch

from tracker.model.config import ModelConfig
from tracker.model.weights import build_model, save_weights

SMALL = ModelConfig(
    name="small",
    fusion="add",
    widths=(4, 4, 8, 8),
    depths=(1, 1, 1, 1),
    stem=4,
    activation_first=False,
    refinement=None,
)


def small_model(path: Path) -> Path:
    """Writes such weights, untrained but always the same, to `path`."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = build_model(SMALL)
    save_weights(model, path, {"data": "none: untrained, for tests"})
    return path
