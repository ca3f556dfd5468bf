"""The canvas shows, and asks for edits of, the frame whose picture is on screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotation import edits
from annotation.marks import Source
from app.jobs.evidence import Evidence, EvidenceWorker
from app.settings import Settings
from app.theme import MARKS
from app.widgets.canvas import VideoCanvas
from app.widgets.canvas_layers import Layer
from app.widgets.canvas_loupe import paint_loupe, place
from app.widgets.canvas_view import CanvasView
from app.widgets.overlays import HeatmapStage, Overlay
from tests.gui.match_on_bench import Bench, canvas_on, match_on_bench
from tests.gui.wheel import turn_wheel
from tests.unit.tracker.clips import number_in
from tracker.inference.evidence import Three

SIZE = (160, 96)
ARGB = QImage.Format.Format_ARGB32_Premultiplied
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with match_on_bench(tmp_path, frames=60, size=SIZE, options={"g": "30"}) as bench:
        yield bench


@pytest.fixture
def canvas(bench: Bench, qtbot: QtBot) -> VideoCanvas:
    return canvas_on(bench, qtbot)


def at(canvas: VideoCanvas, x: float, y: float) -> QPoint:
    """The widget's pixel nearest to a source position."""
    return canvas.view.to_widget(x, y).toPoint()


def requests(canvas: VideoCanvas) -> list[tuple[float, float]]:
    seen: list[tuple[float, float]] = []
    canvas.placeRequested.connect(lambda x, y: seen.append((x, y)))
    return seen


def painted(canvas: VideoCanvas) -> QImage:
    return canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def has_colour(image: QImage, colour: str, around: QPoint, reach: int = 16) -> bool:
    """Whether pixels near a point have about this colour."""
    wanted = QColor(colour)
    for y in range(max(0, around.y() - reach), min(image.height(), around.y() + reach)):
        for x in range(max(0, around.x() - reach), min(image.width(), around.x() + reach)):
            got = image.pixelColor(x, y)
            distance = max(
                abs(got.red() - wanted.red()),
                abs(got.green() - wanted.green()),
                abs(got.blue() - wanted.blue()),
            )
            if distance <= 24:
                return True
    return False


def hold_back_frames(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on, frames that are asked for do not come."""
    monkeypatch.setattr(bench.frame_server, "request", lambda _frame: None)


# -- the frame shown is the frame labelled ---------------------------------------------------------


def test_the_number_shown_is_the_picture_shown(
    bench: Bench, canvas: VideoCanvas, qtbot: QtBot
) -> None:
    checked = []

    def check(frame: int) -> None:
        assert canvas.shown_image is not None
        assert number_in(canvas.shown_image) == frame
        checked.append(frame)

    canvas.shownFrameChanged.connect(check)
    for frame in (4, 5, 4, 59, 0, 30, 29):
        bench.playhead.seek(frame)
        qtbot.waitUntil(lambda frame=frame: canvas.shown_frame == frame)
    assert set(checked) == {4, 5, 59, 0, 30, 29}


def test_marks_are_those_of_the_frame_shown_not_of_the_playheads_wish(
    bench: Bench, canvas: VideoCanvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.document.apply(edits.place(bench.document.track, 3, 40.0, 60.0))
    bench.document.apply(edits.place(bench.document.track, 50, 120.0, 60.0))
    canvas.overlays.set_visible(Overlay.TRAIL, False)
    hold_back_frames(bench, monkeypatch)
    bench.playhead.seek(50)
    assert canvas.shown_frame == 3
    assert canvas.marker == (40.0, 60.0)
    image = painted(canvas)
    assert has_colour(image, MARKS.human, at(canvas, 40, 60))
    assert not has_colour(image, MARKS.human, at(canvas, 120, 60))


def test_a_click_edits_the_frame_shown_and_takes_the_playhead_there(
    bench: Bench, canvas: VideoCanvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold_back_frames(bench, monkeypatch)
    bench.playhead.seek(50)
    frames = []
    canvas.placeRequested.connect(lambda _x, _y: frames.append(bench.playhead.frame))
    QTest.mouseClick(canvas, LEFT, pos=at(canvas, 80, 60))
    assert frames == [3]
    assert canvas.shown_frame == 3


def test_a_click_while_playing_pauses_on_the_frame_shown(
    bench: Bench, canvas: VideoCanvas, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold_back_frames(bench, monkeypatch)
    bench.playhead.play()
    bench.playhead.seek(9)
    QTest.mouseClick(canvas, LEFT, pos=at(canvas, 80, 60))
    assert not bench.playhead.playing
    assert bench.playhead.frame == 3


def test_a_drag_is_given_up_when_another_frame_comes(
    bench: Bench, canvas: VideoCanvas, qtbot: QtBot
) -> None:
    seen = requests(canvas)
    QTest.mousePress(canvas, LEFT, pos=at(canvas, 80, 60))
    bench.playhead.seek(4)
    qtbot.waitUntil(lambda: canvas.shown_frame == 4)
    QTest.mouseRelease(canvas, LEFT, pos=at(canvas, 80, 60))
    assert seen == []


def test_evidence_of_another_frame_is_not_painted(
    bench: Bench, canvas: VideoCanvas, qtbot: QtBot
) -> None:
    canvas.overlays.set_visible(Overlay.HEATMAP, True)
    before = painted(canvas)
    heat = np.ones((288, 512), np.float32)
    canvas._evidence_arrived(Evidence((3, 4, 5), heatmap=heat))
    assert painted(canvas) == before
    canvas._evidence_arrived(Evidence((2, 3, 4), heatmap=heat))
    assert painted(canvas) != before


def test_evidence_goes_with_its_frame(bench: Bench, canvas: VideoCanvas, qtbot: QtBot) -> None:
    bench.playhead.seek(4)
    qtbot.waitUntil(lambda: canvas.shown_frame == 4)
    canvas.overlays.set_visible(Overlay.HEATMAP, True)
    plain = painted(canvas)
    bench.playhead.seek(3)
    qtbot.waitUntil(lambda: canvas.shown_frame == 3)
    canvas._evidence_arrived(Evidence((2, 3, 4), heatmap=np.ones((288, 512), np.float32)))
    bench.playhead.seek(4)
    qtbot.waitUntil(lambda: canvas.shown_frame == 4)
    assert painted(canvas) == plain


def test_another_match_leaves_nothing_on_screen(bench: Bench, canvas: VideoCanvas) -> None:
    bench.document.close()
    assert canvas.shown_frame is None
    assert canvas.marker is None
    middle = painted(canvas).pixelColor(320, 240)
    assert middle == painted(canvas).pixelColor(2, 2)


# -- placing and dragging --------------------------------------------------------------------------


def test_a_click_places_in_source_pixels(canvas: VideoCanvas) -> None:
    seen = requests(canvas)
    point = at(canvas, 80, 60)
    QTest.mouseClick(canvas, LEFT, pos=point)
    [(x, y)] = seen
    assert (x, y) == pytest.approx(canvas.view.to_picture(QPointF(point)))
    assert (x, y) == pytest.approx((80, 60), abs=0.5)


def test_a_click_beside_the_picture_does_nothing(canvas: VideoCanvas) -> None:
    seen = requests(canvas)
    QTest.mouseClick(canvas, LEFT, pos=QPoint(320, 5))
    assert seen == []


def test_dragging_the_marker_is_one_request_on_release(bench: Bench, canvas: VideoCanvas) -> None:
    bench.document.apply(edits.place(bench.document.track, 3, 80.0, 60.0))
    seen = requests(canvas)
    # Taken hold of 4 pixels beside its middle, the marker must not jump there.
    grip = at(canvas, 80, 60) + QPoint(4, 0)
    QTest.mousePress(canvas, LEFT, pos=grip)
    for way in (10, 20, 40):
        QTest.mouseMove(canvas, grip + QPoint(way, 0))
        assert seen == []
    image = painted(canvas)
    assert has_colour(image, MARKS.human, canvas.view.to_widget(90, 60).toPoint(), 4)
    QTest.mouseRelease(canvas, LEFT, pos=grip + QPoint(40, 0))
    [(x, y)] = seen
    assert (x, y) == pytest.approx((80 + 40 / canvas.view.zoom, 60), abs=1e-6)


def test_the_ball_stays_in_the_picture(canvas: VideoCanvas) -> None:
    seen = requests(canvas)
    QTest.mousePress(canvas, LEFT, pos=at(canvas, 80, 60))
    QTest.mouseMove(canvas, QPoint(5000, -5000))
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(5000, -5000))
    assert seen == [(SIZE[0] - 1.0, 0.0)]


def test_escape_gives_a_drag_up(canvas: VideoCanvas) -> None:
    seen = requests(canvas)
    QTest.mousePress(canvas, LEFT, pos=at(canvas, 80, 60))
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, LEFT, pos=at(canvas, 80, 60))
    assert seen == []


# -- the view --------------------------------------------------------------------------------------


def test_the_wheel_zooms_at_the_cursor_up_to_32(canvas: VideoCanvas) -> None:
    point = QPoint(400, 260)
    under = canvas.view.to_picture(QPointF(point))
    for _ in range(30):
        turn_wheel(canvas, point, 1)
        assert canvas.view.to_picture(QPointF(point)) == pytest.approx(under)
    assert canvas.view.zoom == 32.0


def test_placing_is_exact_at_any_zoom(canvas: VideoCanvas) -> None:
    canvas.zoom_by(100, QPointF(at(canvas, 80, 60)))
    seen = requests(canvas)
    QTest.mouseClick(canvas, LEFT, pos=at(canvas, 80.25, 60.5))
    assert seen[0] == pytest.approx((80.25, 60.5), abs=0.5 / 32 + 1e-6)


@pytest.mark.parametrize("by_space", [False, True])
def test_panning_moves_the_picture_with_the_mouse(canvas: VideoCanvas, by_space: bool) -> None:
    seen = requests(canvas)
    canvas.zoom_by(3)
    start, end = QPoint(320, 240), QPoint(300, 250)
    under = canvas.view.to_picture(QPointF(start))
    if by_space:
        QTest.keyPress(canvas, Qt.Key.Key_Space)
    QTest.mousePress(canvas, LEFT if by_space else MIDDLE, pos=start)
    QTest.mouseMove(canvas, end)
    QTest.mouseRelease(canvas, LEFT if by_space else MIDDLE, pos=end)
    if by_space:
        QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.view.to_picture(QPointF(end)) == pytest.approx(under)
    assert seen == []


def test_space_is_a_key_unless_it_was_for_panning(canvas: VideoCanvas) -> None:
    taps: list[bool] = []
    canvas.spaceTapped.connect(lambda: taps.append(True))
    QTest.keyPress(canvas, Qt.Key.Key_Space)
    QTest.mousePress(canvas, LEFT, pos=QPoint(320, 240))
    QTest.mouseRelease(canvas, LEFT, pos=QPoint(320, 240))
    QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert taps == []
    QTest.keyClick(canvas, Qt.Key.Key_Space)
    assert taps == [True]


def test_the_canvas_takes_space_from_the_shortcut(canvas: VideoCanvas) -> None:
    event = QKeyEvent(
        QKeyEvent.Type.ShortcutOverride, Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, " "
    )
    event.ignore()
    QApplication.sendEvent(canvas, event)
    assert event.isAccepted()


def test_fit_by_double_click_beside_the_picture_or_with_the_middle_button(
    canvas: VideoCanvas,
) -> None:
    fitted = canvas.view.zoom
    canvas.zoom_by(4)
    QTest.mouseDClick(canvas, MIDDLE, pos=QPoint(320, 240))
    assert (canvas.view.zoom, canvas.view.fitted) == (fitted, True)
    canvas.zoom_by(0.9)
    QTest.mouseDClick(canvas, LEFT, pos=QPoint(320, 3))
    assert canvas.view.zoom == fitted


def test_a_fitted_picture_stays_fitted_when_the_window_grows(canvas: VideoCanvas) -> None:
    canvas.resize(1280, 960)
    assert canvas.view.zoom == pytest.approx(1280 / SIZE[0])
    canvas.zoom_by(2)
    middle = canvas.view.to_picture(QPointF(640, 480))
    canvas.resize(800, 600)
    assert canvas.view.to_picture(QPointF(400, 300)) == pytest.approx(middle)


def test_pixels_are_painted_where_they_are(bench: Bench, canvas: VideoCanvas) -> None:
    canvas.zoom_by(100, QPointF(at(canvas, 80, 60)))
    for overlay in Overlay:
        canvas.overlays.set_visible(overlay, False)
    image, source = painted(canvas), canvas.shown_image
    assert source is not None
    for x, y in ((79, 60), (80, 60), (81, 59), (84, 62)):
        got = image.pixelColor(canvas.view.to_widget(x, y).toPoint())
        assert (got.red(), got.green(), got.blue()) == pytest.approx(
            tuple(int(v) for v in source[y, x]), abs=26
        )


@pytest.mark.parametrize("zoom", [0.34, 0.5, 0.8, 1.7, 2.9])
@pytest.mark.parametrize("format", [QImage.Format.Format_RGB888, ARGB])
def test_scaled_pictures_lie_where_the_view_says(zoom: float, format: QImage.Format) -> None:
    view = CanvasView()
    view.resize(300, 200)
    view.set_picture(640, 480)
    view.zoom_at(QPointF(111.3, 57.7), zoom)
    view.centre_on(301.3, 219.8)
    picture = QImage(640, 480, format)
    picture.fill(QColor("black"))
    for x in range(300, 308):
        for y in range(220, 228):
            picture.setPixelColor(x, y, QColor("white"))
    screen = QImage(300, 200, QImage.Format.Format_RGB32)
    screen.fill(QColor("black"))
    painter = QPainter(screen)
    Layer().draw(painter, picture, view.picture_rect, QRectF(0, 0, 300, 200))
    painter.end()
    light = np.frombuffer(screen.constBits(), np.uint8).reshape(200, 300, 4)[..., 0].astype(float)
    rows, columns = np.indices(light.shape)
    # Pixel n of the screen has its middle at n + 0.5.
    centre = (
        (columns * light).sum() / light.sum() + 0.5,
        (rows * light).sum() / light.sum() + 0.5,
    )
    wanted = view.to_widget(303.5, 223.5)
    assert centre == pytest.approx((wanted.x(), wanted.y()), abs=0.2)
    assert light.sum() / 255 == pytest.approx(64 * zoom * zoom, rel=0.12)


def test_a_picture_scaled_elsewhere_is_painted_where_it_fits() -> None:
    picture = QImage(64, 48, QImage.Format.Format_RGB888)
    picture.fill(QColor("red"))
    fitted = np.full((24, 32, 3), (0, 255, 0), np.uint8)

    def middle(target: QRectF, fitted: np.ndarray) -> QColor:
        screen = QImage(100, 100, QImage.Format.Format_RGB32)
        painter = QPainter(screen)
        Layer().draw(painter, picture, target, QRectF(0, 0, 100, 100), fitted)
        painter.end()
        return screen.pixelColor(target.center().toPoint())

    assert middle(QRectF(10, 20, 32, 24), fitted) == QColor(0, 255, 0)
    # Of another size, beyond the edge, or between the pixels: not that one.
    for target in (QRectF(0, 0, 48, 36), QRectF(-4, 0, 32, 24), QRectF(0.5, 0, 32, 24)):
        assert middle(target, fitted) == QColor("red")


def test_the_canvas_has_frames_scaled_while_all_of_the_picture_is_seen(
    bench: Bench, canvas: VideoCanvas, qtbot: QtBot
) -> None:
    server = bench.frame_server

    def comes_as(frame: int, shape: tuple[int, int] | None) -> bool:
        """Whether the frame is there, scaled so; what was decoded ahead has the size of before."""
        fitted = server.fitted(frame)
        found = None if fitted is None else fitted.shape[:2]
        if server.cached(frame) is not None and found == shape:
            return True
        server.cache.clear()
        server.request(frame)
        return False

    canvas.resize(480, 300)
    box = canvas.view.picture_rect
    qtbot.waitUntil(lambda: comes_as(30, (round(box.height()), round(box.width()))))
    canvas.zoom_by(2.0)
    qtbot.waitUntil(lambda: comes_as(5, None))


# -- what is asked of the network ------------------------------------------------------------------


class Asked:
    """A network that tells what it was asked."""

    def __init__(self) -> None:
        self.maps: list[tuple[str, int]] = []
        self.kept: range = range(0)

    def motion(self, frames: Three) -> np.ndarray:
        self.maps.append(("motion", frames[1]))
        return np.zeros((2, 288, 512, 2), np.uint8)

    def heatmap(self, frames: Three) -> np.ndarray:
        self.maps.append(("heatmap", frames[1]))
        return np.full((288, 512), 0.9, np.float32)

    def kept_heatmap(self, frames: Three) -> np.ndarray | None:
        self.maps.append(("kept", frames[1]))
        return np.full((288, 512), 0.8, np.float32) if frames[1] in self.kept else None

    def close(self) -> None:
        self.maps.append(("close", -1))


Asking = tuple[VideoCanvas, EvidenceWorker, Asked]


@pytest.fixture
def asking(bench: Bench, qtbot: QtBot) -> Iterator[Asking]:
    """A canvas, what it asks, and whom that asks."""
    asked = Asked()
    worker = EvidenceWorker(open_network=lambda *_asked: asked)
    canvas = VideoCanvas(bench.document, bench.playhead, bench.frame_server, worker)
    qtbot.addWidget(canvas)
    worker.open(bench.video)
    yield canvas, worker, asked
    worker.close()


def test_the_network_is_asked_only_for_what_is_visible(
    bench: Bench, qtbot: QtBot, asking: Asking
) -> None:
    canvas, _worker, asked = asking
    bench.playhead.seek(5)
    qtbot.waitUntil(lambda: canvas.shown_frame == 5)
    assert asked.maps == []
    canvas.overlays.set_visible(Overlay.MOTION, True)
    qtbot.waitUntil(lambda: asked.maps == [("motion", 5)])
    canvas.overlays.set_visible(Overlay.HEATMAP, True)
    qtbot.waitUntil(lambda: asked.maps[-1] == ("heatmap", 5))
    qtbot.waitUntil(lambda: bench.frame_server.cached(11) is not None)
    bench.playhead.play()
    bench.playhead.seek(6)
    # In play the frames that come next are looked at first, to be there in time.
    wanted = {("motion", frame) for frame in range(6, 11)}
    qtbot.waitUntil(lambda: wanted <= set(asked.maps))
    assert asked.maps.index(("motion", 8)) < asked.maps.index(("motion", 6))
    bench.playhead.pause()
    qtbot.waitUntil(lambda: asked.maps[-1] == ("heatmap", 6))


def test_in_play_heatmaps_are_those_that_were_kept(
    bench: Bench, qtbot: QtBot, asking: Asking
) -> None:
    canvas, worker, asked = asking
    asked.kept = range(6, 9)
    bench.playhead.seek(5)
    qtbot.waitUntil(lambda: canvas.shown_frame == 5)
    qtbot.waitUntil(lambda: bench.frame_server.cached(11) is not None)
    bench.playhead.play()
    canvas.overlays.set_visible(Overlay.HEATMAP, True)

    def drawn() -> bool:
        return canvas._scene.drawn_map(Overlay.HEATMAP, canvas.overlays) is not None

    for frame in range(6, 9):
        bench.playhead.seek(frame)
        qtbot.waitUntil(lambda frame=frame: canvas.shown_frame == frame and drawn())
    for frame in (9, 10):
        bench.playhead.seek(frame)
        qtbot.waitUntil(lambda frame=frame: ("kept", frame) in asked.maps)
        # What the thread has found is delivered by the event loop, and so is that it is busy.
        qtbot.wait(50)
        qtbot.waitUntil(lambda frame=frame: canvas.shown_frame == frame and not worker.busy)
        assert not drawn()
    assert {name for name, _frame in asked.maps} == {"kept"}, "the model is not asked in play"
    # Kept meanwhile by pre-labelling: looked for again.
    asked.kept = range(12)
    bench.document.predictionsChanged.emit(0, 11)
    qtbot.waitUntil(lambda: canvas._scene.drawn_map(Overlay.HEATMAP, canvas.overlays) is not None)
    # The draft is not kept.
    canvas.overlays.set_heatmap_stage(HeatmapStage.DRAFT)
    assert canvas._scene.drawn_map(Overlay.HEATMAP, canvas.overlays) is None


def test_in_play_motion_waits_for_the_decoder(
    bench: Bench, qtbot: QtBot, asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    canvas, worker, asked = asking
    canvas.overlays.set_visible(Overlay.MOTION, True)
    bench.playhead.seek(5)
    qtbot.waitUntil(lambda: asked.maps == [("motion", 5)])
    cached = bench.frame_server.cached
    decoded = range(7)
    monkeypatch.setattr(
        bench.frame_server, "cached", lambda frame: cached(frame) if frame in decoded else None
    )
    bench.playhead.play()
    bench.playhead.seek(6)
    qtbot.waitUntil(lambda: canvas.shown_frame == 6)
    qtbot.waitUntil(lambda: not worker.busy)
    # The frame after 6 is not there yet: to tell its motion, it would be decoded twice.
    assert asked.maps == [("motion", 5)]
    bench.playhead.pause()
    qtbot.waitUntil(lambda: asked.maps[-1] == ("motion", 6))


# -- overlays --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "overlay", [Overlay.TRAIL, Overlay.CANDIDATES, Overlay.MARKER, Overlay.HUD]
)
def test_each_overlay_can_be_switched_off(bench: Bench, canvas: VideoCanvas, overlay: str) -> None:
    bench.predict()
    for other in Overlay:
        canvas.overlays.set_visible(other, other == overlay)
    shown = painted(canvas)
    canvas.overlays.toggle(overlay)
    assert painted(canvas) != shown


def test_the_loupe_and_the_crosshair_follow_the_cursor(bench: Bench, canvas: VideoCanvas) -> None:
    for overlay in (Overlay.LOUPE, Overlay.CROSSHAIR):
        for other in Overlay:
            canvas.overlays.set_visible(other, other == overlay)
        pictures = []
        for point in (QPoint(200, 200), QPoint(300, 280)):
            QTest.mouseMove(canvas, point)
            pictures.append(painted(canvas))
        assert pictures[0] != pictures[1]


@pytest.mark.parametrize("x", [20.0, 300.0, 580.0])
@pytest.mark.parametrize("y", [20.0, 150.0, 290.0])
def test_the_loupe_stands_beside_the_cursor_and_off_the_frames_beside(x: float, y: float) -> None:
    cursor, area = QPointF(x, y), QRectF(0, 0, 600, 310)
    box = place(cursor, area, QRectF())
    assert area.contains(box)
    assert not box.contains(cursor)
    assert box.height() < area.height() / 2
    strip = QRectF(180, 190, 240, 110)
    assert not place(cursor, area, strip).intersects(strip)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_the_loupe_shows_its_middle_once_on_every_screen(ratio: float) -> None:
    source = QImage(101, 101, QImage.Format.Format_RGB32)
    source.fill(QColor("black"))
    source.setPixelColor(50, 50, QColor(255, 0, 0))
    screen = QImage(round(200 * ratio), round(200 * ratio), ARGB)
    screen.setDevicePixelRatio(ratio)
    screen.fill(QColor("black"))
    painter = QPainter(screen)
    paint_loupe(painter, QRectF(10, 10, 180, 180), source, (50, 50), 1.0, None, QColor("white"))
    painter.end()
    red = [
        (x / ratio, y / ratio)
        for x in range(screen.width())
        for y in range(screen.height())
        if (colour := screen.pixelColor(x, y)).red() > 150 and colour.green() < 100
    ]
    assert red
    for across, down in red:
        assert abs(across - 100) <= 4
        assert abs(down - 100) <= 4


def test_each_source_has_its_own_colour(bench: Bench, canvas: VideoCanvas) -> None:
    track = bench.document.track
    canvas.overlays.set_visible(Overlay.TRAIL, False)
    bench.predict(x=80, y=60)
    spot = at(canvas, 83, 60)
    assert has_colour(painted(canvas), MARKS.model, spot)
    bench.predict(x=80, y=60, score=0.55)
    assert has_colour(painted(canvas), MARKS.low_confidence, spot)
    bench.document.apply(edits.accept(track, 3))
    assert has_colour(painted(canvas), MARKS.verified, spot)
    bench.document.apply(edits.occlude(track, 3))
    assert has_colour(painted(canvas), MARKS.occluded, spot)
    bench.document.apply(edits.place(track, 3, 83, 60))
    assert track.mark_at(3).source is Source.HUMAN  # type: ignore[union-attr]
    assert has_colour(painted(canvas), MARKS.human, spot)
    bench.document.apply(edits.no_ball(track, 3))
    corner = canvas.view.picture_rect.topLeft().toPoint() + QPoint(2, 100)
    assert has_colour(painted(canvas), MARKS.no_ball, corner, 3)
    tick = canvas.view.picture_rect.bottomRight().toPoint() - QPoint(25, 25)
    assert has_colour(painted(canvas), MARKS.no_ball, tick, 12)


def test_the_frame_of_no_ball_lies_below_facts_and_coordinates(
    bench: Bench, canvas: VideoCanvas, qtbot: QtBot
) -> None:
    """In a window wider than the picture it went through the number of the frame."""
    canvas.resize(380, 200)
    bench.document.apply(edits.no_ball(bench.document.track, 3))
    qtbot.mouseMove(canvas, at(canvas, 83, 60))
    image, border = painted(canvas), canvas.view.picture_rect.toRect()
    beside = range(border.left(), border.left() + 4)

    def covered(y: int) -> bool:
        middle = [image.pixelColor(x, y) for x in beside]
        return not any(colour == QColor(MARKS.no_ball) for colour in middle)

    assert not covered(border.center().y())
    assert covered(22)
    assert covered(canvas.height() - 22)


def test_overlays_remember_their_state(qtbot: QtBot, tmp_path: Path, bench: Bench) -> None:
    settings = Settings(tmp_path / "settings.ini")
    canvas = VideoCanvas(
        bench.document, bench.playhead, bench.frame_server, None, settings=settings
    )
    qtbot.addWidget(canvas)
    changes: list[str] = []
    canvas.overlays.changed.connect(changes.append)
    canvas.overlays.toggle(Overlay.HEATMAP)
    canvas.overlays.set_opacity(Overlay.MOTION, 0.25)
    canvas.overlays.set_motion_interval("after")
    assert changes == ["heatmap", "motion", "motion"]
    assert (settings.heatmap_visible, settings.motion_opacity) == (True, 0.25)
    settings.trail_length = 30
    assert canvas.overlays.trail_length == 30
    assert changes[-1] == "trail"
    other = VideoCanvas(bench.document, bench.playhead, bench.frame_server, None, settings)
    qtbot.addWidget(other)
    assert other.overlays.visible(Overlay.HEATMAP)
    assert other.overlays.motion_interval == "after"
