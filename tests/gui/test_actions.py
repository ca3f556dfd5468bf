"""Every action: declared once, bound, reachable, enabled when it is possible."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLabel, QMenu, QScrollArea
from pytestqt.qtbot import QtBot

from app.action_table import ACTIONS, MENUS, When
from app.application import Desk
from app.beside import show_keys
from app.keymaps import MAPS
from app.settings import Settings
from resources import resource

SPECS = {spec.id: spec for spec in ACTIONS}


def test_ids_are_unique_and_keys_are_too() -> None:
    assert len(SPECS) == len(ACTIONS)
    keys = Counter(QKeySequence(key).toString() for spec in ACTIONS for key in spec.keys)
    assert [key for key, count in keys.items() if count > 1] == []
    assert "" not in keys


def test_every_action_names_an_icon_that_exists() -> None:
    for spec in ACTIONS:
        assert not spec.icon or resource("icons", f"{spec.icon}.svg").is_file(), spec.id


def test_every_action_has_an_effect(desk: Desk) -> None:
    assert desk.actions.unbound() == set()


@pytest.mark.parametrize(
    ("key", "modifier", "sentence"),
    [
        (Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier,
         "Accept stretch: This frame is in no stretch of doubt."),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier,
         "Accept: This frame has no answer yet."),
        (Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier, "Undo: Nothing to undo."),
    ],
)  # fmt: skip
def test_a_key_that_can_do_nothing_says_why(
    opened: Desk,
    qtbot: QtBot,
    said: list[str],
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
    sentence: str,
) -> None:
    said.clear()
    qtbot.keyClick(opened.canvas, key, modifier)
    assert said == [sentence]
    qtbot.keyClick(opened.canvas, key, modifier)
    assert len(opened.message_bar.rows()) == 1
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Right)
    assert said == [sentence, sentence]


def test_why_not_is_not_said_any_more_once_it_is_possible(opened: Desk, qtbot: QtBot) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Z, control)
    qtbot.keyClick(opened.canvas, Qt.Key.Key_Right)
    assert [row.message.text for row in opened.message_bar.rows()] == ["Undo: Nothing to undo."]
    qtbot.waitUntil(lambda: opened.canvas.shown_frame == 1)
    qtbot.keyClick(opened.canvas, Qt.Key.Key_X)
    assert opened.actions["undo"].isEnabled()
    assert opened.message_bar.rows() == []


@pytest.mark.parametrize("action", ["accept", "undo", "accept_range", "save_view"])
def test_without_a_match_that_is_what_is_missing(desk: Desk, action: str) -> None:
    assert desk.actions.obstacle(action) == "Open a match first"
    assert desk.actions.obstacle("cancel_job") == "No pre-labelling is running"


def test_binding_twice_is_a_mistake(desk: Desk) -> None:
    with pytest.raises(ValueError, match="twice"):
        desk.actions.bind("open", lambda: None)


def test_every_menu_has_a_letter_of_its_own(desk: Desk) -> None:
    texts = [action.text() for action in desk.window.menuBar().actions()]
    letters = [text[text.index("&") + 1].upper() for text in texts]
    assert len(set(letters)) == len(MENUS)
    for name in MAPS:
        desk.settings.key_map = name
        keymap = desk.actions.keymap
        assert [keymap.owner(f"Alt+{letter}") for letter in letters] == [None] * len(MENUS)


def test_every_menu_holds_its_actions(desk: Desk) -> None:
    for menu in MENUS:
        found = desk.window.menuBar().findChild(QMenu, menu)
        assert action_ids(found) == [spec.id for spec in ACTIONS if spec.menu == menu]


def action_ids(menu: QMenu) -> list[str]:
    ids: list[str] = []
    for action in menu.actions():
        if action.menu():
            ids += action_ids(action.menu())
        elif not action.isSeparator():
            ids.append(action.objectName())
    return ids


def test_menus_show_what_is_checked(desk: Desk) -> None:
    desk.window.menuBar().setNativeMenuBar(False)
    menu = desk.window.menuBar().findChild(QMenu, "View")
    for action_id in ("heatmap", "trail", "full_screen"):
        action = desk.actions[action_id]
        shots = []
        menu.popup(desk.window.mapToGlobal(desk.window.rect().center()))
        menu.setActiveAction(None)
        for checked in (False, True):
            action.setChecked(checked)
            shots.append(menu.grab(menu.actionGeometry(action)).toImage())
        menu.hide()
        assert shots[0] != shots[1], action_id


def test_tooltips_tell_the_key(desk: Desk) -> None:
    for spec in ACTIONS:
        if spec.keys:
            assert desk.actions.shown_keys(spec.id) in desk.actions[spec.id].toolTip()


def test_without_a_match_only_what_needs_none_is_possible(desk: Desk) -> None:
    enabled = {spec.id for spec in ACTIONS if desk.actions[spec.id].isEnabled()}
    assert enabled == {spec.id for spec in ACTIONS if spec.when in (When.ALWAYS, When.IDLE)}
    assert {"open", "demo", "quit", "keys", "finetune"} <= enabled


def test_what_is_possible_follows_the_frame(labelled: Desk, qtbot: QtBot) -> None:
    actions = labelled.actions
    assert actions["accept"].isEnabled()
    assert actions["candidate_2"].isEnabled()
    assert actions["next_suspect"].isEnabled()
    assert not actions["clear"].isEnabled()
    assert not actions["undo"].isEnabled()
    actions["no_ball"].trigger()
    assert actions["clear"].isEnabled()
    assert actions["undo"].isEnabled()
    assert not actions["occluded"].isEnabled()
    actions["undo"].trigger()
    assert actions["redo"].isEnabled()


@pytest.mark.parametrize(
    ("key", "modifier", "frame"),
    [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 21),
        (Qt.Key.Key_Period, Qt.KeyboardModifier.NoModifier, 21),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, 19),
        (Qt.Key.Key_Comma, Qt.KeyboardModifier.NoModifier, 19),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, 30),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, 10),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, 0),
        (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier, 59),
    ],
)
def test_keys_move_the_playhead(
    opened: Desk, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier, frame: int
) -> None:
    opened.playhead.seek(20)
    opened.window.activateWindow()
    opened.canvas.setFocus()
    qtbot.keyClick(opened.canvas, key, modifier)
    assert opened.playhead.frame == frame


def test_overlay_keys_toggle_and_are_remembered(opened: Desk, qtbot: QtBot) -> None:
    for key, name in ((Qt.Key.Key_T, "trail"), (Qt.Key.Key_C, "candidates")):
        before = opened.canvas.overlays.visible(name)
        qtbot.keyClick(opened.canvas, key)
        assert opened.canvas.overlays.visible(name) is not before
        assert opened.actions[name].isChecked() is not before
        assert getattr(opened.settings, f"{name}_visible") is not before


def test_the_key_sheet_tells_every_key(desk: Desk) -> None:
    sheet = show_keys(desk)
    texts = {label.text() for label in sheet.findChildren(QLabel)}
    for spec in ACTIONS:
        if spec.keys:
            assert desk.actions.shown_keys(spec.id).replace("-", "−") in texts, spec.id
    assert {"Shift+Tab", "Alt+Shift+←", "Nudge left by 0.1 px"} <= texts
    assert not any("Backtab" in text for text in texts)


@pytest.mark.parametrize("size", [(1436, 860), (1276, 690)], ids=["1440×900", "1280×720"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_key_sheet_is_whole_and_goes_as_it_came(
    settings: Settings,
    request: pytest.FixtureRequest,
    language: str,
    size: tuple[int, int],
    qtbot: QtBot,
) -> None:
    settings.language = language
    desk: Desk = request.getfixturevalue("desk")
    desk.window.resize(*size)  # what such a screen leaves
    sheet = show_keys(desk)
    qtbot.waitUntil(sheet.isVisible)
    area = sheet.findChild(QScrollArea)
    assert area.verticalScrollBar().maximum() == 0, "nothing has to be scrolled"
    assert area.horizontalScrollBar().maximum() == 0
    assert not sheet.more.isVisible()
    with qtbot.waitActive(sheet):
        sheet.activateWindow()
    qtbot.keyClick(sheet, Qt.Key.Key_F1)
    assert not sheet.isVisible()
    assert show_keys(desk) is sheet
    assert sheet.isVisible()


def test_a_key_sheet_that_scrolls_says_so_until_its_end(desk: Desk, qtbot: QtBot) -> None:
    desk.window.resize(desk.window.minimumSize())
    sheet = show_keys(desk)
    bar = sheet.findChild(QScrollArea).verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert sheet.more.isVisible()
    bar.setValue(bar.maximum())
    assert not sheet.more.isVisible()


def test_every_menu_fits_the_lowest_window(desk: Desk) -> None:
    heights = {
        menu.objectName(): menu.sizeHint().height()
        for menu in (action.menu() for action in desk.window.menuBar().actions())
        if isinstance(menu, QMenu)
    }
    assert len(heights) == len(MENUS)
    assert {name: height for name, height in heights.items() if height > 600} == {}
