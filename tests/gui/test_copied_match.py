"""A project that may not be written to: the window offers to go on in a copy."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from annotation import edits, schema
from annotation.project import Project
from app import paths
from app.application import Desk
from app.widgets import file_dialogs
from app.widgets.message_bar import MessageRow

WAIT = 20_000


@pytest.fixture
def locked(opened: Desk, video_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project of the small video, with a mark, closed; it may not be written any more."""
    # Permissions do not bind the administrator, who may run the tests: SQLite's answer is played.
    path = video_path.with_suffix(".rally")
    opened.document.apply(edits.place(opened.document.track, 12, 50.0, 60.0))
    opened.open_match.close()
    connect = schema.connect

    def refused(place: Path, **how: Any) -> sqlite3.Connection:
        if place == path:
            error = sqlite3.OperationalError("attempt to write a readonly database")
            error.sqlite_errorcode = sqlite3.SQLITE_READONLY
            raise schema.translate(error, path)
        return connect(place, **how)

    monkeypatch.setattr(schema, "connect", refused)
    return path


@pytest.fixture
def documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    monkeypatch.setattr(paths, "user_documents_path", lambda: folder)
    return folder


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The places the window proposed; each was taken."""
    proposed: list[str] = []

    def answer(_parent: object, _title: str, place: str, *_rest: object, **how: Any) -> Any:
        assert how["options"] == QFileDialog.Option.DontConfirmOverwrite
        proposed.append(place)
        return place, ""

    monkeypatch.setattr(file_dialogs.QFileDialog, "getSaveFileName", answer)
    return proposed


def newest(desk: Desk) -> MessageRow:
    return desk.message_bar.rows()[0]


def refuse(desk: Desk, qtbot: QtBot, path: Path) -> MessageRow:
    with qtbot.waitSignal(desk.open_match.copyNeeded, timeout=WAIT):
        desk.open_match.open(path)
    return newest(desk)


@pytest.mark.parametrize("by", ["project", "video"])
def test_a_button_copies_it_and_opens_the_copy(
    opened: Desk, qtbot: QtBot, locked: Path, documents: Path, taken: list[str], by: str
) -> None:
    before, done = locked.read_bytes(), list[str]()
    with qtbot.waitSignal(opened.open_match.copyNeeded, timeout=WAIT):
        opened.open_match.open(
            locked if by == "project" else locked.with_suffix(".mp4"),
            then=lambda: done.append("then"),
        )
    row = newest(opened)
    assert row.message.text == (
        f"match.rally cannot be written where it is, in {locked.parent}. Go on in a copy: the "
        "original stays as it is."
    )
    assert [button.text() for button in row.buttons] == ["Copy it and open…"]
    with qtbot.waitSignal(opened.document.opened, timeout=WAIT):
        row.buttons[0].click()
    copy = documents / "match.rally"
    assert taken == [str(copy)]
    assert opened.document.project.path == copy
    assert opened.document.info.path == opened.document.project.video_path
    assert opened.document.info.path == locked.with_suffix(".mp4")
    assert opened.document.track.human_mark_at(12) is not None
    assert opened.settings.recent[0] == str(copy)
    assert [each.message.text for each in opened.message_bar.rows()] == [
        f"You work on a copy in {documents}; {locked} stays as it is."
    ]
    assert done == ["then"]
    opened.document.apply(edits.no_ball(opened.document.track, 1))
    opened.open_match.close()
    assert locked.read_bytes() == before
    with Project.read(copy) as project:
        assert [mark.frame for mark in project.marks()] == [1, 12]


def test_edits_that_wait_in_the_log_come_along(
    opened: Desk, qtbot: QtBot, locked: Path, documents: Path, taken: list[str], tmp_path: Path
) -> None:
    work = tmp_path / "work.rally"
    shutil.copyfile(locked, work)
    with Project.open(work) as project:
        project.apply(edits.place(project.load_track(), 30, 5.0, 6.0))
        shutil.copyfile(work, locked)
        shutil.copyfile(schema.log_of(work), schema.log_of(locked))
    row = refuse(opened, qtbot, locked)
    with qtbot.waitSignal(opened.document.opened, timeout=WAIT):
        row.buttons[0].click()
    assert opened.document.track.human_mark_at(30) is not None
    assert [path.name for path in documents.iterdir() if path.suffix == ".rally"] == ["match.rally"]
    assert schema.log_of(locked).stat().st_size


def test_nothing_is_written_over(
    opened: Desk,
    qtbot: QtBot,
    locked: Path,
    documents: Path,
    taken: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another name is proposed where the first is taken; one that is taken meanwhile is refused,
    and may be opened, or another be chosen."""
    mine = documents / "match.rally"
    shutil.copyfile(locked, mine)
    place = file_dialogs._free
    monkeypatch.setattr(file_dialogs, "_free", lambda place: place)
    before = mine.read_bytes()
    row = refuse(opened, qtbot, locked)
    with qtbot.waitSignal(opened.open_match.copyNeeded, timeout=WAIT):
        row.buttons[0].click()
    row = newest(opened)
    assert row.message.text == (
        f"There is already a file at {mine}; open it or choose another name."
    )
    assert [each.text() for each in row.buttons] == ["Open that one", "Copy it and open…"]
    assert mine.read_bytes() == before
    monkeypatch.setattr(file_dialogs, "_free", place)
    with qtbot.waitSignal(opened.document.opened, timeout=WAIT):
        row.buttons[1].click()
    assert opened.document.project.path == documents / "match 2.rally"
    assert mine.read_bytes() == before


def test_the_project_that_stands_there_may_be_opened(
    opened: Desk, qtbot: QtBot, locked: Path, documents: Path
) -> None:
    mine = documents / "match.rally"
    shutil.copyfile(locked, mine)
    with qtbot.waitSignal(opened.open_match.copyNeeded, timeout=WAIT):
        opened.open_match.open(locked, copy_to=mine)
    with qtbot.waitSignal(opened.document.opened, timeout=WAIT):
        newest(opened).buttons[0].click()
    assert opened.document.project.path == mine


def test_copying_can_be_cancelled(
    opened: Desk,
    qtbot: QtBot,
    locked: Path,
    documents: Path,
    monkeypatch: pytest.MonkeyPatch,
    said: list[str],
) -> None:
    copy = schema.new_file
    begun: list[Path] = []

    def cancelled(place: Path) -> Any:
        begun.append(place)
        opened.open_match._task.stop.set()  # as the chip does, from the window's thread
        return copy(place)

    monkeypatch.setattr(schema, "new_file", cancelled)
    opened.open_match.open(locked, copy_to=documents / "match.rally")
    task = opened.open_match._task
    with qtbot.waitSignal(task.stopped, timeout=WAIT):
        pass
    opened.open_match.cancel()
    assert begun == [documents / "match.rally"]
    assert list(documents.iterdir()) == []
    assert said == []


def test_no_place_no_copy(
    opened: Desk, qtbot: QtBot, locked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_dialogs.QFileDialog, "getSaveFileName", lambda *_a, **_k: ("", ""))
    refuse(opened, qtbot, locked).buttons[0].click()
    assert not opened.open_match.busy


@pytest.mark.parametrize("name", ["mine", "mine.rally", "mine.2024"])
def test_a_copy_is_called_as_projects_are(
    desk: Desk, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer: Callable[..., Any] = lambda *_args, **_how: (str(tmp_path / name), "")  # noqa: E731
    monkeypatch.setattr(file_dialogs.QFileDialog, "getSaveFileName", answer)
    place = file_dialogs.ask_copy(desk.window, tmp_path / "match.rally")
    assert place == tmp_path / f"{name.removesuffix('.rally')}.rally"
