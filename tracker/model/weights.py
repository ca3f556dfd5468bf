"""Checkpoints: our safetensors files, the authors' state dicts, and which ones are at hand.

The header of our files carries the model's configuration, what it was trained on and what it scored
(its card).
"""

from __future__ import annotations

import os
import pickle
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.device_memory import put_on
from tracker.model.config import PRESETS, ModelConfig
from tracker.model.weights_file import (
    WeightsError,
    read_header,
    read_tensors,
    weights_hash,
    write_file,
)

if TYPE_CHECKING:
    from torch import Tensor

    from tracker.model.tracknet import TrackNet


@dataclass(frozen=True, slots=True)
class WeightsInfo:
    """What is known of a checkpoint without loading its tensors.

    ``card`` holds what was recorded at training time: ``data``, ``steps``, ``seed``, ``metrics``…
    """

    name: str
    path: Path
    config: ModelConfig
    card: Mapping[str, Any] = field(default_factory=dict)

    @property
    def metrics(self) -> Mapping[str, Any]:
        """Scores recorded in the card, empty when there are none."""
        metrics = self.card.get("metrics", {})
        return metrics if isinstance(metrics, Mapping) else {}

    @property
    def sha256(self) -> str:
        """Hex digest of the file; predictions are stored under it."""
        return weights_hash(self.path)


def _shipped_folder() -> Path:
    return Path(str(files("resources") / "weights"))


def user_weights_folder() -> Path:
    """Where fine-tuned weights are kept; ``RALLYMARK_HOME`` moves it."""
    if home := os.environ.get("RALLYMARK_HOME"):
        return Path(home) / "weights"
    # A training machine needs no user folder, and may not have this package.
    import platformdirs

    return platformdirs.user_data_path("rallymark", appauthor=False) / "weights"


def available_weights() -> list[WeightsInfo]:
    """Readable checkpoints, shipped ones first, then the user's by name; broken ones are left out.

    A user's file does not hide a shipped one of the same name: it is the path that counts.
    """
    found = []
    for folder in (_shipped_folder(), user_weights_folder()):
        for path in sorted(folder.glob("*.safetensors")):
            try:
                found.append(read_info(path))
            except WeightsError:
                continue  # a half-copied file in the folder must not hide the good ones
    return found


def resolve_weights(name_or_path: str | Path) -> Path:
    """The file behind a name such as ``v5-small`` or behind a path.

    Raises:
        WeightsError: nothing of that name or at that path.
    """
    path = Path(name_or_path)
    if path.is_file():
        return path
    installed, wanted = available_weights(), str(name_or_path)
    # A file that was renamed keeps its former name inside, which another file may have by now.
    for names in ([info.path.stem for info in installed], [info.name for info in installed]):
        if wanted in names:
            return installed[names.index(wanted)].path
    names = [info.path.stem for info in installed]
    if path.suffix or len(path.parts) > 1:
        raise WeightsError(f"There is no weights file at {path}.")
    known = ", ".join(names) if names else "none are installed"
    text = f"There are no weights called “{name_or_path}” (available: {known})."
    if "+" in str(name_or_path):
        text += " Two joined by “+” only pre-label: training starts from one."
    raise WeightsError(text)


def held_out_f1(metrics: Mapping[str, Any]) -> float | None:
    """F1 on the frames held out in training; ``None`` where the card's ``metrics`` lack it."""
    validation = metrics.get("validation")
    scores = validation if isinstance(validation, Mapping) else metrics
    f1 = scores.get("f1")
    return float(f1) if isinstance(f1, (int, float)) else None


def default_weights(device: str) -> str:
    """Name of the weights to use on ``cuda``, ``cuda:1``, ``mps`` or ``cpu``: the best shipped.

    Where a device is fast enough for several, their F1 on held-out clips decides. The user's own,
    whatever they are called and score, are used where they are chosen.

    Raises:
        WeightsError: nothing is installed.
    """
    installed = available_weights()
    if not installed:
        raise WeightsError("No weights are installed; choose a weights file.")
    fast = device.startswith("cuda")
    shipped = [info for info in installed if info.path.parent == _shipped_folder()]
    fitting = [info for info in shipped if fast or not info.config.wants_gpu]
    return max(fitting or installed[:1], key=lambda info: held_out_f1(info.metrics) or 0.0).name


def read_info(path: Path) -> WeightsInfo:
    """Read the card of one of our safetensors files (fast: header only).

    Raises:
        WeightsError: not a file of ours, or of a newer format.
    """
    content = read_header(path)
    if (kind := content.get("kind")) is not None:
        raise WeightsError(f"{path.name} holds a {kind}, not the weights of a network.")
    try:
        config = ModelConfig.from_dict(content["config"])
        card = dict(content["card"])
    except (ValueError, KeyError, TypeError) as error:
        raise WeightsError(f"{path.name} has an unreadable description ({error}).") from error
    return WeightsInfo(config.name, path, config, card)


def save_weights(
    model: TrackNet, path: Path, card: Mapping[str, Any], half: bool = True
) -> WeightsInfo:
    """Write ``model`` with its configuration and ``card``, atomically.

    Args:
        model: any TrackNet; its ``config`` is stored.
        path: target, replaced only once the new file is complete.
        card: JSON-ready facts: data, seed, steps, metrics, limits.
        half: store float32 tensors as float16.
    """
    content = {"config": model.config.to_dict(), "card": dict(card)}
    write_file(path, model.state_dict(), content, half)
    return read_info(path)


def load_model(name_or_path: str | Path, device: str = "cpu") -> TrackNet:
    """Load a checkpoint for inference.

    Args:
        name_or_path: a name from :func:`available_weights`, one of our safetensors files, or the
            authors' V5 state dict (``.pth``/``.pt``; read without running any code in it).
        device: torch device to put the model on.

    Returns:
        The model in eval mode, float32; its ``config`` says what it is.

    Raises:
        WeightsError: with a sentence saying what is wrong with the file.
        TrackerError: it does not fit into the device's memory.
    """
    path = resolve_weights(name_or_path)
    if path.suffix == ".safetensors":
        info = read_info(path)
        config, tensors = info.config, read_tensors(path)
    else:
        config, tensors = PRESETS["v5"], _read_state_dict(path)
    return put_on(_build(config, tensors, path), device)


def build_model(config: ModelConfig | str) -> TrackNet:
    """A freshly initialised model of a configuration or preset name, for training."""
    from tracker.model.tracknet import TrackNet

    if isinstance(config, str):
        if config not in PRESETS:
            raise WeightsError(
                f"There is no architecture called “{config}” (known: {', '.join(PRESETS)})."
            )
        config = PRESETS[config]
    return TrackNet(config)


def _read_state_dict(path: Path) -> dict[str, Tensor]:
    """The tensors of a ``.pth`` file; ``weights_only`` refuses anything that could run."""
    import torch

    try:
        with warnings.catch_warnings():
            # torch warns of pickles it did not write itself; the sentences below say what counts.
            warnings.simplefilter("ignore", UserWarning)
            content = torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        raise WeightsError(
            f"{path.name} is not a plain set of weights, so it was not loaded: it may be damaged "
            "or contain code."
        ) from error
    except (OSError, RuntimeError, EOFError, ValueError, KeyError) as error:
        raise WeightsError(f"{path.name} is not a readable checkpoint.") from error
    # Training scripts often wrap the state dict, and data parallel training prefixes its names.
    for key in ("state_dict", "model_state_dict", "model"):
        if isinstance(content, dict) and isinstance(content.get(key), dict):
            content = content[key]
    if not isinstance(content, dict) or not all(torch.is_tensor(v) for v in content.values()):
        raise WeightsError(f"{path.name} holds no state dict.")
    return {str(name).removeprefix("module."): value for name, value in content.items()}


def _build(config: ModelConfig, tensors: dict[str, Tensor], path: Path) -> TrackNet:
    import torch

    from tracker.model.tracknet import TrackNet

    with torch.device("meta"):
        model = TrackNet(config)
    expected = model.state_dict()
    missing, extra = expected.keys() - tensors.keys(), tensors.keys() - expected.keys()
    if missing or extra:
        example = sorted(missing or extra)[0]
        raise WeightsError(
            f"{path.name} is not a {config.name} checkpoint: {len(missing)} tensors are missing "
            f"and {len(extra)} are unknown (for instance {example})."
        )
    for name, tensor in tensors.items():
        if tensor.shape != expected[name].shape:
            raise WeightsError(
                f"{path.name} is not a {config.name} checkpoint: {name} has shape "
                f"{tuple(tensor.shape)}, not {tuple(expected[name].shape)}."
            )
        if tensor.is_floating_point() and not bool(torch.isfinite(tensor).all()):
            raise WeightsError(f"{path.name} is damaged: {name} holds values that are no numbers.")
    full = {n: t.to(expected[n].dtype) for n, t in tensors.items()}
    model.load_state_dict(full, assign=True)
    return model.eval()
