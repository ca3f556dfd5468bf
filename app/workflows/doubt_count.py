"""How many doubts are left and how many are settled, kept with the match."""

from __future__ import annotations

from annotation.errors import AnnotationError
from annotation.project import Project
from app.messages import Messages

SETTLED_STATE = "settled doubts"
"""Of the project: how many doubts have been settled."""


class DoubtCount:
    """What a person settles counts as settled until it is taken back. What comes and goes without
    her, with other answers, another bar or threshold, only changes how many are left."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages
        self._project: Project | None = None
        self._reviewed = 0
        self.left = 0
        """So many doubtful frames are left above the bar."""
        self.settled = 0
        """So many have been settled in this match, in this session and before."""

    @property
    def share(self) -> float:
        """Which part of the doubts is settled, 0..1; 0 where there are none."""
        return self.settled / max(1, self.settled + self.left)

    def begin(self, project: Project | None) -> None:
        """Count the doubts of another match, or of none."""
        self._project, self.left, self._reviewed = project, 0, 0
        settled = project.state(SETTLED_STATE, 0) if project is not None else 0
        self.settled = settled if isinstance(settled, int) else 0

    def count(self, left: int, reviewed: int, decided: bool) -> None:
        """Take what has been ranked.

        Args:
            left: how many doubts are left.
            reviewed: for how many frames a person answers.
            decided: whether that is because of her alone.
        """
        gone, taken_back = self.left - left, reviewed < self._reviewed
        self.left, self._reviewed = left, reviewed
        # A correction that casts doubt on its neighbours unsettles nothing that was settled before.
        change = min(0, gone) if taken_back else max(0, gone)
        # Doubts that a mark had cast go with it, as if settled; with the last one none are.
        settled = max(0, self.settled + change) if reviewed else 0
        if decided and settled != self.settled and self._project is not None:
            self.settled = settled
            try:
                self._project.set_state(SETTLED_STATE, self.settled, flush=False)
            except AnnotationError as error:
                self._messages.error(str(error))
