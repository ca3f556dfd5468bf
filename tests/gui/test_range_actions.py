"""Bulk actions: one step for all selected frames, told and taken back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotation import edits
from annotation.marks import Source, Visibility
from annotation.project import Project
from annotation.segments import Segment, SegmentKind, SegmentSource, put_guess
from app.application import Desk
from app.messages import Message
from app.workflows.done_edits import TOPIC

CTRL = Qt.KeyboardModifier.ControlModifier
WAIT = 20_000
BULK = ("accept_range", "no_ball_range", "clear_range", "fill_range", "retrack_range")


def press(desk: Desk, qtbot: QtBot, key: Qt.Key) -> None:
    desk.canvas.setFocus()
    qtbot.keyClick(desk.canvas, key, CTRL)


def sources(desk: Desk, first: int, last: int) -> set[int]:
    return set(desk.document.track.source[first : last + 1].tolist())


def test_without_a_selection_nothing_can_be_done(labelled: Desk) -> None:
    assert not any(labelled.actions[name].isEnabled() for name in BULK)
    for act in ("accept", "no_ball", "clear", "fill", "retrack"):
        getattr(labelled.range_actions, act)()
    assert not labelled.document.undo_stack.count()
    labelled.selection.set(3, 9)
    assert all(labelled.actions[name].isEnabled() for name in BULK)


def test_accept_is_one_step(labelled: Desk, qtbot: QtBot, said: list[str]) -> None:
    labelled.selection.set(10, 29)
    press(labelled, qtbot, Qt.Key.Key_Return)
    assert sources(labelled, 10, 29) == {Source.VERIFIED.code}
    assert sources(labelled, 0, 9) == sources(labelled, 30, 59) == {Source.MODEL.code}
    assert said[-1] == "20 frames accepted."
    assert labelled.document.undo_stack.count() == 1
    labelled.document.undo()
    assert sources(labelled, 0, 59) == {Source.MODEL.code}
    with Project.open(labelled.document.project.path) as project:
        assert not len(project.mark_columns())


def test_no_ball_replaces_and_tells(labelled: Desk, qtbot: QtBot, said: list[str]) -> None:
    document = labelled.document
    document.apply(edits.place(document.track, 12, 5.0, 5.0))
    document.apply(edits.no_ball(document.track, 13))
    labelled.selection.set(10, 19)
    press(labelled, qtbot, Qt.Key.Key_X)
    assert set(document.track.visibility[10:20].tolist()) == {Visibility.NO_BALL}
    assert sources(labelled, 10, 19) == {Source.HUMAN.code}
    assert said[-1] == "No ball in 9 frames. One mark of yours was replaced."
    document.undo()
    assert document.track.mark_at(12).position == (5.0, 5.0)
    press(labelled, qtbot, Qt.Key.Key_X)
    press(labelled, qtbot, Qt.Key.Key_X)
    assert "You have said" in said[-1]


def test_no_ball_leaves_out_what_is_guessed_to_be_a_close_up(
    labelled: Desk, qtbot: QtBot, said: list[str]
) -> None:
    document = labelled.document
    guess = Segment(12, 15, SegmentKind.CLOSE_UP, SegmentSource.GUESS)
    document.apply(put_guess(document.segments, [guess]))
    labelled.selection.set(10, 19)
    press(labelled, qtbot, Qt.Key.Key_X)
    assert said[-1] == "No ball in 6 frames."
    assert document.reviewed == 6
    assert not document.track.persons[12:16].any()
    assert document.segments.at(12) == guess
    document.undo()
    # All of it is a close-up: whoever says so has looked.
    labelled.selection.set(12, 15)
    press(labelled, qtbot, Qt.Key.Key_X)
    assert document.reviewed == 4


def test_clear_lets_the_model_show_again(labelled: Desk, qtbot: QtBot, said: list[str]) -> None:
    document = labelled.document
    document.apply(edits.no_ball_range(document.track, 10, 19))
    labelled.selection.set(12, 14)
    press(labelled, qtbot, Qt.Key.Key_Delete)
    assert said[-1] == "3 marks taken away."
    assert sources(labelled, 12, 14) == {Source.MODEL.code}
    assert sources(labelled, 10, 11) == {Source.HUMAN.code}


@pytest.mark.parametrize(
    ("anchors", "selected", "filled"),
    [
        ((10, 20), (12, 15), (11, 19)),
        ((10, 20), (8, 25), (11, 19)),
        ((2, 10, 20), (8, 25), (11, 19)),
        ((10, 20), (10, 15), (11, 19)),
    ],
)
def test_fill_goes_from_mark_to_mark(
    opened: Desk,
    qtbot: QtBot,
    anchors: tuple[int, ...],
    selected: tuple[int, int],
    filled: tuple[int, int],
) -> None:
    document = opened.document
    for frame in anchors:
        document.apply(edits.place(document.track, frame, float(frame), 5.0))
    opened.selection.set(*selected)
    press(opened, qtbot, Qt.Key.Key_F)
    interpolated = np.flatnonzero(document.track.source == Source.INTERPOLATED.code)
    assert (interpolated[0], interpolated[-1]) == filled
    assert document.track.x[15] == pytest.approx(15.0)


def test_fill_says_what_is_missing(opened: Desk, said: list[str]) -> None:
    opened.selection.set(10, 20)
    opened.range_actions.fill()
    assert "place the ball at both ends" in said[-1]
    assert opened.document.undo_stack.count() == 0


@pytest.mark.parametrize(
    "way",
    ["accept_range", "accept_stretch", "accept_arc", "no_ball_arc", "accept_to_here",
     "accept_to_doubt"],
)  # fmt: skip
def test_the_button_of_the_message_takes_it_back(
    labelled: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr("annotation.arc_edits.arc_at", lambda _track, _frame, _decided: (8, 12))
    labelled.settings.advance_after_decision = False
    labelled.playhead.seek(10)
    qtbot.waitUntil(lambda: labelled.canvas.shown_frame == 10)
    labelled.selection.set(6, 10)

    def offers() -> list[Message]:
        messages = [row.message for row in labelled.message_bar.rows()]
        return [message for message in messages if message.topic == TOPIC]

    labelled.actions[way].trigger()
    (offer,) = offers()
    assert offer.actions[0].text == "Undo"
    offer.actions[0].run()
    assert labelled.document.undo_stack.index() == 0
    assert labelled.document.reviewed == 0
    assert not offers(), "an offer that no longer holds"


def test_tracking_a_stretch_again_asks_for_those_frames_only(
    labelled: Desk, qtbot: QtBot, engine: Any, said: list[str]
) -> None:
    document = labelled.document
    document.apply(edits.place(document.track, 22, 1.0, 2.0))
    engine.asked.clear()
    engine.sha256, engine.threshold = "b2" * 32, 0.3
    engine.answer = lambda frames: moved(type(engine).answer(frames))
    labelled.selection.set(20, 34)
    with qtbot.waitSignal(labelled.prelabel.finished, timeout=WAIT):
        press(labelled, qtbot, Qt.Key.Key_R)
    assert engine.asked == [(20, 34)]
    assert document.track.y[[18, 26, 30, 37]].tolist() == [40.0, 70.0, 70.0, 40.0]
    assert document.track.mark_at(22).position == (1.0, 2.0)
    assert "15 frames from 20 to 34 are tracked again" in said[-1]
    assert document.threshold == 0.5
    # What is read again from the file is what is on screen.
    with Project.open(document.project.path) as project:
        again = project.load_track(by_path=True)
    assert np.array_equal(again.y, document.track.y, equal_nan=True)
    assert again.threshold == 0.5


def test_what_is_tracked_first_counts_by_the_models_threshold(
    opened: Desk, qtbot: QtBot, engine: Any
) -> None:
    """It counted by another one until the match was opened again."""
    engine.threshold = 0.3
    opened.selection.set(20, 34)
    with qtbot.waitSignal(opened.prelabel.finished, timeout=WAIT):
        press(opened, qtbot, Qt.Key.Key_R)
    assert opened.document.project.threshold() == 0.3
    qtbot.waitUntil(lambda: opened.document.threshold == 0.3)


def moved(chunk: Any) -> Any:
    chunk.y[:] = 70.0
    chunk.candidates[:, 0, 1] = 70.0
    return chunk


def test_an_interrupted_run_goes_on_after_a_stretch_was_tracked_again(
    opened: Desk, qtbot: QtBot, engine: Any
) -> None:
    engine.hold_after = 18
    opened.prelabel.start()
    qtbot.waitUntil(lambda: opened.document.track.predicted.sum() == 18, timeout=WAIT)
    with qtbot.waitSignal(opened.prelabel.finished, timeout=WAIT):
        opened.prelabel.cancel()
    engine.gate.set()
    engine.asked.clear()
    opened.selection.set(4, 9)
    for run in (opened.range_actions.retrack, opened.prelabel.start):
        with qtbot.waitSignal(opened.prelabel.finished, timeout=WAIT):
            run()
    assert engine.asked == [(4, 9), (18, 59)]


def test_no_second_run_beside_a_running_one(opened: Desk, qtbot: QtBot, engine: Any) -> None:
    engine.hold_after = 0
    opened.selection.set(4, 9)
    opened.prelabel.start()
    assert not opened.actions["retrack_range"].isEnabled()
    with qtbot.waitSignal(opened.prelabel.finished, timeout=WAIT):
        opened.prelabel.cancel()
    assert opened.actions["retrack_range"].isEnabled()


@pytest.mark.exercises("exclude_break", "exclude_replay", "exclude_close_up", "include_range")
def test_a_stretch_is_left_out_and_taken_in_again(
    labelled: Desk, qtbot: QtBot, said: list[str]
) -> None:
    document, timeline = labelled.document, labelled.timeline
    plain = timeline.path.grab().toImage(), timeline.lane.grab().toImage()
    labelled.selection.set(10, 19)
    for kind, action in (
        (SegmentKind.BREAK, "exclude_break"),
        (SegmentKind.REPLAY, "exclude_replay"),
        (SegmentKind.CLOSE_UP, "exclude_close_up"),
    ):
        labelled.actions[action].trigger()
        assert list(document.segments) == [Segment(10, 19, kind)]
        assert said[-1] == "10 frames left out."
        shown = timeline.path.grab().toImage(), timeline.lane.grab().toImage()
        assert shown[0] != plain[0], "it is hatched"
        assert shown[1] != plain[1], "it is named"
    labelled.selection.set(0, 3)
    labelled.playhead.seek(12)
    labelled.actions["select_stretch"].trigger()
    assert labelled.selection.range == (10, 19)
    labelled.actions["include_range"].trigger()
    assert document.segments.excluded() == ()
    for _ in range(4):
        document.undo()
    assert not document.segments
    labelled.selection.clear()
    assert timeline.path.grab().toImage() == plain[0]
    labelled.range_actions.exclude(SegmentKind.BREAK)
    labelled.range_actions.include()
    assert not document.segments, "nothing is selected"


def verified(desk: Desk) -> list[int]:
    return np.flatnonzero(desk.document.track.source == Source.VERIFIED.code).tolist()


@pytest.mark.parametrize("way", ["selection", "to here", "to doubt"])
def test_what_is_only_guessed_to_be_no_play_is_not_accepted_in_passing(
    labelled: Desk, qtbot: QtBot, way: str
) -> None:
    """A person's word outweighs the guess: what was accepted unseen would be learnt."""
    document = labelled.document
    guess = [Segment(20, 29, SegmentKind.CLOSE_UP, SegmentSource.GUESS)]
    document.write(put_guess(document.segments, guess))
    around = [*range(20), *range(30, 40)]
    if way == "selection":
        labelled.selection.set(0, 39)
        labelled.range_actions.accept()
    else:
        start = 39 if way == "to here" else 0
        labelled.correct.next_doubt = lambda _frame: 40
        labelled.playhead.seek(start)
        qtbot.waitUntil(lambda: labelled.canvas.shown_frame == start)
        labelled.correct.accept_to_here() if start else labelled.correct.accept_to_doubt()
    assert verified(labelled) == around
    # Whoever stands in it, or selects it alone, has seen it.
    if way == "selection":
        labelled.selection.set(20, 29)
        labelled.range_actions.accept()
    else:
        labelled.playhead.seek(29)
        qtbot.waitUntil(lambda: labelled.canvas.shown_frame == 29)
        document.apply(edits.clear_range(document.track, 0, 19))
        labelled.correct.accept_to_here()
        around = range(30, 40)
    assert set(verified(labelled)) >= {*range(20, 30), *around}
