"""The rows of the review queue: a stretch of doubt each."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    QStringListModel,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from annotation.review import review_queue
from annotation.review_stretches import ReviewStretches, Stretch
from annotation.track import BallTrack
from app.document import Document
from app.theme import MARKS
from app.widgets.overlays_hud import timecode
from app.widgets.review_words import place_text, reasons_text, stretch_text, suspicion_text
from app.widgets.row_list import paint_ground, paint_heading

ROW_HEIGHT = 48
_MOST_ROWS = 64
"""So many pictures of rows are kept: a few screens full, each of 50 KB."""
ITEM_ROLE = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class QueueModel(QStringListModel):
    """The stretches as Qt wants them; each is made when it comes in sight.

    Qt's own model counts the rows: the view asks it for each of thousands of rows how many there
    are, which takes fifty times as long where Python answers.
    """

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self._stretches = ReviewStretches(review_queue(BallTrack(0)))
        self._made: dict[int, Stretch] = {}

    def set_stretches(self, stretches: ReviewStretches) -> None:
        """Show others."""
        self._stretches = stretches
        self._made.clear()
        count = len(stretches)
        if count != self.rowCount():
            self.setStringList([""] * count)
        elif count:
            self.dataChanged.emit(self.index(0), self.index(count - 1))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not 0 <= index.row() < len(self._stretches):
            return None
        stretch = self._made.get(index.row())
        if stretch is None:
            stretch = self._made[index.row()] = self._stretches[index.row()]
        if role == ITEM_ROLE:
            return stretch
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            doubt = suspicion_text(stretch.suspicion)
            return f"{place_text(stretch)}: {doubt}, {reasons_text(stretch)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return stretch_text(stretch, self._document.track)
        return None

    def row_of(self, frame: int) -> int | None:
        """The row that holds `frame`."""
        return self._stretches.at(frame)


class QueueDelegate(QStyledItemDelegate):
    """Paints a row: frames and time, below them the reasons and, as a bar, how doubtful."""

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self._rows: dict[tuple[object, ...], QPixmap] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint a row; its picture is kept, since an edit moves many rows and changes few."""
        stretch: Stretch = index.data(ITEM_ROLE)
        area: QRect = option.rect
        ratio = painter.device().devicePixelRatioF()
        state = option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver)
        moment, look = self._moment(stretch.first), option.palette.cacheKey()
        key = (stretch, moment, area.width(), area.height(), state.value, ratio, look)
        row = self._rows.pop(key, None)
        if row is None:
            row = QPixmap(area.size() * ratio)
            row.setDevicePixelRatio(ratio)
            row.fill(option.palette.color(QPalette.ColorRole.Window))
            onto = QPainter(row)
            onto.setFont(option.font)
            self._paint_row(onto, QRect(QPoint(), area.size()), option, stretch)
            onto.end()
        # The one used last is the last one to go.
        self._rows[key] = row
        if len(self._rows) > _MOST_ROWS:
            del self._rows[next(iter(self._rows))]
        painter.drawPixmap(area.topLeft(), row)

    def _paint_row(
        self, painter: QPainter, area: QRect, option: QStyleOptionViewItem, stretch: Stretch
    ) -> None:
        palette: QPalette = option.palette
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, area, option)
        inner = area.adjusted(16, 7, -16, -7)
        moment = self._moment(stretch.first)
        paint_heading(painter, inner, palette, place_text(stretch), moment)
        self._paint_doubt(painter, inner, stretch.suspicion, palette)
        reasons = painter.fontMetrics().elidedText(
            reasons_text(stretch, 2), Qt.TextElideMode.ElideRight, inner.width() - 56
        )
        painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
        left = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft
        painter.drawText(inner, int(left), reasons)

    def _moment(self, frame: int) -> str:
        """When a frame is shown."""
        video = self._document.video
        if video is None or frame >= video.info.frame_count:
            return ""
        return timecode(float(video.index.time(frame)))

    @staticmethod
    def _paint_doubt(painter: QPainter, inner: QRect, share: float, palette: QPalette) -> None:
        """A bar as long as the doubt is great: red from two thirds on."""
        width, height = 44, 5
        bar = QRect(inner.right() - width + 1, inner.bottom() - height - 4, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.color(QPalette.ColorRole.Mid))
        painter.drawRoundedRect(bar, 2.5, 2.5)
        bar.setWidth(max(height, round(width * min(max(share, 0.0), 1.0))))
        painter.setBrush(QColor(MARKS.outlier if share > 0.66 else MARKS.low_confidence))
        painter.drawRoundedRect(bar, 2.5, 2.5)
