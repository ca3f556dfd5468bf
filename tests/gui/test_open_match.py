"""Opening: validated first, swapped then; whatever fails leaves the old match on screen."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from annotation import edits
from annotation.errors import ProjectError
from annotation.project import Project
from annotation.video_identity import VideoIdentity, identify_file
from app.application import Desk
from app.paths import user_folder
from app.widgets import file_dialogs
from app.widgets.opening_chip import OpeningChip
from tests.unit.tracker import clips
from tracker.video import FrameReader, Glimpse

WAIT = 20_000


def wait_for_the_end(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not desk.open_match.busy, timeout=WAIT)


def test_a_video_gets_a_project_beside_it(opened: Desk, video_path: Path) -> None:
    assert opened.document.project.path == video_path.with_suffix(".rally")
    assert opened.document.frame_count == opened.playhead.frame_count == 60
    assert opened.window.windowTitle() == "match — Rallymark"
    assert opened.top_bar.title.whole() == "match"
    assert opened.window.stage.currentWidget() is opened.canvas
    assert opened.settings.recent == [str(video_path.with_suffix(".rally"))]


def test_a_position_that_cannot_be_stored_is_told_once(
    opened: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried again with every step, and came up again each time it was put away."""

    def full(*_args: object, **_more: object) -> None:
        raise ProjectError("The disk is full.")

    def step_and_told() -> list[str]:
        opened.playhead.seek(opened.playhead.frame + 1)
        opened.open_match.remember_position()
        return [row.message.text for row in opened.message_bar.rows()]

    opened.message_bar.dismiss_newest()
    with monkeypatch.context() as patch:
        patch.setattr(Project, "set_state", full)
        assert step_and_told() == ["The disk is full."]
        opened.message_bar.dismiss_newest()
        assert step_and_told() == []
    assert step_and_told() == []
    with monkeypatch.context() as patch:
        patch.setattr(Project, "set_state", full)
        assert step_and_told() == ["The disk is full."]
    assert step_and_told() == []


def test_a_video_renamed_while_it_is_open_is_found(
    opened: Desk, qtbot: QtBot, video_path: Path
) -> None:
    """A frame that was not at hand said that there is no such file, and nothing led on."""
    opened.document.apply(edits.place(opened.document.track, 12, 50.0, 60.0))
    renamed = video_path.rename(video_path.with_stem("final"))
    opened.frame_server.open(opened.document.video)
    with qtbot.waitSignal(opened.messages.posted, timeout=WAIT):
        opened.frame_server.request(40)
    row = opened.message_bar.rows()[0]
    assert row.message.text == f"There is no file {video_path}."
    (look,) = (each for each in row.findChildren(QPushButton) if each.text() == "Look for it")
    with qtbot.waitSignal(opened.document.opened, timeout=WAIT):
        look.click()
    assert opened.document.info.path == renamed
    assert opened.document.undo_stack.index() == 1
    assert row not in opened.message_bar.rows()


def test_a_frame_that_cannot_be_decoded_looks_for_no_video(opened: Desk) -> None:
    opened.frame_server.failed.emit("Frame 7 cannot be decoded.")
    assert opened.message_bar.rows()[0].message.actions == ()


def test_everything_is_restored(opened: Desk, qtbot: QtBot, video_path: Path) -> None:
    opened.document.apply(edits.place(opened.document.track, 12, 50.0, 60.0))
    opened.playhead.seek(33)
    opened.open_match.close()
    assert opened.window.stage.currentWidget() is opened.empty_state
    opened.open_match.open(video_path.with_suffix(".rally"))
    qtbot.waitUntil(lambda: opened.document.is_open, timeout=WAIT)
    assert opened.playhead.frame == 33
    assert opened.document.track.mark_at(12).position == (50.0, 60.0)


def bad_files(folder: Path, video: Path, make_video: Callable[..., Path]) -> dict[str, Path]:
    text = folder / "notes.mp4"
    text.write_text("this is not a video at all\n" * 50)
    truncated = folder / "truncated.mp4"
    truncated.write_bytes(video.read_bytes()[:300])
    broken = folder / "broken.rally"
    broken.write_bytes(b"SQLite format 3\0" + b"\x11" * 4000)
    newer = folder / "newer.rally"
    shutil.copy(video, folder / "newer.mp4")
    with Project.open(video.with_suffix(".rally")) as project:
        identity = project.identity
    Project.create(newer, identity, folder / "newer.mp4").close()
    with sqlite3.connect(newer) as db:
        db.execute("UPDATE meta SET value = '999' WHERE key = 'schema_version'")
    db.close()
    other = make_video(folder / "other.mp4", frames=20, shade=90)
    shutil.copy(video.with_suffix(".rally"), other.with_suffix(".rally"))
    return {
        "text": text,
        "truncated": truncated,
        "missing": folder / "gone.mp4",
        "broken": broken,
        "newer": newer,
        "other video": other,
    }


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("text", "notes.mp4"),
        ("truncated", "truncated.mp4"),
        ("missing", "gone.mp4"),
        ("broken", "not a Rallymark project"),
        ("newer", "newer version"),
        ("other video", "another video"),
    ],
)
def test_what_cannot_be_opened_leaves_the_old_match(
    opened: Desk,
    qtbot: QtBot,
    tmp_path: Path,
    video_path: Path,
    make_video: Callable[..., Path],
    said: list[str],
    kind: str,
    sentence: str,
) -> None:
    opened.document.apply(edits.place(opened.document.track, 4, 5.0, 6.0))
    opened.playhead.seek(8)
    folder = tmp_path / "bad"
    folder.mkdir()
    opened.open_match.open(bad_files(folder, video_path, make_video)[kind])
    wait_for_the_end(opened, qtbot)
    assert len(said) == 1
    assert sentence in said[0]
    assert said[0].endswith(".")
    assert opened.document.info.path == video_path
    assert opened.playhead.frame == 8
    opened.document.undo()
    assert opened.document.track.mark_at(4) is None


def test_a_read_only_folder_keeps_the_project_elsewhere(
    desk: Desk, qtbot: QtBot, video_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Permissions do not bind the administrator, who may run the tests: the question is answered.
    monkeypatch.setattr("app.workflows.open_match.os.access", lambda _path, mode: mode != os.W_OK)
    desk.open_match.open(video_path)
    qtbot.waitUntil(lambda: desk.document.is_open, timeout=WAIT)
    project = desk.document.project.path
    assert project.parent == user_folder() / "projects"
    assert not video_path.with_suffix(".rally").exists()
    assert "cannot be written" in said[0]
    assert project.stem != video_path.stem, "others of this name may be kept there"
    assert desk.top_bar.title.whole() == desk.document.name() == video_path.stem
    desk.document.apply(edits.no_ball(desk.document.track, 1))
    desk.open_match.close()
    desk.open_match.open(video_path)
    qtbot.waitUntil(lambda: desk.document.is_open, timeout=WAIT)
    assert desk.document.project.path == project
    assert desk.document.track.human_mark_at(1) is not None


@pytest.mark.parametrize("letters", [243, 251])
def test_a_video_with_a_very_long_name_has_its_project_elsewhere(
    desk: Desk, qtbot: QtBot, video_path: Path, said: list[str], letters: int
) -> None:
    long = video_path.rename(video_path.with_stem("M" * letters))
    desk.open_match.open(long)
    qtbot.waitUntil(lambda: desk.document.is_open, timeout=WAIT)
    project = desk.document.project.path
    assert project.parent == user_folder() / "projects"
    assert [path.name for path in long.parent.iterdir()] == [long.name]
    assert "is too long for a project beside it" in said[0]
    desk.document.apply(edits.no_ball(desk.document.track, 1))
    desk.open_match.close()
    desk.open_match.open(long)
    qtbot.waitUntil(lambda: desk.document.is_open, timeout=WAIT)
    assert desk.document.track.human_mark_at(1) is not None


def test_where_no_project_can_be_kept_that_is_said(
    desk: Desk, qtbot: QtBot, video_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.workflows.open_match.os.access", lambda _path, mode: mode != os.W_OK)
    (user_folder() / "projects").write_text("a file where the folder would be")
    desk.open_match.open(video_path)
    wait_for_the_end(desk, qtbot)
    assert not desk.document.is_open
    assert len(said) == 1
    assert f"no project can be kept in {user_folder() / 'projects'}" in said[0]


@pytest.mark.parametrize("writable", [True, False])
def test_two_windows_that_open_a_new_match_at_once_share_its_project(
    desk: Desk, qtbot: QtBot, video_path: Path, monkeypatch: pytest.MonkeyPatch, writable: bool
) -> None:
    """Also where it is kept in the user's folder."""
    create, access = Project.create, os.access

    def may(path: Path, mode: int) -> bool:
        return access(path, mode) and (writable or path != video_path.parent)

    def later(path: Path, *rest: Any) -> Project:
        with create(path, *rest) as first:
            first.apply(edits.place(first.load_track(), 12, 50.0, 60.0))
        return create(path, *rest)

    monkeypatch.setattr(Project, "create", later)
    monkeypatch.setattr(os, "access", may)
    desk.open_match.open(video_path)
    wait_for_the_end(desk, qtbot)
    assert desk.document.track.mark_at(12).position == (50.0, 60.0)
    kept = desk.document.project.path.parent
    assert kept == (video_path.parent if writable else user_folder() / "projects")


def test_a_video_cut_off_is_opened_and_told_of(
    desk: Desk, qtbot: QtBot, tmp_path: Path, video_path: Path
) -> None:
    path = tmp_path / "cut.mp4"
    clips.write_video(path, 100, options={"g": "25", "bf": "0"}, faststart=True)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 7 // 10])
    desk.open_match.open(path)
    qtbot.waitUntil(lambda: desk.document.is_open, timeout=WAIT)
    (row,) = desk.message_bar.rows()
    assert row.message.text == (
        "cut.mp4 is damaged or cut off; it has "
        f"{desk.document.frame_count} frames that can be read."
    )
    desk.open_match.open(video_path)
    qtbot.waitUntil(lambda: desk.document.name() == video_path.stem, timeout=WAIT)
    assert desk.message_bar.rows() == [], "it goes with the match"


def test_a_taken_name_offers_a_project_elsewhere(
    opened: Desk,
    qtbot: QtBot,
    tmp_path: Path,
    video_path: Path,
    make_video: Callable[..., Path],
    said: list[str],
) -> None:
    opened.open_match.close()
    other = make_video(tmp_path / "other.mp4", frames=20, shade=90)
    neighbour = Path(shutil.copy(video_path.with_suffix(".rally"), other.with_suffix(".rally")))
    before = neighbour.read_bytes()
    opened.open_match.open(other)
    wait_for_the_end(opened, qtbot)
    assert not opened.document.is_open
    (row,) = opened.message_bar.rows()
    (action,) = row.message.actions
    assert action.text == "Start a new project"
    row.findChild(QPushButton).click()
    qtbot.waitUntil(lambda: opened.document.is_open, timeout=WAIT)
    project = opened.document.project.path
    assert project.parent == user_folder() / "projects"
    assert opened.document.info.path == other
    assert said[-1].startswith("other.rally beside the video belongs to another video, so")
    assert neighbour.read_bytes() == before
    # From then on the video opens with its own project, and nothing is left to complain about.
    opened.open_match.close()
    del said[:]
    opened.open_match.open(other)
    qtbot.waitUntil(lambda: opened.document.is_open, timeout=WAIT)
    assert opened.document.project.path == project
    assert said == []


def test_a_moved_video_is_asked_for(
    opened: Desk, qtbot: QtBot, video_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = video_path.with_suffix(".rally")
    opened.open_match.close()
    moved = Path(shutil.move(video_path, tmp_path / "elsewhere.mp4"))
    asked: list[str] = []

    def answer(_parent: object, title: str, *_rest: object) -> tuple[str, str]:
        asked.append(title)
        return str(moved), ""

    monkeypatch.setattr(file_dialogs.QFileDialog, "getOpenFileName", answer)
    opened.open_match.open(project)
    qtbot.waitUntil(lambda: opened.document.is_open, timeout=WAIT)
    assert "match.mp4" in asked[0]
    assert opened.document.info.path == moved
    assert opened.document.project.video_path == moved


@pytest.mark.parametrize("by", ["project", "video"])
def test_a_renamed_video_is_known_again(
    opened: Desk, qtbot: QtBot, video_path: Path, by: str
) -> None:
    project = video_path.with_suffix(".rally")
    opened.document.apply(edits.place(opened.document.track, 2, 30.0, 40.0))
    opened.open_match.close()
    renamed = video_path.rename(video_path.with_name("final.mp4"))
    opened.open_match.open(project if by == "project" else renamed)
    qtbot.waitUntil(lambda: opened.document.is_open, timeout=WAIT)
    assert opened.document.info.path == renamed
    assert opened.document.project.path == project
    assert opened.document.project.video_path == renamed
    assert opened.document.track.human_mark_at(2) is not None
    assert not renamed.with_suffix(".rally").exists()


def test_the_last_one_asked_for_wins(
    desk: Desk, qtbot: QtBot, video_path: Path, tmp_path: Path, make_video: Callable[..., Path]
) -> None:
    other = make_video(tmp_path / "other.mp4", frames=20)
    desk.open_match.open(video_path)
    desk.open_match.open(other)
    qtbot.waitUntil(lambda: desk.document.is_open, timeout=WAIT)
    wait_for_the_end(desk, qtbot)
    assert desk.document.info.path == other


def test_the_open_match_is_not_read_over_what_is_edited_meanwhile(
    opened: Desk, qtbot: QtBot, video_path: Path
) -> None:
    messages = []
    opened.messages.posted.connect(messages.append)
    for path in (video_path, opened.document.project.path):
        opened.open_match.open(path)
        opened.document.apply(edits.place(opened.document.track, 4, 5.0, 6.0))
        wait_for_the_end(opened, qtbot)
        assert opened.document.track.mark_at(4).position == (5.0, 6.0)
        assert messages[-1].text == f"{path.name} is open already."
        opened.document.undo()
    # Another window may have changed it: that is read on purpose.
    with Project.open(opened.document.project.path) as project:
        project.apply(edits.place(opened.document.track, 7, 1.0, 2.0))
    messages[-1].actions[0].run()
    qtbot.waitUntil(lambda: opened.document.is_open, timeout=WAIT)
    assert opened.document.track.mark_at(7).position == (1.0, 2.0)


@pytest.mark.exercises("cancel_opening")
def test_opening_another_match_is_told_and_can_be_stopped(
    opened: Desk, qtbot: QtBot, tmp_path: Path, make_video: Callable[..., Path]
) -> None:
    chip = opened.window.findChild(OpeningChip)
    assert chip.isHidden()
    gate = threading.Event()

    def slowly(*args: Any) -> VideoIdentity:
        assert gate.wait(20)
        return identify_file(*args)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.recordings.identify_file", slowly)
        opened.open_match.open(make_video(tmp_path / "other.mp4", frames=20))
        assert not chip.isHidden()
        assert "other.mp4" in chip.text()
        # The thread is stuck: the window goes on all the same.
        chip.click()
        assert chip.isHidden()
        assert not opened.actions["cancel_opening"].isEnabled()
        assert not opened.open_match.busy
        assert opened.document.is_open
        gate.set()
        opened.open_match.shut_down()


def test_what_could_not_be_opened_is_forgotten_with_the_next(
    desk: Desk, qtbot: QtBot, tmp_path: Path, video_path: Path
) -> None:
    desk.open_match.open(tmp_path / "gone.mp4")
    wait_for_the_end(desk, qtbot)
    assert len(desk.message_bar.rows()) == 1
    desk.open_match.open(video_path)
    qtbot.waitUntil(lambda: desk.document.is_open, timeout=WAIT)
    assert not desk.message_bar.rows()


def test_a_file_that_is_gone_can_be_taken_off_the_recent_list(
    desk: Desk, qtbot: QtBot, tmp_path: Path, said: list[str]
) -> None:
    gone = tmp_path / "gone.rally"
    desk.settings.remember_file(gone)
    desk.open_match.open(gone)
    qtbot.waitUntil(lambda: bool(said), timeout=WAIT)
    # It stays: the drive it is on may come back.
    assert desk.settings.recent == [str(gone)]
    (action,) = desk.message_bar.rows()[0].message.actions
    assert action.text == "Forget it"
    action.run()
    assert desk.settings.recent == []


def test_opening_can_be_cancelled(desk: Desk, qtbot: QtBot, video_path: Path) -> None:
    desk.open_match.open(video_path)
    assert desk.top_bar.title.text() == video_path.name
    desk.open_match.cancel()
    assert not desk.open_match.busy
    assert desk.top_bar.title.text() == "No match open"
    qtbot.wait(50)
    assert not desk.document.is_open


@pytest.mark.parametrize("width", [160, 86])
def test_the_first_picture_of_a_long_video_shows_while_frames_are_counted(
    desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    # Decoded, the rows of the narrow one have room between them.
    path = clips.write_video(tmp_path / "match.mp4", size=(width, 96))
    monkeypatch.setattr("app.workflows.open_match.LONG_BYTES", 1)
    seen: list[tuple[int, ...]] = []

    def look(glimpse: Glimpse) -> None:
        seen.append(glimpse.picture.shape)
        assert not desk.document.is_open
        assert desk.empty_state._glimpse is not None

    desk.open_match.glimpsed.connect(look)
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        desk.open_match.open(path)
    assert seen == [(96, width, 3)]
    assert desk.empty_state._glimpse is None


def test_the_frame_in_view_shows_while_the_answers_of_a_long_match_are_read(
    desk: Desk, qtbot: QtBot, video_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        desk.open_match.open(video_path)
    desk.playhead.seek(7)
    desk.open_match.close()
    monkeypatch.setattr("app.workflows.open_match.MANY_FRAMES", 1)
    glimpses: list[Glimpse] = []
    said: list[str] = []
    desk.open_match.glimpsed.connect(glimpses.append)
    desk.open_match.progressed.connect(lambda _: said.append(desk.empty_state.opening.text()))
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        desk.open_match.open(video_path)
    assert said[-1] == "Reading the labels…"
    with FrameReader(desk.document.video) as reader:
        expected = reader.read(7)
    assert len(glimpses) == 1
    assert np.array_equal(glimpses[0].picture, expected)
    assert desk.playhead.frame == 7


def test_a_glimpse_of_what_was_given_up_is_not_shown(
    desk: Desk, video_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr("app.workflows.open_match.LONG_BYTES", 1)
    seen: list[object] = []
    desk.open_match.glimpsed.connect(seen.append)
    desk.open_match.open(video_path)
    desk.open_match.cancel()
    qtbot.wait(50)
    assert seen == []


def test_a_demo_that_cannot_be_copied_is_told(
    desk: Desk, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("app.application.demo_video", refuse)
    desk.actions["demo"].trigger()
    assert said == [f"The demo rally cannot be copied to {user_folder()}: Permission denied."]
