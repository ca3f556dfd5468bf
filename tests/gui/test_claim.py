"""Two windows on one match: the second one says so."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.application import Desk, build_desk
from app.jobs.engine import Engine
from app.settings import Settings

SAID = "match is open in another window as well."


def open_in_another(
    qtbot: QtBot, qapp: QApplication, settings: Settings, engine: Engine, path: Path
) -> list[str]:
    """What another window says on opening `path`; it is closed again."""
    said: list[str] = []
    second = build_desk(qapp, Settings(Path(settings.store.fileName())), engine)
    try:
        second.messages.posted.connect(lambda message: said.append(message.text))
        with qtbot.waitSignal(second.document.opened, timeout=20_000):
            second.open_match.open(path)
    finally:
        second.discard()
    return said


def test_the_second_window_says_that_the_match_is_open(
    opened: Desk, qtbot: QtBot, qapp: QApplication, engine: Engine
) -> None:
    project = opened.document.project.path
    said = open_in_another(qtbot, qapp, opened.settings, engine, project)
    assert any(text.startswith(SAID) for text in said)
    # The second window has gone, and took nothing from the first.
    said = open_in_another(qtbot, qapp, opened.settings, engine, project)
    assert any(text.startswith(SAID) for text in said)


def test_a_closed_match_is_free(
    opened: Desk, qtbot: QtBot, qapp: QApplication, engine: Engine
) -> None:
    project = opened.document.project.path
    opened.open_match.close()
    assert open_in_another(qtbot, qapp, opened.settings, engine, project) == []


def test_a_match_that_is_read_again_is_no_other_windows(opened: Desk, qtbot: QtBot) -> None:
    said: list[str] = []
    opened.messages.posted.connect(lambda message: said.append(message.text))
    with qtbot.waitSignal(opened.document.opened, timeout=20_000):
        opened.open_match.read_again(opened.document.project.path)
    assert said == []
