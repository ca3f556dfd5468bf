"""All keys on one sheet, built from the action table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
from app.keymaps import MAPS
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
    (
        QT_TRANSLATE_NOOP("KeySheet", "Shift and drag, timeline"),
        QT_TRANSLATE_NOOP("KeySheet", "Select frames"),
    ),
    (
        QT_TRANSLATE_NOOP("KeySheet", "Drag a point of x or y"),
        QT_TRANSLATE_NOOP("KeySheet", "Correct it"),
    ),
)
MOST_COLUMNS = 4
MARGIN, BETWEEN, EASE = 20, 24, 120


@dataclass(frozen=True)
class Density:
    """How close the keys stand, and in which letters."""

    prefix: str
    """Of the roles of the letters in the style sheet."""
    plain: str
    edge: int
    below_title: int
    between_rows: int
    between_sections: int


DENSITIES = (
    Density("", "", 16, 6, 2, 18),
    Density("close-", "close", 10, 3, 0, 10),
    Density("dense-", "dense", 8, 3, 1, 10),
    Density("dense-", "dense", 8, 2, 0, 8),
)
"""The first that has room is taken, or else the last."""
_SHARE_OF_WIDTH = 0.97


class KeySheet(QDialog):
    """Opened by F1."""

    changeRequested = Signal()
    """Another key is wanted."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        room = parent.size() if parent is not None else QSize(1320, 800)
        # All of its height: on a screen 900 pixels high every line is needed.
        self.resize(round(room.width() * _SHARE_OF_WIDTH), room.height())
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        change = buttons.addButton(self.tr("Change keys…"), QDialogButtonBox.ButtonRole.ResetRole)
        change.setAutoDefault(False)
        change.clicked.connect(self.changeRequested)
        self.more = label(self.tr("▾ More below"), "muted")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 14)
        outer.addWidget(self._area, 1)
        row = QHBoxLayout()
        row.setContentsMargins(20, 6, 20, 0)
        row.addWidget(self.more)
        row.addWidget(buttons, 1)
        outer.addLayout(row)
        outer.setSpacing(0)
        self._below = row.sizeHint().height() + outer.contentsMargins().bottom()
        bar = self._area.verticalScrollBar()
        bar.valueChanged.connect(self._tell_more)
        bar.rangeChanged.connect(self._tell_more)
        self.addAction(actions["keys"])
        actions.keysChanged.connect(self.refresh)
        self.refresh()
        # No wider than is easy to read across, no higher than the keys are.
        body = self._area.widget()
        assert body is not None
        keys = body.sizeHint() + QSize(EASE, self._below + 2 * self._area.frameWidth())
        self.resize(self.size().boundedTo(keys))

    def refresh(self) -> None:
        """Show the keys as they are now, closer where there is little room."""
        chosen, title = self._actions.keymap.chosen, self.tr("Keys")
        if chosen != "default":
            title = self.tr("Keys ({map})").format(map=shown_menu(MAPS[chosen]))
        self.setWindowTitle(title)
        room = self.height() - self._below - 2 * self._area.frameWidth()
        for density in DENSITIES:
            body = self._body(density)
            if body.sizeHint().height() <= room:
                break
        self._area.setWidget(body)

    def _body(self, density: Density) -> QWidget:
        """All keys, in as many columns as there is room for."""
        mouse = [(self.tr(gesture), self.tr(effect)) for gesture, effect in MOUSE]
        parts = [*key_sections(self._actions), (self.tr("Mouse"), mouse)]
        sections = [
            (self._section(title, rows, density), len(rows) + 2) for title, rows in parts if rows
        ]
        edges = self._area.verticalScrollBar().sizeHint().width() + 2 * self._area.frameWidth()
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(MARGIN, density.edge, MARGIN, density.edge)
        row.setSpacing(BETWEEN)
        for stacked in columns_within(self.width() - edges - 2 * MARGIN, sections):
            column = QVBoxLayout()
            column.setSpacing(density.between_sections)
            for section in stacked:
                column.addWidget(section)
            column.addStretch(1)
            row.addLayout(column, 1)
        return body

    def _tell_more(self) -> None:
        """Say that there is more where the last line in sight is not the last."""
        bar = self._area.verticalScrollBar()
        self.more.setVisible(bar.value() < bar.maximum())

    @staticmethod
    def _section(title: str, rows: list[tuple[str, str]], density: Density) -> QWidget:
        section = QWidget()
        column = QVBoxLayout(section)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(density.below_title)
        column.addWidget(label(title, f"{density.prefix}name"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(density.between_rows)
        grid.setColumnStretch(0, 1)
        for number, (keys, text) in enumerate(rows):
            grid.addWidget(label(text, density.plain), number, 0)
            # A hyphen is too short and thin to be seen by itself.
            key = label(keys.replace("-", "−"), f"{density.prefix}muted")
            key.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(key, number, 1)
        column.addLayout(grid)
        return section


def columns_within(room: int, sections: Sequence[tuple[QWidget, int]]) -> list[list[QWidget]]:
    """The sections (with their rows) in as many columns of like length as `room` pixels hold."""
    columns: list[list[QWidget]] = []
    for count in range(MOST_COLUMNS, 0, -1):
        columns = [[sections[at][0] for at in column] for column in _even(sections, count)]
        widths = [
            max((part.sizeHint().width() for part in column), default=0) for column in columns
        ]
        if sum(widths) + BETWEEN * (count - 1) <= room:
            break
    return columns


def _even(sections: Sequence[tuple[QWidget, int]], count: int) -> list[list[int]]:
    """Numbers of the sections in `count` columns: the long ones first find the emptiest column,
    but one reads them in their order."""
    columns: list[list[int]] = [[] for _ in range(count)]
    lengths = [0] * count
    for at in sorted(range(len(sections)), key=lambda at: -sections[at][1]):
        shortest = lengths.index(min(lengths))
        columns[shortest].append(at)
        lengths[shortest] += sections[at][1]
    return sorted(map(sorted, columns))


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
