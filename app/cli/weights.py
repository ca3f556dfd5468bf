"""`rallymark weights`: what can pre-label on this machine."""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Mapping
from typing import Any

from app.cli.console import say, table
from app.jobs.engine import TorchEngine
from app.jobs.measured import UNSEEN_VENUE, Measured, measured_of
from tracker.device import pick_device
from tracker.model.verifier import shipped_verifier
from tracker.model.weights import (
    available_weights,
    read_info,
    resolve_weights,
    user_weights_folder,
)
from tracker.model.weights_file import WeightsError, read_header, weights_hash

_WIDTH = 100


def run(args: argparse.Namespace) -> int:
    """Lists the weights, those that ship and the user's own, each with its card."""
    device, engine = pick_device("auto"), TorchEngine()
    found = available_weights()
    path = shipped_verifier()
    verifier = weights_hash(path)
    default = resolve_weights(engine.default_weights(device)) if found else None
    for info in found:
        shadowed = resolve_weights(info.path.stem) != info.path
        note = f"  (the default on {device})" if info.path == default else ""
        print(f"{info.path if shadowed else info.path.stem}{note}")
        if shadowed:
            print(f"  {info.path.stem} alone names other weights: give --weights this path.")
        architecture = info.config.architecture or info.config.name
        print(f"  file          {info.path}")
        print(f"  sha256        {info.sha256}")
        print(f"  architecture  {architecture}, threshold {info.config.threshold:g}")
        _print_measured(measured_of(info.sha256, verifier))
        _print_card(info.card)
    for pair in (each for each in engine.weights() if each.is_pair):
        print(f"{pair.key}  (asks the second where the first is unsure)")
        _print_measured(pair.measured)
        print()
    print("verifier  (looks once more at what any of them finds; --verifier takes another)")
    print(f"  file          {path}")
    print(f"  sha256        {verifier}")
    _print_card(read_header(path)["card"])
    print(f"Own weights are looked for in {user_weights_folder()}.")
    _say_what_is_passed_over()
    return 0


def _say_what_is_passed_over() -> None:
    """Why files among the user's own are not in the list."""
    for path in sorted(user_weights_folder().glob("*.safetensors")):
        try:
            read_info(path)
        except WeightsError as error:
            say(f"not in the list: {error}")


def _print_measured(measured: Measured | None) -> None:
    """What a person gets, as the README has it; nothing where that was not measured."""
    if measured is None:
        return
    print("  F1 with the verifier and along the path, on clips held out")
    rows = [
        (
            f"{sport} ({measured.frames[sport]} frames)",
            f"{f1:.3f}",
            f"accurate {measured.accurate[sport]:.3f}" if sport in measured.accurate else "",
        )
        for sport, f1 in measured.f1.items()
    ]
    for name, f1 in (
        ("each frame's best peak alone", measured.best_peaks),
        ("without the verifier", measured.without_verifier),
    ):
        if f1 is not None:
            rows.append((f"{UNSEEN_VENUE}, {name}", f"{f1:.3f}", ""))
    for line in table(rows).splitlines():
        print(f"    {line}")


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
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        return [key, *(line for n, each in enumerate(value, 1) for line in _paragraph(n, each))]
    return [f"{key:<12}  {_words(value)}"]


def _paragraph(number: int, entry: Mapping[str, Any]) -> list[str]:
    """One of several entries of a kind, such as a phase of a training."""
    return textwrap.wrap(
        _pairs(entry), _WIDTH, initial_indent=f"  {number}  ", subsequent_indent=" " * 5
    )


def _pairs(entry: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {_words(value, between=' ')}" for name, value in entry.items())


def _words(value: Any, between: str = ", ") -> str:
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, dict):
        return f"({_pairs(value)})"
    return between.join(map(str, value)) if isinstance(value, list) else str(value)
