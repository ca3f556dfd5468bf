"""What an earlier run said."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.theme import MARKS
from app.translation import translate
from app.widgets.overlays_ghost import paint_tag

_SHADOW = QColor(0, 0, 0, 150)


def paint_former(painter: QPainter, point: QPointF, radius: float) -> None:
    """Paint where an earlier run had the ball: a dashed ring at `point` (of the widget)."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    dashed = QPen(QColor(MARKS.model), 1.6)
    dashed.setDashPattern([3.0, 3.0])
    for pen in (QPen(_SHADOW, 3.2), dashed):
        painter.setPen(pen)
        painter.drawEllipse(point, radius, radius)
    paint_tag(painter, point, translate("Former", "earlier run"))
