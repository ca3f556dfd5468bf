"""The glyph of each kind of ball mark: a colour AND a shape, so that neither is needed alone."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

from annotation.marks import BallMark, Source, Visibility
from app.theme import MARKS
from app.translation import QT_TRANSLATE_NOOP

LOW_CONFIDENCE_MARGIN = 0.2
"""A model's ball scoring less than this above the threshold is painted as a doubtful one."""

_HALO = QColor(0, 0, 0, 150)


class MarkKind(StrEnum):
    """What a frame's answer looks like. The values name the colours in `app.theme.MARKS`."""

    MODEL = "model"
    LOW_CONFIDENCE = "low_confidence"
    OUTLIER = "outlier"
    """The review doubts a machine's ball that jumps off its path."""
    INTERPOLATED = "interpolated"
    HUMAN = "human"
    VERIFIED = "verified"
    OCCLUDED = "occluded"
    NO_BALL = "no_ball"
    """A person says that there is no ball."""
    MODEL_NO_BALL = "model_no_ball"
    """The model found none; it has no glyph on the picture."""
    UNPROCESSED = "unprocessed"
    """Nobody looked."""


TITLES = {
    MarkKind.MODEL: QT_TRANSLATE_NOOP("Marks", "Model"),
    MarkKind.LOW_CONFIDENCE: QT_TRANSLATE_NOOP("Marks", "Model, low score"),
    MarkKind.OUTLIER: QT_TRANSLATE_NOOP("Marks", "Outlier"),
    MarkKind.INTERPOLATED: QT_TRANSLATE_NOOP("Marks", "Interpolated"),
    MarkKind.HUMAN: QT_TRANSLATE_NOOP("Marks", "Human"),
    MarkKind.VERIFIED: QT_TRANSLATE_NOOP("Marks", "Verified"),
    MarkKind.OCCLUDED: QT_TRANSLATE_NOOP("Marks", "Occluded"),
    MarkKind.NO_BALL: QT_TRANSLATE_NOOP("Marks", "No ball"),
    MarkKind.MODEL_NO_BALL: QT_TRANSLATE_NOOP("Marks", "Model: no ball"),
    MarkKind.UNPROCESSED: QT_TRANSLATE_NOOP("Marks", "Not processed"),
}
"""What a person reads for each kind, in English."""
SOURCES = {
    Source.MODEL: QT_TRANSLATE_NOOP("Marks", "model"),
    Source.INTERPOLATED: QT_TRANSLATE_NOOP("Marks", "interpolated"),
    Source.HUMAN: QT_TRANSLATE_NOOP("Marks", "human"),
    Source.VERIFIED: QT_TRANSLATE_NOOP("Marks", "verified"),
}
"""Who answered, in English."""


def kind_of(mark: BallMark | None, threshold: float, outlier: bool = False) -> MarkKind:
    """How to show `mark`, the effective answer of its frame (None: nobody looked).

    Args:
        outlier: whether the review says that the ball jumps there. It learns of an edit a moment
            later; what a person said is none from the start.
    """
    if mark is None:
        return MarkKind.UNPROCESSED
    if mark.visibility == Visibility.NO_BALL:
        return MarkKind.NO_BALL if mark.source.is_persons else MarkKind.MODEL_NO_BALL
    if outlier and not mark.source.is_persons:
        return MarkKind.OUTLIER
    if mark.visibility == Visibility.OCCLUDED:
        return MarkKind.OCCLUDED
    if mark.source is not Source.MODEL:
        return MarkKind(mark.source.value)
    doubtful = mark.score is not None and mark.score < threshold + LOW_CONFIDENCE_MARGIN
    return MarkKind.LOW_CONFIDENCE if doubtful else MarkKind.MODEL


def colour_of(kind: MarkKind) -> QColor:
    """The colour of `kind`, the same in both themes."""
    if kind is MarkKind.MODEL_NO_BALL:
        return QColor(MARKS.model).darker(220)
    return QColor(getattr(MARKS, kind.value))


def paint_glyph(
    painter: QPainter, kind: MarkKind, centre: QPointF, radius: float = 9.0, core: str = ""
) -> None:
    """Paint the glyph of `kind` around `centre`; leaves the painter's pen and brush changed.

    Args:
        radius: of the rings, in the painter's units; all else scales with it.
        core: colour of the dot in an occluded ball's half ring (who says so), '' for none.
    """
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _GLYPHS[kind](painter, centre, radius, colour_of(kind))
    if core and kind is MarkKind.OCCLUDED:
        _dot(painter, centre, radius * 0.22, QColor(core))


@lru_cache(maxsize=64)
def glyph_icon(kind: MarkKind, size: int = 16) -> QIcon:
    """The glyph as an icon for lists and legends, crisp at 1x and 2x."""
    icon = QIcon()
    for ratio in (1, 2):
        pixmap = QPixmap(size * ratio, size * ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(ratio, ratio)
        paint_glyph(painter, kind, QPointF(size / 2, size / 2), size * 0.34)
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        icon.addPixmap(pixmap)
    return icon


def _stroke(
    painter: QPainter,
    path: QPainterPath,
    colour: QColor,
    width: float,
    dashes: tuple[float, ...] = (),
) -> None:
    """Draw `path` in `colour` on a dark halo, so that it stands out on any picture."""
    pen = QPen(_HALO, width + 2.0)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPath(path)
    pen.setColor(colour)
    pen.setWidthF(width)
    if dashes:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern(dashes)
    painter.setPen(pen)
    painter.drawPath(path)


def _width(radius: float, share: float) -> float:
    """Width of a stroke: in proportion, but neither a hair nor a beam."""
    return min(max(1.3, radius * share), 2.8)


def _square(centre: QPointF, radius: float) -> QRectF:
    return QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)


def _dot(painter: QPainter, centre: QPointF, radius: float, colour: QColor) -> None:
    painter.setPen(QPen(_HALO, 3.2))
    painter.drawEllipse(centre, radius + 0.6, radius + 0.6)
    painter.setPen(QPen(QColor("white"), 1.2))
    painter.setBrush(colour)
    painter.drawEllipse(centre, radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _ring(painter: QPainter, centre: QPointF, radius: float, colour: QColor) -> None:
    path = QPainterPath()
    path.addEllipse(centre, radius, radius)
    _stroke(painter, path, colour, _width(radius, 0.22))


def _dashed_ring(painter: QPainter, centre: QPointF, radius: float, colour: QColor) -> None:
    path = QPainterPath()
    path.addEllipse(centre, radius, radius)
    width = _width(radius, 0.24)
    # Dashes are measured in pen widths: eight of them go once round, whatever the size.
    dash = 2 * 3.14159 * radius / 8 / width
    _stroke(painter, path, colour, width, (dash * 0.6, dash * 0.4))


def _half_ring(painter: QPainter, centre: QPointF, radius: float, colour: QColor) -> None:
    path = QPainterPath()
    box = _square(centre, radius)
    path.arcMoveTo(box, 180)
    path.arcTo(box, 180, 180)
    _stroke(painter, path, colour, _width(radius, 0.28))


def _diamond(painter: QPainter, centre: QPointF, radius: float, colour: QColor) -> None:
    reach = radius * 1.15
    path = QPainterPath(centre + QPointF(0, -reach))
    for x, y in ((reach, 0), (0, reach), (-reach, 0)):
        path.lineTo(centre + QPointF(x, y))
    path.closeSubpath()
    _stroke(painter, path, colour, _width(radius, 0.22))


def _triangle(painter: QPainter, centre: QPointF, radius: float, colour: QColor) -> None:
    # Its centroid lies on the ball, and its sides nearly as far off as a ring would be.
    reach = radius * 1.6
    path = QPainterPath(centre + QPointF(0, -reach))
    for side in (1, -1):
        path.lineTo(centre + QPointF(side * 0.866 * reach, 0.5 * reach))
    path.closeSubpath()
    _stroke(painter, path, colour, _width(radius, 0.22))


def _tick(painter: QPainter, centre: QPointF, radius: float, colour: QColor) -> None:
    path = QPainterPath(centre + QPointF(-0.75 * radius, 0.05 * radius))
    path.lineTo(centre + QPointF(-0.2 * radius, 0.6 * radius))
    path.lineTo(centre + QPointF(0.85 * radius, -0.65 * radius))
    _stroke(painter, path, colour, _width(radius, 0.3))


def _boxed_tick(painter: QPainter, centre: QPointF, radius: float, colour: QColor) -> None:
    path = QPainterPath()
    path.addRoundedRect(_square(centre, radius * 1.1), radius * 0.25, radius * 0.25)
    _stroke(painter, path, colour, _width(radius, 0.16))
    _tick(painter, centre, radius * 0.7, colour)


def _human_dot(painter: QPainter, centre: QPointF, radius: float, colour: QColor) -> None:
    _dot(painter, centre, max(3.0, radius * 0.5), colour)


def _small_square(painter: QPainter, centre: QPointF, radius: float, colour: QColor) -> None:
    path = QPainterPath()
    path.addRect(_square(centre, radius * 0.55))
    _stroke(painter, path, colour, _width(radius, 0.16))


_GLYPHS: dict[MarkKind, Callable[[QPainter, QPointF, float, QColor], None]] = {
    MarkKind.MODEL: _ring,
    MarkKind.LOW_CONFIDENCE: _diamond,
    MarkKind.OUTLIER: _triangle,
    MarkKind.INTERPOLATED: _dashed_ring,
    MarkKind.HUMAN: _human_dot,
    MarkKind.VERIFIED: _tick,
    MarkKind.OCCLUDED: _half_ring,
    MarkKind.NO_BALL: _boxed_tick,
    MarkKind.MODEL_NO_BALL: _small_square,
    MarkKind.UNPROCESSED: _small_square,
}
