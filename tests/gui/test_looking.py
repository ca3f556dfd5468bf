"""Looking closely: the raw picture while a key is held, neighbours, arcs, stages, legends."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotation import edits
from annotation.camera_steps import at_rest
from annotation.event_edits import Decisions
from annotation.flights import Flight
from annotation.marks import BallMark, Source, Visibility
from annotation.track import BallTrack
from app.application import Desk
from app.jobs.evidence import Evidence
from app.playback.frame_cache import Image
from app.widgets import canvas_scene
from app.widgets.canvas_neighbours import (
    lies_at_top,
    middle_of,
    neighbours,
    paint_neighbours,
)
from app.widgets.canvas_view import CanvasView
from app.widgets.held_key import REPEAT_MS
from app.widgets.overlays import HeatmapStage, MotionInterval, Overlay
from app.widgets.overlays_legend import heatmap_row, legend_box, motion_row, paint_legend
from app.widgets.overlays_path import ARC, paint_arcs, paint_candidates
from app.widgets.raw_picture import FLICKER_MS

AREA = QRectF(0, 0, 800, 600)


@pytest.fixture(autouse=True)
def application(qapp: QApplication) -> None:
    """Text cannot be painted without one."""


def painted(paint: Callable[[QPainter], None]) -> np.ndarray:
    """What `paint` leaves on black, [600, 800, 3] in B G R."""
    image = QImage(800, 600, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.black)
    painter = QPainter(image)
    paint(painter)
    painter.end()
    return np.frombuffer(image.constBits(), np.uint8).reshape(600, 800, 4)[..., :3].copy()


def grab(desk: Desk) -> np.ndarray:
    image = desk.canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8)
    return pixels.reshape(image.height(), image.bytesPerLine() // 4, 4)[..., :3].copy()


def test_the_raw_picture_shows_while_its_key_is_held(labelled: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: labelled.canvas.rests)
    canvas = labelled.canvas
    canvas.setFocus()
    laid_over = grab(labelled)
    qtbot.keyPress(canvas, Qt.Key.Key_R)
    raw = grab(labelled)
    assert (raw != laid_over).any()
    # As X11 tells a key that is held.
    qtbot.keyRelease(canvas, Qt.Key.Key_R)
    qtbot.keyPress(canvas, Qt.Key.Key_R)
    qtbot.wait(2 * REPEAT_MS)
    assert np.array_equal(grab(labelled), raw)
    qtbot.keyRelease(canvas, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: np.array_equal(grab(labelled), laid_over))


def test_from_the_menu_the_raw_picture_shows_for_a_moment(labelled: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: labelled.canvas.rests)
    before = grab(labelled)
    labelled.actions["raw"].trigger()
    assert (grab(labelled) != before).any()
    qtbot.waitUntil(lambda: np.array_equal(grab(labelled), before))


@pytest.mark.exercises("flicker")
def test_overlays_flicker_until_the_key_is_pressed_again(labelled: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: labelled.canvas.rests)
    canvas, action = labelled.canvas, labelled.actions["flicker"]
    canvas.setFocus()
    laid_over = grab(labelled)
    qtbot.keyPress(canvas, Qt.Key.Key_R)
    bare = grab(labelled)
    with qtbot.waitSignal(labelled.raw_key.changed):
        qtbot.keyRelease(canvas, Qt.Key.Key_R)
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(canvas, Qt.Key.Key_R, shift)
    assert action.isChecked()
    for wanted in (bare, laid_over, bare):
        qtbot.waitUntil(lambda wanted=wanted: np.array_equal(grab(labelled), wanted))
    # A saved picture has its overlays, whenever it is taken.
    marks = canvas.view_image()
    qtbot.keyClick(canvas, Qt.Key.Key_R, shift)
    assert not action.isChecked()
    assert np.array_equal(grab(labelled), laid_over)
    assert canvas.view_image() == marks
    with qtbot.assertNotEmitted(canvas.raw.changed, wait=3 * FLICKER_MS):
        pass


def test_an_edit_and_another_match_end_the_flicker(labelled: Desk, qtbot: QtBot) -> None:
    raw, action = labelled.canvas.raw, labelled.actions["flicker"]
    action.trigger()
    labelled.correct.place(30.0, 40.0)
    assert not raw.flickering
    assert not raw.shown(dragging=False)
    assert not action.isChecked()
    action.trigger()
    labelled.document.undo()
    assert not action.isChecked()
    action.trigger()
    labelled.open_match.close()
    assert not action.isChecked()


def test_a_ball_being_dragged_does_not_flicker(labelled: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: labelled.canvas.rests)
    canvas = labelled.canvas
    start = canvas.view.to_widget(*canvas.marker).toPoint()
    qtbot.mouseMove(canvas, start)
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(canvas, start + QPoint(30, 20))
    dragged = grab(labelled)
    canvas.raw.flicker(True)
    with qtbot.waitSignals([canvas.raw.changed] * 2):
        assert np.array_equal(grab(labelled), dragged)
    assert np.array_equal(grab(labelled), dragged)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=start + QPoint(30, 20))
    assert not canvas.raw.flickering


def test_keys_show_a_stage_and_then_the_next(opened: Desk, qtbot: QtBot) -> None:
    overlays, canvas = opened.canvas.overlays, opened.canvas
    canvas.setFocus()
    shift = Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(canvas, Qt.Key.Key_H, shift)
    assert (overlays.visible("heatmap"), overlays.heatmap_stage) == (True, HeatmapStage.ANSWER)
    seen = []
    for _ in range(3):
        qtbot.keyClick(canvas, Qt.Key.Key_H, shift)
        seen.append(overlays.heatmap_stage)
    assert seen == [HeatmapStage.DRAFT, HeatmapStage.CHANGE, HeatmapStage.ANSWER]
    assert opened.settings.heatmap_stage == "answer"
    qtbot.keyClick(canvas, Qt.Key.Key_M, shift)
    qtbot.keyClick(canvas, Qt.Key.Key_M, shift)
    assert (overlays.visible("motion"), overlays.motion_interval) == (True, MotionInterval.AFTER)


def test_the_panel_chooses_the_stage(opened: Desk) -> None:
    controls = opened.frame_panel.overlay_controls
    assert not controls.stage.isEnabled()
    opened.canvas.overlays.set_visible("heatmap", True)
    assert controls.stage.isEnabled()
    controls.stage.setCurrentIndex(1)
    controls.stage.activated.emit(1)
    assert opened.canvas.overlays.heatmap_stage is HeatmapStage.DRAFT


def test_the_canvas_asks_for_the_maps_its_stage_needs(
    opened: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[bool, bool]] = []
    monkeypatch.setattr(
        opened.evidence,
        "request",
        lambda wish: asked.append((wish.heatmap, wish.draft)),
    )
    overlays = opened.canvas.overlays
    overlays.set_visible("heatmap", True)
    overlays.set_heatmap_stage(HeatmapStage.DRAFT)
    overlays.set_heatmap_stage(HeatmapStage.CHANGE)
    assert asked == [(True, False), (False, True), (True, True)]


def predict(desk: Desk, repeats: tuple[int, ...]) -> None:
    """The model finds the ball in frames 0 .. 19; those given repeat the picture before."""
    again = np.zeros(20, np.bool_)
    again[list(repeats)] = True
    ones = np.ones(20)
    peaks = np.full((20, 5, 3), np.nan)
    desk.document.show_predictions(0, 30 * ones, 50 * ones, ones, peaks, repeats=again)


def test_the_canvas_asks_about_pictures(
    opened: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[int, int, int]] = []
    monkeypatch.setattr(opened.evidence, "request", lambda wish: asked.append(wish.frames))
    opened.canvas.overlays.set_visible("motion", True)
    opened.playhead.seek(6)
    qtbot.waitUntil(lambda: opened.canvas.shown_frame == 6)
    assert asked[-1] == (5, 6, 7)
    predict(opened, repeats=(5, 6, 8))
    assert asked[-1] == (3, 4, 7), "what was seen between two frames of one picture is nothing"
    opened.canvas._evidence_arrived(Evidence((5, 6, 7)))
    assert opened.canvas._scene.evidence is None
    opened.canvas._evidence_arrived(Evidence((3, 4, 7)))
    assert opened.canvas._scene.evidence is not None


def test_in_play_the_pictures_ahead_are_asked_about(
    opened: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    predict(opened, repeats=(5, 8))
    asked: list[list[tuple[int, int, int]]] = []
    monkeypatch.setattr(
        opened.evidence,
        "request",
        lambda wish, ahead: asked.append([one.frames for one in (*ahead, wish)]),
    )
    decoded = set(range(9))
    monkeypatch.setattr(opened.frame_server, "cached", lambda n: n if n in decoded else None)
    monkeypatch.setattr(type(opened.playhead), "playing", True)
    opened.canvas.overlays.set_visible("motion", True)
    for frame in (2, 3):
        assert opened.canvas._evidence is not None
        opened.canvas._evidence.want(frame)
    # Of frame 5, which shows the picture of 4; of 6; but 7 is followed by 9, which is not there.
    assert asked[-1] == [(3, 4, 6), (4, 6, 7), (3, 4, 6), (2, 3, 4)]


def track_with(*frames: int, source: Source = Source.HUMAN, count: int = 40) -> BallTrack:
    """A ball at (10 * frame, 50) in each of `frames`."""
    track = BallTrack(count)
    if frames:
        track.put_marks(
            {
                frame: BallMark(frame, Visibility.VISIBLE, 10.0 * frame, 50.0, None, source, 0.0)
                for frame in frames
            }
        )
    return track


def test_neighbours_are_what_is_there_around_the_ball() -> None:
    picture: dict[int, Image] = {9: np.zeros((4, 4, 3), np.uint8)}
    three = neighbours(9, track_with(8, count=10), picture.get)
    assert [None if place is None else place.frame for place in three] == [8, 9, None]
    assert [place is not None and place.image is not None for place in three] == [
        False,
        True,
        False,
    ]
    assert middle_of(three) == (80.0, 50.0)
    assert middle_of(neighbours(5, track_with(4, 6), picture.get)) == (50.0, 50.0)
    assert middle_of(neighbours(5, track_with(4, 5), picture.get)) == (50.0, 50.0)
    assert middle_of(neighbours(5, track_with(), picture.get)) is None


def test_neighbours_are_other_pictures_of_the_shot() -> None:
    track = track_with()
    again = np.isin(np.arange(40), (5, 8, 9))
    track.set_predictions(0, *np.ones((3, 40)), repeats=again)
    track.set_cuts([12])

    def frames(at: int) -> list[int | None]:
        places = neighbours(at, track, {}.get)
        return [place.frame if place is not None else None for place in places]

    assert [frames(at) for at in (4, 5, 6)] == [[3, 4, 6], [3, 5, 6], [4, 6, 7]]
    assert [frames(at) for at in (7, 9, 10)] == [[6, 7, 10], [6, 9, 10], [7, 10, 11]]
    assert [frames(at) for at in (11, 12)] == [[10, 11, None], [None, 12, 13]]


def test_each_neighbour_shows_its_own_frame() -> None:
    shades = {frame: np.full((100, 100, 3), 60 + frame, np.uint8) for frame in (4, 5, 6)}
    three = neighbours(5, track_with(5), shades.get)
    for at_top in (False, True):
        pixels = painted(lambda p, top=at_top: paint_neighbours(p, AREA, three, (50.0, 50.0), top))
        half = pixels[:300] if at_top else pixels[300:]
        places = [np.argwhere((half == 60 + frame).all(axis=-1))[:, 1] for frame in (4, 5, 6)]
        assert all(len(place) > 5000 for place in places)
        assert places[0].max() < places[1].min()
        assert places[1].max() < places[2].min()


def test_pictures_beside_end_where_the_video_does() -> None:
    white = np.full((100, 100, 3), 255, np.uint8)
    three = neighbours(5, track_with(), {5: white}.get)
    boxes = []
    pixels = painted(lambda p: boxes.append(paint_neighbours(p, AREA, three, (0.0, 20.0), True)))
    box = boxes[0].toRect()
    rows, columns = np.nonzero((pixels == 255).all(axis=-1))
    # 40 pixels fit on either side of the middle: left of it there are none, above it 20.
    side = (box.width() - 4 * 6) / 3
    assert columns.min() == pytest.approx(box.center().x(), abs=2)
    assert columns.max() == pytest.approx(box.center().x() + side / 2, abs=2)
    middle = box.top() + 20 + side / 2
    assert rows.min() == pytest.approx(middle - side / 4, abs=2)
    assert rows.max() == pytest.approx(middle + side / 2, abs=2)


@pytest.mark.parametrize("height", [280, 600])
def test_the_strip_never_lies_on_the_ball_it_is_about(height: int) -> None:
    area = QRectF(0, 0, 730, height)
    grey = np.full((height, 730, 3), 90, np.uint8)
    three = neighbours(5, track_with(5), {5: grey}.get)
    boxes: list[QRectF] = []
    for ball in range(0, height, 4):
        at_top = lies_at_top(area, ball)
        painted(lambda p, at=at_top: boxes.append(paint_neighbours(p, area, three, (50, 50), at)))
        marker = QRectF(365 - 14, ball - 14, 28, 28)
        assert not boxes[-1].intersects(marker), ball
    assert len({box.top() for box in boxes}) == 2, "once below, once above"


def test_the_strip_on_the_canvas_waits_for_its_pictures(labelled: Desk, qtbot: QtBot) -> None:
    labelled.playhead.seek(20)
    qtbot.waitUntil(lambda: labelled.canvas.shown_frame == 20)
    before = grab(labelled)
    qtbot.keyClick(labelled.canvas, Qt.Key.Key_N)
    assert labelled.settings.neighbours_visible
    qtbot.waitUntil(
        lambda: all(labelled.frame_server.cached(frame) is not None for frame in (19, 21))
    )
    assert (grab(labelled) != before).mean() > 0.02


def test_an_arc_goes_through_what_was_filled_and_nothing_else() -> None:
    track = track_with(9, 15, 16, 17)
    filled = track_with(*range(10, 15), source=Source.INTERPOLATED)
    track.put_marks({frame: filled.human_mark_at(frame) for frame in range(10, 15)})
    view = CanvasView()
    view.resize(800, 600)
    view.set_picture(800, 600)
    pixels = painted(lambda painter: paint_arcs(painter, view, track, 12, 12))
    colour = [ARC.blue(), ARC.green(), ARC.red()]
    columns = np.argwhere((np.abs(pixels.astype(int) - colour) < 40).all(axis=-1))[:, 1]
    assert 90 <= columns.min() < 100
    assert 140 < columns.max() <= 151
    assert not painted(lambda painter: paint_arcs(painter, view, track, 39, 12)).any()


def test_the_flights_curve_comes_with_the_trail_and_is_fitted_once(
    labelled: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas, fits = labelled.canvas, []

    def flight(_track: BallTrack, frame: int, _decided: Decisions) -> Flight:
        fits.append(frame)
        return Flight(10, 30, np.array([8.0, 80.0]), np.array([12.0, 12.0]), at_rest(21))

    monkeypatch.setattr(canvas_scene, "flight_at", flight)

    def look(frame: int) -> np.ndarray:
        labelled.playhead.seek(frame)
        qtbot.waitUntil(lambda: canvas.shown_frame == frame)
        return grab(labelled)

    def white(pixels: np.ndarray) -> bool:
        y = round(canvas.view.to_widget(8.0, 12.0).y())
        return bool((pixels[y - 1 : y + 2] > 130).all(axis=-1).any())

    labelled.correct.place(40.0, 50.0)
    qtbot.waitUntil(lambda: labelled.document.settled)
    look(20)
    qtbot.waitUntil(lambda: bool(fits))
    assert white(grab(labelled))
    fits.clear()
    assert white(look(25))
    assert not fits, "not per frame and not per paint"
    canvas.overlays.set_visible(Overlay.TRAIL, False)
    assert not white(look(21))
    labelled.correct.place(40.0, 50.0)
    assert white(grab(labelled)) is False
    canvas.overlays.set_visible(Overlay.TRAIL, True)
    assert not fits, "no edit waits for it"
    qtbot.waitUntil(lambda: fits == [21])
    assert white(grab(labelled))


def test_legends_say_what_the_colours_mean() -> None:
    assert heatmap_row(HeatmapStage.ANSWER).ramp
    assert [text for _, text in heatmap_row(HeatmapStage.CHANGE).swatches] == [
        "added",
        "took away",
    ]
    assert "t−1" in motion_row(MotionInterval.BEFORE).title
    assert not painted(lambda painter: paint_legend(painter, QRectF(), ())).any()
    rows = (heatmap_row(HeatmapStage.DRAFT), motion_row(MotionInterval.AFTER))
    box = legend_box(QFont(), AREA, rows, [])
    assert painted(lambda painter: paint_legend(painter, box, rows))[:60, 500:].any()


def test_the_legend_gives_way_to_the_ball() -> None:
    rows = (heatmap_row(HeatmapStage.ANSWER),)
    upper = legend_box(QFont(), AREA, rows, [AREA.center()])
    lower = legend_box(QFont(), AREA, rows, [upper.center()])
    assert upper.top() < AREA.center().y() < lower.top()
    assert AREA.contains(lower)
    # Peaks in both corners: it is painted below them.
    assert legend_box(QFont(), AREA, rows, [upper.center(), lower.center()]) == upper
    short, long = QRectF(8, 8, 100, 26), QRectF(8, 8, AREA.width() - 40, 26)
    assert legend_box(QFont(), AREA, rows, [], short) == upper
    below = legend_box(QFont(), AREA, rows, [], long)
    assert below.left() == upper.left()
    assert not below.intersects(long)


def test_a_tag_is_not_put_on_the_legend() -> None:
    view = CanvasView()
    view.set_picture(64, 48)
    view.resize(640, 480)
    peaks = np.array([[30, 20, 0.9]], np.float32)

    def where_painted(*kept: QRectF) -> np.ndarray:
        return painted(lambda painter: paint_candidates(painter, view, peaks, 12.0, kept))

    point = view.to_widget(30, 20).toPoint()
    beside = QRectF(point.x() + 12, point.y() - 60, 60, 55)
    corner = (slice(point.y() - 50, point.y() - 10), slice(point.x() + 14, point.x() + 55))
    assert where_painted()[corner].any()
    assert not where_painted(beside)[corner].any()


def test_a_ball_is_seen_through_the_line_of_facts(opened: Desk) -> None:
    document = opened.document

    def paper(x: float, y: float) -> float:
        """How light the upper edge of the line is, to the right of the number."""
        document.apply(edits.place(document.track, 0, x, y))
        return float(grab(opened)[12:15, 150:250].mean())

    under = opened.canvas.view.to_picture(QPointF(60, 24))
    assert paper(*under) > paper(80.0, 60.0) + 10, "the picture is lighter than the paper"


def test_the_legend_is_there_when_the_map_is(opened: Desk) -> None:
    before = grab(opened)
    opened.canvas.overlays.set_visible("heatmap", True)
    opened.canvas._evidence_arrived(Evidence((0, 0, 1), heatmap=np.zeros((288, 512), np.float32)))
    changed = np.argwhere((grab(opened) != before).any(axis=-1))
    assert changed[:, 0].max() < 70
    assert changed[:, 1].min() > before.shape[1] // 2
