"""What stands on the stage while no match is open: what to do, and what was open lately."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.actions import Actions
from app.icons import icon, pixmap
from app.paths import match_name
from app.recent_files import RecentFile, RecentFiles
from app.theme import ThemeKeeper
from app.widgets.parts import ProgressBar, label
from app.workflows.open_match import OpenMatch

SHOWN_RECENT = 4
STRIP_HEIGHT = 112
WIDGET_SIZE_MAX = (1 << 24) - 1
"""Qt's QWIDGETSIZE_MAX: no bound."""


class EmptyState(QWidget):
    """Open, drop, demo; recent files; progress while a file is being opened."""

    recentChosen = Signal(object)
    """A Path."""

    def __init__(
        self,
        actions: Actions,
        recent: RecentFiles,
        theme: ThemeKeeper,
        open_match: OpenMatch,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._recent = recent
        self._theme = theme
        self._glimpse: QPixmap | None = None
        card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(480)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._welcome(actions))
        self._pages.addWidget(self._opening())
        inside = QVBoxLayout(card)
        inside.setContentsMargins(32, 28, 32, 24)
        inside.addWidget(self._pages)
        self._card = card
        self._outer = QVBoxLayout(self)
        self._outer.addStretch(2)
        self._outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        self._outer.addStretch(3)

        recent.changed.connect(self._fill_recent)
        open_match.busyChanged.connect(self._busy)
        open_match.glimpsed.connect(self._show_glimpse)
        open_match.progressed.connect(self._show_share)
        self._fill_recent()

    def _welcome(self, actions: Actions) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        title = label(self.tr("Open a match"), "title")
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        text = label(
            self.tr("Drop a video or a project here.\nThe model finds the ball; you correct it."),
            "muted",
        )
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        text.setWordWrap(True)
        self.open_button = QPushButton(self.tr("Open video or project…"))
        self.open_button.setProperty("role", "primary")
        self.open_button.setAutoDefault(True)
        self.open_button.clicked.connect(actions["open"].trigger)
        self.demo_button = QPushButton(self.tr("Try the demo rally"))
        self.demo_button.setAutoDefault(True)
        self.demo_button.clicked.connect(actions["demo"].trigger)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.open_button, 1)
        buttons.addWidget(self.demo_button, 1)
        self.recent_title = label(self.tr("Recent"), "heading")
        self.recent = QVBoxLayout()
        self.recent.setSpacing(0)
        for widget in (self.picture, title, text):
            column.addWidget(widget)
        column.addSpacing(8)
        column.addLayout(buttons)
        column.addSpacing(10)
        column.addWidget(self.recent_title)
        column.addLayout(self.recent)
        column.addStretch(1)
        return page

    def _opening(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        self.opening = label("", "name")
        self.opening.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.opening.setWordWrap(True)
        self.progress = ProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        column.addStretch(1)
        column.addWidget(self.opening)
        column.addWidget(self.progress)
        column.addStretch(1)
        return page

    def _show_glimpse(self, picture: npt.NDArray[np.uint8]) -> None:
        """The first picture of what is being opened, behind the progress."""
        height, width, _ = picture.shape
        image = QImage(picture.data, width, height, picture.strides[0], QImage.Format.Format_RGB888)
        self._set_glimpse(QPixmap.fromImage(image.copy()))

    def _show_share(self, share: float) -> None:
        """How far the frames are counted; of what follows nobody knows how far it is."""
        counted = share >= 1.0
        self.progress.setMaximum(0 if counted else 1000)
        self.progress.setValue(round(share * 1000))
        text = self.tr("Reading the labels…") if counted else self.tr("Counting the frames…")
        self.opening.setText(text)

    def _set_glimpse(self, glimpse: QPixmap | None) -> None:
        """With a glimpse, the card makes room for it: a strip at the lower edge."""
        self._glimpse = glimpse
        self._card.setMaximumHeight(STRIP_HEIGHT if glimpse is not None else WIDGET_SIZE_MAX)
        self._outer.setStretch(2, 0 if glimpse is not None else 3)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The glimpse, as large as it fits."""
        super().paintEvent(event)
        if self._glimpse is None:
            return
        size = self._glimpse.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(QPoint(0, 0), size)
        target.moveCenter(self.rect().center())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(target, self._glimpse)
        painter.end()

    def _busy(self, name: str) -> None:
        self._set_glimpse(None)
        self.opening.setText(self.tr("Opening {name}…").format(name=name))
        self.progress.setMaximum(1000)
        self.progress.setValue(0)
        self._pages.setCurrentIndex(1 if name else 0)

    def _fill_recent(self) -> None:
        while (item := self.recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                # It is deleted a moment later; until then it must not shine through.
                widget.hide()
                widget.deleteLater()
        files = self._recent.files()[:SHOWN_RECENT]
        self.recent_title.setVisible(bool(files))
        for file in files:
            self.recent.addWidget(self._recent_button(file))

    def _recent_button(self, file: RecentFile) -> QToolButton:
        button = QToolButton()
        button.setToolTip(str(file.path))
        button.setIconSize(QSize(18, 18))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed)
        if file.missing:
            text = self.tr("{name} is not there any more; click to forget it")
            button.setText(text.format(name=match_name(file.path)))
            button.setProperty("role", "missing")
            button.setIcon(icon("warning"))
            button.clicked.connect(lambda _checked=False: self._recent.forget(file.path))
        else:
            button.setText(match_name(file.path))
            button.setIcon(icon("film"))
            button.clicked.connect(lambda _checked=False: self.recentChosen.emit(file.path))
        return button

    def dress(self) -> None:
        """Take the colours of the current theme."""
        self.picture.setPixmap(
            pixmap("rallymark", 56, self._theme.theme.accent, self.devicePixelRatioF())
        )
        self.open_button.setIcon(icon("open", self._theme.theme.on_accent))
        self.demo_button.setIcon(icon("film"))
        self._fill_recent()
