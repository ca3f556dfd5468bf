"""An annotated clip: a stretch of the video as mp4, with the ball's trail and marker painted in.

Every frame of the stretch comes exactly once, with its own presentation time, so that a clip shows
what the labels say frame by frame. Painted with the canvas's own brushes; runs in any thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter

from annotation.track import BallTrack
from annotation.unfinished import unfinished
from app.widgets.canvas_view import CanvasView
from app.widgets.overlays_hud import timecode
from app.widgets.overlays_marks import MarkKind, kind_of, paint_glyph
from app.widgets.overlays_path import paint_trail
from tracker.errors import Cancelled, VideoError
from tracker.video import Video, stream_frames

Image = npt.NDArray[np.uint8]

DRAWN_FOR_HEIGHT = 720
"""Lines and glyphs have their usual size at this height and grow with the picture."""
_REPORT_EVERY = 8
_SILENT = (MarkKind.UNPROCESSED, MarkKind.MODEL_NO_BALL)
"""What has no glyph on the picture."""


@dataclass(frozen=True)
class ClipOrder:
    """What to write, where. Frames `first` to `last`, both included; `speed` 0.5 is half speed."""

    path: Path
    first: int
    last: int
    speed: float = 1.0
    trail_length: int = 12
    """Frames of path behind the ball; 0 for none."""
    marker: bool = True
    caption: bool = False
    """Frame number and time in the corner."""

    def __len__(self) -> int:
        return self.last - self.first + 1


def write_clip(
    video: Video,
    track: BallTrack,
    order: ClipOrder,
    progress: Callable[[float], object] | None = None,
    stop: threading.Event | None = None,
) -> int:
    """Write the clip and give the number of frames in it; a file at its path is replaced.

    Args:
        track: a snapshot: it is read while the clip is written.
        progress: told the finished share, 0..1.
        stop: set to give up; nothing is left behind then.

    Raises:
        Cancelled: `stop` was set.
        VideoError: the video cannot be read, or the clip not be written; the sentence says why.
        ValueError: the stretch lies outside the video.
    """
    if not 0 <= order.first <= order.last < video.info.frame_count or order.speed <= 0:
        raise ValueError(f"{order} does not fit a video of {video.info.frame_count} frames")
    target = order.path
    try:
        with unfinished(target) as new:
            _encode(video, track, order, new, progress, stop)
    except (av.error.FFmpegError, OSError) as error:
        reason = error.strerror or str(error)
        raise VideoError(
            f"{target} cannot be written ({reason}); choose a folder you may write to, with room."
        ) from error
    return len(order)


def _encode(
    video: Video,
    track: BallTrack,
    order: ClipOrder,
    path: Path,
    progress: Callable[[float], object] | None,
    stop: threading.Event | None,
) -> None:
    painter = FramePainter(video, track, order)
    index = video.index
    with av.open(str(path), "w", format="mp4") as container:
        stream = _stream(container, video, order.speed)
        begin, before = int(index.pts[order.first]), -1
        for number, pixels in stream_frames(video, order.first, order.last):
            if stop is not None and stop.is_set():
                raise Cancelled
            frame = _to_frame(painter.paint(number, pixels), stream)
            # Times are never equal in an mp4; repeated ones of the source move on by a tick.
            pts = max(before + 1, round((int(index.pts[number]) - begin) / order.speed))
            frame.pts, frame.time_base, before = pts, index.time_base, pts
            container.mux(stream.encode(frame))
            done = number - order.first + 1
            if progress is not None and done % _REPORT_EVERY == 0:
                progress(done / len(order))
        container.mux(stream.encode())


def _stream(container: av.container.OutputContainer, video: Video, speed: float) -> VideoStream:
    info = video.info
    rate = (info.fps * Fraction(speed).limit_denominator(100)).limit_denominator(1001)
    stream = container.add_stream("libx264", rate=rate, options={"crf": "18", "preset": "fast"})
    assert isinstance(stream, VideoStream)
    # H.264 in 4:2:0 has even sides only.
    stream.width, stream.height = info.width + info.width % 2, info.height + info.height % 2
    stream.pix_fmt = "yuv420p"
    if info.pixel_aspect != 1:
        stream.codec_context.sample_aspect_ratio = info.pixel_aspect
    stream.codec_context.time_base = video.index.time_base
    stream.codec_context.colorspace = Colorspace.ITU709.value
    stream.codec_context.color_range = ColorRange.MPEG.value
    return stream


def _to_frame(pixels: Image, stream: VideoStream) -> av.VideoFrame:
    height, width = pixels.shape[:2]
    if (width, height) != (stream.width, stream.height):
        pixels = np.pad(
            pixels, ((0, stream.height - height), (0, stream.width - width), (0, 0)), "edge"
        )
    rgb = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
    return rgb.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709)


class FramePainter:
    """Paints what the order asks for over frames of one video."""

    def __init__(self, video: Video, track: BallTrack, order: ClipOrder) -> None:
        self._video = video
        self._track = track
        self._order = order
        self._scale = max(0.5, video.info.height / DRAWN_FOR_HEIGHT)
        self._view = CanvasView()
        self._view.zoom = 1.0 / self._scale
        self._view.aspect = video.info.pixel_aspect

    def paint(self, number: int, pixels: Image) -> Image:
        """The frame with everything on it: RGB uint8 [H, W, 3], a new array."""
        canvas = np.ascontiguousarray(pixels).copy()
        height, width, _ = canvas.shape
        image = QImage(canvas.data, width, height, canvas.strides[0], QImage.Format.Format_RGB888)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Players spread the pixels: what is painted round is to be round there.
        painter.scale(self._scale / self._view.aspect, self._scale)
        if self._order.trail_length:
            paint_trail(painter, self._view, self._track, number, self._order.trail_length, ahead=0)
        if self._order.marker:
            self._mark(painter, number)
        if self._order.caption:
            self._caption(painter, number, height / self._scale)
        painter.end()
        return canvas

    def _mark(self, painter: QPainter, number: int) -> None:
        mark = self._track.mark_at(number)
        kind = kind_of(mark, self._track.threshold)
        if mark is not None and mark.position is not None and kind not in _SILENT:
            paint_glyph(painter, kind, self._view.to_widget(*mark.position))

    def _caption(self, painter: QPainter, number: int, height: float) -> None:
        font = QFont(painter.font())
        font.setPixelSize(15)
        painter.setFont(font)
        text = f"{number}   {timecode(self._video.index.time(number))}"
        width = QFontMetricsF(font).horizontalAdvance(text)
        box = QRectF(12, height - 40, width + 20, 28)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(12, 14, 18, 190))
        painter.drawRoundedRect(box, 6, 6)
        painter.setPen(QColor("#e7eaef"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
