"""What pre-labels: the network of one weights file, or of two, “first+second”."""

from __future__ import annotations

import hashlib
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.model.weights import available_weights, load_model, resolve_weights
from tracker.model.weights_file import WeightsError, weights_hash

if TYPE_CHECKING:
    from tracker.model.second_opinion import SecondOpinion
    from tracker.model.tracknet import TrackNet

SHIPPED_PAIR = "v5-small+v5"
_AND = "+"


def network_files(name: str | Path) -> tuple[Path, ...]:
    """The file behind a name or path, or the two behind “first+second”.

    Raises WeightsError: nothing of that name or at that path, or one half of two.
    """
    parts = str(name).split(_AND)
    if len(parts) == 1 or Path(name).is_file():
        return (resolve_weights(name),)
    if not (parts[0] and parts[-1]):
        raise WeightsError(
            f"“{name}” names weights on one side of the “{_AND}” only; give two, or one without it."
        )
    at = 1
    while True:  # folders may have the sign in their names, too
        try:
            return tuple(resolve_weights(_AND.join(half)) for half in (parts[:at], parts[at:]))
        except WeightsError:
            at += 1
            if at == len(parts):
                raise


def load_network(files: tuple[Path, ...], device: str = "cpu") -> TrackNet | SecondOpinion:
    """The network of one file, or a `SecondOpinion` of two; see `load_model`."""
    networks = [load_model(path, device) for path in files]
    if len(networks) == 1:
        return networks[0]
    from tracker.model.second_opinion import SecondOpinion

    return SecondOpinion(*networks).eval()


def network_name(files: tuple[Path, ...]) -> str:
    """As people call it: “v5”, or “v5-small+v5”."""
    return _AND.join(path.stem for path in files)


def network_hash(files: tuple[Path, ...]) -> str:
    """What answers are stored under: the SHA-256 of the file, or of both files' in hex."""
    hashes = [weights_hash(path) for path in files]
    return hashes[0] if len(hashes) == 1 else hashlib.sha256("".join(hashes).encode()).hexdigest()


def network_of_hash(sha256: str) -> str | None:
    """Path, or “path+path”, of the weights at hand that `network_hash` knows by that."""
    found = [info.path for info in available_weights()]
    for files in [*((path,) for path in found), *permutations(found, 2)]:
        if network_hash(files) == sha256:
            return _AND.join(map(str, files))
    return None
