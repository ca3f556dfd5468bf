"""Edits of many frames: in a thread, whole or not at all, while the window goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotation import edits
from annotation.errors import ChangedElsewhereError, ProjectError
from annotation.marks import Source
from annotation.project import Project
from annotation.review import Doubts, find_doubts
from annotation.segments import SegmentKind
from annotation.track import BallTrack, Outcome
from app.application import Desk
from app.widgets.status_progress import EditProgress

WAIT = 20_000
COLUMNS = ("visibility", "x", "y", "score", "source", "overruled", "predicted", "cuts")
BUSY = "Many frames are being edited. Wait for it, or cancel it in the status bar."


class Gates:
    """Where an edit waits: half written, and before the path follows it."""

    def __init__(self) -> None:
        self.written_half, self.write = threading.Event(), threading.Event()
        self.written, self.follow = threading.Event(), threading.Event()

    def open(self) -> None:
        self.write.set()
        self.follow.set()

    def shut(self) -> None:
        for event in (self.written_half, self.write, self.written, self.follow):
            event.clear()


@pytest.fixture
def gates(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gates]:
    """Twenty frames are many, and an edit of so many waits at the gates."""
    gates = Gates()
    apply, outcome = Project.apply, BallTrack.outcome
    window = threading.current_thread()

    def apply_gated(project: Project, edit: Any, watch: Any = lambda _share: None) -> None:
        def watch_gated(share: float) -> None:
            gates.written_half.set()
            assert threading.current_thread() is window or gates.write.wait(20)
            watch(share)

        apply(project, edit, watch_gated)

    def outcome_gated(track: BallTrack, *given: Any) -> Outcome:
        gates.written.set()
        assert threading.current_thread() is window or gates.follow.wait(20)
        return outcome(track, *given)

    monkeypatch.setattr(Project, "apply", apply_gated)
    monkeypatch.setattr(BallTrack, "outcome", outcome_gated)
    for module in ("document", "edit_command", "workflows.threshold"):
        monkeypatch.setattr(f"app.{module}.AT_ONCE", 20)
    yield gates
    gates.open()


def accept(desk: Desk, qtbot: QtBot, gates: Gates) -> None:
    """Accept 40 frames, up to where they are half written."""
    qtbot.waitUntil(lambda: desk.review.settled)
    desk.selection.set(10, 49)
    desk.range_actions.accept()
    qtbot.waitUntil(gates.written_half.is_set)


def wait_for_the_end(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not desk.document.long_edit.busy, timeout=WAIT)


def columns(track: BallTrack) -> list[bytes]:
    return [getattr(track, name).tobytes() for name in COLUMNS]


def verified(desk: Desk) -> list[int]:
    return np.flatnonzero(desk.document.track.source == Source.VERIFIED.code).tolist()


def on_disk(path: Path) -> list[int]:
    with Project.open(path) as project:
        return [mark.frame for mark in project.marks()]


def loaded(path: Path) -> list[bytes]:
    with Project.open(path) as project:
        return columns(project.load_track(by_path=project.follows_path))


def test_the_window_goes_on_and_nothing_else_is_edited(
    labelled: Desk, qtbot: QtBot, gates: Gates, said: list[str]
) -> None:
    document = labelled.document
    document.apply(edits.place(document.track, 5, 3.0, 4.0))
    chip = labelled.window.findChild(EditProgress)
    assert not chip.isVisible()
    accept(labelled, qtbot, gates)
    qtbot.waitUntil(chip.isVisible)
    assert chip.text.text() == "Accept 40 frames"
    assert chip.cancel.isEnabled()
    # Whoever looks goes on.
    qtbot.keyClick(labelled.canvas, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: labelled.canvas.shown_frame == 1)
    assert verified(labelled) == []
    for act in (
        lambda: labelled.correct.place(20.0, 30.0),
        labelled.correct.accept_arc,
        labelled.range_actions.no_ball,
        lambda: labelled.range_actions.exclude(SegmentKind.REPLAY),
        lambda: labelled.correct.decide_event(1),
        document.undo,
        document.redo,
    ):
        said.clear()
        act()
        assert said == [BUSY]
    gates.write.set()
    qtbot.waitUntil(lambda: gates.written.is_set() and not chip.cancel.isEnabled())
    assert on_disk(document.project.path) == [5, *range(10, 50)]
    labelled.document.long_edit.cancel()  # Too late: it is on the disk.
    gates.follow.set()
    wait_for_the_end(labelled, qtbot)
    assert not chip.isVisible()
    assert verified(labelled) == list(range(10, 50))
    assert said[-1] == "40 frames accepted."
    assert document.undo_stack.count() == 2
    assert columns(document.track) == loaded(document.project.path)


def test_undo_and_redo_of_many_frames(labelled: Desk, qtbot: QtBot, gates: Gates) -> None:
    document, path = labelled.document, labelled.document.project.path
    before = columns(document.track)
    gates.open()
    accept(labelled, qtbot, gates)
    wait_for_the_end(labelled, qtbot)
    document.apply(edits.place(document.track, 55, 3.0, 4.0))
    after = columns(document.track)
    document.undo()
    for step, marks, shown, index in (
        (document.undo, [], before, 0),
        (document.redo, list(range(10, 50)), None, 1),
    ):
        gates.shut()
        was = document.undo_stack.index()
        step()
        qtbot.waitUntil(gates.written_half.is_set)
        assert document.undo_stack.index() == was
        with qtbot.waitSignal(document.stepped, timeout=WAIT) as stepped:
            gates.open()
        wait_for_the_end(labelled, qtbot)
        assert stepped.args == [10, 49]
        assert document.undo_stack.index() == index
        assert on_disk(path) == marks
        assert shown is None or columns(document.track) == shown
    document.redo()
    assert columns(document.track) == after
    assert document.undo_stack.index() == 2


@pytest.mark.exercises("cancel_edit")
def test_cancelling_leaves_all_as_it_was(
    labelled: Desk, qtbot: QtBot, gates: Gates, said: list[str]
) -> None:
    document, before = labelled.document, columns(labelled.document.track)
    accept(labelled, qtbot, gates)
    chip = labelled.window.findChild(EditProgress)
    qtbot.waitUntil(chip.isVisible)
    assert chip.cancel.defaultAction() is labelled.actions["cancel_edit"]
    labelled.actions["cancel_edit"].trigger()
    gates.open()
    wait_for_the_end(labelled, qtbot)
    assert said[-1] == "Cancelled: nothing was changed."
    assert not chip.isVisible()
    assert columns(document.track) == before == loaded(document.project.path)
    assert document.undo_stack.count() == 0
    with Project.open(document.project.path) as project:
        assert project.journal() == []
    # An undo that is cancelled leaves its step where it is.
    labelled.range_actions.accept()
    wait_for_the_end(labelled, qtbot)
    gates.shut()
    document.undo()
    qtbot.waitUntil(gates.written_half.is_set)
    document.long_edit.cancel()
    gates.open()
    wait_for_the_end(labelled, qtbot)
    assert document.undo_stack.index() == 1
    assert on_disk(document.project.path) == list(range(10, 50))


def test_what_cannot_be_written_is_told_and_changes_nothing(
    labelled: Desk, qtbot: QtBot, gates: Gates, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    document, before = labelled.document, columns(labelled.document.track)

    def refuse(*_given: object) -> None:
        gates.written_half.set()
        raise ProjectError("The disk is full.")

    apply = Project.apply
    monkeypatch.setattr(Project, "apply", refuse)
    accept(labelled, qtbot, gates)
    wait_for_the_end(labelled, qtbot)
    assert said == ["The disk is full."]
    assert columns(document.track) == before
    assert document.undo_stack.count() == 0
    monkeypatch.setattr(Project, "apply", apply)
    gates.open()
    labelled.range_actions.no_ball()
    wait_for_the_end(labelled, qtbot)
    labelled.range_actions.no_ball()
    wait_for_the_end(labelled, qtbot)
    assert "You have said" in said[-1]
    assert document.undo_stack.count() == 1


def leave(desk: Desk, gates: Gates, act: Callable[[], object]) -> None:
    """Do something that waits for the edit, whose gates open then."""
    left = desk.document.long_edit._left
    opener = threading.Thread(target=lambda: left.wait(20) and gates.open())
    opener.start()
    act()
    opener.join()


@pytest.mark.parametrize("way", ["match", "window"])
def test_closing_waits_until_the_edit_is_on_the_disk(
    labelled: Desk, qtbot: QtBot, gates: Gates, way: str
) -> None:
    path = labelled.document.project.path
    accept(labelled, qtbot, gates)
    leave(labelled, gates, labelled.open_match.close if way == "match" else labelled.window.close)
    assert not labelled.document.is_open
    assert not labelled.document.long_edit.busy
    assert not gates.written.is_set(), "nobody sees the path"
    assert on_disk(path) == list(range(10, 50))
    qtbot.wait(1)
    assert labelled.document.undo_stack.count() == 0


def test_an_edit_that_collides_while_the_match_closes_is_told(
    labelled: Desk, qtbot: QtBot, gates: Gates, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def collide(*_given: object) -> None:
        gates.written_half.set()
        assert gates.write.wait(20)
        raise ChangedElsewhereError("Another window was faster.")

    monkeypatch.setattr(Project, "apply", collide)
    accept(labelled, qtbot, gates)
    leave(labelled, gates, labelled.open_match.close)
    qtbot.waitUntil(lambda: said == ["Another window was faster."])


def test_another_match_is_shown_once_the_edit_is_made(
    labelled: Desk,
    qtbot: QtBot,
    gates: Gates,
    tmp_path: Path,
    make_video: Callable[..., Path],
) -> None:
    path = labelled.document.project.path
    accept(labelled, qtbot, gates)
    other = make_video(tmp_path / "other.mp4", frames=12)
    labelled.open_match.open(other)
    qtbot.waitUntil(lambda: len(labelled.document.long_edit._waiting) == 1, timeout=WAIT)
    labelled.actions["close"].trigger()  # Of the other one, then.
    assert labelled.document.project.path == path
    assert labelled.open_match.busy
    with qtbot.waitSignal(labelled.document.closed, timeout=WAIT):
        gates.open()
    assert labelled.settings.recent[0] == str(other.with_suffix(".rally"))
    assert on_disk(path) == list(range(10, 50))


def test_answers_of_the_model_wait_for_the_edit(
    opened: Desk, qtbot: QtBot, gates: Gates, engine: Any, said: list[str]
) -> None:
    document = opened.document
    engine.hold_after = 18
    opened.prelabel.start()
    qtbot.waitUntil(lambda: document.track.predicted.sum() == 18, timeout=WAIT)
    opened.selection.set(0, 59)
    opened.range_actions.no_ball()
    qtbot.waitUntil(gates.written_half.is_set)
    gates.write.set()
    qtbot.waitUntil(gates.written.is_set)
    with qtbot.waitSignal(opened.prelabel._worker.finished, timeout=WAIT):
        engine.gate.set()
    assert document.track.predicted.sum() == 18
    assert opened.prelabel.running
    with qtbot.waitSignal(opened.prelabel.finished, timeout=WAIT):
        gates.follow.set()
    assert document.track.predicted.all()
    assert said[-2] == "No ball in 60 frames."
    assert said[-1].startswith("All 60 frames are pre-labelled")
    assert columns(document.track) == loaded(document.project.path)


def test_another_threshold_waits_for_the_edit_and_is_undone_before_it(
    labelled: Desk, qtbot: QtBot, gates: Gates
) -> None:
    document = labelled.document
    accept(labelled, qtbot, gates)
    labelled.threshold.choose(0.7)
    assert labelled.threshold.busy
    assert document.threshold == 0.5
    gates.open()
    qtbot.waitUntil(lambda: document.threshold == 0.7 and not labelled.threshold.busy)
    assert document.undo_stack.count() == 2
    assert document.undo_stack.undoText() == "Threshold 0.70"
    assert columns(document.track) == loaded(document.project.path)
    document.undo()
    assert document.project.state("threshold") is None
    assert document.undo_stack.undoText() == "Accept 40 frames"


def test_a_threshold_that_misses_an_edit_of_many_frames_decides_again(
    labelled: Desk, qtbot: QtBot, gates: Gates, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, begun, decide = labelled.document, list[float](), BallTrack.set_threshold
    go_on = threading.Event()

    def held(track: BallTrack, threshold: float) -> None:
        begun.append(threshold)
        assert go_on.wait(20)
        decide(track, threshold)

    document.track.follow_path(document.frame_size, 25.0)
    monkeypatch.setattr(BallTrack, "set_threshold", held)
    labelled.threshold.try_out(0.6)
    qtbot.waitUntil(lambda: begun == [0.6])
    accept(labelled, qtbot, gates)
    go_on.set()
    qtbot.wait(50)
    assert document.threshold == 0.5
    gates.open()
    qtbot.waitUntil(lambda: document.threshold == 0.6 and not labelled.threshold.busy)
    assert begun == [0.6, 0.6]
    assert verified(labelled) == list(range(10, 50))
    whole = document.track.snapshot()
    whole.follow_path(document.frame_size, 25.0)
    assert columns(document.track) == columns(whole)


def test_labels_wait_for_the_edit(
    labelled: Desk, qtbot: QtBot, gates: Gates, tmp_path: Path, said: list[str]
) -> None:
    rows = (f"{frame},1,{frame + 5},7" for frame in range(5, 55))
    labels = tmp_path / "labels.csv"
    labels.write_text("\n".join(["Frame,Visibility,X,Y", *rows]))
    accept(labelled, qtbot, gates)
    labelled.exchange.import_labels(labels)
    qtbot.waitUntil(lambda: len(labelled.document.long_edit._waiting) == 1, timeout=WAIT)
    with qtbot.waitSignal(labelled.exchange.imported, timeout=WAIT) as imported:
        gates.open()
    assert imported.args == [50]
    assert "in place of 40 marks of yours" in said[-1]
    assert labelled.document.track.x[[5, 54]].tolist() == [10.0, 59.0]
    labelled.document.undo()
    wait_for_the_end(labelled, qtbot)
    assert verified(labelled) == list(range(10, 50))


def test_the_queue_is_ranked_once_the_edit_is_given_up(
    labelled: Desk, qtbot: QtBot, gates: Gates, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def held(track: BallTrack) -> Doubts:
        begun.set()
        assert go_on.wait(20)
        return find_doubts(track)

    qtbot.waitUntil(lambda: labelled.review.settled)
    before = labelled.review.queue
    monkeypatch.setattr("app.workflows.ranking.find_doubts", held)
    labelled.document.apply(edits.accept(labelled.document.track, 3))
    qtbot.waitUntil(begun.is_set)
    labelled.selection.set(10, 49)
    labelled.range_actions.accept()
    qtbot.waitUntil(gates.written_half.is_set)
    go_on.set()
    qtbot.waitUntil(lambda: labelled.review._ranking._task is None)
    assert labelled.review.queue is before
    labelled.document.long_edit.cancel()
    gates.open()
    qtbot.waitUntil(lambda: labelled.review.settled)
    assert 3 in before.frames
    assert 3 not in labelled.review.queue.frames
    assert 10 in labelled.review.queue.frames


def test_where_one_stands_is_remembered_once_the_edit_is_made(
    labelled: Desk, qtbot: QtBot, gates: Gates
) -> None:
    accept(labelled, qtbot, gates)
    labelled.playhead.seek(33)
    labelled.open_match.remember_position()
    assert labelled.document.project.state("frame", 0) != 33
    assert labelled.open_match._remember.isActive()
    gates.open()
    wait_for_the_end(labelled, qtbot)
    labelled.open_match.remember_position()
    assert labelled.document.project.state("frame") == 33


def test_accepting_up_to_a_doubt_goes_there_unless_one_has_gone_elsewhere(
    labelled: Desk, qtbot: QtBot, gates: Gates
) -> None:
    labelled.correct.next_doubt = lambda frame: 50
    for moved, stands in ((False, 50), (True, 7)):
        gates.shut()
        labelled.playhead.seek(5)
        qtbot.waitUntil(lambda: labelled.canvas.shown_frame == 5)
        labelled.correct.accept_to_doubt()
        qtbot.waitUntil(gates.written_half.is_set)
        if moved:
            labelled.playhead.seek(7)
        gates.open()
        wait_for_the_end(labelled, qtbot)
        assert verified(labelled) == list(range(5, 50))
        assert labelled.playhead.frame == stands
        labelled.document.undo()
        wait_for_the_end(labelled, qtbot)


def test_a_long_gap_is_filled_in_the_thread(
    labelled: Desk, qtbot: QtBot, gates: Gates, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, fill = labelled.document, edits.fill_linear
    for frame in (5, 45):
        document.apply(edits.place(document.track, frame, 3.0, 4.0))
    makers: list[threading.Thread] = []

    def watched(track: BallTrack, first: int, last: int) -> edits.TrackEdit:
        makers.append(threading.current_thread())
        return fill(track, first, last)

    monkeypatch.setattr(edits, "fill_linear", watched)
    labelled.playhead.seek(20)
    qtbot.waitUntil(lambda: labelled.canvas.shown_frame == 20)
    gates.open()
    labelled.correct.fill()
    wait_for_the_end(labelled, qtbot)
    assert document.undo_stack.undoText() == "Fill 39 frames"
    assert len(makers) == 1
    assert makers[0] is not threading.current_thread()
