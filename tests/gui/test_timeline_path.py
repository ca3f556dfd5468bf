"""The strip of the path: every mark is seen, and points can be dragged."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotation import edits
from annotation.marks import Source, Visibility
from annotation.project import Project
from app.application import Desk
from app.widgets.timeline import GUTTER
from app.widgets.timeline_mouse import Hold
from app.widgets.timeline_path import POINTS_FROM, Axis, PathPoint
from app.widgets.timeline_strip import joined

LEFT, RIGHT, NONE = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.RightButton,
    Qt.KeyboardModifier.NoModifier,
)


def place_of(desk: Desk, frame: int, axis: Axis) -> QPoint:
    """Where the point of a frame is, on the sheet that takes the mouse."""
    strip, track = desk.timeline.path, desk.document.track
    value = float((track.x, track.y)[axis][frame])
    point = QPointF(strip.x_of(frame + 0.5), strip.height_of(axis, value))
    return strip.mapTo(desk.timeline, point.toPoint()) - desk.timeline.cursor_sheet.pos()


def show_points(desk: Desk) -> None:
    desk.timeline.view.show_frames(20, 40)
    desk.timeline.redraw()
    desk.timeline.path.grab()
    assert desk.timeline.view.pixels_per_frame >= POINTS_FROM


def coloured(desk: Desk, axis: Axis) -> int:
    """How many pixels have the colour of an axis."""
    strip = desk.timeline.path
    image = strip.grab().toImage()
    wanted = strip.colours()[axis]
    return sum(
        image.pixelColor(x, y) == wanted
        for x in range(image.width())
        for y in range(image.height())
    )


def test_an_isolated_mark_is_drawn_far_out_and_near(opened: Desk) -> None:
    opened.document.apply(edits.place(opened.document.track, 30, 50.0, 60.0))
    opened.timeline.catch_up()
    # As in a long match, where a column of pixels holds many frames.
    opened.timeline.path._view._width = 200.0
    assert opened.timeline.view.pixels_per_frame < POINTS_FROM
    opened.timeline.redraw()
    assert coloured(opened, Axis.X) > 0
    assert coloured(opened, Axis.Y) > 0
    opened.timeline.path._view._width = float(opened.timeline.path.width())
    show_points(opened)
    assert coloured(opened, Axis.X) > 4


def test_a_joined_line_has_no_holes_and_does_not_fill_gaps() -> None:
    lower, upper = joined(np.array([0.0, 4.0, np.nan, 7.0]))
    assert lower.tolist()[:2] == [0.0, 2.0]
    assert upper.tolist()[:2] == [2.0, 4.0]
    assert np.isnan([lower[2], upper[2]]).all()
    assert (lower[3], upper[3]) == (7.0, 7.0)


def test_the_scale_spreads_what_is_in_sight(labelled: Desk) -> None:
    show_points(labelled)
    strip, track = labelled.timeline.path, labelled.document.track
    bottom, top = strip.span(Axis.X)
    assert bottom < track.x[20] < track.x[40] < top
    assert top - bottom < 40
    bottom, top = strip.span(Axis.Y)
    assert bottom > 40 > top, "up on the picture is up here"
    assert bottom - top >= 24, "a flat path is not blown up"
    assert strip.coordinate_at(Axis.X, strip.height_of(Axis.X, 44.0)) == pytest.approx(44.0)
    assert strip.coordinate_at(Axis.Y, 1e6) == 95.0
    assert strip.coordinate_at(Axis.X, 1e6) == 0.0


def test_a_drag_is_one_edit_seen_on_the_way(labelled: Desk, qtbot: QtBot) -> None:
    show_points(labelled)
    sheet, document = labelled.timeline.cursor_sheet, labelled.document
    start = place_of(labelled, 30, Axis.Y)
    assert labelled.timeline.mouse.hold_at(QPointF(start)) is Hold.POINT
    QTest.mousePress(sheet, LEFT, NONE, start)
    assert labelled.playhead.frame == 30
    qtbot.waitUntil(lambda: labelled.canvas.shown_frame == 30)
    before = labelled.canvas.grab().toImage()
    shown: list[PathPoint | None] = []
    labelled.timeline.pointDragged.connect(shown.append)
    for up in (6, 10, 14):
        QTest.mouseMove(sheet, start - QPoint(0, up))
    assert document.undo_stack.count() == 0
    assert [point.frame for point in shown] == [30, 30, 30]
    assert shown[0].y > shown[-1].y, "up is up"
    assert shown[-1].x == document.track.x[30]
    assert labelled.canvas.grab().toImage() != before, "the picture shows where it would be"
    QTest.mouseRelease(sheet, LEFT, NONE, start - QPoint(0, 14))
    mark = document.track.mark_at(30)
    assert mark.source is Source.HUMAN
    assert mark.y == pytest.approx(shown[-2].y)
    assert mark.x == 50.0
    assert document.undo_stack.count() == 1
    with Project.open(document.project.path) as project:
        assert project.load_track().mark_at(30).y == mark.y
    document.undo()
    assert document.track.mark_at(30).source is Source.MODEL


def test_a_press_without_a_drag_only_goes_there(labelled: Desk) -> None:
    show_points(labelled)
    QTest.mouseClick(labelled.timeline.cursor_sheet, LEFT, NONE, place_of(labelled, 25, Axis.X))
    assert labelled.playhead.frame == 25
    assert labelled.document.undo_stack.count() == 0


def test_another_button_or_escape_takes_a_drag_back(labelled: Desk, qtbot: QtBot) -> None:
    sheet, document = labelled.timeline.cursor_sheet, labelled.document
    labelled.selection.set(20, 40)
    for take_back in (
        lambda at: QTest.mousePress(sheet, RIGHT, NONE, at),
        lambda at: qtbot.keyClick(labelled.canvas, Qt.Key.Key_Escape),
    ):
        show_points(labelled)
        start = place_of(labelled, 30, Axis.X)
        QTest.mousePress(sheet, LEFT, NONE, start)
        QTest.mouseMove(sheet, start + QPoint(0, 8))
        take_back(start)
        QTest.mouseRelease(sheet, LEFT, NONE, start + QPoint(0, 8))
        assert document.undo_stack.count() == 0
        assert labelled.selection.range == (20, 40)


def test_an_occluded_ball_stays_occluded(labelled: Desk) -> None:
    document = labelled.document
    document.apply(edits.occlude(document.track, 30))
    labelled.correct.place_on_plot(30, 44.0, 40.0)
    assert document.track.mark_at(30).visibility is Visibility.OCCLUDED
    assert document.track.mark_at(30).position == (44.0, 40.0)


def test_far_out_there_is_nothing_to_take_hold_of(labelled: Desk) -> None:
    strip = labelled.timeline.path
    labelled.timeline.view._width = 200.0
    assert strip.point_at(QPointF(50, 10)) is None
    assert strip.colours()[Axis.X] != QColor()


def test_the_overview_moves_the_window_and_the_playhead(opened: Desk) -> None:
    overview, view = opened.timeline.overview, opened.timeline.view
    QTest.mouseClick(overview, LEFT, NONE, QPoint(overview.width() // 2, 5))
    assert opened.playhead.frame == 30
    opened.actions["timeline_in"].trigger()
    opened.actions["timeline_in"].trigger()
    opened.actions["timeline_in"].trigger()
    QTest.mouseClick(overview, LEFT, NONE, QPoint(overview.width() - 2, 5))
    assert view.last == 60
    QTest.mousePress(overview, LEFT, NONE, QPoint(overview.width() - 20, 5))
    QTest.mouseMove(overview, QPoint(20, 5))
    QTest.mouseRelease(overview, LEFT, NONE, QPoint(20, 5))
    assert view.first == 0
    assert opened.playhead.frame == 30


def test_the_lane_shows_the_loop(opened: Desk) -> None:
    empty = opened.timeline.lane.grab().toImage()
    opened.playhead.set_loop(10, 20)
    assert opened.timeline.lane.grab().toImage() != empty
    opened.playhead.clear_loop()
    assert opened.timeline.lane.grab().toImage() == empty


def test_a_dragged_threshold_is_written_once(labelled: Desk, qtbot: QtBot) -> None:
    document = labelled.document
    decided: list[float] = []
    document.thresholdChanged.connect(decided.append)
    for value in (0.6, 0.7, 0.96):
        labelled.timeline.mouse.thresholdDragged.emit(value)
        assert labelled.timeline.confidence.threshold == value
        qtbot.waitUntil(lambda value=value: document.threshold == value)
    assert decided == [0.6, 0.7, 0.96], "every frame is decided anew on the way"
    assert document.project.state("threshold") is None
    labelled.timeline.mouse.thresholdReleased.emit(0.8)
    assert document.project.state("threshold") == document.threshold == 0.8


@pytest.mark.parametrize("width", [30, 200, 1220])
@pytest.mark.parametrize("shown", [(0, 59), (25, 55), (28, 40)])
def test_edits_and_answers_leave_the_strips_as_if_they_were_drawn_anew(
    opened: Desk, shown: tuple[int, int], width: int
) -> None:
    timeline, document = opened.timeline, opened.document
    strips = (timeline.states, timeline.confidence, timeline.path)
    # Nothing follows from an edit but its own frame.
    document.track.leave_path()
    way = np.arange(60.0)
    document.show_predictions(0, 8 * way, 300 - way, np.ones(60), np.full((60, 0, 3), np.nan))
    document.settle()
    timeline.view.set_pixels(GUTTER, width)
    timeline.view.show_frames(*shown)
    timeline.redraw()
    for x, y in ((200.0, 250.0), (None, None), (5000.0, 5.0), (400.0, 30.0)):
        track = document.track
        before = [strip.grab().toImage() for strip in strips]
        if y == 30.0:
            best = np.repeat([[x], [y], [0.4]], 3, axis=1)
            document.show_predictions(30, *best, np.full((3, 0, 3), np.nan))
        elif x is None:
            document.apply(edits.no_ball(track, 34))
        else:
            document.apply(edits.place(track, 34, x, y))
        timeline.catch_up()
        patched = [strip.grab().toImage() for strip in strips]
        assert any(now != old for now, old in zip(patched, before, strict=True))
        timeline.redraw()
        assert [strip.grab().toImage() for strip in strips] == patched


def test_without_room_for_it_there_is_nothing_to_take_hold_of(labelled: Desk, qtbot: QtBot) -> None:
    show_points(labelled)
    timeline, place = labelled.timeline, place_of(labelled, 30, Axis.X)
    assert timeline.mouse._targets.point_under(QPointF(place)) is not None
    labelled.window.main_splitter.setSizes([1000, 0])
    qtbot.waitUntil(timeline.path.isHidden)
    assert timeline.mouse._targets.point_under(QPointF(place)) is None
    timeline.grab()
