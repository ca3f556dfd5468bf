"""The picture above, the timeline below: in a low window both make room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter

from app.settings import Settings
from app.widgets.timeline_path import LEAST_WITH_PATH

LEAST_ABOVE = 230
"""Picture and transport, before the timeline gives up its plot of x and y for them."""


class DeskSplitter(QSplitter):
    """Gives its second widget the height that a person chose, and a share of it in a window that
    is lower than the one in which it was chosen. What a window grows is the first widget's."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._settings = settings
        self.splitterMoved.connect(lambda *_: self._choose())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        settings = self._settings
        share = min(1.0, self.height() / settings.desk_height)
        below, rest = round(settings.timeline_height * share), self.height() - self.handleWidth()
        whole = min(LEAST_WITH_PATH, settings.timeline_height)
        below = max(below, min(whole, rest - LEAST_ABOVE))
        self.setSizes([rest - below, below])

    def _choose(self) -> None:
        below = self.sizes()[1]
        if below:
            self._settings.timeline_height, self._settings.desk_height = below, self.height()
