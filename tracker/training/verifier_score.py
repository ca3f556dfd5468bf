"""How well a verifier tells balls from what only looks like one, on places it has not seen."""

from __future__ import annotations

import numpy as np

from tracker.inference.verifier_torch import TorchLook
from tracker.inference.verifying import decided
from tracker.model.patches import PATCH
from tracker.model.verifier import Verifier
from tracker.training.verifier_examples import MARGIN, Examples

_NEAR = 10.0
"""Grey pixels from a peak to its ball: 4 of a picture of 512 x 288."""


def score_verifier(verifier: Verifier, examples: Examples, device: str) -> dict[str, float]:
    """Share of places told rightly, log-loss in nats, and pixels off where there is a ball.

    Each place counts by its weight. Where none has a ball, nothing is said of pixels.
    """
    odds, shift = decided(
        *TorchLook(verifier, device)(
            examples.patches[:, :, MARGIN : MARGIN + PATCH, MARGIN : MARGIN + PATCH]
        )
    )
    off = np.nan_to_num(np.hypot(*examples.ball.T), nan=np.inf)
    is_ball = off < _NEAR
    surprise = np.logaddexp(0, np.where(is_ball, -odds, odds))
    weight = examples.weight / examples.weight.sum()
    scores = {
        "told rightly": float((weight * ((odds > 0) == is_ball)).sum()),
        "log-loss": float((weight * surprise).sum()),
    }
    if is_ball.any():
        error = np.hypot(*(shift - examples.ball)[is_ball].T)
        scores["median error px"] = float(np.median(error))
    return scores
