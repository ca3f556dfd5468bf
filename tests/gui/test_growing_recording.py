"""A recording that goes on while a person works with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from annotation import edits
from app.application import Desk
from tests.gui.conftest import ScriptedEngine

WAIT = 20_000
FRAMES = 240


@pytest.fixture
def whole(tmp_path: Path, make_video: Callable[..., Path]) -> bytes:
    return make_video(tmp_path / "whole.ts", frames=FRAMES).read_bytes()


@pytest.fixture
def live(tmp_path: Path, whole: bytes) -> Path:
    """The first part of it."""
    path = tmp_path / "live.ts"
    path.write_bytes(whole[: len(whole) * 2 // 3])
    return path


@pytest.fixture
def watching(desk: Desk, qtbot: QtBot, live: Path) -> Desk:
    """The window with it, pre-labelled as far as it goes, and frame 7 marked."""
    with qtbot.waitSignal(desk.document.opened, timeout=WAIT):
        desk.open_match.open(live)
    with qtbot.waitSignal(desk.prelabel.finished, timeout=WAIT):
        desk.prelabel.start()
    desk.document.apply(edits.place(desk.document.track, 7, 30.0, 40.0))
    return desk


def sentences(desk: Desk) -> list[str]:
    return [row.message.text for row in desk.message_bar.rows()]


def read_on(desk: Desk) -> QPushButton | None:
    buttons = [
        button for row in desk.message_bar.rows() for button in row.findChildren(QPushButton)
    ]
    return next((button for button in buttons if button.text() == "Read on"), None)


def test_at_its_end_the_rest_is_offered_and_labels_stay(
    watching: Desk, qtbot: QtBot, engine: ScriptedEngine, live: Path, whole: bytes
) -> None:
    desk = watching
    then = desk.document.frame_count
    desk.playhead.seek(desk.playhead.last_frame)
    desk.growing.shut_down()
    qtbot.wait(1)
    assert read_on(desk) is None, "it is as long as it was"
    live.write_bytes(whole)
    desk.playhead.seek(3)
    desk.playhead.seek(desk.playhead.last_frame)
    qtbot.waitUntil(lambda: read_on(desk) is not None, timeout=WAIT)
    with qtbot.waitSignal(desk.document.opened, timeout=WAIT):
        read_on(desk).click()
    assert desk.document.frame_count == desk.playhead.frame_count == FRAMES
    assert desk.playhead.frame == then - 1
    assert desk.document.track.mark_at(7).position == (30.0, 40.0)
    assert any(f"live.ts has grown by {FRAMES - then} frames" in text for text in sentences(desk))
    assert desk.document.track.predicted[:40].all()
    engine.asked.clear()
    with qtbot.waitSignal(desk.prelabel.finished, timeout=WAIT):
        desk.prelabel.start()
    ((first, last),) = engine.asked
    assert 40 <= first < then
    assert last == FRAMES - 1
    assert desk.document.track.predicted.all()


def test_a_run_that_ends_looks_as_well(desk: Desk, qtbot: QtBot, live: Path, whole: bytes) -> None:
    with qtbot.waitSignal(desk.document.opened, timeout=WAIT):
        desk.open_match.open(live)
    live.write_bytes(whole)
    desk.prelabel.start()
    qtbot.waitUntil(lambda: read_on(desk) is not None, timeout=WAIT)
    # Once told of this much, it is not told again.
    for row in desk.message_bar.rows():
        desk.message_bar.dismiss(row)
    desk.growing.look()
    desk.growing.shut_down()
    qtbot.wait(1)
    assert read_on(desk) is None


def test_a_drive_that_is_away_is_no_news(watching: Desk, qtbot: QtBot, live: Path) -> None:
    live.unlink()
    before = sentences(watching)
    watching.growing.look()
    watching.growing.shut_down()
    qtbot.wait(1)
    assert sentences(watching) == before
