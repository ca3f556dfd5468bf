"""What breaks a flight is told by a network whose weights ship."""

from __future__ import annotations

from importlib.resources import files

import numpy as np
import pytest
from safetensors.numpy import load

from annotation.event_model import LAYERS, chances
from annotation.events import Event
from annotation.flight_breaks import FEATURES

TENSORS = load((files("resources") / "events" / "events.safetensors").read_bytes())


def test_chances_are_those_of_the_network() -> None:
    features = np.random.default_rng(0).normal(0, 2, (50, FEATURES))
    values = features
    for number in range(LAYERS):
        weights = TENSORS[f"{number}.weight"].astype(np.float64)
        values = np.maximum(values, 0) if number else values
        values = values @ weights.T + TENSORS[f"{number}.bias"].astype(np.float64)
    expected = np.exp(values) / np.exp(values).sum(axis=1, keepdims=True)
    likely = chances(features)
    assert likely.shape == (50, len(Event))
    assert likely == pytest.approx(expected)


def test_a_row_is_told_alike_among_any_others() -> None:
    features = np.random.default_rng(1).normal(0, 2, (301, FEATURES))
    likely = chances(features)
    for rows in (slice(7, 8), slice(100, 201), slice(300, None)):
        assert np.array_equal(chances(features[rows]), likely[rows])
    assert chances(features[:0]).shape == (0, len(Event))
