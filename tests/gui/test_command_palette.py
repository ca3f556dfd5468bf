"""The command palette: every action by its name, with its key, and why it is not possible."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.action_table import ACTIONS, OBSTACLES, When
from app.application import Desk
from app.beside import show_canvas_menu, show_palette


def test_every_condition_says_why() -> None:
    named = [flag for flag in When if flag]
    assert set(OBSTACLES) == set(named)


def test_all_actions_are_there_and_say_why_not(desk: Desk) -> None:
    palette = show_palette(desk)
    rows = {row.id: row for row in palette.model.rows}
    assert set(rows) == {spec.id for spec in ACTIONS} - {"palette"}
    assert rows["prelabel"].obstacle == "Open a match first"
    assert rows["prelabel"].keys == "Ctrl+P"
    assert rows["open"].obstacle == ""
    possible = [not row.obstacle for row in palette.model.rows]
    assert possible == sorted(possible, reverse=True)
    palette.close()


def test_a_few_letters_and_enter(labelled: Desk, qtbot: QtBot) -> None:
    before = labelled.canvas.overlays.visible("heatmap")
    labelled.actions["palette"].trigger()
    palette = show_palette(labelled)
    qtbot.keyClicks(palette.search, "heat")
    assert palette.model.rows[0].id == "heatmap"
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert not palette.isVisible()
    qtbot.waitUntil(lambda: labelled.canvas.overlays.visible("heatmap") is not before)


def test_what_stands_in_a_submenu_is_found_by_its_name(desk: Desk) -> None:
    palette = show_palette(desk)
    palette.search.setText("opac")
    found = {row.id for row in palette.model.rows}
    assert {spec.id for spec in ACTIONS if spec.submenu == "Opacity"} <= found
    palette.search.setText("language")
    assert palette.model.rows[0].id.startswith("language_")
    palette.close()


def test_arrows_choose_and_what_is_impossible_stays(desk: Desk, qtbot: QtBot) -> None:
    palette = show_palette(desk)
    qtbot.keyClicks(palette.search, "next ma")
    qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    assert palette.view.currentIndex().row() == 1
    qtbot.keyClick(palette.search, Qt.Key.Key_Up)
    assert palette.model.rows[0].obstacle
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert palette.isVisible()
    palette.search.setText("qqqq")
    assert palette.nothing.isVisible()
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    palette.close()


def test_the_picture_has_a_context_menu(labelled: Desk) -> None:
    menu = show_canvas_menu(labelled, labelled.canvas.rect().center())
    names = [action.objectName() for action in menu.actions() if not action.isSeparator()]
    assert names[:3] == ["accept", "no_ball", "occluded"]
    menu.close()
