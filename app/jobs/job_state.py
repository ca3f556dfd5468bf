"""What a running job tells the window: enough for a chip in the top bar."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Phase(StrEnum):
    """Where a job stands."""

    LOADING = "loading"
    """torch and the weights are being loaded."""
    RUNNING = "running"
    PAUSED = "paused"
    STOPPING = "stopping"


@dataclass(frozen=True)
class JobState:
    """A moment of a job. Counts are frames, those of an earlier, interrupted run included."""

    phase: Phase
    done: int = 0
    total: int = 0
    frames_per_second: float = 0.0
    eta_seconds: float | None = None
    done_before: int = 0
    """How many of `done` an earlier run answered."""
    notice: str = ""
    """What the engine said last while it was preparing."""
    name: str = ""
    """The match that is worked on, where it is not the one on screen."""
    number: int = 1
    """Which of several matches asked for at once it is."""
    of: int = 1

    @property
    def preparing(self) -> bool:
        """Whether the model is not at work yet: nothing tells how long that will take."""
        idle = self.done == self.done_before
        return self.phase is Phase.LOADING or (self.phase is Phase.RUNNING and idle)

    @property
    def share(self) -> float:
        """Share done, 0..1."""
        return self.done / self.total if self.total else 0.0


def duration_text(seconds: float) -> str:
    """0:38, 12:05 or 1:02:03."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
