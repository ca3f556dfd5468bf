"""The plotted strips of the timeline: confidence with its threshold, and x(t), y(t)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPalette
from PySide6.QtWidgets import QFrame, QWidget

from app.document import Document
from app.theme import MARKS
from app.widgets.timeline_bins import Binned, Columns
from app.widgets.timeline_range import TimelineRange

Floats = npt.NDArray[np.floating]


class Band(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph is untyped
    """Areas between lower and upper values per column, as a picture of one pixel per column.

    A polygon of as many corners takes Qt ten times as long to fill.
    """

    def __init__(self, low: float, high: float) -> None:
        """Args: low, high: the values at the lower and the upper edge of the plot."""
        super().__init__()
        self._limits = (low, high)
        self._rect = QRectF()
        self._pixels: npt.NDArray[np.uint32] | None = None

    def set_data(
        self, columns: Columns, rows: int, areas: Sequence[tuple[Floats, Floats, QColor]]
    ) -> None:
        """Fill each (lower, upper, colour) area; NaN fills nothing, later areas cover earlier."""
        self.prepareGeometryChange()
        low, high = self._limits
        self._pixels = np.zeros((rows, len(columns)), np.uint32)
        levels = (low + (high - low) * (np.arange(rows)[::-1] + 0.5) / rows)[:, None]
        for lower, upper, colour in areas:
            inside = (levels >= lower) & (levels <= upper)
            self._pixels[inside] = _premultiplied(colour)
        if len(columns):
            left, right = float(columns.edges[0]), float(columns.edges[-1])
            self._rect = QRectF(left, low, right - left, high - low)
        self.update()

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(self, painter: QPainter, option: Any, widget: Any = None) -> None:
        if self._pixels is None or self._pixels.size == 0:
            return
        # Plots grow upwards, pictures downwards: the rows go in from the last to the first.
        flipped = np.ascontiguousarray(self._pixels[::-1])
        rows, columns = flipped.shape
        picture = QImage(
            flipped.data, columns, rows, 4 * columns, QImage.Format.Format_ARGB32_Premultiplied
        )
        painter.drawImage(self._rect, picture)


def _premultiplied(colour: QColor) -> int:
    alpha = colour.alpha()
    red, green, blue = (c * alpha // 255 for c in (colour.red(), colour.green(), colour.blue()))
    return (alpha << 24) | (red << 16) | (green << 8) | blue


def _with_alpha(colour: QColor, alpha: int) -> QColor:
    thinner = QColor(colour)
    thinner.setAlpha(alpha)
    return thinner


class Plot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph is untyped
    """A bare plot that lies pixel by pixel on the timeline's range. Takes no mouse events."""

    def __init__(self, view: TimelineRange, low: float, high: float, parent: QWidget) -> None:
        super().__init__(parent, background=None)
        self._view = view
        self.limits = (low, high)
        self.setFrameShape(QFrame.Shape.NoFrame)
        # The timeline paints the paper; a style sheet must not fill the plot with its own.
        self.setStyleSheet("background: transparent")
        self.viewport().setAutoFillBackground(False)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        item = self.getPlotItem()
        item.hideAxis("left")
        item.hideAxis("bottom")
        item.hideButtons()
        item.setMenuEnabled(False)
        item.layout.setContentsMargins(0, 0, 0, 0)
        self.setContentsMargins(0, 0, 0, 0)
        box = item.getViewBox()
        box.setMouseEnabled(False, False)
        box.setDefaultPadding(0.0)
        box.disableAutoRange()
        box.setYRange(low, high, padding=0)

    def follow(self) -> None:
        """Show the range that the timeline shows."""
        self.getPlotItem().getViewBox().setXRange(self._view.first, self._view.last, padding=0)

    def columns(self) -> Columns:
        """One column per pixel, or per frame where there are fewer of those."""
        view = self._view
        return Columns.over(view.first, view.last, view.frame_count, max(1, self.width()))

    def y_of(self, value: float) -> float:
        """Pixel, in this widget, of a value."""
        low, high = self.limits
        return float(self.height() * (1.0 - (value - low) / (high - low)))

    def value_at(self, y: float) -> float:
        """Value at a pixel of this widget."""
        low, high = self.limits
        return float(low + (high - low) * (1.0 - y / max(1, self.height())))

    def dark(self) -> bool:
        """Whether the theme is a dark one."""
        window = self.parentWidget().palette().color(QPalette.ColorRole.Window)
        return bool(window.lightness() < 128)


class ConfidencePlot(Plot):
    """The model's best score of each frame, and the threshold from which it counts as a ball."""

    def __init__(self, document: Document, view: TimelineRange, parent: QWidget) -> None:
        super().__init__(view, -0.04, 1.06, parent)
        self._document = document
        self._bins = Binned(0)
        self._colour = QColor(MARKS.model)
        self._band = Band(*self.limits)
        self._line = pg.PlotCurveItem(connect="finite")
        self.threshold_line = pg.InfiniteLine(angle=0, movable=False)
        for item in (self._band, self._line, self.threshold_line):
            self.addItem(item)
        self.dress()

    def dress(self) -> None:
        """Take the colours of the theme."""
        self._colour = QColor(MARKS.model) if self.dark() else QColor(MARKS.human)
        self._line.setPen(pg.mkPen(self._colour, width=1))
        self.threshold_line.setPen(
            pg.mkPen(QColor(MARKS.low_confidence), width=1, style=Qt.PenStyle.DashLine)
        )

    def reload(self) -> None:
        """Another video."""
        count = self._document.track.frame_count
        self._bins = Binned(count)
        self.show_threshold()
        self.refresh(0, count - 1)

    def refresh(self, first: int, last: int) -> None:
        """The frames first..last (inclusive) changed."""
        self._bins.update(self._document.track.predicted_score, first, last)

    def show_threshold(self) -> None:
        """The threshold changed."""
        self.threshold_line.setValue(self._document.threshold)

    def redraw(self) -> None:
        """Draw what is in sight now."""
        columns = self.columns()
        scores = self._bins.over(self._document.track.predicted_score, columns)
        ground = np.where(np.isnan(scores.mean), np.nan, self.limits[0])
        self._band.set_data(
            columns,
            self.height(),
            (
                (scores.low, scores.high, _with_alpha(self._colour, 45)),
                (ground, scores.mean, _with_alpha(self._colour, 80)),
            ),
        )
        self._line.setData(columns.middles, scores.mean)
        self.follow()


class PathPlot(Plot):
    """x(t) and y(t) of the effective positions, each over the picture's side, up is up."""

    def __init__(self, document: Document, view: TimelineRange, parent: QWidget) -> None:
        super().__init__(view, -0.05, 1.05, parent)
        self._document = document
        self._bins = (Binned(0), Binned(0))
        self._bands = (Band(*self.limits), Band(*self.limits))
        self._curves = (pg.PlotCurveItem(connect="finite"), pg.PlotCurveItem(connect="finite"))
        for item in (*self._bands, *self._curves):
            self.addItem(item)
        self.dress()

    def colours(self) -> tuple[QColor, QColor]:
        """The colours of x and y in this theme."""
        names = ("#7fe3d2", "#ffc46b") if self.dark() else ("#0b7f70", "#b36200")
        return QColor(names[0]), QColor(names[1])

    def dress(self) -> None:
        """Take the colours of the theme."""
        for curve, colour in zip(self._curves, self.colours(), strict=True):
            curve.setPen(pg.mkPen(colour, width=1))

    def reload(self) -> None:
        """Another video."""
        count = self._document.track.frame_count
        self._bins = (Binned(count), Binned(count))
        self.refresh(0, count - 1)

    def refresh(self, first: int, last: int) -> None:
        """The frames first..last (inclusive) changed."""
        track = self._document.track
        for bins, values in zip(self._bins, (track.x, track.y), strict=True):
            bins.update(values, first, last)

    def redraw(self) -> None:
        """Draw what is in sight now."""
        columns = self.columns()
        track, (width, height) = self._document.track, self._document.frame_size
        x = self._bins[0].over(track.x, columns).scaled(1 / max(1, width))
        # Up on the picture is up here.
        y = self._bins[1].over(track.y, columns).scaled(-1 / max(1, height), 1.0)
        for band, curve, colour, place in zip(
            self._bands, self._curves, self.colours(), (x, y), strict=True
        ):
            area = (place.low, place.high, _with_alpha(colour, 70))
            band.set_data(columns, self.height(), (area,))
            curve.setData(columns.middles, place.mean)
        self.follow()
