"""The command palette: every action by its name, with its key, and why it is not possible."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.action_table import ACTIONS, OBSTACLES, When
from app.application import Desk
from app.beside import show_canvas_menu, show_palette
from app.workflows.fine_tune import Stage, Training


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


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("pre", "prelabel"),
        ("label", "label_report"),
        ("next", "next_mark"),
        ("full", "full_screen"),
        ("speed", "slower"),
        ("gpu", "choose_device"),
        ("train", "finetune"),
    ],
)
def test_a_name_that_begins_like_it_comes_first(opened: Desk, typed: str, first: str) -> None:
    palette = show_palette(opened)
    palette.search.setText(typed)
    assert palette.model.rows[0].id == first
    palette.close()


def test_what_an_action_does_finds_it_too(labelled: Desk) -> None:
    palette = show_palette(labelled)
    palette.search.setText("delete")
    assert {row.id for row in palette.model.rows} == {"clear", "clear_range"}
    palette.search.setText("speed")
    assert [row.id for row in palette.model.rows][:2] == ["slower", "faster"]
    palette.close()


def test_every_reason_is_told_whole(desk: Desk) -> None:
    palette = show_palette(desk)
    metrics, keys_apart = palette.view.fontMetrics(), 16
    # As the delegate lays it out, beside the scroll bar.
    bar = palette.view.verticalScrollBar().sizeHint().width()
    room = palette.view.viewport().width() - bar - 36 - 30 - 12 - keys_apart
    for row in palette.model.rows:
        when = next(spec.when for spec in ACTIONS if spec.id == row.id)
        for flag in (flag for flag in When if flag in when | When.MATCH):
            told = (row.text, OBSTACLES[flag], row.keys)
            assert sum(map(metrics.horizontalAdvance, told)) <= room, told
    palette.close()


def test_of_names_alike_the_possible_come_first(opened: Desk) -> None:
    palette = show_palette(opened)
    palette.search.setText("cancel")
    assert all(row.obstacle for row in palette.model.rows if row.id.startswith("cancel"))
    palette.close()
    opened.fine_tune._set(Training(Stage.PREPARING, epochs=2))
    palette = show_palette(opened)
    palette.search.setText("cancel")
    assert palette.model.rows[0].id == "cancel_finetune"
    palette.close()
    opened.fine_tune._set(Training())


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
    assert palette.nothing.text() == "No action is called “qqqq”."
    palette.search.setText("q" * 200)
    assert len(palette.nothing.text()) < 80
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    palette.close()


def test_the_picture_has_a_context_menu(labelled: Desk) -> None:
    menu = show_canvas_menu(labelled, labelled.canvas.rect().center())
    names = [action.objectName() for action in menu.actions() if not action.isSeparator()]
    assert names[:3] == ["accept", "no_ball", "occluded"]
    menu.close()
