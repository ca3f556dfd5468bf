"""A second stage: is there a ball at a peak, and where exactly?

The networks of the TrackNet family see a video at 512 × 288 pixels, where a distant ball is two
pixels wide and much like a shoe lace. The verifier sees the few places they point to in the video's
own pixels, before, in and after the frame, and is a hundred times smaller. It answers in cells of
four pixels: in which the ball is, how far from the cell's middle, or that there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from tracker.model.patches import CELL, FRAMES
from tracker.model.weights import user_weights_folder
from tracker.model.weights_file import (
    WeightsError,
    read_header,
    read_tensors,
    weights_hash,
    write_file,
)

_KIND = "verifier"


class Maps(NamedTuple):
    """What the verifier says of patches.

    `cells` float32 [B,16,16] and `none` float32 [B]: logits of one choice, in which cell the ball
    is, or in none. `offsets` float32 [B,2,16,16]: from the middle of each cell to the ball, right
    and down, in pixels.
    """

    cells: Tensor
    offsets: Tensor
    none: Tensor


class _Block(nn.Sequential):
    """Conv3x3 → BatchNorm."""

    def __init__(self, inputs: int, outputs: int, stride: int = 1) -> None:
        super().__init__(
            nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False), nn.BatchNorm2d(outputs)
        )


class _Entrance(nn.Module):
    """Half the resolution."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.block = _Block(inputs, outputs, stride=2)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(self.block(x))


class _Residual(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = _Block(channels, channels)
        self.second = _Block(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.second(F.relu(self.first(x))))


class Verifier(nn.Module):
    """Patches uint8 or float [B,3,64,64] in 0..255 → `Maps`."""

    def __init__(self, width: int = 24) -> None:
        """Args: width: channels at half the patch's resolution; doubled twice further down."""
        super().__init__()
        self.width = width
        fine, middle, coarse = width, 2 * width, 4 * width
        self.fine = nn.Sequential(_Entrance(2 * FRAMES - 1, fine), _Residual(fine))
        self.middle = nn.Sequential(_Entrance(fine, middle), _Residual(middle), _Residual(middle))
        self.coarse = nn.Sequential(_Entrance(middle, coarse), _Residual(coarse))
        self.lateral = nn.Conv2d(coarse, middle, 1)
        self.merged = _Residual(middle)
        self.where = nn.Conv2d(middle, 3, 1)
        self.none = nn.Sequential(nn.Linear(coarse, middle), nn.ReLU(), nn.Linear(middle, 1))

    def forward(self, patches: Tensor) -> Maps:
        grey = (patches.float() - 128) / 64
        change = grey[:, 1:] - grey[:, :-1]
        middle = self.middle(self.fine(torch.cat((grey, 2 * change), dim=1)))
        coarse = self.coarse(middle)
        above = F.interpolate(self.lateral(coarse), scale_factor=2.0, mode="nearest")
        found = self.where(self.merged(middle + above))
        none = self.none(coarse.mean(dim=(2, 3)))[:, 0]
        return Maps(found[:, 0], CELL * found[:, 1:], none)


SUITED = ("v5-small", "v5")
"""Architectures whose peaks the one that ships judges unless told otherwise, and so what is
fine-tuned from the weights that ship. Scores of others may mean anything."""


def shipped_verifier() -> Path:
    """The file of the verifier that ships."""
    return Path(str(files("resources") / "verifier" / "verifier.safetensors"))


def verifier_of_hash(sha256: str) -> Path | None:
    """The file of the verifier that ships, or of one among the user's weights, whose SHA-256 in hex
    begins like that; None where there is none."""
    for path in (shipped_verifier(), *sorted(user_weights_folder().glob("*.safetensors"))):
        try:
            content = read_header(path)
        except WeightsError:
            continue  # a half-copied file in the folder must not hide the good ones
        if content.get("kind") == _KIND and weights_hash(path).startswith(sha256):
            return path
    return None


def save_verifier(verifier: Verifier, path: Path, card: Mapping[str, Any]) -> None:
    """Write `verifier` and its `card`, in half precision, atomically. Raises WeightsError."""
    write_file(
        path, verifier.state_dict(), {"kind": _KIND, "width": verifier.width, "card": dict(card)}
    )


def load_verifier(path: Path) -> Verifier:
    """The verifier of a file of ours, in eval mode. Raises WeightsError."""
    if not path.is_file():
        raise WeightsError(f"There is no verifier at {path}.")
    content = read_header(path)
    if content.get("kind") != _KIND:
        raise WeightsError(f"{path.name} holds no verifier.")
    tensors = read_tensors(path)
    verifier = Verifier(int(content["width"]))
    try:
        verifier.load_state_dict({name: tensor.float() for name, tensor in tensors.items()})
    except RuntimeError as error:
        raise WeightsError(f"{path.name} does not fit the verifier's network.") from error
    return verifier.eval()
