"""What lies under the mouse on the timeline: the threshold's line, the points of the path."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QWidget

from app.widgets.timeline_confidence import ConfidenceStrip
from app.widgets.timeline_path import PathPoint, PathStrip

THRESHOLD_REACH = 5.0
"""A press this close to the threshold line (pixels) takes hold of it."""


class StripTargets:
    """Finds what can be taken hold of; points are pixels of the sheet over the strips."""

    def __init__(self, top: int, confidence: ConfidenceStrip, path: PathStrip) -> None:
        """Args: top: where the sheet begins in the widget that holds it and the strips."""
        self._top = top
        self._confidence = confidence
        self._path = path

    @property
    def threshold(self) -> float:
        """The threshold that the line shows."""
        return self._confidence.threshold

    def on_threshold(self, point: QPointF) -> bool:
        """Whether the threshold's line lies under the point."""
        inside = self._on(self._confidence, point)
        line = self._confidence.y_of(self._confidence.threshold)
        return inside.x() >= 0 and abs(inside.y() - line) <= THRESHOLD_REACH

    def score_at(self, point: QPointF) -> float:
        """The score that the height of the point stands for, in hundredths."""
        value = self._confidence.value_at(self._on(self._confidence, point).y())
        return round(min(max(0.0, value), 1.0), 2)

    def point_under(self, point: QPointF) -> PathPoint | None:
        """The point of the path under the mouse; none where the plot has no room."""
        if self._path.isHidden():
            return None
        return self._path.point_at(self._on(self._path, point))

    def dragged_to(self, held: PathPoint, point: QPointF) -> PathPoint:
        """The held point with the coordinate that the height of the mouse stands for."""
        height = self._on(self._path, point).y()
        return held.moved(self._path.coordinate_at(held.axis, height))

    def _on(self, strip: QWidget, point: QPointF) -> QPointF:
        """The point in the strip's own pixels."""
        return point + QPointF(QPoint(0, self._top) - strip.pos())
