"""What the model saw in one frame, for the overlays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.inference.runtime_torch import TorchRuntime
from tracker.video.reader import FrameReader

if TYPE_CHECKING:
    from torch import nn

    from tracker.model.mdd import MotionDirectionDecoupling


@dataclass(frozen=True, slots=True, eq=False)
class Heatmaps:
    """Heatmaps of one frame in model pixels, computed with the frames beside it.

    `draft` float32 [288,512] in 0..1 is the U-Net's heatmap before refinement, or [0,0] for a
    model that does not tell it. `refined` float32 [288,512] in 0..1 is the model's answer.
    """

    frame: int
    draft: NDArray[np.float32]
    refined: NDArray[np.float32]


def heatmaps_for_frame(reader: FrameReader, model: nn.Module, frame: int) -> Heatmaps:
    """Run `model` on `frame` with its neighbours (at the ends, the edge frame is repeated).

    Costs one model call. The pre-labels of two frames out of three come from a window that begins
    one frame earlier or later, so that a score can differ a little from the one in the project.

    Raises VideoError when the frame cannot be decoded, IndexError outside the video.
    """
    import torch

    runtime = _runtime(model)
    frames = runtime.to_frames(_window(reader, frame))
    draft = np.zeros((0, 0), np.float32)
    with torch.inference_mode(), runtime.precision():
        explain = getattr(model, "explain", None)
        if callable(explain):
            stages = explain(frames)
            heatmaps = stages.heatmaps.float()
            draft = torch.sigmoid(stages.draft[0, 1].float()).cpu().numpy()
        else:
            heatmaps = model(frames).float()
    return Heatmaps(frame, draft, heatmaps[0, 1].cpu().numpy())


class MotionMaps:
    """Motion polarity around the frames of one video, as the MDD of a model tells it.

    A few milliseconds instead of a model call: while playing, every frame is asked for. What the
    last frames asked for have in common is computed once.

    Computed on one thread alone. Torch would share maps this small out among its threads, which
    on a busy machine wait for each other many times as long as the maps take.
    """

    def __init__(
        self, read_model: Callable[[int], NDArray[np.uint8]], last: int, model: nn.Module
    ) -> None:
        """Args: read_model: as of `FrameReader`; last: the last frame of the video."""
        self._read_model = read_model
        self._last = last
        self._slope, self._knee = _mdd(model).slope_and_knee()
        self._luminance = lru_cache(maxsize=4)(self._new_luminance)
        self._between = lru_cache(maxsize=2)(self._new_between)

    def around(self, frame: int) -> NDArray[np.float32]:
        """Float32 [4,288,512] in 0..1: A⁺12, A⁻12, A⁺23, A⁻23 of the frame between its neighbours.

        Arrival and departure from t-1 to t, then from t to t+1.

        Raises VideoError when a frame cannot be decoded, IndexError outside the video.
        """
        before, here, after = _numbers(frame, self._last)
        return np.concatenate((self._between(before, here), self._between(here, after)))

    def _new_luminance(self, frame: int) -> NDArray[np.float32]:
        """In 0..255, [288,512]."""
        picture = self._read_model(frame).astype(np.float32)
        return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.float32)

    def _new_between(self, first: int, second: int) -> NDArray[np.float32]:
        """Arrival and departure, [2,288,512]."""
        change = self._luminance(second) - self._luminance(first)
        # Where it did not grow brighter, arrival is what the sigmoid makes of nothing.
        maps = np.stack((change, -change))
        np.maximum(maps, 0, out=maps)
        maps *= np.float32(-self._slope / 255)
        maps += np.float32(self._slope * self._knee)
        cv2.exp(maps, dst=maps)
        maps += 1
        return np.reciprocal(maps, out=maps)


def _runtime(model: nn.Module) -> TorchRuntime:
    parameter = next(model.parameters(), None)
    return TorchRuntime(model, str(parameter.device) if parameter is not None else "cpu")


def _window(reader: FrameReader, frame: int) -> NDArray[np.uint8]:
    """The frame between its neighbours, uint8 [1,3,288,512,3]."""
    return np.stack(_pictures(reader, frame))[None]


def _pictures(reader: FrameReader, frame: int) -> list[NDArray[np.uint8]]:
    """The frame before, the frame and the frame after as the model sees them."""
    last = reader.video.info.frame_count - 1
    return [reader.read_model(number) for number in _numbers(frame, last)]


def _numbers(frame: int, last: int) -> tuple[int, int, int]:
    """The frame between its neighbours; at the ends, the edge frame is repeated."""
    return max(0, frame - 1), frame, min(frame + 1, last)


def _mdd(model: nn.Module) -> MotionDirectionDecoupling:
    """The model's own, else one with the paper's start values: motion can be shown anyway."""
    from tracker.model.mdd import MotionDirectionDecoupling

    mdd = getattr(model, "mdd", None)
    return mdd if isinstance(mdd, MotionDirectionDecoupling) else MotionDirectionDecoupling()
