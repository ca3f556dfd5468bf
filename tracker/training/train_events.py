"""What a training tells while it works."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.training.score import Score


@dataclass(frozen=True, slots=True)
class StepDone:
    """A few steps went by; ``loss`` is their mean."""

    step: int
    progress: float
    loss: float
    learning_rate: float
    windows_per_second: float
    eta_seconds: float


@dataclass(frozen=True, slots=True)
class EpochDone:
    """A validation was made; ``best`` says whether its weights are the best so far."""

    epoch: int
    step: int
    loss: float
    score: Score | None
    best: bool


@dataclass(frozen=True, slots=True)
class TrainNotice:
    """Something a person should know, e.g. that the batch was halved."""

    text: str


TrainEvent = StepDone | EpochDone | TrainNotice
