"""Recent files and dropped files: what is gone says so, what is dropped is told before."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from app.application import Desk
from app.widgets.drop_hint import drop_text


@pytest.fixture
def listed(desk: Desk, qtbot: QtBot, video_path: Path, tmp_path: Path) -> Desk:
    """A desk that knows two files, one of which is gone."""
    gone = tmp_path / "gone.rally"
    gone.write_text("")
    desk.settings.remember_file(gone)
    desk.settings.remember_file(video_path)
    gone.unlink()
    desk.recent.look()
    qtbot.waitUntil(lambda: [file.missing for file in desk.recent.files()] == [False, True])
    return desk


def test_the_menu_tells_what_is_gone(listed: Desk, qtbot: QtBot, video_path: Path) -> None:
    menu = listed.window.menuBar().findChild(QMenu, "File").findChild(QMenu, "Open recent")
    menu = menu or listed.window.findChild(QMenu, "Open recent")
    menu.fill()
    first, second = menu.actions()[:2]
    assert first.text() == "match  ·  match"
    assert first.isEnabled()
    assert "not there any more" in second.text()
    assert not second.isEnabled()
    with qtbot.waitSignal(listed.document.opened, timeout=20_000):
        first.trigger()
    forget = next(a for a in menu.actions() if a.text() == "Forget missing files")
    forget.trigger()
    assert not any(file.missing for file in listed.recent.files())
    menu.fill()
    next(a for a in menu.actions() if a.text() == "Clear list").trigger()
    assert listed.settings.recent == []
    assert not menu.menuAction().isEnabled()


def test_the_welcome_page_tells_it_too(listed: Desk) -> None:
    buttons = listed.empty_state.findChildren(QToolButton)
    gone = next(button for button in buttons if "gone" in button.text())
    assert "not there any more" in gone.text()
    gone.click()
    assert all("gone" not in entry for entry in listed.settings.recent)


def test_files_of_one_name_are_told_apart_by_their_folders(desk: Desk, tmp_path: Path) -> None:
    for folder in ("monday/final", "sunday/final", "club", "one"):
        desk.settings.remember_file(tmp_path / folder / "match.mp4")
    desk.settings.remember_file(tmp_path / "one" / "other.mp4")
    told = [file.folder for file in desk.recent.files()]
    monday, sunday = (str(tmp_path / day / "final") for day in ("monday", "sunday"))
    assert told == ["", "one", "club", sunday, monday]
    texts = [button.text() for button in desk.empty_state._recent_buttons()]
    assert texts[:3] == ["other", "match · one", "match · club"]


def test_an_ampersand_in_a_name_is_no_letter_to_press(desk: Desk, tmp_path: Path) -> None:
    desk.settings.remember_file(tmp_path / "Lee & Yang.mp4")
    assert desk.empty_state._recent_buttons()[0].text() == "Lee && Yang"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_recent_file_opens_by_key(listed: Desk, qtbot: QtBot, key: Qt.Key) -> None:
    listed.empty_state.take_keys()
    focused = QApplication.focusWidget()
    assert focused.text() == "match", "the last one is the first"
    with qtbot.waitSignal(listed.document.opened, timeout=20_000):
        qtbot.keyClick(focused, key)


def test_arrows_walk_the_start_screen(listed: Desk, qtbot: QtBot) -> None:
    state = listed.empty_state
    state.take_keys()

    def walk(*keys: Qt.Key) -> str:
        for key in keys:
            qtbot.keyClick(QApplication.focusWidget(), key)
        return QApplication.focusWidget().text()

    assert "not there any more" in walk(Qt.Key.Key_Down)
    assert "not there any more" in walk(Qt.Key.Key_Down), "there it ends"
    assert walk(Qt.Key.Key_Up) == "match"
    listed.theme.changed.emit()
    assert walk() == "match", "made anew, the list keeps the keyboard"
    QApplication.processEvents()
    assert walk(Qt.Key.Key_Up) == state.demo_button.text()
    assert walk(*[Qt.Key.Key_Left] * 3) == state.open_button.text()
    assert walk(Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down).startswith("gone")
    walk(Qt.Key.Key_Return)
    assert walk() == "match", "what was forgotten leaves the keyboard to the one before"


def test_keys_are_for_what_to_open_where_nothing_is(
    listed: Desk, qtbot: QtBot, video_path: Path
) -> None:
    with qtbot.waitSignal(listed.document.opened, timeout=20_000):
        listed.open_match.open(video_path)
    assert QApplication.focusWidget() is listed.canvas
    listed.open_match.close()
    assert listed.empty_state.isAncestorOf(QApplication.focusWidget())


def drag(desk: Desk, *paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def over(desk: Desk, data: QMimeData) -> QDragEnterEvent:
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(QPoint(50, 200), Qt.DropAction.CopyAction, data, left, none)
    event.setAccepted(False)
    desk.window.dragEnterEvent(event)
    return event


def drop(desk: Desk, data: QMimeData) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    desk.window.dropEvent(QDropEvent(QPoint(50, 200), Qt.DropAction.CopyAction, data, left, none))


def test_what_dropping_does_is_said_before(desk: Desk, qtbot: QtBot, video_path: Path) -> None:
    data = drag(desk, video_path)
    assert over(desk, data).isAccepted()
    assert desk.window.drop_hint.isVisible()
    assert desk.window.drop_hint.text == "Open match.mp4"
    desk.window.drop_hint.grab()
    desk.window.dragLeaveEvent(QDragLeaveEvent())
    assert not desk.window.drop_hint.isVisible()
    over(desk, data)
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        drop(desk, data)
    assert not desk.window.drop_hint.isVisible()


def test_what_is_no_file_is_refused(desk: Desk) -> None:
    assert not over(desk, QMimeData()).isAccepted()
    assert not desk.window.drop_hint.isVisible()


def test_several_videos_open_the_first_and_list_them_all(
    desk: Desk, qtbot: QtBot, video_path: Path, make_video: object
) -> None:
    other = video_path.with_name("second.mp4")
    other.write_bytes(video_path.read_bytes())
    desk.settings.workspace_visible = False
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        drop(desk, drag(desk, video_path, other))
    qtbot.waitUntil(lambda: desk.workspace_panel.isVisible())
    assert desk.document.name() == "match"


def test_words_for_every_kind(tmp_path: Path) -> None:
    assert drop_text([tmp_path], False) == f"List the matches in {tmp_path.name}"
    assert drop_text([Path("a.rally")], False) == "Open a.rally"
    assert drop_text([Path("a.csv")], True) == "Import the labels in a.csv"
    assert drop_text([Path("a.txt")], True) == "Import the labels in a.txt"
    assert drop_text([Path("a.csv")], False) == "Labels: open their video first"
    assert drop_text([Path("a.safetensors")], False) == "Pre-label with a.safetensors"
    assert drop_text([Path("a.md")], True) == ""
    together = drop_text([Path("README.txt"), Path("a.csv"), Path("a.mp4"), Path("b.mp4")], False)
    assert together == "Open a.mp4\nImport the labels in a.csv"
