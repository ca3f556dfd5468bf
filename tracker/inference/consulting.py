"""A quick network and a careful one side by side, each in a runtime of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from tracker.inference.runtime import Interrupted, Pending, Runtime, Windows

if TYPE_CHECKING:
    from torch import Tensor

    from tracker.inference.verifying import Look
    from tracker.model.verifier import Verifier

_POLL_SECONDS = 0.05
_UNDER_WAY = 8
"""Calls begun and not yet fetched: enough that the quick network goes on while the careful one
thinks, and 14 MB of heatmaps."""


class ConsultingRuntime:
    """What `SecondOpinion` computes, in two runtimes that never wait for one another's turn."""

    def __init__(self, first: Runtime, second: Runtime) -> None:
        """Takes both over: `close` closes them."""
        self._first, self._second = first, second
        titles = dict.fromkeys((first.title, second.title))
        self.title = " and ".join(titles)
        self.batch_size = first.batch_size
        self._room = threading.Semaphore(_UNDER_WAY)
        self._closed = False
        self._stopped: Callable[[], bool] = lambda: False
        # Looks at the first answers as they come, so that the second network starts at once.
        self._reader = ThreadPoolExecutor(1, "tracker second opinion")

    def start(self, windows: Windows) -> _Asked:
        """See `Runtime.start`; waits while too many calls are under way."""
        while not self._room.acquire(timeout=_POLL_SECONDS):
            if self._stopped():
                raise Interrupted
        pending = self._first.start(windows)
        return _Asked(self._reader.submit(self._consult, pending, windows), self._fetch)

    def peaks(self, heatmaps: Tensor) -> NDArray[np.float32]:
        """See `Runtime.peaks`."""
        return self._first.peaks(heatmaps)

    def verifying(self, verifier: Verifier) -> Look:
        """See `Runtime.verifying`."""
        return self._first.verifying(verifier)

    @contextmanager
    def interruptible(self, stopped: Callable[[], bool]) -> Iterator[None]:
        """See `Runtime.interruptible`; also for those who wait for what was started within."""
        self._stopped = lambda: self._closed or stopped()
        with (
            self._first.interruptible(self._stopped),
            self._second.interruptible(self._stopped),
        ):
            yield

    def shrink(self, error: BaseException) -> None:
        """See `Runtime.shrink`."""
        self._first.shrink(error)
        self.batch_size = self._first.batch_size

    def close(self) -> None:
        """See `Runtime.close`."""
        self._closed = True
        self._reader.shutdown(cancel_futures=True)
        self._first.close()
        self._second.close()

    def _consult(self, pending: Pending, windows: Windows) -> _Consulted:
        from tracker.model.second_opinion import unsure

        heatmaps = pending.heatmaps().clone()  # lent only until the next call's
        asked = unsure(heatmaps)
        which = asked.nonzero()[:, 0].tolist()
        second = self._second.start([windows[n] for n in which]) if which else None
        return _Consulted(heatmaps, asked, second)

    def _fetch(self, consulted: Future[_Consulted]) -> Tensor:
        from tracker.model.second_opinion import hear

        while True:
            try:
                heatmaps, asked, second = consulted.result(_POLL_SECONDS)
                break
            except TimeoutError:
                if self._stopped():
                    raise Interrupted from None
        if second is not None:
            hear(heatmaps, asked, second.heatmaps())
        self._room.release()
        return heatmaps


class _Consulted(NamedTuple):
    """What the first network says, which of its windows are unsure, what the second will say."""

    heatmaps: Tensor
    asked: Tensor
    second: Pending | None


class _Asked:
    """One call of the first network, and perhaps one of the second."""

    def __init__(
        self, consulted: Future[_Consulted], fetch: Callable[[Future[_Consulted]], Tensor]
    ) -> None:
        self._consulted = consulted
        self._fetch = fetch

    def heatmaps(self) -> Tensor:
        """See `Pending.heatmaps`."""
        return self._fetch(self._consulted)
