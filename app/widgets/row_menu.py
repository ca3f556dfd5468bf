"""Context menus of rows: which row is meant, and what can be done with a match of the folder."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPoint
from PySide6.QtGui import QAction, QCursor
from PySide6.QtWidgets import QListView, QMenu, QWidget

from app.actions import Actions
from app.translation import translate
from app.workflows.workspace import Workspace


def row_here(view: QListView) -> tuple[QModelIndex, QPoint]:
    """The row under the mouse, else the one selected, and where on the screen its menu belongs;
    an invalid index where there is neither."""
    area, mouse = view.viewport(), QCursor.pos()
    index = view.indexAt(area.mapFromGlobal(mouse))
    if index.isValid():
        return index, mouse
    selected = view.selectedIndexes()
    index = selected[0] if selected else QModelIndex()
    return index, area.mapToGlobal(view.visualRect(index).center())


def match_menu(workspace: Workspace, row: int, actions: Actions, parent: QWidget) -> QMenu:
    """What can be done with a match of the folder: the one on screen, or another."""
    entry = workspace.entries[row]
    if row == workspace.current:
        menu = actions.menu(("close", "reveal", "export", "", "prelabel"), parent)
    else:
        menu = QMenu(parent)
        _add(menu, translate("Workspace", "Open this match"), lambda: workspace.open_entry(entry))
        show = _add(menu, actions["reveal"].text(), lambda: workspace.reveal(entry))
        if not entry.started:
            show.setText(translate("Workspace", "Show video in folder"))
        show.setIcon(actions["reveal"].icon())
        menu.addSeparator()
        prelabel = actions["prelabel"]
        answer = _add(menu, prelabel.text(), lambda: workspace.prelabel(entry))
        answer.setIcon(prelabel.icon())
        taken = entry.answering is not None or entry.place or entry.unreadable
        answer.setEnabled(not taken)
    if entry.answering is not None:
        menu.addActions([actions["pause_job"], actions["cancel_job"]])
    menu.addSeparator()
    menu.addActions([actions["prelabel_all"], actions["open_folder"]])
    return menu


def _add(menu: QMenu, text: str, run: Callable[[], object]) -> QAction:
    action = menu.addAction(text)
    action.triggered.connect(lambda _checked=False: run())
    return action
