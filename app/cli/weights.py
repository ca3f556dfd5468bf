"""`rallymark weights`: what can pre-label on this machine."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from app.jobs.engine import TorchEngine
from tracker.device import pick_device
from tracker.model.networks import SHIPPED_PAIR
from tracker.model.verifier import shipped_verifier
from tracker.model.weights import available_weights, resolve_weights, user_weights_folder
from tracker.model.weights_file import read_header, weights_hash


def run(args: argparse.Namespace) -> int:
    """Lists the weights, those that ship and the user's own, each with its card."""
    device = pick_device("auto")
    found = available_weights()
    default = resolve_weights(TorchEngine().default_weights(device)) if found else None
    for info in found:
        shadowed = resolve_weights(info.path.stem) != info.path
        note = f"  (the default on {device})" if info.path == default else ""
        print(f"{info.path if shadowed else info.path.stem}{note}")
        if shadowed:
            print(f"  {info.path.stem} alone names other weights: give --weights this path.")
        print(f"  file          {info.path}")
        print(f"  sha256        {info.sha256}")
        print(f"  architecture  {info.config.name}, threshold {info.config.threshold:g}")
        _print_card(info.card)
    path = shipped_verifier()
    print("verifier  (looks once more at what any of them finds; --verifier takes another)")
    print(f"  file          {path}")
    print(f"  sha256        {weights_hash(path)}")
    _print_card(read_header(path)["card"])
    print(f"--weights {SHIPPED_PAIR} asks the second where the first is unsure.")
    print(f"Own weights are looked for in {user_weights_folder()}.")
    return 0


def _print_card(card: Mapping[str, Any]) -> None:
    for key, value in card.items():
        for line in _lines(key, value):
            print(f"  {line}")
    print()


def _lines(key: str, value: Any) -> list[str]:
    """A card's entry, nested ones indented below their name."""
    if isinstance(value, dict):
        inner = [line for name, entry in value.items() for line in _lines(name, entry)]
        return [key, *(f"  {line}" for line in inner)]
    if isinstance(value, float):
        value = f"{value:.4g}"
    elif isinstance(value, list):
        value = ", ".join(map(str, value))
    return [f"{key:<12}  {value}"]
