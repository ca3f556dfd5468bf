"""The verifier on torch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tracker.device_memory import put_on
from tracker.inference.verifying import by_threes

if TYPE_CHECKING:
    from tracker.inference.verifying import Float32
    from tracker.model.verifier import Verifier


class TorchLook:
    """A `tracker.inference.verifying.Look` on a device of torch's."""

    def __init__(self, verifier: Verifier, device: str) -> None:
        """Moves the verifier to the device. Raises TrackerError where it does not fit."""
        self._verifier = put_on(verifier, device).eval()
        self._device = device

    def __call__(self, patches: NDArray[np.uint8]) -> tuple[Float32, Float32, Float32]:
        # How sums are split on a processor follows the number of patches; a GPU wants them all.
        return by_threes(self._maps, patches) if self._device == "cpu" else self._maps(patches)

    def _maps(self, patches: NDArray[np.uint8]) -> tuple[Float32, Float32, Float32]:
        import torch

        with torch.inference_mode():
            maps = self._verifier(torch.from_numpy(patches).to(self._device))
            cells, offsets, none = (each.cpu().numpy() for each in maps)
        return cells, offsets, none
