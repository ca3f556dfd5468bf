"""A list of rows beside the picture, and what its rows have in common."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPalette
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyleOptionViewItem, QWidget


class RowList(QListView):
    """Rows of one height that are clicked and never typed into; the keyboard is the picture's."""

    menuWanted = Signal(QModelIndex, QPoint)
    """The row, invalid beside all of them, and where on the screen its menu belongs."""

    def __init__(self, model: QAbstractItemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda where: self.menuWanted.emit(
                self.indexAt(where), self.viewport().mapToGlobal(where)
            )
        )


def paint_ground(painter: QPainter, area: QRect, option: QStyleOptionViewItem) -> None:
    """What a row stands on, where it is selected or under the mouse."""
    palette: QPalette = option.palette
    if option.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(area, palette.color(QPalette.ColorRole.Highlight))
        mark = QRect(area.left(), area.top(), 3, area.height())
        painter.fillRect(mark, palette.color(QPalette.ColorRole.Link))
    elif option.state & QStyle.StateFlag.State_MouseOver:
        painter.fillRect(area, palette.color(QPalette.ColorRole.Midlight))


def paint_heading(
    painter: QPainter, area: QRect, palette: QPalette, name: str, moment: str
) -> None:
    """The first line of a row: what it is called, and when that is. The pen is muted afterwards."""
    plain = QFont(painter.font())
    bold = QFont(plain)
    bold.setWeight(QFont.Weight.DemiBold)
    painter.setFont(bold)
    painter.setPen(palette.color(QPalette.ColorRole.Text))
    painter.drawText(area, int(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft), name)
    painter.setFont(plain)
    painter.setPen(palette.color(QPalette.ColorRole.PlaceholderText))
    painter.drawText(area, int(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight), moment)


def paint_share(
    painter: QPainter, bar: QRect, share: float, colour: QColor, palette: QPalette
) -> None:
    """A bar that is filled by a share, 0..1; of what is begun something always shows."""
    round_end = bar.height() / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.color(QPalette.ColorRole.Mid))
    painter.drawRoundedRect(bar, round_end, round_end)
    if share > 0:
        filled = QRect(bar)
        filled.setWidth(max(bar.height(), round(bar.width() * min(share, 1.0))))
        painter.setBrush(colour)
        painter.drawRoundedRect(filled, round_end, round_end)
