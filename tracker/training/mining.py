"""Where a model is wrong on its training clips: places that deserve more crops than chance gives.

Most of a broadcast frame teaches nothing, and balls that are already found teach little. Missed
balls and the false peaks that beat them (shoes, lines, white shirts) are where the loss is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from tracker.training.clips import LabelledClip
from tracker.training.score import TOLERANCE, best_score, predict_clip, score_predictions

FALSE_PEAK = 0.2
"""Score from which a peak away from the ball counts as a mistake worth a crop."""


@dataclass(frozen=True, slots=True)
class HardSpots:
    """Mistakes on a set of clips.

    Attributes:
        clip: int32 [N] number of the clip in the sequence that was mined.
        frame: int32 [N] frame within the clip.
        xy: float32 [N,2] model pixels: a missed ball or a false peak.
        probability: float64 [N], summing to 1; clips count by their weight.
    """

    clip: npt.NDArray[np.int32]
    frame: npt.NDArray[np.int32]
    xy: npt.NDArray[np.float32]
    probability: npt.NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.clip)

    def to_tensors(self) -> dict[str, Tensor]:
        """The fields by name, as a checkpoint keeps them."""
        return {each.name: torch.from_numpy(getattr(self, each.name)) for each in fields(self)}

    @classmethod
    def of_tensors(cls, tensors: Mapping[str, Tensor]) -> HardSpots:
        """From what ``to_tensors`` gave."""
        return cls(**{name: tensor.cpu().numpy() for name, tensor in tensors.items()})


def hard_spots(
    model: nn.Module,
    clips: Sequence[LabelledClip],
    device: torch.device | str,
    stopped: Callable[[], bool] = lambda: False,
) -> HardSpots:
    """Run ``model`` over ``clips`` and keep the balls it missed and the peaks it invented.

    A ball is missed when the best peak lies elsewhere, or scores below the threshold that serves
    these clips best.
    """
    pairs = []
    for clip in clips:
        pairs.append((clip, predict_clip(model, clip.frames, device, stopped=stopped)))
        if stopped():
            break
    threshold = best_score(score_predictions(pairs)).threshold
    spots = [
        (number, frame, xy, clip.weight)
        for number, (clip, best) in enumerate(pairs)
        for frame, xy in mistakes(clip, best, threshold)
    ]
    weight = np.array([spot[3] for spot in spots], dtype=np.float64)
    return HardSpots(
        np.array([spot[0] for spot in spots], dtype=np.int32),
        np.array([spot[1] for spot in spots], dtype=np.int32),
        np.array([spot[2] for spot in spots], dtype=np.float32).reshape(-1, 2),
        weight / max(weight.sum(), np.finfo(float).tiny),
    )


def mistakes(
    clip: LabelledClip, best: npt.NDArray[np.float32], threshold: float
) -> list[tuple[int, tuple[float, float]]]:
    """Frames and places [(frame, (x, y))] where ``best`` peaks [N,3] disagree with the labels."""
    found = []
    for frame in np.flatnonzero(clip.visibility >= 0):
        x, y, score = best[frame]
        ball = (float(clip.x[frame]), float(clip.y[frame]))
        visible = clip.visibility[frame] > 0
        near = visible and np.hypot(x - ball[0], y - ball[1]) < TOLERANCE  # False where NaN
        if visible and not (near and score >= threshold):
            found.append((int(frame), ball))
        if not near and score >= FALSE_PEAK:
            found.append((int(frame), (float(x), float(y))))
    return found
