"""The matches of the folder, at the left: which is open, and how much of each is reviewed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.actions import Actions
from app.numerals import percent
from app.theme import MARKS, ThemeKeeper
from app.translation import translate
from app.widgets.parts import ElidedLabel, action_button
from app.widgets.row_list import RowList, paint_share
from app.widgets.row_menu import match_menu, row_here
from app.widgets.row_model import ROW_ROLE, Index, RowModel
from app.workflows.workspace import Entry, Workspace

ROW_HEIGHT = 48


def state_text(entry: Entry) -> str:
    """How far a match is, in a few words."""
    if entry.answering is not None:
        whole = f"{min(entry.answering, 0.99) * 100:.0f} %"
        return translate("Workspace", "pre-labelling, {percent}").format(percent=whole)
    if entry.place:
        return translate("Workspace", "waits to be pre-labelled")
    if entry.unreadable:
        return translate("Workspace", "cannot be read")
    if entry.failed:
        return translate("Workspace", "pre-labelling failed")
    predicted = _unfinished(entry)
    if entry.share > 0 and predicted:
        text = translate("Workspace", "{percent} reviewed, model {predicted}")
        # Of one frame in a thousand the status bar beside it does not say 1 %, either.
        share = percent(entry.share) if entry.share < 0.01 else _whole(entry.share)
        return text.format(percent=share, predicted=predicted)
    if entry.share > 0:
        return translate("Workspace", "{percent} reviewed").format(percent=percent(entry.share))
    if predicted:
        return translate("Workspace", "pre-labelled {percent}").format(percent=predicted)
    if entry.predicted == 1:
        return translate("Workspace", "pre-labelled")
    return translate("Workspace", "not started")


def _unfinished(entry: Entry) -> str:
    """How far pre-labelling is that was begun and is not done, '' where there is none left over."""
    if entry.predicted in (0, 1) or entry.share == 1:
        return ""
    return _whole(entry.predicted)


def _whole(share: float) -> str:
    """A share of what is begun and not done, in as few signs as there is room for two of."""
    return f"{min(max(share, 0.01), 0.99) * 100:.0f} %"


def hint_text(entry: Entry) -> str:
    """What there is to know of a match beside its name."""
    lines = [str(entry.path)]
    if entry.place:
        text = translate("Workspace", "Number {place} of those that wait to be pre-labelled")
        lines.append(text.format(place=entry.place))
    if predicted := _unfinished(entry):
        text = translate("Workspace", "Pre-labelling is not finished: {percent} of the frames")
        lines.append(text.format(percent=predicted))
    if entry.unreadable:
        lines.append(entry.unreadable)
    elif entry.problem:
        text = translate("Workspace", "Pre-labelling failed: {reason}")
        lines.append(text.format(reason=entry.problem))
    return "\n".join(lines)


class EntryDelegate(QStyledItemDelegate):
    """Name, state, and a bar as long as the share that is reviewed."""

    def __init__(self, theme: ThemeKeeper, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(120, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(ROW_ROLE)
        palette: QPalette = option.palette
        area: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(area, palette.color(QPalette.ColorRole.Highlight))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, palette.color(QPalette.ColorRole.Midlight))
        inner = area.adjusted(14, 7, -14, -8)
        top, left = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignLeft
        font = QFont(painter.font())
        font.setWeight(QFont.Weight.DemiBold if selected else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(palette.color(QPalette.ColorRole.Text))
        metrics = painter.fontMetrics()
        name = metrics.elidedText(entry.name, Qt.TextElideMode.ElideMiddle, inner.width())
        painter.drawText(inner, top | left, name)
        font.setWeight(QFont.Weight.Normal)
        font.setPixelSize(11)
        painter.setFont(font)
        muted = palette.color(QPalette.ColorRole.PlaceholderText)
        troubled = entry.failed or entry.unreadable
        painter.setPen(QColor(self._theme.theme.warning) if troubled else muted)
        state = inner.adjusted(0, metrics.height() - 1, 0, 2)
        text = painter.fontMetrics().elidedText(
            state_text(entry), Qt.TextElideMode.ElideRight, state.width()
        )
        painter.drawText(state, Qt.AlignmentFlag.AlignVCenter | left, text)
        if entry.started or entry.answering is not None:
            bar = QRect(area.left() + 14, area.bottom() - 4, inner.width(), 3)
            share, colour = entry.share, QColor(MARKS.verified)
            if entry.answering is not None:
                share, colour = entry.answering, QColor(MARKS.model)
            paint_share(painter, bar, share, colour, palette)
        painter.restore()


class WorkspacePanel(QWidget):
    """Stands left of the picture."""

    def __init__(
        self,
        workspace: Workspace,
        actions: Actions,
        theme: ThemeKeeper,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._actions = actions
        self._asked: Path | None = None
        """Which match the menu that is open is about."""
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(150)
        self.title = ElidedLabel("", "name")
        head = QHBoxLayout()
        head.setContentsMargins(14, 8, 8, 6)
        head.addWidget(self.title, 1)
        head.addWidget(action_button(actions["prelabel_all"], icon_size=18))
        head.addWidget(action_button(actions["open_folder"], icon_size=18))
        self.model: RowModel[Entry] = RowModel(
            {
                Qt.ItemDataRole.DisplayRole: lambda entry: f"{entry.name}, {state_text(entry)}",
                Qt.ItemDataRole.ToolTipRole: hint_text,
            },
            self,
        )
        self.view = RowList(self.model)
        self.view.setItemDelegate(EntryDelegate(theme, self.view))
        self.view.clicked.connect(lambda index: workspace.open(index.row()))
        self.view.menuWanted.connect(self._show_menu)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.view, 1)
        workspace.changed.connect(self.refresh)
        self.refresh()

    def show_menu_here(self) -> bool:
        """Open the menu of the row under the mouse, or of the match on screen; whether there is
        one."""
        return self._show_menu(*row_here(self.view))

    def _show_menu(self, index: Index, where: QPoint) -> bool:
        if index.isValid():
            menu = match_menu(self._workspace, index.row(), self._actions, self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.aboutToHide.connect(lambda: self._ask_about(None))
            self._ask_about(self._workspace.entries[index.row()].path)
            menu.popup(where)
        return index.isValid()

    def _ask_about(self, path: Path | None) -> None:
        """Show by the selection which row the menu is about, or, after it, which match is open."""
        self._asked = path
        self.refresh()

    def refresh(self) -> None:
        """Show the matches as they are now."""
        folder = self._workspace.folder
        self.title.set_whole(folder.name if folder else "")
        self.title.setToolTip(str(folder or ""))
        if self.model.rows != self._workspace.entries:
            self.model.show_rows(self._workspace.entries)
        rows = (row for row, each in enumerate(self.model.rows) if each.path == self._asked)
        row = next(rows, self._workspace.current)
        if row is None:
            self.view.clearSelection()
        else:
            self.view.setCurrentIndex(self.model.index(row))
