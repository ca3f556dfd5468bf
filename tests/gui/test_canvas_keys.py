"""Keys label the frame on screen, never one that is still being decoded."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from pytestqt.qtbot import QtBot

from app.application import Desk

KEYS = [Qt.Key.Key_X, Qt.Key.Key_Return, Qt.Key.Key_Q, Qt.Key.Key_1]


@pytest.fixture
def behind(labelled: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk that shows frame 10 and whose decoder has come to a stop."""
    labelled.playhead.seek(10)
    qtbot.waitUntil(lambda: labelled.canvas.shown_frame == 10)
    monkeypatch.setattr(labelled.frame_server, "request", lambda _frame: None)
    labelled.canvas.setFocus()
    return labelled


@pytest.mark.parametrize("key", KEYS)
def test_a_frame_nobody_has_seen_is_not_labelled(behind: Desk, qtbot: QtBot, key: Qt.Key) -> None:
    behind.playhead.seek(20)
    said: list[str] = []
    behind.messages.posted.connect(lambda message: said.append(message.text))
    qtbot.keyClick(behind.canvas, key)
    assert behind.document.project.marks() == []
    assert said == ["Frame 20 was not on screen yet, so nothing was changed."]
    assert behind.playhead.frame == 20


@pytest.mark.parametrize("key", KEYS)
def test_a_key_while_playing_labels_the_frame_on_screen(
    behind: Desk, qtbot: QtBot, key: Qt.Key
) -> None:
    behind.settings.advance_after_decision = False
    behind.playhead.play()
    behind.playhead.seek(13)
    qtbot.keyClick(behind.canvas, key)
    assert [mark.frame for mark in behind.document.project.marks()] == [10]
    assert (behind.playhead.frame, behind.playhead.playing) == (10, False)


def test_nudging_moves_the_ball_on_screen(behind: Desk, qtbot: QtBot) -> None:
    behind.playhead.play()
    behind.playhead.seek(13)
    shown = behind.document.track.mark_at(10).position
    qtbot.keyClick(behind.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    [mark] = behind.document.project.marks()
    assert mark.frame == 10
    assert mark.position == pytest.approx((shown[0] + 1, shown[1]))


def test_space_means_what_the_key_map_says(labelled: Desk, qtbot: QtBot) -> None:
    playhead, canvas = labelled.playhead, labelled.canvas
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Space)
    assert playhead.playing
    qtbot.keyClick(canvas, Qt.Key.Key_Space)
    assert not playhead.playing
    labelled.actions.keymap.assign("no_ball", ("Space",))
    qtbot.keyClick(canvas, Qt.Key.Key_Space)
    assert not playhead.playing
    assert [mark.frame for mark in labelled.document.project.marks()] == [playhead.frame]


def test_the_tools_stay_at_the_mouse_when_the_picture_makes_room(
    opened: Desk, qtbot: QtBot
) -> None:
    canvas = opened.canvas
    on_screen = canvas.mapToGlobal(canvas.rect().center())
    QCursor.setPos(on_screen)
    qtbot.mouseMove(canvas, canvas.rect().center())
    opened.window.side_splitter.setSizes([0, 500, 500])
    opened.window.resize(1500, 900)
    qtbot.wait(1)
    assert canvas.mapToGlobal(canvas._scene.cursor.toPoint()) == QCursor.pos()
