"""Whether something arrived at a peak, and left it, as MDD sees it: evidence at no extra run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tracker.heatmap import MODEL_HEIGHT, MODEL_WIDTH
from tracker.picture import Picture

if TYPE_CHECKING:
    from torch import nn

_SHARES = (0.299, 0.587, 0.114)
_NEAR = np.arange(-1, 2)

Beside = tuple[Picture | None, Picture, Picture | None]
"""A picture between its neighbours."""


class PeakMotion:
    """MDD's maps at single points, computed from the pictures alone.

    The maps of a window tell of its first frame only what left, and of its last only what arrived;
    here every frame is seen between its neighbours, whichever window answered it. A handful of
    pixels cost microseconds, so that this runs beside any runtime.
    """

    def __init__(self, model: nn.Module) -> None:
        """Uses the slope and knee that `model` has learnt, the paper's start values otherwise."""
        from tracker.model.mdd import MotionAttention, MotionDirectionDecoupling

        mdd = getattr(model, "mdd", None)
        if not isinstance(mdd, MotionAttention):
            mdd = MotionDirectionDecoupling()
        self._slope, self._knee = mdd.slope_and_knee()
        self._at_rest = 1 / (1 + math.exp(self._slope * self._knee))

    def at(self, peaks: NDArray[np.float32], pictures: Sequence[Beside]) -> NDArray[np.float32]:
        """Arrival and departure at the peaks of some frames, float32 [n, K, 2] in 0..1.

        Args:
            peaks: float32 [n, K, 3], x and y in model pixels, score; NaN where there is none.
            pictures: of each, what is shown before, in and after it, as seen from where the camera
                was in it; None where its shot has no such picture.

        Arrival is the strongest change from before within a pixel of the peak, departure the
        strongest opposite change towards what comes after: A⁺12 and A⁻23 for a ball brighter than
        what it covers, A⁻12 and A⁺23 for a darker one; of the two, the pair that is stronger in
        sum. They are stretched so that 0 is what a picture at rest gives, which differs between
        weights. NaN where there is no peak or no neighbour.
        """
        found = np.full((*peaks.shape[:2], 2), np.nan, np.float32)
        frame, number = np.nonzero(~np.isnan(peaks[..., 2]))
        if not len(frame):
            return found
        x, y = np.rint(peaks[frame, number, :2]).astype(np.int64).T
        ys = np.clip(y[:, None, None] + _NEAR[:, None], 0, MODEL_HEIGHT - 1)
        xs = np.clip(x[:, None, None] + _NEAR, 0, MODEL_WIDTH - 1)
        pixels = np.full((3, len(frame), 3, 3, 3), np.nan, np.float32)
        starts = np.searchsorted(frame, np.arange(len(peaks) + 1))
        for beside, first, stop in zip(pictures, starts[:-1], starts[1:], strict=True):
            here = slice(first, stop)
            for slot, picture in enumerate(beside):
                if picture is not None:
                    pixels[slot, here] = picture[ys[here], xs[here]]
        before, middle, after = _luminance(pixels)
        # [peaks, brighter or darker ball, arrival and departure]
        arrival, departure = (self._strongest(middle - other) for other in (before, after))
        pairs = np.stack((arrival, departure), axis=2)
        stronger = np.nansum(pairs, axis=2).argmax(axis=1)
        found[frame, number] = pairs[np.arange(len(frame)), stronger]
        return found

    def _strongest(self, difference: NDArray[np.float32]) -> NDArray[np.float32]:
        """Attention of brightening and of darkening, [M, 2], of differences [M, 3, 3]."""
        flat = difference.reshape(len(difference), -1)
        change = np.stack([flat.max(axis=1), -flat.min(axis=1)], axis=1).clip(min=0)
        attention = 1 / (1 + np.exp(-self._slope * (change - self._knee)))
        stretched = (attention - self._at_rest) / (1 - self._at_rest)
        return stretched.clip(0, 1).astype(np.float32)


def _luminance(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of RGB [..., 3] in 0..255, in 0..1; to the bit the same whatever else is asked about."""
    red, green, blue = _SHARES
    light = pixels[..., 0] * red + pixels[..., 1] * green + pixels[..., 2] * blue
    return np.asarray(light / 255, np.float32)
