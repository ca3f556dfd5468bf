"""What the model saw in one frame, for the overlays."""

from __future__ import annotations

from dataclasses import dataclass
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


def motion_for_frame(reader: FrameReader, model: nn.Module, frame: int) -> NDArray[np.float32]:
    """Motion polarity around a frame t, float32 [4,288,512] in 0..1.

    Arrival and departure from t-1 to t, then from t to t+1: the MDD's maps A⁺12, A⁻12, A⁺23, A⁻23.
    It takes a millisecond instead of a model call: while playing, every frame is asked for.

    Computed on this thread alone. Torch would share maps this small out among its threads, which
    on a busy machine wait for each other many times as long as the maps take.
    """
    slope, knee = _mdd(model).slope_and_knee()
    weights = np.array([[0.299 / 255, 0.587 / 255, 0.114 / 255]], np.float32)
    before, here, after = (
        cv2.transform(picture.astype(np.float32), weights) for picture in _pictures(reader, frame)
    )
    maps = np.empty((4, *here.shape), np.float32)
    maps[0], maps[2] = here - before, after - here
    np.negative(maps[::2], out=maps[1::2])
    for one in maps:
        np.maximum(one, 0, out=one)
        one -= np.float32(knee)
        one *= np.float32(-slope)
        cv2.exp(one, dst=one)
        one += 1
        np.reciprocal(one, out=one)
    return maps


def _runtime(model: nn.Module) -> TorchRuntime:
    parameter = next(model.parameters(), None)
    return TorchRuntime(model, str(parameter.device) if parameter is not None else "cpu")


def _window(reader: FrameReader, frame: int) -> NDArray[np.uint8]:
    """The frame between its neighbours, uint8 [1,3,288,512,3]."""
    return np.stack(_pictures(reader, frame))[None]


def _pictures(reader: FrameReader, frame: int) -> list[NDArray[np.uint8]]:
    """The frame before, the frame and the frame after as the model sees them."""
    last = reader.video.info.frame_count - 1
    numbers = (max(0, frame - 1), frame, min(frame + 1, last))
    return [reader.read_model(number) for number in numbers]


def _mdd(model: nn.Module) -> MotionDirectionDecoupling:
    """The model's own, else one with the paper's start values: motion can be shown anyway."""
    from tracker.model.mdd import MotionDirectionDecoupling

    mdd = getattr(model, "mdd", None)
    return mdd if isinstance(mdd, MotionDirectionDecoupling) else MotionDirectionDecoupling()
