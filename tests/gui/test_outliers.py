"""A red triangle where the review doubts a machine's ball because it jumps."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from annotation import review
from annotation.arrays import Float64
from annotation.marks import BallMark, Source, Visibility
from annotation.neighbours import Neighbours
from app.application import Desk
from app.theme import MARKS
from app.widgets.overlays_marks import MarkKind, glyph_icon, kind_of

DOUBTFUL, SURE = 24, 27


@pytest.fixture
def jumping(labelled: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The ball jumps in a doubtful frame, and in one that the path is sure of."""

    def jump(beside: Neighbours) -> Float64:
        return np.where(np.isin(np.arange(len(beside.one_shot)), (DOUBTFUL, SURE)), 0.5, 0.0)

    monkeypatch.setattr(review, "_jump", jump)
    labelled.playhead.seek(50)
    qtbot.waitUntil(lambda: labelled.canvas.shown_frame == 50)
    with qtbot.waitSignal(labelled.review.queueChanged):
        labelled.correct.place(66.0, 40.0)
    qtbot.waitUntil(lambda: labelled.review.settled)
    return labelled


def red_pixels(desk: Desk) -> int:
    """How many pixels around the ball on screen have the outlier's colour."""
    assert desk.canvas.marker is not None
    middle = desk.canvas.view.to_widget(*desk.canvas.marker).toPoint()
    image, red = desk.canvas.grab().toImage(), QColor(MARKS.outlier).rgb()
    reach = range(-16, 17)
    return sum(image.pixel(middle.x() + x, middle.y() + y) == red for x in reach for y in reach)


def look_at(desk: Desk, qtbot: QtBot, frame: int) -> None:
    desk.playhead.seek(frame)
    qtbot.waitUntil(lambda: desk.canvas.shown_frame == frame)


def test_the_picture_and_the_panels_say_what_the_review_says(jumping: Desk, qtbot: QtBot) -> None:
    assert jumping.review.outliers == {DOUBTFUL}
    look_at(jumping, qtbot, DOUBTFUL)
    assert red_pixels(jumping) > 10
    jumping.window.show_tab(jumping.frame_panel)
    qtbot.waitUntil(lambda: jumping.frame_panel.state.text().startswith("Outlier"))
    assert "Outlier" in jumping.timeline.describe(DOUBTFUL)
    look_at(jumping, qtbot, SURE)
    assert not red_pixels(jumping)
    assert "Outlier" not in jumping.timeline.describe(SURE)


def test_a_persons_word_ends_it_at_once(jumping: Desk, qtbot: QtBot) -> None:
    look_at(jumping, qtbot, DOUBTFUL)
    jumping.correct.accept()
    # The queue does not know of it yet.
    assert jumping.review.outliers == {DOUBTFUL}
    assert "Outlier" not in jumping.timeline.describe(DOUBTFUL)
    qtbot.waitUntil(lambda: not jumping.review.outliers)


def test_a_filter_and_a_higher_bar_hide_none(jumping: Desk) -> None:
    jumping.review.next_reason()
    jumping.review.set_bar(review.BARS[-1])
    assert jumping.review.outliers == {DOUBTFUL}


def test_it_is_the_machines_alone_and_has_a_shape_of_its_own() -> None:
    for source in Source:
        mark = BallMark(1, Visibility.VISIBLE, 1.0, 1.0, 0.9, source, 0.0)
        assert (kind_of(mark, 0.5, outlier=True) is MarkKind.OUTLIER) != source.is_persons
    nothing = BallMark(1, Visibility.NO_BALL, None, None, 0.1, Source.MODEL, 0.0)
    assert kind_of(nothing, 0.5, outlier=True) is MarkKind.MODEL_NO_BALL
    assert kind_of(None, 0.5, outlier=True) is MarkKind.UNPROCESSED
    triangle, ring = (
        glyph_icon(kind, 32).pixmap(32, 32).toImage() for kind in (MarkKind.OUTLIER, MarkKind.MODEL)
    )
    assert triangle != ring
    corner = QPointF(2, 25).toPoint()
    assert triangle.pixelColor(corner).alpha() > ring.pixelColor(corner).alpha()
