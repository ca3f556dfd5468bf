"""Which batch turned out to fit a device, so that the next run does not run out of memory again."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.model.weights import user_weights_folder

if TYPE_CHECKING:
    from torch import nn

_log = logging.getLogger(__name__)
_MUCH_MORE = 1.25
"""Once so many times the memory is free, other programs were to blame: the limit is forgotten."""


def remembered_batch(model: nn.Module, device: str) -> int | None:
    """Windows per call that fitted after a run of this model ran out of memory; None: never did."""
    found = _read().get(_key(model, device))
    if not isinstance(found, dict) or not isinstance(found.get("windows"), int):
        return None
    then, now = found.get("free_bytes"), _free_bytes(device)
    if isinstance(then, int) and now > _MUCH_MORE * then > 0:
        return None
    return max(1, int(found["windows"]))


def remember_batch(model: nn.Module, device: str, windows: int) -> None:
    """Remember that this many windows per call are the most that fit."""
    known = _read()
    known[_key(model, device)] = {"windows": windows, "free_bytes": _free_bytes(device)}
    path = _path()
    temporary = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(json.dumps(known, indent=1))
        temporary.replace(path)
    except OSError as error:
        _log.warning("The batch that fits cannot be remembered: %s", error)


def _path() -> Path:
    return user_weights_folder().parent / "batches.json"


def _read() -> dict[str, Any]:
    try:
        known = json.loads(_path().read_text())
    except (OSError, ValueError):
        return {}  # nothing remembered yet, or nothing that can be read: the device is asked again
    return known if isinstance(known, dict) else {}


def _key(model: nn.Module, device: str) -> str:
    """The device by name, and the network by kind and size: its weights do not matter."""
    import torch

    name = torch.cuda.get_device_name(device) if device.startswith("cuda") else device
    size = sum(parameter.numel() for parameter in model.parameters())
    return f"{name} / {type(model).__name__} / {size}"


def _free_bytes(device: str) -> int:
    import torch

    return torch.cuda.mem_get_info(device)[0] if device.startswith("cuda") else 0
