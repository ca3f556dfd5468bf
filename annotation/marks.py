"""One ball mark: what is known about the ball in one frame, and who said so."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from annotation.errors import MarkError

NOT_LOOKED = -1
"""Visibility code, in columns only, of a frame nobody (person or model) has answered."""

NO_SOURCE = -1
"""Source code, in columns only, of a frame without an answer or of an unnamed source."""

MAX_POSITION = 1e6
"""No picture is a million pixels wide; beyond it single precision would not tell pixels apart."""

MAX_SCORE = 1e6
"""Scores lie in 0..1 here, but other tools add up whole blobs."""


class Visibility(IntEnum):
    """What a mark says of the ball; the numbers are those of the TrackNet tennis labels."""

    NO_BALL = 0
    """Somebody asserts that there is no ball to be seen and no position to be given."""
    VISIBLE = 1
    HARD = 2
    """In sight but hard to make out, as by blur or a like-coloured background."""
    OCCLUDED = 3
    """Hidden behind something, at a position that is known all the same."""


class Source(StrEnum):
    """Who answers for a mark."""

    MODEL = "model"
    INTERPOLATED = "interpolated"
    HUMAN = "human"
    """A person put it there."""
    VERIFIED = "verified"
    """A person looked at a machine's answer and accepted it."""

    @property
    def code(self) -> int:
        """The small integer that stands for the source in columns."""
        return _CODES[self]

    @property
    def is_persons(self) -> bool:
        """Whether a person answers for it; no machine ever writes over such a mark."""
        return self in (Source.HUMAN, Source.VERIFIED)

    @staticmethod
    def from_code(code: int) -> Source:
        """The source a column's code stands for; ``IndexError`` where there is none."""
        if code < 0:
            raise IndexError(f"no source has the code {code}")
        return SOURCES[code]


SOURCES: tuple[Source, ...] = (Source.MODEL, Source.INTERPOLATED, Source.HUMAN, Source.VERIFIED)
"""The sources by their code."""

_CODES: dict[Source, int] = {source: code for code, source in enumerate(SOURCES)}

_LIMITS = {
    "x": (-MAX_POSITION, MAX_POSITION),
    "y": (-MAX_POSITION, MAX_POSITION),
    "score": (0.0, MAX_SCORE),
}


@dataclass(frozen=True, slots=True)
class BallMark:
    """What is known about the ball in one frame.

    ``frame`` is 0-based; ``x`` and ``y`` are float pixels of the source video (None exactly when
    the visibility is ``NO_BALL``); ``score`` is the model's confidence, None where no model had a
    say; ``time`` is when the mark was made, in unix seconds (0.0 for a model's own answers).

    Raises ``MarkError`` where these contradict each other.
    """

    frame: int
    visibility: Visibility
    x: float | None
    y: float | None
    score: float | None
    source: Source
    time: float

    def __post_init__(self) -> None:
        if self.frame < 0:
            raise MarkError(f"A mark needs a frame number of 0 or more, not {self.frame}.")
        for name in ("x", "y", "score", "time"):
            value = getattr(self, name)
            if value is None:
                continue
            if not math.isfinite(value):
                raise MarkError(f"Frame {self.frame}: {name} is {value}, not a finite number.")
            limits = _LIMITS.get(name)
            if limits and not limits[0] <= value <= limits[1]:
                low, high = limits
                raise MarkError(
                    f"Frame {self.frame}: {name} is {value}, not between {low:g} and {high:g}."
                )
            # Adding 0.0 turns -0.0 into 0.0: SQLite does not keep the sign of zero.
            object.__setattr__(self, name, float(value) + 0.0)
        object.__setattr__(self, "frame", int(self.frame))
        try:
            object.__setattr__(self, "visibility", Visibility(self.visibility))
            object.__setattr__(self, "source", Source(self.source))
        except ValueError as error:
            raise MarkError(f"Frame {self.frame}: {error}.") from None
        if self.visibility == Visibility.NO_BALL:
            if self.x is not None or self.y is not None:
                raise MarkError(f"Frame {self.frame}: a mark of no ball cannot have a position.")
        elif self.x is None or self.y is None:
            raise MarkError(f"Frame {self.frame}: a ball that is there needs a position.")

    @property
    def position(self) -> tuple[float, float] | None:
        """(x, y), or None where there is no ball."""
        if self.x is None or self.y is None:
            return None
        return self.x, self.y
