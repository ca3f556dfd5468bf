"""The canvas: one frame of the video, what is known of it, and the hand that corrects it.

The frame shown is the frame labelled. `shown_frame` is the number that came with the picture on
screen; everything painted over it, and every edit asked for, is of that frame, also while the
playhead already wants another one that is still being decoded.
"""

from __future__ import annotations

from collections.abc import Set

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCursor,
    QEnterEvent,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.document import Document
from app.ghost import Ghost
from app.jobs.evidence import Evidence, EvidenceWorker
from app.playback.frame_cache import Image
from app.playback.frame_server import FrameServer
from app.playhead import Playhead
from app.settings import Settings
from app.widgets.canvas_evidence import EvidenceWanted
from app.widgets.canvas_gestures import BallDrag, Gestures
from app.widgets.canvas_neighbours import Neighbour, neighbours
from app.widgets.canvas_painter import CanvasPainter
from app.widgets.canvas_scene import Scene
from app.widgets.canvas_view import WHEEL_STEP, CanvasView
from app.widgets.overlays import Overlay, OverlayState
from app.widgets.raw_picture import RawPicture

LOOK_AGAIN_MS = 60
"""Neighbouring frames are decoded ahead; until they are there, the strip looks this often."""
FIT_AGAIN_MS = 80
"""The curve of a flight is fitted so long after the last step or edit."""


class VideoCanvas(QWidget):
    """Shows the playhead's frame; wheel zooms, middle button or space pans, a click places.

    Gestures on the picture pause, take the playhead to the frame shown, and end in one request;
    who listens turns it into an edit of `shown_frame`, which is `playhead.frame` at that moment.
    """

    placeRequested = Signal(float, float)
    """The ball of the frame shown is at x, y (float pixels of the source video), by a click or by a
    drag of its marker."""
    spaceTapped = Signal()
    """Space went down and up without a pan: it means what the key map says."""
    shownFrameChanged = Signal(int)
    """Another frame is on screen now."""
    stripMoved = Signal(QRectF)
    """The frames beside stand there in the widget now; empty: nowhere."""
    viewChanged = Signal()
    """Zoom or position of the picture changed."""

    def __init__(
        self,
        document: Document,
        playhead: Playhead,
        frame_server: FrameServer,
        evidence: EvidenceWorker | None = None,
        settings: Settings | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._playhead = playhead
        self._frame_server = frame_server
        self.overlays = OverlayState(settings, self)
        self._evidence = (
            EvidenceWanted(evidence, document, playhead, self.overlays, frame_server)
            if evidence
            else None
        )
        self.view = CanvasView()
        self._gestures = Gestures(self.view)
        self._scene = Scene(document=document, playhead=playhead)
        self._painter = CanvasPainter(self.view, self.overlays)
        self.ghost = Ghost(document, self)
        self.raw = RawPicture(document, self)
        self._pixels: Image | None = None
        self._previewed: BallDrag | None = None
        self._space_held = self._space_used = False
        self._look_again = QTimer(self, singleShot=True, interval=LOOK_AGAIN_MS)
        self._look_again.timeout.connect(self.update)
        self._fit_again = QTimer(self, singleShot=True, interval=FIT_AGAIN_MS)
        self._fit_again.timeout.connect(self._fit_flight)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Video"))
        self._connect()

    def _connect(self) -> None:
        self._document.opened.connect(self._clear)
        self._document.closed.connect(self._clear)
        self._document.changed.connect(self._marks_changed)
        self._document.eventsChanged.connect(lambda _first, _last: self._all_changed())
        self._document.predictionsChanged.connect(self._marks_changed)
        self._document.predictionsChanged.connect(lambda _first, _last: self._predicted())
        self._document.thresholdChanged.connect(lambda _threshold: self._all_changed())
        self._playhead.frameChanged.connect(self._playhead_moved)
        self._playhead.playingChanged.connect(lambda _playing: self._want_evidence())
        self._frame_server.opened.connect(self._playhead_moved)
        self._frame_server.frameReady.connect(self._show)
        self._frame_server.previewReady.connect(lambda frame, image: self._show(frame, image, True))
        self.viewChanged.connect(self._ask_for_fitted)
        self.overlays.changed.connect(self._overlay_changed)
        self.ghost.arrived.connect(self.update)
        self.raw.changed.connect(self.update)
        if self._evidence is not None:
            self._evidence.worker.evidenceReady.connect(self._evidence_arrived)
            self._evidence.worker.modelChanged.connect(self._want_evidence)

    # -- what is shown ---------------------------------------------------------------------------

    @property
    def shown_frame(self) -> int | None:
        """The number of the frame on screen: the one that is labelled. None without a picture."""
        return self._scene.frame

    @property
    def shows_preview(self) -> bool:
        """Whether the picture on screen is a blurred one of the right frame."""
        return self._scene.preview

    @property
    def shown_image(self) -> Image | None:
        """The picture on screen, RGB uint8 [H, W, 3], or None."""
        return self._pixels

    @property
    def marker(self) -> tuple[float, float] | None:
        """Where the ball of the frame shown is, source pixels, or None."""
        self._scene.look_up()
        return self._scene.marker

    def view_image(self) -> QImage:
        """The visible part of the picture with its overlays, without the cursor's tools; no smaller
        than it is in the video."""
        visible = self.view.picture_rect.intersected(QRectF(self.rect())).toAlignedRect()
        ratio = max(self.devicePixelRatioF(), 1.0 / min(self.view.scale))
        image = QImage(visible.size() * ratio, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        cursor, self._scene.cursor = self._scene.cursor, None
        strip = self._painter.strip
        self.raw.show_overlays()
        try:
            with QPainter(image) as painter:
                painter.setFont(self.font())
                painter.translate(-visible.topLeft())
                # Facts and legend stand in the picture, not beside it where it is cut off.
                self._paint(painter, visible)
        finally:
            self._scene.cursor, self._painter.strip = cursor, strip
        return image

    def set_stage_colour(self, colour: str) -> None:
        """Colour around the picture, #rrggbb."""
        self._painter.stage = colour
        self.update()

    def show_outliers(self, frames: Set[int]) -> None:
        """Mark the balls of these frames as jumping off their path."""
        frame = self.shown_frame
        changed = (frame in self._scene.outliers) != (frame in frames)
        self._scene.outliers = frames
        if changed:
            self.update()

    # -- the view --------------------------------------------------------------------------------

    def fit(self) -> None:
        """Show the whole picture."""
        self.view.fit()
        self._view_changed()

    def preview(self, wanted: tuple[int, float, float] | None) -> None:
        """Show where (frame, x, y) a drag elsewhere would put the ball; None: it has ended."""
        self._previewed = None
        if wanted is not None:
            frame, x, y = wanted
            self._previewed = BallDrag(frame, QPointF(), self.marker, (x, y), moved=True)
        self.update()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Zoom in (factor > 1) or out, at a widget position or in the middle."""
        self.view.zoom_at(at or QPointF(self.rect().center()), self.view.zoom * factor)
        self._view_changed()

    def _view_changed(self) -> None:
        self.update()
        self.viewChanged.emit()

    def _ask_for_fitted(self) -> None:
        """Have frames scaled where they are decoded: here it would hold up the window."""
        self._frame_server.fit_to(self.view.fitted_size(self.devicePixelRatioF()))

    # -- what comes in ---------------------------------------------------------------------------

    def _playhead_moved(self) -> None:
        if self._gestures.ball is not None and self._playhead.frame != self._gestures.ball.frame:
            self._gestures.cancel()
        # While another match is being opened, the playhead may still stand in the one before.
        if 0 < self._frame_server.frame_count == self._playhead.frame_count:
            self._frame_server.request(self._playhead.frame)
        if not self._playhead.playing:
            self.update()  # In play there is nothing new to be painted before the picture.

    def _show(self, frame: int, image: Image, preview: bool = False) -> None:
        if not self._document.is_open:
            return
        height, width, _ = image.shape
        picture = QImage(image.data, width, height, image.strides[0], QImage.Format.Format_RGB888)
        if self._scene.picture is None or self._scene.picture.size() != QSize(width, height):
            self.view.set_picture(width, height, self._document.pixel_aspect)
            self._ask_for_fitted()
        # QImage does not own the pixels: the array has to live as long as it does.
        self._scene.picture, self._pixels = picture, image
        self._scene.fitted = None if preview else self._frame_server.fitted(frame)
        new, sharper = frame != self._scene.frame, self._scene.preview and not preview
        self._scene.frame, self._scene.preview = frame, preview
        if self._gestures.ball is not None and self._gestures.ball.frame != frame:
            self._gestures.cancel()
        self.update()
        if (new or sharper) and not preview:
            self._want_evidence()
        if new:
            if not self._scene.in_flight:
                self._fit_again.start()
            self.shownFrameChanged.emit(frame)

    def _clear(self) -> None:
        """Another match, or none: what is on screen belongs to the one before."""
        self._gestures.cancel()
        self._scene.clear()
        self._pixels = None
        self.update()

    def _marks_changed(self, first: int, last: int) -> None:
        frame, reach = self.shown_frame, self.overlays.trail_length
        if frame is not None and first <= frame + reach and last >= frame - reach:
            self.update()
        self._fit_again.start()

    def _all_changed(self) -> None:
        self._fit_again.start()
        self.update()

    @property
    def rests(self) -> bool:
        """Whether what is on screen stays as it is until somebody does something."""
        return not self._fit_again.isActive()

    def _fit_flight(self) -> None:
        """Fit the curve of the flight on screen, once the person rests: an edit or a step must not
        wait for it."""
        if self.overlays.visible(Overlay.TRAIL):
            self._scene.fit_flight()
            self.update()

    def _overlay_changed(self, name: str) -> None:
        self._scene.draw_evidence_anew()
        if name == Overlay.TRAIL:
            self._fit_again.start()
        if name in (Overlay.HEATMAP, Overlay.MOTION):
            self._want_evidence()
        self.update()

    def _want_evidence(self) -> None:
        """Have the network asked about the frame shown, as far as an overlay shows the answer."""
        self._scene.look_up()
        frame = self._scene.frame
        if frame is not None and self._scene.around is not None and self._evidence is not None:
            self._evidence.want(frame)

    def _predicted(self) -> None:
        if self._evidence is not None:
            self._evidence.worker.look_up_again()
        self._want_evidence()

    def _evidence_arrived(self, evidence: Evidence) -> None:
        if evidence.frames == self._scene.around:
            self._scene.set_evidence(evidence)
            self.update()

    def _neighbours(self) -> list[Neighbour | None]:
        """What the strip of neighbours shows; looks again soon where a picture is still missing."""
        frame = self.shown_frame
        if frame is None or not self.overlays.visible(Overlay.NEIGHBOURS):
            return []
        three = neighbours(frame, self._document.track, self._frame_server.cached)
        if any(place is not None and place.image is None for place in three):
            self._look_again.start()
        return three

    # -- Qt's events -----------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        return QSize(960, 540)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 180)

    def paintEvent(self, event: QPaintEvent) -> None:
        strip = self._painter.strip
        with QPainter(self) as painter:
            self._paint(painter, self.rect())
        if self._painter.strip != strip:
            self.stripMoved.emit(self._painter.strip)
        self._document.shown()

    def _paint(self, painter: QPainter, area: QRect) -> None:
        """Paint what is there now into the part `area` of the widget."""
        self._scene.look_up()
        self._scene.beside = self._neighbours()
        previewed = self._previewed
        if previewed is not None and previewed.frame != self.shown_frame:
            previewed = None
        self._scene.drag = self._gestures.ball or previewed
        self._scene.raw = self.raw.shown(self._scene.drag is not None)
        aim = self._gestures.aim(self._scene.resting, self._scene.marker)
        self._scene.ghost = self.ghost.at(self.shown_frame, aim, self._scene.drag is not None)
        self._painter.paint(painter, self._scene, area)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.view.resize(self.width(), self.height())
        if self._scene.cursor is not None:
            # A panel beside the picture came or went; the mouse stayed where it was.
            self._scene.cursor = QPointF(self.mapFromGlobal(QCursor.pos()))
        self._view_changed()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._scene.picture is not None and event.angleDelta().y():
            self.zoom_by(WHEEL_STEP ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        button, point = event.button(), event.position()
        if button == Qt.MouseButton.MiddleButton or (
            button == Qt.MouseButton.LeftButton and self._space_held
        ):
            self._space_used = self._space_held
            self._gestures.press_to_pan(point)
        elif button == Qt.MouseButton.LeftButton and self.view.contains(point):
            frame = self.shown_frame
            if frame is not None:
                # What is edited is what is seen.
                self._playhead.pause()
                self._playhead.seek(frame)
                self._gestures.press_on_picture(point, frame, self.marker)
        self._scene.point(point)
        self._update_cursor()
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._scene.point(event.position())
        if self._gestures.move(event.position()) and self._gestures.panning:
            self.viewChanged.emit()
        self._update_cursor()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        drag = self._gestures.release()
        self._update_cursor()
        self.update()
        # A drag whose frame is no longer the one shown was cancelled when the frame changed.
        if drag is not None and drag.frame == self.shown_frame:
            self.placeRequested.emit(*drag.position)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit: with the middle button anywhere, with the left one beside the picture.

        On the picture a second click is a second click: it places the ball again.
        """
        left_beside = event.button() == Qt.MouseButton.LeftButton and not self.view.contains(
            event.position()
        )
        if left_beside or event.button() == Qt.MouseButton.MiddleButton:
            self.fit()
        else:
            self.mousePressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self._scene.point(event.position())
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._scene.cursor = None
        self.update()

    def event(self, event: QEvent) -> bool:
        # Space is the key of an action. Over the canvas it may also be the start of a pan, which is
        # only known when it goes up: the canvas takes it and tells then.
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and (self._is_space(event) or self._is_cancel(event))
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_space(event):
            if not event.isAutoRepeat():
                self._space_held, self._space_used = True, False
                self._update_cursor()
        elif self._is_cancel(event):
            self._gestures.cancel()
            self.update()
        else:
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not self._is_space(event):
            super().keyReleaseEvent(event)
        elif not event.isAutoRepeat() and self._space_held:
            self._space_held = False
            self._update_cursor()
            if not self._space_used:
                self.spaceTapped.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._space_held = False
        super().focusOutEvent(event)

    def _is_space(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Space and not event.modifiers()

    def _is_cancel(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_Escape and self._gestures.ball is not None

    def _update_cursor(self) -> None:
        point = self._scene.cursor if self._scene.picture is not None else None
        shape = self._gestures.cursor_shape(point, self.marker, self._space_held)
        if self.cursor().shape() != shape:
            self.setCursor(shape)
