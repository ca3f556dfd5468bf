"""The ball's path around a frame, and the model's numbered peaks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from annotation.flights import Flight
from annotation.mark_columns import by_persons
from annotation.marks import Source
from annotation.track import BallTrack
from app.theme import MARKS
from app.widgets.canvas_view import CanvasView
from app.widgets.overlays_evidence import heat_colour
from app.widgets.stamps import new_stamp

PAST = QColor("#ffe08a")
FUTURE = QColor("#7fe3d2")
ARC = QColor(MARKS.interpolated)
FLIGHT = QColor("#ffffff")
_SHADOW = QColor(0, 0, 0, 130)
_CROSS = QColor("#e7eaef")
_TAG = QSizeF(44, 16)
_LEVELS = 4
"""In how many steps the trail fades."""
_KNOT = 10
"""Side of the picture of a knot, in pixels."""
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
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

    Where the camera moves, the path is painted where it lies in the hall that this frame shows.
    The past is a full line, the future a dashed one; a person's marks have larger knots. `ahead`
    frames of future are painted where it is given.
    """
    first = max(0, frame - length)
    last = min(track.frame_count - 1, frame + (length if ahead is None else ahead))
    if last < first:
        return
    span, half = slice(first, last + 1), _KNOT / 2
    places = view.to_widget_all(*track.seen_from(frame, span))
    balls = (column.tolist() for column in (*places, by_persons(track.source[span])))
    ratio = painter.device().devicePixelRatioF()
    # Lines that are equally faint are painted as one: each call costs, not each line.
    lines: dict[tuple[bool, int], list[QLineF]] = {}
    knots = []
    start: tuple[int, float, float] | None = None
    for number, (x, y, settled) in enumerate(zip(*balls, strict=True), start=first):
        if math.isnan(x) or math.isnan(y):
            continue
        if start is not None and number - start[0] <= _MAX_GAP:
            future = start[0] >= frame
            near = start[0] - frame if future else max(0, frame - number)
            line = QLineF(start[1], start[2], x, y)
            lines.setdefault((future, _level(near, length)), []).append(line)
        if number != frame:
            knot = _knot(number > frame, _level(abs(number - frame), length), settled, ratio)
            knots.append((QPointF(x - half, y - half), knot))
        start = number, x, y
    for level in range(1, _LEVELS + 1):
        past, ahead_of = (lines.get((future, level), []) for future in (False, True))
        _paint_lines(painter, past, ahead_of, level / _LEVELS)
    for corner, knot in knots:
        painter.drawPixmap(corner, knot)


def _level(distance: int, length: int) -> int:
    """How strongly what is so many frames away is painted, 1 to 4."""
    return math.ceil(_LEVELS * (1.0 - distance / (length + 1)))


def _paint_lines(painter: QPainter, past: list[QLineF], future: list[QLineF], share: float) -> None:
    """Full lines for the past, dashed ones for the future, all of one strength."""
    shadow, past_pen, future_pen = _trail_pens(share)
    for pen, lines in ((shadow, [*past, *future]), (past_pen, past), (future_pen, future)):
        if lines:
            painter.setPen(pen)
            painter.drawLines(lines)


@lru_cache(maxsize=_LEVELS)
def _trail_pens(share: float) -> tuple[QPen, QPen, QPen]:
    """For what lies under the lines, for the past and for the future."""
    width = 1.2 + 1.2 * share
    shadow = QPen(_faded(_SHADOW, share), width + 1.6)
    past, future = QPen(_faded(PAST, share), width), QPen(_faded(FUTURE, share), width)
    future.setDashPattern([2.5, 2.0])
    for pen in (shadow, past, future):
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return shadow, past, future


@lru_cache(maxsize=64)
def _knot(future: bool, level: int, sure: bool, ratio: float) -> QPixmap:
    """The knot at a ball of the trail, painted once."""
    share = level / _LEVELS
    stamp, painter = new_stamp(_KNOT, _KNOT, ratio)
    painter.setPen(Qt.PenStyle.NoPen)
    radius = (3.0 if sure else 2.0) + 0.6 * share
    middle = QPointF(_KNOT / 2, _KNOT / 2)
    for fill, rim in ((_SHADOW, 0.8), (FUTURE if future else PAST, 0.0)):
        painter.setBrush(_faded(fill, share))
        painter.drawEllipse(middle, radius + rim, radius + rim)
    painter.end()
    return stamp


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
    xs, ys = track.seen_from(frame, span)
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
    painter: QPainter,
    view: CanvasView,
    candidates: npt.NDArray[np.float32],
    clearance: float,
    kept: Sequence[QRectF],
) -> None:
    """Paint each peak with its number 1, 2, … (best first) and its score.

    Args:
        candidates: float32 [k, 3] of (x, y, score), source pixels, best first.
        clearance: the tags stay this far (widget pixels) from the peaks.
        kept: where the line of facts and the legend stand, which no tag covers.
    """
    family = painter.font().family()
    ratio = painter.device().devicePixelRatioF()
    peaks = [(view.to_widget(x, y), score) for x, y, score in candidates.tolist()]
    # Tags keep clear of the peaks and of each other, and inside the window.
    area, ring = QRectF(painter.window()), clearance - 2
    taken = [_edges(box) for box in kept]
    taken += [(p.x() - ring, p.y() - ring, p.x() + ring, p.y() + ring) for p, _score in peaks]
    crosses, tags = [], []
    for number, (point, score) in enumerate(peaks, start=1):
        tag, corner = _free_place(point, clearance, taken, area)
        taken.append(_edges(tag))
        x, y = point.x(), point.y()
        crosses += [QLineF(x - 5, y, x + 5, y), QLineF(x, y - 5, x, y + 5)]
        crosses.append(QLineF(point + corner * (0.75 * clearance), _nearest(tag, point)))
        tags.append((tag.topLeft(), _badge(number, round(100 * score), ratio, family)))
    # In the colour of its score a weak peak would hardly be seen: the tag has that.
    for pen in (QPen(_SHADOW, 3.0), QPen(_CROSS, 1.3)):
        painter.setPen(pen)
        painter.drawLines(crosses)
    for place, badge in tags:
        painter.drawPixmap(place, badge)


def paint_flight(painter: QPainter, view: CanvasView, flight: Flight | None, frame: int) -> None:
    """Paint the curve fitted to a whole flight, thin and dashed, as `frame` of it shows it: answers
    that lie off it show."""
    if flight is None or not len(flight.x):
        return
    columns = view.to_widget_all(*flight.seen_from(frame))
    places = zip(*(column.tolist() for column in columns), strict=True)
    curve = QPolygonF([QPointF(x, y) for x, y in places])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in _flight_pens():
        painter.setPen(pen)
        painter.drawPolyline(curve)


@lru_cache(maxsize=1)
def _flight_pens() -> tuple[QPen, QPen]:
    """For what lies under the curve, and for the curve."""
    shadow, curve = QPen(_SHADOW, 2.6), QPen(FLIGHT, 1.2)
    for pen in (shadow, curve):
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        # In widths of the pen: as long in both.
        pen.setDashPattern([6.0 / pen.widthF(), 4.0 / pen.widthF()])
    return shadow, curve


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


def _edges(box: QRectF) -> Box:
    return box.left(), box.top(), box.right(), box.bottom()


def _free_place(
    point: QPointF, clearance: float, taken: Sequence[Box], area: QRectF
) -> tuple[QRectF, QPointF]:
    """A place for a tag around `point`, inside `area` and covering nothing where there is one, and
    the corner it lies at."""
    width, height = _TAG.width(), _TAG.height()
    best, least = (QRectF(), QPointF()), math.inf
    for right, down in ((1, -1), (1, 1), (-1, 1), (-1, -1)):
        x = point.x() + clearance if right > 0 else point.x() - clearance - width
        y = point.y() + 0.7 * clearance + (0.0 if down > 0 else -1.4 * clearance - height)
        cost = sum(
            x < other[2] and other[0] < x + width and y < other[3] and other[1] < y + height
            for other in taken
        )
        place = QRectF(x, y, width, height)
        # Beyond the edge is worse than any number of tags.
        cost += 0 if area.contains(place) else 1 + len(taken)
        if cost < least:
            best, least = (place, QPointF(right, down)), cost
        if not cost:
            break
    return best


def _nearest(box: QRectF, point: QPointF) -> QPointF:
    return QPointF(
        min(max(box.left(), point.x()), box.right()), min(max(box.top(), point.y()), box.bottom())
    )


@lru_cache(maxsize=512)
def _badge(number: int, hundredths: int, ratio: float, family: str) -> QPixmap:
    """The tag of a peak: its number in the colour of its score, and the score; painted once."""
    badge, painter = new_stamp(_TAG.width(), _TAG.height(), ratio)
    font = QFont(family)
    font.setPixelSize(11)
    font.setBold(True)
    painter.setFont(font)
    colour, box = _peak_colour(hundredths), QRectF(QPointF(), _TAG)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(12, 14, 18, 215))
    painter.drawRoundedRect(box, 4, 4)
    key = QRectF(0, 0, 15, box.height())
    painter.setBrush(colour)
    painter.drawRoundedRect(key, 4, 4)
    dark = colour.lightness() > 120
    painter.setPen(QColor("#101216") if dark else QColor("white"))
    painter.drawText(key, Qt.AlignmentFlag.AlignCenter, f"{number}")
    painter.setPen(QColor("#e7eaef"))
    score = f"{hundredths / 100:.2f}".lstrip("0")
    painter.drawText(box.adjusted(15, 0, 0, 0), Qt.AlignmentFlag.AlignCenter, score)
    painter.end()
    return badge


@lru_cache(maxsize=128)
def _peak_colour(hundredths: int) -> QColor:
    return heat_colour(0.35 + 0.65 * hundredths / 100)


def _faded(colour: QColor, share: float) -> QColor:
    faded = QColor(colour)
    faded.setAlphaF(colour.alphaF() * max(0.18, share))
    return faded
