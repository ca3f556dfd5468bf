"""Video whose pixels are not square: shown in the shape of the hall, labelled in stored pixels."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from annotation import edits
from annotation.project import Project
from app.application import Desk
from app.document import Match
from app.jobs.evidence import Evidence
from app.playback.fitting import fit
from app.recordings import identify
from app.widgets.canvas import VideoCanvas
from app.widgets.canvas_loupe import paint_loupe, place
from app.widgets.canvas_neighbours import Neighbour, paint_neighbours
from app.widgets.canvas_view import CanvasView
from app.widgets.overlays import Overlay
from tests.gui.match_on_bench import Bench, canvas_on, match_on_bench
from tests.gui.wheel import turn_wheel
from tests.unit.tracker.clips import write_video
from tracker.video import open_video

PAL = Fraction(64, 45)
SIZE = (180, 144)
LEFT = Qt.MouseButton.LeftButton
CENTRE = (89.5, 71.5)
RADIUS = 40
"""Rows; the disc is round in the hall."""
ZOOMS = [0.7, 1.0, 2.3, 5.0, 14.0]


def disc(_number: int, width: int, height: int) -> np.ndarray:
    """A white disc, as such a video stores it, on black."""
    rows, columns = np.mgrid[0:height, 0:width]
    way = np.hypot((columns - CENTRE[0]) * float(PAL), rows - CENTRE[1])
    inside = (way <= RADIUS).astype(np.uint8) * 255
    return np.repeat(inside[..., None], 3, axis=2)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with match_on_bench(
        tmp_path, frames=20, size=SIZE, pixel_aspect=PAL, picture=disc, options={"crf": "8"}
    ) as bench:
        yield bench


@pytest.fixture
def canvas(bench: Bench, qtbot: QtBot) -> VideoCanvas:
    return canvas_on(bench, qtbot)


def zoom_to(canvas: VideoCanvas, zoom: float, x: float, y: float) -> None:
    """Show it that large, with the stored position in the middle."""
    canvas.zoom_by(zoom / canvas.view.zoom)
    canvas.view.centre_on(x, y)
    canvas.update()


def bare(canvas: VideoCanvas) -> None:
    for overlay in Overlay:
        canvas.overlays.set_visible(overlay, False)


def as_array(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint8)
    return pixels.reshape(image.height(), image.width(), 4)[..., :3].astype(int)


def extent(where: np.ndarray) -> tuple[int, int]:
    """Width and height of what is true in [h, w]."""
    rows, columns = np.nonzero(where)
    return int(np.ptp(columns)) + 1, int(np.ptp(rows)) + 1


def painted(canvas: VideoCanvas) -> np.ndarray:
    return as_array(canvas.grab().toImage())


# -- the picture -----------------------------------------------------------------------------------


@pytest.mark.parametrize("zoom", [None, 0.9, 1.0, 1.7, 4.0])
def test_what_is_round_in_the_hall_is_round_on_the_screen(
    canvas: VideoCanvas, zoom: float | None
) -> None:
    bare(canvas)
    if zoom is not None:
        zoom_to(canvas, zoom, *CENTRE)
    width, height = extent(painted(canvas).min(axis=2) > 127)
    diameter = 2 * RADIUS * canvas.view.zoom
    assert height == pytest.approx(diameter, rel=0.03, abs=2)
    assert width == pytest.approx(diameter, rel=0.03, abs=3)


def test_all_of_it_fits_in_whole_pixels_of_the_screen(bench: Bench, canvas: VideoCanvas) -> None:
    box = canvas.view.picture_rect
    assert (box.width(), box.height()) == pytest.approx((640, 360))
    assert bench.frame_server.fit_size == (640, 360)
    canvas.resize(500, 144)
    assert canvas.view.zoom == 1.0
    assert bench.frame_server.fit_size == (256, 144)


def test_as_many_rows_as_are_stored_are_as_smooth_as_others(canvas: VideoCanvas) -> None:
    bare(canvas)
    canvas.resize(500, 144)
    box, source = canvas.view.picture_rect.toRect(), canvas.shown_image
    assert canvas.view.zoom == 1.0
    assert source is not None
    shown = painted(canvas)[:, box.left() : box.right() + 1, ::-1]
    assert np.array_equal(shown, fit(source, 256, 144))


def test_frames_come_scaled_in_that_shape(bench: Bench, canvas: VideoCanvas, qtbot: QtBot) -> None:
    bench.frame_server.cache.clear()
    bench.frame_server.request(9)
    qtbot.waitUntil(lambda: bench.frame_server.fitted(9) is not None)
    fitted, stored = bench.frame_server.fitted(9), bench.frame_server.cached(9)
    assert fitted is not None
    assert stored is not None
    assert fitted.shape == (360, 640, 3)
    assert stored.shape == (144, 180, 3), "what is labelled is never resampled"


def test_another_match_of_the_same_size_has_its_own_shape(
    bench: Bench, canvas: VideoCanvas, tmp_path: Path, qtbot: QtBot
) -> None:
    video = open_video(write_video(tmp_path / "other.mp4", frames=20, size=SIZE))
    project = Project.create(tmp_path / "other.rally", identify(video))
    bench.document.swap(Match(project, video, project.load_track()))
    bench.frame_server.open(video)
    bench.frame_server.request(0)
    qtbot.waitUntil(lambda: canvas.shown_frame == 0)
    box = canvas.view.picture_rect
    assert box.width() / box.height() == pytest.approx(180 / 144)


def test_the_picture_to_copy_has_that_shape_and_every_stored_pixel(canvas: VideoCanvas) -> None:
    canvas.resize(128, 72)
    image = canvas.view_image()
    assert (image.width(), image.height()) == (256, 144)
    canvas.view.set_picture(*SIZE, Fraction(1, 2))
    image = canvas.view_image()
    assert (image.width(), image.height()) == pytest.approx((180, 288), abs=2)


def test_sides_are_halved_by_the_scale_of_each() -> None:
    lines = np.zeros((400, 400, 1), np.uint8)
    lines[::4] = 255
    # A fifth of the rows: without halving, bilinear sampling would see one line in five of them.
    squeezed = fit(lines, 400, 80)
    assert int(squeezed.max()) - int(squeezed.min()) <= 64
    columns = np.zeros((400, 400, 1), np.uint8)
    columns[:, ::2] = 255
    assert set(np.unique(fit(columns, 400, 80))) == {0, 255}, "columns stay as sharp as they are"


# -- the hand --------------------------------------------------------------------------------------


@pytest.mark.parametrize("zoom", ZOOMS)
@pytest.mark.parametrize("target", [(20.25, 30.5), (89.5, 71.5), (150.0, 120.0)])
def test_a_click_lands_in_the_stored_pixel(
    canvas: VideoCanvas, zoom: float, target: tuple[float, float]
) -> None:
    zoom_to(canvas, zoom, *target)
    seen: list[tuple[float, float]] = []
    canvas.placeRequested.connect(lambda x, y: seen.append((x, y)))
    QTest.mouseClick(canvas, LEFT, pos=canvas.view.to_widget(*target).toPoint())
    [(x, y)] = seen
    # As near as a whole pixel of the screen allows.
    assert x == pytest.approx(target[0], abs=0.5 / (zoom * float(PAL)) + 1e-6)
    assert y == pytest.approx(target[1], abs=0.5 / zoom + 1e-6)


@pytest.mark.parametrize("zoom", [5.0, 14.0])
def test_pixels_are_painted_where_a_click_finds_them(
    bench: Bench, canvas: VideoCanvas, zoom: float
) -> None:
    bare(canvas)
    x, y = 117, 60  # Near the edge of the disc.
    zoom_to(canvas, zoom, x, y)
    image, source = painted(canvas), canvas.shown_image
    assert source is not None
    for column in range(x - 4, x + 5):
        for row in range(y - 4, y + 5):
            point = canvas.view.to_widget(column, row).toPoint()
            got = image[point.y(), point.x()]
            assert got == pytest.approx(source[row, column, ::-1].astype(int), abs=40)


def test_a_drag_moves_the_ball_by_stored_pixels(bench: Bench, canvas: VideoCanvas) -> None:
    bench.document.apply(edits.place(bench.document.track, 3, 80.0, 60.0))
    seen: list[tuple[float, float]] = []
    canvas.placeRequested.connect(lambda x, y: seen.append((x, y)))
    grip = canvas.view.to_widget(80, 60).toPoint() + QPoint(4, 0)
    QTest.mousePress(canvas, LEFT, pos=grip)
    for way in (10, 20, 40):
        QTest.mouseMove(canvas, grip + QPoint(way, way))
    QTest.mouseRelease(canvas, LEFT, pos=grip + QPoint(40, 40))
    [(x, y)] = seen
    zoom = canvas.view.zoom
    assert (x, y) == pytest.approx((80 + 40 / (zoom * float(PAL)), 60 + 40 / zoom))


def test_the_marker_is_taken_hold_of_as_far_beside_as_below(
    bench: Bench, canvas: VideoCanvas
) -> None:
    ball, reaches = (80.0, 60.0), canvas._gestures.reaches
    middle = canvas.view.to_widget(*ball)
    for way in (QPointF(11, 0), QPointF(-11, 0), QPointF(0, 11), QPointF(0, -11)):
        assert reaches(middle + way, ball)
        assert not reaches(middle + way * 1.2, ball)


def test_the_wheel_and_the_hand_keep_what_is_under_the_cursor(canvas: VideoCanvas) -> None:
    point = QPoint(400, 260)
    under = canvas.view.to_picture(QPointF(point))
    for _ in range(8):
        turn_wheel(canvas, point, 1)
        assert canvas.view.to_picture(QPointF(point)) == pytest.approx(under)
    canvas.view.pan(QPointF(30, -20))
    assert canvas.view.to_picture(QPointF(430, 240)) == pytest.approx(under)
    canvas.view.resize(700, 500)
    canvas.fit()
    assert canvas.view.picture_rect.center().toPoint() == QPoint(350, 250)


# -- what is laid over it --------------------------------------------------------------------------


@pytest.mark.parametrize("zoom", ZOOMS)
def test_marks_are_round_and_on_the_ball(bench: Bench, canvas: VideoCanvas, zoom: float) -> None:
    bare(canvas)
    zoom_to(canvas, zoom, *CENTRE)
    plain = painted(canvas)
    bench.predict(x=CENTRE[0] - 3, y=CENTRE[1])
    canvas.overlays.set_visible(Overlay.MARKER, True)
    ring = np.abs(painted(canvas) - plain).max(axis=2) > 24
    width, height = extent(ring)
    assert width == pytest.approx(height, abs=1)
    rows, columns = np.nonzero(ring)
    middle = canvas.view.to_widget(*CENTRE)
    assert (columns.mean() + 0.5, rows.mean() + 0.5) == pytest.approx(
        (middle.x(), middle.y()), abs=0.7
    )


@pytest.mark.parametrize("zoom", [1.0, 2.3, 5.0])
def test_the_heatmap_lies_on_its_peak(bench: Bench, canvas: VideoCanvas, zoom: float) -> None:
    bare(canvas)
    zoom_to(canvas, zoom, 60, 40)
    plain = painted(canvas)
    heat = np.zeros((288, 512), np.float32)
    row, column = round((40 + 0.5) * 2 - 0.5), round((60 + 0.5) * 512 / 180 - 0.5)
    heat[row - 3 : row + 4, column - 3 : column + 4] = 1.0
    canvas.overlays.set_visible(Overlay.HEATMAP, True)
    canvas._evidence_arrived(Evidence((2, 3, 4), heatmap=heat))
    changed = np.abs(painted(canvas) - plain).max(axis=2) > 60
    middle = canvas.view.to_widget((column + 0.5) * 180 / 512 - 0.5, (row + 0.5) / 2 - 0.5)
    # Elsewhere the legend comes.
    changed[: int(middle.y()) - 60] = changed[:, int(middle.x()) + 60 :] = False
    rows, columns = np.nonzero(changed)
    assert (columns.mean() + 0.5, rows.mean() + 0.5) == pytest.approx(
        (middle.x(), middle.y()), abs=0.7
    )


def test_lines_part_the_pixels(canvas: VideoCanvas) -> None:
    bare(canvas)
    zoom_to(canvas, 14.0, 20, 20)
    shown, middle = painted(canvas)[..., 0], canvas.view.to_widget(20, 20).toPoint()
    across = np.flatnonzero(shown[middle.y(), 10:-10] > 20)
    down = np.flatnonzero(shown[10:-10, middle.x()] > 20)
    assert np.diff(across).mean() == pytest.approx(14 * float(PAL), abs=0.1)
    assert np.diff(down).mean() == pytest.approx(14, abs=0.1)


def test_the_canvas_tells_the_loupe_of_the_shape(canvas: VideoCanvas) -> None:
    bare(canvas)
    canvas.overlays.set_visible(Overlay.LOUPE, True)
    edge = CENTRE[0] + RADIUS / float(PAL)
    cursor = canvas.view.to_widget(edge - 7, CENTRE[1])
    canvas._scene.point(cursor)
    glass = place(cursor, QRectF(canvas.rect()), QRectF())
    row, column = round(glass.center().y()) + 12, glass.center().x()
    shown = painted(canvas)[row, :, 0]
    # So far to the right is the edge; were pixels square, it would be at 42.
    assert shown[round(column + 7 * 6 * float(PAL)) - 7] > 200
    assert shown[round(column + 7 * 6 * float(PAL)) + 7] < 100


def test_the_canvas_tells_the_pictures_beside_of_the_shape(
    bench: Bench, canvas: VideoCanvas, qtbot: QtBot
) -> None:
    bare(canvas)
    bench.document.apply(edits.place(bench.document.track, 3, *CENTRE))
    canvas.overlays.set_visible(Overlay.NEIGHBOURS, True)
    shown, strip = painted(canvas), canvas._painter.strip
    half = (strip.width() - 24) / 6
    # The disc is as high as the picture, and has to be as wide.
    row, column = strip.bottom() - 6 - half, strip.center().x()
    assert shown[round(row), round(column + 0.85 * half)].min() > 200
    assert shown[round(row), round(column - 0.85 * half)].min() > 200


def on_screen(paint: object) -> np.ndarray:
    screen = QImage(600, 400, QImage.Format.Format_RGB32)
    screen.fill(QColor("black"))
    painter = QPainter(screen)
    paint(painter)  # type: ignore[operator]
    painter.end()
    return as_array(screen)


@pytest.mark.parametrize("zoom", [1.0, 5.0])
def test_the_loupe_shows_the_shape_of_pixels(zoom: float) -> None:
    source = QImage(101, 101, QImage.Format.Format_RGB32)
    source.fill(QColor("black"))
    source.setPixelColor(50, 50, QColor(255, 0, 0))
    box, aspect = QRectF(10, 10, 180, 180), float(PAL)
    pixels = on_screen(
        lambda painter: paint_loupe(
            painter, box, source, (50, 50), zoom, None, QColor("white"), aspect
        )
    )
    red = (pixels[..., 2] > 150) & (pixels[..., 1] < 100)
    rows, columns = np.nonzero(red)
    assert (columns.mean() + 0.5, rows.mean() + 0.5) == pytest.approx((100, 100), abs=1)
    size = 6 if zoom == 1.0 else 10
    # The outline of the pixel lies over its edge.
    width, height = extent(red)
    assert (width, height) == pytest.approx((size * aspect - 2, size - 2), abs=1.2)
    grid = on_screen(
        lambda painter: paint_loupe(
            painter, box, source, (20.4, 20.4), zoom, None, QColor("white"), aspect
        )
    )[30:90, 20:180, 0]
    lines = np.flatnonzero((grid == grid.max(axis=1, keepdims=True)).all(axis=0))
    assert np.diff(lines).mean() == pytest.approx(size * aspect, abs=0.2)


def test_pictures_beside_are_in_the_shape_of_the_hall() -> None:
    picture = np.zeros((*SIZE[::-1], 3), np.uint8)
    rows, columns = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    picture[np.hypot((columns - CENTRE[0]) * float(PAL), rows - CENTRE[1]) <= 12] = (0, 255, 0)
    here = Neighbour(5, picture, None)
    pixels = on_screen(
        lambda painter: paint_neighbours(
            painter, QRectF(0, 0, 600, 400), [None, here, None], CENTRE, True, float(PAL)
        )
    )
    green = (pixels[..., 1] > 127) & (pixels[..., 0] < 90) & (pixels[..., 2] < 90)
    width, height = extent(green)
    assert width == pytest.approx(height, abs=3)
    assert height > 20


# -- around it -------------------------------------------------------------------------------------


def test_the_window_tells_both_sizes(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    path = write_video(tmp_path / "pal.mp4", frames=5, size=SIZE, pixel_aspect=PAL)
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        desk.open_match.open(path)
    desk.window.resize(1600, 900)
    assert "180×144, shown as 256×144" in desk.top_bar.facts.text()


def test_labels_made_in_the_size_that_is_shown_come_in(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    path = write_video(tmp_path / "pal.mp4", frames=5, size=SIZE, pixel_aspect=PAL)
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        desk.open_match.open(path)
    labels = tmp_path / "coco.json"
    image = {"id": 1, "file_name": "0003.jpg", "width": 256, "height": 144}
    ball = {"id": 1, "image_id": 1, "category_id": 1, "keypoints": [128, 72, 2]}
    lists = {"images": [image], "annotations": [ball], "categories": [{"id": 1, "name": "ball"}]}
    labels.write_text(json.dumps(lists))
    with (
        qtbot.waitSignal(desk.messages.posted, timeout=20_000) as posted,
        qtbot.waitSignal(desk.exchange.imported, timeout=20_000),
    ):
        desk.exchange.import_labels(labels)
    assert "labelled on pictures of 256×144 and are scaled to the video" in posted.args[0].text
    assert desk.document.track.mark_at(3).position == pytest.approx(CENTRE, abs=0.5)


def test_the_label_report_tells_of_that_shape(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    path = write_video(tmp_path / "pal.mp4", frames=5, size=SIZE, pixel_aspect=PAL)
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        desk.open_match.open(path)
    for frame in range(5):
        desk.playhead.seek(frame)
        qtbot.waitUntil(lambda frame=frame: desk.correct.on_screen() == frame)
        desk.correct.place(20.0 + 9 * frame, 50.0)
    with qtbot.waitSignal(desk.reports.written, timeout=20_000):
        desk.reports.report(tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "180×144, shown as 256×144" in page
    assert "<b>12.8 px</b>" in page


def test_the_glimpse_of_what_is_opened_has_that_shape(
    desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.workflows.open_match.LONG_BYTES", 1)
    path = write_video(tmp_path / "pal.mp4", frames=20, size=SIZE, pixel_aspect=PAL, picture=disc)
    seen: list[tuple[int, int]] = []

    def look(_glimpse: object) -> None:
        pixels = as_array(desk.empty_state.grab().toImage())
        seen.append(extent(pixels[: pixels.shape[0] // 2].min(axis=2) > 200))

    desk.open_match.glimpsed.connect(look)
    with qtbot.waitSignal(desk.document.opened, timeout=20_000):
        desk.open_match.open(path)
    [(width, _height)] = seen
    view = CanvasView()
    view.resize(desk.empty_state.width(), desk.empty_state.height())
    view.set_picture(*SIZE, PAL)
    assert width == pytest.approx(2 * RADIUS * view.fit_zoom, rel=0.04)
