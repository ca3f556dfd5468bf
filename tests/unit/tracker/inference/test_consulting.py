"""Two runtimes side by side give what the pair of networks gives, in order, and let go."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import Tensor

from tracker.inference.consulting import ConsultingRuntime
from tracker.inference.runtime import Interrupted, Windows
from tracker.inference.runtime_torch import find_peaks


class Told:
    """A runtime that answers with a window's first byte in hundredths, plus `more`."""

    def __init__(self, title: str, more: float = 0.0) -> None:
        self.title, self.batch_size, self.more = title, 2, more
        self.asked: list[int] = []
        self.go_on = threading.Event()
        self.go_on.set()
        self.closed = False
        self._stopped: Callable[[], bool] = lambda: False

    def start(self, windows: Windows) -> Answer:
        said = [int(window[0][0, 0, 0]) for window in windows]
        self.asked += said
        return Answer(self, said)

    def peaks(self, heatmaps: Tensor) -> NDArray[np.float32]:
        return find_peaks(heatmaps)

    @contextmanager
    def interruptible(self, stopped: Callable[[], bool]) -> Iterator[None]:
        self._stopped = stopped
        yield

    def shrink(self, _error: BaseException) -> None:
        self.batch_size //= 2

    def close(self) -> None:
        self.closed = True

    def wait(self) -> None:
        while not self.go_on.wait(0.01):
            if self._stopped():
                raise Interrupted


class Answer:
    def __init__(self, runtime: Told, said: list[int]) -> None:
        self._runtime, self._said = runtime, said

    def heatmaps(self) -> Tensor:
        self._runtime.wait()
        heatmaps = torch.zeros(len(self._said), 3, 288, 512)
        said = torch.tensor(self._said, dtype=torch.float32) / 100
        heatmaps[:, :, 7, 9] = said[:, None] + self._runtime.more
        return heatmaps


def windows(*said: int) -> NDArray[np.uint8]:
    pixels = np.zeros((len(said), 3, 288, 512, 3), np.uint8)
    pixels[:, 0, 0, 0, 0] = said
    return pixels


@pytest.fixture
def both() -> tuple[Told, Told]:
    return Told("quick"), Told("careful", more=-0.2)


def test_what_was_unsure_is_heard_twice_and_order_is_kept(both: tuple[Told, Told]) -> None:
    first, second = both
    runtime = ConsultingRuntime(first, second)
    with runtime.interruptible(lambda: False):
        pending = [runtime.start(windows(*said)) for said in ((90, 30), (70, 80), (10, 20))]
        found = [each.heatmaps()[:, 1, 7, 9].tolist() for each in pending]
    runtime.close()
    expected = [[0.9, 0.2], [0.7, 0.8], [0.0, 0.1]]
    assert found == [pytest.approx(each, abs=1e-6) for each in expected]
    assert second.asked == [30, 10, 20]
    assert first.closed
    assert second.closed
    assert runtime.title == "quick and careful"


def test_who_waits_for_the_careful_one_can_be_stopped(both: tuple[Told, Told]) -> None:
    first, second = both
    second.go_on.clear()
    runtime = ConsultingRuntime(first, second)
    stop = threading.Event()
    with runtime.interruptible(stop.is_set):
        pending = runtime.start(windows(10))
        threading.Timer(0.1, stop.set).start()
        with pytest.raises(Interrupted):
            pending.heatmaps()
    runtime.close()


def test_closing_breaks_off_what_is_under_way(both: tuple[Told, Told]) -> None:
    first, second = both
    first.go_on.clear()
    runtime = ConsultingRuntime(first, second)
    with runtime.interruptible(lambda: False):
        pending = [runtime.start(windows(n)) for n in range(5)]
    runtime.close()
    assert len(pending) == 5
    assert first.closed
    assert second.closed
    assert second.asked == []


def test_no_more_calls_begin_than_are_fetched(both: tuple[Told, Told]) -> None:
    runtime = ConsultingRuntime(*both)
    stop = threading.Event()
    stop_soon = threading.Timer(0.5, stop.set)
    stop_soon.start()
    with runtime.interruptible(stop.is_set), pytest.raises(Interrupted):
        [runtime.start(windows(90)) for _ in range(100)]
    assert 2 <= len(both[0].asked) < 20
    runtime.close()


def test_a_failure_of_the_careful_one_is_told(both: tuple[Told, Told]) -> None:
    first, second = both

    def fails(_: NDArray[np.uint8]) -> Answer:
        raise RuntimeError("it broke")

    second.start = fails  # type: ignore[method-assign]
    runtime = ConsultingRuntime(first, second)
    with runtime.interruptible(lambda: False), pytest.raises(RuntimeError, match="it broke"):
        runtime.start(windows(10)).heatmaps()
    runtime.close()
