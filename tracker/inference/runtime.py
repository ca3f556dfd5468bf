"""The model on its device: uint8 pictures in, peaks in model pixels out."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tracker.device import computes_bfloat16
from tracker.errors import TrackerError
from tracker.heatmap import heatmaps_to_peaks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor, nn


class Interrupted(Exception):
    """The model was stopped between two layers."""


class TorchRuntime:
    """Runs any module that maps frames [B,9,288,512] in [0,1] to heatmaps [B,3,288,512].

    Where the hardware computes bfloat16 natively, convolutions and matrix products use it:
    heatmaps differ from float32 by less than 0.01, and the run is more than twice as fast.
    """

    def __init__(self, model: nn.Module, device: str, batch_size: int | None = None) -> None:
        import torch

        self.device = torch.device(device)
        self.model = model.to(self.device).eval()
        for layer in self.model.modules():
            if isinstance(layer, torch.nn.Conv2d):
                weight = layer.weight.data
                layer.weight.data = weight.contiguous(memory_format=torch.channels_last)
        self.batch_size = batch_size or default_batch_size(device)
        self._bfloat16 = computes_bfloat16(device)

    def heatmaps(self, windows: NDArray[np.uint8]) -> Tensor:
        """Heatmaps float32 [B,3,288,512] on the device, of windows uint8 [B,3,288,512,3]."""
        import torch

        with torch.inference_mode(), self.precision():
            heatmaps: Tensor = self.model(self.to_frames(windows))
            return heatmaps.float()

    def to_frames(self, windows: NDArray[np.uint8]) -> Tensor:
        """Windows uint8 [B,3,288,512,3] → frames float32 [B,9,288,512] in [0,1] on the device."""
        import torch

        pixels = torch.from_numpy(windows)
        if self.device.type == "cuda":
            # Bytes cross the bus, a quarter of what floats would take.
            pixels = pixels.pin_memory().to(self.device, non_blocking=True)
        else:
            pixels = pixels.to(self.device)
        # Planes: the motion maps and the stem are faster on them, the convolutions convert.
        return pixels.permute(0, 1, 4, 2, 3).flatten(1, 2).contiguous().float().div_(255)

    def peaks(self, heatmaps: Tensor) -> NDArray[np.float32]:
        """Peaks float32 [B,3,K,3] (x, y in model pixels, score) of heatmaps [B,3,288,512]."""
        import torch

        with torch.inference_mode():
            found = heatmaps_to_peaks(heatmaps.flatten(0, 1))
        return np.asarray(found.cpu().numpy(), np.float32).reshape(*heatmaps.shape[:2], -1, 3)

    def shrink(self, error: BaseException) -> None:
        """Halve the batch after the device ran out of memory. Raises TrackerError at one window."""
        import torch

        if self.batch_size <= 1:
            raise TrackerError(
                "The GPU has too little free memory for the model: close other programs that use "
                "it, or choose the device cpu."
            ) from error
        self.batch_size //= 2
        if self.device.type == "cuda":
            torch.cuda.empty_cache()

    @contextmanager
    def interruptible(self, stopped: Callable[[], bool]) -> Iterator[None]:
        """Within, the calling thread's model calls raise Interrupted soon after `stopped()`.

        One window of the full model takes more than a second on a laptop, too long to wait for.
        """
        from torch import nn

        owner = threading.get_ident()

        def check(*_: object) -> None:
            if threading.get_ident() == owner and stopped():
                raise Interrupted

        # Only convolutions: a hook on an attention layer would turn off its fast path.
        layers = [layer for layer in self.model.modules() if isinstance(layer, nn.Conv2d)]
        handles = [layer.register_forward_pre_hook(check) for layer in layers]
        try:
            yield
        finally:
            for handle in handles:
                handle.remove()

    def precision(self) -> AbstractContextManager[object]:
        """The number format model calls run in on this device."""
        import torch

        if not self._bfloat16:
            return nullcontext()
        return torch.autocast(self.device.type, dtype=torch.bfloat16)


def out_of_memory(error: BaseException) -> bool:
    """Whether `error` says that the device's memory is full."""
    import torch

    return isinstance(error, torch.OutOfMemoryError)


def default_batch_size(device: str) -> int:
    """Windows per model call: few on a CPU, where more gain nothing and delay a cancel."""
    import torch

    if not device.startswith("cuda"):
        return 2
    free, _ = torch.cuda.mem_get_info(torch.device(device))
    return int(np.clip(2 ** int(np.log2(max(1.0, free / 2**30))), 1, 32))
