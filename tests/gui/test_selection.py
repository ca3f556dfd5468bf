"""Selecting a stretch with mouse and keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from annotation import edits
from app.application import Desk
from app.selection import Selection
from app.widgets.timeline_mouse import Hold
from tests.gui.match_on_bench import Bench, match_on_bench

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with match_on_bench(tmp_path, frames=40) as bench:
        yield bench


def at(desk: Desk, frame: float, y: int = 60) -> QPoint:
    return QPoint(round(desk.timeline.view.x_of(frame + 0.5)), y)


def drag(desk: Desk, start: QPoint, end: QPoint, modifier: Qt.KeyboardModifier = NONE) -> None:
    sheet = desk.timeline.cursor_sheet
    QTest.mousePress(sheet, LEFT, modifier, start)
    QTest.mouseMove(sheet, (start + end) / 2)
    QTest.mouseMove(sheet, end)
    QTest.mouseRelease(sheet, LEFT, modifier, end)


def test_a_selection_stays_inside_the_video(bench: Bench) -> None:
    selection = Selection(bench.document)
    changes: list[object] = []
    selection.changed.connect(lambda: changes.append(selection.range))
    selection.set(50, -3)
    assert selection.range == (0, 39)
    assert len(selection) == 40
    selection.set(0, 39)
    assert len(changes) == 1
    bench.document.close()
    assert selection.range is None
    assert len(selection) == 0
    selection.set(1, 2)
    assert selection.range is None


def test_marks_in_and_out(bench: Bench) -> None:
    selection = Selection(bench.document)
    selection.mark_in(10)
    assert selection.range == (10, 10)
    selection.mark_out(20)
    assert selection.range == (10, 20)
    selection.mark_in(15)
    assert selection.range == (15, 20)
    selection.mark_in(30)
    assert selection.range == (30, 30)
    selection.mark_out(5)
    assert selection.range == (5, 5)


def test_shift_and_a_drag_select_without_moving_the_playhead(opened: Desk) -> None:
    opened.playhead.seek(5)
    drag(opened, at(opened, 30), at(opened, 12), SHIFT)
    assert opened.selection.range == (12, 30)
    assert opened.playhead.frame == 5
    header = opened.timeline.header
    assert header.pages.currentWidget() is header.bar
    assert header.bar.summary.whole() == "12–30 · 19 frames · 0.76 s"


def test_long_numbers_of_what_is_selected_are_grouped(
    opened: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.widgets.timeline_header.grouped", lambda number: f"({number})")
    header = opened.timeline.header.bar
    opened.selection.set(12, 30)
    assert header.summary.whole() == "(12)–(30) · (19) frames · 0.76 s"
    opened.selection.set(12, 12)
    assert header.summary.whole() == "Frame (12) selected"


def test_shift_and_a_click_select_from_the_playhead(opened: Desk) -> None:
    opened.playhead.seek(5)
    QTest.mouseClick(opened.timeline.cursor_sheet, LEFT, SHIFT, at(opened, 25))
    assert opened.selection.range == (5, 25)


def test_the_ends_can_be_dragged_on_the_ruler(opened: Desk) -> None:
    view = opened.timeline.view
    opened.selection.set(10, 20)
    drag(opened, QPoint(round(view.x_of(10)), 8), QPoint(round(view.x_of(4)), 8))
    assert opened.selection.range == (4, 20)
    drag(opened, QPoint(round(view.x_of(21)), 8), QPoint(round(view.x_of(31)), 8))
    assert opened.selection.range == (4, 30)
    # Below the ruler the same place seeks.
    assert opened.timeline.mouse.hold_at(at(opened, 4, 60).toPointF()) is Hold.PLAYHEAD


def test_a_drag_beyond_the_edge_takes_the_view_along(opened: Desk) -> None:
    view = opened.timeline.view
    view.zoom_at(view.x_of(30), 3)
    last = view.last
    sheet = opened.timeline.cursor_sheet
    QTest.mousePress(sheet, LEFT, SHIFT, at(opened, 32))
    for _ in range(60):
        QTest.mouseMove(sheet, QPoint(sheet.width() + 60, 60))
        QTest.mouseMove(sheet, QPoint(sheet.width() + 61, 60))
    QTest.mouseRelease(sheet, LEFT, SHIFT, QPoint(sheet.width() + 60, 60))
    assert view.last > last
    assert opened.selection.range == (32, 59)


def test_a_double_click_selects_what_is_answered_alike(labelled: Desk) -> None:
    document = labelled.document
    document.apply(edits.no_ball_range(document.track, 20, 29))
    QTest.mouseDClick(labelled.timeline.cursor_sheet, LEFT, NONE, at(labelled, 24))
    assert labelled.selection.range == (20, 29)
    labelled.playhead.seek(40)
    labelled.actions["select_stretch"].trigger()
    assert labelled.selection.range == (30, 59)
    labelled.playhead.seek(3)
    labelled.actions["select_stretch"].trigger()
    assert labelled.selection.range == (0, 19)


def test_keys_mark_zoom_and_deselect(opened: Desk, qtbot: QtBot) -> None:
    canvas, playhead = opened.canvas, opened.playhead
    canvas.setFocus()
    playhead.seek(10)
    qtbot.keyClick(canvas, Qt.Key.Key_I, SHIFT)
    playhead.seek(30)
    qtbot.keyClick(canvas, Qt.Key.Key_O, SHIFT)
    assert opened.selection.range == (10, 30)
    opened.actions["zoom_selection"].trigger()
    view = opened.timeline.view
    assert view.first <= 10
    assert 31 <= view.last < 40
    qtbot.keyClick(canvas, Qt.Key.Key_Backslash)
    assert view.complete
    qtbot.keyClick(canvas, Qt.Key.Key_Plus)
    assert not view.complete
    qtbot.keyClick(canvas, Qt.Key.Key_Minus)
    assert view.complete
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    assert opened.selection.range is None
    qtbot.keyClick(canvas, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert opened.selection.range == (0, 59)
    qtbot.keyClick(canvas, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert opened.selection.range is None


def test_the_selection_is_seen(opened: Desk) -> None:
    sheet = opened.timeline.cursor_sheet

    def shade(frame: int) -> QColor:
        return sheet.grab().toImage().pixelColor(at(opened, frame))

    before = [shade(frame) for frame in (20, 40)]
    opened.selection.set(15, 30)
    after = [shade(frame) for frame in (20, 40)]
    assert after[0] != before[0]
    assert after[1] == before[1]


def test_the_context_menu_has_all_that_can_be_done(opened: Desk, qtbot: QtBot) -> None:
    sheet = opened.timeline.cursor_sheet
    sheet.menuWanted.emit(sheet.mapToGlobal(QPoint(300, 50)))
    menu = opened.timeline.findChild(QMenu, "Range here")
    states = {a.objectName(): a.isEnabled() for a in menu.actions() if a.objectName()}
    assert states["mark_in"]
    assert not states["accept_range"]
    opened.selection.set(1, 5)
    assert opened.actions["accept_range"].isEnabled()
    menu.close()
    qtbot.wait(1)


def test_nothing_is_alike_where_nobody_has_looked(opened: Desk) -> None:
    opened.document.apply(edits.place(opened.document.track, 20, 5.0, 5.0))
    opened.range_actions.select_stretch(30)
    assert opened.selection.range == (21, 59)
    assert not np.any(opened.document.track.predicted)
