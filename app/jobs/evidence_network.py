"""Asks the tracker's network about single frames. Lives in the evidence thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from app.jobs.torch_loader import import_torch

if TYPE_CHECKING:
    from torch import Tensor

    from tracker.model.tracknet import TrackNet
    from tracker.video import Video

Maps = npt.NDArray[np.float32]


class TrackerNetwork:
    """One video and one model; the model is loaded when a heatmap is first asked for.

    The frame asked about is the middle one of three; beyond the ends of the video the first or
    last frame is repeated.
    """

    def __init__(self, video: Video, weights: str, device: str) -> None:
        """Args: weights: name or path, '' for the default ones; device: as in `pick_device`."""
        import_torch()
        from tracker.video import FrameReader

        self._reader = FrameReader(video)
        self._last = video.info.frame_count - 1
        self._weights = weights
        self._wanted_device = device
        self._model: TrackNet | None = None
        self._device = ""

    def motion(self, frame: int) -> Maps:
        """Motion polarity around `frame`, float32 [4, 288, 512] in 0..1.

        By the model's own MDD; models that have none (V2, V4) are shown the paper's, as it starts
        out, because motion can be seen in any video.
        """
        import torch

        from tracker.model.mdd import MotionDirectionDecoupling

        model = self._load()
        polarity = model.config.motion == "polarity"
        mdd = model.mdd if polarity else MotionDirectionDecoupling().to(self._device)
        with torch.inference_mode():
            maps: Maps = mdd(self._window(frame))[0].float().cpu().numpy()
        return maps

    def heatmap(self, frame: int) -> Maps:
        """The model's confidence in each pixel of `frame`, float32 [288, 512] in 0..1."""
        import torch

        model = self._load()
        with torch.inference_mode():
            maps: Maps = model(self._window(frame))[0, 1].float().cpu().numpy()
        return maps

    def close(self) -> None:
        """Let the video go."""
        self._reader.close()

    def _load(self) -> TrackNet:
        if self._model is None:
            from tracker.inference import pick_device
            from tracker.model.weights import default_weights, load_model

            self._device = str(pick_device(self._wanted_device))
            weights = self._weights or default_weights(self._device)
            self._model = load_model(weights, device=self._device)
        return self._model

    def _window(self, frame: int) -> Tensor:
        """float32 [1, 9, 288, 512] in 0..1: the frame before, the frame, the one after."""
        import torch

        around = (max(0, frame - 1), frame, min(self._last, frame + 1))
        pictures = [self._reader.read_model(number) for number in around]
        stacked = torch.from_numpy(np.stack(pictures)).to(self._device)
        planes = stacked.permute(0, 3, 1, 2).reshape(1, 9, *stacked.shape[1:3])
        return planes.float() / 255.0


def open_tracker_network(video: Video, weights: str, device: str) -> TrackerNetwork:
    """The network the window asks by default."""
    return TrackerNetwork(video, weights, device)
