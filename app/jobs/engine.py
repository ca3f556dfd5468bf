"""What the window needs of the tracker, behind one small interface; tests bring their own.

Everything here imports torch when it is called: call it in a worker thread.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from app.jobs.measured import Measured, measured_of
from app.jobs.torch_loader import import_torch

if TYPE_CHECKING:
    from tracker.video import Video


NO_VERIFIER = "none"
"""Asks `TorchEngine.load` for the network's word alone."""


@dataclass(frozen=True)
class LoadedModel:
    """A model ready to run, and what a project remembers of it."""

    module: Any
    device: str
    name: str
    sha256: str
    threshold: float
    runtime: str = "auto"
    """What computes it, one of `tracker.inference.RUNTIMES`."""
    verifier: Any = None
    """What looks at its peaks once more; None where nothing does."""
    verifier_sha256: str = ""


@dataclass(frozen=True)
class WeightsChoice:
    """Weights that can be chosen, as a person sees them."""

    key: str
    """What `load` takes: the name of shipped weights, the path of the user's own."""
    title: str
    metrics: dict[str, Any]
    """Scores recorded when they were trained; may be empty."""
    wants_gpu: bool = False
    """Whether a processor takes many times as long for them as for narrow ones."""
    is_pair: bool = False
    """Whether two networks stand behind it, which pre-label but cannot be trained as one."""
    measured: Measured | None = None
    """What they reach as they are used, where that is known."""

    @property
    def f1(self) -> float | None:
        """F1 on the frames held out when they were trained, each frame by itself; None where it was
        not measured."""
        from tracker.model.weights import held_out_f1

        return held_out_f1(self.metrics)


class Engine(Protocol):
    """The tracker as the window uses it."""

    def devices(self) -> list[str]:
        """Devices of this machine, the fastest first: "cuda", "mps", "cpu"."""

    def weights(self) -> list[WeightsChoice]:
        """Weights that ship, then the user's own, the newest first."""

    def default_weights(self, device: str) -> str:
        """Name of the weights that suit `device` best."""

    def load(self, weights: str, device: str, runtime: str = "auto") -> LoadedModel:
        """Load weights by name or path; '' means the default ones, "auto" the fastest device.

        `runtime` says what will compute it.

        Raises:
            TrackerError: no such weights, or a file that is no checkpoint of ours.
        """

    def track(
        self,
        video: Video,
        model: LoadedModel,
        ranges: Sequence[tuple[int, int]],
        stop: threading.Event,
        pause: threading.Event,
        stride: int,
    ) -> Iterator[Any]:
        """Events of `tracker.inference` while the frames in `ranges` are answered.

        `stride` is one of `tracker.inference.MODES`; chunks bring their heatmaps along.
        """


def _written(path: Path) -> float:
    """When the file was written; one that was just deleted is as old as can be."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


class TorchEngine:
    """The real one."""

    def devices(self) -> list[str]:
        from tracker.device import present_devices

        import_torch()
        return present_devices()

    def weights(self) -> list[WeightsChoice]:
        from tracker.model.networks import SHIPPED_PAIR, network_files, network_hash
        from tracker.model.verifier import shipped_verifier
        from tracker.model.weights import available_weights, user_weights_folder
        from tracker.model.weights_file import weights_hash

        own, verifier = user_weights_folder(), weights_hash(shipped_verifier())
        shipped: list[WeightsChoice] = []
        mine: list[tuple[float, WeightsChoice]] = []
        for info in available_weights():
            # Fine-tuned weights keep the name of their architecture: files tell them apart.
            is_own = info.path.is_relative_to(own)
            key, title = (str(info.path), info.path.stem) if is_own else (info.name, info.name)
            metrics, wants_gpu = dict(info.metrics), info.config.wants_gpu
            measured = measured_of(info.sha256, verifier)
            choice = WeightsChoice(key, title, metrics, wants_gpu, measured=measured)
            if is_own:
                mine.append((_written(info.path), choice))
            else:
                shipped.append(choice)
        if {each.key for each in shipped}.issuperset(SHIPPED_PAIR.split("+")):
            measured = measured_of(network_hash(network_files(SHIPPED_PAIR)), verifier)
            shipped.append(
                WeightsChoice(SHIPPED_PAIR, SHIPPED_PAIR, {}, is_pair=True, measured=measured)
            )
        mine.sort(key=lambda each: each[0], reverse=True)
        return shipped + [choice for _time, choice in mine]

    def default_weights(self, device: str) -> str:
        from tracker.device import pick_device
        from tracker.model.weights import default_weights

        return default_weights(str(pick_device(device)))

    def load(
        self, weights: str, device: str, runtime: str = "auto", verifier: str = ""
    ) -> LoadedModel:
        """See `Engine.load`; `verifier` is the path of another than ships, or "none".

        The one that ships judges the peaks of networks that it suits. Fine-tuned ones have a name
        of their own, but still the architecture that they started from.
        """
        from tracker.device import pick_device
        from tracker.model.networks import (
            load_network,
            network_files,
            network_hash,
            network_name,
        )
        from tracker.model.verifier import SUITED, load_verifier, shipped_verifier
        from tracker.model.weights_file import weights_hash

        import_torch()
        picked = str(pick_device(device))
        files = network_files(weights or self.default_weights(picked))
        module = load_network(files, picked)
        threshold = float(module.config.threshold)
        loaded = LoadedModel(
            module, picked, network_name(files), network_hash(files), threshold, runtime
        )
        if verifier == NO_VERIFIER or not (verifier or module.config.architecture in SUITED):
            return loaded
        path = Path(verifier) if verifier else shipped_verifier()
        return replace(loaded, verifier=load_verifier(path), verifier_sha256=weights_hash(path))

    def track(
        self,
        video: Video,
        model: LoadedModel,
        ranges: Sequence[tuple[int, int]],
        stop: threading.Event,
        pause: threading.Event,
        stride: int,
    ) -> Iterator[Any]:
        from tracker.inference import track_video

        return track_video(
            video,
            model.module,
            ranges=ranges,
            device=model.device,
            runtime=model.runtime,
            verifier=model.verifier,
            stride=stride,
            keep_heat=True,
            stop=stop,
            pause=pause,
        )
