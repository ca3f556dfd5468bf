"""What runs the model: one small interface, behind which are torch, CUDA graphs and OpenVINO."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from torch import Tensor

    from tracker.inference.verifying import Look
    from tracker.model.verifier import Verifier


Windows = Sequence[Sequence[NDArray[np.uint8]]]
"""B times three pictures uint8 [288,512,3], wherever each lies: a runtime brings them to where it
needs them, and nobody else copies them."""


class Interrupted(Exception):
    """The model was stopped in the middle of a call."""


class RuntimeUnusable(Exception):
    """A runtime cannot run this model here; the message is the second half of a sentence."""


class Pending(Protocol):
    """The answers of one model call, perhaps still being computed."""

    def heatmaps(self) -> Tensor:
        """Waits for the heatmaps, float32 [B,3,288,512] in 0..1, where `Runtime.peaks` finds them.

        They stand until those of the next call are asked for: clone what is needed for longer.
        Raises Interrupted.
        """


class Runtime(Protocol):
    """Runs one model that maps frames [B,9,288,512] RGB in [0,1] to heatmaps [B,3,288,512].

    `start` is called from one thread and may return before the answers are there. What it returned
    is waited for in another thread, in order, so that the model never rests. How many calls are
    under way at a time is bounded by the runtime.
    """

    title: str
    """As in "… frames/s on OpenVINO bf16, cpu"."""
    batch_size: int
    """Windows per call; `shrink` halves it."""

    def start(self, windows: Windows) -> Pending:
        """Begin with B windows. Raises Interrupted."""

    def peaks(self, heatmaps: Tensor) -> NDArray[np.float32]:
        """Peaks float32 [B,3,K,3] (x, y in model pixels, score) of what `Pending` gave."""

    def verifying(self, verifier: Verifier) -> Look:
        """What runs the verifier where the network runs. Called once per run."""

    def interruptible(self, stopped: Callable[[], bool]) -> AbstractContextManager[None]:
        """Within, calls of the entering thread raise Interrupted soon after `stopped()`."""

    def shrink(self, error: BaseException) -> None:
        """Halve the batch after the device ran out of memory. Raises TrackerError at one window."""

    def close(self) -> None:
        """Break off what is under way and let the device's memory go."""
