"""After a crash: the match, the frame and the layout are as they were."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QLockFile
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.application import Desk, build_desk
from app.crash import CrashDialog, report
from app.file_bindings import restore
from app.jobs.engine import Engine
from app.main_window import DEFAULT_SIZE, FRAME
from app.paths import user_folder
from app.settings import Settings


def test_an_open_match_is_written_down_and_a_closed_one_is_not(opened: Desk) -> None:
    stored = Settings(Path(opened.settings.store.fileName()))
    assert stored.open_match == str(opened.document.project.path)
    opened.open_match.close()
    assert opened.settings.open_match == ""


def test_after_a_crash_the_match_opens_where_it_was(
    opened: Desk, qtbot: QtBot, qapp: QApplication, engine: Engine, video_path: Path
) -> None:
    opened.playhead.seek(23)
    opened.open_match.remember_position()
    opened.window.tabs.setCurrentIndex(1)
    opened.window._remember()
    # What a crash leaves: the settings as they are now, and nobody to own the session.
    left = Path(opened.settings.store.fileName())
    crashed = left.with_name("crashed.ini")
    opened.settings.store.sync()
    crashed.write_bytes(left.read_bytes())
    opened.open_match.close()
    opened.session.close()
    desk = build_desk(qapp, Settings(crashed), engine)
    try:
        project = desk.session.take_interrupted()
        assert project == video_path.with_suffix(".rally")
        assert desk.session.take_interrupted() is None
        with qtbot.waitSignal(desk.document.opened, timeout=20_000):
            restore(desk, project)
        assert desk.playhead.frame == 23
        assert desk.window.tabs.currentIndex() == 1
        shown = [row.message.text for row in desk.message_bar.rows()]
        assert "Rallymark was not closed properly. match opens where you were." in shown
    finally:
        desk.discard()


def test_a_second_window_leaves_the_session_of_the_first_alone(
    opened: Desk, qapp: QApplication, engine: Engine
) -> None:
    second = build_desk(qapp, Settings(Path(opened.settings.store.fileName())), engine)
    try:
        assert opened.session.owner
        assert not second.session.owner
        assert second.session.take_interrupted() is None
    finally:
        second.discard()
    assert opened.settings.open_match


def test_a_project_that_is_gone_is_not_restored(desk: Desk, tmp_path: Path) -> None:
    desk.settings.open_match = str(tmp_path / "gone.rally")
    assert desk.session.take_interrupted() is None
    assert desk.settings.open_match == ""


def test_the_lock_goes_with_the_window(
    qapp: QApplication, settings: Settings, engine: Engine, user_home: Path
) -> None:
    desk = build_desk(qapp, settings, engine)
    assert desk.session.owner
    desk.discard()
    lock = QLockFile(str(user_folder() / "session.lock"))
    assert lock.tryLock(0)
    lock.unlock()


def test_the_position_is_kept_while_playing(opened: Desk, qtbot: QtBot) -> None:
    opened.open_match._remember.setInterval(30)
    for frame in range(1, 40):
        opened.playhead.seek(frame)
        qtbot.wait(3)
    assert opened.document.project.state("frame", 0) > 0


def test_a_report_holds_the_error_and_the_log(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Path] = []
    monkeypatch.setattr("app.crash.reveal", shown.append)
    log = tmp_path / "rallymark.log"
    log.write_text("\n".join(f"line {number}" for number in range(1000)))
    dialog = CrashDialog("ValueError: no ball", log)
    qtbot.addWidget(dialog)
    for _ in range(2):
        dialog.save_report()
    text = shown[0].read_text()
    assert "ValueError: no ball" in text
    assert "line 999" in text
    assert "line 10\n" not in text
    assert str(shown[0]) in dialog.told.text()
    assert "no log" in report("boom", tmp_path / "none.log")


def test_a_first_window_fits_a_small_screen_with_its_frame(
    qapp: QApplication, settings: Settings, engine: Engine, user_home: Path
) -> None:
    screen = QGuiApplication.primaryScreen().availableGeometry()
    assert screen.height() < DEFAULT_SIZE.height()
    desk = build_desk(qapp, settings, engine)
    assert desk.window.height() + FRAME.height() == screen.height()
    assert desk.window.y() >= screen.top()
    desk.discard()
