"""Paints the canvas, bottom to top: picture, evidence, path, marks, tools."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QRegion

from annotation.marks import BallMark
from app.playback.fitting import Pixels
from app.theme import DARK, MARKS
from app.widgets.canvas_layers import Layer
from app.widgets.canvas_loupe import paint_loupe, place
from app.widgets.canvas_neighbours import lies_at_top, middle_of, paint_neighbours
from app.widgets.canvas_scene import Scene
from app.widgets.canvas_view import CanvasView
from app.widgets.overlays import Overlay, OverlayState
from app.widgets.overlays_former import paint_former
from app.widgets.overlays_ghost import paint_ghost
from app.widgets.overlays_hud import (
    HudFacts,
    describe_timing,
    lay_out_hud,
    paint_cursor_position,
    paint_hud,
)
from app.widgets.overlays_legend import (
    LegendRow,
    heatmap_row,
    legend_box,
    motion_row,
    paint_legend,
)
from app.widgets.overlays_marks import MarkKind, colour_of, kind_of, paint_glyph
from app.widgets.overlays_path import paint_arcs, paint_candidates, paint_flight, paint_trail

PIXELS_FROM = 3.0
"""From this zoom on, pixels are shown as squares: somebody is looking at pixels."""
GRID_FROM = 12.0
"""From this zoom on, lines part the pixels."""
LOUPE_UP_TO = 16.0
"""Beyond this zoom a loupe has nothing to add."""
_CROSSHAIR = (QColor(0, 0, 0, 90), QColor(255, 255, 255, 110))


class CanvasPainter:
    """Paints a `Scene` through a `CanvasView`, as far as an `OverlayState` asks for it."""

    def __init__(self, view: CanvasView, overlays: OverlayState) -> None:
        self._view = view
        self._overlays = overlays
        self.stage = DARK.stage
        self.strip = QRectF()
        """Where the frames beside stand in the widget, also while the raw picture hides them."""
        self._layers: dict[Overlay | None, Layer] = {
            None: Layer(),
            Overlay.MOTION: Layer(),
            Overlay.HEATMAP: Layer(),
        }

    def paint(self, painter: QPainter, scene: Scene, area: QRect) -> None:
        """Paint everything into `area`, the widget's rectangle."""
        beside = QRegion(area)
        if scene.picture is not None:
            beside -= QRegion(self._view.picture_rect.toAlignedRect().adjusted(1, 1, -1, -1))
        painter.setClipRegion(beside)
        painter.fillRect(area, QColor(self.stage))
        painter.setClipping(False)
        if scene.picture is None or scene.frame is None:
            return
        whole = QRectF(area)
        self._paint_picture(painter, scene.picture, scene.fitted, whole)
        mark = scene.mark
        kind = kind_of(mark, scene.document.threshold, scene.frame in scene.outliers)
        if not scene.raw:
            self._paint_evidence(painter, scene, whole)
            if self._view.zoom >= GRID_FROM:
                self._paint_grid(painter, whole)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marks = self._on(Overlay.MARKER) and not scene.raw and scene.drag is None
        if marks and kind is MarkKind.NO_BALL:
            self._paint_no_ball(painter)
        hud = self._paint_facts(painter, scene, mark, kind, whole)
        if not (scene.raw and scene.beside):
            self.strip = QRectF()
        if not scene.raw:
            self._paint_answers(painter, scene, mark, kind, whole, hud)
        if self._on(Overlay.LOUPE):
            self._paint_loupe(painter, scene, kind, whole)

    def _paint_answers(
        self,
        painter: QPainter,
        scene: Scene,
        mark: BallMark | None,
        kind: MarkKind,
        area: QRectF,
        hud: QRectF,
    ) -> None:
        rows = self._legend_rows(scene)
        balls = self._balls(scene) if rows else []
        legend = legend_box(painter.font(), area, rows, balls, hud)
        # Below the marks: these count.
        paint_legend(painter, legend, rows)
        self._paint_path(painter, scene, (hud, legend))
        if self._on(Overlay.MARKER):
            self._paint_marker(painter, scene, mark, kind)
        if self._on(Overlay.CROSSHAIR):
            self._paint_crosshair(painter, scene, area)
        middle = middle_of(scene.beside) if scene.beside else None
        aim = self._aim(scene) if scene.beside and middle is None else None
        if aim is not None:
            # Nobody knows of a ball here: look where the cursor points.
            middle = self._view.to_picture(aim)
        if middle is not None:
            # On the side where the ball is not.
            at_top = lies_at_top(area, self._view.to_widget(*middle).y())
            self.strip = paint_neighbours(
                painter, area, scene.beside, middle, at_top, float(self._view.aspect)
            )

    def _legend_rows(self, scene: Scene) -> tuple[LegendRow, ...]:
        """What explains the colours that are there to be seen."""
        rows = []
        overlays = self._overlays
        if self._on(Overlay.MOTION) and scene.drawn_map(Overlay.MOTION, overlays):
            rows.append(motion_row(overlays.motion_interval))
        if self._on(Overlay.HEATMAP) and scene.drawn_map(Overlay.HEATMAP, overlays):
            rows.append(heatmap_row(overlays.heatmap_stage))
        return tuple(rows)

    def _balls(self, scene: Scene) -> list[QPointF]:
        """Where it is painted that the ball of the frame on screen is, or may be, in the widget."""
        points = []
        if not scene.raw and self._on(Overlay.CANDIDATES):
            points += [(x, y) for x, y, _score in scene.peaks.tolist()]
        if not scene.raw and scene.marker is not None:
            points.append(scene.marker)
        return [self._view.to_widget(x, y) for x, y in points]

    def _on(self, overlay: Overlay) -> bool:
        return self._overlays.visible(overlay)

    def _paint_picture(
        self, painter: QPainter, picture: QImage, fitted: Pixels | None, area: QRectF
    ) -> None:
        """Draw the part of the picture that is in sight."""
        if self._view.zoom < PIXELS_FROM and not self._view.unscaled:
            self._layers[None].draw(painter, picture, self._view.picture_rect, area, fitted)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        scale, origin = self._view.scale, self._view.origin
        left = max(0, math.floor((area.left() - origin.x()) / scale.x))
        top = max(0, math.floor((area.top() - origin.y()) / scale.y))
        right = min(picture.width(), math.ceil((area.right() - origin.x()) / scale.x))
        bottom = min(picture.height(), math.ceil((area.bottom() - origin.y()) / scale.y))
        if right <= left or bottom <= top:
            return
        source = QRectF(left, top, right - left, bottom - top)
        corner, size = origin + scale.way(left, top), scale.size(right - left, bottom - top)
        painter.drawImage(QRectF(corner, size), picture, source)

    def _paint_evidence(self, painter: QPainter, scene: Scene, area: QRectF) -> None:
        for overlay in (Overlay.MOTION, Overlay.HEATMAP):
            if not self._on(overlay):
                continue
            drawn = scene.drawn_map(overlay, self._overlays)
            if drawn is not None:
                painter.setOpacity(self._overlays.opacity(overlay))
                layer, target = self._layers[overlay], self._view.picture_rect
                layer.draw(painter, drawn.image, target, area, drawn.fitted)
        painter.setOpacity(1.0)

    def _paint_grid(self, painter: QPainter, area: QRectF) -> None:
        view, scale = self._view, self._view.scale
        box = view.picture_rect.intersected(area)
        painter.setPen(QPen(QColor(255, 255, 255, 26), 0))
        first = math.ceil((box.left() - view.origin.x()) / scale.x)
        last = math.floor((box.right() - view.origin.x()) / scale.x)
        for column in range(first, last + 1):
            x = view.origin.x() + column * scale.x
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
        first = math.ceil((box.top() - view.origin.y()) / scale.y)
        last = math.floor((box.bottom() - view.origin.y()) / scale.y)
        for row in range(first, last + 1):
            y = view.origin.y() + row * scale.y
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))

    def _paint_path(self, painter: QPainter, scene: Scene, kept: tuple[QRectF, ...]) -> None:
        track = scene.document.track
        if scene.frame is None or scene.frame >= track.frame_count:
            return
        if self._on(Overlay.TRAIL):
            painter.setOpacity(self._overlays.opacity(Overlay.TRAIL))
            length = self._overlays.trail_length
            # Of the hall, a camera that moves shows another part by now.
            painter.setClipRect(self._view.picture_rect)
            paint_flight(painter, self._view, scene.flight, scene.frame)
            paint_arcs(painter, self._view, track, scene.frame, length)
            paint_trail(painter, self._view, track, scene.frame, length)
            painter.setClipping(False)
        if self._on(Overlay.CANDIDATES):
            painter.setOpacity(self._overlays.opacity(Overlay.CANDIDATES))
            paint_candidates(painter, self._view, scene.peaks, self._ring_radius() + 3, kept)
        painter.setOpacity(1.0)
        if scene.ghost is not None and not scene.raw:
            paint_ghost(painter, self._view, track, scene.ghost, scene.frame)

    def _paint_marker(
        self, painter: QPainter, scene: Scene, mark: BallMark | None, kind: MarkKind
    ) -> None:
        if scene.drag is not None:
            if scene.drag.grabbed is not None and scene.drag.moved:
                painter.setOpacity(0.35)
                self._paint_glyph(painter, kind, scene.drag.grabbed, mark)
                painter.setOpacity(1.0)
            self._paint_glyph(painter, MarkKind.HUMAN, scene.drag.position, None)
            return
        if scene.former is not None and not math.isnan(scene.former[0]):
            paint_former(painter, self._view.to_widget(*scene.former), self._ring_radius())
        if scene.marker is not None:
            self._paint_glyph(painter, kind, scene.marker, mark)

    def _ring_radius(self) -> float:
        """Rings grow a little with the zoom, so that they go round the ball and not over it."""
        return min(max(9.0, 6.0 * math.sqrt(self._view.zoom)), 30.0)

    def _paint_glyph(
        self,
        painter: QPainter,
        kind: MarkKind,
        position: tuple[float, float],
        mark: BallMark | None,
    ) -> None:
        radius = self._ring_radius()
        point = self._view.to_widget(*position)
        if kind is MarkKind.HUMAN:
            radius = 9.0
        elif kind is MarkKind.VERIFIED:
            # The tick stands beside the ball; a dot says where exactly.
            painter.setPen(QPen(QColor(0, 0, 0, 150), 1.5))
            painter.setBrush(colour_of(kind))
            painter.drawEllipse(point, 2.6, 2.6)
            point += QPointF(13, -11)
            radius = 9.0
        core = getattr(MARKS, mark.source.value) if mark is not None else ""
        paint_glyph(painter, kind, point, radius, core)

    def _paint_no_ball(self, painter: QPainter) -> None:
        """A person says there is no ball: a frame around the picture, below facts and coordinates,
        and a tick in its corner, in the one where none of these nor the legend stands."""
        box = self._view.picture_rect.adjusted(1.5, 1.5, -1.5, -1.5)
        colour = colour_of(MarkKind.NO_BALL)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, 3))
        painter.drawRect(box)
        paint_glyph(painter, MarkKind.NO_BALL, box.bottomRight() - QPointF(24, 24), 10.0)

    def _paint_crosshair(self, painter: QPainter, scene: Scene, area: QRectF) -> None:
        point = self._aim(scene)
        if point is None:
            return
        box = self._view.picture_rect.intersected(area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        gap, x, y = 14.0, point.x(), point.y()
        lines = [
            QLineF(box.left(), y, x - gap, y),
            QLineF(x + gap, y, box.right(), y),
            QLineF(x, box.top(), x, y - gap),
            QLineF(x, y + gap, x, box.bottom()),
        ]
        for colour, width in zip(_CROSSHAIR, (3, 1), strict=True):
            painter.setPen(QPen(colour, width))
            painter.drawLines(lines)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_facts(
        self, painter: QPainter, scene: Scene, mark: BallMark | None, kind: MarkKind, area: QRectF
    ) -> QRectF:
        """Paint which frame this is and what is said of it, below the marks; returns where."""
        assert scene.frame is not None
        video = scene.document.video
        if video is None or not self._on(Overlay.HUD):
            return QRectF()
        if scene.frame >= len(video.index):
            return QRectF()  # Another match is opening; the picture is still of the one before.
        wanted = scene.playhead.frame
        original = scene.around[1] if scene.around is not None else scene.frame
        facts = HudFacts(
            frame=scene.frame,
            frame_count=scene.playhead.frame_count,
            seconds=video.index.time(scene.frame),
            pts=int(video.index.pts[scene.frame]),
            kind=kind,
            mark=mark,
            by_path=scene.document.track.path_differs(scene.frame),
            timing=describe_timing(video.timing, scene.frame),
            # In play it would come and go several times a second.
            repeats=original if original != scene.frame and not scene.playhead.playing else None,
            event=scene.document.event_at(scene.frame),
            event_decided=scene.document.event_is_decided(scene.frame),
            preview=scene.preview,
            awaited=wanted if wanted != scene.frame and not scene.playhead.playing else None,
        )
        line, aim = lay_out_hud(painter, area, facts), self._aim(scene)
        shown = self._balls(scene)
        if aim is not None:
            shown.append(aim)
            paint_cursor_position(painter, area, *self._view.to_picture(aim))
        reach = self._ring_radius()
        near = line.box.adjusted(-reach, -reach, reach, reach)
        paint_hud(painter, line, any(near.contains(point) for point in shown))
        return line.box

    def _paint_loupe(self, painter: QPainter, scene: Scene, kind: MarkKind, area: QRectF) -> None:
        aim = self._aim(scene)
        if aim is None or scene.picture is None or self._view.zoom > LOUPE_UP_TO:
            return
        marker, colour = scene.marker, colour_of(kind)
        if scene.drag is not None:
            marker, colour = scene.drag.position, colour_of(MarkKind.HUMAN)
        paint_loupe(
            painter,
            place(aim, area, self.strip),
            scene.picture,
            self._view.to_picture(aim),
            self._view.zoom,
            marker,
            colour,
            float(self._view.aspect),
        )

    def _aim(self, scene: Scene) -> QPointF | None:
        """Where the tools point: the ball being dragged, else the cursor on the picture."""
        if scene.drag is not None:
            return self._view.to_widget(*scene.drag.position)
        if scene.cursor is not None and self._view.contains(scene.cursor):
            return scene.cursor
        return None
