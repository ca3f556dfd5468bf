"""Every match of a folder pre-labelled, one after the other, whatever is on screen meanwhile."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotation import edits
from annotation.project import PROBLEM_STATE, Project
from annotation.summary import summarise
from app.application import Desk
from app.jobs.engine import LoadedModel
from app.jobs.job_state import Phase
from app.jobs.tracker_worker import TrackerWorker
from app.widgets import message_bar
from app.workflows.workspace import read_folder
from tests.gui.conftest import ScriptedEngine
from tracker.errors import TrackerError
from tracker.model.weights_file import read_header
from tracker.video import Video

WAIT = 20_000
HELD = 18


class HeldEngine(ScriptedEngine):
    """Answers in the order asked for; notes of which video, and can refuse one."""

    def __init__(self) -> None:
        super().__init__()
        self.videos: list[str] = []
        self.refused = ""

    def track(self, video: Video, model: LoadedModel, *args: Any) -> Any:
        self.videos.append(video.info.path.stem)
        if video.info.path.stem == self.refused:
            raise TrackerError("The video ends in the middle of a frame.")
        return super().track(video, model, *args)


@pytest.fixture
def engine() -> HeldEngine:
    return HeldEngine()


@pytest.fixture
def folder(tmp_path: Path, rendered_video: Path) -> Path:
    folder = tmp_path / "season"
    folder.mkdir()
    for name in ("match 1.mp4", "match 2.mp4", "match 3.mp4"):
        shutil.copy(rendered_video, folder / name)
    return folder


def open_match(desk: Desk, qtbot: QtBot, path: Path) -> None:
    with qtbot.waitSignal(desk.document.opened, timeout=WAIT):
        desk.open_match.open(path)
    qtbot.waitUntil(lambda: desk.workspace.current is not None)


def list_folder(desk: Desk, qtbot: QtBot, folder: Path) -> None:
    desk.workspace.open_folder(folder)
    qtbot.waitUntil(lambda: len(desk.workspace.entries) == 3)


def begin_all(desk: Desk, qtbot: QtBot, folder: Path, engine: HeldEngine) -> None:
    """All matches are asked for; the first is held at HELD frames."""
    list_folder(desk, qtbot, folder)
    engine.hold_after = HELD
    desk.actions["prelabel_all"].trigger()
    qtbot.waitUntil(lambda: desk.prelabel.state is not None and desk.prelabel.state.done == HELD)


def rows(desk: Desk) -> list[str]:
    model = desk.workspace_panel.model
    return [model.data(model.index(row)) for row in range(model.rowCount())]


def until_over(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not desk.prelabel.running, timeout=WAIT)


def answered(folder: Path) -> dict[str, int]:
    found = {}
    for path in sorted(folder.glob("*.rally")):
        with Project.open(path) as project:
            found[path.stem] = len(project.predictions().frames)
    return found


@pytest.mark.exercises("prelabel_all")
def test_the_match_on_screen_comes_first_and_all_are_answered(
    desk: Desk, folder: Path, qtbot: QtBot, engine: HeldEngine, said: list[str]
) -> None:
    open_match(desk, qtbot, folder / "match 2.mp4")
    desk.actions["prelabel_all"].trigger()
    until_over(desk, qtbot)
    assert engine.videos == ["match 2", "match 1", "match 3"]
    assert answered(folder) == {"match 1": 60, "match 2": 60, "match 3": 60}
    assert desk.document.track.predicted.all()
    assert said[-1].startswith("3 matches are pre-labelled (0:0")
    qtbot.waitUntil(lambda: rows(desk) == [f"match {n}, pre-labelled" for n in (1, 2, 3)])
    desk.actions["prelabel_all"].trigger()
    assert not desk.prelabel.running
    assert said[-1] == "Every match of this folder is pre-labelled."
    (again,) = desk.message_bar.rows()[0].message.actions
    engine.sha256 = "b2" * 32
    again.run()
    until_over(desk, qtbot)
    assert engine.videos[3:] == ["match 2", "match 1", "match 3"]
    assert said[-1].startswith("3 matches are pre-labelled")
    with Project.open(folder / "match 3.rally") as project:
        assert project.latest_run().weights_hash == engine.sha256
    assert desk.message_bar.rows()[0].message.stays


def test_what_cannot_be_read_is_left_out_and_told(
    desk: Desk, folder: Path, qtbot: QtBot, engine: HeldEngine, said: list[str]
) -> None:
    broken = folder / "match 4.mp4"
    broken.write_bytes(b"no video at all")
    desk.workspace.open_folder(folder)
    qtbot.waitUntil(lambda: any(entry.unreadable for entry in desk.workspace.entries))
    desk.actions["prelabel_all"].trigger()
    told = said[-1].splitlines()
    assert told[0] == "One match is left out, for its video cannot be read."
    assert told[1].startswith("match 4: ")
    until_over(desk, qtbot)
    assert engine.videos == ["match 1", "match 2", "match 3"]
    assert said[-1].startswith("3 matches are pre-labelled")
    qtbot.waitUntil(lambda: rows(desk)[0] == "match 1, pre-labelled")
    assert not desk.prelabel.problem(broken)
    desk.actions["prelabel_all"].trigger()
    assert "Every match of this folder is pre-labelled." in said
    for path in folder.iterdir():
        if path != broken:
            path.unlink()
    qtbot.waitUntil(lambda: len(desk.workspace.entries) == 1)
    before = len(said)
    desk.workspace.prelabel_all()
    assert [text.splitlines()[0] for text in said[before:]] == [told[0]]
    assert not desk.prelabel.running


def test_the_list_and_the_chip_tell_whose_turn_it_is(
    desk: Desk, folder: Path, qtbot: QtBot, engine: HeldEngine
) -> None:
    begin_all(desk, qtbot, folder, engine)
    assert rows(desk) == [
        "match 1, pre-labelling, 30 %",
        "match 2, waits to be pre-labelled",
        "match 3, waits to be pre-labelled",
    ]
    assert desk.top_bar.job_chip.text.text().startswith("1 of 3 · match 1 · 30 % · 100 fps")
    engine.gate.set()
    until_over(desk, qtbot)


def test_opening_the_match_at_work_shows_all_its_answers(
    desk: Desk, folder: Path, qtbot: QtBot, engine: HeldEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    list_folder(desk, qtbot, folder)
    engine.hold_after = HELD
    desk.prelabel.start_all([(folder / "match 1.mp4", "match 1")])
    qtbot.waitUntil(lambda: desk.prelabel.state is not None and desk.prelabel.state.done == HELD)
    taken = desk.open_match._take

    def late(*args: Any) -> None:
        """What the thread has read is older than what is stored when the match appears."""
        engine.gate.set()
        qtbot.waitUntil(lambda: not desk.prelabel.running, timeout=WAIT)
        taken(*args)

    monkeypatch.setattr(desk.open_match, "_take", late)
    open_match(desk, qtbot, folder / "match 1.mp4")
    assert desk.document.track.predicted.all()
    assert answered(folder)["match 1"] == 60


def test_the_rest_of_the_run_is_shown_in_the_match_that_was_opened(
    desk: Desk, folder: Path, qtbot: QtBot, engine: HeldEngine
) -> None:
    engine.threshold = 0.7
    engine.hold_after = HELD
    desk.prelabel.start_all([(folder / "match 1.mp4", "match 1")])
    qtbot.waitUntil(lambda: desk.prelabel.state is not None and desk.prelabel.state.done == HELD)
    open_match(desk, qtbot, folder / "match 1.mp4")
    assert desk.prelabel.here
    assert desk.prelabel.state.name == ""
    assert desk.document.track.threshold == 0.7
    assert desk.document.track.predicted.sum() == HELD
    engine.gate.set()
    until_over(desk, qtbot)
    assert desk.document.track.predicted.all()


def test_what_is_asked_for_on_screen_goes_first_and_the_rest_goes_on(
    desk: Desk, folder: Path, qtbot: QtBot, engine: HeldEngine, said: list[str]
) -> None:
    begin_all(desk, qtbot, folder, engine)
    open_match(desk, qtbot, folder / "match 3.mp4")
    desk.actions["prelabel"].trigger()
    assert desk.prelabel.state.phase is Phase.STOPPING
    qtbot.waitUntil(lambda: engine.videos == ["match 1", "match 3"], timeout=WAIT)
    qtbot.waitUntil(lambda: desk.workspace.entries[0].started)
    assert rows(desk)[0] == "match 1, waits to be pre-labelled"
    engine.gate.set()
    until_over(desk, qtbot)
    assert engine.videos == ["match 1", "match 3", "match 1", "match 2"]
    assert engine.asked == [(0, 59), (0, 59), (18, 59), (0, 59)]
    assert said[-1].startswith("3 matches are pre-labelled")


def test_one_that_fails_does_not_stop_the_others_and_can_be_tried_again(
    desk: Desk, folder: Path, qtbot: QtBot, engine: HeldEngine, said: list[str]
) -> None:
    list_folder(desk, qtbot, folder)
    gone = (folder / "match 1.mp4").rename(folder.parent / "match 1.mp4")
    engine.refused = "match 2"
    desk.actions["prelabel_all"].trigger()
    until_over(desk, qtbot)
    assert said[-1].startswith("1 of 3 matches are pre-labelled (0:0")
    assert "\nmatch 1: " in said[-1]
    assert said[-1].endswith("\nmatch 2: The video ends in the middle of a frame.")
    engine.refused = ""
    gone.rename(folder / "match 1.mp4")
    (again,) = desk.message_bar.rows()[0].message.actions
    again.run()
    until_over(desk, qtbot)
    assert answered(folder) == {"match 1": 60, "match 2": 60, "match 3": 60}
    assert said[-1].startswith("2 matches are pre-labelled")


def test_where_weights_are_damaged_all_go_on_with_those_that_ship(
    desk: Desk, folder: Path, qtbot: QtBot, tmp_path: Path, engine: HeldEngine
) -> None:
    club, load = tmp_path / "club.safetensors", engine.load
    club.write_bytes(b"half a cop")

    def refuse(weights: str, device: str, runtime: str = "auto") -> LoadedModel:
        if weights:
            read_header(Path(weights))
        return load(weights, device, runtime)

    engine.load = refuse  # type: ignore[method-assign]
    desk.choice.use(str(club))
    list_folder(desk, qtbot, folder)
    desk.actions["prelabel_all"].trigger()
    until_over(desk, qtbot)
    assert answered(folder) == {"match 1": 0, "match 2": 0, "match 3": 0}
    shipped, _again = desk.message_bar.rows()[0].message.actions
    shipped.run()
    until_over(desk, qtbot)
    assert answered(folder) == {"match 1": 60, "match 2": 60, "match 3": 60}


def test_another_video_in_place_of_that_of_a_project_is_not_answered_there(
    desk: Desk, folder: Path, qtbot: QtBot, engine: HeldEngine, make_video: Any, said: list[str]
) -> None:
    open_match(desk, qtbot, folder / "match 1.mp4")
    desk.document.apply(edits.no_ball(desk.document.track, 5))
    open_match(desk, qtbot, folder / "match 2.mp4")
    make_video(folder / "match 1.mp4", frames=30, shade=80)
    desk.actions["prelabel_all"].trigger()
    until_over(desk, qtbot)
    assert "match 1" not in engine.videos
    assert answered(folder)["match 1"] == 0
    assert said[-1].startswith("2 of 3 matches are pre-labelled")
    assert "belongs to another video" in said[-1]


def test_cancel_stops_all_and_the_button_goes_on(
    desk: Desk, folder: Path, qtbot: QtBot, engine: HeldEngine, said: list[str]
) -> None:
    begin_all(desk, qtbot, folder, engine)
    desk.actions["cancel_job"].trigger()
    until_over(desk, qtbot)
    assert said[-1] == (
        "Pre-labelling of match 1 stopped at 18 of 60 frames; they are kept. 2 more matches wait."
    )
    assert not any("waits" in row for row in rows(desk))
    engine.gate.set()
    (go_on,) = desk.message_bar.rows()[0].message.actions
    go_on.run()
    until_over(desk, qtbot)
    assert engine.asked == [(0, 59), (18, 59), (0, 59), (0, 59)]
    assert said[-1].startswith("3 matches are pre-labelled")


def test_what_is_left_of_a_batch_can_go_on_from_any_match(
    desk: Desk, folder: Path, qtbot: QtBot, engine: HeldEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(message_bar, "OFFERED_FOR_MS", 1)
    open_match(desk, qtbot, folder / "match 1.mp4")
    begin_all(desk, qtbot, folder, engine)
    desk.actions["cancel_job"].trigger()
    until_over(desk, qtbot)
    open_match(desk, qtbot, folder / "match 2.mp4")
    (row,) = desk.message_bar.rows()
    assert row.message.text == (
        "Pre-labelling of match 1 stopped at 18 of 60 frames; they are kept. 2 more matches wait."
    ), "on another match, it says which"
    # Asked for on screen meanwhile, it is not done once more.
    engine.gate.set()
    desk.actions["prelabel"].trigger()
    desk.message_bar.rows()[-1].message.actions[0].run()
    until_over(desk, qtbot)
    assert engine.videos == ["match 1", "match 2", "match 1", "match 3"]
    assert answered(folder) == {"match 1": 60, "match 2": 60, "match 3": 60}


def test_a_paused_run_that_makes_way_goes_on_paused(
    desk: Desk, folder: Path, qtbot: QtBot, engine: HeldEngine
) -> None:
    open_match(desk, qtbot, folder / "match 2.mp4")
    desk.prelabel.start_all([(folder / "match 1.mp4", "match 1")])
    engine.hold_after = HELD
    qtbot.waitUntil(lambda: desk.prelabel.state is not None and desk.prelabel.state.done == HELD)
    desk.actions["pause_job"].trigger()
    engine.gate.set()
    desk.actions["prelabel"].trigger()
    qtbot.waitUntil(lambda: bool(desk.document.track.predicted.all()), timeout=WAIT)
    qtbot.waitUntil(lambda: desk.prelabel.state is not None, timeout=WAIT)
    qtbot.waitUntil(lambda: desk.prelabel.state.done == HELD, timeout=WAIT)
    qtbot.wait(100)
    assert desk.prelabel.state.phase is Phase.PAUSED
    assert desk.prelabel.state.name == "match 1"
    assert desk.actions["pause_job"].isChecked()
    assert answered(folder)["match 1"] == HELD
    desk.actions["pause_job"].trigger()
    until_over(desk, qtbot)
    assert answered(folder)["match 1"] == 60


def test_a_match_that_waits_says_so_and_where(
    desk: Desk, folder: Path, qtbot: QtBot, engine: HeldEngine
) -> None:
    begin_all(desk, qtbot, folder, engine)
    text = desk.review_panel.empty.text
    open_match(desk, qtbot, folder / "match 3.mp4")
    qtbot.waitUntil(lambda: "number 2 in the queue" in text())
    open_match(desk, qtbot, folder / "match 2.mp4")
    qtbot.waitUntil(lambda: text().startswith("This match is pre-labelled next"))
    panel = desk.workspace_panel
    assert (
        panel.model.index(2)
        .data(Qt.ItemDataRole.ToolTipRole)
        .endswith("Number 2 of those that wait to be pre-labelled")
    )
    desk.actions["cancel_job"].trigger()
    until_over(desk, qtbot)
    qtbot.waitUntil(lambda: text().startswith("Pre-label the match"))
    engine.gate.set()


def test_a_match_that_failed_says_so_and_why(
    desk: Desk, folder: Path, qtbot: QtBot, engine: HeldEngine
) -> None:
    (folder / "match 2.mp4").write_text("no video")
    list_folder(desk, qtbot, folder)
    engine.refused = "match 3"
    desk.actions["prelabel_all"].trigger()
    until_over(desk, qtbot)
    qtbot.waitUntil(lambda: "pre-labelling" in rows(desk)[2])
    assert rows(desk)[1:] == ["match 2, cannot be read", "match 3, pre-labelling failed"]
    index = desk.workspace_panel.model.index(2)
    assert index.data(Qt.ItemDataRole.ToolTipRole).endswith(
        "Pre-labelling failed: The video ends in the middle of a frame."
    )
    desk.workspace_panel.grab()
    # With the folder read again it still says so, until another try.
    with qtbot.waitSignal(desk.workspace.changed):
        desk.workspace.refresh()
    assert rows(desk)[2] == "match 3, pre-labelling failed"
    # And so it does in a window that was opened later: the project remembers.
    desk.prelabel._problems.clear()
    with qtbot.waitSignal(desk.workspace.changed):
        desk.workspace.refresh()
    assert rows(desk)[1:] == ["match 2, cannot be read", "match 3, pre-labelling failed"]
    assert index.data(Qt.ItemDataRole.ToolTipRole).endswith("in the middle of a frame.")
    engine.refused = ""
    open_match(desk, qtbot, folder / "match 3.mp4")
    desk.actions["prelabel"].trigger()
    until_over(desk, qtbot)
    qtbot.waitUntil(lambda: rows(desk)[2] == "match 3, pre-labelled")
    with qtbot.waitSignal(desk.workspace.changed):
        desk.workspace.refresh()
    assert rows(desk)[2] == "match 3, pre-labelled"
    assert summarise(folder / "match 3.rally").problem == ""


def test_what_failed_and_is_reviewed_by_hand_shows_how_far_that_is(
    desk: Desk, folder: Path, qtbot: QtBot
) -> None:
    open_match(desk, qtbot, folder / "match 1.mp4")
    desk.document.project.set_state(PROBLEM_STATE, "Why.")
    assert {each.name: each.remembered for each in read_folder(folder)}["match 1"] == "Why."
    qtbot.waitUntil(lambda: desk.canvas.shown_frame == 0)
    desk.correct.place(20.0, 30.0)
    qtbot.waitUntil(lambda: not any(each.remembered for each in read_folder(folder)))


def test_what_was_cancelled_may_be_asked_for_again_before_it_has_ended(
    desk: Desk, folder: Path, qtbot: QtBot, engine: HeldEngine, said: list[str]
) -> None:
    begin_all(desk, qtbot, folder, engine)
    desk.actions["cancel_job"].trigger()
    desk.actions["prelabel_all"].trigger()
    assert desk.prelabel.state is not None
    assert desk.prelabel.state.phase is Phase.STOPPING
    engine.gate.set()
    until_over(desk, qtbot)
    assert answered(folder) == {"match 1": 60, "match 2": 60, "match 3": 60}
    assert said[-1].startswith("3 matches are pre-labelled")
    assert not any("stopped" in sentence for sentence in said)


def test_what_waits_is_not_forgotten_where_the_run_ended_as_it_was_cancelled(
    desk: Desk, folder: Path, qtbot: QtBot, said: list[str]
) -> None:
    desk.prelabel.start_all([(folder / f"match {n}.mp4", f"match {n}") for n in (1, 2)])
    worker = desk.prelabel.findChild(TrackerWorker)
    assert worker is not None
    worker.wait()
    desk.prelabel.cancel()
    until_over(desk, qtbot)
    assert answered(folder) == {"match 1": 60}
    assert said[-1] == "One more match waits."
    (go_on,) = desk.message_bar.rows()[0].message.actions
    go_on.run()
    until_over(desk, qtbot)
    assert answered(folder) == {"match 1": 60, "match 2": 60}


def test_a_closed_window_leaves_all_that_is_done(
    desk: Desk, folder: Path, qtbot: QtBot, engine: HeldEngine
) -> None:
    begin_all(desk, qtbot, folder, engine)
    desk.prelabel.shut_down()
    assert not desk.prelabel.running
    assert answered(folder) == {"match 1": 18}
