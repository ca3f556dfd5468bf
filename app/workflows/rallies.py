"""The rallies of the open match: how each stands, and the way from one to the next."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from annotation.rallies import Rallies, Rally
from app.document import Document
from app.messages import Messages
from app.playhead import Playhead
from app.selection import Selection
from app.workflows.review import Review

TOPIC = "rally"


class RallyList(QObject):
    """Follows the review, which finds the rallies while it ranks the match."""

    changed = Signal()

    def __init__(
        self,
        document: Document,
        playhead: Playhead,
        selection: Selection,
        review: Review,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._playhead = playhead
        self._selection = selection
        self._review = review
        self._messages = messages
        self._rallies = review.rallies
        review.queueChanged.connect(self._follow)

    def __len__(self) -> int:
        return len(self._rallies)

    @property
    def found(self) -> Rallies:
        """As the review found them last."""
        return self._rallies

    @property
    def known(self) -> bool:
        """Whether they are those of the match as it is now; else they soon will be."""
        return self._review.settled

    def rows(self) -> list[Rally]:
        """All of them, as they stand now."""
        doubtful = np.zeros(self._document.frame_count, np.bool_)
        if len(self._rallies):
            doubtful[self._review.doubtful] = True
        return self._rallies.rows(self._document.track.persons, doubtful)

    @property
    def here(self) -> int | None:
        """Which row the frame in view is in, None between rallies."""
        return self._rallies.at(self._playhead.frame)

    @property
    def frames(self) -> int:
        """In so many the ball is in play."""
        return int(self._rallies.lengths.sum())

    def next(self) -> None:
        """Go to where the next rally begins."""
        row = self._rallies.after(self._playhead.frame)
        if row is None:
            self._messages.info(self.tr("No rally begins after this one."), topic=TOPIC)
        else:
            self.go_to(row)

    def previous(self) -> None:
        """Go to where this rally begins, or, standing there, the one before."""
        row = self._rallies.before(self._playhead.frame)
        if row is None:
            self._messages.info(self.tr("No rally begins before this."), topic=TOPIC)
        else:
            self.go_to(row)

    def go_to(self, row: int) -> None:
        """Go to where a rally begins."""
        self._messages.withdraw(TOPIC)
        self._playhead.pause()
        self._playhead.seek(int(self._rallies.first[row]))

    def select(self) -> None:
        """Select the rally around the frame in view."""
        row = self.here
        if row is not None:
            self._selection.set(int(self._rallies.first[row]), int(self._rallies.last[row]))

    def _follow(self) -> None:
        self._rallies = self._review.rallies
        self.changed.emit()
