"""In the status bar: how far something is that takes a while, and a way to stop it."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.actions import Actions
from app.engine_sentences import in_language
from app.long_edit import LongEdit
from app.widgets.parts import ProgressBar, action_button, label
from app.workflows.reports import Reports

STEPS = 1000


class StatusProgress(QWidget):
    """Hidden while nothing is under way."""

    def __init__(self, cancel: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = label("", "small")
        self.bar = ProgressBar()
        self.bar.setRange(0, STEPS)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(140)
        self.cancel = action_button(cancel, icon_size=14)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(self.text)
        row.addWidget(self.bar)
        row.addWidget(self.cancel)
        self.hide()

    def begin(self, text: str) -> None:
        """Show what is under way, at its beginning."""
        self.text.setText(text)
        self.bar.setValue(0)
        self.show()

    def show_share(self, share: float) -> None:
        """So much of it is done."""
        self.bar.setValue(round(share * STEPS))


class ClipProgress(StatusProgress):
    """While a clip is being written."""

    def __init__(self, reports: Reports, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(actions["cancel_clip"], parent)
        reports.clipChanged.connect(self._show_clip)
        reports.clipProgressed.connect(self.show_share)

    def _show_clip(self, name: str) -> None:
        if name:
            self.begin(self.tr("Writing {file}").format(file=name))
        else:
            self.hide()


class EditProgress(StatusProgress):
    """While many frames are being edited; once that is in the project, it cannot be cancelled."""

    def __init__(self, edit: LongEdit, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(actions["cancel_edit"], parent)
        edit.begun.connect(lambda name: self.begin(in_language(name)))
        edit.progressed.connect(self.show_share)
        edit.ended.connect(self.hide)
