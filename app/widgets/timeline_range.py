"""The stretch of frames that the timeline shows, and its place on the widget."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

FEWEST_FRAMES = 16.0


class TimelineRange(QObject):
    """`first` .. `last` in frames (frame n covers n .. n + 1), spread over pixels left .. right."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.first = 0.0
        self.last = 1.0
        self._frame_count = 0
        self._left = 0.0
        self._width = 1.0

    @property
    def frame_count(self) -> int:
        """Number of frames of the video."""
        return self._frame_count

    @property
    def pixels_per_frame(self) -> float:
        """Widget pixels that one frame takes."""
        return self._width / (self.last - self.first)

    @property
    def complete(self) -> bool:
        """Whether the whole video is in sight."""
        return self.last - self.first >= self._frame_count

    def set_frame_count(self, frame_count: int) -> None:
        """Another video: all of it."""
        self._frame_count = frame_count
        self._show(0.0, float(max(1, frame_count)))

    def set_pixels(self, left: float, width: float) -> None:
        """The frames are drawn from `left` over `width` pixels."""
        if (left, width) != (self._left, self._width):
            self._left, self._width = left, max(1.0, width)
            self.changed.emit()

    def x_of(self, frame: float) -> float:
        """Pixel of a position in frames; a frame's middle is at frame + 0.5."""
        return self._left + (frame - self.first) * self.pixels_per_frame

    def position_at(self, x: float) -> float:
        """Position in frames of a pixel."""
        return self.first + (x - self._left) / self.pixels_per_frame

    def frame_at(self, x: float) -> int:
        """The frame drawn at a pixel, clamped to the video."""
        return min(max(0, int(self.position_at(x))), max(0, self._frame_count - 1))

    def fit(self) -> None:
        """Show the whole video."""
        self._show(0.0, float(max(1, self._frame_count)))

    def zoom_at(self, x: float, factor: float) -> None:
        """Show `factor` times fewer frames; what is at pixel `x` stays there."""
        span = (self.last - self.first) / factor
        whole = float(max(1, self._frame_count))
        span = min(max(min(FEWEST_FRAMES, whole), span), whole)
        share = min(max(0.0, (x - self._left) / self._width), 1.0)
        first = self.position_at(self._left + share * self._width) - share * span
        self._show(first, first + span)

    def pan(self, frames: float) -> None:
        """Move on by so many frames."""
        self._show(self.first + frames, self.last + frames)

    def centre_on(self, frame: float) -> None:
        """Show as many frames as now, with this position in the middle."""
        half = (self.last - self.first) / 2
        self._show(frame - half, frame + half)

    def show_frames(self, first: int, last: int) -> None:
        """Show these frames (both included) with a little room around them."""
        span = max(FEWEST_FRAMES, (last + 1 - first) * 1.1)
        span = min(span, float(max(1, self._frame_count)))
        middle = (first + last + 1) / 2
        self._show(middle - span / 2, middle + span / 2)

    def reach_for(self, x: float) -> None:
        """Move along a little where a dragged pixel lies beyond the edge."""
        beyond = min(0.0, x - self._left) + max(0.0, x - self._left - self._width)
        if beyond:
            self.pan(0.2 * min(max(-100.0, beyond), 100.0) / self.pixels_per_frame)

    def reveal(self, frame: int) -> None:
        """Turn the page if `frame` is out of sight."""
        if not self.first <= frame + 0.5 <= self.last:
            span = self.last - self.first
            first = frame - 0.1 * span if frame >= self.first else frame - 0.9 * span
            self._show(first, first + span)

    def _show(self, first: float, last: float) -> None:
        span = last - first
        first = min(max(0.0, first), max(0.0, self._frame_count - span))
        self.first, self.last = first, first + span
        self.changed.emit()
