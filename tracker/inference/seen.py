"""Frames between their neighbours, and what is known of them on the way to an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from tracker.inference.shots import Shown
from tracker.inference.verifying import Around, Peaks
from tracker.inference.windows import Frames


class Neighbours(NamedTuple):
    """A frame and those beside it in the same shot, None where there is none."""

    before: Shown | None
    here: Shown
    after: Shown | None

    def in_grey(self) -> Around:
        """As a verifier sees them."""
        before, here, after = (None if each is None else each.view.grey for each in self)
        assert here is not None, "frames were decoded for a verifier"
        return Around(before, here, after)


def neighbours(frames: Frames, frame: int) -> Neighbours:
    """Of `frame`, among the `frames` at hand."""
    before, here, after = frames.get(frame - 1), frames[frame], frames.get(frame + 1)
    return Neighbours(
        None if here.is_cut else before, here, None if after is None or after.is_cut else after
    )


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A frame's peaks [K,3] as far as they are known before its neighbours' are."""

    number: int
    peaks: Peaks
    around: Neighbours
    disagreement: float
    heat: bytes | None

    @property
    def begins_shot(self) -> bool:
        return self.around.here.is_cut
