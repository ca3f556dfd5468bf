"""The ball's path around a frame, and the model's numbered peaks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen

from annotation.marks import Source
from annotation.track import BallTrack
from app.theme import MARKS
from app.widgets.canvas_view import CanvasView
from app.widgets.overlays_evidence import heat_colour

PAST = QColor("#ffe08a")
FUTURE = QColor("#7fe3d2")
ARC = QColor(MARKS.interpolated)
_SHADOW = QColor(0, 0, 0, 130)
_TAG = QSizeF(44, 16)
_LEVELS = 4
"""In how many steps the trail fades."""
_MAX_GAP = 3
"""Balls at most so many frames apart are joined; over longer gaps nothing is known."""


def paint_trail(
    painter: QPainter,
    view: CanvasView,
    track: BallTrack,
    frame: int,
    length: int,
    ahead: int | None = None,
) -> None:
    """Paint up to `length` frames of path on either side of `frame`, fading with distance.

    The past is a full line, the future a dashed one; a person's marks have larger knots. `ahead`
    frames of future are painted where it is given.
    """
    first = max(0, frame - length)
    last = min(track.frame_count - 1, frame + (length if ahead is None else ahead))
    if last < first:
        return
    span = slice(first, last + 1)
    xs, ys = track.x[span], track.y[span]
    persons = (Source.HUMAN.code, Source.VERIFIED.code)
    sure = np.isin(track.source[span], persons)
    known = np.flatnonzero(~np.isnan(xs) & ~np.isnan(ys))
    points = [view.to_widget(float(xs[i]), float(ys[i])) for i in known]
    frames = known + first
    # Lines and knots that are equally faint are painted as one: each call costs, not each line.
    strokes: dict[tuple[bool, int], _Stroke] = {}

    def stroke(future: bool, distance: int) -> _Stroke:
        level = math.ceil(_LEVELS * (1.0 - distance / (length + 1)))
        return strokes.setdefault((future, level), _Stroke())

    for before, after, start, end in zip(
        frames[:-1].tolist(), frames[1:].tolist(), points[:-1], points[1:], strict=True
    ):
        if after - before > _MAX_GAP:
            continue
        future = before >= frame
        distance = before - frame if future else max(0, frame - after)
        stroke(future, distance).lines.append(QLineF(start, end))
    for number, point, index in zip(frames.tolist(), points, known.tolist(), strict=True):
        if number != frame:
            radius = 3.0 if sure[index] else 2.0
            stroke(number > frame, abs(number - frame)).knots.append((point, radius))
    for (future, level), parts in sorted(strokes.items()):
        _paint_stroke(painter, parts, future, level / _LEVELS)


@dataclass
class _Stroke:
    """A part of the trail that is painted in one colour and strength."""

    lines: list[QLineF] = field(default_factory=list)
    knots: list[tuple[QPointF, float]] = field(default_factory=list)


def _paint_stroke(painter: QPainter, parts: _Stroke, future: bool, share: float) -> None:
    """Full lines for the past, dashed ones for the future; a knot at each ball."""
    colour, shadow = _faded(FUTURE if future else PAST, share), _faded(_SHADOW, share)
    width = 1.2 + 1.2 * share
    if parts.lines:
        pen = QPen(colour, width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if future:
            pen.setDashPattern([2.5, 2.0])
        for brush in (QPen(shadow, width + 1.6), pen):
            painter.setPen(brush)
            painter.drawLines(parts.lines)
    painter.setPen(Qt.PenStyle.NoPen)
    for fill, rim in ((shadow, 0.8), (colour, 0.0)):
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.WindingFill)
        for point, radius in parts.knots:
            path.addEllipse(point, radius + 0.6 * share + rim, radius + 0.6 * share + rim)
        painter.setBrush(fill)
        painter.drawPath(path)


def paint_arcs(
    painter: QPainter, view: CanvasView, track: BallTrack, frame: int, length: int
) -> None:
    """Paint the fitted flight: a dashed curve through interpolated marks and what they hang from.

    Stretches that reach within `length` frames of `frame` are painted, at most that far.
    """
    first, last = max(0, frame - length), min(track.frame_count - 1, frame + length)
    if last < first:
        return
    span = slice(first, last + 1)
    filled = track.source[span] == Source.INTERPOLATED.code
    xs, ys = track.x[span], track.y[span]
    known = ~np.isnan(xs) & ~np.isnan(ys)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], filled & known, [False]))))
    for start, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        # The marks at either end, where they are near enough to be the ones it was fitted to.
        begin = start - 1 if start > 0 and known[start - 1] else start
        end = stop + 1 if stop < len(known) and known[stop] else stop
        points = [view.to_widget(float(xs[i]), float(ys[i])) for i in range(begin, end)]
        curve = _smooth(points)
        for pen in (QPen(_SHADOW, 4.0), _arc_pen()):
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(curve)


def paint_candidates(
    painter: QPainter, view: CanvasView, candidates: npt.NDArray[np.float32], clearance: float
) -> None:
    """Paint each peak with its number 1, 2, … (best first) and its score.

    Args:
        candidates: float32 [k, 3] of (x, y, score), source pixels, best first.
        clearance: the tags stay this far (widget pixels) from the peaks.
    """
    font = QFont(painter.font())
    font.setPixelSize(11)
    font.setBold(True)
    painter.setFont(font)
    points = [view.to_widget(x, y) for x, y, _score in candidates.tolist()]
    # Tags keep clear of the peaks and of each other.
    ring = QPointF(clearance - 2, clearance - 2)
    taken = [QRectF(point - ring, point + ring) for point in points]
    for number, (point, score) in enumerate(zip(points, candidates[:, 2], strict=True), start=1):
        colour = heat_colour(0.35 + 0.65 * float(score))
        for pen in (QPen(_SHADOW, 3.0), QPen(colour, 1.2)):
            painter.setPen(pen)
            painter.drawLine(point + QPointF(-5, 0), point + QPointF(5, 0))
            painter.drawLine(point + QPointF(0, -5), point + QPointF(0, 5))
        tag, corner = _free_place(point, clearance, taken)
        taken.append(tag)
        for pen in (QPen(_SHADOW, 2.0), QPen(colour, 1.0)):
            painter.setPen(pen)
            painter.drawLine(point + corner * (0.75 * clearance), _nearest(tag, point))
        _badge(painter, tag, f"{number}", f"{score:.2f}".lstrip("0"), colour)


def _arc_pen() -> QPen:
    pen = QPen(ARC, 2.0)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    pen.setDashPattern([3.0, 2.0])
    return pen


def _smooth(points: Sequence[QPointF]) -> QPainterPath:
    """A curve through all `points` (Catmull-Rom, as cubic pieces)."""
    path = QPainterPath(points[0])
    for i in range(len(points) - 1):
        before, start = points[max(0, i - 1)], points[i]
        end, after = points[i + 1], points[min(len(points) - 1, i + 2)]
        path.cubicTo(start + (end - before) / 6, end - (after - start) / 6, end)
    return path


def _free_place(
    point: QPointF, clearance: float, taken: Sequence[QRectF]
) -> tuple[QRectF, QPointF]:
    """A place for a tag around `point` that covers nothing, and the corner it lies at."""
    places = []
    for right, down in ((1, -1), (1, 1), (-1, 1), (-1, -1)):
        left = point.x() + clearance if right > 0 else point.x() - clearance - _TAG.width()
        top = point.y() + 0.7 * clearance + (0.0 if down > 0 else -1.4 * clearance - _TAG.height())
        places.append((QRectF(QPointF(left, top), _TAG), QPointF(right, down)))
    return next(
        (place for place in places if not any(place[0].intersects(tag) for tag in taken)),
        places[0],
    )


def _nearest(box: QRectF, point: QPointF) -> QPointF:
    return QPointF(
        min(max(box.left(), point.x()), box.right()), min(max(box.top(), point.y()), box.bottom())
    )


def _badge(painter: QPainter, box: QRectF, number: str, score: str, colour: QColor) -> None:
    """The tag of a peak: its number in its colour, and its score."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(12, 14, 18, 215))
    painter.drawRoundedRect(box, 4, 4)
    key = QRectF(box.left(), box.top(), 15, box.height())
    painter.setBrush(colour)
    painter.drawRoundedRect(key, 4, 4)
    dark = colour.lightness() > 120
    painter.setPen(QColor("#101216") if dark else QColor("white"))
    painter.drawText(key, Qt.AlignmentFlag.AlignCenter, number)
    painter.setPen(QColor("#e7eaef"))
    painter.drawText(box.adjusted(15, 0, 0, 0), Qt.AlignmentFlag.AlignCenter, score)


def _faded(colour: QColor, share: float) -> QColor:
    faded = QColor(colour)
    faded.setAlphaF(colour.alphaF() * max(0.18, share))
    return faded
