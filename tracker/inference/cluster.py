"""Pre-labelling on a Ray cluster: a task per stretch of video, merged as one run would give.

Every machine of the cluster must see the video under the same path and have Rallymark installed.
Ray keeps the queue, moves the weights, and repeats what failed.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import platform
import re
import signal
import socket
import threading
import time
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.errors import TrackerError
from tracker.inference.engine import track_video
from tracker.inference.events import ChunkDone, Event, Finished, Notice, Progress
from tracker.inference.windows import STRIDE, Range, normalised
from tracker.video.probe import Video, open_video

if TYPE_CHECKING:
    from torch import nn

    from tracker.model.verifier import Verifier

STRETCH_FRAMES = 960
"""A multiple of the stride and of every batch, so that windows and batches are those of one run."""

_RETRIES = 3
_TICK_SECONDS = 0.1
_KNOCK_SECONDS = 10.0
"""How long a cluster's machine may take to answer at all."""


@dataclass(frozen=True)
class _Answers:
    """What one task found, and the process that did it."""

    chunks: list[ChunkDone]
    notices: list[str]
    runtime: str
    worker: str


def track_on_ray(
    video: Video,
    model: nn.Module,
    *,
    address: str = "auto",
    ranges: Iterable[Range] | None = None,
    device: str = "auto",
    runtime: str = "auto",
    verifier: Verifier | None = None,
    batch_size: int | None = None,
    stride: int = STRIDE,
    keep_heat: bool = False,
    stop: threading.Event | None = None,
) -> Iterator[Event]:
    """Like `track_video`, on the cluster at `address`; chunks come in the order they are ready.

    Args:
        address: of a cluster, "auto" for the one this machine is part of, "local" for a cluster of
            this machine's processors that lives as long as the run.
        device: "auto" takes a GPU per task where the cluster has any, otherwise a processor.

    Raises TrackerError: no Ray, no cluster, or a stretch failed at every try.
    """
    stop = stop or threading.Event()
    wanted = normalised(ranges, len(video.index))
    total = sum(last - first + 1 for first, last in wanted)
    options = {
        "runtime": runtime,
        "batch_size": batch_size,
        "stride": stride,
        "keep_heat": keep_heat,
    }
    _refuse_missing()
    if not _knock(address, stop):
        return
    ray = _connect(address)
    try:
        yield Progress(0, total, 0.0, None)
        yield from _events(ray, video, model, verifier, wanted, total, device, options, stop)
    finally:
        ray.shutdown()


def stretches(ranges: Iterable[Range], frames: int) -> Iterator[Range]:
    """Cut ranges at the multiples of `frames`."""
    for first, last in ranges:
        while first <= last:
            end = min(last, first - first % frames + frames - 1)
            yield first, end
            first = end + 1


def _events(
    ray: Any,
    video: Video,
    model: nn.Module,
    verifier: Verifier | None,
    ranges: list[Range],
    total: int,
    device: str,
    options: dict[str, Any],
    stop: threading.Event,
) -> Iterator[Event]:
    gpus = bool(ray.cluster_resources().get("GPU")) if device == "auto" else device != "cpu"
    kind = ("cuda" if gpus else "cpu") if device == "auto" else device
    task = ray.remote(num_cpus=1, num_gpus=int(gpus), max_retries=_RETRIES, retry_exceptions=True)(
        _answer
    )
    # Sent once, not with every task.
    shared, path = (ray.put(model), ray.put(verifier)), str(video.info.path.resolve())
    began, done, rate = time.monotonic(), 0, 0.0
    waiting = {
        task.remote(path, *shared, stretch, kind, options): stretch
        for stretch in stretches(ranges, STRETCH_FRAMES)
    }
    workers: set[str] = set()
    told: set[str] = set()
    title = ""
    while waiting:
        if stop.is_set():
            for ref in waiting:
                ray.cancel(ref, force=True)
            return
        ready, _ = ray.wait(list(waiting), timeout=_TICK_SECONDS)
        for ref in ready:
            answers = _result(ray, ref, waiting.pop(ref), video)
            workers.add(answers.worker)
            title = answers.runtime
            for text in set(answers.notices) - told:
                told.add(text)
                yield Notice(text)
            for chunk in answers.chunks:
                done += len(chunk.x)
                yield chunk
        if ready:
            # Over the whole run: stretches come in waves, minutes apart.
            rate = done / (time.monotonic() - began)
        yield Progress(done, total, rate, (total - done) / rate if rate else None)
    title = f"{title}, {len(workers)} Ray {'worker' if len(workers) == 1 else 'workers'}"
    yield Finished(total, time.monotonic() - began, title)


def _answer(
    path: str,
    model: nn.Module,
    verifier: Verifier | None,
    stretch: Range,
    device: str,
    options: dict[str, Any],
) -> _Answers:
    """The task, in a process of some machine of the cluster."""
    chunks, notices, title = [], [], ""
    for event in track_video(
        open_video(Path(path)),
        model,
        verifier=verifier,
        ranges=[stretch],
        device=device,
        **options,
    ):
        if isinstance(event, ChunkDone):
            chunks.append(event)
        elif isinstance(event, Notice):
            notices.append(event.text)
        elif isinstance(event, Finished):
            title = event.runtime
    return _Answers(chunks, notices, title, f"{platform.node()}:{os.getpid()}")


def _result(ray: Any, ref: Any, stretch: Range, video: Video) -> _Answers:
    try:
        answers: _Answers = ray.get(ref)
    except ray.exceptions.RayTaskError as error:
        if isinstance(error.cause, TrackerError):
            raise error.cause from None
        raise
    except ray.exceptions.RayError as error:
        raise TrackerError(
            f"The cluster gave up on frames {stretch[0]} to {stretch[1]} of "
            f"{video.info.path.name}: {str(error).splitlines()[0]}"
        ) from error
    return answers


def _refuse_missing() -> None:
    if importlib.util.find_spec("ray") is None:
        raise TrackerError("Ray is not installed: pip install 'rallymark[ray]'.")


def _knock(address: str, stop: threading.Event) -> bool:
    """Whether something listens at an address of host and port; False where `stop` was set.

    Ray itself tries for a quarter of an hour, and nothing interrupts it. `TrackerError` where
    nothing answers. Addresses of other kinds are left to Ray.
    """
    place = os.environ.get("RAY_ADDRESS", address) if address == "auto" else address
    parts = re.fullmatch(r"(?:ray://)?\[?([^/]+?)\]?:(\d{1,5})", place)
    if parts is None:
        return True
    failed: list[str] = []

    def knock() -> None:
        try:
            socket.create_connection((parts[1], int(parts[2])), _KNOCK_SECONDS).close()
        except (OSError, OverflowError, UnicodeError) as error:
            failed.append(getattr(error, "strerror", None) or str(error))

    # Beside this thread, because finding out where a host is has no end of its own either.
    knocking = threading.Thread(target=knock, daemon=True)
    knocking.start()
    until = time.monotonic() + _KNOCK_SECONDS
    while knocking.is_alive() and not stop.is_set() and time.monotonic() < until:
        knocking.join(_TICK_SECONDS)
    if stop.is_set():
        return False
    if knocking.is_alive():
        failed.append("nobody answers")
    if failed:
        raise TrackerError(f"There is no Ray cluster at “{place}”: {failed[0]}.")
    return True


def _connect(address: str) -> Any:
    # Nothing that runs here calls home.
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about Ray's own future
        import ray
    root = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
    options: dict[str, Any] = {"include_dashboard": False} if address == "local" else {}
    on_request_to_end = signal.getsignal(signal.SIGTERM)
    try:
        ray.init(
            address=address,
            log_to_driver=False,
            logging_level=logging.ERROR,
            runtime_env={"env_vars": {"PYTHONPATH": paths}},
            **options,
        )
    except (ConnectionError, ValueError) as error:
        why = str(error).splitlines()[0].rstrip(".")
        if address == "auto" and isinstance(error, ConnectionError):
            # Ray's own words name an option of its own.
            why = "this machine is part of none; start one with “ray start”, or give its address"
        raise TrackerError(f"There is no Ray cluster at “{address}”: {why}.") from error
    finally:
        # Ray puts in handlers of its own, which would end the process where it is.
        if threading.current_thread() is threading.main_thread() and on_request_to_end is not None:
            signal.signal(signal.SIGTERM, on_request_to_end)
    return ray
