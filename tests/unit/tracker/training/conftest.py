"""Clips with a bright ball on a dark court, and a network small enough to learn it in a test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.unit.tracker.pans import ball_in_pan, pan_picture
from tracker.heatmap import MODEL_HEIGHT, MODEL_WIDTH
from tracker.model import PRESETS, ModelConfig
from tracker.training.clips import LabelledClip


@pytest.fixture(scope="session")
def tiny_config() -> ModelConfig:
    return replace(
        PRESETS["v5-small"],
        name="tiny",
        widths=(8, 8, 8, 8),
        depths=(1, 1, 1, 1),
        refinement=None,
    )


@pytest.fixture(scope="session")
def pan_clip() -> LabelledClip:
    """Twenty frames of a camera that pans; see `pans.pan_picture`."""
    x, y = np.array([ball_in_pan(number) for number in range(20)], np.float32).T
    frames = np.stack([pan_picture(number) for number in range(20)])
    return LabelledClip("pan", frames, np.ones(20, np.int8), x, y)


@pytest.fixture(scope="session")
def make_clip() -> Callable[..., LabelledClip]:
    """``make_clip(name, count)``: a ball of 5 px crossing a noisy court, labelled everywhere."""

    def make(name: str = "clip", count: int = 12, **fields: object) -> LabelledClip:
        rng = np.random.default_rng(sum(map(ord, name)))
        frames = rng.integers(20, 40, (count, MODEL_HEIGHT, MODEL_WIDTH, 3), dtype=np.uint8)
        x = np.linspace(60, 400, count, dtype=np.float32)
        y = np.linspace(200, 90, count, dtype=np.float32)
        rows, columns = np.mgrid[0:MODEL_HEIGHT, 0:MODEL_WIDTH]
        for number in range(count):
            ball = (columns - x[number]) ** 2 + (rows - y[number]) ** 2 <= 2.5**2
            frames[number][ball] = 240
        clip = LabelledClip(name, frames, np.ones(count, dtype=np.int8), x, y)
        return replace(clip, **fields)  # type: ignore[arg-type]

    return make
