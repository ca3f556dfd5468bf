"""Which labels to export, in which format, and where to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.settings import Settings
from app.translation import QT_TRANSLATE_NOOP, translate
from app.widgets.file_dialogs import may_write, typed_path
from app.widgets.parts import label
from app.workflows.exchange import ExportOrder

FORMATS = (
    (
        "rallymark",
        "Rallymark CSV",
        QT_TRANSLATE_NOOP(
            "ExportDialog", "Lossless: decimals, score, source and time of every frame"
        ),
    ),
    (
        "tracknetv2",
        "TrackNetV2 CSV",
        QT_TRANSLATE_NOOP("ExportDialog", "Frame, Visibility, X, Y in whole pixels"),
    ),
    (
        "tracknet-tennis",
        "TrackNet tennis",
        QT_TRANSLATE_NOOP("ExportDialog", "Label.csv with the status: flying, hit or bounce"),
    ),
)
SOURCES = (
    (
        "all",
        QT_TRANSLATE_NOOP("ExportDialog", "All frames"),
        QT_TRANSLATE_NOOP("ExportDialog", "The model's answers and yours"),
    ),
    (
        "human",
        QT_TRANSLATE_NOOP("ExportDialog", "Human only"),
        QT_TRANSLATE_NOOP("ExportDialog", "What a person placed"),
    ),
    (
        "human+verified",
        QT_TRANSLATE_NOOP("ExportDialog", "Human and verified"),
        QT_TRANSLATE_NOOP("ExportDialog", "What a person placed or accepted"),
    ),
)


class ExportDialog(QDialog):
    """`ask` shows it and gives the order, or None."""

    def __init__(self, suggested: Path, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._may_replace: Path | None = None
        self.setWindowTitle(self.tr("Export labels"))
        self.setMinimumWidth(600)
        self.formats = self._choices(FORMATS, settings.export_format)
        self.sources = self._choices(SOURCES, settings.export_sources)
        self.excluded = QCheckBox(self.tr("Replays, close-ups and breaks too"))
        self.path = QLineEdit(str(suggested))
        self.path.setAccessibleName(self.tr("File"))
        browse = QPushButton(self.tr("Choose…"))
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        where = QHBoxLayout()
        where.addWidget(self.path, 1)
        where.addWidget(browse)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        go = self.buttons.addButton(self.tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        go.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.path.textChanged.connect(lambda text: go.setEnabled(bool(text.strip())))

        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(6)
        column.addWidget(label(self.tr("Format"), "heading"))
        self._add(column, self.formats, FORMATS)
        column.addSpacing(10)
        column.addWidget(label(self.tr("Labels"), "heading"))
        self._add(column, self.sources, SOURCES)
        column.addSpacing(4)
        column.addWidget(self.excluded)
        column.addSpacing(10)
        column.addWidget(label(self.tr("File"), "heading"))
        column.addLayout(where)
        column.addSpacing(12)
        column.addWidget(self.buttons)

    def _choices(self, rows: tuple[tuple[str, str, str], ...], chosen: str) -> QButtonGroup:
        group = QButtonGroup(self)
        for number, (key, text, _hint) in enumerate(rows):
            button = QRadioButton(translate("ExportDialog", text))
            button.setChecked(key == chosen)
            group.addButton(button, number)
        return group

    @staticmethod
    def _add(
        column: QVBoxLayout, group: QButtonGroup, rows: tuple[tuple[str, str, str], ...]
    ) -> None:
        for button, (_key, _text, hint) in zip(group.buttons(), rows, strict=True):
            row = QHBoxLayout()
            button.setMinimumWidth(170)
            row.addWidget(button)
            row.addWidget(label(translate("ExportDialog", hint), "small"), 1)
            column.addLayout(row)

    def _browse(self) -> None:
        path, _filter = QFileDialog.getSaveFileName(
            self, self.tr("Export labels"), self.path.text(), self.tr("Label CSV") + " (*.csv)"
        )
        if path:
            self.path.setText(path)
            # The file dialog has asked about this one, not about what a suffix makes of it.
            self._may_replace = typed_path(path)

    def order(self) -> ExportOrder:
        """What was chosen."""
        path = typed_path(self.path.text())
        if not path.suffix:
            path = Path(f"{path}.csv")
        return ExportOrder(
            path,
            FORMATS[self.formats.checkedId()][0],
            SOURCES[self.sources.checkedId()][0],
            self.excluded.isChecked(),
        )

    def accept(self) -> None:
        """Remember the choices; a file that is there is replaced only on purpose."""
        order = self.order()
        # Beside a video, NAME_ball.csv may well be somebody's ground truth.
        if not may_write(self, order.path, self._may_replace):
            return
        self._settings.export_format = order.format
        self._settings.export_sources = order.sources
        super().accept()

    @classmethod
    def ask(cls, suggested: Path, settings: Settings, parent: QWidget) -> ExportOrder | None:
        """Show the dialog; None where it was cancelled."""
        dialog = cls(suggested, settings, parent)
        try:
            return dialog.order() if dialog.exec() else None
        finally:
            dialog.deleteLater()
