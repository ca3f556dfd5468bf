"""torch: the runtime of every device, and of every model."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tracker.device import computes_bfloat16
from tracker.device_memory import put_on, too_little_memory
from tracker.heatmap import heatmaps_to_peaks
from tracker.inference.runtime import Interrupted, Runtime, Windows
from tracker.inference.verifier_torch import TorchLook
from tracker.model.pixels import frames_of_windows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor, nn

    from tracker.inference.verifying import Look
    from tracker.model.verifier import Verifier

_CPU_BATCH = 2


def open_torch(model: nn.Module, device: str, batch_size: int | None = None) -> Runtime:
    """The torch runtime of `device`; `batch_size` None chooses by its memory."""
    if device.startswith("cuda"):
        from tracker.inference.runtime_cuda import CudaRuntime

        return CudaRuntime(model, device, batch_size)
    return TorchRuntime(model, device, batch_size)


class Computed:
    """Heatmaps that are there already."""

    def __init__(self, heatmaps: Tensor) -> None:
        self._heatmaps = heatmaps

    def heatmaps(self) -> Tensor:
        """See `Pending.heatmaps`."""
        return self._heatmaps


class TorchRuntime:
    """Runs any module that maps frames [B,9,288,512] in [0,1] to heatmaps [B,3,288,512].

    Where the hardware computes bfloat16 natively, convolutions and matrix products use it:
    heatmaps differ from float32 by less than 0.01, and the run is more than twice as fast.
    """

    def __init__(self, model: nn.Module, device: str, batch_size: int | None = None) -> None:
        import torch

        self.device = torch.device(device)
        self.model = put_on(model, device).eval()
        for layer in self.model.modules():
            if isinstance(layer, torch.nn.Conv2d):
                weight = layer.weight.data
                layer.weight.data = weight.contiguous(memory_format=torch.channels_last)
        # Few on a processor, where more gain nothing and delay a cancel.
        self.batch_size = batch_size or _CPU_BATCH
        self._bfloat16 = computes_bfloat16(device)
        self.title = f"torch {'bf16' if self._bfloat16 else 'f32'}"

    def start(self, windows: Windows) -> Computed:
        """See `Runtime.start`; computes at once."""
        return Computed(self.heatmaps(np.array(windows)))

    def heatmaps(self, windows: NDArray[np.uint8]) -> Tensor:
        """Heatmaps float32 [B,3,288,512] on the device, of windows uint8 [B,3,288,512,3]."""
        import torch

        with torch.inference_mode(), self.precision():
            heatmaps: Tensor = self.model(self.to_frames(windows))
            return heatmaps.float()

    def to_frames(self, windows: NDArray[np.uint8]) -> Tensor:
        """Windows uint8 [B,3,288,512,3] → frames float32 [B,9,288,512] in [0,1] on the device."""
        import torch

        # Bytes cross the bus, a quarter of what floats would take.
        return frames_of_windows(torch.from_numpy(windows).to(self.device))

    def peaks(self, heatmaps: Tensor) -> NDArray[np.float32]:
        """See `Runtime.peaks`."""
        # Metal shares the processor's memory, and lacks or emulates the sorting and searching.
        return find_peaks(heatmaps.cpu() if heatmaps.device.type == "mps" else heatmaps)

    def verifying(self, verifier: Verifier) -> Look:
        """See `Runtime.verifying`."""
        return TorchLook(verifier, str(self.device))

    def shrink(self, error: BaseException) -> None:
        """See `Runtime.shrink`."""
        if self.batch_size <= 1:
            raise too_little_memory() from error
        self.batch_size //= 2

    def interruptible(self, stopped: Callable[[], bool]) -> AbstractContextManager[None]:
        """See `Runtime.interruptible`.

        One window of the full model takes more than a second on a laptop, too long to wait for:
        the model is left between two layers.
        """
        return _stop_between_layers(self.model, stopped)

    def precision(self) -> AbstractContextManager[object]:
        """The number format model calls run in on this device."""
        import torch

        if not self._bfloat16:
            return nullcontext()
        return torch.autocast(self.device.type, dtype=torch.bfloat16)

    def close(self) -> None:
        """See `Runtime.close`: nothing is under way."""


def find_peaks(heatmaps: Tensor) -> NDArray[np.float32]:
    """Peaks float32 [B,3,K,3] of heatmaps [B,3,288,512], found where those live."""
    import torch

    with torch.inference_mode():
        found = heatmaps_to_peaks(heatmaps.flatten(0, 1))
    return np.asarray(found.cpu().numpy(), np.float32).reshape(*heatmaps.shape[:2], -1, 3)


def without_frames(error: BaseException) -> BaseException:
    """`error` without the frames that it and what it was raised upon hold: with them they hold the
    device's memory."""
    known: BaseException | None = error
    while known is not None:
        known.__traceback__ = None
        known = known.__cause__ or known.__context__
    return error


@contextmanager
def _stop_between_layers(model: nn.Module, stopped: Callable[[], bool]) -> Iterator[None]:
    from torch import nn

    owner = threading.get_ident()

    def check(*_: object) -> None:
        if threading.get_ident() == owner and stopped():
            raise Interrupted

    # Only convolutions: a hook on an attention layer would turn off its fast path.
    layers = [layer for layer in model.modules() if isinstance(layer, nn.Conv2d)]
    handles = [layer.register_forward_pre_hook(check) for layer in layers]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
