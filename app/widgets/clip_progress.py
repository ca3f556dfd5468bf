"""In the status bar while a clip is being written: how far it is, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QWidget

from app.icons import icon
from app.widgets.parts import label
from app.workflows.reports import Reports

STEPS = 1000


class ClipProgress(QWidget):
    """Hidden while there is no clip."""

    def __init__(self, reports: Reports, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = label("", "small")
        self.bar = QProgressBar()
        self.bar.setRange(0, STEPS)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(140)
        self.cancel = QToolButton()
        self.cancel.setIconSize(QSize(14, 14))
        self.cancel.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.cancel.setToolTip(self.tr("Cancel the clip"))
        self.cancel.setAccessibleName(self.tr("Cancel the clip"))
        self.cancel.clicked.connect(reports.cancel_clip)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(self.text)
        row.addWidget(self.bar)
        row.addWidget(self.cancel)
        reports.clipChanged.connect(self.show_clip)
        reports.clipProgressed.connect(lambda share: self.bar.setValue(round(share * STEPS)))
        self.show_clip("")

    def show_clip(self, name: str) -> None:
        """Show the clip of that name at its beginning, or hide."""
        self.cancel.setIcon(icon("cancel"))
        self.text.setText(self.tr("Writing {file}").format(file=name) if name else "")
        self.bar.setValue(0)
        self.setVisible(bool(name))
