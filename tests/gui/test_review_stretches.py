"""The queue in stretches: settled by one key, filtered, counted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu, QStyle, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from annotation import edits
from annotation.marks import Source, Visibility
from annotation.review import BARS
from annotation.review_stretches import Answer, ReviewFilter
from annotation.segments import SegmentKind
from app.application import Desk, build_desk
from app.settings import Settings
from app.widgets.review_rows import ROW_HEIGHT
from app.widgets.review_words import duration
from app.workflows.review import Below

NONE = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def doubtful(opened: Desk, qtbot: QtBot, engine: Any) -> Desk:
    """Frames 10..19 and 40..44 are doubtful, all others sure."""
    sure = type(engine).answer

    def answer(frames: np.ndarray) -> Any:
        chunk = sure(frames)
        unsure = ((frames >= 10) & (frames < 20)) | ((frames >= 40) & (frames < 45))
        chunk.score[:] = np.where(unsure, 0.52, 0.95)
        chunk.candidates[:, 0, 2] = chunk.score
        return chunk

    engine.answer = answer
    # Each frame for itself: the path would ask after the middle of a stretch only.
    opened.document.track.leave_path()
    with qtbot.waitSignal(opened.prelabel.finished, timeout=20_000):
        opened.prelabel.start()
    qtbot.waitUntil(lambda: rows(opened) == [(10, 19), (40, 44)])
    opened.canvas.setFocus()
    return opened


def rows(desk: Desk) -> list[tuple[int, int]]:
    """The stretches in time."""
    return sorted((stretch.first, stretch.last) for stretch in desk.review.stretches)


def test_a_stretch_is_one_row_and_one_step(doubtful: Desk, qtbot: QtBot) -> None:
    panel, canvas = doubtful.review_panel, doubtful.canvas
    assert panel.model.rowCount() == 2
    assert panel.count.text() == "15 doubts left"
    assert panel.count.toolTip().startswith("2 stretches with 15 doubtful frames\n")
    assert panel.count.toolTip().endswith("with a probability of 35 % or more")
    texts = sorted(panel.model.index(row).data() for row in range(2))
    assert texts[0].startswith("Frames 10–19: ")
    assert "low confidence" in texts[0]
    qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    assert 10 <= doubtful.playhead.frame <= 19
    qtbot.keyClick(canvas, Qt.Key.Key_Tab)
    assert 40 <= doubtful.playhead.frame <= 44
    row = panel.view.currentIndex().row()
    assert panel.model.index(row).data().startswith("Frames 40–44")
    doubtful.playhead.seek(15)
    assert panel.model.index(panel.view.currentIndex().row()).data().startswith("Frames 10–19")


def test_a_row_tells_when_what_it_names_begins(
    doubtful: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[float] = []
    monkeypatch.setattr(
        "app.widgets.review_rows.timecode", lambda seconds: told.append(seconds) or ""
    )
    doubtful.review_panel.view.viewport().grab()
    assert sorted(set(told)) == pytest.approx([10 / 25, 40 / 25])


@pytest.mark.exercises("accept_stretch", "no_ball_stretch")
def test_one_key_accepts_a_stretch_and_goes_on(doubtful: Desk, qtbot: QtBot) -> None:
    track = doubtful.document.track
    doubtful.playhead.seek(12)
    qtbot.keyClick(doubtful.canvas, Qt.Key.Key_Return, ALT)
    assert set(track.source[10:20].tolist()) == {Source.VERIFIED.code}
    assert doubtful.document.undo_stack.count() == 1
    assert 40 <= doubtful.playhead.frame <= 44
    qtbot.keyClick(doubtful.canvas, Qt.Key.Key_X, ALT)
    assert set(track.visibility[40:45].tolist()) == {Visibility.NO_BALL}
    qtbot.waitUntil(lambda: rows(doubtful) == [])
    assert doubtful.review_panel.empty.buttons["export"].isVisible()
    assert not doubtful.actions["accept_stretch"].isEnabled()
    assert doubtful.review.progress.share == 1.0
    doubtful.document.undo()
    doubtful.document.undo()
    qtbot.waitUntil(lambda: rows(doubtful) == [(10, 19), (40, 44)])
    assert doubtful.review.progress.settled == 0


@pytest.mark.exercises("advance")
def test_a_stretch_can_be_settled_without_going_on(doubtful: Desk) -> None:
    doubtful.actions["advance"].trigger()
    doubtful.playhead.seek(12)
    doubtful.actions["accept_stretch"].trigger()
    assert doubtful.playhead.frame == 12


@pytest.mark.exercises("select_doubt")
def test_a_stretch_can_be_selected(doubtful: Desk, qtbot: QtBot) -> None:
    doubtful.playhead.seek(30)
    assert not doubtful.actions["select_doubt"].isEnabled()
    doubtful.playhead.seek(12)
    qtbot.keyClick(doubtful.canvas, Qt.Key.Key_B)
    assert doubtful.selection.range == (10, 19)


def test_decisions_go_from_frame_to_frame_and_on_to_the_next_stretch(doubtful: Desk) -> None:
    doubtful.review.go_to(18)
    doubtful.correct.accept()
    assert doubtful.playhead.frame == 19
    doubtful.correct.accept()
    assert doubtful.playhead.frame == 40


def test_enter_goes_on_after_a_click_that_put_the_ball_right(doubtful: Desk, qtbot: QtBot) -> None:
    doubtful.review.go_to(12)
    doubtful.correct.place(30.0, 30.0)
    assert doubtful.playhead.frame == 12, "it can still be moved"
    doubtful.correct.accept()
    assert doubtful.playhead.frame == 13
    assert doubtful.document.track.source[12] == Source.HUMAN.code, "accepting changed nothing"
    doubtful.review.go_to(44)
    doubtful.correct.place(30.0, 30.0)
    qtbot.waitUntil(lambda: doubtful.review.settled)
    doubtful.correct.accept()
    assert doubtful.playhead.frame == 10, "after the last one comes the first"


def test_enter_says_so_where_nothing_is_to_be_accepted(doubtful: Desk) -> None:
    said: list[str] = []
    doubtful.document.refused.connect(said.append)
    doubtful.playhead.seek(30)
    doubtful.correct.place(30.0, 30.0)
    doubtful.correct.accept()
    assert doubtful.playhead.frame == 30, "the queue did not lead here"
    assert said == ["Frame 30 has an answer of yours: nothing to accept."]


def test_who_looks_around_a_doubt_is_still_on_the_way_through_the_queue(doubtful: Desk) -> None:
    doubtful.review.go_to(12)
    doubtful.playhead.seek(11)
    doubtful.playhead.seek(12)
    doubtful.correct.accept()
    assert doubtful.playhead.frame == 13
    doubtful.playhead.seek(17)
    doubtful.correct.accept()
    assert doubtful.playhead.frame == 17, "the queue led elsewhere"


def test_a_decision_on_the_last_doubt_goes_on_to_what_is_just_being_ranked(
    doubtful: Desk, qtbot: QtBot
) -> None:
    doubtful.review.go_to(44)
    doubtful.threshold.choose(0.94)  # frames 45 and later are doubtful, too, from now on
    doubtful.correct.accept()
    assert doubtful.playhead.frame == 44, "nothing that is known follows"
    qtbot.waitUntil(lambda: doubtful.playhead.frame == 45)


def test_a_last_decision_taken_back_leads_nowhere(doubtful: Desk, qtbot: QtBot) -> None:
    doubtful.review.go_to(44)
    doubtful.threshold.choose(0.94)
    doubtful.correct.accept()
    doubtful.document.undo()
    qtbot.waitUntil(lambda: doubtful.review.settled)
    assert doubtful.playhead.frame == 44


def test_in_a_low_window_the_filters_overlap_with_nothing(doubtful: Desk, qtbot: QtBot) -> None:
    doubtful.window.resize(1000, 600)
    panel = doubtful.review_panel
    doubtful.actions["filters"].trigger()
    qtbot.waitUntil(lambda: panel.minimumSizeHint().height() <= panel.height())
    for combo in (panel.filters.reason, panel.filters.bar):
        assert combo.height() >= combo.sizeHint().height()
    assert panel.view.height() >= ROW_HEIGHT
    assert panel.progress_text.isHidden()
    doubtful.actions["filters"].trigger()
    assert not panel.progress_text.isHidden()
    doubtful.window.resize(1, 1)
    qtbot.waitUntil(panel.progress.isHidden)
    assert panel.view.isVisible()
    doubtful.actions["filters"].trigger()
    qtbot.waitUntil(lambda: panel.minimumSizeHint().height() <= panel.height())
    assert panel.filters.isVisible()
    doubtful.actions["filters"].trigger()
    assert panel.view.isVisible()
    assert panel.advance.isVisible()


@pytest.mark.exercises("filter_reason", "filter_answer", "clear_filter")
def test_filters_hold_back_what_is_not_asked_for(doubtful: Desk, qtbot: QtBot) -> None:
    document, review, panel = doubtful.document, doubtful.review, doubtful.review_panel
    document.apply(edits.place(document.track, 41, 61.0, 40.0))
    document.apply(edits.place(document.track, 44, 64.0, 40.0))
    document.apply(edits.fill_linear(document.track, 42, 43))
    everything = [(10, 19), (40, 43)]
    qtbot.waitUntil(lambda: rows(doubtful) == everything)
    assert not panel.filters.isVisible()
    assert not doubtful.actions["clear_filter"].isEnabled()
    qtbot.keyClick(doubtful.canvas, Qt.Key.Key_Y, SHIFT)
    assert panel.filters.isVisible()
    assert doubtful.actions["filters"].isChecked()
    assert review.filter == ReviewFilter(answer=Answer.BALL)
    assert panel.filters.answer.currentText() == "Ball"
    assert rows(doubtful) == [(10, 19), (40, 40)]
    assert panel.count.text() == "11 doubts left, filtered"
    qtbot.keyClick(doubtful.canvas, Qt.Key.Key_Y, SHIFT)
    assert rows(doubtful) == []
    assert panel.count.text() == "No doubt left, filtered"
    assert "passes the filter. Show all again with Ctrl+Shift+D." in panel.empty.text()
    doubtful.actions.keymap.assign("clear_filter", [])
    assert "Show all again with “Clear the filters”." in panel.empty.text()
    doubtful.actions.keymap.reset("clear_filter")
    assert not doubtful.actions["next_suspect"].isEnabled()
    qtbot.keyClick(doubtful.canvas, Qt.Key.Key_Y, SHIFT)
    assert rows(doubtful) == [(42, 43)]
    qtbot.keyClick(doubtful.canvas, Qt.Key.Key_D, CTRL | SHIFT)
    assert review.filter.shows_all
    assert rows(doubtful) == everything
    qtbot.keyClick(doubtful.canvas, Qt.Key.Key_Y)
    assert review.filter.reason == "low confidence"
    assert rows(doubtful) == [(10, 19), (40, 40)]
    assert "filtered" in panel.count.text()
    for index in range(panel.filters.reason.count()):
        panel.filters.reason.setCurrentIndex(index)
        panel.filters.reason.activated.emit(index)
        assert review.filter.reason == panel.filters.reason.itemData(index)


def test_no_choice_of_a_filter_is_cut_off(doubtful: Desk, qtbot: QtBot) -> None:
    doubtful.actions["filters"].trigger()
    panel, option = doubtful.review_panel, QStyleOptionComboBox()
    assert doubtful.window.tabs.width() < 400, "as narrow as it is at first"
    field = QStyle.SubControl.SC_ComboBoxEditField
    for box in (panel.filters.reason, panel.filters.answer, panel.filters.bar):
        box.initStyleOption(option)
        style = box.style()
        room = style.subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, box).width()
        for index in range(box.count()):
            text = box.itemText(index)
            assert box.fontMetrics().horizontalAdvance(text) <= room, (text, box.width())


@pytest.mark.exercises("raise_bar", "lower_bar")
def test_the_least_doubt_goes_up_and_down_by_key(doubtful: Desk, qtbot: QtBot) -> None:
    review, canvas = doubtful.review, doubtful.canvas
    for _ in range(9):
        qtbot.keyClick(canvas, Qt.Key.Key_Up, CTRL)
    assert review.bar == 0.9
    assert doubtful.review_panel.filters.bar.currentText() == "Doubt ≥ 90 %"
    assert all(stretch.suspicion >= 0.9 for stretch in review.stretches)
    qtbot.keyClick(canvas, Qt.Key.Key_Down, CTRL)
    assert review.bar == 0.7
    assert review.altered
    assert doubtful.actions["clear_filter"].isEnabled()
    qtbot.keyClick(canvas, Qt.Key.Key_D, CTRL | SHIFT)
    assert not review.altered
    panel = doubtful.review_panel
    panel.filters.bar.setCurrentIndex(0)
    panel.filters.bar.activated.emit(0)
    assert review.bar == BARS[0]


@pytest.mark.exercises("filters")
def test_the_filter_key_brings_the_panel_to_the_front(doubtful: Desk) -> None:
    window, panel = doubtful.window, doubtful.review_panel
    window.tabs.setCurrentIndex(1)
    doubtful.actions["filters"].trigger()
    assert window.tabs.currentWidget() is panel
    assert panel.filters.isVisible()
    # From another page it brings them back; they were never away.
    doubtful.window.tabs.setCurrentWidget(doubtful.frame_panel)
    doubtful.actions["filters"].trigger()
    assert panel.filters.isVisible()
    assert doubtful.actions["filters"].isChecked()
    doubtful.actions["filters"].trigger()
    assert not panel.filters.isVisible()
    assert not doubtful.actions["filters"].isChecked()


def test_what_is_left_out_is_not_in_question(doubtful: Desk, qtbot: QtBot) -> None:
    doubtful.range_actions.exclude(SegmentKind.REPLAY)
    doubtful.selection.set(8, 25)
    doubtful.range_actions.exclude(SegmentKind.REPLAY)
    assert rows(doubtful) == [(40, 44)]
    doubtful.selection.set(0, 59)
    doubtful.range_actions.exclude(SegmentKind.BREAK)
    assert rows(doubtful) == []
    assert "left out" in doubtful.review_panel.empty.text()


def test_the_context_menu_is_of_the_row(doubtful: Desk, qtbot: QtBot) -> None:
    view = doubtful.review_panel.view
    second = view.visualRect(doubtful.review_panel.model.index(1)).center()
    view.customContextMenuRequested.emit(second)
    assert doubtful.playhead.frame == doubtful.review.stretches[1].worst
    menu = doubtful.review_panel.findChild(QMenu, "Review here")
    assert "accept_stretch" in [action.objectName() for action in menu.actions()]
    menu.close()
    view.customContextMenuRequested.emit(QPoint(5, 5000))
    qtbot.wait(1)


def test_the_work_is_counted_and_survives_a_restart(
    doubtful: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, panel = doubtful.document, doubtful.review_panel
    assert panel.session.whole() == ""
    now = iter(np.arange(1000.0, 5000.0, 20.0).tolist())
    monkeypatch.setattr(edits, "_clock", lambda: next(now))
    for frame in range(10, 16):
        document.apply(edits.accept(document.track, frame))
    document.apply(edits.place(document.track, 16, 5.0, 5.0))
    qtbot.waitUntil(lambda: doubtful.review.statistics.total.frames == 7)
    assert panel.session.whole() == "Session: 7 frames · 210 per hour"
    assert "6 accepted, 1 corrected, 7 decisions" in panel.session.toolTip()
    path = document.project.path
    doubtful.open_match.close()
    assert panel.session.whole() == ""
    with qtbot.waitSignal(document.opened, timeout=20_000):
        doubtful.open_match.open(path)
    qtbot.waitUntil(lambda: panel.session.whole() == "Session: 7 frames · 210 per hour")


def test_durations_read_as_people_say_them() -> None:
    assert duration(300) == "5 min"
    assert duration(3900) == "1 h 05 min"


def test_once_all_is_settled_the_panel_says_so_and_what_may_follow(
    labelled: Desk, qtbot: QtBot
) -> None:
    review, panel, empty = labelled.review, labelled.review_panel, labelled.review_panel.empty
    qtbot.waitUntil(lambda: len(review.stretches) == 9)
    left = [review.progress.left]
    while len(review.stretches):
        labelled.playhead.seek(review.stretches[0].worst)
        labelled.actions["accept_stretch"].trigger()
        qtbot.waitUntil(lambda: review.settled)
        left.append(review.progress.left)
    assert left == sorted(left, reverse=True), "less with every decision, and never more"
    assert empty.heading.text() == "Done: every doubt is settled"
    assert panel.count.text() == "No doubt left"
    assert panel.progress.value() == panel.progress.maximum()
    assert empty.buttons["lower_bar"].isVisible() == (review.below is not None)
    assert empty.buttons["export"].isVisible()
    assert panel.progress_text.whole().startswith("9 of 9 settled")
    labelled.open_match.read_again(labelled.document.project.path)
    qtbot.waitUntil(lambda: labelled.document.is_open and review.settled)
    assert review.progress.settled == 9, "known in the next session, too"


def test_one_click_goes_on_with_the_next_lower_bar(labelled: Desk, qtbot: QtBot) -> None:
    review, empty = labelled.review, labelled.review_panel.empty
    qtbot.waitUntil(lambda: len(review.stretches) == 9)
    review.set_bar(0.9)
    assert not len(review.stretches)
    assert empty.buttons["lower_bar"].isVisible()
    assert review.below == Below(0.2, 1)
    assert empty.text() == (
        "Nothing left above a doubt of 90 %. From 20 % on, one more frame is a little doubtful."
    )
    labelled.window.resize(1280, 690)
    qtbot.waitUntil(lambda: labelled.window.height() == 690)
    assert not labelled.review_panel.advance.isVisible(), "there is no stretch to go on from"
    seen, button = empty.viewport(), empty.buttons["lower_bar"]
    panel = labelled.review_panel
    for filters in (True, False):
        if panel.filters.isVisible() != filters:
            labelled.actions["filters"].trigger()
        qtbot.waitUntil(
            lambda: seen.rect().contains(button.mapTo(seen, button.rect().bottomLeft()))
        )
    labelled.playhead.seek(0)
    empty.buttons["lower_bar"].click()
    assert review.bar == 0.2
    assert review.progress.left == review.stretches.doubtful == 1
    assert labelled.playhead.frame == review.stretches[0].worst, "one click is enough"
    assert labelled.review_panel.filters.bar.currentData() == 0.2
    labelled.actions["accept_stretch"].trigger()
    qtbot.waitUntil(lambda: review.settled and not len(review.stretches))
    below = review.below
    assert below is not None
    assert below.frames > 1
    assert f"From 10 % on, {below.frames} more frames" in empty.text()
    empty.buttons["lower_bar"].click()
    assert review.stretches.doubtful == below.frames


def test_where_no_lower_bar_asks_more_none_is_offered(labelled: Desk, qtbot: QtBot) -> None:
    review, empty = labelled.review, labelled.review_panel.empty
    review.set_bar(BARS[0])
    labelled.document.apply(edits.accept_range(labelled.document.track, 0, 59))
    qtbot.waitUntil(lambda: review.settled and not len(review.stretches))
    assert review.below is None
    assert empty.buttons["export"].isVisible()
    assert not empty.buttons["lower_bar"].isVisible()
    labelled.actions["lower_bar"].trigger()
    assert review.bar == BARS[0]


def test_the_bar_is_remembered_in_other_matches_and_sessions(
    labelled: Desk, qtbot: QtBot, qapp: QApplication, settings: Settings, engine: Any
) -> None:
    review, path = labelled.review, labelled.document.project.path
    assert settings.review_bar == 0.0
    usual = review.bar
    labelled.actions["raise_bar"].trigger()
    chosen = review.bar
    assert chosen > usual
    assert settings.review_bar == chosen
    labelled.open_match.read_again(path)
    qtbot.waitUntil(lambda: labelled.document.is_open and review.settled)
    assert review.bar == review.queue.bar == chosen
    settings.store.sync()
    later = build_desk(qapp, Settings(Path(settings.store.fileName())), engine)
    assert later.review.bar == chosen
    panel = later.review_panel
    assert panel.filters.isVisibleTo(panel), "one sees that it is not the usual one"
    assert panel.filters.bar.currentData() == chosen
    later.discard()
    labelled.actions["lower_bar"].trigger()
    assert settings.review_bar == 0.0, "the usual one again, whichever that is in another match"
    assert not review.altered
