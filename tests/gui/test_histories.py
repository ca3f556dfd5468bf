"""What can be undone outlasts a look at another match."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from annotation import edits
from annotation.project import Project
from app import histories
from app.application import Desk

WAIT = 20_000


@pytest.fixture
def other(make_video: Callable[..., Path], tmp_path: Path) -> Path:
    return make_video(tmp_path / "other.mp4", frames=20)


def go(desk: Desk, qtbot: QtBot, path: Path) -> None:
    with qtbot.waitSignal(desk.document.opened, timeout=WAIT):
        desk.open_match.open(path)


def mark(desk: Desk, frame: int) -> None:
    desk.document.apply(edits.place(desk.document.track, frame, 30.0, 40.0))


def persons(desk: Desk) -> list[int]:
    return desk.document.track.persons.nonzero()[0].tolist()


def test_undo_and_redo_go_on_where_a_match_was_left(
    opened: Desk, qtbot: QtBot, other: Path
) -> None:
    first, document = opened.document.project.path, opened.document
    mark(opened, 3)
    mark(opened, 4)
    mark(opened, 5)
    document.undo()
    go(opened, qtbot, other)
    assert not opened.actions["undo"].isEnabled(), "nothing was done here"
    mark(opened, 7)
    go(opened, qtbot, first)
    assert persons(opened) == [3, 4]
    assert opened.actions["redo"].isEnabled()
    document.undo()
    assert persons(opened) == [3]
    document.redo()
    document.redo()
    assert persons(opened) == [3, 4, 5]
    for _ in range(3):
        document.undo()
    assert persons(opened) == []
    go(opened, qtbot, other)
    document.undo()
    assert persons(opened) == []
    opened.open_match.close()
    go(opened, qtbot, first)
    document.redo()
    assert persons(opened) == [3], "closing it ends nothing"


def test_what_another_window_edited_meanwhile_cannot_be_undone_here(
    opened: Desk, qtbot: QtBot, other: Path
) -> None:
    first = opened.document.project.path
    mark(opened, 3)
    go(opened, qtbot, other)
    with Project.open(first) as project:
        project.apply(edits.no_ball(project.load_track(), 3))
    go(opened, qtbot, first)
    assert not opened.actions["undo"].isEnabled()


def test_the_matches_left_last_are_kept(
    opened: Desk, qtbot: QtBot, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(histories, "MOST", 1)
    first = opened.document.project.path
    mark(opened, 3)
    go(opened, qtbot, other)
    mark(opened, 7)
    opened.open_match.close()
    assert len(opened.histories.kept) == 1
    go(opened, qtbot, first)
    assert not opened.actions["undo"].isEnabled()
    go(opened, qtbot, other)
    assert opened.actions["undo"].isEnabled()
