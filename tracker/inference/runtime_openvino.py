"""OpenVINO on a processor: two to three times as fast as torch there.

In eight-bit integers, for weights that bear them, or in bfloat16 or float32: see `openvino_int8`.
"""

from __future__ import annotations

import importlib.util
import queue
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tracker.errors import TrackerError
from tracker.inference.events import Notice
from tracker.inference.openvino_export import exported, folder_of, is_made
from tracker.inference.openvino_library import compiled, number_format
from tracker.inference.runtime import Interrupted, Runtime, RuntimeUnusable, Windows
from tracker.inference.runtime_torch import find_peaks
from tracker.inference.verifier_openvino import OpenVinoLook

if TYPE_CHECKING:
    from torch import Tensor, nn

    from tracker.inference.verifying import Look
    from tracker.model.verifier import Verifier

_POLL_MS = 50
_MAX_STREAMS = 4
"""Windows computed side by side: each stream of the full V5 holds a quarter of a gigabyte."""


def open_openvino(
    model: nn.Module, stopped: Callable[[], bool], int8: bool = False
) -> Generator[Notice | None, None, Runtime | None]:
    """Like `open_runtime`. Raises RuntimeUnusable, and Refused for eight bits."""
    from tracker.model.tracknet import TrackNet

    if not isinstance(model, TrackNet):
        raise RuntimeUnusable("it takes networks of the TrackNet family only")
    if importlib.util.find_spec("openvino") is None:
        raise RuntimeUnusable("the package openvino is not installed")
    folder = folder_of(model, int8)
    was_kept = is_made(folder)
    while True:
        path = yield from exported(model, folder, stopped, int8)
        if path is None or stopped():
            return None
        try:
            return OpenVinoRuntime(str(path), "int8" if int8 else number_format())
        except RuntimeError as error:
            # A damaged file must not be found again, nor stand in a new one's way.
            shutil.rmtree(folder, ignore_errors=True)
            if not was_kept:
                raise RuntimeUnusable(str(error).strip().splitlines()[-1]) from error
            was_kept = False  # what was made earlier may be damaged: it is made once more


class OpenVinoRuntime:
    """One window per request, as many requests at a time as the processor has streams.

    What the file does not ask to be integers runs in bfloat16 where the processor computes it,
    otherwise in float32.
    """

    def __init__(self, path: str, title: str) -> None:
        """Args: path: the .xml file of an exported model; title: its number format."""
        import torch

        threads = self._torch_threads = torch.get_num_threads()
        network = compiled(
            path, INFERENCE_NUM_THREADS=threads, NUM_STREAMS=min(threads, _MAX_STREAMS)
        )
        streams = int(network.get_property("NUM_STREAMS"))
        self.title = f"OpenVINO {title}"
        self.batch_size = 1
        self._free: queue.SimpleQueue[Any] = queue.SimpleQueue()
        # One more than the streams, so that the next is at hand when one ends, and one whose
        # heatmaps are being looked at.
        self._requests = [network.create_infer_request() for _ in range(streams + 2)]
        for request in self._requests:
            self._free.put(request)
        self._looked_at: list[Any] = []
        self._stopped: Callable[[], bool] = lambda: False

    def start(self, windows: Windows) -> _Requested:
        """See `Runtime.start`; waits while all requests are under way."""
        requests = []
        for window in windows:
            request = self._take()
            for place, picture in zip(request.get_input_tensor().data[0], window, strict=True):
                place[:] = picture
            request.start_async()
            requests.append(request)
        return _Requested(requests, self._collect)

    def peaks(self, heatmaps: Tensor) -> NDArray[np.float32]:
        """See `Runtime.peaks`."""
        import torch

        # Of the calling thread alone: helpers of torch's would wait by spinning, on the very
        # processors that OpenVINO needs.
        torch.set_num_threads(1)
        return find_peaks(heatmaps)

    def verifying(self, verifier: Verifier) -> Look:
        """See `Runtime.verifying`."""
        return OpenVinoLook(verifier)

    @contextmanager
    def interruptible(self, stopped: Callable[[], bool]) -> Iterator[None]:
        """See `Runtime.interruptible`; also for those who wait for what was started within."""
        self._stopped = stopped
        yield

    def shrink(self, error: BaseException) -> None:
        """See `Runtime.shrink`: there is nothing to halve."""
        raise TrackerError("There is too little free memory for the model.") from error

    def close(self) -> None:
        """See `Runtime.close`."""
        import torch

        torch.set_num_threads(self._torch_threads)  # what threads to come start with
        for request in self._requests:
            request.cancel()
        for request in self._requests:
            _settle(request)
        self._requests = []

    def _collect(self, requests: list[Any]) -> Tensor:
        """The heatmaps of `requests` once they are there, in the requests' own memory."""
        import torch

        for request in self._looked_at:
            self._free.put(request)
        self._looked_at = []
        maps = []
        for request in requests:
            while not request.wait_for(_POLL_MS):
                if self._stopped():
                    raise Interrupted
            maps.append(request.get_output_tensor().data)
            self._looked_at.append(request)
        return torch.from_numpy(maps[0] if len(maps) == 1 else np.concatenate(maps))

    def _take(self) -> Any:
        while not self._stopped():
            try:
                return self._free.get(timeout=_POLL_MS / 1000)
            except queue.Empty:
                continue
        raise Interrupted


class _Requested:
    """Requests under way, one per window."""

    def __init__(self, requests: list[Any], collect: Callable[[list[Any]], Tensor]) -> None:
        self._requests = requests
        self._collect = collect

    def heatmaps(self) -> Tensor:
        """See `Pending.heatmaps`."""
        return self._collect(self._requests)


def _settle(request: Any) -> None:
    """Wait for the end of a cancelled request, which OpenVINO reports as an error."""
    try:
        request.wait()
    except RuntimeError as error:
        if "cancel" not in str(error).lower():
            raise
