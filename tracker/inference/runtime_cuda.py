"""torch on an NVIDIA GPU: the whole step, from bytes to peaks, is one recorded graph."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tracker.inference.runtime_torch import TorchRuntime, frames_of_windows

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from torch import Tensor, nn

_UNDER_WAY = 2
_WARM_UP_CALLS = 3
_LARGEST_BATCH = 32


class CudaRuntime(TorchRuntime):
    """Full batches replay a CUDA graph, so that no time is lost between its hundreds of kernels.

    Pictures are copied from pinned memory on a stream of their own while the batch before is
    computed. A batch that is not full, at most the last of a range, runs without a graph.
    """

    def __init__(self, model: nn.Module, device: str, batch_size: int | None = None) -> None:
        import torch

        super().__init__(model, device, batch_size or batch_for_memory(device))
        cuda: Any = torch.cuda
        self._compute = cuda.Stream(self.device)
        self._copy = cuda.Stream(self.device)
        self._slots: list[_Slot] = []
        self._turn = 0
        # Graphs are replayed one after the other, so that they may work in the same memory.
        self._pool = torch.cuda.graph_pool_handle()

    def start(self, windows: NDArray[np.uint8]) -> _OnDevice:  # type: ignore[override]
        """See `Runtime.start`; returns once the copy and the kernels are queued."""
        import torch

        cuda: Any = torch.cuda
        with torch.cuda.device(self.device), torch.inference_mode():
            slot = self._slot(windows.shape)
            slot.free.synchronize()  # its pinned memory was read by the copy two batches ago
            count = len(windows)
            slot.pinned[:count].copy_(torch.from_numpy(windows))
            with torch.cuda.stream(self._copy):
                slot.pixels[:count].copy_(slot.pinned[:count], non_blocking=True)
                slot.copied.record(self._copy)
            with torch.cuda.stream(self._compute):
                self._compute.wait_event(slot.copied)
                if count == len(slot.pixels):
                    slot.record(self._heatmaps_of, self._pool)
                    slot.graph.replay()
                    # The graph's own output is overwritten by its next replay.
                    heatmaps = slot.heatmaps.clone()
                else:
                    heatmaps = self._heatmaps_of(slot.pixels[:count])
                done = cuda.Event()
                done.record(self._compute)
                slot.free = done
        return _OnDevice(heatmaps, done)

    def interruptible(self, stopped: Callable[[], bool]) -> AbstractContextManager[None]:
        """See `Runtime.interruptible`: a call returns at once, so that nothing need be hooked."""
        return nullcontext()

    def shrink(self, error: BaseException) -> None:
        """See `Runtime.shrink`."""
        super().shrink(error)
        self._release()

    def close(self) -> None:
        """See `Runtime.close`."""
        self._release()

    def _heatmaps_of(self, pixels: Tensor) -> Tensor:
        with self.precision():
            heatmaps: Tensor = self.model(frames_of_windows(pixels))
        return heatmaps.float()

    def _slot(self, shape: tuple[int, ...]) -> _Slot:
        if not self._slots or len(self._slots[0].pixels) < shape[0]:
            self._release()
            size = (max(self.batch_size, shape[0]), *shape[1:])
            self._slots = [_Slot(size, self.device) for _ in range(_UNDER_WAY)]
        self._turn = (self._turn + 1) % _UNDER_WAY
        return self._slots[self._turn]

    def _release(self) -> None:
        import torch

        torch.cuda.synchronize(self.device)
        self._slots = []
        torch.cuda.empty_cache()


class _Slot:
    """Memory of one batch under way, and the graph that works on it."""

    def __init__(self, shape: tuple[int, ...], device: Any) -> None:
        import torch

        self.pinned = torch.empty(shape, dtype=torch.uint8, pin_memory=True)
        self.pixels = torch.zeros(shape, dtype=torch.uint8, device=device)
        cuda: Any = torch.cuda
        self.copied, self.free = cuda.Event(), cuda.Event()
        self.graph: Any = None
        self.heatmaps: Any = None

    def record(self, heatmaps_of: Callable[[Tensor], Tensor], pool: Any) -> None:
        """Record the graph where that has not been done; the current stream is used."""
        import torch

        if self.graph is not None:
            return
        for _ in range(_WARM_UP_CALLS):  # libraries choose their kernels at the first calls
            heatmaps_of(self.pixels)
        torch.cuda.current_stream().synchronize()
        graph = torch.cuda.CUDAGraph()
        # Other threads may use the GPU meanwhile, so only this one's calls are watched.
        with torch.cuda.graph(
            graph,
            pool=pool,
            stream=torch.cuda.current_stream(),
            capture_error_mode="thread_local",
        ):
            self.heatmaps = heatmaps_of(self.pixels)
        self.graph = graph


class _OnDevice:
    """Heatmaps that the GPU is still computing."""

    def __init__(self, heatmaps: Tensor, done: Any) -> None:
        self._heatmaps = heatmaps
        self._done = done

    def heatmaps(self) -> Tensor:
        """See `Pending.heatmaps`."""
        self._done.synchronize()
        return self._heatmaps


def batch_for_memory(device: str) -> int:
    """Windows per call that fit into the free memory of a GPU, a power of two."""
    import torch

    free, _ = torch.cuda.mem_get_info(torch.device(device))
    return int(np.clip(2 ** int(np.log2(max(1.0, free / 2**30))), 1, _LARGEST_BATCH))
