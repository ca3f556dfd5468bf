"""The matches of a folder: listed, told how far they are, switched between."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from annotation import edits
from annotation.errors import ProjectError
from annotation.project import Project
from app.application import Desk
from app.file_bindings import open_path
from app.widgets.workspace_panel import hint_text, state_text
from app.workflows.unreadable import SETTLE_MS
from app.workflows.workspace import Entry, Stamps, file_stamps, natural, read_folder


@pytest.fixture
def folder(tmp_path: Path, rendered_video: Path) -> Path:
    folder = tmp_path / "season"
    folder.mkdir()
    for name in ("match 10.mp4", "match 2.mp4", "match 1.mp4"):
        shutil.copy(rendered_video, folder / name)
    (folder / "notes.txt").write_text("no match")
    return folder


def names(desk: Desk) -> list[str]:
    return [entry.name for entry in desk.workspace.entries]


def open_first(desk: Desk, folder: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        desk.open_match.open(folder / "match 1.mp4")
    qtbot.waitUntil(lambda: desk.workspace.current is not None)
    qtbot.waitUntil(lambda: desk.canvas.shown_frame == 0)


def test_videos_are_listed_as_people_count() -> None:
    wanted = ["match 1", "match 2", "match 10", "Rally"]
    assert sorted(["Rally", "match 10", "match 2", "match 1"], key=natural) == wanted


def test_a_video_and_its_project_are_one_match(folder: Path) -> None:
    assert [entry.name for entry in read_folder(folder)] == ["match 1", "match 2", "match 10"]
    assert not any(entry.started for entry in read_folder(folder))


def test_broken_projects_do_not_hide_their_video(folder: Path) -> None:
    (folder / "match 2.rally").write_text("no project")
    assert [entry.name for entry in read_folder(folder)] == ["match 1", "match 2", "match 10"]


def test_a_linked_video_and_its_project_are_one_match(
    desk: Desk, folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    elsewhere = tmp_path / "camera"
    elsewhere.mkdir()
    (folder / "match 1.mp4").rename(elsewhere / "00012.mp4")
    (folder / "match 1.mp4").symlink_to(elsewhere / "00012.mp4")
    (folder / "round.mp4").symlink_to(folder / "round.mp4")
    open_first(desk, folder, qtbot)
    qtbot.waitUntil(lambda: any(entry.started for entry in desk.workspace.entries))
    assert names(desk) == ["match 1", "match 2", "match 10", "round"]
    assert desk.workspace.current == 0


def test_without_a_match_the_next_step_is_told(desk: Desk, folder: Path, qtbot: QtBot) -> None:
    state = desk.empty_state
    assert state.title.text() == "Open a match"
    assert state.advice.text().startswith("Drop a video")
    assert state.open_button.isVisible()
    open_path(desk, folder)
    qtbot.waitUntil(lambda: len(desk.workspace.entries) == 3)
    assert state.title.text() == "Choose a match"
    assert state.advice.text() == (
        "season holds 3 matches. Click one in the list at the left, or go through them with "
        "Ctrl+PgUp and Ctrl+PgDown."
    )
    assert not state.open_button.isVisible()
    desk.actions["workspace"].trigger()
    assert "Ctrl+B lists them" in state.advice.text()
    # The first that is not done, and keys press it.
    desk.workspace.entries[0] = replace(desk.workspace.entries[0], share=1.0)
    desk.workspace.changed.emit()
    assert state.start_button.text() == "Open match 2"
    state.take_keys()
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert desk.document.name() == "match 2"


def test_a_folder_that_comes_to_be_listed_takes_the_keys_from_what_was_open_last(
    desk: Desk, folder: Path, qtbot: QtBot, rendered_video: Path
) -> None:
    """Its button stands out; Enter opened a match of another folder."""
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        open_path(desk, rendered_video)
    desk.actions["close"].trigger()
    state = desk.empty_state
    qtbot.waitUntil(lambda: QApplication.focusWidget() in state._recent_buttons())
    open_path(desk, folder)
    qtbot.waitUntil(lambda: len(desk.workspace.entries) == 3)
    assert QApplication.focusWidget() is state.start_button


def test_the_folder_of_the_match_is_listed(desk: Desk, folder: Path, qtbot: QtBot) -> None:
    assert not desk.workspace_panel.isVisible()
    open_first(desk, folder, qtbot)
    qtbot.waitUntil(lambda: names(desk) == ["match 1", "match 2", "match 10"])
    assert desk.workspace_panel.isVisible()
    assert desk.workspace.current == 0
    desk.actions["workspace"].trigger()
    assert not desk.workspace_panel.isVisible()
    assert desk.settings.workspace_visible is False


def test_switching_keeps_what_was_done(desk: Desk, folder: Path, qtbot: QtBot) -> None:
    open_first(desk, folder, qtbot)
    desk.correct.place(20.0, 30.0)
    qtbot.waitUntil(lambda: desk.workspace.entries[0].share > 0)
    model, view = desk.workspace_panel.model, desk.workspace_panel.view
    assert "1.7 % reviewed" in model.data(model.index(0))
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        place = view.visualRect(model.index(1)).center()
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert desk.document.name() == "match 2"
    qtbot.waitUntil(lambda: desk.workspace.current == 1)
    with Project.open(folder / "match 1.rally") as project:
        assert len(project.marks()) == 1


def test_how_far_pre_labelling_is_while_it_runs_and_after_it_stopped(
    desk: Desk, folder: Path, qtbot: QtBot, engine: Any
) -> None:
    open_first(desk, folder, qtbot)
    engine.hold_after = 18
    desk.prelabel.start()
    model = desk.workspace_panel.model
    qtbot.waitUntil(lambda: model.data(model.index(0)) == "match 1, pre-labelling, 30 %")
    desk.prelabel.cancel()
    qtbot.waitUntil(lambda: not desk.prelabel.running)
    desk.open_match.close()
    assert read_folder(folder)[0].predicted == pytest.approx(0.3)


@pytest.mark.exercises("previous_match", "next_match")
def test_next_and_previous_go_around(desk: Desk, folder: Path, qtbot: QtBot) -> None:
    open_first(desk, folder, qtbot)
    for action, name in (("previous_match", "match 10"), ("next_match", "match 1")):
        with qtbot.waitSignal(desk.document.opened, timeout=20_000):
            desk.actions[action].trigger()
        assert desk.document.name() == name
        qtbot.waitUntil(lambda: desk.workspace.current is not None)


def test_steps_in_a_hurry_count_from_the_match_on_its_way(
    desk: Desk, folder: Path, qtbot: QtBot
) -> None:
    open_first(desk, folder, qtbot)
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        for _ in range(2):
            desk.actions["next_match"].trigger()
    assert desk.document.name() == "match 10"
    qtbot.waitUntil(lambda: desk.workspace.current == 2)
    for action in ("next_match", "previous_match"):
        desk.actions[action].trigger()
    assert not desk.open_match.busy
    qtbot.wait(100)
    assert desk.document.name() == "match 10"


def test_steps_go_past_a_match_that_does_not_open(
    desk: Desk, folder: Path, qtbot: QtBot, said: list[str]
) -> None:
    open_first(desk, folder, qtbot)
    (folder / "match 2.rally").write_text("no project")
    desk.actions["next_match"].trigger()
    qtbot.waitUntil(lambda: "match 2" in " ".join(said))
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        desk.actions["next_match"].trigger()
    assert desk.document.name() == "match 10"


def test_a_video_that_cannot_be_read_is_marked_and_never_offered(
    desk: Desk, folder: Path, qtbot: QtBot, said: list[str], rendered_video: Path
) -> None:
    (folder / "match 1.mp4").write_text("no video")
    (folder / "match 2.mp4").write_bytes(b"")
    open_path(desk, folder)
    model = desk.workspace_panel.model
    qtbot.waitUntil(lambda: len(desk.workspace.entries) == 3)
    qtbot.waitUntil(lambda: model.data(model.index(1)) == "match 2, cannot be read")
    assert model.data(model.index(0)) == "match 1, cannot be read"
    hint = model.data(model.index(0), Qt.ItemDataRole.ToolTipRole)
    assert "match 1.mp4 is not a video that can be read" in hint
    assert "empty" in model.data(model.index(1), Qt.ItemDataRole.ToolTipRole)
    assert desk.empty_state.start_button.text() == "Open match 10"
    for action in ("next_match", "next_match", "previous_match"):
        desk.actions[action].trigger()
        qtbot.waitUntil(lambda: desk.document.is_open and not desk.open_match.busy, timeout=20_000)
        assert desk.document.name() == "match 10"
    # It may have been on its way.
    shutil.copy(rendered_video, folder / "match 2.mp4")
    qtbot.waitUntil(lambda: not desk.workspace.entries[1].unreadable, timeout=10_000)
    assert desk.workspace.entries[0].unreadable
    assert [text for text in said if "cannot" in text] == []


def test_a_folder_of_which_no_video_can_be_read_offers_none(
    desk: Desk, folder: Path, qtbot: QtBot
) -> None:
    for video in folder.glob("*.mp4"):
        video.write_text("no video")
    open_path(desk, folder)
    qtbot.waitUntil(lambda: len(desk.workspace.entries) == 3)
    qtbot.waitUntil(lambda: all(entry.unreadable for entry in desk.workspace.entries))
    assert desk.empty_state.title.text() == "Open a match"
    desk.actions["next_match"].trigger()
    assert not desk.open_match.busy


def test_a_folder_can_be_opened(
    desk: Desk, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.file_bindings.ask_folder", lambda *_: folder)
    desk.actions["open_folder"].trigger()
    qtbot.waitUntil(lambda: len(desk.workspace.entries) == 3)
    assert desk.workspace_panel.isVisible()
    assert desk.settings.workspace == str(folder)
    assert not desk.document.is_open


def test_a_new_video_shows_up(desk: Desk, folder: Path, qtbot: QtBot, rendered_video: Path) -> None:
    desk.workspace.show_folder(folder)
    qtbot.waitUntil(lambda: len(desk.workspace.entries) == 3)
    shutil.copy(rendered_video, folder / "match 3.mp4")
    qtbot.waitUntil(lambda: "match 3" in names(desk), timeout=10_000)


def test_a_folder_that_is_gone_is_an_empty_list(desk: Desk, folder: Path, qtbot: QtBot) -> None:
    desk.workspace.show_folder(folder)
    qtbot.waitUntil(lambda: len(desk.workspace.entries) == 3)
    shutil.rmtree(folder)
    qtbot.waitUntil(lambda: desk.workspace.entries == [], timeout=10_000)


def test_states_in_words() -> None:
    path = Path("a.mp4")
    assert state_text(Entry(path, "a")) == "not started"
    assert state_text(Entry(path, "a", unreadable="Why.", problem="Why.")) == "cannot be read"
    assert state_text(Entry(path, "a", predicted=0.0001)) == "pre-labelled 1 %"
    assert state_text(Entry(path, "a", predicted=0.4)) == "pre-labelled 40 %"
    assert state_text(Entry(path, "a", predicted=0.9999)) == "pre-labelled 99 %"
    assert state_text(Entry(path, "a", predicted=1.0)) == "pre-labelled"
    assert state_text(Entry(path, "a", share=0.00001)) == "0.1 % reviewed"
    assert state_text(Entry(path, "a", share=0.9999)) == "99.9 % reviewed"
    assert state_text(Entry(path, "a", share=1.0)) == "100 % reviewed"
    assert state_text(Entry(path, "a", share=0.5, predicted=1.0)) == "50.0 % reviewed"


def test_pre_labelling_that_is_not_finished_is_told_beside_the_review() -> None:
    entry = Entry(Path("a.mp4"), "a", share=0.017, predicted=0.3)
    assert state_text(entry) == "2 % reviewed, model 30 %"
    assert state_text(replace(entry, share=0.0006)) == "0.1 % reviewed, model 30 %"
    assert hint_text(entry).endswith("Pre-labelling is not finished: 30 % of the frames")
    assert state_text(replace(entry, share=1.0)) == "100 % reviewed", "nothing is left to do"
    assert "Pre-labelling" not in hint_text(replace(entry, predicted=1.0))


def test_a_folder_of_projects_stays_when_their_videos_lie_elsewhere(
    desk: Desk, folder: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    projects = tmp_path / "projects"
    projects.mkdir()
    for number in (1, 2):
        with qtbot.waitSignal(desk.document.opened, timeout=20_000):
            desk.open_match.open(folder / f"match {number}.mp4")
    desk.open_match.close()
    for number in (1, 2):
        with Project.open(folder / f"match {number}.rally") as project:
            project.set_video_path(folder / f"match {number}.mp4")
        moved = projects / f"match {number}.rally"
        (folder / moved.name).rename(moved)
        with Project.open(moved) as project:
            project.set_video_path(folder / f"match {number}.mp4")
    desk.workspace.show_folder(projects)
    qtbot.waitUntil(lambda: names(desk) == ["match 1", "match 2"])
    for action in ("next_match", "next_match"):
        with qtbot.waitSignal(desk.document.opened, timeout=20_000):
            desk.actions[action].trigger()
        assert desk.workspace.folder == projects
        assert desk.document.project.path.parent == projects
    assert not list(folder.glob("*.rally"))


def test_a_folder_with_one_match_opens_it_and_one_with_none_says_so(
    desk: Desk, folder: Path, qtbot: QtBot, said: list[str], tmp_path: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    open_path(desk, empty)
    qtbot.waitUntil(lambda: bool(said))
    assert said == [f"There is no video and no project in {empty}."]
    for number in (2, 10):
        (folder / f"match {number}.mp4").unlink()
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        open_path(desk, folder)
    assert desk.document.name() == "match 1"


def test_a_folder_is_read_again_only_once_its_files_are_others(
    desk: Desk, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As root, reading a project of which a log lies there is itself a change in the folder."""
    open_first(desk, folder, qtbot)
    desk.document.apply(edits.no_ball(desk.document.track, 3))
    looked, read = 0, 0

    def stamps(where: Path) -> Stamps:
        nonlocal looked
        looked += 1
        return file_stamps(where)

    def entries(where: Path) -> list[Entry]:
        nonlocal read
        read += 1
        return read_folder(where)

    monkeypatch.setattr("app.workflows.workspace.file_stamps", stamps)
    monkeypatch.setattr("app.workflows.workspace.read_folder", entries)
    desk.workspace.refresh()
    qtbot.waitUntil(lambda: read == 1)
    (folder / "match 1.mp4").chmod(0o644)
    qtbot.waitUntil(lambda: looked >= 2)
    qtbot.wait(3 * SETTLE_MS)
    assert read == 1
    shutil.copy(folder / "match 1.mp4", folder / "match 3.mp4")
    qtbot.waitUntil(lambda: "match 3" in names(desk))
    assert read >= 2


def test_a_folder_that_cannot_be_read_is_told(
    desk: Desk, folder: Path, qtbot: QtBot, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_folder: Path) -> list[Entry]:
        raise ProjectError("The folder cannot be read: Permission denied.")

    monkeypatch.setattr("app.workflows.workspace.read_folder", refuse)
    desk.workspace.show_folder(folder)
    qtbot.wait(50)
    assert said == [], "nobody asked"
    open_path(desk, folder)
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["The folder cannot be read: Permission denied."]


def menu_of(desk: Desk) -> list[str]:
    """The texts of the menu that is open, which is closed."""
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    menu.close()
    return texts


def choose(text: str) -> None:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    next(action for action in menu.actions() if action.text() == text).trigger()
    menu.close()


def right_click(desk: Desk, row: int) -> None:
    view = desk.workspace_panel.view
    view.customContextMenuRequested.emit(view.visualRect(view.model().index(row, 0)).center())


def test_a_match_has_a_context_menu(
    desk: Desk, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_first(desk, folder, qtbot)
    qtbot.waitUntil(lambda: len(desk.workspace.entries) == 3)
    right_click(desk, 0)
    here = menu_of(desk)
    assert here[:4] == ["Close match", "Show project in folder", "Export labels…", "Pre-label"]
    view, shown = desk.workspace_panel.view, []
    monkeypatch.setattr(
        "app.workflows.workspace.reveal", lambda path, _messages: shown.append(path)
    )
    right_click(desk, 1)
    desk.workspace.changed.emit()
    assert view.currentIndex().row() == 1, "which one it is about is seen"
    choose("Show video in folder")
    assert shown == [folder / "match 2.mp4"]
    qtbot.waitUntil(lambda: view.currentIndex().row() == 0)
    right_click(desk, 1)
    with qtbot.waitSignal(desk.prelabel.finished, timeout=20_000):
        choose("Pre-label")
    qtbot.waitUntil(lambda: desk.workspace.entries[1].predicted == 1)
    assert desk.document.name() == "match 1"
    right_click(desk, 1)
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        choose("Open this match")
    assert desk.document.name() == "match 2"


def test_the_menu_of_a_match_says_how_it_is(
    desk: Desk, folder: Path, qtbot: QtBot, engine: Any
) -> None:
    open_first(desk, folder, qtbot)
    qtbot.waitUntil(lambda: len(desk.workspace.entries) == 3)
    engine.hold_after = 9
    right_click(desk, 1)
    choose("Pre-label")
    qtbot.waitUntil(lambda: desk.workspace.entries[1].answering is not None)
    right_click(desk, 1)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    texts = {action.text(): action.isEnabled() for action in menu.actions()}
    assert texts["Pre-label"] is False
    assert texts["Cancel pre-labelling"] is True
    choose("Cancel pre-labelling")
    qtbot.waitUntil(lambda: not desk.prelabel.running)


@pytest.mark.exercises("menu_here")
def test_the_menu_key_is_about_what_the_mouse_is_on(
    desk: Desk, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_first(desk, folder, qtbot)
    qtbot.waitUntil(lambda: len(desk.workspace.entries) == 3)
    view = desk.workspace_panel.view
    monkeypatch.setattr(view, "underMouse", lambda: True)
    row = view.viewport().mapToGlobal(view.visualRect(view.model().index(2, 0)).center())
    monkeypatch.setattr(QCursor, "pos", lambda: row)
    desk.actions["menu_here"].trigger()
    assert menu_of(desk)[0] == "Open this match"
    # Below the last row: the match on screen.
    below = view.viewport().mapToGlobal(view.viewport().rect().bottomLeft())
    monkeypatch.setattr(QCursor, "pos", lambda: below)
    desk.canvas.customContextMenuRequested.emit(desk.canvas.rect().center())
    assert menu_of(desk)[0] == "Close match"
    monkeypatch.setattr(view, "underMouse", lambda: False)
    desk.actions["menu_here"].trigger()
    assert menu_of(desk)[0] == "Accept"
    desk.actions["close"].trigger()
    desk.actions["menu_here"].trigger()
    assert QApplication.activePopupWidget() is None
    monkeypatch.setattr(view, "underMouse", lambda: True)
    desk.window.customContextMenuRequested.emit(desk.window.rect().center())
    assert QApplication.activePopupWidget() is None, "no row under the mouse, none selected"
    monkeypatch.setattr(QCursor, "pos", lambda: row)
    desk.window.customContextMenuRequested.emit(desk.window.rect().center())
    assert menu_of(desk)[0] == "Open this match"
