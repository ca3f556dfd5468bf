"""Choosing the runtime: the fastest that is exact enough, or the one that was asked for."""

from __future__ import annotations

import platform
from collections.abc import Callable, Generator
from contextlib import ExitStack
from typing import TYPE_CHECKING

from tracker.errors import TrackerError
from tracker.inference.consulting import ConsultingRuntime
from tracker.inference.events import Notice
from tracker.inference.openvino_int8 import Refused
from tracker.inference.runtime import Runtime, RuntimeUnusable
from tracker.inference.runtime_openvino import open_openvino
from tracker.inference.runtime_torch import open_torch

if TYPE_CHECKING:
    from torch import nn

RUNTIMES = ("auto", "torch", "openvino", "openvino-int8")
"""What can be asked for. "auto" is the fastest whose peaks have an F1 within 0.002 of torch's:
eight-bit integers on an x86 processor, for weights that bear them."""


def open_runtime(
    model: nn.Module,
    device: str,
    name: str = "auto",
    batch_size: int | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Generator[Notice | None, None, Runtime | None]:
    """A generator that returns the runtime, for `runtime = yield from open_runtime(…)`.

    Where the first run of some weights takes a while it yields a Notice that says so, and None ten
    times a second. It returns None after `stopped()`.

    Raises TrackerError where the runtime that was asked for cannot be had. With "auto" a Notice
    says why torch, the slower one, runs instead.
    """
    if name not in RUNTIMES:
        raise TrackerError(
            f"There is no runtime called “{name}”: choose from {', '.join(RUNTIMES)}."
        )
    by_name = name.startswith("openvino")
    if by_name and device != "cpu":
        raise TrackerError(f"OpenVINO runs on the processor: choose the device cpu, not {device}.")
    if by_name or (name == "auto" and openvino_suits(model, device)):
        try:
            return (yield from _on_openvino(model, name, stopped))
        except RuntimeUnusable as error:
            if by_name:
                raise TrackerError(f"OpenVINO cannot run this model: {error}.") from error
            yield Notice(f"OpenVINO cannot be used, so that the slower torch runs: {error}.")
    return open_torch(model, device, batch_size)


def _on_openvino(
    model: nn.Module, name: str, stopped: Callable[[], bool]
) -> Generator[Notice | None, None, Runtime | None]:
    """A pair of networks in two runtimes; in integers unless `name` or the network forbids it."""
    from tracker.model.second_opinion import SecondOpinion

    if isinstance(model, SecondOpinion):
        first = yield from _on_openvino(model.first, name, stopped)
        if first is None:
            return None
        with ExitStack() as unless_both:
            unless_both.callback(first.close)
            second = yield from _on_openvino(model.second, name, stopped)
            if second is None:
                return None
            unless_both.pop_all()
        return ConsultingRuntime(first, second)
    if name != "openvino":
        try:
            return (yield from open_openvino(model, stopped, int8=True))
        except Refused as refused:
            yield Notice(
                "Eight-bit integers do not suit this network, so that OpenVINO runs "
                f"without them: {refused}."
            )
    return (yield from open_openvino(model, stopped))


def openvino_suits(model: nn.Module, device: str) -> bool:
    """Whether "auto" means OpenVINO: networks of ours on an x86 processor."""
    if device != "cpu" or platform.machine().lower() not in ("x86_64", "amd64"):
        return False
    from tracker.model.second_opinion import SecondOpinion
    from tracker.model.tracknet import TrackNet

    return isinstance(model, TrackNet | SecondOpinion)
