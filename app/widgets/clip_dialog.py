"""Which stretch to export as an annotated clip, how it is drawn, and where to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.numerals import grouped
from app.paths import is_there, place_for
from app.reports import CLIP_MARK
from app.reports.clip import ClipOrder
from app.settings import Settings
from app.widgets.file_dialogs import may_write, typed_path
from app.widgets.overlays_hud import timecode
from app.widgets.parts import label, spin_box

if TYPE_CHECKING:
    from tracker.video import Video

SPEEDS = (1.0, 0.5, 0.25, 0.1)
AROUND_SECONDS = 10.0
"""Length of the stretch around the frame in view."""


@dataclass(frozen=True)
class Stretch:
    """A stretch that can be chosen by its name; both frames are included."""

    name: str
    first: int
    last: int


class ClipDialog(QDialog):
    """`ask` shows it and gives the order, or None."""

    def __init__(
        self,
        video: Video,
        stretches: list[Stretch],
        settings: Settings,
        trail_length: int,
        parent: QWidget | None = None,
    ) -> None:
        """Args: stretches: to choose from, the likeliest first; not empty."""
        super().__init__(parent)
        self._video = video
        self._stretches = stretches
        self._settings = settings
        self._trail_length = trail_length
        self._may_replace: Path | None = None
        self._suggested = ""
        self.setWindowTitle(self.tr("Export annotated clip"))
        self.setMinimumWidth(600)
        self._build_stretch()
        self._build_look()
        self._build_file()
        self._lay_out()
        self.take(0)

    def _build_stretch(self) -> None:
        self.stretch = QComboBox()
        self.stretch.setAccessibleName(self.tr("Stretch"))
        for stretch in self._stretches:
            self.stretch.addItem(stretch.name)
        self.stretch.addItem(self.tr("Frames of your choice"))
        self.stretch.activated.connect(self.take)
        self.first, self.last = spin_box(), spin_box()
        for box, name in ((self.first, self.tr("First frame")), (self.last, self.tr("Last frame"))):
            box.setAccessibleName(name)
            box.setRange(0, self._video.info.frame_count - 1)
            box.setMinimumWidth(110)
            box.valueChanged.connect(self._range_edited)
        self.speed = QComboBox()
        self.speed.setAccessibleName(self.tr("Speed"))
        for speed in SPEEDS:
            self.speed.addItem(f"{speed:g}×")
        self.speed.currentIndexChanged.connect(self._show_length)
        self.length = label("", "small")

    def _build_look(self) -> None:
        self.trail = QCheckBox(self.tr("Trail"))
        self.trail.setToolTip(self.tr("Where the ball came from"))
        self.marker = QCheckBox(self.tr("Marker"))
        self.marker.setToolTip(self.tr("The ball of each frame, by who says so"))
        self.caption = QCheckBox(self.tr("Frame number and time"))
        self.trail.setChecked(self._settings.clip_trail)
        self.marker.setChecked(self._settings.clip_marker)
        self.caption.setChecked(self._settings.clip_caption)

    def _build_file(self) -> None:
        self.path = QLineEdit()
        self.path.setAccessibleName(self.tr("File"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        go = self.buttons.addButton(self.tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        go.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.path.textChanged.connect(lambda text: go.setEnabled(bool(text.strip())))

    def _lay_out(self) -> None:
        browse = QPushButton(self.tr("Choose…"))
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        where = QHBoxLayout()
        where.addWidget(self.path, 1)
        where.addWidget(browse)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.addWidget(self.stretch, 0, 0, 1, 5)
        grid.addWidget(label(self.tr("Frames"), "small"), 1, 0)
        grid.addWidget(self.first, 1, 1)
        grid.addWidget(label("–"), 1, 2)
        grid.addWidget(self.last, 1, 3)
        grid.addWidget(label(self.tr("Speed"), "small"), 2, 0)
        grid.addWidget(self.speed, 2, 1)
        grid.addWidget(self.length, 2, 2, 1, 3)
        grid.setColumnStretch(4, 1)
        looks = QHBoxLayout()
        looks.setSpacing(24)
        for box in (self.trail, self.marker, self.caption):
            looks.addWidget(box)
        looks.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(6)
        for title, content in (
            (self.tr("Stretch"), grid),
            (self.tr("Painted on the picture"), looks),
            (self.tr("File"), where),
        ):
            column.addWidget(label(title, "heading"))
            column.addLayout(content)
            column.addSpacing(10)
        column.addWidget(self.buttons)

    # -- choosing --------------------------------------------------------------------------------

    def take(self, number: int) -> None:
        """Take over the stretch of that number in the list; the last entry leaves the frames."""
        self.stretch.setCurrentIndex(number)
        if number < len(self._stretches):
            stretch = self._stretches[number]
            for box, value in ((self.first, stretch.first), (self.last, stretch.last)):
                box.blockSignals(True)
                box.setValue(value)
                box.blockSignals(False)
        self._show_length()

    def _range_edited(self) -> None:
        self.stretch.setCurrentIndex(len(self._stretches))
        if self.first.value() > self.last.value():
            other = self.last if self.sender() is self.first else self.first
            other.setValue(self.first.value() if other is self.last else self.last.value())
        self._show_length()

    def _show_length(self) -> None:
        index, first, last = self._video.index, self.first.value(), self.last.value()
        end = index.time(last + 1) if last + 1 < len(index) else self._video.info.duration
        seconds = (end - index.time(first)) / SPEEDS[self.speed.currentIndex()]
        self.length.setText(
            self.tr("{count} frames, {time} long").format(
                count=grouped(last - first + 1), time=timecode(seconds)
            )
        )
        if self.path.text() == self._suggested:
            video = self._video.info.path
            name = f"{video.stem}{CLIP_MARK}{first}-{last}.mp4"
            self._suggested = str(place_for(name, video))
            self.path.setText(self._suggested)

    def _browse(self) -> None:
        path, _filter = QFileDialog.getSaveFileName(
            self, self.windowTitle(), self.path.text(), self.tr("Video") + " (*.mp4)"
        )
        if path:
            self.path.setText(path)
            # The file dialog has asked about this one, not about what a suffix makes of it.
            self._may_replace = typed_path(path)

    def order(self) -> ClipOrder:
        """What was chosen."""
        path = typed_path(self.path.text())
        if path.suffix.lower() != ".mp4":
            path = Path(f"{path}.mp4")
        return ClipOrder(
            path,
            self.first.value(),
            self.last.value(),
            SPEEDS[self.speed.currentIndex()],
            self._trail_length if self.trail.isChecked() else 0,
            self.marker.isChecked(),
            self.caption.isChecked(),
        )

    def accept(self) -> None:
        """Remember the choices; a file that is there is replaced only on purpose."""
        order = self.order()
        source = self._video.info.path
        if is_there(order.path) and order.path.samefile(source):
            self.length.setText(self.tr("The clip cannot take the place of its own video."))
            return
        if not may_write(self, order.path, self._may_replace):
            return
        self._settings.clip_trail = self.trail.isChecked()
        self._settings.clip_marker = self.marker.isChecked()
        self._settings.clip_caption = self.caption.isChecked()
        super().accept()

    @classmethod
    def ask(
        cls,
        video: Video,
        stretches: list[Stretch],
        settings: Settings,
        trail_length: int,
        parent: QWidget,
    ) -> ClipOrder | None:
        """Show the dialog; None where it was cancelled."""
        dialog = cls(video, stretches, settings, trail_length, parent)
        try:
            return dialog.order() if dialog.exec() else None
        finally:
            dialog.deleteLater()
