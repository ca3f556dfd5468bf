"""Pictures between their neighbours, and what is known of them on the way to an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from tracker.inference.shots import Shown
from tracker.inference.verifying import Around, Peaks


class Moment(NamedTuple):
    """A picture and those beside it in the same shot, None where there is none.

    Each stands for the frames that show it, and is the first of them; `repeats` are the others.
    """

    before: Shown | None
    here: Shown
    after: Shown | None
    repeats: tuple[Shown, ...] = ()

    @property
    def next_number(self) -> int:
        """The first frame that shows another picture."""
        return self.here.number + 1 + len(self.repeats)

    def is_shown_in(self, first: int, last: int) -> bool:
        """Whether one of these frames (both included) shows the picture."""
        return self.here.number <= last and first < self.next_number

    def in_grey(self) -> Around:
        """As a verifier sees them."""
        before, here, after = (
            None if each is None else each.view.grey
            for each in (self.before, self.here, self.after)
        )
        assert here is not None, "frames were decoded for a verifier"
        return Around(before, here, after)


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """A picture's peaks [K,3] as far as they are known before its neighbours' are."""

    peaks: Peaks
    around: Moment
    disagreement: float
    heat: bytes | None

    @property
    def number(self) -> int:
        """The first frame that shows it."""
        return self.around.here.number

    @property
    def begins_shot(self) -> bool:
        return self.around.here.is_cut
