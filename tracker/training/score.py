"""Scoring a model on labelled clips with TrackNet's protocol, for every threshold at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from tracker.camera import from_the_middle
from tracker.device import computes_bfloat16
from tracker.heatmap import heatmaps_to_peaks
from tracker.model.pixels import frames_of_windows
from tracker.training.clips import LabelledClip

THRESHOLDS = np.round(np.arange(0.05, 1.0, 0.025), 3)
TOLERANCE = 4.0
"""Model pixels within which a prediction counts as right."""


class Outcome(IntEnum):
    """How the answer for one frame is judged, by TrackNet's protocol."""

    UNKNOWN = 0
    """Nobody labelled the frame."""
    TP = 1
    FP1 = 2
    """A ball in the wrong place."""
    FP2 = 3
    """A ball where there is none."""
    TN = 4
    FN = 5


Outcomes = npt.NDArray[np.int8]
"""An :class:`Outcome` for each frame of a clip, [N]."""


@dataclass(frozen=True, slots=True)
class Score:
    """Counts and ratios at one threshold; FP = FP1 (wrong place) + FP2 (no ball there)."""

    threshold: float
    tp: int
    fp1: int
    fp2: int
    tn: int
    fn: int

    @property
    def precision(self) -> float:
        """TP of all that were found, 0..1; 0 where nothing was."""
        return self.tp / max(self.tp + self.fp1 + self.fp2, 1)

    @property
    def recall(self) -> float:
        """TP / (TP + FN), 0..1: a ball found in a wrong place is not missed."""
        return self.tp / max(self.tp + self.fn, 1)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, 0..1."""
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)

    @property
    def frames(self) -> int:
        """How many labelled frames were judged."""
        return self.tp + self.fp1 + self.fp2 + self.tn + self.fn

    @property
    def standard_error(self) -> float:
        """Of F1, as if it were a share of the frames."""
        judged = self.tp + self.fp1 + self.fp2 + self.fn
        # One right and one wrong more: ten of ten right are no certainty.
        share = (self.f1 * judged + 1) / (judged + 2)
        return math.sqrt(share * (1 - share) / (judged + 2))

    @property
    def accuracy(self) -> float:
        """TP and TN of all frames, 0..1."""
        return (self.tp + self.tn) / max(self.frames, 1)

    def to_dict(self) -> dict[str, float]:
        """Counts and ratios, JSON-ready."""
        counts = ("tp", "fp1", "fp2", "tn", "fn", "threshold")
        ratios = ("precision", "recall", "f1", "accuracy")
        return {name: getattr(self, name) for name in (*counts, *ratios)}


@torch.no_grad()
def predict_clip(
    model: nn.Module,
    frames: npt.NDArray[np.uint8],
    device: torch.device | str,
    batch_size: int | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> npt.NDArray[np.float32]:
    """Best peak [N,3] (x, y, score in model pixels; NaN without one) of every frame.

    As a run does, it sees a window from where the camera was in the middle one. Windows of three do
    not overlap; the last one is shifted back to end at the last frame.
    A GPU gets 16 at once, a processor 4, where ``batch_size`` does not say.
    """
    count = len(frames)
    best = np.full((count, 3), np.nan, dtype=np.float32)
    starts = np.minimum(np.arange(0, count, 3), max(count - 3, 0))
    model.eval()
    kind, narrow = torch.device(device).type, computes_bfloat16(str(device))
    batch_size = batch_size or (4 if kind == "cpu" else 16)
    for first in range(0, len(starts), batch_size):
        if stopped():
            break
        numbers = starts[first : first + batch_size, None] + np.arange(3)
        numbers = np.minimum(numbers, count - 1)
        seen = [from_the_middle(frames[three]) for three in numbers]
        pixels = torch.from_numpy(np.stack([np.stack(pictures) for pictures, _ in seen]))
        windows = frames_of_windows(pixels.to(device))
        with torch.autocast(kind, torch.bfloat16, enabled=narrow):
            heatmaps = model(windows.contiguous(memory_format=torch.channels_last))
        for heat, (_, cameras) in zip(heatmaps, seen, strict=True):
            for own, camera in zip(heat, cameras, strict=True):
                if not camera.is_rest:
                    own.copy_(camera.heatmap(own))
        peaks = heatmaps_to_peaks(heatmaps.flatten(0, 1), max_peaks=1)[:, 0].cpu().numpy()
        best[numbers.ravel()] = peaks
    return best


def score_predictions(
    pairs: Iterable[tuple[LabelledClip, npt.NDArray[np.float32]]],
    thresholds: npt.NDArray[np.float64] = THRESHOLDS,
) -> list[Score]:
    """Score best peaks [N,3] against their clips, one :class:`Score` per threshold."""
    pairs = list(pairs)
    results = []
    for threshold in thresholds:
        judged = np.concatenate([judge(clip, best, threshold) for clip, best in pairs])
        counts = np.bincount(judged, minlength=len(Outcome)).tolist()
        results.append(
            Score(
                float(threshold),
                tp=counts[Outcome.TP],
                fp1=counts[Outcome.FP1],
                fp2=counts[Outcome.FP2],
                tn=counts[Outcome.TN],
                fn=counts[Outcome.FN],
            )
        )
    return results


def judge(clip: LabelledClip, best: npt.NDArray[np.float32], threshold: float) -> Outcomes:
    """What the best peaks [N,3] of a clip's frames come to: int8 [N], an ``Outcome`` each."""
    said, is_visible = best[:, 2] >= threshold, clip.visibility > 0
    near = np.hypot(best[:, 0] - clip.x, best[:, 1] - clip.y) < TOLERANCE
    cases = {
        Outcome.UNKNOWN: clip.visibility < 0,
        Outcome.TP: is_visible & said & near,
        Outcome.FP1: is_visible & said,
        Outcome.FP2: said,
        Outcome.FN: is_visible,
    }
    return np.select(list(cases.values()), list(cases), Outcome.TN).astype(np.int8)


@dataclass(frozen=True, slots=True)
class Validation:
    """What held-out clips say of some weights, at the threshold that suits them."""

    score: Score
    outcomes: tuple[Outcomes, ...]
    """Of each clip."""


def best_score(scores: list[Score], usual: float = 0.5, beyond_chance: bool = False) -> Score:
    """The score with the highest F1; of equals the one nearest the usual threshold.

    ``beyond_chance``: what is lower by less than a standard error counts as equal.
    """
    best = max(scores, key=lambda s: s.f1)
    margin = best.standard_error if beyond_chance else 0.0
    equals = [s for s in scores if s.f1 >= best.f1 - margin - 1e-6]
    return min(equals, key=lambda s: (abs(s.threshold - usual), -s.f1))
