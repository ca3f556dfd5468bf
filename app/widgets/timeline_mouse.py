"""What the mouse does on the timeline: seek, select, move along, drag the threshold or a point."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent

from app.playhead import Playhead
from app.selection import Selection
from app.widgets.timeline_range import TimelineRange
from app.widgets.timeline_strips import RULER_HEIGHT

EDGE_REACH = 5.0
"""A press on the ruler this close to an end of the selection (pixels) takes hold of it."""
CLICK_SLACK = 3.0
WHEEL_STEP = 1.3
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_LEFT, _MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


class Hold(Enum):
    """What the pressed mouse holds, or what a press here would take hold of."""

    NOTHING = auto()
    PLAYHEAD = auto()
    THRESHOLD = auto()
    RANGE = auto()
    RANGE_FIRST = auto()
    RANGE_LAST = auto()
    PAPER = auto()


class TimelineMouse(QObject):
    """One gesture at a time. Positions are pixels of the sheet that lies over the strips."""

    thresholdDragged = Signal(float)
    thresholdReleased = Signal(float)
    stretchWanted = Signal(int)
    """A double click on this frame: select what is answered alike around it."""

    def __init__(
        self,
        playhead: Playhead,
        view: TimelineRange,
        selection: Selection,
        threshold_at: Callable[[QPointF], float | None],
        value_at: Callable[[QPointF], float],
        parent: QObject | None = None,
    ) -> None:
        """Args:
        threshold_at: the threshold if its line lies under a point, else None.
        value_at: the threshold that a point stands for.
        """
        super().__init__(parent)
        self._playhead = playhead
        self._view = view
        self._selection = selection
        self._threshold_at = threshold_at
        self._value_at = value_at
        self.left = 0.0
        """Where the strips begin; the gutter before it is not for seeking."""
        self.held = Hold.NOTHING
        self._start = QPointF()
        self._anchor = 0
        """The frame at which a selection began that is being made."""
        self._moved = False

    def hold_at(self, point: QPointF) -> Hold:
        """What a press with the left button would take hold of."""
        if self._view.frame_count == 0 or point.x() < self.left:
            return Hold.NOTHING
        if self._threshold_at(point) is not None:
            return Hold.THRESHOLD
        chosen = self._selection.range
        if chosen is not None and point.y() <= RULER_HEIGHT:
            first, last = self._view.x_of(chosen[0]), self._view.x_of(chosen[1] + 1)
            to_first, to_last = abs(point.x() - first), abs(point.x() - last)
            if min(to_first, to_last) <= EDGE_REACH:
                return Hold.RANGE_FIRST if to_first < to_last else Hold.RANGE_LAST
        return Hold.PLAYHEAD

    def press(self, event: QMouseEvent) -> None:
        """A button went down."""
        point = event.position()
        self._start, self._moved = point, False
        if self._view.frame_count == 0:
            return
        if event.button() == _MIDDLE:
            self.held = Hold.PAPER
        elif event.button() == _LEFT:
            self.held = self.hold_at(point)
            if self.held in (Hold.PLAYHEAD, Hold.THRESHOLD) and event.modifiers() & _SHIFT:
                self.held = Hold.RANGE
            frame = self._view.frame_at(point.x())
            if self.held is Hold.PLAYHEAD:
                self._playhead.pause()
                self._playhead.seek(frame)
            elif self.held is Hold.RANGE:
                self._playhead.pause()
                self._anchor = frame
            elif self.held in (Hold.RANGE_FIRST, Hold.RANGE_LAST):
                first, last = self._selection.range or (frame, frame)
                self._anchor = last if self.held is Hold.RANGE_FIRST else first

    def move(self, event: QMouseEvent) -> None:
        """The mouse moved."""
        point = event.position()
        if self.held is Hold.NOTHING:
            return
        self._moved |= abs(point.x() - self._start.x()) > CLICK_SLACK
        if self.held is Hold.PLAYHEAD:
            self._playhead.seek(self._view.frame_at(point.x()))
        elif self.held is Hold.THRESHOLD:
            self.thresholdDragged.emit(self._value_at(point))
        elif self.held is Hold.PAPER:
            self._view.pan((self._start.x() - point.x()) / self._view.pixels_per_frame)
            self._start = point
        elif self._moved:
            self._view.reach_for(point.x())
            self._selection.set(self._anchor, self._end_at(point))

    def release(self, event: QMouseEvent) -> None:
        """A button went up."""
        held, self.held = self.held, Hold.NOTHING
        if held is Hold.THRESHOLD:
            self.thresholdReleased.emit(self._value_at(event.position()))
        elif held is Hold.RANGE and not self._moved:
            # Shift and a click: from where the playhead stands to there.
            self._selection.set(self._playhead.frame, self._anchor)

    def double_click(self, event: QMouseEvent) -> None:
        """Whole match from the gutter or with the middle button; else the stretch clicked."""
        point = event.position()
        if event.button() == _MIDDLE or point.x() < self.left:
            self._view.fit()
        elif event.button() == _LEFT and self.hold_at(point) is Hold.PLAYHEAD:
            self.stretchWanted.emit(self._view.frame_at(point.x()))

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom at the cursor; sideways, or with Shift, move along."""
        turn = event.angleDelta()
        sideways = turn.x() or (turn.y() if event.modifiers() & _SHIFT else 0)
        if sideways:
            self._view.pan(-sideways / 120 * 0.1 * (self._view.last - self._view.first))
        elif turn.y():
            self._view.zoom_at(event.position().x(), WHEEL_STEP ** (turn.y() / 120))
        event.accept()

    def _end_at(self, point: QPointF) -> int:
        """The frame that a dragged end takes in: none before the middle of it is passed."""
        if self.held is Hold.RANGE:
            return self._view.frame_at(point.x())
        offset = 0.5 if self.held is Hold.RANGE_FIRST else -0.5
        return int(self._view.position_at(point.x()) + offset)
