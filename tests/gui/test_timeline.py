"""The timeline: bins that tell the truth, and a mouse that goes where it points."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPalette, QWheelEvent
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
from app.widgets.timeline_bins import BLOCK, Binned, Columns, State, StateCounts, states_of
from app.widgets.timeline_range import TimelineRange
from app.widgets.timeline_states import StateStrip
from app.widgets.timeline_strip import Strip
from app.workflows.threshold import Threshold
from tests.gui.match_on_bench import Bench, match_on_bench

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton

# -- bins ------------------------------------------------------------------------------------------


def test_every_state_of_a_frame() -> None:
    track = BallTrack(10)
    track.set_predictions(0, np.full(8, 5.0), np.full(8, 5.0), [0.9] * 6 + [0.55, 0.1])
    for edit in (
        edits.place(track, 1, 1.0, 1.0),
        edits.accept(track, 2),
        edits.no_ball(track, 3),
        edits.occlude(track, 4),
    ):
        track.put_marks(edit.after)
    assert [State(state) for state in states_of(track, 0, 9)] == [
        State.MODEL,
        State.HUMAN,
        State.VERIFIED,
        State.NO_BALL,
        State.OCCLUDED,
        State.MODEL,
        State.LOW_CONFIDENCE,
        State.MODEL_NO_BALL,
        State.UNPROCESSED,
        State.UNPROCESSED,
    ]
    assert states_of(track, 6, 7).tolist() == [State.LOW_CONFIDENCE, State.MODEL_NO_BALL]


@given(
    count=st.integers(1, 3000),
    first=st.floats(0, 1),
    span=st.floats(0, 1),
    pixels=st.integers(1, 200),
    seed=st.integers(0, 99),
)
def test_bins_agree_with_the_frames_they_stand_for(
    count: int, first: float, span: float, pixels: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    values = np.where(random.random(count) < 0.3, np.nan, random.random(count)).astype(np.float32)
    binned = Binned(count)
    binned.update(values, 0, count - 1)
    states = random.integers(0, len(State), count).astype(np.int8)
    counts = StateCounts(count)
    counts.update(states, 0)
    columns = Columns.over(first * count, first * count + span * count, count, pixels)
    summary = binned.over(values, columns)
    shares = counts.over(columns)
    assert len(summary.low) == shares.shape[1] == len(columns) <= pixels
    for i in range(len(columns)):
        begin, end = int(columns.edges[i]), int(columns.edges[i + 1])
        if columns.coarse:
            # Coarse columns are made of whole blocks; the last takes in its whole block.
            begin = begin // BLOCK * BLOCK
            last = i == len(columns) - 1
            end = -(-end // BLOCK) * BLOCK if last else end // BLOCK * BLOCK
        part = values[begin:end]
        known = part[~np.isnan(part)]
        if len(known):
            assert summary.low[i] == known.min()
            assert summary.high[i] == known.max()
            assert summary.mean[i] == pytest.approx(known.mean(), rel=1e-5)
        else:
            assert np.isnan(summary.low[i])
            assert np.isnan(summary.mean[i])
        expected = np.bincount(states[begin:end], minlength=len(State)) / len(states[begin:end])
        assert shares[:, i] == pytest.approx(expected)


def test_a_part_can_be_brought_up_to_date() -> None:
    values = np.zeros(1000, np.float32)
    binned = Binned(1000)
    binned.update(values, 0, 999)
    values[700] = 5.0
    binned.update(values, 700, 700)
    summary = binned.over(values, Columns.over(0, 1000, 1000, 2))
    assert summary.high.tolist() == [0.0, 5.0]


def test_half_a_million_frames_are_drawn_from_blocks() -> None:
    columns = Columns.over(0, 500_000, 500_000, 1500)
    assert len(columns) == 1500
    assert columns.coarse
    assert not Columns.over(0, 30_000, 500_000, 1500).coarse


def test_nothing_to_bin() -> None:
    columns = Columns.over(0, 1, 0, 100)
    assert len(columns) == 0
    assert len(Binned(0).over(np.empty(0), columns).low) == 0
    assert StateCounts(0).over(columns).shape == (len(State), 0)


# -- range -----------------------------------------------------------------------------------------


@given(
    count=st.integers(1, 500_000),
    moves=st.lists(
        st.tuples(st.floats(-200, 1200), st.floats(0.01, 100), st.floats(-9e5, 9e5)), max_size=8
    ),
)
def test_the_range_never_leaves_the_video(
    count: int, moves: list[tuple[float, float, float]]
) -> None:
    view = TimelineRange()
    view.set_pixels(50, 1000)
    view.set_frame_count(count)
    for x, factor, frames in moves:
        view.zoom_at(x, factor)
        view.pan(frames)
        assert -1e-6 <= view.first < view.last <= count + 1e-6
        for frame in {0, count // 2, count - 1}:
            assert view.frame_at(view.x_of(frame + 0.5)) == frame


def test_zooming_keeps_what_is_under_the_cursor() -> None:
    view = TimelineRange()
    view.set_pixels(0, 1000)
    view.set_frame_count(10_000)
    before = view.position_at(300)
    view.zoom_at(300, 4)
    assert view.position_at(300) == pytest.approx(before)
    assert view.last - view.first == pytest.approx(2500)


def test_a_frame_out_of_sight_turns_the_page() -> None:
    view = TimelineRange()
    view.set_pixels(0, 1000)
    view.set_frame_count(10_000)
    view.zoom_at(0, 10)
    view.reveal(500)
    assert view.first == 0
    view.reveal(1500)
    assert view.first <= 1500 <= view.last
    view.reveal(700)
    assert view.first <= 700 <= view.last


# -- widget ----------------------------------------------------------------------------------------


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


def test_the_gutter_does_not_seek(bench: Bench, timeline: Timeline) -> None:
    bench.playhead.seek(50)
    QTest.mouseClick(timeline.cursor_sheet, LEFT, pos=QPoint(GUTTER // 2, 100))
    assert bench.playhead.frame == 50


def wheel(timeline: Timeline, point: QPoint, notches: int) -> None:
    sheet = timeline.cursor_sheet
    event = QWheelEvent(
        QPointF(point),
        sheet.mapToGlobal(QPointF(point)),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(sheet, event)


def test_the_wheel_zooms_and_a_double_click_shows_all_again(
    bench: Bench, timeline: Timeline
) -> None:
    point = at(timeline, 40)
    wheel(timeline, point, 5)
    assert not timeline.view.complete
    assert timeline.view.frame_at(point.x()) == 40
    QTest.mouseClick(timeline.cursor_sheet, LEFT, pos=point)
    assert bench.playhead.frame == 40
    QTest.mouseDClick(timeline.cursor_sheet, LEFT, pos=QPoint(GUTTER // 2, 100))
    assert timeline.view.complete


def test_the_middle_button_moves_along(timeline: Timeline) -> None:
    wheel(timeline, at(timeline, 50), 5)
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


def test_one_mark_in_half_a_million_frames_can_be_seen(
    bench: Bench, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 500_000
    monkeypatch.setattr(type(bench.document), "track", BallTrack(count))
    window = QWidget()
    qtbot.addWidget(window)
    view = TimelineRange()
    strip = StateStrip(bench.document, view, window)
    strip.resize(800, strip.height())
    view.set_pixels(0, 800)
    view.set_frame_count(count)
    states = np.full(count, State.MODEL, np.int8)
    states[250_000] = State.HUMAN
    strip.show_states(states)
    strip.redraw()
    image = strip.grab().toImage()
    colours = [image.pixelColor(x, 3) for x in range(800)]
    assert colours.count(QColor(MARKS.human)) == 1
    assert colours[400] == QColor(MARKS.human)


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
    wheel(timeline, QPoint(400, 100), 3)
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
        strip._picture = None
        strip.grab()
