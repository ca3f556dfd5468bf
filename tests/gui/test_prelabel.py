"""Pre-labelling: in the background, chunk by chunk, stoppable, resumable, no mark touched."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotation import edits
from annotation.project import PROBLEM_STATE, Project
from annotation.segments import SegmentKind, exclude
from app.application import Desk
from app.jobs.engine import LoadedModel
from app.jobs.job_state import JobState, Phase, duration_text
from app.jobs.tracker_worker import TrackerWorker
from app.messages import Level, Message
from app.widgets.job_chip import state_text
from app.workflows.prelabel_words import answered_text, stopped_text
from tracker.inference import ChunkDone
from tracker.model.weights_file import read_header

WAIT = 20_000


def answered(path: Path) -> int:
    with Project.open(path) as project:
        return len(project.predictions().frames)


def test_counts_of_frames_are_in_groups(qapp: QApplication) -> None:
    assert "at 1\u2009375 of 26\u2009720 frames" in stopped_text(1375, 26_720)
    assert "All 26\u2009720 frames" in answered_text(26_720, None, 60.0)
    assert "from 1\u2009000 to 1\u2009999 are" in answered_text(1000, (1000, 1999), 60.0)


def test_of_a_run_that_answered_nothing_nothing_is_kept() -> None:
    assert stopped_text(0, 60) == "Pre-labelling stopped before it had answered a frame."
    assert stopped_text(0, 60, "match").startswith("Pre-labelling of match stopped before")


def test_every_frame_gets_an_answer(labelled: Desk) -> None:
    document = labelled.document
    assert document.track.predicted.all()
    assert document.track.mark_at(59).position == (79.0, 40.0)
    assert answered(document.project.path) == 60
    run = document.project.latest_run()
    assert (run.model_name, run.weights_hash, run.finished is not None) == (
        "small",
        "a1" * 32,
        True,
    )


def test_answers_are_on_disk_when_they_are_shown(opened: Desk, qtbot: QtBot, engine: Any) -> None:
    path = opened.document.project.path
    seen: list[tuple[int, bool]] = []

    def look(first: int, last: int) -> None:
        with Project.open(path) as project:
            seen.append((first, last in project.predictions().frames))

    opened.document.predictionsChanged.connect(look)
    with qtbot.waitSignal(opened.prelabel.finished, timeout=WAIT):
        opened.prelabel.start()
    assert [first for first, _ in seen] == list(range(0, 60, 9))
    assert all(committed for _, committed in seen)


def test_a_persons_mark_stays(opened: Desk, qtbot: QtBot) -> None:
    document = opened.document
    document.apply(edits.place(document.track, 10, 1.0, 2.0))
    document.apply(edits.no_ball(document.track, 11))
    with qtbot.waitSignal(opened.prelabel.finished, timeout=WAIT):
        opened.prelabel.start()
    assert document.track.mark_at(10).position == (1.0, 2.0)
    assert document.track.mark_at(11).position is None
    with Project.open(document.project.path) as project:
        assert [mark.frame for mark in project.marks()] == [10, 11]


def test_it_can_be_paused_and_goes_on(opened: Desk, qtbot: QtBot, engine: Any) -> None:
    states: list[JobState | None] = []
    opened.prelabel.stateChanged.connect(states.append)
    engine.hold_after = 0
    opened.prelabel.start()
    qtbot.waitUntil(lambda: states[-1].phase is Phase.RUNNING, timeout=WAIT)
    opened.actions["pause_job"].trigger()
    assert opened.prelabel.state.phase is Phase.PAUSED
    assert "paused" in opened.top_bar.job_chip.text.text()
    engine.gate.set()
    qtbot.wait(100)
    assert not opened.document.track.predicted.any()
    opened.actions["pause_job"].trigger()
    with qtbot.waitSignal(opened.prelabel.finished, timeout=WAIT):
        pass
    assert opened.document.track.predicted.all()
    assert states[-1] is None


def test_it_can_be_paused_and_cancelled_before_the_model_is_loaded(
    opened: Desk, qtbot: QtBot, engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, load = opened, engine.load
    loading, go_on = threading.Event(), threading.Event()

    def slowly(*args: Any) -> Any:
        loading.set()
        go_on.wait(20)
        return load(*args)

    monkeypatch.setattr(engine, "load", slowly)
    chip = desk.top_bar.job_chip.text
    try:
        desk.prelabel.start()
        desk.actions["pause_job"].trigger()
        qtbot.waitUntil(loading.is_set)
        qtbot.wait(50)
        assert chip.text() == "0 % · paused"
        desk.actions["cancel_job"].trigger()
        desk.actions["pause_job"].trigger()
        assert chip.text() == "0 % · stopping…"
    finally:
        go_on.set()
    qtbot.waitUntil(lambda: not desk.prelabel.running)
    assert not desk.document.track.predicted.any()


def cancel_after(frames: int, opened: Desk, qtbot: QtBot, engine: Any) -> None:
    """Pre-label so many frames, and cancel."""
    engine.hold_after = frames
    opened.prelabel.start()
    qtbot.waitUntil(lambda: opened.document.track.predicted.sum() == frames, timeout=WAIT)
    with qtbot.waitSignal(opened.prelabel.finished, timeout=WAIT):
        opened.actions["cancel_job"].trigger()


def test_cancel_keeps_what_is_done_and_the_next_run_goes_on(
    opened: Desk, qtbot: QtBot, engine: Any, said: list[str]
) -> None:
    cancel_after(18, opened, qtbot, engine)
    assert answered(opened.document.project.path) == 18
    assert "stopped at 18 of 60" in said[-1]
    assert not opened.prelabel.running

    engine.gate.set()
    engine.asked.clear()
    with qtbot.waitSignal(opened.prelabel.finished, timeout=WAIT):
        opened.prelabel.start()
    rows = [row.message.text for row in opened.message_bar.rows()]
    assert not any("stopped at" in text for text in rows), "an offer that no longer holds"
    assert engine.asked == [(18, 59)]
    assert answered(opened.document.project.path) == 60


def test_a_closed_window_waits_until_the_project_of_a_stopped_run_is_closed(
    opened: Desk, qtbot: QtBot, engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, close, go_on = opened, Project.close, threading.Event()

    def slowly(project: Project) -> None:
        if threading.current_thread() is not threading.main_thread():
            go_on.wait(20)
        close(project)

    monkeypatch.setattr(Project, "close", slowly)
    engine.hold_after = 18
    desk.prelabel.start()
    qtbot.waitUntil(lambda: desk.prelabel.state is not None and desk.prelabel.state.done == 18)
    worker = desk.prelabel.findChild(TrackerWorker)
    assert worker is not None
    desk.prelabel.cancel()
    qtbot.waitUntil(lambda: not desk.prelabel.running)
    assert worker.isRunning()
    threading.Timer(0.2, go_on.set).start()
    desk.prelabel.shut_down()
    assert worker.isFinished()


def test_a_failure_looks_whether_the_weights_are_still_there(
    opened: Desk, qtbot: QtBot, engine: Any
) -> None:
    engine.problem = "There is no weights file at club.safetensors."
    with qtbot.waitSignal(opened.choice.inventoryChanged, timeout=WAIT):
        opened.prelabel.start()


def test_a_failure_is_told_and_what_is_done_is_kept(
    opened: Desk, qtbot: QtBot, engine: Any, said: list[str]
) -> None:
    engine.fail_after = 18
    with qtbot.waitSignal(opened.prelabel.finished, timeout=WAIT):
        opened.prelabel.start()
    assert said[-1] == "The video ends in the middle of a frame."
    assert answered(opened.document.project.path) == 18
    engine.fail_after = None
    opened.message_bar.rows()[0].findChildren(type(opened.top_bar.job_chip.start_button))[0].click()
    qtbot.waitUntil(lambda: opened.document.track.predicted.all(), timeout=WAIT)


def test_weights_that_cannot_be_loaded_are_told(
    opened: Desk, qtbot: QtBot, engine: Any, said: list[str]
) -> None:
    engine.problem = "There is no weights file at nowhere.safetensors."
    with qtbot.waitSignal(opened.prelabel.finished, timeout=WAIT):
        opened.prelabel.start()
    assert said == [engine.problem]
    assert opened.document.project.latest_run() is None
    assert opened.document.project.state(PROBLEM_STATE) == engine.problem


def test_weights_that_are_damaged_give_way_to_those_that_ship(
    opened: Desk, qtbot: QtBot, tmp_path: Path, engine: Any, said: list[str]
) -> None:
    club, load = tmp_path / "club.safetensors", engine.load
    club.write_bytes(b"half a cop")

    def refuse(weights: str, device: str, runtime: str = "auto") -> LoadedModel:
        if weights:
            read_header(Path(weights))
        return load(weights, device, runtime)  # type: ignore[no-any-return]

    engine.load = refuse
    opened.choice.use(str(club))
    with qtbot.waitSignal(opened.choice.inventoryChanged, timeout=WAIT):
        opened.prelabel.start()
    assert said[-1].startswith("club.safetensors holds no weights that can be read")
    assert opened.settings.weights == str(club), "other weights are nobody's choice yet"
    (row,) = opened.message_bar.rows()
    shipped, _again = row.message.actions
    assert shipped.text == "Go on with shipped weights"
    shipped.run()
    qtbot.waitUntil(lambda: opened.document.track.predicted.all(), timeout=WAIT)
    assert opened.settings.weights == ""


def test_a_closed_match_is_answered_all_the_same(
    opened: Desk, qtbot: QtBot, engine: Any, said: list[str]
) -> None:
    path = opened.document.project.path
    engine.hold_after = 18
    opened.prelabel.start()
    qtbot.waitUntil(lambda: opened.prelabel.state.done == 18, timeout=WAIT)
    opened.open_match.close()
    assert opened.prelabel.running
    assert opened.prelabel.state.name == "match"
    assert opened.top_bar.job_chip.text.text().startswith("match · 30 %")
    assert opened.actions["cancel_job"].isEnabled()
    with qtbot.waitSignal(opened.prelabel.finished, timeout=WAIT):
        engine.gate.set()
    assert answered(path) == 60
    assert said[-1] == "match: All 60 frames are pre-labelled (0:02)."
    with Project.open(path) as project:
        assert project.latest_run().finished is not None


def test_another_match_is_opened_meanwhile(
    opened: Desk, qtbot: QtBot, engine: Any, tmp_path: Path, make_video: Any, said: list[str]
) -> None:
    engine.hold_after = 18
    opened.prelabel.start()
    qtbot.waitUntil(lambda: opened.prelabel.state is not None and opened.prelabel.state.done == 18)
    first = opened.document.project.path
    with qtbot.waitSignal(opened.document.opened, timeout=20_000):
        opened.open_match.open(make_video(tmp_path / "other.mp4", frames=20))
    assert not opened.document.track.predicted.any()
    assert opened.actions["prelabel"].isEnabled()
    engine.gate.set()
    qtbot.waitUntil(lambda: not opened.prelabel.running, timeout=WAIT)
    assert said[-1].startswith("match: All 60 frames are pre-labelled")
    assert not opened.document.track.predicted.any()
    assert answered(first) == 60


def test_cancelling_a_run_that_is_not_on_screen_says_which(
    opened: Desk, qtbot: QtBot, engine: Any, said: list[str]
) -> None:
    engine.hold_after = 18
    opened.prelabel.start()
    qtbot.waitUntil(lambda: opened.prelabel.state.done == 18, timeout=WAIT)
    opened.open_match.close()
    opened.actions["cancel_job"].trigger()
    qtbot.waitUntil(lambda: not opened.prelabel.running, timeout=WAIT)
    assert said[-1] == "Pre-labelling of match stopped at 18 of 60 frames; they are kept."


def test_a_single_frame_is_spoken_of_as_one(
    desk: Desk, qtbot: QtBot, tmp_path: Path, make_video: Any, said: list[str]
) -> None:
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        desk.open_match.open(make_video(tmp_path / "one.mp4", frames=1))
    with qtbot.waitSignal(desk.prelabel.finished, timeout=20_000):
        desk.prelabel.start()
    assert said[-1].startswith("The one frame is pre-labelled (")


def test_notices_are_told(labelled: Desk, qtbot: QtBot) -> None:
    rows = [row.message.text for row in labelled.message_bar.rows()]
    assert "All 60 frames are pre-labelled (0:02)." in rows


def test_a_finished_run_is_not_done_again_without_being_asked(
    labelled: Desk, qtbot: QtBot, engine: Any
) -> None:
    engine.asked.clear()
    said: list[Message] = []
    labelled.messages.posted.connect(said.append)
    with qtbot.waitSignal(labelled.prelabel.finished, timeout=WAIT):
        labelled.actions["prelabel"].trigger()
    assert said[-1].text == "small has answered every frame already."
    assert engine.asked == []
    assert labelled.document.project.latest_run().finished is not None
    with qtbot.waitSignal(labelled.prelabel.finished, timeout=WAIT):
        said[-1].actions[0].run()
    assert engine.asked == [(0, 59)]
    assert said[-1].text.startswith("All 60 frames are pre-labelled")


def test_what_was_left_out_is_answered_once_it_is_taken_in(
    opened: Desk, qtbot: QtBot, engine: Any
) -> None:
    document = opened.document
    document.apply(exclude(document.segments, 10, 15, 60, SegmentKind.REPLAY))
    for asked in ([(0, 9), (16, 59)], [(10, 15)]):
        engine.asked.clear()
        with qtbot.waitSignal(opened.prelabel.finished, timeout=WAIT):
            opened.prelabel.start()
        assert engine.asked == asked
        document.undo()
    assert document.track.predicted.all()


def test_the_models_own_threshold_counts_until_a_person_sets_one(
    opened: Desk, qtbot: QtBot, engine: Any
) -> None:
    engine.threshold = 0.99
    with qtbot.waitSignal(opened.prelabel.finished, timeout=WAIT):
        opened.prelabel.start()
    assert opened.document.threshold == 0.99
    assert opened.document.track.mark_at(3).position is None
    opened.threshold.choose(0.4)
    with qtbot.waitSignal(opened.prelabel.finished, timeout=WAIT):
        opened.prelabel.start(anew=True)
    assert opened.document.threshold == 0.4


def test_the_review_asks_where_other_weights_say_something_else(
    labelled: Desk, qtbot: QtBot, engine: Any, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    answer, document = engine.answer, labelled.document

    def otherwise(frames: np.ndarray) -> ChunkDone:
        chunk: ChunkDone = answer(frames)
        y = np.where((frames >= 20) & (frames < 30), chunk.y + 25.0, chunk.y)
        peaks = chunk.candidates.copy()
        peaks[:, 0, 1] = y
        return replace(chunk, y=y, candidates=peaks)

    monkeypatch.setattr(engine, "answer", otherwise)
    engine.sha256 = "b2" * 32
    assert not document.track.former_differs.any()
    with qtbot.waitSignal(labelled.prelabel.finished, timeout=WAIT):
        labelled.prelabel.start(anew=True)
    differing = document.track.former_differs
    assert differing[21:29].all()
    assert not differing[:18].any()
    count = int(differing.sum())
    assert f"{count} frames say something else than before" in said[-1]
    qtbot.waitUntil(lambda: labelled.review.settled)
    asked = labelled.review.queue.doubtful_for("earlier run disagrees").tolist()
    assert asked == np.flatnonzero(differing).tolist()
    panel = labelled.frame_panel
    labelled.window.tabs.setCurrentWidget(panel)
    labelled.playhead.seek(25)
    panel.refresh()
    assert panel.earlier.isVisibleTo(panel)
    assert panel.earlier.text() == "Earlier run: x 45.0   y 40.0"
    labelled.correct.place(45.0, 66.0)
    panel.refresh()
    assert not panel.earlier.isVisibleTo(panel)
    labelled.document.undo()
    with Project.open(document.project.path) as project:
        kept = project.load_track(by_path=True).former_differs
    assert kept.tolist() == differing.tolist()


def test_chip_and_queue_tell_what_the_engine_is_preparing(opened: Desk, qtbot: QtBot) -> None:
    told: list[str] = []
    explained: list[str] = []
    chip, empty = opened.top_bar.job_chip, opened.review_panel.empty
    opened.prelabel.stateChanged.connect(lambda _state: told.append(chip.text.toolTip()))
    opened.prelabel.stateChanged.connect(lambda _state: explained.append(empty.text()))
    with qtbot.waitSignal(opened.prelabel.finished, timeout=WAIT):
        opened.prelabel.start()
    assert "The batch is smaller now." in told
    assert told[-1] != "The batch is smaller now."
    assert any(text.startswith("The batch is smaller now.\n\n") for text in explained)
    assert "smaller" not in explained[-1]


def test_a_run_that_goes_on_tells_what_the_engine_is_preparing_too(
    opened: Desk, qtbot: QtBot, engine: Any
) -> None:
    cancel_after(18, opened, qtbot, engine)
    engine.hold_after = 0
    opened.prelabel.start()
    chip = opened.top_bar.job_chip
    qtbot.waitUntil(lambda: chip.text.toolTip() == "The batch is smaller now.", timeout=WAIT)
    assert chip.text.text() == "Preparing the model…"
    assert chip.bar.maximum() == 0, "nothing tells how long it will take"
    opened.actions["pause_job"].trigger()
    assert chip.text.text() == "30 % · paused"
    opened.actions["pause_job"].trigger()
    assert chip.text.text() == "Preparing the model…"
    with qtbot.waitSignal(opened.prelabel.finished, timeout=WAIT):
        engine.gate.set()


def test_the_chip_says_how_it_goes() -> None:
    assert state_text(JobState(Phase.LOADING)) == "Loading the model…"
    assert state_text(JobState(Phase.RUNNING, 0, 100)) == "Loading the model…"
    said = "Once for these weights."
    assert state_text(JobState(Phase.RUNNING, 0, 100, notice=said)) == "Preparing the model…"
    assert state_text(JobState(Phase.RUNNING, 41, 100, done_before=41)) == "Loading the model…"
    state = JobState(Phase.RUNNING, 41, 100, 182.4, 38.2)
    assert state_text(state) == "41 % · 182 fps · ETA 0:38"
    assert state_text(JobState(Phase.RUNNING, 1, 3, 5.25, None)) == "33 % · 5.2 fps"
    assert state_text(JobState(Phase.RUNNING, 1, 3, 1499.6, None)) == "33 % · 1\u2009500 fps"
    assert state_text(JobState(Phase.STOPPING, 1, 2)) == "50 % · stopping…"
    assert duration_text(3723) == "1:02:03"


def test_the_chosen_mode_is_used_and_kept_in_the_project(
    opened: Desk, qtbot: QtBot, engine: Any
) -> None:
    for mode, stride in (("accurate", 1), ("fast", 3)):
        opened.choice.use_mode(mode)
        with qtbot.waitSignal(opened.prelabel.finished, timeout=WAIT):
            opened.prelabel.start()
        assert engine.strides[-1] == stride
        assert opened.document.project.latest_run().settings == {"stride": stride}


def test_shots_from_elsewhere_are_guessed_and_no_step_of_a_persons(
    opened: Desk, qtbot: QtBot, engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = opened.document
    document.apply(exclude(document.segments, 57, 59, 60, SegmentKind.BREAK))
    document.apply(edits.no_ball(document.track, 3))
    document.undo()
    plain = engine.answer

    def answer(frames: np.ndarray) -> ChunkDone:
        elsewhere = frames[0] == 27
        view = np.full((9, 16, 3), 200 if elsewhere else 40, np.uint8)
        return replace(plain(frames), begins_shot=bool(frames[0] in (27, 36)), view=view)

    monkeypatch.setattr(engine, "answer", answer)
    said: list[Message] = []
    opened.messages.posted.connect(said.append)
    with qtbot.waitSignal(opened.prelabel.finished, timeout=WAIT):
        opened.prelabel.start()
    qtbot.waitUntil(lambda: len(document.segments) == 2)
    assert document.segments.excluded() == ((27, 35), (57, 59))
    assert np.flatnonzero(document.track.cuts).tolist() == [27, 36]
    assert document.project.segments() == document.segments
    assert "1 stretch looks like a replay or close-up and is left out." in said[-1].text
    keep = said[-1].actions[-1]
    assert keep.text == "Keep them in"
    assert document.undo_stack.canRedo(), "the model must not take that away"
    document.redo()
    assert document.track.human_mark_at(3) is not None
    document.undo()
    document.undo()
    assert document.segments.excluded() == ((27, 35),)
    document.redo()
    assert document.segments.excluded() == ((27, 35), (57, 59))
    keep.run()
    assert document.segments.excluded() == ((57, 59),)
    assert document.project.segments() == document.segments
    document.undo()
    assert len(document.segments) == 0
    assert len([message for message in said if message.level is Level.ERROR]) == 0


def test_the_number_told_is_what_the_model_answered(
    labelled: Desk, qtbot: QtBot, engine: Any, said: list[str]
) -> None:
    document = labelled.document
    document.apply(exclude(document.segments, 10, 15, 60, SegmentKind.REPLAY))
    for last, sentence in (
        (20, "5 frames from 10 to 20 are tracked again"),
        (15, "All of these frames are left out, so the model was not asked."),
    ):
        engine.asked.clear()
        with qtbot.waitSignal(labelled.prelabel.finished, timeout=WAIT):
            labelled.prelabel.start((10, last))
        qtbot.waitUntil(lambda: sentence in said[-1])  # noqa: B023
        assert engine.asked == ([(16, 20)] if last == 20 else [])


def test_whoever_reviews_needs_no_offer_to(labelled: Desk) -> None:
    def shown() -> list[str]:
        return [row.message.text for row in labelled.message_bar.rows()]

    assert any("pre-labelled" in text for text in shown())
    labelled.actions["next_suspect"].trigger()
    assert not any("pre-labelled" in text for text in shown())
