"""All keys on one sheet, built from the action table."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.action_table import ACTIONS, MENUS
from app.actions import Actions, shown_menu, shown_text
from app.translation import QT_TRANSLATE_NOOP
from app.widgets.parts import label

MOUSE = (
    (
        QT_TRANSLATE_NOOP("KeySheet", "Click on the picture"),
        QT_TRANSLATE_NOOP("KeySheet", "Place the ball"),
    ),
    (
        QT_TRANSLATE_NOOP("KeySheet", "Drag the marker"),
        QT_TRANSLATE_NOOP("KeySheet", "Move the ball"),
    ),
    (
        QT_TRANSLATE_NOOP("KeySheet", "Wheel"),
        QT_TRANSLATE_NOOP("KeySheet", "Zoom at the cursor"),
    ),
    (
        QT_TRANSLATE_NOOP("KeySheet", "Middle button, or Space and drag"),
        QT_TRANSLATE_NOOP("KeySheet", "Pan"),
    ),
    (
        QT_TRANSLATE_NOOP("KeySheet", "Double click beside the picture"),
        QT_TRANSLATE_NOOP("KeySheet", "Fit"),
    ),
)
MOST_COLUMNS = 4
_SHARE_OF_WINDOW = 0.94


class KeySheet(QDialog):
    """Opened by F1."""

    changeRequested = Signal()
    """Another key is wanted."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.setWindowTitle(self.tr("Keys"))
        room = parent.size() if parent is not None else QSize(1320, 800)
        self.resize(room * _SHARE_OF_WINDOW)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        change = buttons.addButton(self.tr("Change keys…"), QDialogButtonBox.ButtonRole.ResetRole)
        change.setAutoDefault(False)
        change.clicked.connect(self.changeRequested)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 14)
        outer.addWidget(self._area, 1)
        row = QHBoxLayout()
        row.setContentsMargins(20, 6, 20, 0)
        row.addWidget(buttons)
        outer.addLayout(row)
        actions.keysChanged.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the keys as they are now, in as many columns as there is room for."""
        area = self._area
        edges = area.verticalScrollBar().sizeHint().width() + 2 * area.frameWidth()
        room = self.width() - edges
        for count in range(MOST_COLUMNS, 0, -1):
            body = self._body(count)
            if count == 1 or body.sizeHint().width() <= room:
                break
        self._area.setWidget(body)

    def _body(self, count: int) -> QWidget:
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(20, 16, 20, 16)
        row.setSpacing(30)
        columns = [QVBoxLayout() for _ in range(count)]
        heights = [0] * count
        mouse = [(self.tr(gesture), self.tr(effect)) for gesture, effect in MOUSE]
        for title, rows in (*key_sections(self._actions), (self.tr("Mouse"), mouse)):
            if not rows:
                continue
            shortest = heights.index(min(heights))
            columns[shortest].addLayout(self._section(title, rows))
            columns[shortest].addSpacing(14)
            heights[shortest] += len(rows) + 2
        for column in columns:
            column.setSpacing(4)
            column.addStretch(1)
            row.addLayout(column, 1)
        return body

    @staticmethod
    def _section(title: str, rows: list[tuple[str, str]]) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(label(title, "name"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 1)
        for number, (keys, text) in enumerate(rows):
            grid.addWidget(label(text), number, 0)
            key = label(keys, "muted")
            key.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(key, number, 1)
        column.addLayout(grid)
        return column


def key_sections(actions: Actions) -> list[tuple[str, list[tuple[str, str]]]]:
    """(menu, [(keys, what they do)]) of every action with keys.

    Actions that no menu shows stand with those before them in the table.
    """
    rows: dict[str, list[tuple[str, str]]] = {menu: [] for menu in MENUS}
    menu = MENUS[0]
    for spec in ACTIONS:
        menu = spec.menu or menu
        keys = actions.shown_keys(spec.id)
        if keys:
            rows[menu].append((keys, shown_text(spec).rstrip("…")))
    return [(shown_menu(menu), keys) for menu, keys in rows.items()]
