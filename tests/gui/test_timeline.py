"""The timeline: a mouse that goes where it points, and strips that show what comes in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QImage, QPainter, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from annotation import edits
from annotation.track import BallTrack
from app.actions import Actions
from app.application import Desk
from app.document import Document
from app.keymaps import Keymap
from app.playhead import Playhead
from app.selection import Selection
from app.settings import Settings
from app.theme import DARK, LIGHT, MARKS, palette
from app.widgets.timeline import GUTTER, Timeline
from app.widgets.timeline_bins import Columns, State
from app.widgets.timeline_range import TimelineRange
from app.widgets.timeline_states import StateStrip
from app.widgets.timeline_strip import Strip
from app.workflows.threshold import Threshold
from tests.gui.match_on_bench import Bench, match_on_bench
from tests.gui.wheel import turn_wheel

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with match_on_bench(tmp_path, frames=100) as bench:
        yield bench


def bare_timeline(
    qtbot: QtBot, settings: Settings, document: Document, playhead: Playhead
) -> Timeline:
    """A timeline outside the window it belongs to."""
    holder = QWidget()
    qtbot.addWidget(holder)
    actions = Actions(holder, Keymap(settings, holder))
    timeline = Timeline(document, playhead, Selection(document, holder), actions)
    threshold = Threshold(document, timeline)
    timeline.thresholdTried.connect(threshold.try_out)
    timeline.thresholdChosen.connect(threshold.choose)
    qtbot.addWidget(timeline)
    return timeline


@pytest.fixture
def timeline(bench: Bench, qtbot: QtBot, settings: Settings) -> Timeline:
    timeline = bare_timeline(qtbot, settings, bench.document, bench.playhead)
    timeline.setPalette(palette(DARK))
    timeline.resize(860, 240)
    timeline.show()
    qtbot.waitExposed(timeline)
    qtbot.waitUntil(lambda: not any(strip.awaited for strip in timeline.strips))
    return timeline


def at(timeline: Timeline, frame: float, y: int | None = None) -> QPoint:
    """A pixel of the middle of a frame, on the path strip unless told otherwise."""
    middle = timeline.path.geometry().center().y() - timeline.cursor_sheet.y()
    height = middle if y is None else y
    return QPoint(round(timeline.view.x_of(frame + 0.5)), height)


def strip_pixel(timeline: Timeline, frame: int, row: int) -> QColor:
    image = timeline.states.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return image.pixelColor(round(timeline.view.x_of(frame + 0.5)) - timeline.states.x(), row)


def test_click_and_drag_seek(bench: Bench, timeline: Timeline) -> None:
    bench.playhead.play()
    sheet = timeline.cursor_sheet
    QTest.mousePress(sheet, LEFT, pos=at(timeline, 40))
    assert bench.playhead.frame == 40
    assert not bench.playhead.playing
    for frame in (41, 60, 99):
        QTest.mouseMove(sheet, at(timeline, frame))
        assert bench.playhead.frame == frame
    QTest.mouseMove(sheet, QPoint(5000, 100))
    assert bench.playhead.frame == 99
    QTest.mouseRelease(sheet, LEFT, pos=at(timeline, 99))
    QTest.mouseMove(sheet, at(timeline, 10))
    assert bench.playhead.frame == 99


def test_a_menu_is_of_the_frame_that_was_clicked(
    bench: Bench, timeline: Timeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(Actions, "popup", lambda self, title, _where, _parent: shown.append(title))
    bench.playhead.seek(41)
    by_mouse, by_key = QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard
    for point, reason, frame in (
        (at(timeline, 91), by_mouse, 91),
        (QPoint(GUTTER // 2, 100), by_mouse, 91),
        (at(timeline, 20), by_key, 91),
    ):
        sheet = timeline.cursor_sheet
        QApplication.sendEvent(sheet, QContextMenuEvent(reason, point, sheet.mapToGlobal(point)))
        assert bench.playhead.frame == frame
    assert shown == ["Range"] * 3


def test_the_gutter_does_not_seek(bench: Bench, timeline: Timeline) -> None:
    bench.playhead.seek(50)
    QTest.mouseClick(timeline.cursor_sheet, LEFT, pos=QPoint(GUTTER // 2, 100))
    assert bench.playhead.frame == 50


def test_the_wheel_zooms_and_a_double_click_shows_all_again(
    bench: Bench, timeline: Timeline
) -> None:
    point = at(timeline, 40)
    turn_wheel(timeline.cursor_sheet, point, 5)
    assert not timeline.view.complete
    assert timeline.view.frame_at(point.x()) == 40
    QTest.mouseClick(timeline.cursor_sheet, LEFT, pos=point)
    assert bench.playhead.frame == 40
    QTest.mouseDClick(timeline.cursor_sheet, LEFT, pos=QPoint(GUTTER // 2, 100))
    assert timeline.view.complete


def test_the_middle_button_moves_along(timeline: Timeline) -> None:
    turn_wheel(timeline.cursor_sheet, at(timeline, 50), 5)
    start = QPoint(400, 150)
    under = timeline.view.position_at(400)
    QTest.mousePress(timeline.cursor_sheet, MIDDLE, pos=start)
    QTest.mouseMove(timeline.cursor_sheet, QPoint(360, 150))
    QTest.mouseRelease(timeline.cursor_sheet, MIDDLE, pos=QPoint(360, 150))
    assert timeline.view.position_at(360) == pytest.approx(under)


def score_level(timeline: Timeline, value: float, below: int = 0) -> QPoint:
    top = timeline.confidence.geometry().top() - timeline.cursor_sheet.y()
    return QPoint(500, top + round(timeline.confidence.y_of(value)) + below)


def test_a_click_beside_the_threshold_line_seeks(bench: Bench, timeline: Timeline) -> None:
    bench.predict(score=0.7)
    for below in (-4, 0, 4):
        bench.playhead.seek(0)
        point = score_level(timeline, 0.5, below)
        QTest.mouseClick(timeline.cursor_sheet, LEFT, pos=point)
        assert bench.playhead.frame == timeline.view.frame_at(point.x())
    timeline.catch_up()
    assert bench.document.threshold == 0.5
    assert bench.document.project.state("threshold") is None


def test_a_drag_of_the_threshold_line_is_taken_back(bench: Bench, timeline: Timeline) -> None:
    bench.predict(score=0.7)
    sheet, plot = timeline.cursor_sheet, timeline.confidence
    QTest.mousePress(sheet, LEFT, pos=score_level(timeline, 0.5))
    QTest.mouseMove(sheet, score_level(timeline, 0.8))
    timeline.catch_up()
    assert bench.document.threshold == pytest.approx(0.8, abs=0.02)
    assert timeline.mouse.cancel(), "so that Escape does not clear the selection"
    timeline.catch_up()
    QTest.mouseRelease(sheet, LEFT, pos=score_level(timeline, 0.8))
    assert plot.threshold == bench.document.threshold == 0.5
    assert bench.document.project.state("threshold") is None


def test_dragging_the_threshold_line(bench: Bench, timeline: Timeline, qtbot: QtBot) -> None:
    bench.predict(score=0.7)
    timeline.catch_up()
    assert strip_pixel(timeline, 20, 12) == QColor(MARKS.model)
    sheet, plot = timeline.cursor_sheet, timeline.confidence

    def level(value: float) -> QPoint:
        return score_level(timeline, value)

    QTest.mousePress(sheet, LEFT, pos=level(0.5))
    QTest.mouseMove(sheet, level(0.8))
    # The line follows at once, the match when there is time.
    assert plot.threshold == pytest.approx(0.8, abs=0.02)
    qtbot.waitUntil(lambda: bench.document.threshold == pytest.approx(0.8, abs=0.02))
    QTest.mouseRelease(sheet, LEFT, pos=level(0.9))
    assert bench.document.threshold == pytest.approx(0.9, abs=0.02)
    assert bench.playhead.frame == 0
    timeline.catch_up()
    assert strip_pixel(timeline, 20, 12) != QColor(MARKS.model)


def test_an_edit_shows_on_the_row_of_marks_after_the_picture(
    bench: Bench, timeline: Timeline, qtbot: QtBot
) -> None:
    before = strip_pixel(timeline, 30, 3)
    bench.document.apply(edits.place(bench.document.track, 30, 5.0, 5.0))
    assert not timeline.caught_up
    assert strip_pixel(timeline, 30, 3) == before  # The picture comes first.
    qtbot.waitUntil(lambda: timeline.caught_up)
    assert strip_pixel(timeline, 30, 3) == QColor(MARKS.human)
    assert strip_pixel(timeline, 32, 3) == before
    bench.document.undo()
    qtbot.waitUntil(lambda: timeline.caught_up)
    assert strip_pixel(timeline, 30, 3) == before


def test_results_of_a_running_model_come_in_chunks(
    bench: Bench, timeline: Timeline, qtbot: QtBot
) -> None:
    empty = strip_pixel(timeline, 10, 12)
    band = strip_pixel(timeline, 10, 21)
    nothing = np.full((20, 5, 3), np.nan, np.float32)
    for first in (0, 20):
        bench.document.show_predictions(
            first, np.full(20, 9.0), np.full(20, 9.0), np.full(20, 0.95), nothing
        )
    qtbot.waitUntil(lambda: strip_pixel(timeline, 10, 12) == QColor(MARKS.model))
    assert strip_pixel(timeline, 39, 12) == QColor(MARKS.model)
    assert strip_pixel(timeline, 41, 12) == empty
    # The analysed band grows with it.
    assert strip_pixel(timeline, 10, 21) != band
    assert strip_pixel(timeline, 41, 21) == band


def begin_match(bench: Bench) -> None:
    """A match with a mark in frame 30 is opened."""
    bench.document.apply(edits.place(bench.document.track, 30, 5.0, 5.0))
    bench.document.opened.emit()


def test_a_match_is_taken_in_strip_by_strip(bench: Bench, timeline: Timeline) -> None:
    begin_match(bench)
    assert not any(strip.in_step() for strip in timeline.strips)
    awaited = [len(timeline.strips)]

    def all_loaded() -> bool:
        awaited.append(sum(strip.awaited for strip in timeline.strips))
        return awaited[-1] == 0

    while not all_loaded():
        QCoreApplication.processEvents()
    # At each turn of the loop one strip.
    assert np.diff(awaited).min() == -1
    assert all(strip.in_step() for strip in timeline.strips)
    assert strip_pixel(timeline, 30, 3) == QColor(MARKS.human)


def test_an_edit_meanwhile_finds_a_whole_timeline(bench: Bench, timeline: Timeline) -> None:
    begin_match(bench)
    bench.document.apply(edits.place(bench.document.track, 60, 5.0, 5.0))
    timeline.catch_up()
    assert all(strip.in_step() for strip in timeline.strips)
    for frame in (30, 60):
        assert strip_pixel(timeline, frame, 3) == QColor(MARKS.human)


def test_what_the_match_before_left_to_catch_up_on_leaves_no_strip_empty(
    bench: Bench, timeline: Timeline, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted = set()

    def note(strip: Strip, painter: QPainter) -> None:
        painted.add(strip)

    for kind in {type(strip) for strip in timeline.strips}:
        monkeypatch.setattr(kind, "paint_over", note)
    begin_match(bench)
    timeline.repaint()
    assert not painted
    timeline.catch_up()
    qtbot.waitUntil(lambda: painted == set(timeline.strips), timeout=2000)


def test_the_line_stands_in_one_place_whatever_is_repainted_before_it_moves(
    bench: Bench, timeline: Timeline, qtbot: QtBot
) -> None:
    def on_screen() -> QImage:
        QApplication.sendPostedEvents()
        QApplication.processEvents()
        return timeline.screen().grabWindow(timeline.winId()).toImage()

    playhead = bench.playhead
    playhead.seek(60)
    there = on_screen()
    playhead.seek(20)
    assert on_screen() != there
    # In play the line follows a moment later; meanwhile a strip of the sheet is repainted.
    playhead.play()
    playhead.seek(60)
    timeline.cursor_sheet.repaint(0, 0, 4, 4)
    playhead.pause()
    assert on_screen() == there


StripOf = Callable[[int, int], StateStrip]


@pytest.fixture
def strip_of(bench: Bench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> StripOf:
    """Makes a strip of so many frames, and so many pixels wide."""
    window = QWidget()
    qtbot.addWidget(window)

    def make(frames: int, width: int) -> StateStrip:
        monkeypatch.setattr(type(bench.document), "track", BallTrack(frames))
        view = TimelineRange()
        strip = StateStrip(bench.document, view, window)
        strip.resize(width, strip.height())
        view.set_pixels(0, width)
        view.set_frame_count(frames)
        return strip

    return make


def test_one_mark_in_half_a_million_frames_can_be_seen(strip_of: StripOf) -> None:
    count = 500_000
    strip = strip_of(count, 800)
    states = np.full(count, State.MODEL, np.int8)
    states[250_000] = State.HUMAN
    strip.show_states(states)
    strip.redraw()
    image = strip.grab().toImage()
    colours = [image.pixelColor(x, 3) for x in range(800)]
    assert colours.count(QColor(MARKS.human)) == 1
    assert colours[400] == QColor(MARKS.human)


def test_states_of_like_colours_are_told_apart_by_a_pattern(strip_of: StripOf) -> None:
    kinds = (State.LOW_CONFIDENCE, State.INTERPOLATED, State.NO_BALL)
    strip = strip_of(300, 300)
    strip.show_states(np.repeat(kinds, 100).astype(np.int8))
    columns = Columns.over(0, 300, 300, 300)
    rows = strip.pixels(columns, marks=7, states=10)[8:]
    plain, striped, hollow = np.split(rows, 3, axis=1)
    assert len(np.unique(plain)) == 1
    assert len(np.unique(striped[5])) == 2
    assert len(np.unique(hollow[5])) == 1
    assert len(np.unique(hollow[:, 50])) == 2


def test_the_tooltip_tells_frame_time_state_and_place(
    bench: Bench, timeline: Timeline, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _where, text, _widget: shown.append(text))
    bench.predict()
    text = timeline.describe(10)
    assert "Frame 10" in text
    assert "00:00.400" in text
    assert "0.90" in text
    assert "x 40.0   y 50.0" in text
    QTest.mouseMove(timeline.cursor_sheet, at(timeline, 60))
    QTest.mouseMove(timeline.cursor_sheet, at(timeline, 10))
    qtbot.waitUntil(lambda: shown[-1:] == [text])
    assert timeline.describe(100) == ""


def test_the_tooltip_tells_where_the_path_overruled_the_best_peak(
    bench: Bench, timeline: Timeline
) -> None:
    bench.predict(score=0.1)
    peaks = np.full((1, 5, 3), np.nan, np.float32)
    peaks[0, 0] = (10.0, 90.0, 0.6)
    bench.document.show_predictions(11, *peaks[:, 0].T, peaks)
    bench.document.track.follow_path((160, 96), 25.0)
    assert "Model: no ball (path) · 0.60" in timeline.describe(11)
    assert "Model: no ball · 0.10" in timeline.describe(10)


def test_a_theme_changes_the_colours_of_the_plots(
    bench: Bench, timeline: Timeline, qtbot: QtBot
) -> None:
    bench.predict()
    timeline.catch_up()
    dark = timeline.path.colours()
    shown = timeline.path.grab().toImage()
    timeline.setPalette(palette(LIGHT))
    assert timeline.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.surface)
    assert timeline.path.colours() != dark
    qtbot.waitUntil(lambda: timeline.path.grab().toImage() != shown)


def test_closing_the_match_empties_it(bench: Bench, timeline: Timeline) -> None:
    bench.predict()
    bench.document.close()
    assert timeline.view.frame_count == 0
    timeline.grab()
    QTest.mouseClick(timeline.cursor_sheet, LEFT, pos=QPoint(400, 100))
    turn_wheel(timeline.cursor_sheet, QPoint(400, 100), 3)
    assert timeline.describe(0) == ""


def test_the_whole_of_it_paints_without_a_match(qtbot: QtBot, settings: Settings) -> None:
    timeline = bare_timeline(qtbot, settings, Document(), Playhead())
    timeline.show()
    assert not timeline.grab().isNull()


def test_a_paint_in_the_middle_of_closing_draws_nothing_that_is_gone(
    opened: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(opened.document), "track", BallTrack(0))
    for strip in opened.timeline.findChildren(Strip):
        strip.redraw()
        strip.grab()
