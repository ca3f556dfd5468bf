"""The strip of the ball's path: x(t) and y(t), and, zoomed in, points that can be dragged.

Each axis is drawn over the values in sight, so that small errors are seen and a drag is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPalette,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from annotation.mark_columns import by_persons
from app.document import Document
from app.widgets.stamps import new_stamp
from app.widgets.timeline_bins import Binned, Columns, Summary
from app.widgets.timeline_range import TimelineRange
from app.widgets.timeline_strip import Area, PlotStrip, joined, with_alpha

LEAST_WITH_PATH = 190
"""In a timeline lower than this the strip makes room: two curves on a dozen pixels tell nothing."""
POINTS_FROM = 6.0
"""Points are drawn, and can be dragged, from this many pixels per frame on."""
REACH = 7.0
"""A press this close to a point (pixels) takes hold of it."""
_LEAST_SPAN = 24.0
"""Fewer source pixels than these are never stretched over the whole height."""
_MARGIN = 0.09
_APART = 0.15
_STAMP = 9
"""Side of the picture of one point, in pixels."""


class Axis(IntEnum):
    """Which coordinate of the ball a curve shows."""

    X = 0
    Y = 1


@dataclass(frozen=True)
class PathPoint:
    """A point of the plot in somebody's hand: the ball of `frame` would be at (x, y)."""

    frame: int
    axis: Axis
    x: float
    y: float

    def moved(self, value: float) -> PathPoint:
        """The same with another value on its axis."""
        x, y = (value, self.y) if self.axis is Axis.X else (self.x, value)
        return PathPoint(self.frame, self.axis, x, y)


class PathStrip(PlotStrip):
    """x rises upwards from left to right of the picture, y as the ball does: up is up."""

    def __init__(self, document: Document, view: TimelineRange, parent: QWidget) -> None:
        super().__init__(document, view, (0.0, 1.0), parent)
        self._bins = (Binned(0), Binned(0))
        self._spans = ((0.0, 1.0), (1.0, 0.0))
        """Per axis the source pixels at the bottom and at the top of the strip."""
        self._held: PathPoint | None = None
        self._summed: tuple[Columns, list[Summary]] | None = None
        """The columns summed up last: the scale is taken from what is then drawn."""

    # -- the scale -------------------------------------------------------------------------------

    def colours(self) -> tuple[QColor, QColor]:
        """The colours of x and y in this theme."""
        names = ("#7fe3d2", "#ffc46b") if self.dark() else ("#0b7f70", "#b36200")
        return QColor(names[0]), QColor(names[1])

    def height_of(self, axis: Axis, value: float) -> float:
        """Pixel, in this widget, of a coordinate in source pixels."""
        bottom, top = self._spans[axis]
        return self.y_of((value - bottom) / (top - bottom))

    def coordinate_at(self, axis: Axis, y: float) -> float:
        """Coordinate in source pixels at a pixel of this widget, kept inside the picture."""
        bottom, top = self._spans[axis]
        value = bottom + (top - bottom) * self.value_at(y)
        return float(min(max(0.0, value), self._document.frame_size[axis] - 1.0))

    def span(self, axis: Axis) -> tuple[float, float]:
        """Source pixels at the bottom and at the top."""
        return self._spans[axis]

    def rescale(self) -> bool:
        """Spread each axis over its values in sight; while a point is held the scale stays."""
        if self._held is not None:
            return False
        spans = []
        for axis, place in zip(Axis, self._places(self.columns()), strict=True):
            size = max(1.0, float(self._document.frame_size[axis]))
            low = float(np.fmin.reduce(place.low, initial=np.inf))
            high = float(np.fmax.reduce(place.high, initial=-np.inf))
            first, last = (low, high) if low <= high else (0.0, size)
            room = max(_LEAST_SPAN, last - first)
            middle, half = (first + last) / 2, room * (0.5 + _MARGIN)
            # A little more room below x and above y: a ball at rest does not hide one by the other.
            spans.append((middle - half - room * _APART, middle + half))
        # Up on the picture, where y is small, is up here.
        before = self._spans
        self._spans = (spans[Axis.X], (spans[Axis.Y][1], spans[Axis.Y][0]))
        return self._spans != before

    # -- drawing ---------------------------------------------------------------------------------

    def reload(self) -> None:
        count = self._document.track.frame_count
        self._bins = (Binned(count), Binned(count))
        self._held = None
        self.refresh(0, count - 1)

    def refresh(self, first: int, last: int) -> None:
        self._summed = None
        track = self._document.track
        for bins, values in zip(self._bins, (track.x, track.y), strict=True):
            bins.update(values, first, last)

    def redraw_frames(self, first: int, last: int) -> None:
        if self._view.pixels_per_frame >= POINTS_FROM:
            # Lines are smoothed, and a part of one not quite as the whole.
            self.redraw()
        else:
            super().redraw_frames(first, last)

    def _places(self, columns: Columns) -> list[Summary]:
        """Of each axis what the columns come to."""
        if self._summed is None or self._summed[0] is not columns:
            track = self._document.track
            axes = zip(self._bins, (track.x, track.y), strict=True)
            self._summed = columns, [bins.over(values, columns) for bins, values in axes]
        return self._summed[1]

    def draw(self, painter: QPainter, columns: Columns) -> None:
        if not len(columns):
            return
        if self._view.pixels_per_frame >= POINTS_FROM:
            self._draw_points(painter, columns)
            return
        areas: list[Area] = []
        colours: list[QColor] = []
        for axis, place, colour in zip(Axis, self._places(columns), self.colours(), strict=True):
            bottom, top = self._spans[axis]
            scaled = place.scaled(1 / (top - bottom), -bottom / (top - bottom))
            colours += [with_alpha(colour, 80), colour]
            areas.append((scaled.low, scaled.high, len(colours) - 1))
            areas.append((*joined(scaled.mean), len(colours)))
        self.draw_areas(painter, columns, areas, colours)

    def _draw_points(self, painter: QPainter, columns: Columns) -> None:
        """One point per frame: filled where a person answers for it, joined where frames adjoin."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = self._document.track
        first = max(0, int(columns.edges[0]) - 1)
        stop = min(track.frame_count, int(columns.edges[-1]) + 1)
        persons = by_persons(track.source[first:stop])
        paper = self.palette().color(QPalette.ColorRole.Base)
        ratio = self.devicePixelRatioF()
        for axis, values, colour in zip(Axis, (track.x, track.y), self.colours(), strict=True):
            known = np.flatnonzero(~np.isnan(values[first:stop]))
            x = self.x_of(first + 0.5) + known * self._view.pixels_per_frame
            zero = self.height_of(axis, 0.0)
            y = zero + values[first + known] * (self.height_of(axis, 1.0) - zero)
            points = list(map(QPointF, x.tolist(), y.tolist()))
            painter.setPen(QPen(with_alpha(colour, 150), 1))
            ends = np.flatnonzero(np.diff(known, prepend=-2, append=stop + 1) > 1).tolist()
            for begin, end in pairwise(ends):
                painter.drawPolyline(points[begin:end])
            stamps = [_point(axis, colour.rgba(), core.rgba(), ratio) for core in (paper, colour)]
            half = QPointF(_STAMP / 2, _STAMP / 2)
            for point, settled in zip(points, persons[known].tolist(), strict=True):
                painter.drawPixmap(point - half, stamps[settled])

    # -- points in the hand ----------------------------------------------------------------------

    def point_at(self, point: QPointF) -> PathPoint | None:
        """The point of the plot under a pixel of this widget."""
        if self._view.pixels_per_frame < POINTS_FROM or not self.rect().contains(point.toPoint()):
            return None
        track = self._document.track
        frame = self._view.frame_at(point.x() + self.x())
        best: tuple[float, PathPoint] | None = None
        for near in range(max(0, frame - 1), min(track.frame_count, frame + 2)):
            x, y = float(track.x[near]), float(track.y[near])
            if np.isnan(x) or np.isnan(y):
                continue
            for axis, value in ((Axis.X, x), (Axis.Y, y)):
                to = QPointF(self.x_of(near + 0.5), self.height_of(axis, value)) - point
                distance = float(np.hypot(to.x(), to.y()))
                if distance <= REACH and (best is None or distance < best[0]):
                    best = distance, PathPoint(near, axis, x, y)
        return best[1] if best else None

    def hold(self, point: PathPoint | None) -> None:
        """Show a point where it would be put; None: none is held any more."""
        self._held = point
        if point is None:
            self.redraw()
        else:
            self.update()

    def paint_over(self, painter: QPainter) -> None:
        held = self._held
        if held is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track, axis = self._document.track, held.axis
        value = (held.x, held.y)[axis]
        values = (track.x, track.y)[axis]
        colour = self.colours()[axis]
        centre = QPointF(self.x_of(held.frame + 0.5), self.height_of(axis, value))
        painter.setPen(QPen(colour, 1.4, Qt.PenStyle.DashLine))
        for near in (held.frame - 1, held.frame + 1):
            if 0 <= near < track.frame_count and not np.isnan(values[near]):
                other = QPointF(self.x_of(near + 0.5), self.height_of(axis, float(values[near])))
                painter.drawLine(other, centre)
        painter.setPen(QPen(QColor("white") if self.dark() else QColor("black"), 1.4))
        painter.setBrush(colour)
        _paint_point(painter, axis, centre, 4.2)
        self._paint_value(painter, centre, f"{'xy'[axis]} {value:.1f}")

    def _paint_value(self, painter: QPainter, centre: QPointF, text: str) -> None:
        font = QFont(self.font())
        font.setPixelSize(11)
        font.setBold(True)
        painter.setFont(font)
        width = QFontMetricsF(font).horizontalAdvance(text) + 10
        left = centre.x() + 9 if centre.x() + 9 + width < self.width() else centre.x() - 9 - width
        top = min(max(0.0, centre.y() - 9), self.height() - 18.0)
        box = QRectF(left, top, width, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().color(QPalette.ColorRole.Button))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


@lru_cache(maxsize=16)
def _point(axis: Axis, colour: int, core: int, ratio: float) -> QPixmap:
    """A point of a curve, painted once: hundreds of them are drawn with every change."""
    stamp, painter = new_stamp(_STAMP, _STAMP, ratio)
    painter.setPen(QPen(QColor.fromRgba(colour), 1.3))
    painter.setBrush(QColor.fromRgba(core))
    _paint_point(painter, axis, QPointF(_STAMP / 2, _STAMP / 2), 2.6)
    painter.end()
    return stamp


def _paint_point(painter: QPainter, axis: Axis, centre: QPointF, radius: float) -> None:
    """x is round, y is square: told apart without the colour."""
    if axis is Axis.X:
        painter.drawEllipse(centre, radius, radius)
    else:
        side = radius * 0.9
        painter.drawRect(QRectF(centre.x() - side, centre.y() - side, 2 * side, 2 * side))
