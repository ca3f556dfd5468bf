"""Files dropped on the window: opened, imported, and each for the match it came with."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from pytestqt.qtbot import QtBot

from annotation.project import Project
from app import file_bindings
from app.application import Desk

WAIT = 20_000


def drop(
    desk: Desk, *paths: Path, proposed: Qt.DropAction = Qt.DropAction.CopyAction
) -> QDropEvent:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(200, 200),
        proposed | Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.setDropAction(proposed)
    desk.window.dropEvent(event)
    return event


def hint_over(desk: Desk, path: Path) -> str:
    """What is said of a file that is dragged over the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    over = QDragEnterEvent(
        QPoint(200, 200),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    desk.window.dragEnterEvent(over)
    assert desk.window.drop_hint.isVisible()
    return desk.window.drop_hint.text


def test_a_dropped_video_is_opened(desk: Desk, qtbot: QtBot, video_path: Path) -> None:
    drop(desk, video_path)
    qtbot.waitUntil(lambda: desk.document.is_open, timeout=WAIT)
    assert desk.document.info.path == video_path


def test_a_file_that_is_dropped_stays_with_its_owner(
    desk: Desk, qtbot: QtBot, video_path: Path
) -> None:
    event = drop(desk, video_path, proposed=Qt.DropAction.MoveAction)
    assert event.isAccepted()
    assert event.dropAction() is Qt.DropAction.CopyAction
    qtbot.waitUntil(lambda: desk.document.is_open, timeout=WAIT)


def test_dropped_labels_are_imported(
    opened: Desk, qtbot: QtBot, tmp_path: Path, said: list[str]
) -> None:
    labels = tmp_path / "labels.csv"
    labels.write_text("Frame,Visibility,X,Y\n3,1,30,40\n4,0,0,0\n")
    with qtbot.waitSignal(opened.exchange.imported, timeout=WAIT):
        drop(opened, labels)
    assert opened.document.track.mark_at(3).position == (30.0, 40.0)
    opened.document.undo()
    assert opened.document.track.mark_at(3) is None


def test_labels_of_cvat_are_dropped_like_others(opened: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    labels = tmp_path / "annotations.xml"
    shapes = "".join(
        f'<points frame="{frame}" occluded="0" keyframe="{frame % 2}" points="{place}"/>'
        for frame, place in ((3, "30.5,40.5"), (4, "32,41"), (5, "33.5,41.5"))
    )
    labels.write_text(f'<annotations><track label="ball">{shapes}</track></annotations>')
    with qtbot.waitSignal(opened.exchange.imported, timeout=WAIT):
        drop(opened, labels)
    marks = [opened.document.track.mark_at(frame) for frame in (3, 4, 5)]
    assert [mark.position for mark in marks] == [(30.0, 40.0), (31.5, 40.5), (33.0, 41.0)]
    assert [mark.source for mark in marks] == ["human", "interpolated", "human"]


def labels_for(folder: Path) -> Path:
    labels = folder / "other.csv"
    labels.write_text("Frame,Visibility,X,Y\n3,1,30,40\n")
    return labels


def test_labels_dropped_with_a_match_wait_for_it(
    opened: Desk, qtbot: QtBot, tmp_path: Path, make_video: Callable[..., Path]
) -> None:
    first = opened.document.project.path
    other = make_video(tmp_path / "other.mp4", frames=20)
    with qtbot.waitSignal(opened.exchange.imported, timeout=WAIT):
        drop(opened, labels_for(tmp_path), other)
    assert opened.document.info.path == other
    assert opened.document.track.mark_at(3).position == (30.0, 40.0)
    with Project.open(first) as project:
        assert project.marks() == []


def test_labels_dropped_while_a_match_opens_are_that_matchs(
    opened: Desk,
    qtbot: QtBot,
    tmp_path: Path,
    make_video: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = opened.document.project.path
    other = make_video(tmp_path / "other.mp4", frames=20)
    drop(opened, other)
    assert opened.open_match.busy
    with qtbot.waitSignal(opened.exchange.imported, timeout=WAIT):
        drop(opened, labels_for(tmp_path))
    assert opened.document.info.path == other
    assert opened.document.track.mark_at(3).position == (30.0, 40.0)
    with Project.open(first) as project:
        assert project.marks() == []
    # And those that are chosen by the menu.
    monkeypatch.setattr(file_bindings, "ask_labels", lambda *_args: labels_for(tmp_path))
    third = make_video(tmp_path / "third.mp4", frames=30)
    drop(opened, third)
    with qtbot.waitSignal(opened.exchange.imported, timeout=WAIT):
        opened.actions["import"].trigger()
    assert opened.document.info.path == third
    # Where it does not open they go nowhere, as those dropped with it.
    drop(opened, tmp_path / "gone.mp4")
    drop(opened, labels_for(tmp_path))
    qtbot.waitUntil(lambda: not opened.open_match.busy, timeout=WAIT)
    with qtbot.assertNotEmitted(opened.exchange.imported, wait=200):
        pass


def test_labels_over_the_window_are_told_that_the_match_which_opens_will_take_them(
    desk: Desk, qtbot: QtBot, video_path: Path, tmp_path: Path
) -> None:
    labels = labels_for(tmp_path)
    assert hint_over(desk, labels) == "Labels: open their video first"
    drop(desk, video_path)
    assert hint_over(desk, labels) == f"Import the labels in {labels.name}"
    desk.open_match.cancel()
    assert hint_over(desk, labels) == "Labels: open their video first"


def test_labels_wait_for_a_match_whose_video_is_asked_for(
    opened: Desk, qtbot: QtBot, video_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = opened.document.project.path
    opened.open_match.close()
    moved = Path(shutil.move(video_path, tmp_path / "elsewhere.mp4"))
    monkeypatch.setattr("app.file_bindings.ask_missing_video", lambda *_args: moved)
    labels = tmp_path / "labels.csv"
    labels.write_text("Frame,Visibility,X,Y\n3,1,30,40\n")
    with qtbot.waitSignal(opened.exchange.imported, timeout=WAIT):
        drop(opened, project, labels)
    assert opened.document.info.path == moved


def test_labels_of_a_match_that_does_not_open_go_nowhere(
    opened: Desk, qtbot: QtBot, tmp_path: Path, said: list[str]
) -> None:
    drop(opened, tmp_path / "gone.mp4", labels_for(tmp_path))
    qtbot.waitUntil(lambda: not opened.open_match.busy, timeout=WAIT)
    assert len(said) == 1
    assert "gone.mp4" in said[0]
    assert opened.document.track.mark_at(3) is None


def test_labels_without_a_match_are_refused(desk: Desk, said: list[str], tmp_path: Path) -> None:
    drop(desk, tmp_path / "labels.csv")
    assert "open the video" in said[0]


def test_what_the_window_cannot_use_is_refused_in_words(
    desk: Desk, said: list[str], tmp_path: Path
) -> None:
    sentence = (
        "Cannot use rules.pdf: drop a video, a project, labels (.csv, .json, .xml, .txt), weights "
        "or a folder of matches."
    )
    assert hint_over(desk, tmp_path / "rules.pdf") == sentence
    assert said == []
    event = drop(desk, tmp_path / "rules.pdf")
    assert not event.isAccepted(), "its owner keeps it"
    assert said == [sentence]
    assert not desk.window.drop_hint.isVisible()


def test_of_several_files_those_of_use_are_taken_and_the_rest_told(
    desk: Desk, qtbot: QtBot, said: list[str], tmp_path: Path, video_path: Path
) -> None:
    beside = Path(shutil.copy(video_path, video_path.with_name("beside.mp4")))
    far = Path(shutil.copy(video_path, tmp_path / "far.mp4"))
    labels = labels_for(tmp_path)
    strange = [tmp_path / name for name in ("a.pdf", "b.md", "c.doc", "d.png", "e.xls")]
    with qtbot.waitSignal(desk.exchange.imported, timeout=WAIT):
        drop(desk, *strange, video_path, beside, far, labels, tmp_path / "small.pth")
    assert desk.document.info.path == video_path
    assert said[0].splitlines() == [
        "Not all of it was used.",
        "a.pdf, b.md, c.doc and 2 more: no video, project, labels, weights or folder",
        "far.mp4: one match, or folder of matches, at a time",
        "small.pth: one file of labels or weights at a time",
    ]


def test_what_was_not_used_can_be_read_once_the_match_is_open(
    opened: Desk, qtbot: QtBot, video_path: Path
) -> None:
    other = Path(shutil.copy(video_path, video_path.with_name("other.mp4")))
    with qtbot.waitSignal(opened.document.opened, timeout=WAIT):
        drop(opened, video_path.with_name("notes.md"), other)
    texts = [row.message.text for row in opened.message_bar.rows()]
    assert any("notes.md: no video" in text for text in texts)


def test_where_all_is_of_use_nothing_is_told(
    desk: Desk, qtbot: QtBot, said: list[str], video_path: Path
) -> None:
    beside = Path(shutil.copy(video_path, video_path.with_name("beside.mp4")))
    drop(desk, video_path, beside)
    qtbot.waitUntil(lambda: desk.document.is_open, timeout=WAIT)
    assert said == []
