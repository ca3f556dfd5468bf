"""TrackNetV5 and its relatives; importing this package does not import torch."""

from __future__ import annotations

from tracker.model.config import PRESETS, ModelConfig, RefinementConfig
from tracker.model.weights import (
    WeightsInfo,
    available_weights,
    build_model,
    default_weights,
    load_model,
    read_info,
    resolve_weights,
    save_weights,
    user_weights_folder,
)
from tracker.model.weights_file import WeightsError, weights_hash

__all__ = [
    "PRESETS",
    "ModelConfig",
    "RefinementConfig",
    "WeightsError",
    "WeightsInfo",
    "available_weights",
    "build_model",
    "default_weights",
    "load_model",
    "read_info",
    "resolve_weights",
    "save_weights",
    "user_weights_folder",
    "weights_hash",
]
