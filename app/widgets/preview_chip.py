"""In the status bar while previews for scrubbing are made: how far, and the way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QWidget

from app.actions import Actions
from app.jobs.preview_maker import PreviewMaker


class PreviewChip(QToolButton):
    """A click stops making previews until the match is opened again."""

    def __init__(
        self, maker: PreviewMaker, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._maker = maker
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setProperty("role", "muted")
        self.setToolTip(
            self.tr(
                "Small pictures for smooth scrubbing are being made in the background."
                " Click to stop; what is done stays."
            )
        )
        self.clicked.connect(actions["cancel_previews"].trigger)
        maker.progressed.connect(lambda _share: self.refresh())
        maker.runningChanged.connect(lambda _running: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        """Show how far it is; nothing where nothing is made."""
        self.setVisible(self._maker.running)
        self.setText(self.tr("Previews {share} %  ✕").format(share=int(100 * self._maker.share)))
