"""Whether something arrived at a peak, and left it, as MDD sees it: evidence at no extra run."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tracker.heatmap import MODEL_HEIGHT, MODEL_WIDTH
from tracker.picture import Picture

if TYPE_CHECKING:
    from torch import nn

_LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)
_NEAR = np.arange(-1, 2)


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

    def at(
        self,
        peaks: NDArray[np.float32],
        before: Picture | None,
        here: Picture,
        after: Picture | None,
    ) -> NDArray[np.float32]:
        """Arrival and departure at the peaks of the frame `here`, float32 [K, 2] in 0..1.

        Args:
            peaks: float32 [K, 3], x and y in model pixels, score; NaN where there is none.
            before, after: the neighbouring frames of the same shot, as seen from where the camera
                was in `here`; None where there is none.

        Arrival is the strongest change from `before` within a pixel of the peak, departure the
        strongest opposite change towards `after`: A⁺12 and A⁻23 for a ball brighter than what it
        covers, A⁻12 and A⁺23 for a darker one; of the two, the pair that is stronger in sum. They
        are stretched so that 0 is what a picture at rest gives, which differs between weights. NaN
        where there is no peak or no neighbour.
        """
        found = np.full((len(peaks), 2), np.nan, np.float32)
        there = np.flatnonzero(~np.isnan(peaks[:, 2]))
        if not len(there):
            return found
        x, y = np.rint(peaks[there, :2]).astype(np.int64).T
        ys = np.clip(y[:, None, None] + _NEAR[:, None], 0, MODEL_HEIGHT - 1)
        xs = np.clip(x[:, None, None] + _NEAR, 0, MODEL_WIDTH - 1)
        middle = _brightness(here, ys, xs)
        # [peaks, brighter or darker ball, arrival and departure]
        pairs = np.full((len(there), 2, 2), np.nan, np.float32)
        if before is not None:
            pairs[:, :, 0] = self._strongest(middle - _brightness(before, ys, xs))
        if after is not None:
            pairs[:, :, 1] = self._strongest(middle - _brightness(after, ys, xs))
        stronger = np.nansum(pairs, axis=2).argmax(axis=1)
        found[there] = pairs[np.arange(len(there)), stronger]
        return found

    def _strongest(self, difference: NDArray[np.float32]) -> NDArray[np.float32]:
        """Attention of brightening and of darkening, [M, 2], of differences [M, 3, 3]."""
        flat = difference.reshape(len(difference), -1)
        change = np.stack([flat.max(axis=1), -flat.min(axis=1)], axis=1).clip(min=0)
        attention = 1 / (1 + np.exp(-self._slope * (change - self._knee)))
        stretched = (attention - self._at_rest) / (1 - self._at_rest)
        return stretched.clip(0, 1).astype(np.float32)


def _brightness(
    picture: Picture, ys: NDArray[np.int64], xs: NDArray[np.int64]
) -> NDArray[np.float32]:
    luminance = picture[ys, xs] @ _LUMINANCE / 255
    return luminance.astype(np.float32)
