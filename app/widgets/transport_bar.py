"""Under the picture: step, play, speed, where we are, and which overlays are on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from app.actions import Actions
from app.document import Document
from app.icons import icon
from app.playhead import Playhead
from app.widgets.overlays_hud import timecode
from app.widgets.parts import action_button, label

SPEEDS = (0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
OVERLAYS = ("heatmap", "motion", "trail", "candidates", "loupe")


class TransportBar(QWidget):
    """The player's controls."""

    def __init__(
        self,
        document: Document,
        playhead: Playhead,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._playhead = playhead
        self._play_action = actions["play"]
        self.setObjectName("transportBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

        self.where = label("", "value")
        self.where.setMinimumWidth(96)
        self.time = label("", "muted")
        self.time.setMinimumWidth(150)
        self.speed = QToolButton()
        self.speed.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.speed.setToolTip("Speed")
        self.speed.setAccessibleName("Speed")
        self.speed.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.speed.setMinimumWidth(58)
        menu = QMenu(self.speed)
        group = QActionGroup(menu)
        self._speeds = {}
        for speed in SPEEDS:
            action = menu.addAction(f"{speed:g}×")
            action.setCheckable(True)
            group.addAction(action)
            action.triggered.connect(lambda _checked=False, speed=speed: self._set_speed(speed))
            self._speeds[speed] = action
        self.speed.setMenu(menu)

        row = QHBoxLayout(self)
        row.setContentsMargins(10, 5, 10, 5)
        row.setSpacing(2)
        self.play_button = action_button(self._play_action, icon_size=24)
        for name in ("first_frame", "previous_frame"):
            row.addWidget(action_button(actions[name]))
        row.addWidget(self.play_button)
        for name in ("next_frame", "last_frame"):
            row.addWidget(action_button(actions[name]))
        row.addSpacing(6)
        row.addWidget(self.speed)
        row.addSpacing(10)
        row.addWidget(self.where)
        row.addWidget(self.time)
        row.addStretch(1)
        for name in OVERLAYS:
            row.addWidget(action_button(actions[name]))
        row.addSpacing(8)
        row.addWidget(action_button(actions["fit"]))

        playhead.frameChanged.connect(lambda _frame: self.show_position())
        playhead.rangeChanged.connect(lambda _count: self.show_position())
        playhead.playingChanged.connect(lambda _playing: self.show_playing())
        playhead.rateChanged.connect(lambda _rate: self.show_playing())
        self.show_position()
        self.show_playing()

    def _set_speed(self, speed: float) -> None:
        self._playhead.set_rate(speed if self._playhead.rate > 0 else -speed)

    def show_position(self) -> None:
        """Show frame and time."""
        video = self._document.video
        self.setEnabled(video is not None)
        if video is None or self._playhead.frame >= video.info.frame_count:
            self.where.setText("")
            self.time.setText("")
            return
        frame = self._playhead.frame
        self.where.setText(f"Frame {frame:,}".replace(",", "\u2009"))
        self.time.setText(
            f"{timecode(float(video.index.time(frame)))} / {timecode(float(video.info.duration))}"
        )

    def show_playing(self) -> None:
        """Show whether, and how fast, it plays."""
        # On the action: a button takes its icon from there whenever the action changes.
        self._play_action.setIcon(icon("pause" if self._playhead.playing else "play"))
        rate = self._playhead.rate
        self.speed.setText(f"{rate:g}×".replace("-", "−"))
        for speed, action in self._speeds.items():
            action.setChecked(speed == abs(rate))

    def dress(self) -> None:
        """Take the icons of the current theme."""
        self.show_playing()
