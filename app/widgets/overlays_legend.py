"""What the colours laid over the picture mean, in a corner of it at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QLinearGradient, QPainter, QPixmap

from app.translation import translate
from app.widgets.lettering import lettering
from app.widgets.overlays import HeatmapStage, MotionInterval
from app.widgets.overlays_evidence import ADDED, ARRIVAL, DEPARTURE, REMOVED, heat_colour
from app.widgets.stamps import new_stamp

_PAPER = QColor(12, 14, 18, 205)
_TEXT = QColor("#c6ced9")
_ROW = 18.0
_SWATCH = 12.0
_RAMP = 64.0
_MARGIN = 10.0


@dataclass(frozen=True, slots=True)
class LegendRow:
    """A title with swatches of colour; `ramp` shows the scale of confidence in their place."""

    title: str
    swatches: tuple[tuple[str, str], ...] = ()
    """Colour, #rrggbb, and what it means."""
    ramp: bool = False


def heatmap_row(stage: HeatmapStage) -> LegendRow:
    """What the heatmap shows."""
    if stage is HeatmapStage.CHANGE:
        return LegendRow(
            translate("Legend", "Refinement"),
            (
                (ADDED.name(), translate("Legend", "added")),
                (REMOVED.name(), translate("Legend", "took away")),
            ),
        )
    if stage is HeatmapStage.DRAFT:
        return LegendRow(translate("Legend", "Heatmap before refinement"), ramp=True)
    return LegendRow(translate("Legend", "Heatmap"), ramp=True)


def motion_row(interval: MotionInterval) -> LegendRow:
    """What the motion polarity shows."""
    before = interval is MotionInterval.BEFORE
    return LegendRow(
        translate("Legend", "Motion t−1 → t") if before else translate("Legend", "Motion t → t+1"),
        (
            (ARRIVAL.name(), translate("Legend", "brightens")),
            (DEPARTURE.name(), translate("Legend", "darkens")),
        ),
    )


def legend_box(
    font: QFont,
    area: QRectF,
    rows: tuple[LegendRow, ...],
    points: Sequence[QPointF],
    facts: QRectF | None = None,
) -> QRectF:
    """Where the legend of `rows` goes in `area`: at the upper right, below the line of `facts`
    where that reaches so far, or, where one of the `points` lies there and none there, at the
    lower right. Empty without rows."""
    if not rows:
        return QRectF()
    width, height = _size(rows, font.family())
    left = area.right() - _MARGIN - width
    upper = QRectF(left, area.top() + _MARGIN, width, height)
    if facts is not None and upper.adjusted(-_MARGIN, 0, 0, 0).intersects(facts):
        upper.moveTop(facts.bottom() + _MARGIN)
    lower = QRectF(left, area.bottom() - _MARGIN - height, width, height)
    covers = [any(box.contains(point) for point in points) for box in (upper, lower)]
    return lower if covers == [True, False] else upper


def paint_legend(painter: QPainter, box: QRectF, rows: tuple[LegendRow, ...]) -> None:
    """Paint `rows` in their `legend_box`; nothing without any."""
    if rows:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(box.topLeft(), _picture(rows, painter.font().family(), ratio))


@lru_cache(maxsize=16)
def _size(rows: tuple[LegendRow, ...], family: str) -> tuple[float, float]:
    """Width and height of the legend."""
    _, metrics = lettering(family, 11, False)
    keys = max(_key_width(row, metrics) for row in rows)
    return 10 + _title_width(rows, metrics) + 12 + keys + 10, len(rows) * _ROW + 8


@lru_cache(maxsize=8)
def _picture(rows: tuple[LegendRow, ...], family: str, ratio: float) -> QPixmap:
    """The legend, painted once."""
    font, metrics = lettering(family, 11, False)
    width, height = _size(rows, family)
    picture, painter = new_stamp(width, height, ratio)
    painter.setFont(font)
    title_width = _title_width(rows, metrics)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_PAPER)
    painter.drawRoundedRect(QRectF(0, 0, width, height), 6, 6)
    for number, row in enumerate(rows):
        top = 4 + number * _ROW
        _write(painter, QRectF(10, top, title_width + 2, _ROW), row.title)
        x = 10 + title_width + 12
        if row.ramp:
            _paint_ramp(painter, QRectF(x + 14, top + 4, _RAMP, _ROW - 8))
            _write(painter, QRectF(x, top, 14, _ROW), "0")
            _write(painter, QRectF(x + 14 + _RAMP + 6, top, 14, _ROW), "1")
        for colour, text in row.swatches:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            square = QRectF(x, top + (_ROW - _SWATCH) / 2, _SWATCH, _SWATCH)
            painter.drawRoundedRect(square, 3, 3)
            text_width = metrics.horizontalAdvance(text)
            _write(painter, QRectF(x + _SWATCH + 5, top, text_width + 2, _ROW), text)
            x += _SWATCH + 5 + text_width + 12
    painter.end()
    return picture


def _title_width(rows: tuple[LegendRow, ...], metrics: QFontMetricsF) -> float:
    return max(metrics.horizontalAdvance(row.title) for row in rows)


def _key_width(row: LegendRow, metrics: QFontMetricsF) -> float:
    if row.ramp:
        return 14 + _RAMP + 6 + 14
    return sum(_SWATCH + 5 + metrics.horizontalAdvance(text) + 12 for _, text in row.swatches) - 12


def _paint_ramp(painter: QPainter, box: QRectF) -> None:
    gradient = QLinearGradient(box.topLeft(), QPointF(box.right(), box.top()))
    for step in range(9):
        gradient.setColorAt(step / 8, heat_colour(step / 8))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(gradient)
    painter.drawRoundedRect(box, 3, 3)


def _write(painter: QPainter, box: QRectF, text: str) -> None:
    painter.setPen(_TEXT)
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
