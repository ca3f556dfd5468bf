"""What stands on the stage while no match is open: what to do, and what was open lately."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.actions import Actions
from app.icons import icon, pixmap
from app.recent_files import RecentFile, RecentFiles
from app.theme import ThemeKeeper
from app.widgets.parts import label
from app.workflows.open_match import OpenMatch

SHOWN_RECENT = 4


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
        card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(460)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._welcome(actions))
        self._pages.addWidget(self._opening())
        inside = QVBoxLayout(card)
        inside.setContentsMargins(32, 28, 32, 24)
        inside.addWidget(self._pages)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)

        recent.changed.connect(self._fill_recent)
        open_match.busyChanged.connect(self._busy)
        open_match.progressed.connect(lambda share: self.progress.setValue(round(share * 1000)))
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
        self.open_button.clicked.connect(actions["open"].trigger)
        self.demo_button = QPushButton(self.tr("Try the demo rally"))
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
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        column.addStretch(1)
        column.addWidget(self.opening)
        column.addWidget(self.progress)
        column.addStretch(1)
        return page

    def _busy(self, name: str) -> None:
        self.opening.setText(self.tr("Opening {name}…").format(name=name))
        self.progress.setValue(0)
        self._pages.setCurrentIndex(1 if name else 0)

    def _fill_recent(self) -> None:
        while (item := self.recent.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
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
            button.setText(text.format(name=file.path.stem))
            button.setProperty("role", "missing")
            button.setIcon(icon("warning"))
            button.clicked.connect(lambda _checked=False: self._recent.forget(file.path))
        else:
            button.setText(file.path.stem)
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
