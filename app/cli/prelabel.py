"""The model at work for the command line: run it under a progress bar, hand on its answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annotation.predictions import Run
from app.cli.console import progress_bar, say
from app.cli.errors import CommandError
from app.jobs.engine import NO_VERIFIER, LoadedModel, TorchEngine
from app.jobs.run_store import VERIFIER_SETTING
from tracker.inference import MODES, ChunkDone, Event, Finished, Notice, Progress, track_video
from tracker.model.networks import network_of_hash
from tracker.video import Video

DEFAULT_MODE = "fast"

Range = tuple[int, int]
"""First and last frame, both included."""


@dataclass(frozen=True)
class Cluster:
    """Where Ray is, and which device its workers use ("auto": a GPU where there is one)."""

    address: str
    device: str


def load(
    weights: str | None, device: str, runtime: str = "auto", verifier: str | None = None
) -> LoadedModel:
    """Loads the weights of that name or path, by default the best for the device.

    `verifier` is the path of another than ships, or "none".

    `TrackerError` where there are none, they cannot be used, or there is no such device.
    """
    return TorchEngine().load(weights or "", device, runtime, verifier or "")


def weights_of(run: Run, project: Path) -> str:
    """What `load` takes for the weights that a run of that project used.

    `CommandError` where they are gone.
    """
    if weights := network_of_hash(run.weights_hash):
        return weights
    raise CommandError(
        f"{project.name} was answered with {run.model_name}, which is not among the weights here "
        f"(SHA-256 {run.weights_hash[:12]}…); give its path, or other weights, with --weights."
    )


def verifier_of(run: Run, project: Path) -> str:
    """What `load` takes for the verifier that a run of that project used.

    `CommandError` where it is gone.
    """
    from tracker.model.verifier import verifier_of_hash  # imports torch

    sha256 = run.settings.get(VERIFIER_SETTING)
    if sha256 is None:
        return NO_VERIFIER
    if verifier := verifier_of_hash(sha256):
        return str(verifier)
    raise CommandError(
        f"{project.name} was answered with a verifier that is not among those here (SHA-256 "
        f"{sha256[:12]}…); give its path with --verifier, or --weights to answer with what ships."
    )


def prelabel(
    video: Video,
    model: LoadedModel,
    keep: Callable[[ChunkDone], None],
    *,
    stop: threading.Event,
    ranges: Sequence[Range] | None = None,
    batch_size: int | None = None,
    mode: str = DEFAULT_MODE,
    keep_heat: bool = False,
    ray: Cluster | None = None,
    show_progress: bool | None = None,
) -> bool:
    """Runs the model over the video (or its `ranges`) and hands every chunk of answers to `keep`.

    Says on stderr how fast it was. Returns whether it came to the end: `stop` may be set before,
    and every chunk that was kept until then counts.
    """
    if ranges is None:
        ranges = [(0, video.info.frame_count - 1)]
    todo = sum(last - first + 1 for first, last in ranges)
    finished: Finished | None = None
    with progress_bar(todo, "frames", show=show_progress, label=video.info.path.name) as bar:
        options: dict[str, Any] = {
            "ranges": ranges,
            "runtime": model.runtime,
            "verifier": model.verifier,
            "batch_size": batch_size,
            "stride": MODES[mode],
            "keep_heat": keep_heat,
            "stop": stop,
        }
        for event in _events(video, model, ray, options):
            if isinstance(event, ChunkDone):
                keep(event)
                bar.update(len(event.x))
            elif isinstance(event, Progress) and not event.done:
                bar.unpause()  # preparing the network says nothing of the time that is left
            elif isinstance(event, Notice):
                say(event.text)
            elif isinstance(event, Finished):
                finished = event
    if finished is None or stop.is_set():
        return False
    rate = finished.frames / finished.seconds if finished.seconds > 0 else 0.0
    say(
        f"{finished.frames} frames in {finished.seconds:.1f} s ({rate:.1f} frames/s) with "
        f"{model.name} on {'Ray' if ray else model.device} ({finished.runtime})."
    )
    if batch_size and finished.runtime.startswith("OpenVINO"):
        say("--batch-size had no effect: OpenVINO takes one window at a time.")
    return True


def _events(
    video: Video, model: LoadedModel, ray: Cluster | None, options: dict[str, Any]
) -> Iterator[Event]:
    if ray is None:
        return track_video(video, model.module, device=model.device, **options)
    from tracker.inference.cluster import track_on_ray

    if ray.address != "local":
        say(f"connecting to the Ray cluster at {ray.address}.")
    return track_on_ray(video, model.module, address=ray.address, device=ray.device, **options)
