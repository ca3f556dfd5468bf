"""As much of ``torch.cuda`` as the CUDA runtime uses, on a processor.

Work is done at once, in whatever stream it is queued. A graph is recorded operator by operator and
replayed into the very tensors it was recorded with, as a real one is: what must not be overwritten
is overwritten here too.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch.utils._python_dispatch import TorchDispatchMode


class Stream:
    def __init__(self, name: str, log: list[str]) -> None:
        self.name, self.log = name, log

    def wait_event(self, event: Event) -> None:
        self.log.append(f"{self.name} waits for {event.recorded_in}")

    def synchronize(self) -> None:
        self.log.append(f"host waits for {self.name}")


class Event:
    def __init__(self, blocking: bool = False) -> None:
        assert blocking
        self.recorded_in = "nothing"

    def record(self, stream: Stream) -> None:
        self.recorded_in = stream.name

    def synchronize(self) -> None:
        pass


class Graph:
    def __init__(self) -> None:
        self.calls: list[tuple[Any, Any, Any, Any]] = []
        self.replays = 0

    def replay(self) -> None:
        self.replays += 1
        for function, args, kwargs, result in self.calls:
            again = function(*args, **kwargs)
            if isinstance(result, torch.Tensor) and again.data_ptr() != result.data_ptr():
                result.copy_(again)


class Recorder(TorchDispatchMode):
    def __init__(self, graph: Graph) -> None:
        super().__init__()
        self.graph = graph

    def __torch_dispatch__(
        self, function: Any, _types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        result = function(*args, **(kwargs or {}))
        self.graph.calls.append((function, args, kwargs or {}, result))
        return result


class FakeCuda:
    """Patches ``torch.cuda``; ``log`` is what streams did, ``graphs`` the recorded with pools."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.log: list[str] = []
        self.graphs: list[tuple[Graph, int]] = []
        self.current = Stream("default", self.log)
        self.free_bytes = 10 * 2**30
        self.kept_for: list[str] = []
        self._names = iter(("compute", "copy"))
        self._pools = itertools.count(1)
        empty = torch.empty
        for place, name, fake in (
            (torch.cuda, "Stream", lambda _device: Stream(next(self._names), self.log)),
            (torch.cuda, "Event", Event),
            (torch.cuda, "CUDAGraph", Graph),
            (torch.cuda, "stream", self._stream),
            (torch.cuda, "graph", self._graph),
            (torch.cuda, "device", contextlib.nullcontext),
            (torch.cuda, "current_stream", lambda _device=None: self.current),
            (torch.cuda, "synchronize", lambda _device: self.log.append("host waits for all")),
            (torch.cuda, "empty_cache", lambda: None),
            (torch.cuda, "graph_pool_handle", lambda: next(self._pools)),
            (torch.cuda, "mem_get_info", lambda _device: (self.free_bytes, 80 * 2**30)),
            (
                torch.Tensor,
                "record_stream",
                lambda _self, stream: self.kept_for.append(stream.name),
            ),
            (torch, "empty", lambda *args, pin_memory=False, **rest: empty(*args, **rest)),
        ):
            monkeypatch.setattr(place, name, fake)

    @contextlib.contextmanager
    def _stream(self, stream: Stream) -> Iterator[None]:
        before, self.current = self.current, stream
        yield
        self.current = before

    @contextlib.contextmanager
    def _graph(
        self, graph: Graph, pool: int, stream: Stream, capture_error_mode: str
    ) -> Iterator[None]:
        assert (stream.name, capture_error_mode) == ("compute", "thread_local")
        try:
            with Recorder(graph):
                yield
        except Exception as error:
            # What went wrong inside is only seen behind this.
            raise RuntimeError("operation failed due to a previous error during capture") from error
        self.graphs.append((graph, pool))
