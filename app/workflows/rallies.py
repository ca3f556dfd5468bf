"""The rallies of the open match: how each stands, and the way from one to the next."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QObject, Signal

from annotation.rallies import Rallies
from app.document import Document
from app.playhead import Playhead
from app.selection import Selection
from app.workflows.review import Review


class Rally(NamedTuple):
    """The frames `first` to `last`, both included; `number` counts from 1."""

    number: int
    first: int
    last: int
    hits: int
    reviewed: float
    """Share of its frames that a person answers for, 0..1."""
    doubts: int
    """Its frames that the review still asks about."""


class RallyList(QObject):
    """Follows the review, which finds the rallies while it ranks the match."""

    changed = Signal()

    def __init__(
        self,
        document: Document,
        playhead: Playhead,
        selection: Selection,
        review: Review,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._playhead = playhead
        self._selection = selection
        self._review = review
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
        rallies, count = self._rallies, self._document.frame_count
        if not len(rallies):
            return []
        doubtful = np.zeros(count, np.bool_)
        doubtful[self._review.doubtful] = True
        shares = rallies.shares(self._document.track.persons)
        doubts = rallies.count(doubtful)
        columns = (rallies.first, rallies.last, rallies.hits, shares, doubts)
        rows = zip(*(each.tolist() for each in columns), strict=True)
        return [Rally(number, *row) for number, row in enumerate(rows, 1)]

    @property
    def here(self) -> int | None:
        """Which row the frame in view is in, None between rallies."""
        return self._rallies.at(self._playhead.frame)

    @property
    def seconds(self) -> float:
        """How long the ball is in play, in seconds."""
        info = self._document.info
        if info is None:
            return 0.0
        return float(self._rallies.lengths.sum() / info.fps)

    def next(self) -> None:
        """Go to where the next rally begins."""
        self._go_to(self._rallies.after(self._playhead.frame))

    def previous(self) -> None:
        """Go to where this rally begins, or, standing there, the one before."""
        self._go_to(self._rallies.before(self._playhead.frame))

    def go_to(self, row: int) -> None:
        """Go to where a rally begins."""
        self._go_to(row)

    def select(self) -> None:
        """Select the rally around the frame in view."""
        row = self.here
        if row is not None:
            self._selection.set(int(self._rallies.first[row]), int(self._rallies.last[row]))

    def _go_to(self, row: int | None) -> None:
        if row is not None:
            self._playhead.pause()
            self._playhead.seek(int(self._rallies.first[row]))

    def _follow(self) -> None:
        self._rallies = self._review.rallies
        self.changed.emit()
