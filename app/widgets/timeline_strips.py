"""The painted strips of the timeline: ruler with time, and states by provenance."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QWidget

from app.document import Document
from app.widgets.overlays_marks import colour_of
from app.widgets.timeline_bins import Columns, State, StateCounts, states_of
from app.widgets.timeline_range import TimelineRange

RULER_HEIGHT = 20
STATE_HEIGHT = 22
_MARK_ROWS = 7
_BAND_ROWS = 3
_STEPS = (
    0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200,
)  # fmt: skip
_PERSONS = (State.HUMAN, State.VERIFIED, State.NO_BALL, State.OCCLUDED)


class Ruler(QWidget):
    """Ticks at round times, every one labelled, as many as there is room for."""

    def __init__(self, document: Document, view: TimelineRange, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self._view = view
        self.setFixedHeight(RULER_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        video = self._document.video
        if video is None or self._view.frame_count == 0:
            return
        painter = QPainter(self)
        font = QFont(self.font())
        font.setPixelSize(10)
        painter.setFont(font)
        text = self.palette().color(QPalette.ColorRole.PlaceholderText)
        line = self.palette().color(QPalette.ColorRole.Mid)
        left = self._view.x_of(self._view.first)
        index, last = video.index, self._view.frame_count - 1
        start = index.time(min(last, int(self._view.first)))
        stop = index.time(min(last, int(self._view.last)))
        step = next((s for s in _STEPS if (stop - start) / s * 78 <= self.width() - left), 7200)
        for number in range(int(start // step), int(stop // step) + 2):
            seconds = number * step
            x = self._view.x_of(self._position(seconds)) - self.x()
            if x < left - self.x() - 0.5 or seconds > stop + step:
                continue
            painter.setPen(line)
            painter.drawLine(QPointF(x, RULER_HEIGHT - 6), QPointF(x, RULER_HEIGHT))
            painter.setPen(text)
            painter.drawText(QPointF(x + 4, RULER_HEIGHT - 6), _clock(seconds, step))
        painter.end()

    def _position(self, seconds: float) -> float:
        """Where a time lies between frames: the file's own times, so variable rates show."""
        video = self._document.video
        assert video is not None
        frame = video.index.frame_at(seconds)
        begin = video.index.time(frame)
        if frame + 1 >= self._view.frame_count:
            per_frame = video.info.duration / self._view.frame_count
            return frame + (seconds - begin) / per_frame
        length = video.index.time(frame + 1) - begin
        return frame + ((seconds - begin) / length if length > 0 else 0.0)


class StateStrip(QWidget):
    """Per column: the shares of the states, persons' marks on top, the analysed band below.

    Marks are drawn however few they are, so that one corrected frame in an hour can be seen.
    """

    def __init__(self, document: Document, view: TimelineRange, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self._view = view
        self._counts = StateCounts(0)
        self._image: QImage | None = None
        self._pixels: npt.NDArray[np.uint32] | None = None
        self._columns = Columns(np.zeros(1, np.int64))
        self.setFixedHeight(STATE_HEIGHT)

    def reload(self) -> None:
        """Another video."""
        track = self._document.track
        self.show_states(states_of(track, 0, track.frame_count - 1))

    def show_states(self, states: npt.NDArray[np.int8]) -> None:
        """Show the `State` of every frame of a video."""
        self._counts = StateCounts(len(states))
        self._counts.update(states, 0)
        self.redraw()

    def refresh(self, first: int, last: int) -> None:
        """The frames first..last (inclusive) changed."""
        self._counts.update(states_of(self._document.track, first, last), first)
        self.redraw()

    def redraw(self) -> None:
        """The range in sight changed."""
        self._image = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._view.frame_count == 0:
            return
        if self._image is None:
            self._image = self._draw()
        if self._image is None:
            return
        left = self._view.x_of(float(self._columns.edges[0])) - self.x()
        right = self._view.x_of(float(self._columns.edges[-1])) - self.x()
        painter = QPainter(self)
        painter.drawImage(QRectF(left, 0, right - left, STATE_HEIGHT), self._image)
        painter.end()

    def _draw(self) -> QImage | None:
        """One pixel per column and row."""
        view = self._view
        self._columns = Columns.over(view.first, view.last, view.frame_count, self.width())
        if len(self._columns) == 0:
            return None
        shares = self._counts.over(self._columns)
        colours = _state_colours()
        empty = self.palette().color(QPalette.ColorRole.AlternateBase).rgb()
        pixels = np.full((STATE_HEIGHT, len(self._columns)), empty, np.uint32)
        # Persons' marks: the top rows, in the colour of what there is most of.
        persons = shares[:, list(_PERSONS)]
        marked = persons.sum(axis=1) > 0
        best = np.array(_PERSONS)[persons.argmax(axis=1)]
        pixels[:_MARK_ROWS, marked] = colours[best[marked]]
        # All states: a stack of shares, the machine's at the bottom.
        rows = STATE_HEIGHT - _MARK_ROWS - _BAND_ROWS - 2
        tops = np.cumsum(shares, axis=1)
        level = (np.arange(rows)[::-1] + 0.5) / rows
        which = (tops[None, :, :] < level[:, None, None]).sum(axis=2)
        at = _MARK_ROWS + 1
        pixels[at : at + rows] = colours[np.minimum(which, len(State) - 1)]
        # The analysed band: how far the model, or anybody, has got.
        analysed = 1.0 - shares[:, State.UNPROCESSED]
        accent = QColor(self.palette().color(QPalette.ColorRole.Link)).rgb()
        pixels[-_BAND_ROWS:, analysed > 0] = accent
        self._pixels = np.ascontiguousarray(pixels)
        height, width = pixels.shape
        return QImage(self._pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)


@lru_cache(maxsize=1)
def _state_colours() -> npt.NDArray[np.uint32]:
    colours = np.array([colour_of(state.kind).rgb() for state in State], np.uint32)
    colours[State.UNPROCESSED] = QColor("#3a424d").rgb()
    return colours


def _clock(seconds: float, step: float) -> str:
    minutes, rest = divmod(round(seconds, 3), 60)
    hours, minutes = divmod(int(minutes), 60)
    digits = f"{rest:05.2f}" if step < 1 else f"{int(rest):02d}"
    return f"{hours}:{minutes:02d}:{digits}" if hours else f"{minutes}:{digits}"


def paint_label(painter: QPainter, box: QRectF, text: str, colour: QColor) -> None:
    """Name a strip in the gutter beside it."""
    font = QFont(painter.font())
    font.setPixelSize(10)
    painter.setFont(font)
    painter.setPen(QPen(colour))
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
    painter.drawText(box, flags, text)
