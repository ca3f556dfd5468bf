"""How well events are told, where it is known what happened."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from annotation.arrays import Mask
from annotation.events import Event, Events
from tracker.training.synthetic.flight import Meets

TOLERANCE = 0.1
"""Seconds by which an event may be off."""

KINDS = (Event.HIT, Event.BOUNCE, Event.NET)
HEAD = (
    "| sport | hits found | bounces found | net found | precision | recall | kind right |\n"
    "|---|---|---|---|---|---|---|"
)


class Happened(NamedTuple):
    """What happens at a time, in frames with a part."""

    frame: float
    kind: Event


def kind_of(met: Meets | None) -> Event:
    """The event that the ball meets something; None is a player."""
    if met is None:
        return Event.HIT
    return Event.NET if met is Meets.NET else Event.BOUNCE


def seen(event: Happened, there: Mask, fps: float) -> bool:
    """Whether around the event, for a fifteenth of a second either way, the ball is there, bool
    [n]."""
    low, high = math.floor(event.frame - fps / 15), math.ceil(event.frame + fps / 15)
    return low >= 0 and high < len(there) and bool(there[low : high + 1].all())


@dataclass
class EventScore:
    """Events of a sport that were found, and how many there are."""

    name: str
    found: dict[Event, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    true: dict[Event, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    proposed: int = 0
    named: int = 0
    """Found events whose kind is right."""

    def add(self, events: Events, happened: Sequence[Happened], there: Mask, fps: float) -> None:
        """Take in a rally: each proposal is of the nearest event that no earlier one is of.

        Events around which the ball is not there, bool [n], need not be found, nor are proposals of
        them wrong.
        """
        left = list(happened)
        for event in left:
            self.true[event.kind] += seen(event, there, fps)
        for frame, kind in zip(events.frames.tolist(), events.kinds.tolist(), strict=True):
            near = [event for event in left if abs(event.frame - frame) <= TOLERANCE * fps]
            nearest = min(near, key=lambda event: abs(event.frame - frame), default=None)
            if nearest is not None:
                left.remove(nearest)
                if not seen(nearest, there, fps):
                    continue
                self.found[nearest.kind] += 1
                self.named += nearest.kind == kind
            self.proposed += 1

    @property
    def precision(self) -> float:
        """Share of the proposals that are events, whatever their kind; NaN without proposals."""
        return sum(self.found.values()) / self.proposed if self.proposed else float("nan")

    @property
    def recall(self) -> float:
        """Share of the events that are proposed, as whatever kind; NaN without events."""
        true = sum(self.true.values())
        return sum(self.found.values()) / true if true else float("nan")

    @property
    def kinds_right(self) -> float:
        """Share of the events found whose kind is right; NaN without any."""
        found = sum(self.found.values())
        return self.named / found if found else float("nan")

    def row(self) -> str:
        """A line of the table under HEAD."""
        cells = [f"{self.found[kind]} of {self.true[kind]}" for kind in KINDS]
        shares = [f"{each:.2f}" for each in (self.precision, self.recall, self.kinds_right)]
        return f"| {self.name} | {' | '.join([*cells, *shares])} |"

    def figures(self) -> dict[str, Any]:
        """All of it, JSON-ready."""
        return {
            "name": self.name,
            "found": {kind.name.lower(): self.found[kind] for kind in KINDS},
            "true": {kind.name.lower(): self.true[kind] for kind in KINDS},
            "proposed": self.proposed,
            "precision": self.precision,
            "recall": self.recall,
            "kinds right": self.kinds_right,
        }
