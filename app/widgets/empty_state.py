"""What stands on the stage while no match is open: what to do, and what was open lately."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPixmap, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
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
from app.widgets.own_keys import PRESS
from app.widgets.parts import ProgressBar, as_it_is, label, shortened
from app.workflows.open_match import OpenMatch
from app.workflows.workspace import Entry, Workspace

if TYPE_CHECKING:
    from tracker.video import Glimpse

SHOWN_RECENT = 4
NAME_LETTERS = 22
"""A longer name of a match or folder loses its middle here."""
STRIP_HEIGHT = 112
STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}
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
        workspace: Workspace,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions = actions
        self._workspace = workspace
        self._recent = recent
        self._theme = theme
        self._glimpse: QPixmap | None = None
        self._glimpse_aspect = 1.0
        card = QFrame()
        card.setProperty("role", "card")
        card.setFixedWidth(480)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._welcome())
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
        workspace.changed.connect(self._show_step)
        actions.keysChanged.connect(self._show_step)
        actions["workspace"].toggled.connect(self._show_step)
        self._fill_recent()
        self._show_step()

    def _welcome(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.title = label("", "title")
        self.title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.advice = label("", "muted")
        self.advice.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.advice.setWordWrap(True)
        open_file, open_demo = self._actions["open"].trigger, self._actions["demo"].trigger
        # Two of them are shown: the first pair with a folder of matches, else the second.
        self.start_button = self._push_button("", self._start, primary=True)
        self.other_button = self._push_button(self.tr("Open another…"), open_file)
        self.open_button = self._push_button(
            self.tr("Open video or project…"), open_file, primary=True
        )
        self.demo_button = self._push_button(self.tr("Try the demo rally"), open_demo)
        self._buttons = (self.start_button, self.other_button, self.open_button, self.demo_button)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in self._buttons:
            buttons.addWidget(button, 1)
        self.recent_title = label(self.tr("Recent"), "heading")
        self.recent = QVBoxLayout()
        self.recent.setSpacing(0)
        for widget in (self.picture, self.title, self.advice):
            column.addWidget(widget)
        column.addSpacing(8)
        column.addLayout(buttons)
        column.addSpacing(10)
        column.addWidget(self.recent_title)
        column.addLayout(self.recent)
        column.addStretch(1)
        return page

    def _push_button(
        self, text: str, run: Callable[[], object], *, primary: bool = False
    ) -> QPushButton:
        button = QPushButton(text)
        if primary:
            button.setProperty("role", "primary")
        button.clicked.connect(lambda _checked=False: run())
        button.installEventFilter(self)
        return button

    def _show_step(self) -> None:
        """Say what comes next: to choose among the matches of the folder, or to open a file."""
        first, folder = self._first_to_do(), self._workspace.folder
        listed = first is not None and self.start_button.isHidden()
        has_keys = QApplication.focusWidget() in self._choices()
        for button in self._buttons:
            with_folder = button in (self.start_button, self.other_button)
            button.setVisible(with_folder == (first is not None))
        if first is None or folder is None:
            self.title.setText(self.tr("Open a match"))
            self.advice.setText(
                self.tr(
                    "Drop a video or a project here.\nThe model finds the ball; you correct it."
                )
            )
            return
        self.title.setText(self.tr("Choose a match"))
        text = self.tr(
            "{folder} holds {count} matches. Click one in the list at the left, or go through "
            "them with {previous} and {next}."
        )
        if not self._actions["workspace"].isChecked():
            text = self.tr(
                "{folder} holds {count} matches. {list} lists them, {previous} and {next} go "
                "through them."
            )
        key = self._actions.key_or_name
        self.advice.setText(
            text.format(
                folder=shortened(folder.name, NAME_LETTERS),
                count=len(self._workspace.entries),
                list=key("workspace"),
                previous=key("previous_match"),
                next=key("next_match"),
            )
        )
        name = as_it_is(shortened(first.name, NAME_LETTERS))
        self.start_button.setText(self.tr("Open {name}").format(name=name))
        self.start_button.setToolTip(str(first.path))
        if listed and has_keys:
            self.take_keys()

    def _first_to_do(self) -> Entry | None:
        """The first match of the folder that is not reviewed yet and can be opened, None without
        several."""
        matches = self._workspace.entries
        if len(matches) < 2:
            return None
        readable = [match for match in matches if not match.unreadable]
        return next((match for match in readable if match.share < 1), next(iter(readable), None))

    def _start(self) -> None:
        first = self._first_to_do()
        if first is not None:
            self._workspace.open(self._workspace.entries.index(first))

    def take_keys(self) -> None:
        """Put the keyboard on the next match of the folder; without one on what was open last, or
        else on the first button."""
        recent = self._recent_buttons() if self.start_button.isHidden() else []
        (recent or self._choices())[0].setFocus()

    def _recent_buttons(self) -> list[QAbstractButton]:
        items = (self.recent.itemAt(at) for at in range(self.recent.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if isinstance(widget, QAbstractButton)]

    def _choices(self) -> list[QAbstractButton]:
        """What can be pressed, from the top down."""
        shown = [button for button in self._buttons if not button.isHidden()]
        return [*shown, *self._recent_buttons()]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """On every button: Enter presses it, arrows walk from one to the other."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        key, choices = Qt.Key(event.key()), self._choices()
        if watched not in choices or key not in (*PRESS, *STEPS):
            return False
        at = choices.index(watched)
        if key in PRESS:
            choices[at].click()
        else:
            to = min(max(0, at + STEPS[key]), len(choices) - 1)
            choices[to].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def showEvent(self, event: QShowEvent) -> None:
        """At the start, and when a match is closed, keys are for what is to be opened next."""
        super().showEvent(event)
        focused = QApplication.focusWidget()
        if focused is None or not focused.isVisible():
            self.take_keys()

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

    def _show_glimpse(self, glimpse: Glimpse) -> None:
        """The first picture of what is being opened, behind the progress."""
        # Of widths like 854, rows come with room between them.
        picture, aspect = np.ascontiguousarray(glimpse.picture), glimpse.pixel_aspect
        height, width, _ = picture.shape
        image = QImage(picture.data, width, height, picture.strides[0], QImage.Format.Format_RGB888)
        self._set_glimpse(QPixmap.fromImage(image.copy()), float(aspect))

    def _show_share(self, share: float) -> None:
        """How far the frames are counted; of what follows nobody knows how far it is."""
        counted = share >= 1.0
        self.progress.setMaximum(0 if counted else 1000)
        self.progress.setValue(round(share * 1000))
        text = self.tr("Reading the labels…") if counted else self.tr("Counting the frames…")
        self.opening.setText(text)

    def _set_glimpse(self, glimpse: QPixmap | None, aspect: float = 1.0) -> None:
        """With a glimpse, of pixels that are `aspect` times as wide as high, the card makes room
        for it: a strip at the lower edge."""
        self._glimpse, self._glimpse_aspect = glimpse, aspect
        self._card.setMaximumHeight(STRIP_HEIGHT if glimpse is not None else WIDGET_SIZE_MAX)
        self._outer.setStretch(2, 0 if glimpse is not None else 3)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The glimpse, as large as it fits."""
        super().paintEvent(event)
        if self._glimpse is None:
            return
        size = QSize(round(self._glimpse.width() * self._glimpse_aspect), self._glimpse.height())
        size = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
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
        focused = QApplication.focusWidget()
        before = self._recent_buttons()
        at = before.index(focused) if focused in before else None
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
        if at is not None:
            after = self._recent_buttons()[: at + 1] or self._choices()
            after[-1].show()  # Not yet laid out, it could not have the keyboard.
            after[-1].setFocus()

    def _recent_button(self, file: RecentFile) -> QToolButton:
        button = QToolButton()
        button.installEventFilter(self)
        button.setToolTip(str(file.path))
        button.setIconSize(QSize(18, 18))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setSizePolicy(button.sizePolicy().Policy.Expanding, button.sizePolicy().Policy.Fixed)
        name = as_it_is(" · ".join(filter(None, (match_name(file.path), file.folder))))
        if file.missing:
            text = self.tr("{name} is not there any more; click to forget it")
            button.setText(text.format(name=name))
            button.setProperty("role", "missing")
            button.setIcon(icon("warning"))
            button.clicked.connect(lambda _checked=False: self._recent.forget(file.path))
        else:
            button.setText(name)
            button.setIcon(icon("film"))
            button.clicked.connect(lambda _checked=False: self.recentChosen.emit(file.path))
        return button

    def dress(self) -> None:
        """Take the colours of the current theme."""
        self.picture.setPixmap(
            pixmap("rallymark", 56, self._theme.theme.accent, self.devicePixelRatioF())
        )
        for button in (self.start_button, self.open_button):
            button.setIcon(icon("open", self._theme.theme.on_accent))
        self.demo_button.setIcon(icon("film"))
        self._fill_recent()
