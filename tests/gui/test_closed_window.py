"""A window that was closed leaves nothing behind: no object, no widget, no ear for signals."""

from __future__ import annotations

import gc
import shutil
import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.application import Desk, build_desk
from app.beside import show_keys, show_palette
from app.jobs.engine import Engine
from app.jobs.torch_loader import collect_all
from app.settings import Settings


def work(desk: Desk, qtbot: QtBot, video: Path) -> None:
    """Open a match, pre-label and correct it, look at what opens beside the window."""
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        desk.open_match.open(video)
    with qtbot.waitSignal(desk.prelabel.finished, timeout=20_000):
        desk.prelabel.start()
    qtbot.waitUntil(lambda: desk.review.settled and len(desk.review.queue) > 0)
    desk.show_review()
    desk.actions["accept"].trigger()
    desk.actions["undo"].trigger()
    desk.show_training()
    show_keys(desk).close()
    show_palette(desk).close()
    desk.window.grab()


@pytest.mark.parametrize("worked", [False, True], ids=["as built", "after work"])
def test_a_closed_window_is_freed(
    qapp: QApplication,
    qtbot: QtBot,
    tmp_path: Path,
    engine: Engine,
    user_home: Path,
    video_path: Path,
    worked: bool,
) -> None:
    def visit() -> dict[str, weakref.ref[object]]:
        desk = build_desk(qapp, Settings(tmp_path / "settings.ini"), engine)
        desk.window.show()
        if worked:
            work(desk, qtbot, video_path)
        parts = {n: weakref.ref(p) for n, p in vars(desk).items() if isinstance(p, QObject)}
        desk.discard()
        return {"desk": weakref.ref(desk), **parts}

    gc.collect()
    before = set(QApplication.allWidgets())
    parts = visit()
    qtbot.wait(1)
    # Widgets go with the window, not when Python next looks for garbage.
    assert [w for w in QApplication.allWidgets() if w not in before] == []
    gc.collect()
    assert [name for name, part in parts.items() if part() is not None] == []


def test_a_closed_window_is_freed_although_torch_came_with_it(
    qapp: QApplication, tmp_path: Path, engine: Engine, user_home: Path
) -> None:
    desk = build_desk(qapp, Settings(tmp_path / "settings.ini"), engine)
    gc.freeze()
    try:
        desk.discard()
        closed = weakref.ref(desk)
        del desk
        gc.collect()
        assert closed() is not None
        collect_all()
        assert closed() is None
    finally:
        gc.unfreeze()


def test_a_match_is_freed_when_the_next_one_opens(
    opened: Desk, qtbot: QtBot, video_path: Path
) -> None:
    document = opened.document
    opened.playhead.seek(5)
    qtbot.waitUntil(lambda: opened.canvas.shown_frame == 5)
    first = [weakref.ref(part) for part in (document.project, document.video, document.track)]
    other = Path(shutil.copy(video_path, video_path.with_name("other.mp4")))
    with qtbot.waitSignal(document.opened, timeout=20_000):
        opened.open_match.open(other)
    qtbot.waitUntil(lambda: opened.canvas.shown_frame == 0)

    def freed() -> bool:
        gc.collect()
        return all(part() is None for part in first)

    qtbot.waitUntil(freed)


def test_a_closed_window_no_longer_follows_the_system(
    qapp: QApplication, settings: Settings, engine: Engine, user_home: Path
) -> None:
    settings.theme = "system"
    desk = build_desk(qapp, settings, engine)
    worn: list[str] = []
    desk.theme.changed.connect(lambda: worn.append("changed"))
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert worn == ["changed"]
    desk.discard()
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert worn == ["changed"]
