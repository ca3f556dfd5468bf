"""What the mouse does on the timeline: seek, select, move along, drag the threshold or a point."""

from __future__ import annotations

from enum import Enum, auto
from typing import Protocol

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent

from app.playhead import Playhead
from app.selection import Selection
from app.widgets.timeline_path import PathPoint
from app.widgets.timeline_range import TimelineRange
from app.widgets.timeline_ruler import RULER_HEIGHT

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
    POINT = auto()
    PAPER = auto()


class Targets(Protocol):
    """What lies under a point of the sheet."""

    @property
    def threshold(self) -> float:
        """The threshold that the line shows."""

    def on_threshold(self, point: QPointF) -> bool:
        """Whether the line of the threshold does."""

    def score_at(self, point: QPointF) -> float:
        """The threshold that the point stands for."""

    def point_under(self, point: QPointF) -> PathPoint | None:
        """The point of the path that does."""

    def dragged_to(self, held: PathPoint, point: QPointF) -> PathPoint:
        """The held point with the coordinate that the mouse stands for."""


class TimelineMouse(QObject):
    """One gesture at a time. Positions are pixels of the sheet that lies over the strips."""

    thresholdDragged = Signal(float)
    thresholdReleased = Signal(float)
    pointDragged = Signal(object)
    """A PathPoint that would be put there; None: it is let go without an edit."""
    pointReleased = Signal(object)
    """A PathPoint that is to be put there."""
    stretchWanted = Signal(int)
    """A double click on this frame: select what is answered alike around it."""

    def __init__(
        self,
        playhead: Playhead,
        view: TimelineRange,
        selection: Selection,
        targets: Targets,
        parent: QObject | None = None,
    ) -> None:
        """Args: targets: what can be taken hold of besides the paper."""
        super().__init__(parent)
        self._playhead = playhead
        self._view = view
        self._selection = selection
        self._targets = targets
        self.left = 0.0
        """Where the strips begin; the gutter before it is not for seeking."""
        self.held = Hold.NOTHING
        self._start = QPointF()
        self._anchor = 0
        """The frame at which a selection began that is being made."""
        self._moved = False
        self._point: PathPoint | None = None
        self._threshold = 0.0
        """What the threshold was when its line was taken hold of."""

    def hold_at(self, point: QPointF) -> Hold:
        """What a press with the left button would take hold of."""
        if self._view.frame_count == 0 or point.x() < self.left:
            return Hold.NOTHING
        if self._targets.on_threshold(point):
            return Hold.THRESHOLD
        if self._targets.point_under(point) is not None:
            return Hold.POINT
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
        if self.held is not Hold.NOTHING:
            # Another button during a gesture takes it back.
            self.cancel()
            return
        self._start, self._moved = point, False
        if self._view.frame_count == 0:
            return
        if event.button() == _MIDDLE:
            self.held = Hold.PAPER
        elif event.button() == _LEFT:
            self.held = self.hold_at(point)
            if (
                self.held in (Hold.PLAYHEAD, Hold.THRESHOLD, Hold.POINT)
                and event.modifiers() & _SHIFT
            ):
                self.held = Hold.RANGE
            frame = self._view.frame_at(point.x())
            if self.held is Hold.PLAYHEAD:
                self._playhead.pause()
                self._playhead.seek(frame)
            elif self.held is Hold.THRESHOLD:
                self._threshold = self._targets.threshold
            elif self.held is Hold.POINT:
                self._point = self._targets.point_under(point)
                self._playhead.pause()
                self._playhead.seek(self._point.frame if self._point else frame)
            elif self.held is Hold.RANGE:
                self._playhead.pause()
                self._anchor = frame
            elif self.held in (Hold.RANGE_FIRST, Hold.RANGE_LAST):
                first, last = self._selection.range or (frame, frame)
                self._anchor = last if self.held is Hold.RANGE_FIRST else first

    def stand_under_menu(self, point: QPointF) -> None:
        """A menu is wanted here: what it offers for the frame in view is to be of this one."""
        if self.hold_at(point) is Hold.NOTHING:
            return
        under = self._targets.point_under(point)
        self._playhead.pause()
        self._playhead.seek(under.frame if under else self._view.frame_at(point.x()))
        self._playhead.rest()

    def move(self, event: QMouseEvent) -> None:
        """The mouse moved."""
        point = event.position()
        if self.held is Hold.NOTHING:
            return
        self._moved |= (point - self._start).manhattanLength() > CLICK_SLACK
        if self.held is Hold.PLAYHEAD:
            self._playhead.seek(self._view.frame_at(point.x()))
        elif self.held is Hold.THRESHOLD:
            if self._moved:
                self.thresholdDragged.emit(self._targets.score_at(point))
        elif self.held is Hold.POINT:
            if self._moved and self._point is not None:
                self._point = self._targets.dragged_to(self._point, point)
                self.pointDragged.emit(self._point)
        elif self.held is Hold.PAPER:
            self._view.pan((self._start.x() - point.x()) / self._view.pixels_per_frame)
            self._start = point
        elif self._moved:
            self._view.reach_for(point.x())
            self._selection.set(self._anchor, self._end_at(point))

    def release(self, event: QMouseEvent) -> None:
        """A button went up."""
        held, self.held = self.held, Hold.NOTHING
        if held is Hold.PLAYHEAD:
            self._playhead.rest()
        elif held is Hold.THRESHOLD:
            if self._moved:
                self.thresholdReleased.emit(self._targets.score_at(event.position()))
            else:
                # A click beside the line means the frame, as everywhere in the strip.
                self._playhead.pause()
                self._playhead.seek(self._view.frame_at(event.position().x()))
                self._playhead.rest()
        elif held is Hold.POINT:
            point, self._point = self._point, None
            self.pointDragged.emit(None)
            if self._moved and point is not None:
                self.pointReleased.emit(point)
        elif held is Hold.RANGE and not self._moved:
            # Shift and a click: from where the playhead stands to there.
            self._selection.set(self._playhead.frame, self._anchor)

    def cancel(self) -> bool:
        """Let go of what is held without an edit; whether there was one on the way."""
        held, self.held = self.held, Hold.NOTHING
        self._point = None
        if held is Hold.POINT:
            self.pointDragged.emit(None)
        elif held is Hold.THRESHOLD and self._moved:
            self.thresholdDragged.emit(self._threshold)
        return held in (Hold.POINT, Hold.THRESHOLD)

    def forget(self) -> None:
        """Let go of what is held: it is of the match before, and is not dropped on this one."""
        held, self.held = self.held, Hold.NOTHING
        self._point = None
        if held is Hold.POINT:
            self.pointDragged.emit(None)

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
