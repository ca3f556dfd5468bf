"""Every action by its name: type a few letters, press Enter."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.action_table import ACTIONS, ActionSpec
from app.actions import Actions, shown_menu, shown_text
from app.fuzzy import Place, match, place
from app.translation import translate
from app.widgets.parts import label
from app.widgets.row_model import ROW_ROLE, Index, RowModel

WIDTH, HEIGHT = 680, 440
ROW_HEIGHT = 40
LONGEST_QUOTE = 40
"""Of what was typed, so many letters are repeated where it finds nothing."""


@dataclass(frozen=True)
class Row:
    """An action as the palette shows it."""

    id: str
    text: str
    where: str
    """Its menu."""
    keys: str
    obstacle: str
    """Why it cannot be done now, '' where it can."""
    names: tuple[str, str]
    """Without the submenu; in the language of the window and in English, as all that follow."""
    submenus: tuple[str, str]
    hints: tuple[str, str]

    def fit(self, query: str) -> tuple[int, bool, int, int, int] | None:
        """How well it fits what was typed, the best the least; None where it does not.

        What begins a word of the name counts most, then what stands in the name or begins the
        submenu, then what the action is said to do; letters that are scattered count least. Of
        what fits alike, that which can be done.
        """
        named, grouped = _best(query, self.names), _best(query, self.submenus)
        told, length = _best(query, self.hints), len(self.names[0])
        if named <= Place.WORD:
            return 0, bool(self.obstacle), named, 0, length
        if named == Place.INSIDE or grouped <= Place.WORD:
            return 1, bool(self.obstacle), 0, 0, length
        if told <= Place.WORD:
            return 2, bool(self.obstacle), 0, 0, length
        texts = (f"{group} {name}" for group, name in zip(self.submenus, self.names, strict=True))
        scores = [score for text in texts if (score := match(query, text)) is not None]
        return (3, bool(self.obstacle), 0, -max(scores), length) if scores else None


def _best(query: str, texts: tuple[str, ...]) -> int:
    """The best place in any of the texts; beyond all where it is in none."""
    found = (place(query, text) for text in texts)
    return min((at for at in found if at is not None), default=len(Place))


def row_of(spec: ActionSpec, menu: str, actions: Actions) -> Row:
    """What the palette shows of an action now."""
    name, submenu = shown_text(spec), spec.choice or spec.submenu
    group = shown_menu(submenu) if submenu else ""
    return Row(
        spec.id,
        f"{group}: {name}" if group else name,
        shown_menu(menu),
        actions.shown_keys(spec.id),
        actions.obstacle(spec.id),
        (name, spec.text),
        (group, submenu),
        (translate("Actions", spec.hint) if spec.hint else "", spec.hint),
    )


def ranked(rows: list[Row], query: str) -> list[Row]:
    """The rows that fit, the best first; of equals those that can be done."""
    if not query.strip():
        return sorted(rows, key=lambda row: bool(row.obstacle))
    found = [(fit, row) for row in rows if (fit := row.fit(query)) is not None]
    return [row for _fit, row in sorted(found, key=lambda entry: entry[0])]


def shortened(text: str, most: int) -> str:
    """`text`, or its first letters."""
    return text if len(text) <= most else f"{text[:most]}…"


def whole_text(row: Row) -> str:
    """All a row says, in one line: for screen readers."""
    return " · ".join(part for part in (row.text, row.keys, row.obstacle) if part)


class RowDelegate(QStyledItemDelegate):
    """Icon and text; the menu, or why not, after it; the key at the right."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions = actions

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(ROW_ROLE)
        palette: QPalette = option.palette
        area: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.Highlight))
            painter.drawRoundedRect(area.adjusted(6, 1, -6, -1), 6, 6)
        possible = not row.obstacle
        inner = area.adjusted(18, 0, -18, 0)
        icon = self._actions[row.id].icon()
        if not icon.isNull():
            place = QRect(inner.left(), inner.center().y() - 8, 18, 18)
            mode = QIcon.Mode.Normal if possible else QIcon.Mode.Disabled
            icon.paint(painter, place, Qt.AlignmentFlag.AlignCenter, mode)
        middle, left = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignLeft
        muted = palette.color(QPalette.ColorRole.PlaceholderText)
        metrics = painter.fontMetrics()
        painter.setPen(muted)
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, row.keys)
        room = inner.adjusted(30, 0, -metrics.horizontalAdvance(row.keys) - 16, 0)
        painter.setPen(palette.color(QPalette.ColorRole.Text) if possible else muted)
        painter.drawText(room, middle | left, row.text)
        room.setLeft(room.left() + metrics.horizontalAdvance(row.text) + 12)
        aside = row.obstacle or row.where
        painter.setPen(muted)
        aside = metrics.elidedText(aside, Qt.TextElideMode.ElideRight, max(0, room.width()))
        painter.drawText(room, middle | left, aside)
        painter.restore()


class CommandPalette(QDialog):
    """Opened by Ctrl+K; gone again once an action is chosen."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._actions = actions
        self.setObjectName("commandPalette")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(self.tr("Command palette"))
        self.search = QLineEdit()
        self.search.setObjectName("paletteSearch")
        self.search.setPlaceholderText(self.tr("What do you want to do?"))
        self.search.setAccessibleName(self.tr("Search actions"))
        self.search.installEventFilter(self)
        role = Qt.ItemDataRole
        self.model: RowModel[Row] = RowModel(
            {role.DisplayRole: whole_text, role.AccessibleTextRole: whole_text}, self
        )
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(RowDelegate(actions, self.view))
        self.view.setUniformItemSizes(True)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.nothing = label("")
        self.nothing.setWordWrap(True)
        self.nothing.setContentsMargins(18, 14, 18, 14)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 6)
        column.setSpacing(4)
        column.addWidget(self.search)
        column.addWidget(self.view, 1)
        column.addWidget(self.nothing, 1)
        self.search.textChanged.connect(self._show)
        self.search.returnPressed.connect(self.choose)
        self.view.clicked.connect(lambda _index: self.choose())
        self._rows = self._collect()
        self._show("")

    def _collect(self) -> list[Row]:
        rows, menu = [], ""
        for spec in ACTIONS:
            menu = spec.menu or menu
            if spec.id != "palette":
                rows.append(row_of(spec, menu, self._actions))
        return rows

    def open_at(self, window: QWidget) -> None:
        """Show it at the top of `window`, ready to type."""
        self.resize(min(WIDTH, window.width() - 40), min(HEIGHT, window.height() - 120))
        corner = window.mapToGlobal(window.rect().topLeft())
        self.move(corner.x() + (window.width() - self.width()) // 2, corner.y() + 84)
        self.show()
        self.search.setFocus()

    def _show(self, query: str) -> None:
        rows = ranked(self._rows, query)
        self.model.show_rows(rows)
        self.view.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        quote = shortened(query.strip(), LONGEST_QUOTE)
        self.nothing.setText(self.tr("No action is called “{words}”.").format(words=quote))
        if rows:
            self.view.setCurrentIndex(self.model.index(0))

    def choose(self) -> None:
        """Do the action that is selected, if it can be done."""
        index = self.view.currentIndex()
        if not index.isValid() or self.model.rows[index.row()].obstacle:
            return
        action = self._actions[self.model.rows[index.row()].id]
        self.close()
        # After the popup is gone: the action may open a dialog or look at the focus.
        QTimer.singleShot(0, action.trigger)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            moves = {
                Qt.Key.Key_Down: 1,
                Qt.Key.Key_Up: -1,
                Qt.Key.Key_PageDown: 8,
                Qt.Key.Key_PageUp: -8,
            }
            step = moves.get(Qt.Key(event.key()))
            if step is not None and self.model.rows:
                row = self.view.currentIndex().row() + step
                row = min(max(0, row), len(self.model.rows) - 1)
                self.view.setCurrentIndex(self.model.index(row))
                return True
        return False
