"""The model at work for the command line: load it, run it with a progress bar, keep its answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.cli.console import progress_bar, say
from tracker.inference import ChunkDone, Finished, Notice, Progress, pick_device, track_video
from tracker.model import load_model
from tracker.model.weights import available_weights, default_weights, resolve_weights
from tracker.video import Video


@dataclass(frozen=True)
class LoadedModel:
    """A model ready to run, and what a project remembers about it."""

    module: Any
    device: str
    name: str
    sha256: str

    @property
    def threshold(self) -> float:
        """Confidence from which its makers count a peak as the ball."""
        return float(self.module.config.threshold)
