"""Several windows that hold a frame vote on it: the mean of their heatmaps is the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tracker.heatmap import MODEL_HEIGHT, MODEL_WIDTH
from tracker.inference.windows import Window

if TYPE_CHECKING:
    from torch import Tensor

_NEAR = 1


class Vote:
    """Collects heatmaps window by window. Holds those of the few frames still open."""

    def __init__(self) -> None:
        self._heard: dict[int, list[Tensor]] = {}

    def hear(
        self, windows: list[Window], heatmaps: Tensor
    ) -> tuple[list[int], Tensor, list[Tensor]]:
        """Count the heatmaps [B,3,288,512] of consecutive windows.

        Returns the frames that are decided now, in order, their means [n,288,512] on the same
        device, and what was averaged, [votes,288,512] of each.
        """
        decided: list[int] = []
        for number, window in enumerate(windows):
            for frame in window.votes:
                heatmap = heatmaps[number, window.slot(frame)]
                # Kept for longer than the runtime lends it; flipping makes a copy too.
                heatmap = heatmap.flip(-1) if window.mirrored else heatmap.clone()
                self._heard.setdefault(frame, []).append(heatmap)
            decided += window.answered
        import torch

        ballots = [torch.stack(self._heard.pop(frame)) for frame in decided]
        if not ballots:
            return decided, heatmaps.new_zeros(0, MODEL_HEIGHT, MODEL_WIDTH), ballots
        return decided, torch.stack([each.mean(0) for each in ballots]), ballots


def disagreement(ballots: list[Tensor], peaks: NDArray[np.float32]) -> NDArray[np.float32]:
    """How far the windows are from one another about each frame, float32 [n] in 0..1.

    Args:
        ballots: n tensors [votes,288,512].
        peaks: float32 [n,K,3], the best peak of the mean first, in model pixels.

    It is the span of the heat that they see at the best peak: 0 where all see the ball there, or
    none sees any; near 1 where one sees it and another does not, or sees it elsewhere. NaN where a
    single window had a say.
    """
    spans = np.full(len(ballots), np.nan, np.float32)
    for number, (ballot, peak) in enumerate(zip(ballots, peaks[:, 0], strict=True)):
        if len(ballot) < 2:
            continue
        if np.isnan(peak[2]):
            spans[number] = 0.0
            continue
        x, y = round(float(peak[0])), round(float(peak[1]))
        rows = slice(max(0, y - _NEAR), y + _NEAR + 1)
        columns = slice(max(0, x - _NEAR), x + _NEAR + 1)
        heat = ballot[:, rows, columns].amax(dim=(1, 2))
        spans[number] = float(heat.max() - heat.min())
    return spans
