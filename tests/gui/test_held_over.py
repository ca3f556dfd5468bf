"""The mouse holds something of a match while another is opened: it must not be dropped there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.application import Desk
from app.widgets.timeline_mouse import Hold
from app.widgets.timeline_path import Axis

LEFT = Qt.MouseButton.LeftButton
Change = Callable[[], None]


@pytest.fixture(params=["another match", "none"])
def change(
    request: pytest.FixtureRequest,
    labelled: Desk,
    qtbot: QtBot,
    make_video: Callable[..., Path],
    tmp_path: Path,
) -> Change:
    """Opens another match, or closes the one there is, as a thread that opens one ends."""
    other = make_video(tmp_path / "other.mp4", frames=40, shade=90)

    def change() -> None:
        if request.param == "none":
            labelled.open_match.close()
            return
        with qtbot.waitSignal(labelled.document.opened, timeout=20_000):
            labelled.open_match.open(other)

    return change


def nothing_said(desk: Desk) -> bool:
    project = desk.document.project
    return project is None or (
        not project.marks() and project.state("threshold") is None and not desk.selection.range
    )


def test_a_point_of_the_path_is_not_dropped_on_another_match(
    labelled: Desk, change: Change
) -> None:
    timeline = labelled.timeline
    timeline.view.show_frames(20, 40)
    timeline.redraw()
    timeline.path.rescale()
    strip, sheet = timeline.path, timeline.cursor_sheet
    at = QPointF(strip.x_of(30.5), strip.height_of(Axis.Y, labelled.document.track.y[30]))
    point = strip.mapTo(timeline, at.toPoint()) - sheet.pos()
    QTest.mousePress(sheet, LEFT, pos=point)
    assert timeline.mouse.held is Hold.POINT
    QTest.mouseMove(sheet, point + QPoint(0, 12))
    change()
    QTest.mouseMove(sheet, point + QPoint(0, 20))
    QTest.mouseRelease(sheet, LEFT, pos=point + QPoint(0, 20))
    assert nothing_said(labelled)


def test_a_threshold_is_not_dropped_on_another_match(
    labelled: Desk, change: Change, qtbot: QtBot
) -> None:
    timeline = labelled.timeline
    sheet, plot = timeline.cursor_sheet, timeline.confidence

    def level(value: float) -> QPoint:
        return QPoint(500, plot.y() - sheet.y() + round(plot.y_of(value)))

    QTest.mousePress(sheet, LEFT, pos=level(0.5))
    assert timeline.mouse.held is Hold.THRESHOLD
    QTest.mouseMove(sheet, level(0.8))
    change()
    threshold = labelled.document.threshold
    QTest.mouseMove(sheet, level(0.9))
    QTest.mouseRelease(sheet, LEFT, pos=level(0.9))
    qtbot.waitUntil(lambda: timeline.caught_up and not labelled.threshold.busy)
    assert labelled.document.threshold == threshold == plot.threshold
    assert nothing_said(labelled)


def test_a_threshold_that_was_about_to_be_tried_is_not_tried_on_another_match(
    labelled: Desk,
) -> None:
    tried: list[float] = []
    labelled.timeline.thresholdTried.connect(tried.append)
    labelled.timeline.mouse.thresholdDragged.emit(0.9)
    labelled.open_match.close()
    labelled.timeline.catch_up()
    assert tried == []


def test_a_selection_is_not_drawn_on_into_another_match(labelled: Desk, change: Change) -> None:
    timeline = labelled.timeline
    sheet = timeline.cursor_sheet
    height = timeline.path.geometry().center().y() - sheet.y()
    start = QPoint(round(timeline.view.x_of(10.5)), height)
    QTest.mousePress(sheet, LEFT, Qt.KeyboardModifier.ShiftModifier, start)
    QTest.mouseMove(sheet, start + QPoint(80, 0))
    assert labelled.selection.range is not None
    change()
    QTest.mouseMove(sheet, start + QPoint(120, 0))
    QTest.mouseRelease(sheet, LEFT, pos=start + QPoint(120, 0))
    assert nothing_said(labelled)


def test_the_slider_chooses_no_threshold_for_another_match(
    labelled: Desk, change: Change, qtbot: QtBot
) -> None:
    control = labelled.frame_panel.threshold
    control.slider.setSliderDown(True)
    control.slider.setValue(80)
    change()
    threshold = labelled.document.threshold
    control.slider.setValue(90)
    control.slider.setSliderDown(False)
    qtbot.waitUntil(lambda: not labelled.threshold.busy)
    assert labelled.document.threshold == threshold
    assert control.value.text() == f"{threshold:.2f}"
    assert control.slider.value() == round(threshold * 100)
    assert nothing_said(labelled)
