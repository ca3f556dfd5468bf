"""What the mouse does on the canvas: place, drag, pan. One gesture at a time, no painting."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt

from app.widgets.canvas_view import CanvasView

GRAB_RADIUS = 12.0
"""A press this close to the marker (widget pixels) takes hold of it."""
CLICK_SLACK = 3.0
"""A press that moves no farther than this (widget pixels) is a click."""


@dataclass(slots=True)
class BallDrag:
    """The button is down on the picture: the ball goes where the cursor is.

    Bound to the frame that was on screen when the button went down.
    """

    frame: int
    start: QPointF
    grabbed: tuple[float, float] | None
    """Where the marker was, if the press took hold of it."""
    position: tuple[float, float]
    """Where the ball would be put now, source pixels."""
    moved: bool = False


class Gestures:
    """Follows the mouse; the canvas asks what is going on and paints it."""

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self.ball: BallDrag | None = None
        self._pan_from: QPointF | None = None

    @property
    def panning(self) -> bool:
        """Whether the picture is being pushed around."""
        return self._pan_from is not None

    def press_to_pan(self, point: QPointF) -> None:
        """Start pushing the picture."""
        self.ball = None
        self._pan_from = QPointF(point)

    def press_on_picture(
        self, point: QPointF, frame: int, marker: tuple[float, float] | None
    ) -> None:
        """Start placing the ball of `frame`, or take hold of the marker where it is in reach."""
        self.ball = BallDrag(
            frame=frame,
            start=QPointF(point),
            grabbed=marker if self.reaches(point, marker) else None,
            position=self._view.clamp(*self._view.to_picture(point)),
        )

    def reaches(self, point: QPointF, marker: tuple[float, float] | None) -> bool:
        """Whether a press at `point` would take hold of the marker."""
        if marker is None:
            return False
        reach = self._view.to_widget(*marker) - point
        return QPointF.dotProduct(reach, reach) <= GRAB_RADIUS**2

    def aim(
        self, cursor: QPointF | None, marker: tuple[float, float] | None
    ) -> tuple[float, float] | None:
        """Where a ball would be put now, source pixels; None where the cursor asks for none."""
        if self.ball is not None:
            return self.ball.position
        if cursor is None or not self._view.contains(cursor) or self.reaches(cursor, marker):
            return None
        return self._view.to_picture(cursor)

    def cursor_shape(
        self, cursor: QPointF | None, marker: tuple[float, float] | None, hand: bool
    ) -> Qt.CursorShape:
        """What the cursor says a press would do; `hand`: push the picture. None: no picture."""
        if self.panning:
            return Qt.CursorShape.ClosedHandCursor
        if hand:
            return Qt.CursorShape.OpenHandCursor
        if cursor is None or not self._view.contains(cursor):
            return Qt.CursorShape.ArrowCursor
        if self.ball is None and self.reaches(cursor, marker):
            return Qt.CursorShape.SizeAllCursor
        return Qt.CursorShape.CrossCursor

    def move(self, point: QPointF) -> bool:
        """Follow the mouse; whether anything changes on screen because of a gesture."""
        if self._pan_from is not None:
            self._view.pan(point - self._pan_from)
            self._pan_from = QPointF(point)
            return True
        drag = self.ball
        if drag is None:
            return False
        way = point - drag.start
        if not drag.moved and QPointF.dotProduct(way, way) <= CLICK_SLACK**2:
            return False
        drag.moved = True
        x, y = self._view.to_picture(point)
        if drag.grabbed is not None:
            # The marker keeps its distance from the cursor: it must not jump when taken hold of.
            start_x, start_y = self._view.to_picture(drag.start)
            x, y = drag.grabbed[0] + x - start_x, drag.grabbed[1] + y - start_y
        drag.position = self._view.clamp(x, y)
        return True

    def release(self) -> BallDrag | None:
        """The button went up: the finished drag, if the gesture was one."""
        drag, self.ball = self.ball, None
        self._pan_from = None
        return drag

    def cancel(self) -> bool:
        """Forget the gesture; whether there was one."""
        going_on = self.ball is not None or self.panning
        self.ball = None
        self._pan_from = None
        return going_on
