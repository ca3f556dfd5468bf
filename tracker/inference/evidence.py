"""What the model saw in one frame, for the overlays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.camera import CameraMotion, camera_motion, from_the_middle
from tracker.inference.runtime_torch import TorchRuntime
from tracker.picture import Picture, Thumbnail, change_between, thumbnail_of
from tracker.video.reader import FrameReader

if TYPE_CHECKING:
    from torch import nn

    from tracker.model.mdd import MotionDirectionDecoupling


_FINE = 16
"""Steps in a grey level that changes of luminance are told apart by."""
_CHANGES = 2 * 256 * _FINE


Three = tuple[int, int, int]
"""Frames of three pictures: the one before, the one that is asked about, and the one after. At the
ends of a shot the one in the middle is there twice. A frame that repeats the picture of the frame
before tells nothing of motion: whoever asks passes over it."""


@dataclass(frozen=True, slots=True, eq=False)
class Heatmaps:
    """Heatmaps of a frame in model pixels, computed with the frames beside it.

    `draft` float32 [288,512] in 0..1 is the U-Net's heatmap before refinement, or [0,0] for a
    model that does not tell it. `refined` float32 [288,512] in 0..1 is the model's answer.
    """

    frames: Three
    draft: NDArray[np.float32]
    refined: NDArray[np.float32]


def heatmaps_for(reader: FrameReader, model: nn.Module, frames: Three) -> Heatmaps:
    """Run `model` on the frame in the middle, with those beside it.

    Costs one model call. The pre-labels of two frames out of three come from a window that begins
    one picture earlier or later, so that a score can differ a little from the one in the project.

    Raises VideoError when a frame cannot be decoded, IndexError outside the video.
    """
    import torch

    runtime = _runtime(model)
    pictures, _ = from_the_middle([reader.read_model(frame) for frame in frames])
    window = runtime.to_frames(np.stack(pictures)[None])
    draft = np.zeros((0, 0), np.float32)
    with torch.inference_mode(), runtime.precision():
        explain = getattr(model, "explain", None)
        if callable(explain):
            stages = explain(window)
            heatmaps = stages.heatmaps.float()
            draft = torch.sigmoid(stages.draft[0, 1].float()).cpu().numpy()
        else:
            heatmaps = model(window).float()
    return Heatmaps(frames, draft, heatmaps[0, 1].cpu().numpy())


class MotionMaps:
    """Motion polarity around the frames of one video, as the MDD of a model tells it.

    A millisecond instead of a model call: while playing, every frame is asked for. What the last
    frames asked for have in common is computed once; the sigmoid is looked up. Few calls count as
    much as short ones: after each, the thread may have to wait for the interpreter.
    """

    def __init__(self, read_model: Callable[[int], NDArray[np.uint8]], model: nn.Module) -> None:
        """Args: read_model: as of `FrameReader`."""
        self._read_model = read_model
        slope, knee = _mdd(model).slope_and_knee()
        # By change of luminance: of brightening from the start, of darkening from the end.
        change = np.arange(_CHANGES) / (255 * _FINE)
        change[_CHANGES // 2 :] -= _CHANGES / (255 * _FINE)
        parts = np.stack((-change, change), axis=1).clip(0, None)
        levels = np.rint(255 / (1 + np.exp(-slope * (parts - knee)))).astype(np.uint8)
        # Both in one number: looked up several times as fast.
        self._table = levels.view(np.uint16)[:, 0]
        self._picture = lru_cache(maxsize=4)(self._new_picture)
        self._camera = lru_cache(maxsize=4)(self._new_camera)
        self._between = lru_cache(maxsize=2)(self._new_between)

    def between(self, frames: Three) -> NDArray[np.uint8]:
        """Uint8 [2,288,512,2]: of the way to the frame in the middle and of that to the last one,
        departure and arrival of each pixel in 255ths: A⁻12 and A⁺12, A⁻23 and A⁺23 of the MDD. All
        as seen from where the camera was in the frame in the middle.

        Raises VideoError when a frame cannot be decoded, IndexError outside the video.
        """
        before, here, after = frames
        # Of a camera at rest, what was found on the way here serves on the way on.
        seen_from = after if self._camera(here, after).is_rest else here
        return np.stack((self._between(before, here, here), self._between(here, after, seen_from)))

    def _new_picture(self, frame: int) -> tuple[Picture, Thumbnail, NDArray[np.float32]]:
        """The frame, in small, and its luminance in 0..255, [288,512]."""
        picture = self._read_model(frame)
        return picture, thumbnail_of(picture), _luminance(picture)

    def _new_camera(self, first: int, second: int) -> CameraMotion:
        one, other = self._picture(first), self._picture(second)
        return camera_motion(one[0], other[0], change_between(one[1], other[1]))

    def _new_between(self, first: int, second: int, seen_from: int) -> NDArray[np.uint8]:
        """Departure and arrival, [288,512,2], as seen from where the camera was in either."""
        (one, _, light), (other, _, light_then) = self._picture(first), self._picture(second)
        camera = self._camera(first, second)
        if not camera.is_rest and seen_from == second:
            light = _luminance(camera.picture(one, other))
        elif not camera.is_rest:
            light_then = _luminance(camera.back().picture(other, one))
        change = cv2.addWeighted(light_then, _FINE, light, -_FINE, 0, dtype=cv2.CV_16S)
        return np.take(self._table, np.asarray(change))[..., None].view(np.uint8)


def _luminance(picture: Picture) -> NDArray[np.float32]:
    grey = cv2.cvtColor(picture.astype(np.float32), cv2.COLOR_RGB2GRAY)
    return np.asarray(grey, np.float32)


def _runtime(model: nn.Module) -> TorchRuntime:
    parameter = next(model.parameters(), None)
    return TorchRuntime(model, str(parameter.device) if parameter is not None else "cpu")


def _mdd(model: nn.Module) -> MotionDirectionDecoupling:
    """The model's own, else one with the paper's start values: motion can be shown anyway."""
    from tracker.model.mdd import MotionDirectionDecoupling

    mdd = getattr(model, "mdd", None)
    return mdd if isinstance(mdd, MotionDirectionDecoupling) else MotionDirectionDecoupling()
