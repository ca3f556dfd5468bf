"""The verifier on torch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tracker.heatmap import MAX_PEAKS

if TYPE_CHECKING:
    from tracker.inference.verifying import Float32
    from tracker.model.verifier import Verifier


class TorchLook:
    """A `tracker.inference.verifying.Look` on a device of torch's."""

    def __init__(self, verifier: Verifier, device: str) -> None:
        """Moves the verifier to the device."""
        self._verifier = verifier.to(device).eval()
        self._device = device
        # On a processor, answers must not depend on how many frames are looked at together: how
        # sums are split there follows the number of patches.
        self._at_once = MAX_PEAKS if device == "cpu" else 1024

    def __call__(self, patches: NDArray[np.uint8]) -> tuple[Float32, Float32, Float32]:
        import torch

        with torch.inference_mode():
            parts = [
                self._verifier(part.to(self._device))
                for part in torch.split(torch.from_numpy(patches), self._at_once)
            ]
            cells, offsets, none = (
                torch.cat(maps).cpu().numpy() for maps in zip(*parts, strict=True)
            )
        return cells, offsets, none
