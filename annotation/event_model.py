"""What breaks a flight: a small neural network over what is told of a place where it may break.

Two hidden layers of rectified sums, fitted by ``benchmarks/fit_event_model.py`` to simulated
flights of five sports, seen along the path through peaks such as a model leaves.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import numpy as np
from safetensors.numpy import load

from annotation.arrays import Float64

LAYERS = 3


def chances(features: Float64) -> Float64:
    """float64 [k, 4]: how likely each is nothing, a hit, a bounce, the net (columns as
    ``annotation.events.Event``); ``features`` float64 [k, f] as of
    ``annotation.flight_breaks.Breaks``."""
    values = features
    for number, (weights, bias) in enumerate(_layers()):
        values = np.maximum(values, 0.0) if number else values
        sums = np.tile(bias, (len(values), 1))
        # Added up one by one, the answer to one row does not depend on how many others there are.
        for column, row in enumerate(weights):
            sums += values[:, column, None] * row
        values = sums
    likely = np.exp(values - values.max(axis=1, keepdims=True))
    total = likely[:, 0] + likely[:, 1] + likely[:, 2] + likely[:, 3]
    shares: Float64 = likely / total[:, None]
    return shares


@cache
def _layers() -> list[tuple[Float64, Float64]]:
    """Of each layer the weights float64 [inputs, outputs] and the bias [outputs]."""
    tensors = load((files("resources") / "events" / "events.safetensors").read_bytes())
    read = {name: tensor.astype(np.float64) for name, tensor in tensors.items()}
    return [(read[f"{number}.weight"].T, read[f"{number}.bias"]) for number in range(LAYERS)]
