"""What the weights that ship reach as they are used: with the verifier and along the path.

A card in a weights file tells what its network alone scored when it was trained. This was measured
of networks, alone or two at once, and the verifier that ships; it holds for those files only.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from resources import resource_text

UNSEEN_VENUE = "badminton"
"""The held-out clips of a venue that no clip for training was filmed at."""


@dataclass(frozen=True)
class Measured:
    """F1 by TrackNet's protocol, on clips held out, by sport."""

    f1: Mapping[str, float]
    frames: Mapping[str, int]
    accurate: Mapping[str, float] = field(default_factory=dict)
    """In the accurate mode; empty where nobody measured it."""
    best_peaks: float | None = None
    """At the unseen venue, each frame decided alone."""
    without_verifier: float | None = None
    """At the unseen venue, along the path of what the network alone says."""


def measured_of(network_sha256: str, verifier_sha256: str) -> Measured | None:
    """What a network, or two at once, reach with a verifier; None where that was not measured.

    Args:
        network_sha256: what `tracker.model.networks.network_hash` gives.
    """
    known = json.loads(resource_text("weights", "measured.json"))
    if known["verifier"] != verifier_sha256:
        return None
    for network in known["networks"].values():
        if network["sha256"] == network_sha256:
            facts = {name: value for name, value in network.items() if name != "sha256"}
            return Measured(frames=known["frames"], **facts)
    return None
