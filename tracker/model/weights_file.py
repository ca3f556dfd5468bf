"""Our files of weights: safetensors with one JSON text under ``rallymark`` in the header.

Nothing in them can run code.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tracker.errors import TrackerError

if TYPE_CHECKING:
    from torch import Tensor

_HEADER = "rallymark"
_FORMAT = 1


class WeightsError(TrackerError):
    """A checkpoint is missing, damaged, hostile or of another network."""


def weights_hash(path: Path) -> str:
    """SHA-256 of a weights file, hex; remembered until the file changes."""
    stat = path.stat()
    return _hash_file(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=64)
def _hash_file(path: Path, _modified: int, _size: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_header(path: Path) -> dict[str, Any]:
    """What the header of one of our files says, without loading its tensors.

    Raises WeightsError: not a file of ours, or of a newer format.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="pt") as file:
            header = (file.metadata() or {}).get(_HEADER)
    except SafetensorError as error:
        raise _damaged(path) from error
    except OSError as error:
        raise _unreadable(path, error) from error
    if header is None:
        raise WeightsError(f"{path.name} does not say which network it belongs to.")
    try:
        content = dict(json.loads(header))
        newer = content["format"] > _FORMAT
    except (ValueError, KeyError, TypeError) as error:
        raise WeightsError(f"{path.name} has an unreadable description ({error}).") from error
    if newer:
        raise WeightsError(f"{path.name} was written by a newer Rallymark; please update.")
    return content


def read_tensors(path: Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file. Raises WeightsError."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return load_file(path)
    except SafetensorError as error:
        raise _damaged(path) from error
    except OSError as error:
        raise _unreadable(path, error) from error


def _damaged(path: Path) -> WeightsError:
    return WeightsError(
        f"{path.name} holds no weights that can be read: it is damaged, cut off, or another kind "
        "of file."
    )


def _unreadable(path: Path, error: OSError) -> WeightsError:
    return WeightsError(f"{path.name} cannot be read ({error.strerror or error}).")


def write_file(
    path: Path, tensors: Mapping[str, Tensor], content: Mapping[str, Any], half: bool = True
) -> None:
    """Write tensors with ``content``, JSON-ready, as their header, atomically.

    ``half`` stores float32 tensors as float16. Raises WeightsError.
    """
    import torch
    from safetensors.torch import save

    stored = {}
    for name, tensor in tensors.items():
        tensor = tensor.detach().cpu().contiguous()
        narrow = half and tensor.dtype == torch.float32
        stored[name] = tensor.half() if narrow else tensor.clone()
    data = save(stored, metadata={_HEADER: json.dumps({"format": _FORMAT, **content})})
    # Without the name itself, which may be as long as names can be.
    temporary = path.with_name(f".rallymark-{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WeightsError(f"Cannot write {path}: {error.strerror}.") from error
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise WeightsError(f"Cannot write {path}: {error.strerror}.") from error
