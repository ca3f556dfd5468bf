"""Asks the tracker's network about single pictures. Lives in the evidence thread."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from app.jobs.torch_loader import import_torch

if TYPE_CHECKING:
    from tracker.inference.evidence import Heatmaps, MotionMaps, Three
    from tracker.model.second_opinion import SecondOpinion
    from tracker.model.tracknet import TrackNet
    from tracker.video import Video

Maps = npt.NDArray[np.float32]
ModelInputs = Callable[[int], npt.NDArray[np.uint8] | None]
"""A frame as the model sees it where somebody decoded it already, RGB uint8 [288, 512, 3]."""


class TrackerNetwork:
    """One video and one model, loaded when something is first asked."""

    def __init__(
        self,
        video: Video,
        weights: str,
        device: str,
        project: Path | None = None,
        at_hand: ModelInputs = lambda _frame: None,
    ) -> None:
        """Args:
        weights: name or path, '' for the default ones.
        device: as in `pick_device`.
        project: heatmaps that pre-labelling kept beside it are shown without a model call.
        at_hand: frames of the video that need not be decoded for motion.
        """
        import_torch()
        from tracker.inference.heatmap_cache import HeatmapReader, cache_path
        from tracker.video import FrameReader

        self._reader = FrameReader(video, cached_bytes=24 * 1024 * 1024)
        self._at_hand = at_hand
        self._weights = weights
        self._device = device
        self._cache = HeatmapReader(cache_path(project)) if project is not None else None
        self._weights_hash = ""
        self._model: TrackNet | SecondOpinion | None = None
        self._motion: MotionMaps | None = None
        self._answer: Heatmaps | None = None

    def motion(self, frames: Three) -> npt.NDArray[np.uint8]:
        """Motion polarity between `frames`, uint8 [2, 288, 512, 2] as of `MotionMaps`."""
        if self._motion is None:
            from tracker.inference.evidence import MotionMaps

            self._motion = MotionMaps(self._model_input, self._load())
        return self._motion.between(frames)

    def _model_input(self, frame: int) -> npt.NDArray[np.uint8]:
        found = self._at_hand(frame)
        return found if found is not None else self._reader.read_model(frame)

    def heatmap(self, frames: Three) -> Maps:
        """The model's confidence in each pixel of the frame in the middle, float32 [288, 512] in
        0..1."""
        kept = self.kept_heatmap(frames)
        return self._ask(frames).refined if kept is None else kept

    def kept_heatmap(self, frames: Three) -> Maps | None:
        """The same where pre-labelling kept it, without a call of the model."""
        return None if self._cache is None else self._cache.heatmap(frames[1], self._hash())

    def draft(self, frames: Three) -> Maps:
        """The same before refinement; [0, 0] for a model without one."""
        return self._ask(frames).draft

    def close(self) -> None:
        """Let the video go."""
        self._reader.close()
        if self._cache is not None:
            self._cache.close()

    def _ask(self, frames: Three) -> Heatmaps:
        """One model call answers for both heatmaps of a frame."""
        from tracker.inference.evidence import heatmaps_for

        if self._answer is None or self._answer.frames != frames:
            self._answer = heatmaps_for(self._reader, self._load(), frames)
        return self._answer

    def _hash(self) -> str:
        """Of the weights, which the cache knows heatmaps by."""
        if not self._weights_hash:
            from tracker.model.networks import network_hash

            self._weights_hash = network_hash(self._files()[0])
        return self._weights_hash

    def _files(self) -> tuple[tuple[Path, ...], str]:
        """The files of the weights, and the device, that are meant."""
        from tracker.device import pick_device
        from tracker.model.networks import network_files
        from tracker.model.weights import default_weights

        device = str(pick_device(self._device))
        return network_files(self._weights or default_weights(device)), device

    def _load(self) -> TrackNet | SecondOpinion:
        if self._model is None:
            from tracker.model.networks import load_network

            self._model = load_network(*self._files())
        return self._model
