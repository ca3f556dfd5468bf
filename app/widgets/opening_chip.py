"""In the status bar while a match is being opened: which, how far, and the way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from app.actions import Actions
from app.workflows.open_match import OpenMatch


class OpeningChip(QToolButton):
    """A click stops opening; the match on screen stays."""

    def __init__(
        self, open_match: OpenMatch, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name = ""
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("role", "muted")
        self.setToolTip(self.tr("Click to stop opening it"))
        self.clicked.connect(actions["cancel_opening"].trigger)
        open_match.busyChanged.connect(self._begin)
        open_match.progressed.connect(self._show_share)
        self._begin("")

    def _begin(self, name: str) -> None:
        self._name = name
        self.setVisible(bool(name))
        self._show_share(0.0)

    def _show_share(self, share: float) -> None:
        text = self.tr("Opening {name}: {share} %  ✕")
        self.setText(text.format(name=self._name, share=int(100 * share)))
