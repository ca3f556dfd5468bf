"""Pictures between their neighbours, and what is known of them on the way to an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from tracker.camera import AT_REST, CameraMotion
from tracker.inference.motion import Beside
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

    @property
    def from_before(self) -> CameraMotion:
        """How the camera moved from the picture before to this one."""
        return AT_REST if self.before is None else self.here.camera

    @property
    def from_after(self) -> CameraMotion:
        """The same from the picture after, back to this one."""
        return AT_REST if self.after is None else self.after.camera.back()

    def pictures(self) -> Beside:
        """What is shown before, here and after, as seen from where the camera is here."""
        before, here, after = self[:3]
        return (
            None if before is None else self.from_before.picture(before.picture, here.picture),
            here.picture,
            None if after is None else self.from_after.picture(after.picture, here.picture),
        )

    def in_grey(self) -> Around:
        """As a verifier sees them."""
        before, here, after = (
            None if each is None else each.view.grey
            for each in (self.before, self.here, self.after)
        )
        assert here is not None, "frames were decoded for a verifier"
        return Around(before, here, after, self.from_before, self.from_after)


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
        """Whether a cut lies before the picture."""
        return self.around.here.is_cut
