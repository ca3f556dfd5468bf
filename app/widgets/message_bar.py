"""The message bar: messages over the picture, newest first, never in the way of work."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QEvent,
    QObject,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.icons import icon, pixmap
from app.messages import Level, Message, Messages
from app.theme import ThemeKeeper
from app.widgets.overlays_hud import HUD_BOTTOM
from app.widgets.own_keys import MOVE_AND_PRESS, PRESS, keeps

MOST_SHOWN = 3
SHOWN_FOR_MS = 6000
OFFERED_FOR_MS = 20_000
"""What offers a button stays longer: it has to be read and reached."""
WIDTH = 560
"""No message is wider; a short one takes no more of the picture than it needs."""
MARGIN = 12
BETWEEN = 8
READABLE = 240
"""Buttons go below a sentence that would have less width than this beside them."""
TALLEST = 0.5
"""The newest alone is shown where several would cover more of the picture's height than this."""
BALL_MARGIN = 24
"""A ball so near (pixels) counts as covered: what is around it is looked at as well."""

OWN_KEYS = MOVE_AND_PRESS | {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Escape}
"""With the keyboard on a message these are for its buttons."""

ICONS = {
    Level.INFO: "info",
    Level.SUCCESS: "saved",
    Level.WARNING: "warning",
    Level.ERROR: "error",
}


class MessageBar(QWidget):
    """Floats at the bottom of `stage`."""

    arranged = Signal()
    """Messages came, went or gave way: `offer` may be another."""
    left = Signal()
    """The keyboard was on a message and is wanted elsewhere again."""

    def __init__(
        self,
        messages: Messages,
        theme: ThemeKeeper,
        stage: QWidget,
        ball: Callable[[], QPointF | None],
    ) -> None:
        """Args: ball: tells where on the stage the ball of the frame on screen is."""
        super().__init__(stage)
        self._stage = stage
        self._theme = theme
        self._taken = QRectF()
        self._ball = ball
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(BETWEEN)
        messages.posted.connect(self.show_message)
        messages.withdrawn.connect(self.withdraw)
        stage.installEventFilter(self)
        self.hide()

    def rows(self) -> list[MessageRow]:
        """Messages on screen, newest first."""
        items = (self._rows.itemAt(index) for index in range(self._rows.count()))
        widgets = (item.widget() for item in items if item is not None)
        return [widget for widget in widgets if isinstance(widget, MessageRow)]

    def show_message(self, message: Message) -> None:
        """Show `message` on top; the same sentence is shown once, and one note takes the place of
        another."""
        for row in self.rows():
            is_note = not row.message.stays and not row.message.actions
            if row.message.text == message.text or (is_note and not message.stays):
                self.dismiss(row)
        row = MessageRow(message, self._theme, self)
        self._rows.insertWidget(0, row)
        for extra in self.rows()[MOST_SHOWN:]:
            self.dismiss(extra)
        if not message.stays:
            self._begin_to_go(row, OFFERED_FOR_MS if message.actions else SHOWN_FOR_MS)
        self.show()
        self.place()

    def withdraw(self, topic: str) -> None:
        """Take away what was said about `topic`."""
        for row in self.rows():
            if row.message.topic == topic:
                self.dismiss(row)

    def dismiss_newest(self) -> None:
        """Take the newest message away, if there is one."""
        for row in self.rows()[:1]:
            self.dismiss(row)

    @property
    def offer(self) -> MessageRow | None:
        """The newest message in sight that has a button, None where none has."""
        return next(
            (row for row in self.rows() if row.message.actions and not row.isHidden()), None
        )

    def take_offer(self) -> None:
        """Do what the button of that message does. Of several the keyboard chooses: it goes to the
        first of them, and asked for again, the one it is on is pressed."""
        chosen, row = self._chosen, self.offer
        if chosen is not None:
            chosen.click()
        elif row is not None and len(row.buttons) > 1:
            row.buttons[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
        elif row is not None:
            row.buttons[0].click()

    @property
    def _chosen(self) -> QPushButton | None:
        """The button that the keyboard is on."""
        focused = QApplication.focusWidget()
        return next((each for each in self._choices() if each is focused), None)

    def _choices(self) -> list[QPushButton]:
        """Every button in sight, as the eye goes."""
        return [each for row in self.rows() if not row.isHidden() for each in row.buttons]

    def _begin_to_go(self, row: MessageRow, after: int) -> None:
        """Take `row` away after so many milliseconds, unless its time is running already."""
        if row.findChild(QTimer) is None:
            # The timer belongs to the row: it dies with it.
            timer = QTimer(row)
            timer.timeout.connect(lambda: self._expire(row))
            timer.start(after)

    def _expire(self, row: MessageRow) -> None:
        """Its time is over; while the keyboard is on it, it is given as much again."""
        if self._chosen not in row.buttons:
            self.dismiss(row)

    def dismiss(self, row: MessageRow) -> None:
        """Take `row` away."""
        had_keys = self._chosen in row.buttons
        self._rows.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.place()
        self.setVisible(bool(self.rows()))
        if had_keys:
            self.left.emit()

    def event(self, event: QEvent) -> bool:
        return keeps(event, OWN_KEYS) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chosen = self._chosen
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in PRESS and chosen is not None:
            chosen.click()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab and arrows go round among the buttons in sight."""
        choices, chosen = self._choices(), self._chosen
        if chosen is None:
            return super().focusNextPrevChild(forward)
        following = choices.index(chosen) + (1 if forward else -1)
        choices[following % len(choices)].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.place()
        return False

    def keep_off(self, taken: QRectF) -> None:
        """Stand above what is to be seen in that part of the stage; empty: nothing is."""
        self._taken = taken
        self.place()

    def uncover_ball(self) -> None:
        """Another frame is on screen: make way for its ball, if need be. Somebody is there, so
        that what is done, and was told to whoever might be away, may go."""
        for row in self.rows():
            if row.message.level is Level.SUCCESS and not row.message.actions:
                self._begin_to_go(row, SHOWN_FOR_MS)
        if self.isVisible() and self._covers(self.geometry()):
            self.place()

    def place(self) -> None:
        """At the bottom of the stage: the frame's facts and the legend stand at the top.

        At the right, or wherever the ball is not.
        """
        size = self._fit()
        right = self._stage.width() - size.width() - MARGIN
        top = max(MARGIN, self._stage.height() - size.height() - MARGIN)
        taken = self._taken.toAlignedRect()
        spots = []
        for left in (right, MARGIN):
            spot = QRect(QPoint(left, top), size)
            if taken.intersects(spot):
                spot.moveTop(max(MARGIN, taken.top() - size.height() - MARGIN))
            spots.append(spot)
        below_facts = HUD_BOTTOM + BETWEEN
        if below_facts + size.height() > self._stage.height():
            below_facts = MARGIN
        spots += [QRect(QPoint(left, below_facts), size) for left in (right, MARGIN)]
        self.setGeometry(next((spot for spot in spots if not self._covers(spot)), spots[0]))
        self.raise_()
        self.arranged.emit()

    def _covers(self, spot: QRect) -> bool:
        near = spot.adjusted(-BALL_MARGIN, -BALL_MARGIN, BALL_MARGIN, BALL_MARGIN)
        ball = self._ball()
        return ball is not None and near.contains(ball.toPoint())

    def _fit(self) -> QSize:
        """Show as many rows as the stage has room for; how large they are together."""
        rows = self.rows()
        width = min(WIDTH, self._stage.width() - 2 * MARGIN)
        width = min(width, max((row.whole_width for row in rows), default=0))
        for row in rows:
            row.arrange(width)
        heights = [row.heightForWidth(width) for row in rows]
        for number, row in enumerate(rows):
            so_far = sum(heights[: number + 1]) + number * self._rows.spacing()
            has_room = so_far <= TALLEST * self._stage.height()
            row.setVisible(number == 0 or has_room or self._chosen in row.buttons)
        self._rows.activate()
        return QSize(width, max(0, self._rows.heightForWidth(width)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # A click beside a button is not a click on the picture below.


class MessageRow(QFrame):
    """One message: icon, sentence, buttons, close."""

    def __init__(self, message: Message, theme: ThemeKeeper, bar: MessageBar) -> None:
        super().__init__(bar)
        self.message = message
        self.setObjectName("message")
        self.setProperty("level", str(message.level))
        self._theme = theme

        self._picture = picture = QLabel()
        picture.setFixedWidth(20)
        sentence = QLabel(message.text)
        sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._close = close = QToolButton()
        close.setIconSize(QSize(16, 16))
        close.setToolTip(self.tr("Dismiss (Esc)"))
        close.setAccessibleName(self.tr("Dismiss message"))
        close.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        close.clicked.connect(lambda: bar.dismiss(self))

        self._line = line = QHBoxLayout(self)
        line.setContentsMargins(12, 8, 8, 8)
        line.setSpacing(10)
        self._sentence = sentence
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.setSpacing(6)
        self._body.addWidget(sentence, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(line.spacing())
        buttons.addStretch(1)
        self._body.addLayout(buttons)
        line.addWidget(picture, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addLayout(self._body, 1)
        self.buttons: list[QPushButton] = []
        """What it offers, the first thing first."""
        for action in message.actions:
            button = QPushButton(action.text)
            self.buttons.append(button)
            button.setProperty("role", "link")
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda: bar.dismiss(self))
            button.clicked.connect(lambda _checked=False, run=action.run: run())
            buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(close, 0, Qt.AlignmentFlag.AlignVCenter)
        theme.changed.connect(self._dress)
        self._dress()
        self.ensurePolished()
        self.whole_width = self.sizeHint().width()
        """How wide it is without a line break."""
        self._whole_sentence = sentence.sizeHint().width()
        sentence.setWordWrap(True)

    def _dress(self) -> None:
        """Draw the icons in the colours of the theme."""
        level = self.message.level
        colour, ratio = str(getattr(self._theme.theme, level)), self.devicePixelRatioF()
        self._picture.setPixmap(pixmap(ICONS[level], 20, colour, ratio=ratio))
        self._close.setIcon(icon("cancel"))

    def arrange(self, width: int) -> None:
        """Put the buttons beside the sentence, or below where it would be squeezed or cut off."""
        self._body.setDirection(QBoxLayout.Direction.LeftToRight)
        # Neither knows yet what changed in the other, or in the sentence.
        for layout in (self._body, self._line):
            layout.invalidate()
        longest_word = self._sentence.minimumSizeHint().width()
        wanted = max(longest_word, min(READABLE, self._whole_sentence))
        least = self._line.totalMinimumSize().width() - longest_word
        if self.message.actions and least + wanted > width:
            self._body.setDirection(QBoxLayout.Direction.TopToBottom)
            self._line.invalidate()
