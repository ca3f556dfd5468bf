"""Another threshold: at once, or in a thread beside what is edited and answered meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotation import edits
from annotation.errors import ProjectError
from annotation.track import BallTrack
from app.application import Desk
from app.workflows import threshold as workflow


@pytest.fixture
def begun() -> list[float]:
    """The thresholds that were begun to be decided by."""
    return []


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch, begun: list[float]) -> threading.Event:
    """Every track is long now, and deciding it waits for this gate."""
    gate = threading.Event()
    decide = BallTrack.set_threshold

    def wait_and_decide(track: BallTrack, threshold: float) -> None:
        begun.append(threshold)
        assert gate.wait(20)
        decide(track, threshold)

    monkeypatch.setattr(workflow, "AT_ONCE", 0)
    monkeypatch.setattr(BallTrack, "set_threshold", wait_and_decide)
    return gate


def test_a_short_video_is_decided_at_once(labelled: Desk) -> None:
    labelled.threshold.try_out(0.7)
    assert labelled.document.threshold == 0.7
    assert labelled.document.project.state("threshold") is None
    labelled.threshold.choose(2.0)
    assert labelled.document.threshold == labelled.document.project.state("threshold") == 1.0


def test_a_long_one_in_a_thread_and_nothing_is_lost(
    labelled: Desk, qtbot: QtBot, gate: threading.Event, begun: list[float]
) -> None:
    document = labelled.document
    document.track.follow_path(document.frame_size, 25.0)
    busy: list[bool] = []
    labelled.threshold.busyChanged.connect(busy.append)
    before = document.track
    labelled.threshold.try_out(0.6)
    qtbot.waitUntil(lambda: begun == [0.6])
    for value in (0.65, 0.7):
        labelled.threshold.try_out(value)
    assert labelled.threshold.busy
    assert document.threshold == 0.5
    # Meanwhile a person goes on, and so does the model.
    document.apply(edits.place(document.track, 7, 3.0, 4.0))
    document.apply(edits.no_ball(document.track, 8))
    document.undo()
    none = np.full((2, 5, 3), np.nan, np.float32)
    none[:, 0] = (90.0, 50.0, 0.99)
    where = np.full(2, 90.0), np.full(2, 50.0), np.full(2, 0.99, np.float32)
    again = np.array([False, True])
    rest = none, none[..., :2], where[2] / 3, again
    document.show_predictions(20, *where, *rest, begins_shot=True)
    gate.set()
    qtbot.waitUntil(lambda: document.threshold == 0.7 and not labelled.threshold.busy)
    assert begun == [0.6, 0.7], "the wish in between was overtaken"
    assert busy == [True, False]
    assert document.track is not before
    assert document.track.mark_at(7).position == (3.0, 4.0)
    assert document.track.human_mark_at(8) is None
    assert document.track.predicted_x[[19, 20, 21, 22]].tolist() == [39.0, 90.0, 90.0, 42.0]
    assert document.track.disagreement[20] == np.float32(0.33)
    assert np.flatnonzero(document.track.predicted_repeats).tolist() == [21]
    assert np.flatnonzero(document.track.cuts).tolist() == [20]
    document.undo()
    assert document.track.human_mark_at(7) is None


def test_another_match_is_not_decided_by_it(
    labelled: Desk, qtbot: QtBot, gate: threading.Event, begun: list[float]
) -> None:
    labelled.document.track.follow_path(labelled.document.frame_size, 25.0)
    labelled.threshold.try_out(0.9)
    qtbot.waitUntil(lambda: begun == [0.9])
    labelled.threshold.try_out(0.8)
    labelled.open_match.close()
    gate.set()
    qtbot.waitUntil(lambda: not labelled.threshold.busy)
    assert labelled.document.threshold == 0.5
    assert len(labelled.document.track) == 0


def test_the_slider_tries_while_it_is_held_and_chooses_when_it_is_let_go(labelled: Desk) -> None:
    document, slider = labelled.document, labelled.frame_panel.threshold.slider
    slider.setSliderDown(True)
    slider.setValue(60)
    assert document.threshold == 0.6
    assert document.project.state("threshold") is None
    slider.setSliderDown(False)
    assert document.project.state("threshold") == 0.6


@pytest.mark.exercises("raise_threshold", "lower_threshold")
def test_a_held_key_tries_and_chooses_when_it_is_let_go(
    labelled: Desk, qtbot: QtBot, said: list[str]
) -> None:
    document, canvas = labelled.document, labelled.canvas
    canvas.setFocus()
    shift = Qt.KeyboardModifier.ShiftModifier
    for number, value in enumerate(("0.51", "0.52", "0.53"), start=1):
        qtbot.keyPress(canvas, Qt.Key.Key_Up, shift)
        assert document.threshold == float(value)
        assert said == [f"Threshold {round(0.5 + n / 100, 2):.2f}" for n in range(1, number + 1)]
        assert labelled.frame_panel.threshold.value.text() == value
        assert labelled.timeline.confidence.threshold == float(value)
    shown = [row.message.text for row in labelled.message_bar.rows()]
    assert [text for text in shown if text.startswith("Threshold")] == ["Threshold 0.53"]
    assert document.project.state("threshold") is None
    # Whichever of the two keys goes up first; the number pad's arrow is the same key.
    qtbot.keyRelease(canvas, Qt.Key.Key_Up)
    qtbot.waitUntil(lambda: document.project.state("threshold") == 0.53)
    assert document.undo_stack.count() == 1
    pad = Qt.KeyboardModifier.KeypadModifier
    for _ in range(2):
        qtbot.keyPress(canvas, Qt.Key.Key_Down, shift | pad)
    assert (document.threshold, document.undo_stack.count()) == (0.51, 1)
    qtbot.keyRelease(canvas, Qt.Key.Key_Down, shift | pad)
    qtbot.waitUntil(lambda: document.undo_stack.count() == 2)
    document.undo()
    document.undo()
    assert document.threshold == 0.5
    assert labelled.frame_panel.threshold.value.text() == "0.50"


def test_from_the_menu_a_step_is_chosen_at_once(labelled: Desk) -> None:
    labelled.actions["lower_threshold"].trigger()
    assert labelled.document.project.state("threshold") == 0.49
    labelled.threshold.choose(1.0)
    labelled.actions["raise_threshold"].trigger()
    assert labelled.document.threshold == 1.0


def test_steps_do_not_wait_for_what_is_being_decided(
    labelled: Desk, qtbot: QtBot, gate: threading.Event, begun: list[float]
) -> None:
    document, timeline, panel = labelled.document, labelled.timeline, labelled.frame_panel
    document.track.follow_path(document.frame_size, 25.0)
    for action in ("raise_threshold", "raise_threshold", "lower_threshold", "raise_threshold"):
        labelled.actions[action].trigger()
        # What is decided last is all that counts.
    assert document.project.state("threshold") == 0.52
    labelled.threshold.step(1)
    assert document.threshold == 0.5
    assert timeline.confidence.threshold == 0.53
    assert panel.threshold.value.text() == "0.53"
    document.thresholdChanged.emit(0.51)  # One that was wanted before is decided now.
    assert timeline.confidence.threshold == 0.53
    assert panel.threshold.value.text() == "0.53"
    labelled.threshold.let_go()
    gate.set()
    qtbot.waitUntil(lambda: document.threshold == 0.53 and not labelled.threshold.busy)
    assert timeline.confidence.threshold == 0.53


def test_another_match_is_not_given_what_keys_hold_of_this_one(
    labelled: Desk, qtbot: QtBot, make_video: Callable[..., Path], tmp_path: Path
) -> None:
    labelled.threshold.step(5)
    with qtbot.waitSignal(labelled.document.opened, timeout=20_000):
        labelled.open_match.open(make_video(tmp_path / "other.mp4", frames=20))
    labelled.threshold.let_go()
    assert labelled.document.threshold == 0.5
    assert labelled.document.project.state("threshold") is None
    labelled.threshold.try_out(0.6)
    assert labelled.timeline.confidence.threshold == 0.6


def test_a_chosen_threshold_is_taken_back_by_undo(labelled: Desk, said: list[str]) -> None:
    document, project = labelled.document, labelled.document.project
    labelled.threshold.choose(0.3)
    labelled.threshold.choose(0.7)
    labelled.threshold.choose(0.7)
    assert document.undo_stack.undoText() == "Threshold 0.70"
    assert said == []
    document.undo()
    assert document.threshold == project.state("threshold") == 0.3
    assert said == ["The threshold is 0.30 again."]
    document.undo()
    assert said[-1] == "The threshold is 0.50 again."
    assert document.threshold == 0.5
    assert project.state("threshold") is None, "the next model's own counts again"
    assert not document.undo_stack.canUndo()
    document.redo()
    assert document.threshold == project.state("threshold") == 0.3


def test_a_dragged_line_let_go_where_it_was_is_no_step(labelled: Desk) -> None:
    labelled.threshold.try_out(0.7)
    labelled.threshold.choose(0.5)
    assert labelled.document.threshold == 0.5
    assert not labelled.document.undo_stack.canUndo()


def test_an_undo_of_the_threshold_that_cannot_be_written_leaves_the_stack(
    labelled: Desk, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_state: object) -> None:
        raise ProjectError("The disk is full.")

    labelled.threshold.choose(0.7)
    monkeypatch.setattr(type(labelled.document.project), "set_state", refuse)
    labelled.document.undo()
    assert said == ["The disk is full."]
    assert labelled.document.threshold == 0.7
    assert labelled.document.undo_stack.count() == 0


def test_a_project_that_cannot_be_written_is_told(
    labelled: Desk, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_state: object) -> None:
        raise ProjectError("The disk is full.")

    monkeypatch.setattr(type(labelled.document.project), "set_state", refuse)
    labelled.timeline.thresholdChosen.emit(0.7)
    assert labelled.document.threshold == 0.7
    assert said == ["The disk is full."]


def test_a_project_that_cannot_be_read_is_told(
    opened: Desk, qtbot: QtBot, said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_asked: object) -> None:
        raise ProjectError("The project cannot be read.")

    project = type(opened.document.project)
    for name in ("state", "shots"):
        monkeypatch.setattr(project, name, refuse)
    with qtbot.waitSignal(opened.prelabel.finished):
        opened.prelabel.start()
    monkeypatch.setattr(project, "latest_run", refuse)
    opened.reports.report(tmp_path / "report.html")
    # The threshold, the shots, a guess at them, the report.
    assert said.count("The project cannot be read.") == 4
    monkeypatch.undo()
