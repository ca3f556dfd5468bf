"""torch on an NVIDIA GPU: from bytes to heatmaps, a full batch is one recorded graph.

Peaks are found on the GPU too, by the thread that waits for the heatmaps, so that only numbers come
back. Nothing here waits for the whole GPU but what is said to.
"""

from __future__ import annotations

import logging
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

import numpy as np

from tracker.device_memory import out_of_memory
from tracker.inference.runtime_torch import TorchRuntime
from tracker.model.pixels import frames_of_windows

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from torch import Tensor, nn

    from tracker.inference.runtime import Windows

_log = logging.getLogger(__name__)
_UNDER_WAY = 2
_WARM_UP_CALLS = 3
_LARGEST_BATCH = 32


class CudaRuntime(TorchRuntime):
    """Full batches replay a CUDA graph, so that no time is lost between its hundreds of kernels.

    Pictures are copied from pinned memory on a stream of their own while the batch before is
    computed. A batch that is not full, at most the last of a range, runs without a graph, and so
    does every batch of a model that cannot be recorded; ``title`` says so.
    """

    def __init__(self, model: nn.Module, device: str, batch_size: int | None = None) -> None:
        import torch

        super().__init__(model, device, batch_size or batch_for_memory(device))
        cuda: Any = torch.cuda
        self._compute = cuda.Stream(self.device)
        self._copy = cuda.Stream(self.device)
        self._slots: list[_Slot] = []
        self._turn = 0
        self._records = True
        self._pool: Any = None
        # The streams do not wait for the default one, in which the weights are on their way.
        torch.cuda.synchronize(self.device)

    def start(self, windows: Windows) -> _OnDevice:  # type: ignore[override]
        """See `Runtime.start`; returns once the copy and the kernels are queued."""
        import torch

        with torch.cuda.device(self.device), torch.inference_mode():
            slot = self._slot((len(windows), len(windows[0]), *windows[0][0].shape))
            slot.free.synchronize()  # what worked on its memory two batches ago
            count = len(windows)
            for places, window in zip(slot.pictures, windows, strict=False):
                for place, picture in zip(places, window, strict=True):
                    place[:] = picture
            with torch.cuda.stream(self._copy):
                slot.pixels[:count].copy_(slot.pinned[:count], non_blocking=True)
                slot.copied.record(self._copy)
            with torch.cuda.stream(self._compute):
                self._compute.wait_event(slot.copied)
                if count == len(slot.pixels) and self._recorded(slot):
                    slot.graph.replay()
                    # The graph's own output is overwritten by its next replay.
                    heatmaps = slot.heatmaps.clone()
                else:
                    heatmaps = self._heatmaps_of(slot.pixels[:count])
                slot.free.record(self._compute)
                done = _event()
                done.record(self._compute)
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

    def _recorded(self, slot: _Slot) -> bool:
        """Whether the slot has its graph; records it at the first time."""
        if slot.graph is None and self._records:
            import torch

            if self._pool is None:
                # Graphs are replayed one after the other: they may work in the same memory.
                self._pool = torch.cuda.graph_pool_handle()
            try:
                slot.record(self._heatmaps_of, self._pool)
            except RuntimeError as error:
                if out_of_memory(error):
                    raise
                _log.warning("The model runs without a CUDA graph, more slowly: %s", error)
                self.title += ", without a CUDA graph"
                self._records = False
        return slot.graph is not None

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
        # A pool whose graphs are gone cannot be recorded into again.
        self._slots, self._pool = [], None
        torch.cuda.empty_cache()


class _Slot:
    """Memory of one batch under way, and the graph that works on it."""

    def __init__(self, shape: tuple[int, ...], device: Any) -> None:
        import torch

        self.pinned = torch.empty(shape, dtype=torch.uint8, pin_memory=True)
        self.pictures = self.pinned.numpy()
        self.pixels = torch.empty(shape, dtype=torch.uint8, device=device)
        self.copied, self.free = _event(), _event()
        self.graph: Any = None
        self.heatmaps: Any = None

    def record(self, heatmaps_of: Callable[[Tensor], Tensor], pool: Any) -> None:
        """Record the graph; the current stream is used, and its pixels are there.

        RuntimeError where that is not possible; the slot has no graph then.
        """
        import torch

        stream = torch.cuda.current_stream()
        graph = torch.cuda.CUDAGraph()
        benchmark = torch.backends.cudnn.benchmark
        # Shapes never change: it pays to try which kernels are the fastest.
        torch.backends.cudnn.benchmark = True
        try:
            for _ in range(_WARM_UP_CALLS):  # libraries choose their kernels at the first calls
                heatmaps_of(self.pixels)
            stream.synchronize()
            # Other threads may use the GPU meanwhile, so only this one's calls are watched.
            with torch.cuda.graph(
                graph, pool=pool, stream=stream, capture_error_mode="thread_local"
            ):
                heatmaps = heatmaps_of(self.pixels)
        finally:
            torch.backends.cudnn.benchmark = benchmark
        self.graph, self.heatmaps = graph, heatmaps


class _OnDevice:
    """Heatmaps that the GPU is still computing."""

    def __init__(self, heatmaps: Tensor, done: Any) -> None:
        self._heatmaps = heatmaps
        self._done = done

    def heatmaps(self) -> Tensor:
        """See `Pending.heatmaps`."""
        import torch

        self._done.synchronize()
        # Their memory came from another stream, which must not take it back while the waiting
        # thread's stream still reads.
        self._heatmaps.record_stream(torch.cuda.current_stream(self._heatmaps.device))
        return self._heatmaps


def _event() -> Any:
    """An event whose waiters sleep: spinning would take a core from the decoder."""
    import torch

    cuda: Any = torch.cuda
    return cuda.Event(blocking=True)


def batch_for_memory(device: str) -> int:
    """Windows per call that fit into the free memory of a GPU, a power of two."""
    import torch

    free, _ = torch.cuda.mem_get_info(torch.device(device))
    return int(np.clip(2 ** int(np.log2(max(1.0, free / 2**30))), 1, _LARGEST_BATCH))
