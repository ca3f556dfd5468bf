"""In the status bar: how far something is that takes a while, and a way to stop it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from app.engine_sentences import in_language
from app.icons import icon
from app.long_edit import LongEdit
from app.widgets.parts import ProgressBar, label
from app.workflows.reports import Reports

STEPS = 1000


class StatusProgress(QWidget):
    """Hidden while nothing is under way."""

    def __init__(self, cancel: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = label("", "small")
        self.bar = ProgressBar()
        self.bar.setRange(0, STEPS)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(140)
        self.cancel = QToolButton()
        self.cancel.setIconSize(QSize(14, 14))
        self.cancel.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.cancel.clicked.connect(cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(self.text)
        row.addWidget(self.bar)
        row.addWidget(self.cancel)
        self.hide()

    def begin(self, text: str, to_cancel: str) -> None:
        """Show what is under way, at its beginning, and what the button does."""
        self.cancel.setIcon(icon("cancel"))
        self.cancel.setToolTip(to_cancel)
        self.cancel.setAccessibleName(to_cancel)
        self.cancel.setEnabled(True)
        self.text.setText(text)
        self.bar.setValue(0)
        self.show()

    def show_share(self, share: float) -> None:
        """So much of it is done."""
        self.bar.setValue(round(share * STEPS))


class ClipProgress(StatusProgress):
    """While a clip is being written."""

    def __init__(self, reports: Reports, parent: QWidget | None = None) -> None:
        super().__init__(reports.cancel_clip, parent)
        reports.clipChanged.connect(self._show_clip)
        reports.clipProgressed.connect(self.show_share)

    def _show_clip(self, name: str) -> None:
        if name:
            text = self.tr("Writing {file}").format(file=name)
            self.begin(text, self.tr("Cancel the clip"))
        else:
            self.hide()


class EditProgress(StatusProgress):
    """While many frames are being edited; once that is in the project, it cannot be cancelled."""

    def __init__(self, edit: LongEdit, parent: QWidget | None = None) -> None:
        super().__init__(edit.cancel, parent)
        edit.begun.connect(lambda name: self.begin(in_language(name), self.tr("Cancel the edit")))
        edit.written.connect(lambda: self.cancel.setEnabled(False))
        edit.progressed.connect(self.show_share)
        edit.ended.connect(self.hide)
