"""How far a held key goes: the longer it is held, the farther."""

from __future__ import annotations

import time
from collections.abc import Callable

REPEATS_WITHIN_S = 0.15
"""Keys repeat twenty to thirty times a second; a press that comes later is one by itself."""
PACES = ((45, 10.0), (12, 4.0))
"""From so many repeats on so many times as far, the most first."""


class HeldPace:
    """Counts how often the same key came in a row."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._key: object = None
        self._last = 0.0
        self._repeats = 0

    def of(self, key: object) -> float:
        """How many times as far this press of `key` goes as a first one."""
        now = self._clock()
        held = key == self._key and now - self._last < REPEATS_WITHIN_S
        self._repeats = self._repeats + 1 if held else 0
        self._key, self._last = key, now
        return next((pace for repeats, pace in PACES if self._repeats >= repeats), 1.0)
