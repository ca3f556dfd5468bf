"""`rallymark weights`: what can pre-label on this machine."""

from __future__ import annotations

import argparse

from tracker.inference import pick_device
from tracker.model.weights import available_weights, default_weights


def run(args: argparse.Namespace) -> int:
    """Lists the weights, those that ship and the user's own, each with its card."""
    chosen = default_weights(pick_device("auto"))
    for weights in available_weights():
        mark = "  (pre-labels by default here)" if weights.name == chosen else ""
        print(f"{weights.name}{mark}\n  {weights.path}\n  sha256 {weights.sha256}")
        for line in weights.card.strip().splitlines():
            print(f"  {line}".rstrip())
        print()
    return 0
