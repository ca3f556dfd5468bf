"""What is to be pre-labelled, in which order, and how far several matches asked for at once are."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path


@dataclass(frozen=True)
class Order:
    """A match to answer, or some frames of it."""

    path: Path
    """The project, or the video of which none is known yet."""
    name: str
    frames: tuple[int, int] | None = None
    """First and last, where they are to be answered again; None: the whole video."""
    anew: bool = False
    """Answer what these weights answered before."""
    batched: bool = False
    """Whether it is one of several asked for at once."""
    paused: bool = False
    """Whether it was held when it made way for another, and is to be held when it goes on."""


@dataclass
class Batch:
    """How far several matches are that were asked for at once."""

    total: int = 0
    done: int = 0
    failed: list[tuple[Order, str]] = field(default_factory=list)
    weights_failed: bool = False
    """Whether the last that failed did so because its weights cannot be loaded."""
    began: float = field(default_factory=time.monotonic)

    @property
    def number(self) -> int:
        """Which one it is the turn of, from 1."""
        return self.done + len(self.failed) + 1


class OrderQueue:
    """Orders that wait while another is carried out."""

    def __init__(self) -> None:
        self._waiting: list[Order] = []
        self._cancelled: list[Order] = []
        self.batch: Batch | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def place(self, path: Path) -> int:
        """Which in the queue the match with that video or project is, from 1; 0: it is not."""
        paths = [order.path for order in self._waiting]
        return paths.index(path) + 1 if path in paths else 0

    def add(self, orders: Iterable[Order]) -> None:
        """Put them behind all others."""
        orders = list(orders)
        if len(orders) == 1 and self.batch is None:
            orders = [replace(orders[0], batched=False)]
        batched = sum(order.batched for order in orders)
        if batched:
            self.batch = self.batch or Batch()
            self.batch.total += batched
        self._waiting += orders
        self._cancelled = [each for each in self._cancelled if not self.place(each.path)]

    def put_first(self, order: Order) -> None:
        """Carry it out next, and not once more later. One of several goes on counting as that."""
        what = (order.path, order.frames)
        same = [each for each in self._waiting if (each.path, each.frames) == what]
        batched = any(each.batched for each in same)
        others = [each for each in self._waiting if each not in same]
        self._waiting = [replace(order, batched=batched), *others]

    def put_back(self, order: Order) -> None:
        """It made way for the first: it comes after that."""
        self._waiting.insert(1, replace(order, anew=False))

    def take(self) -> Order | None:
        """The next one."""
        return self._waiting.pop(0) if self._waiting else None

    def cancel(self) -> None:
        """Nothing that waits is to be carried out; what is asked for from now on counts anew."""
        self.batch = None
        self._cancelled += self._waiting
        self._waiting.clear()

    def take_cancelled(self) -> list[Order]:
        """What was cancelled, once."""
        cancelled, self._cancelled = self._cancelled, []
        return cancelled

    def take_batch(self) -> Batch | None:
        """The batch, which is over."""
        batch, self.batch = self.batch, None
        return batch

    def has_project(self, video: Path, project: Path) -> None:
        """What waits as a video has a project now."""
        self._waiting = [
            replace(order, path=project) if order.path == video else order
            for order in self._waiting
        ]
