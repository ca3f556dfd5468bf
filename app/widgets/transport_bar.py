"""Under the picture: step, play, speed, where we are, and which overlays are on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from app.actions import Actions
from app.document import Document
from app.icons import icon
from app.numerals import grouped
from app.playhead import SPEEDS, Playhead
from app.widgets.follower import Follower
from app.widgets.overlays_hud import describe_timing, timecode
from app.widgets.parts import action_button, label, restyle

if TYPE_CHECKING:
    from tracker.video import Video

LEAST = 520
"""Pixels that are left beside both panels in the smallest window."""
SLACK = 12
"""Between them, and for digits wider than others (pixels)."""
SPARED = ("first_frame", "last_frame", "loop_from", "loop_to")
SPARED_LAST = ("fit", "picture_only")
OVERLAYS = ("heatmap", "motion", "trail", "candidates", "neighbours", "loupe")


class TransportBar(QWidget):
    """The player's controls. Where they lack room, what is said elsewhere too goes first, and the
    panels beside stay where they are: what comes and goes here makes no room by pushing them."""

    CONCESSIONS = 7
    """The length and the time stamp go, then the words about uneven times, the ends of the loop,
    the time, the frame, and the buttons whose keys everybody knows or few press, in two turns."""

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
        self._actions = actions
        self._play_action = actions["play"]
        self._uneven_action = actions["next_uneven"]
        self._fitting = False
        self.setObjectName("transportBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

        self.where = label("", "value")
        self.time = label("", "muted")
        self.pts = label("", "muted")
        self.readout = QWidget()
        for part in (self.where, self.time, self.pts):
            part.setParent(self.readout)
        self.uneven = action_button(self._uneven_action)
        self.uneven.setProperty("role", "warning")
        self._loop_action = actions["loop_off"]
        self.loop = action_button(self._loop_action)
        self.speed = QToolButton()
        self.speed.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        actions.keysChanged.connect(self._show_speed_keys)
        actions.keysChanged.connect(self.show_timing)
        self._show_speed_keys()
        self.speed.setAccessibleName(self.tr("Speed"))
        self.speed.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.speed.setMinimumWidth(50)
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
        self._spared = [action_button(actions[name]) for name in SPARED]
        first, last, *loops = self._spared
        row.addWidget(first)
        row.addWidget(action_button(actions["previous_frame"]))
        row.addWidget(self.play_button)
        row.addWidget(action_button(actions["next_frame"]))
        row.addWidget(last)
        row.addSpacing(6)
        row.addWidget(self.speed)
        row.addSpacing(4)
        for button in loops:
            row.addWidget(button)
        row.addWidget(self.loop)
        row.addSpacing(8)
        row.addWidget(self.readout)
        row.addSpacing(6)
        row.addWidget(self.uneven)
        row.addStretch(1)
        for name in OVERLAYS:
            row.addWidget(action_button(actions[name]))
        row.addSpacing(8)
        self._spared_last = [action_button(actions[name]) for name in SPARED_LAST]
        for button in self._spared_last:
            row.addWidget(button)

        Follower(playhead, self.show_position, self, interval_ms=0)
        playhead.rangeChanged.connect(lambda _count: self._fit())
        playhead.playingChanged.connect(lambda _playing: self.show_playing())
        playhead.rateChanged.connect(lambda _rate: self.show_playing())
        playhead.loopChanged.connect(self.show_loop)
        for changed in (document.opened, document.closed):
            changed.connect(self.show_timing)
        self.show_timing()
        self.show_loop()
        self.show_playing()

    def _set_speed(self, speed: float) -> None:
        self._playhead.set_rate(speed if self._playhead.rate > 0 else -speed)

    def _show_speed_keys(self) -> None:
        self.speed.setToolTip(self._actions.with_keys(self.tr("Speed"), "slower", "faster"))

    def show_position(self) -> None:
        """Show frame and time."""
        video = self._document.video
        self.setEnabled(video is not None)
        if video is None or self._playhead.frame >= video.info.frame_count:
            self.where.setText("")
            self.time.setText("")
            self.pts.setText("")
            return
        frame = self._playhead.frame
        where, moment, ticks = self._words(video, frame)
        self.where.setText(where)
        self.time.setText(moment)
        self.pts.setText(ticks)
        note = describe_timing(video.timing, frame)
        self.time.setToolTip(note)
        role = "warning" if note else "muted"
        if role != self.time.property("role"):
            self.time.setProperty("role", role)
            restyle(self.time)

    def _words(self, video: Video, frame: int) -> tuple[str, str, str]:
        moment = timecode(video.index.time(frame))
        length = timecode(video.info.duration)
        return (
            self.tr("Frame {number}").format(number=grouped(frame)),
            f"{moment} / {length}" if self._roomy else moment,
            self.tr("PTS {ticks}").format(ticks=int(video.index.pts[frame])),
        )

    def _fit(self) -> None:
        """Concede no more than has to be for all to have room."""
        row = self.layout()
        assert row is not None
        if self._fitting:
            return  # A part that is shown has all around laid out at once, and so this called.
        self._fitting = True
        for conceded in range(self.CONCESSIONS + 1):
            self._concede(conceded)
            row.invalidate()
            if row.minimumSize().width() <= self.width():
                break
        self._fitting = False
        self.show_position()

    def _concede(self, steps: int) -> None:
        self._roomy = steps < 1
        for button, keeps_words in ((self.uneven, steps < 2), (self.loop, steps < 3)):
            beside, alone = (
                Qt.ToolButtonStyle.ToolButtonTextBesideIcon,
                Qt.ToolButtonStyle.ToolButtonIconOnly,
            )
            button.setToolButtonStyle(beside if keeps_words else alone)
        self._reserve(where=steps < 5, time=steps < 4)
        for button in self._spared:
            button.setVisible(steps < 6)
        for button in self._spared_last:
            button.setVisible(steps < 7)

    def _reserve(self, *, where: bool, time: bool) -> None:
        """Give frame, time and time stamp places that hold the longest.

        In a layout, a new text would have it worked out anew, with every frame played.
        """
        video, x = self._document.video, 0
        longest = self._words(video, video.info.frame_count - 1) if video is not None else ("",) * 3
        for part, text, wanted in zip(
            (self.where, self.time, self.pts), longest, (where, time, self._roomy), strict=True
        ):
            shown = wanted and bool(text)
            part.setVisible(shown)
            if shown:
                part.ensurePolished()
                metrics = part.fontMetrics()
                width = metrics.horizontalAdvance(text) + SLACK
                part.setGeometry(x, 0, width, metrics.height() + 4)
                x += width
        self.readout.setFixedSize(x, self.where.fontMetrics().height() + 4)

    def show_timing(self) -> None:
        """Say it where the video has no even rate, and what the button beside it leads to."""
        video = self._document.video
        uneven = video is not None and (video.info.variable_rate or len(video.timing.irregular) > 0)
        self.uneven.setVisible(uneven)
        if video is not None and uneven:
            timing = video.timing
            if video.info.variable_rate and not len(timing.irregular):
                text = self.tr("variable rate")
            else:
                text = self.tr("Gaps: {gaps} · repeats: {repeats}").format(
                    gaps=grouped(timing.gaps), repeats=grouped(timing.repeats)
                )
            # On the action: a button takes its text from there whenever the action changes.
            self._uneven_action.setIconText(text)
            self._uneven_action.setToolTip(
                self._actions.with_keys(f"{text}. {self._uneven_action.text()}", "next_uneven")
            )
        self._fit()

    def show_loop(self) -> None:
        """Show which frames playing repeats."""
        loop = self._playhead.loop
        if loop is not None:
            self._loop_action.setIconText(f"{grouped(loop[0])}–{grouped(loop[1])}")
        self.loop.setVisible(loop is not None)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the window may become, whatever is shown now."""
        return QSize(LEAST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let go first of what is said elsewhere as well."""
        self._fit()
        super().resizeEvent(event)

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
