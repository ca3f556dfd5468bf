"""Corrections by mouse and key, from the gesture to the project file."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from annotation.errors import ProjectError
from annotation.event_edits import decide
from annotation.events import Event
from annotation.marks import BallMark, Source, Visibility
from annotation.project import Project
from annotation.segments import SegmentKind, exclude
from app.application import Desk
from app.widgets import canvas_painter
from app.widgets.overlays_hud import HudFacts

LEFT = Qt.MouseButton.LeftButton


def mark(desk: Desk) -> BallMark | None:
    return desk.document.track.mark_at(desk.playhead.frame)


def point(desk: Desk, x: float, y: float) -> QPoint:
    return desk.canvas.view.to_widget(x, y).toPoint()


def go(desk: Desk, qtbot: QtBot, frame: int) -> None:
    desk.playhead.seek(frame)
    qtbot.waitUntil(lambda: desk.canvas.shown_frame == frame)


def press(
    desk: Desk, qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None
) -> None:
    desk.canvas.setFocus()
    qtbot.keyClick(desk.canvas, key, modifier or Qt.KeyboardModifier.NoModifier)


def test_a_click_places_the_ball_on_the_frame_shown(opened: Desk, qtbot: QtBot) -> None:
    go(opened, qtbot, 5)
    qtbot.mouseClick(opened.canvas, LEFT, pos=point(opened, 80.0, 50.0))
    placed = mark(opened)
    assert placed.source is Source.HUMAN
    assert placed.position == pytest.approx((80.0, 50.0), abs=0.2)
    assert [m.frame for m in opened.document.project.marks()] == [5]


def test_a_full_disk_is_told_until_there_is_room(
    opened: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stood on the picture, in red, when all had long been saved."""

    def full(*_args: object, **_more: object) -> None:
        raise ProjectError("The disk is full.")

    def told() -> list[str]:
        return [row.message.text for row in opened.message_bar.rows()]

    go(opened, qtbot, 5)
    with monkeypatch.context() as patch:
        patch.setattr(Project, "apply", full)
        press(opened, qtbot, Qt.Key.Key_X)
    assert told() == ["The disk is full."]
    press(opened, qtbot, Qt.Key.Key_X)
    assert mark(opened) is not None
    assert told() == []


def test_who_points_at_a_ball_that_was_filled_in_sees_it(labelled: Desk, qtbot: QtBot) -> None:
    go(labelled, qtbot, 10)
    track = labelled.document.track
    track._now.visibility[10], track._now.source[10] = (
        Visibility.OCCLUDED,
        Source.INTERPOLATED.code,
    )
    qtbot.mouseClick(labelled.canvas, LEFT, pos=point(labelled, 80.0, 50.0))
    assert mark(labelled).visibility is Visibility.VISIBLE
    press(labelled, qtbot, Qt.Key.Key_Q)
    qtbot.mouseClick(labelled.canvas, LEFT, pos=point(labelled, 90.0, 50.0))
    assert mark(labelled).visibility is Visibility.OCCLUDED


def test_a_drag_moves_the_ball(labelled: Desk, qtbot: QtBot) -> None:
    go(labelled, qtbot, 10)
    start, end = point(labelled, 30.0, 40.0), point(labelled, 60.0, 55.0)
    qtbot.mousePress(labelled.canvas, LEFT, pos=start)
    qtbot.mouseMove(labelled.canvas, (start + end) / 2)
    qtbot.mouseMove(labelled.canvas, end)
    qtbot.mouseRelease(labelled.canvas, LEFT, pos=end)
    assert mark(labelled).position == pytest.approx((60.0, 55.0), abs=0.3)


def test_each_decision_has_its_key(labelled: Desk, qtbot: QtBot) -> None:
    labelled.settings.advance_after_decision = False
    go(labelled, qtbot, 20)
    press(labelled, qtbot, Qt.Key.Key_Return)
    assert mark(labelled).source is Source.VERIFIED
    press(labelled, qtbot, Qt.Key.Key_Delete)
    assert mark(labelled).source is Source.MODEL
    press(labelled, qtbot, Qt.Key.Key_Q)
    assert mark(labelled).visibility is Visibility.OCCLUDED
    assert mark(labelled).position == (40.0, 40.0)
    press(labelled, qtbot, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert mark(labelled).visibility is Visibility.HARD
    press(labelled, qtbot, Qt.Key.Key_2)
    assert mark(labelled).position == (70.0, 60.0)
    press(labelled, qtbot, Qt.Key.Key_X)
    assert mark(labelled).visibility is Visibility.NO_BALL
    assert labelled.document.undo_stack.count() == 6


def test_nudges_are_a_pixel_or_a_tenth(labelled: Desk, qtbot: QtBot) -> None:
    alt, shift = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
    go(labelled, qtbot, 1)
    press(labelled, qtbot, Qt.Key.Key_Right, alt)
    press(labelled, qtbot, Qt.Key.Key_Down, alt)
    press(labelled, qtbot, Qt.Key.Key_Left, alt | shift)
    assert mark(labelled).position == pytest.approx((21.9, 41.0))


def test_nudges_that_follow_each_other_at_once_are_one_step_of_undo(
    labelled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr("annotation.edits._clock", lambda: now)
    stack, start = labelled.document.undo_stack, mark(labelled).position
    for _ in range(3):
        labelled.correct.nudge(1, 0)
        now += 0.1
    labelled.correct.nudge(0, 1)
    assert stack.count() == 1
    now += 5.0
    labelled.correct.nudge(1, 0)
    assert (stack.count(), stack.undoText()) == (2, "Nudge ball")
    labelled.playhead.seek(labelled.playhead.frame + 1)
    labelled.correct.nudge(1, 0)
    assert stack.count() == 3, "of another frame"
    for _ in range(3):
        labelled.document.undo()
    labelled.playhead.seek(labelled.playhead.frame - 1)
    assert mark(labelled).position == start
    labelled.document.redo()
    assert mark(labelled).position == pytest.approx((start[0] + 3, start[1] + 1))
    labelled.correct.nudge(1, 0)
    labelled.correct.place(*start)
    assert stack.count() == 3, "what was redone is over; a click is a step of its own"


def test_a_nudge_stays_in_the_picture(labelled: Desk) -> None:
    labelled.correct.place(159.5, 0.2)
    labelled.correct.nudge(1, -1)
    assert mark(labelled).position == (159.0, 0.0)


def test_a_ball_can_be_placed_without_the_mouse(
    labelled: Desk, qtbot: QtBot, said: list[str]
) -> None:
    alt = Qt.KeyboardModifier.AltModifier
    for frame, x in ((10, 30.0), (14, 70.0)):
        labelled.playhead.seek(frame)
        labelled.correct.place(x, 50.0)
    for frame in (11, 12, 13):
        labelled.playhead.seek(frame)
        labelled.correct.no_ball()
    go(labelled, qtbot, 12)
    press(labelled, qtbot, Qt.Key.Key_P)
    assert mark(labelled).position == pytest.approx((50.0, 50.0))
    assert mark(labelled).source is Source.HUMAN
    press(labelled, qtbot, Qt.Key.Key_Right, alt)
    press(labelled, qtbot, Qt.Key.Key_Down, alt)
    assert mark(labelled).position == pytest.approx((51.0, 51.0))
    go(labelled, qtbot, 20)
    before = mark(labelled)
    press(labelled, qtbot, Qt.Key.Key_P)
    assert mark(labelled) == before
    assert said[-1] == "Frame 20 has a ball: the nudge keys move it."


def test_where_nothing_is_known_a_ball_is_placed_in_the_middle(opened: Desk, qtbot: QtBot) -> None:
    go(opened, qtbot, 3)
    press(opened, qtbot, Qt.Key.Key_P)
    width, height = opened.document.frame_size
    assert mark(opened).position == ((width - 1) / 2, (height - 1) / 2)


def test_fill_joins_two_marks(labelled: Desk) -> None:
    for frame, x in ((10, 30.0), (14, 70.0)):
        labelled.playhead.seek(frame)
        labelled.correct.place(x, 50.0)
    labelled.playhead.seek(12)
    labelled.actions["fill"].trigger()
    assert mark(labelled).source is Source.INTERPOLATED
    assert mark(labelled).position == (50.0, 50.0)


def test_fill_on_a_mark_joins_it_with_the_one_before(labelled: Desk, said: list[str]) -> None:
    def filled() -> list[int]:
        track = labelled.document.track
        marks = {frame: track.human_mark_at(frame) for frame in range(9, 20)}
        return [f for f, each in marks.items() if each and each.source is Source.INTERPOLATED]

    for frame, x in ((10, 30.0), (14, 70.0), (18, 70.0)):
        labelled.playhead.seek(frame)
        labelled.correct.place(x, 50.0)
    labelled.playhead.seek(14)
    labelled.actions["fill"].trigger()
    assert filled() == [11, 12, 13]
    # No gap ends there any more; there is one that begins.
    labelled.actions["fill"].trigger()
    assert filled() == [11, 12, 13, 15, 16, 17]
    assert said == []


def test_accept_up_to_here_takes_the_stretch(labelled: Desk, said: list[str]) -> None:
    labelled.playhead.seek(30)
    labelled.correct.accept()
    labelled.playhead.seek(40)
    labelled.actions["accept_to_here"].trigger()
    assert labelled.document.track.persons[30:41].all()
    assert not labelled.document.track.persons[:30].any()
    assert said == ["10 frames accepted."]


def test_marks_can_be_walked(labelled: Desk, said: list[str]) -> None:
    for frame in (5, 25):
        labelled.playhead.seek(frame)
        labelled.correct.no_ball()
    labelled.playhead.seek(50)
    labelled.actions["previous_mark"].trigger()
    assert labelled.playhead.frame == 25
    labelled.actions["previous_mark"].trigger()
    assert labelled.playhead.frame == 5
    labelled.actions["next_mark"].trigger()
    assert labelled.playhead.frame == 25
    labelled.actions["next_mark"].trigger()
    assert (labelled.playhead.frame, len(said)) == (25, 1)


def test_what_makes_no_sense_is_said(labelled: Desk, said: list[str]) -> None:
    labelled.playhead.seek(3)
    labelled.correct.fill()
    labelled.correct.take_candidate(5)
    assert "no position of yours" in said[0]
    assert "no number 5" in said[1]
    assert labelled.document.undo_stack.count() == 0


def test_saying_the_same_again_is_no_step_of_undo(labelled: Desk, said: list[str]) -> None:
    labelled.settings.advance_after_decision = False
    labelled.playhead.seek(20)
    for decide_so in (labelled.correct.no_ball, labelled.correct.clear, labelled.correct.occluded):
        decide_so()
    assert labelled.document.undo_stack.count() == 3
    labelled.correct.occluded()
    assert said == ["You have said so of frame 20 already."]
    for _ in range(2):
        labelled.correct.place(0.0, 50.0)
        labelled.correct.nudge(-1.0, 0.0)
    assert labelled.document.undo_stack.count() == 4


def test_an_edit_pauses(labelled: Desk) -> None:
    labelled.playhead.play()
    labelled.correct.accept()
    assert not labelled.playhead.playing


def test_the_frame_panel_tells_where_the_path_decided(labelled: Desk) -> None:
    panel = labelled.frame_panel
    labelled.playhead.seek(10)
    panel.refresh()
    assert panel.state.text() == "Model, low score · 0.52"
    assert panel.state.toolTip() == ""
    labelled.document.try_threshold(0.6)
    panel.refresh()
    assert panel.state.text() == "Model, low score (path) · 0.52"
    assert "frames around" in panel.state.toolTip()


def test_the_frame_panel_follows(labelled: Desk, qtbot: QtBot) -> None:
    panel = labelled.frame_panel
    labelled.window.tabs.setCurrentWidget(panel)
    labelled.playhead.seek(11)
    assert panel.state.text() == "Model · 0.95"
    assert panel.position.text() == "x 31.0   y 40.0"
    assert [button.isHidden() for button in panel.peaks] == [False, False, True, True, True]
    panel.peaks[1].click()
    assert mark(labelled).position == (61.0, 60.0)
    assert panel.state.text().startswith("Human")
    hard = next(b for b in panel.findChildren(QToolButton) if b.text() == "Hard")
    hard.click()
    assert mark(labelled).visibility is Visibility.HARD
    assert hard.isChecked()


def test_the_threshold_slider_decides_without_a_run(labelled: Desk) -> None:
    labelled.playhead.seek(3)
    assert mark(labelled).position is not None
    labelled.frame_panel.threshold.slider.setValue(99)
    assert mark(labelled).position is None
    assert labelled.document.threshold == 0.99


def test_opacity_sliders_reach_the_overlays(labelled: Desk) -> None:
    sliders = labelled.frame_panel.overlay_controls.sliders
    for overlay, slider in sliders.items():
        slider.setValue(37)
        assert labelled.canvas.overlays.opacity(overlay) == pytest.approx(0.37)


def test_undo_and_redo_go_where_they_act(opened: Desk, qtbot: QtBot) -> None:
    go(opened, qtbot, 5)
    opened.correct.place(80.0, 50.0)
    go(opened, qtbot, 40)
    opened.actions["undo"].trigger()
    assert opened.playhead.frame == 5
    assert mark(opened) is None
    go(opened, qtbot, 40)
    opened.actions["redo"].trigger()
    assert opened.playhead.frame == 5
    assert mark(opened).position == (80.0, 50.0)


def test_accepting_up_to_the_next_doubt(labelled: Desk, qtbot: QtBot) -> None:
    document = labelled.document
    document.apply(exclude(document.segments, 8, 12, 60, SegmentKind.REPLAY))
    # A filter hides doubts; it does not answer them.
    labelled.review.set_bar(0.9)
    go(labelled, qtbot, 4)
    labelled.actions["accept_to_doubt"].trigger()
    assert labelled.playhead.frame == 17
    assert not document.track.persons[17]


@pytest.mark.parametrize("action", ["accept_arc", "no_ball_arc"])
def test_an_arc_passes_over_what_is_left_out_unless_it_is_looked_at(
    labelled: Desk, qtbot: QtBot, action: str
) -> None:
    document = labelled.document
    document.apply(exclude(document.segments, 8, 12, 60, SegmentKind.BREAK))
    go(labelled, qtbot, 5)
    labelled.actions[action].trigger()
    persons = document.track.persons
    assert persons[5:8].all()
    assert not persons[8:13].any()
    document.undo()
    go(labelled, qtbot, 10)
    labelled.actions[action].trigger()
    assert document.track.persons[8:13].all()


def test_while_playing_the_next_doubt_is_after_the_frame_on_screen(
    labelled: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go(labelled, qtbot, 4)
    monkeypatch.setattr(labelled.frame_server, "request", lambda _frame: None)
    labelled.playhead.play()
    labelled.playhead.seek(11)
    labelled.actions["accept_to_doubt"].trigger()
    assert labelled.playhead.frame == 10
    assert np.flatnonzero(labelled.document.track.persons).tolist() == [4, 5, 6, 7, 8, 9]


def repeat(desk: Desk, frame: int) -> None:
    """The frame after this one shows its picture again."""
    track, where = desk.document.track, slice(frame, frame + 3)
    desk.document.show_predictions(
        frame,
        track.predicted_x[where],
        track.predicted_y[where],
        track.predicted_score[where],
        track.candidates[where].copy(),
        repeats=np.array([False, True, False]),
    )


def test_an_event_is_of_the_picture(labelled: Desk, qtbot: QtBot) -> None:
    document = labelled.document
    repeat(labelled, 20)
    go(labelled, qtbot, 21)
    labelled.correct.decide_event(Event.NET)
    assert dict(document.decided_events) == {20: Event.NET}
    assert [document.event_at(frame) for frame in (20, 21)] == [Event.NET] * 2
    assert document.event_at(22) is not Event.NET
    labelled.correct.decide_event(Event.NET)
    assert not document.decided_events
    # What was decided of a frame before its picture was known stays, and can be taken back.
    document.apply(decide({}, 21, Event.HIT))
    assert document.event_at(21) is Event.HIT
    labelled.correct.decide_event(Event.HIT)
    assert not document.decided_events


@pytest.mark.parametrize("action", ["no_ball", "no_ball_range"])
def test_no_ball_takes_an_event_along_in_one_step(
    labelled: Desk, qtbot: QtBot, action: str
) -> None:
    """One person said "bounce" and "no ball" of one frame."""
    document = labelled.document
    go(labelled, qtbot, 20)
    labelled.correct.decide_event(Event.BOUNCE)
    labelled.selection.set(15, 25)
    labelled.actions[action].trigger()
    assert not document.decided_events
    assert document.track.visibility[20] == Visibility.NO_BALL
    document.undo()
    assert dict(document.decided_events) == {20: Event.BOUNCE}
    assert not document.track.persons.any()


def test_a_decision_on_a_picture_shown_again_goes_on(labelled: Desk, qtbot: QtBot) -> None:
    first, second = sorted(labelled.review.queue.frames)[:2]
    repeat(labelled, int(first))
    qtbot.waitUntil(lambda: labelled.review.settled)
    labelled.review.go_to(int(first))
    go(labelled, qtbot, int(first) + 1)
    press(labelled, qtbot, Qt.Key.Key_X)
    qtbot.waitUntil(lambda: labelled.playhead.frame == second)


def test_a_click_is_of_all_frames_that_show_the_picture(
    labelled: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts: list[HudFacts] = []
    lay_out = canvas_painter.lay_out_hud
    monkeypatch.setattr(
        canvas_painter, "lay_out_hud", lambda *args: facts.append(args[2]) or lay_out(*args)
    )
    document = labelled.document
    repeat(labelled, 20)
    steps = document.undo_stack.count()
    for frame, repeats in ((20, None), (21, 20)):
        go(labelled, qtbot, frame)
        labelled.canvas.repaint()
        assert (facts[-1].frame, facts[-1].repeats) == (frame, repeats)
    press(labelled, qtbot, Qt.Key.Key_X)
    assert np.flatnonzero(document.track.persons).tolist() == [20, 21]
    assert document.undo_stack.count() == steps + 1
    document.undo()
    assert not document.track.persons.any()
