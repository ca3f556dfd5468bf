"""The queue: ranked in the background, walked by Tab, shrinking with every decision."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from annotation import edits, review_stretches
from annotation.camera_steps import at_rest
from annotation.errors import EditError
from annotation.review import Doubts, find_doubts
from annotation.review_statistics import Work
from annotation.segments import SegmentKind, exclude
from annotation.track import BallTrack
from app.application import Desk
from app.widgets.review_rows import ITEM_ROLE
from app.widgets.review_words import work_text
from app.workflows.ranking import SETTLE_MS
from tracker.inference import ChunkDone

DOUBTFUL = [3, 10, 17, 24, 31, 38, 45, 52, 59]


def frames(desk: Desk) -> list[int]:
    return sorted(desk.review.queue.frames.tolist())


def test_the_doubtful_frames_are_in_the_queue(labelled: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: frames(labelled) == DOUBTFUL)
    panel = labelled.review_panel
    assert panel.count.text() == "9 doubts left"
    assert panel.model.rowCount() == 9
    assert "low confidence" in panel.model.index(0).data()
    tooltip = panel.model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "score 0.52, threshold 0.50" in tooltip


def test_tab_walks_in_time_and_comes_round(labelled: Desk, qtbot: QtBot, said: list[str]) -> None:
    qtbot.waitUntil(lambda: frames(labelled) == DOUBTFUL)
    labelled.canvas.setFocus()
    qtbot.keyClick(labelled.canvas, Qt.Key.Key_Tab)
    assert labelled.playhead.frame == 3
    qtbot.keyClick(labelled.canvas, Qt.Key.Key_Tab)
    assert labelled.playhead.frame == 10
    qtbot.keyClick(labelled.canvas, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert labelled.playhead.frame == 3
    labelled.review.previous()
    assert labelled.playhead.frame == 59
    labelled.review.next()
    assert labelled.playhead.frame == 3
    assert len(said) == 2


def test_ranking_rests_while_answers_stream_in_but_not_after_an_edit(
    labelled: Desk, qtbot: QtBot
) -> None:
    review, document = labelled.review, labelled.document
    qtbot.waitUntil(lambda: frames(labelled) == DOUBTFUL)
    qtbot.waitUntil(lambda: review.settled)
    # Of a match of two hours it takes seconds.
    review._ranking._took = 60.0
    document.show_predictions(3, *np.full((3, 1), 0.9), np.full((1, 5, 3), np.nan, np.float32))
    qtbot.wait(3 * SETTLE_MS)
    assert not review.settled
    document.apply(edits.no_ball(document.track, 10))
    qtbot.waitUntil(lambda: review.settled)
    assert 10 not in frames(labelled)


def test_a_decision_goes_on_and_shrinks_the_queue(labelled: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: frames(labelled) == DOUBTFUL)
    labelled.review.next()
    labelled.correct.accept()
    assert labelled.playhead.frame == 10
    labelled.correct.no_ball()
    assert labelled.playhead.frame == 17
    qtbot.waitUntil(lambda: frames(labelled) == DOUBTFUL[2:])
    assert labelled.review_panel.count.text() == "7 doubts left"
    text = labelled.review_panel.progress_text.whole()
    assert text == "2 of 9 settled · 3.3 % reviewed"
    assert labelled.review_panel.progress.value() == round(1000 * 2 / 9)


@pytest.mark.parametrize("whole", [False, True])
def test_after_the_last_decision_the_first_doubt_left_follows(
    labelled: Desk, qtbot: QtBot, said: list[str], whole: bool
) -> None:
    qtbot.waitUntil(lambda: frames(labelled) == DOUBTFUL)
    labelled.review.previous()
    qtbot.waitUntil(lambda: labelled.canvas.shown_frame == DOUBTFUL[-1])
    if whole:
        labelled.actions["accept_stretch"].trigger()
    else:
        labelled.correct.accept()
    qtbot.waitUntil(lambda: labelled.playhead.frame == DOUBTFUL[0])
    assert "on from the first" in said[-1]
    assert frames(labelled) == DOUBTFUL[:-1]


def test_of_a_round_is_told_only_where_another_stretch_is_passed(
    labelled: Desk, qtbot: QtBot, said: list[str]
) -> None:
    review, document = labelled.review, labelled.document
    document.apply(edits.accept_range(document.track, 0, 52))
    qtbot.waitUntil(lambda: review.settled and len(review.stretches) == 1)
    for key in ("next_suspect", "next_suspect", "previous_suspect"):
        said.clear()
        labelled.actions[key].trigger()
        assert labelled.playhead.frame == 59
    assert said == ["There is no other one left."]
    qtbot.waitUntil(lambda: labelled.canvas.shown_frame == 59)
    labelled.correct.accept()
    qtbot.waitUntil(lambda: review.settled and not len(review.stretches))
    assert labelled.review_panel.count.text() == "No doubt left"
    assert not labelled.message_bar.rows()


def test_a_last_decision_that_leads_back_into_its_stretch_tells_of_no_round(
    labelled: Desk, qtbot: QtBot, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_stretches, "BRIDGED", 15)
    labelled.settings.review_bar = 0.05
    labelled.settings.review_bar = 0.0
    assert len(labelled.review.stretches) == 1
    labelled.review.go_to(59)
    qtbot.waitUntil(lambda: labelled.canvas.shown_frame == 59)
    labelled.correct.accept()
    qtbot.waitUntil(lambda: labelled.playhead.frame != 59)
    assert not said


def test_the_queue_waits_for_the_edit_to_be_on_screen(
    labelled: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: labelled.review.settled)
    ranked = labelled.review.queue
    shown = False
    monkeypatch.setattr(type(labelled.document), "settled", property(lambda _document: shown))
    labelled.threshold.choose(0.3)
    qtbot.wait(3 * SETTLE_MS)
    assert labelled.review.queue is ranked
    assert not labelled.review.settled
    shown = True
    qtbot.waitUntil(lambda: labelled.review.settled)
    assert labelled.review.queue is not ranked


def test_a_queue_that_arrives_before_an_edit_is_on_screen_gives_way_to_the_next(
    labelled: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: labelled.review.settled)
    begun, go_on = threading.Event(), threading.Event()

    def held(track: BallTrack) -> Doubts:
        begun.set()
        go_on.wait(10)
        return find_doubts(track)

    monkeypatch.setattr("app.workflows.ranking.find_doubts", held)
    labelled.threshold.choose(0.3)
    qtbot.waitUntil(begun.is_set)
    shown = False
    monkeypatch.setattr(type(labelled.document), "settled", property(lambda _document: shown))
    labelled.document.apply(edits.accept(labelled.document.track, 10))
    before = labelled.review.queue
    go_on.set()
    qtbot.wait(3 * SETTLE_MS)
    assert labelled.review.queue is before
    shown = True
    qtbot.waitUntil(lambda: labelled.review.settled)
    assert labelled.review.queue is not before
    assert 10 not in frames(labelled)


def test_a_decision_elsewhere_stays(labelled: Desk, qtbot: QtBot) -> None:
    labelled.playhead.seek(10)
    labelled.correct.accept()
    assert labelled.playhead.frame == 10


def test_going_on_can_be_switched_off(labelled: Desk, qtbot: QtBot) -> None:
    assert labelled.actions["advance"].isChecked()
    labelled.actions["advance"].trigger()
    assert not labelled.review_panel.advance.isChecked()
    assert not labelled.settings.advance_after_decision
    labelled.review.next()
    labelled.correct.accept()
    assert labelled.playhead.frame == 3


def test_a_row_takes_to_its_frame(labelled: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: frames(labelled) == DOUBTFUL)
    labelled.review_panel.view.clicked.emit(labelled.review_panel.model.index(4))
    frame = labelled.review.stretches[4].worst
    assert labelled.playhead.frame == frame
    assert labelled.review_panel.view.currentIndex().row() == 4


def test_a_row_has_a_context_menu(
    labelled: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = labelled.review_panel.view
    worst = view.model().index(2, 0).data(ITEM_ROLE).worst
    labelled.playhead.seek(0)
    view.customContextMenuRequested.emit(view.visualRect(view.model().index(2, 0)).center())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert labelled.playhead.frame == worst
    menu.close()
    # By key: the row of the frame in view, where the mouse is below the last.
    monkeypatch.setattr(view, "underMouse", lambda: True)
    monkeypatch.setattr(QCursor, "pos", lambda: QPoint(-5, -5))
    qtbot.waitUntil(lambda: [each.row() for each in view.selectedIndexes()] == [2])
    labelled.actions["menu_here"].trigger()
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert labelled.actions["accept_stretch"] in menu.actions()
    assert labelled.playhead.frame == worst
    menu.close()


def test_the_queue_follows_the_threshold(labelled: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: frames(labelled) == DOUBTFUL)
    labelled.threshold.choose(0.1)
    qtbot.waitUntil(lambda: frames(labelled) == [])
    assert labelled.review_panel.empty.heading.text() == "Done: every doubt is settled"
    assert not labelled.actions["next_suspect"].isEnabled()


def test_an_empty_queue_is_no_verdict_before_the_first_ranking(
    labelled: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: labelled.review.settled)
    go_on = threading.Event()

    def held(track: BallTrack) -> Doubts:
        go_on.wait(10)
        return find_doubts(track)

    monkeypatch.setattr("app.workflows.ranking.find_doubts", held)
    path = labelled.document.project.path
    labelled.open_match.close()
    with qtbot.waitSignal(labelled.document.opened, timeout=20_000):
        labelled.open_match.open(path)
    empty = labelled.review_panel.empty
    assert empty.text() == "Looking for the frames that are worth a look…"
    assert empty.heading.isHidden()
    go_on.set()
    qtbot.waitUntil(lambda: frames(labelled) == DOUBTFUL)


def test_an_empty_queue_is_no_verdict_while_the_model_is_at_work(
    opened: Desk, qtbot: QtBot, engine: Any
) -> None:
    empty = opened.review_panel.empty
    assert "Ctrl+P" in empty.text()
    engine.hold_after = 0
    opened.prelabel.start()
    assert "still going on" in empty.text()
    opened.prelabel.set_paused(True)
    assert "is paused" in empty.text()
    with qtbot.waitSignal(opened.prelabel.finished, timeout=20_000):
        opened.prelabel.cancel()
    assert "Ctrl+P" in empty.text()


def test_an_empty_queue_is_not_the_end_where_pre_labelling_was_stopped(
    opened: Desk, qtbot: QtBot, engine: Any
) -> None:
    engine.hold_after = 27
    opened.prelabel.start()
    qtbot.waitUntil(lambda: opened.document.track.predicted.sum() == 27)
    with qtbot.waitSignal(opened.prelabel.finished, timeout=20_000):
        opened.prelabel.cancel()
    opened.threshold.choose(0.1)
    text = opened.review_panel.empty.text
    qtbot.waitUntil(lambda: frames(opened) == [] and "no answer yet" in text())
    assert "33 frames have no answer yet. Pre-label the rest (Ctrl+P)." in text()
    opened.document.apply(exclude(opened.document.segments, 27, 59, 60, SegmentKind.BREAK))
    qtbot.waitUntil(lambda: text() == "")
    assert opened.review_panel.empty.buttons["export"].isVisible()


def test_a_model_that_sees_no_ball_is_no_good_news(
    opened: Desk, qtbot: QtBot, engine: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def blind(frames: np.ndarray) -> ChunkDone:
        nowhere, nothing = np.full(len(frames), np.nan), np.zeros(len(frames), np.float32)
        none = np.full((len(frames), 5, 3), np.nan, np.float32)
        new = np.zeros(len(frames), np.bool_)
        evidence = none[..., :2], none[:, 0, 0], new, at_rest(len(frames))
        view = np.zeros((9, 16, 3), np.uint8)
        return ChunkDone(int(frames[0]), nowhere, nowhere, nothing, none, *evidence, False, view)

    monkeypatch.setattr(engine, "answer", blind)
    with qtbot.waitSignal(opened.prelabel.finished, timeout=20_000):
        opened.prelabel.start()
    empty = opened.review_panel.empty
    qtbot.waitUntil(lambda: "found a ball in only 0 of 60 frames" in empty.text())
    for frame in range(opened.document.frame_count):
        assert "found a ball" in empty.text()
        opened.document.apply(edits.no_ball(opened.document.track, frame))
    qtbot.waitUntil(lambda: empty.heading.text() == "Every frame is reviewed")


def test_another_match_brings_another_queue(labelled: Desk, qtbot: QtBot) -> None:
    labelled.open_match.close()
    assert len(labelled.review.queue) == 0
    assert "appear here" in labelled.review_panel.empty.text()
    assert labelled.review_panel.progress_text.text() == ""


def test_review_from_the_closing_message(labelled: Desk, qtbot: QtBot) -> None:
    labelled.window.tabs.setCurrentIndex(2)
    labelled.show_review()
    assert labelled.window.tabs.currentWidget() is labelled.review_panel
    assert labelled.playhead.frame == labelled.review.queue[0].frame


def test_the_next_row_comes_in_sight_where_the_frame_has_none(labelled: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: frames(labelled) == DOUBTFUL)
    panel = labelled.review_panel
    panel.resize(300, 420)
    labelled.playhead.seek(labelled.review.stretches[len(DOUBTFUL) - 1].worst - 1)
    panel.view.scrollToTop()
    panel.refresh()
    row = panel.model.row_of(labelled.review.stretches.after(labelled.playhead.frame).worst)
    assert (
        panel.view.viewport()
        .rect()
        .contains(panel.view.visualRect(panel.model.index(row)).center())
    )
    assert not panel.view.selectionModel().hasSelection()


def test_work_is_told_in_the_singular_too() -> None:
    assert work_text(Work(accepted=1)) == "1 frame"
    assert work_text(Work(accepted=1, corrected=1)) == "2 frames"
    many = work_text(Work(accepted=1200, seconds=1800.0))
    assert many == "1\u2009200 frames · 30 min · 2\u2009400 per hour"


def test_a_ranking_that_fails_does_not_end_all_ranking(
    labelled: Desk, qtbot: QtBot, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_track: object) -> None:
        raise EditError("This cannot be ranked.")

    with monkeypatch.context() as patch:
        patch.setattr("app.workflows.ranking.find_doubts", refuse)
        labelled.threshold.choose(0.3)
        qtbot.waitUntil(lambda: said == ["This cannot be ranked."])
    assert labelled.review.settled
    labelled.threshold.choose(0.1)
    qtbot.waitUntil(lambda: frames(labelled) == [])
