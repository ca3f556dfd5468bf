"""The ghost shows what a mark would change while the button is down or the cursor rests."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from annotation import edits
from annotation.preview import Preview
from annotation.track import BallTrack
from app.application import Desk
from app.ghost import Ghost
from app.widgets.canvas_view import CanvasView
from app.widgets.overlays_ghost import paint_ghost, paint_tag


def ghost_of(desk: Desk) -> Preview | None:
    return desk.canvas._scene.ghost


def at(desk: Desk, x: float, y: float) -> QPoint:
    return desk.canvas.view.to_widget(x, y).toPoint()


def test_holding_the_button_shows_what_would_change(labelled: Desk, qtbot: QtBot) -> None:
    labelled.playhead.seek(30)
    qtbot.waitUntil(lambda: labelled.canvas.shown_frame == 30)
    before = labelled.document.track.x.tobytes()
    qtbot.mousePress(labelled.canvas, Qt.MouseButton.LeftButton, pos=at(labelled, 120, 80))
    qtbot.waitUntil(lambda: ghost_of(labelled) is not None)
    found = ghost_of(labelled)
    assert found is not None
    assert 30 in found.frames
    assert labelled.document.track.x.tobytes() == before
    qtbot.mouseRelease(labelled.canvas, Qt.MouseButton.LeftButton, pos=at(labelled, 120, 80))
    qtbot.waitUntil(lambda: labelled.document.settled)
    track = labelled.document.track
    assert np.array_equal(track.x[found.frames], found.x, equal_nan=True)


def test_a_resting_cursor_asks_too_and_leaving_forgets(labelled: Desk, qtbot: QtBot) -> None:
    labelled.playhead.seek(30)
    qtbot.waitUntil(lambda: labelled.canvas.shown_frame == 30)
    qtbot.mouseMove(labelled.canvas, at(labelled, 40, 20))  # no message lies there
    qtbot.waitUntil(lambda: ghost_of(labelled) is not None)
    labelled.playhead.seek(31)
    qtbot.waitUntil(lambda: labelled.canvas.shown_frame == 31)
    labelled.canvas.repaint()
    assert ghost_of(labelled) is None


def test_a_mouse_left_lying_asks_nothing_of_the_next_frames(labelled: Desk, qtbot: QtBot) -> None:
    labelled.playhead.seek(30)
    qtbot.waitUntil(lambda: labelled.canvas.shown_frame == 30)
    qtbot.mouseMove(labelled.canvas, at(labelled, 44, 24))
    qtbot.waitUntil(lambda: ghost_of(labelled) is not None)
    labelled.playhead.seek(33)
    qtbot.waitUntil(lambda: labelled.canvas.shown_frame == 33)
    labelled.canvas.repaint()
    assert ghost_of(labelled) is None
    assert not labelled.canvas.ghost._timer.isActive()
    qtbot.mouseMove(labelled.canvas, at(labelled, 46, 24))
    qtbot.waitUntil(lambda: ghost_of(labelled) is not None)


def test_the_tag_is_whole_at_the_edges() -> None:
    def painted(x: float, y: float) -> int:
        image = QImage(400, 200, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        with QPainter(image) as painter:
            paint_tag(painter, QPointF(x, y), "changes 3 more frames")
        pixels = np.frombuffer(image.constBits(), np.uint32)
        return int((pixels != pixels.max()).sum())

    whole = painted(100, 100)
    assert whole > 0
    for x, y in ((390, 100), (100, 195), (399, 199)):
        assert painted(x, y) == whole


def test_a_picture_shown_again_is_no_other_frame() -> None:
    track = BallTrack(20)
    track.set_predictions(0, *np.full((3, 20), 50.0), repeats=np.arange(20) == 9)
    view = CanvasView()
    view.resize(400, 300)
    view.set_picture(400, 300)

    def painted(*frames: int) -> bool:
        image = QImage(400, 300, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.black)
        ghost = Preview(np.array(frames), *np.full((2, len(frames)), 90.0))
        with QPainter(image) as painter:
            paint_ghost(painter, view, track, ghost, 8)
        pixels = np.frombuffer(image.constBits(), np.uint32)
        return bool((pixels != pixels.min()).any())

    assert not painted(8, 9)
    assert painted(8, 9, 10)


def test_without_a_path_there_is_no_ghost(labelled: Desk, qtbot: QtBot) -> None:
    labelled.document.track.leave_path()
    qtbot.mousePress(labelled.canvas, Qt.MouseButton.LeftButton, pos=at(labelled, 120, 80))
    qtbot.wait(80)
    labelled.canvas.repaint()
    assert ghost_of(labelled) is None
    qtbot.mouseRelease(labelled.canvas, Qt.MouseButton.LeftButton, pos=at(labelled, 120, 80))


def test_the_path_that_follows_an_edit_takes_the_question_back(
    labelled: Desk, qtbot: QtBot
) -> None:
    document = labelled.document
    ghost = Ghost(document)
    document.apply(edits.place(document.track, 30, 120.0, 70.0))
    assert ghost.at(31, (100.0, 60.0), held=True) is None
    assert not document.settled
    # Its timer comes before the one by which the path follows.
    ghost._timer.timeout.emit()
    assert document.settled
    assert ghost.at(31, (100.0, 60.0), held=True) is None
