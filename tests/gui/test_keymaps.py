"""Keys: three maps to start from, a person's own on top, no key for two actions."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from app.action_table import ACTIONS
from app.application import Desk
from app.beside import show_keys
from app.keymaps import MAPS, Keymap, merge, shipped
from app.settings import Settings
from app.widgets.key_editor import KeyEditor
from app.widgets.key_sheet import KeySheet

IDS = {spec.id for spec in ACTIONS}
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def keymap(qtbot: QtBot, settings: Settings) -> Keymap:
    return Keymap(settings)


@pytest.mark.parametrize("name", MAPS)
def test_every_map_gives_a_key_to_one_action(settings: Settings, qtbot: QtBot, name: str) -> None:
    settings.key_map = name
    keymap = Keymap(settings)
    used = Counter(key for action in IDS for key in keymap.keys(action))
    assert [key for key, count in used.items() if count > 1] == []
    assert "" not in used


@pytest.mark.parametrize("name", MAPS)
def test_shift_tab_has_one_name(settings: Settings, qtbot: QtBot, name: str) -> None:
    settings.key_map = name
    keymap = Keymap(settings)
    assert "Shift+Tab" in keymap.keys("previous_suspect")
    assert not any("Backtab" in key for spec in ACTIONS for key in keymap.keys(spec.id))
    for pressed in ("Backtab", "Shift+Backtab"):
        assert keymap.owner(pressed) == "previous_suspect"


def test_both_enter_keys_are_called_enter(desk: Desk) -> None:
    first = {spec.id: desk.actions[spec.id].shortcut().toString() for spec in ACTIONS}
    assert [name for name, key in first.items() if "Return" in key] == [], "as menus write it"
    assert first["accept"] == desk.actions.shown_keys("accept") == "Enter"
    assert QKeySequence("Return") in desk.actions["accept"].shortcuts()
    # Who presses the key of the letters for it has the one of the digits with it, where free.
    desk.actions.keymap.assign("occluded", ["Ctrl+Shift+Return"])
    keys = [key.toString() for key in desk.actions["occluded"].shortcuts()]
    assert keys == ["Ctrl+Shift+Enter", "Ctrl+Shift+Return"]
    desk.actions.keymap.assign("no_ball", ["Ctrl+Shift+Enter"])
    assert [key.toString() for key in desk.actions["occluded"].shortcuts()] == ["Ctrl+Shift+Return"]


@pytest.mark.parametrize("name", sorted(set(MAPS) - {"default"}))
def test_shipped_maps_take_no_action_its_last_key(
    settings: Settings, qtbot: QtBot, name: str
) -> None:
    settings.key_map = name
    keymap = Keymap(settings)
    assert [spec.id for spec in ACTIONS if spec.keys and not keymap.keys(spec.id)] == []


def test_the_maps_know_the_tools_they_are_named_after() -> None:
    cvat, imglabel = shipped("cvat"), shipped("imglabel")
    assert (cvat["previous_frame"][0], cvat["next_frame"][0]) == ("D", "F")
    assert (cvat["no_ball"][0], cvat["occluded"][0]) == ("O", "Q")
    assert (imglabel["previous_frame"][0], imglabel["next_frame"][0]) == ("P", "N")
    assert (imglabel["first_frame"][0], imglabel["last_frame"][0]) == ("F", "L")


def test_what_is_above_takes_keys_from_below() -> None:
    below = {"one": ("A", "B"), "two": ("C",)}
    assert merge(below, {"two": ("B", "D")}) == {"one": ("A",), "two": ("B", "D")}
    assert merge(below, {"gone": ("A",)}) == below


def test_own_keys_are_remembered_per_map(keymap: Keymap, settings: Settings) -> None:
    keymap.assign("heatmap", ["x"])
    assert keymap.keys("heatmap") == ("X",)
    assert keymap.keys("no_ball") == ()
    assert keymap.owner("X") == "heatmap"
    settings.key_map = "cvat"
    assert keymap.keys("heatmap") == ("H",)
    assert keymap.keys("no_ball") == ("O", "X")
    settings.key_map = "default"
    assert Keymap(settings).keys("heatmap") == ("X",)


def test_reset_gives_the_keys_of_the_map_back(keymap: Keymap, settings: Settings) -> None:
    keymap.assign("heatmap", ["X"])
    keymap.reset("no_ball")
    assert keymap.keys("no_ball") == ("X",)
    assert keymap.keys("heatmap") == ()
    keymap.reset_all()
    assert keymap.keys("heatmap") == ("H",)
    assert settings.own_keys == ""
    assert not keymap.any_own


def test_taking_a_key_and_resetting_is_a_round_trip(keymap: Keymap, settings: Settings) -> None:
    before = keymap.keys("next_suspect")
    keymap.assign("heatmap", ["Tab"])
    assert "Tab" not in keymap.keys("next_suspect")
    keymap.reset("heatmap")
    assert keymap.keys("heatmap") == ("H",)
    assert keymap.keys("next_suspect") == before
    assert settings.own_keys == ""


def test_a_key_of_ones_own_comes_back_too(keymap: Keymap, settings: Settings) -> None:
    keymap.assign("trail", ["F5", "F6"])
    keymap.assign("heatmap", ["F5"])
    keymap.assign("motion", ["F5"])
    assert (keymap.keys("heatmap"), keymap.keys("trail")) == ((), ("F6",))
    again = Keymap(settings)
    again.reset("motion")
    assert (again.keys("motion"), again.keys("heatmap")) == (("M",), ("F5",))
    again.reset("heatmap")
    assert again.keys("trail") == ("F5", "F6")


def test_what_was_given_another_key_meanwhile_keeps_that(keymap: Keymap) -> None:
    keymap.assign("heatmap", ["X"])
    keymap.assign("no_ball", ["Ctrl+Alt+N"])
    keymap.reset("heatmap")
    assert keymap.keys("no_ball") == ("Ctrl+Alt+N",)
    assert keymap.owner("X") is None


def test_a_key_of_the_map_may_be_taken_back_and_forth(keymap: Keymap, settings: Settings) -> None:
    keymap.assign("heatmap", ["X"])
    keymap.reset("no_ball")
    keymap.assign("trail", ["X"])
    assert (keymap.keys("heatmap"), keymap.keys("no_ball")) == ((), ())
    keymap.reset("trail")
    assert (keymap.keys("heatmap"), keymap.keys("no_ball")) == ((), ("X",))
    keymap.reset("heatmap")
    assert settings.own_keys == ""


@pytest.mark.parametrize("damaged", ["{", "[1]", '{"default": 3}', '{"default": {"gone": ["A"]}}'])
def test_a_damaged_setting_leaves_the_map(settings: Settings, qtbot: QtBot, damaged: str) -> None:
    settings.own_keys = damaged
    keymap = Keymap(settings)
    assert keymap.keys("heatmap") == ("H",)
    keymap.assign("heatmap", ["Shift+H"])
    assert keymap.keys("heatmap") == ("Shift+H",)


def test_keys_tooltips_buttons_and_sheet_follow(opened: Desk, qtbot: QtBot) -> None:
    sheet = show_keys(opened)
    assert sheet.windowTitle() == "Keys"
    opened.actions["key_map_cvat"].trigger()
    assert opened.settings.key_map == "cvat"
    assert "(D / ,)" in opened.actions["previous_frame"].toolTip()
    assert sheet.windowTitle() == "Keys (CVAT)"
    texts = {label.text() for label in sheet.findChildren(QLabel)}
    assert "D / ," in texts
    opened.window.activateWindow()
    opened.canvas.setFocus()
    qtbot.keyClick(opened.canvas, Qt.Key.Key_F)
    assert opened.playhead.frame == 1
    opened.actions.keymap.assign("accept", ["Shift+Space"])
    button = next(b for b in opened.frame_panel.findChildren(object) if decides(b, opened))
    assert button.key() == "⇧Space"


def decides(widget: object, desk: Desk) -> bool:
    default = getattr(widget, "defaultAction", lambda: None)
    return hasattr(widget, "key") and default() is desk.actions["accept"]


@pytest.fixture
def editor(qtbot: QtBot, keymap: Keymap, settings: Settings) -> KeyEditor:
    editor = KeyEditor(keymap, settings)
    qtbot.addWidget(editor)
    editor.show()
    return editor


def test_one_may_type_what_one_looks_for(editor: KeyEditor) -> None:
    assert editor.focusWidget() is editor.search


def test_the_editor_warns_before_it_takes_a_key(editor: KeyEditor, keymap: Keymap) -> None:
    editor.select("heatmap")
    assert not editor.set_button.isEnabled()
    editor.edit.set_key("X")
    assert editor.warning.text() == "X is the key of “No ball”, which loses it."
    editor.set_button.click()
    assert keymap.keys("heatmap") == ("X",)
    assert keymap.keys("no_ball") == ()
    editor.select("no_ball")
    editor.edit.set_key("Ctrl+Alt+N")
    assert editor.warning.text() == "Ctrl+Alt+N is free."
    editor.set_button.click()
    assert keymap.keys("no_ball") == ("Ctrl+Alt+N",)


def test_the_editor_adds_takes_and_resets(editor: KeyEditor, keymap: Keymap) -> None:
    editor.select("heatmap")
    editor.edit.set_key("Ctrl+H")
    editor.add_button.click()
    assert keymap.keys("heatmap") == ("H", "Ctrl+H")
    assert editor.focusWidget() is editor.tree, "and not the next button, which takes it away"
    editor.none_button.click()
    assert keymap.keys("heatmap") == ()
    editor.reset_button.click()
    assert keymap.keys("heatmap") == ("H",)
    editor.none_button.click()
    editor.reset_all_button.click()
    assert keymap.keys("heatmap") == ("H",)


@pytest.mark.parametrize("enter", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_presses_the_button_with_the_keyboard(
    editor: KeyEditor, keymap: Keymap, qtbot: QtBot, enter: Qt.Key
) -> None:
    editor.select("heatmap")

    def press(button: QPushButton) -> None:
        button.setFocus()
        qtbot.keyClick(button, enter)
        assert button.text() == "Close" or editor.focusWidget() is editor.tree

    editor.edit.set_key("Ctrl+H")
    press(editor.add_button)
    assert keymap.keys("heatmap") == ("H", "Ctrl+H")
    editor.edit.set_key("F5")
    press(editor.set_button)
    assert keymap.keys("heatmap") == ("F5",)
    press(editor.none_button)
    assert keymap.keys("heatmap") == ()
    press(editor.reset_button)
    assert keymap.keys("heatmap") == ("H",)
    keymap.assign("heatmap", ["F5"])
    press(editor.reset_all_button)
    assert keymap.keys("heatmap") == ("H",)
    press(editor.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Close))
    assert not editor.isVisible()


def test_the_editor_takes_keys_that_are_pressed(
    editor: KeyEditor, keymap: Keymap, qtbot: QtBot
) -> None:
    editor.select("heatmap")
    editor.edit.setFocus()
    qtbot.keyClick(editor.edit, Qt.Key.Key_F5)
    editor.set_button.click()
    assert keymap.keys("heatmap") == ("F5",)


@pytest.mark.parametrize(
    ("pressed", "modifiers", "recorded"),
    [
        (Qt.Key.Key_Tab, NONE, "Tab"),
        (Qt.Key.Key_Backtab, SHIFT, "Shift+Tab"),
        (Qt.Key.Key_Tab, SHIFT, "Shift+Tab"),
        (Qt.Key.Key_Return, NONE, "Return"),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, "Enter"),
        (Qt.Key.Key_Space, SHIFT, "Shift+Space"),
        (Qt.Key.Key_Backspace, NONE, "Backspace"),
        (Qt.Key.Key_Delete, NONE, "Del"),
        (Qt.Key.Key_Escape, SHIFT, "Shift+Esc"),
        (Qt.Key.Key_Question, SHIFT, "?"),
        (Qt.Key.Key_A, SHIFT, "Shift+A"),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.KeypadModifier, "Left"),
    ],
)
def test_every_key_can_be_recorded(
    editor: KeyEditor,
    keymap: Keymap,
    qtbot: QtBot,
    pressed: Qt.Key,
    modifiers: Qt.KeyboardModifier,
    recorded: str,
) -> None:
    editor.select("heatmap")
    editor.edit.setFocus()
    qtbot.keyClick(editor.edit, Qt.Key.Key_Enter)
    assert editor.edit.recording
    assert "Esc keeps it" in editor.warning.text()
    qtbot.keyClick(editor.edit, pressed, modifiers)
    assert not editor.edit.recording
    assert editor.focusWidget() is editor.edit
    editor.set_button.click()
    assert keymap.keys("heatmap") == (recorded,)


def test_esc_keeps_the_key_and_the_next_one_closes(editor: KeyEditor, qtbot: QtBot) -> None:
    field = editor.edit
    field.set_key("X")
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    assert field.recording
    assert field.text() == ""
    qtbot.keyClick(field, Qt.Key.Key_Shift)
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not field.recording
    assert (field.key, field.text()) == ("X", "X")
    assert editor.warning.text() == "X is the key of “No ball”, which loses it."
    assert editor.isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not editor.isVisible()


def test_the_keyboard_leaves_the_field_and_clears_it(editor: KeyEditor, qtbot: QtBot) -> None:
    field = editor.edit
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_F5)
    qtbot.keyClick(field, Qt.Key.Key_Tab)
    assert editor.focusWidget() is editor.set_button
    qtbot.keyClick(editor.set_button, Qt.Key.Key_Backtab, SHIFT)
    assert editor.focusWidget() is field
    assert not field.recording
    qtbot.keyClick(field, Qt.Key.Key_Backtab, SHIFT)
    assert editor.focusWidget() is editor.tree
    field.setFocus()
    assert field.key == "F5"
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert (field.key, field.text()) == ("", "")
    assert not editor.set_button.isEnabled()


def test_a_field_that_is_left_records_no_longer(editor: KeyEditor, qtbot: QtBot) -> None:
    editor.edit.set_key("F5")
    qtbot.mouseClick(editor.edit, Qt.MouseButton.LeftButton)
    editor.search.setFocus()
    assert not editor.edit.recording
    assert editor.edit.key == "F5"


def test_the_editor_searches_and_changes_the_map(editor: KeyEditor, keymap: Keymap) -> None:
    editor.search.setText("loup")
    shown = [name for name, item in editor._items.items() if not item.isHidden()]
    assert shown == ["loupe"]
    assert editor.name.text() == "Loupe"
    editor.search.clear()
    editor.maps.setCurrentIndex(editor.maps.findData("imglabel"))
    editor.maps.activated.emit(editor.maps.currentIndex())
    assert keymap.keys("next_frame") == ("N", "Right")


def test_what_is_found_is_what_is_edited(editor: KeyEditor, keymap: Keymap, qtbot: QtBot) -> None:
    qtbot.keyClicks(editor.search, "accept")
    assert editor.current == "accept"
    qtbot.keyClick(editor.search, Qt.Key.Key_Down)
    assert editor.focusWidget() is editor.tree
    qtbot.keyClick(editor.tree, Qt.Key.Key_Down)
    assert editor.current == "accept_to_here"
    editor.search.setText("trail")
    assert editor.current == "trail"
    qtbot.keyClick(editor.search, Qt.Key.Key_Return)
    assert editor.edit.recording
    qtbot.keyClick(editor.edit, Qt.Key.Key_F5)
    qtbot.keyClick(editor.edit, Qt.Key.Key_Tab)
    qtbot.keyClick(editor.set_button, Qt.Key.Key_Return)
    assert keymap.keys("trail") == ("F5",)


def test_where_nothing_is_found_nothing_is_edited(editor: KeyEditor, qtbot: QtBot) -> None:
    editor.edit.set_key("F5")
    editor.search.setText("qqqq")
    assert editor.current is None
    assert editor.name.text() == "No action of this name."
    buttons = (editor.set_button, editor.add_button, editor.none_button, editor.reset_button)
    assert not any(widget.isEnabled() for widget in (editor.edit, *buttons))
    qtbot.keyClick(editor.search, Qt.Key.Key_Down)
    qtbot.keyClick(editor.search, Qt.Key.Key_Return)
    assert editor.focusWidget() is editor.search
    editor.search.clear()
    assert editor.current == ACTIONS[0].id
    assert editor.edit.isEnabled()


@pytest.mark.parametrize("size", [(1280, 800), (1600, 1000)])
def test_the_sheet_never_scrolls_sideways(
    opened: Desk, qtbot: QtBot, size: tuple[int, int]
) -> None:
    opened.window.resize(*size)
    sheet = KeySheet(opened.actions, opened.window)
    qtbot.addWidget(sheet)
    sheet.show()
    bar = sheet.findChild(QScrollArea).horizontalScrollBar()
    assert bar.maximum() == 0
