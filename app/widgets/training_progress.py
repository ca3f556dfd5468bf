"""A fine-tuning under way, with its curves, and its outcome."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.actions import Actions
from app.jobs.job_state import duration_text
from app.theme import ThemeKeeper
from app.translation import QT_TRANSLATE_NOOP
from app.widgets.parts import (
    ElidedLabel,
    ProgressBar,
    fill_page,
    label,
    line,
    restyle,
    stand_for,
)
from app.workflows.fine_tune import FineTune, Stage, Training

PLOT_HEIGHT = 150
LOWEST_PLOT = 72
"""In a low window: both curves are to be seen at once."""
LEAST_ROOM, ROOM = 0.02, 0.2
"""Above and below a curve of shares, and as a part of its own height."""
LOWEST_TOP = 0.1
"""No share is drawn so large that its axis ends below."""
MEASURES = (
    ("f1", "F1"),
    ("precision", QT_TRANSLATE_NOOP("TrainingResult", "Precision")),
    ("recall", QT_TRANSLATE_NOOP("TrainingResult", "Recall")),
    ("accuracy", QT_TRANSLATE_NOOP("TrainingResult", "Accuracy")),
)


def short_number(value: float) -> str:
    """0.25 and 1.2e-4: three digits that matter, and few noughts."""
    if value == 0 or abs(value) >= 0.01:
        return f"{value:.3g}"
    mantissa, exponent = f"{value:.2e}".split("e")
    return f"{float(mantissa):g}e{int(exponent)}"


def share_range(shares: Sequence[float]) -> tuple[float, float]:
    """From where to where to draw shares of 0..1: in hundredths, so that a gain of one is seen, and
    noise of less does not look like one."""
    if not shares:
        return 0.0, 1.0
    low, high = min(shares), max(shares)
    room = max(LEAST_ROOM, (high - low) * ROOM)
    return max(0.0, math.floor((low - room) * 100) / 100), min(
        1.0, max(LOWEST_TOP, math.ceil((high + room) * 100) / 100)
    )


class Curve(QWidget):
    """One live curve over the epochs; a `share` lies between 0 and 1, and is drawn against the one
    it began with."""

    def __init__(self, title: str, theme: ThemeKeeper, *, share: bool = False) -> None:
        super().__init__()
        self._theme = theme
        self.value = label("", "value")
        head = QHBoxLayout()
        head.addWidget(label(title, "heading"))
        head.addStretch(1)
        head.addWidget(self.value)
        self.plot = pg.PlotWidget(enableMenu=False)
        self.plot.setMinimumHeight(LOWEST_PLOT)
        self.plot.setMaximumHeight(PLOT_HEIGHT)
        # What it would like to have must not make the page scroll.
        self.plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.plot.setMouseEnabled(False, False)
        # The plot makes a menu all the same, without a parent: it would outlive the window.
        menu = self.plot.getPlotItem().ctrlMenu
        menu.setParent(self, menu.windowFlags())
        self.plot.hideButtons()
        self._share = share
        self._began = pg.InfiniteLine(angle=0)
        self._began.hide()
        self.plot.addItem(self._began, ignoreBounds=True)
        values = self.plot.getAxis("left")
        values.setWidth(52)
        # Numbers wider than the axis would be left out.
        values.tickStrings = self._numbers
        # The topmost number stands half above its tick.
        self.plot.getPlotItem().setContentsMargins(0, 8, 0, 0)
        # Its own idea of it is that of another font: the numbers would be cut off.
        self.plot.getAxis("bottom").setHeight(24)
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._curve = self.plot.plot([], [])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.plot, PLOT_HEIGHT)
        # What is higher than the plot may get must not part it from its heading.
        column.addStretch(1)

    def show_points(self, points: tuple[tuple[float, float], ...], epochs: int) -> None:
        """Show (epoch, value) pairs."""
        # Room at the end, or the number of the last epoch would be left out.
        self.plot.setXRange(0, max(1, epochs), padding=0.05)
        # Of few epochs it would number the tenths.
        self.plot.getAxis("bottom").setTickSpacing(*((1, 1) if epochs <= 10 else (None, None)))
        self._curve.setData([x for x, _ in points], [y for _, y in points])
        if self._share:
            self.plot.setYRange(*share_range([y for _, y in points]), padding=0.04)
            # Before the first epoch: of the weights as they were.
            before = [y for x, y in points if x == 0]
            self._began.setVisible(bool(before))
            self._began.setValue(before[0] if before else 0.0)
        elif len(points) == 1:
            # Around one point the plot would show a half to either side: a loss below 0.
            self.plot.setYRange(0.0, 2 * points[0][1] or 1.0)
        else:
            self.plot.enableAutoRange(axis="y")
        self.plot.getAxis("left").setStyle(showValues=bool(points))
        self.value.setText(short_number(points[-1][1]) if points else "–")

    def _numbers(self, values: list[float], _scale: float, spacing: float) -> list[str]:
        """What stands beside ticks so far apart: at every tick, or, in a low window, at as many as
        there is room for."""
        axis = self.plot.getAxis("left")
        low, high = axis.range
        apart = axis.height() * spacing / (high - low)
        every = math.ceil(QFontMetricsF(QFont()).height() / apart) if apart > 0 else 1
        return [
            short_number(value) if round(value / spacing) % every == 0 else "" for value in values
        ]

    def dress(self) -> None:
        """Take the colours of the current theme."""
        theme = self._theme.theme
        self.plot.setBackground(theme.window)
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(theme.strong_border)
            axis.setTextPen(theme.muted)
        self._began.setPen(pg.mkPen(theme.muted, width=1, style=Qt.PenStyle.DashLine))
        self._curve.setPen(pg.mkPen(theme.accent, width=2))
        self._curve.setSymbol("o")
        self._curve.setSymbolSize(4)
        self._curve.setSymbolPen(None)
        self._curve.setSymbolBrush(theme.accent)


class TrainingProgress(QWidget):
    """While it runs."""

    def __init__(self, fine_tune: FineTune, actions: Actions, theme: ThemeKeeper) -> None:
        super().__init__()
        self.title = label("", "name")
        self.note = label("", "small")
        self.note.setWordWrap(True)
        self.bar = ProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 1000)
        self.loss = Curve(self.tr("Loss"), theme)
        self.f1 = Curve(self.tr("F1 on held-out frames"), theme, share=True)
        self.stop_button = QPushButton()
        self.stop_button.setAutoDefault(True)
        stand_for(self.stop_button, actions["stop_finetune"])
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.cancel_button.setAutoDefault(True)
        stand_for(self.cancel_button, actions["cancel_finetune"])
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self.stop_button, 2)
        buttons.addWidget(self.cancel_button, 1)
        column, foot = QVBoxLayout(), QVBoxLayout()
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.bar)
        column.addWidget(self.note)
        column.addWidget(self.loss, PLOT_HEIGHT)
        column.addWidget(self.f1, PLOT_HEIGHT)
        column.addStretch(1)
        foot.addLayout(buttons)
        fill_page(self, column, foot)
        fine_tune.changed.connect(self.show_training)

    def show_training(self, training: Training) -> None:
        """Show a moment of the training."""
        if not training.running:
            return
        preparing = training.stage is Stage.PREPARING
        self.bar.setRange(0, 0 if preparing else 1000)
        if not preparing:
            self.bar.setValue(round(training.progress * 1000))
        if preparing:
            title = self.tr("Preparing")
        elif training.epoch == 0 and training.held_out:
            title = self.tr("Measuring the old weights")
        else:
            title = self.tr("Epoch {epoch} of {epochs}").format(
                epoch=max(1, training.epoch), epochs=training.epochs
            )
        if training.eta_seconds is not None:
            left = duration_text(training.eta_seconds)
            title += " · " + self.tr("ETA {time}").format(time=left)
        self.title.setText(title)
        self.note.setText(training.note)
        self.note.setVisible(bool(training.note))
        self.loss.show_points(training.losses, training.epochs)
        self.f1.show_points(training.f1, training.epochs)
        measured = preparing or training.held_out > 0
        self.f1.setVisible(measured)
        # Without a measure none are the best.
        self.stop_button.setText(
            self.tr("Stop, keep the best") if measured else self.tr("Stop, keep the last")
        )

    def dress(self) -> None:
        """Take the colours of the current theme."""
        self.loss.dress()
        self.f1.dress()


class TrainingResult(QWidget):
    """Old against new, and the choice."""

    def __init__(self, fine_tune: FineTune) -> None:
        super().__init__()
        self.name = ElidedLabel("", "name")
        self.verdict = label("", "muted")
        self.verdict.setWordWrap(True)
        self.table = QWidget()
        self._grid = QGridLayout(self.table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(0, 1)
        for column, text in enumerate(
            (self.tr("On held-out frames"), self.tr("Before"), self.tr("After"))
        ):
            self._grid.addWidget(label(text, "heading"), 0, column, self._side(column))
        self._values = {}
        for row, (key, text) in enumerate(MEASURES, start=1):
            self._grid.addWidget(label(self.tr(text)), row, 0)
            for column, side in enumerate(("before", "after"), start=1):
                value = label("–", "value" if side == "after" else "muted")
                self._values[key, side] = value
                self._grid.addWidget(value, row, column, self._side(column))
        self._grid.setHorizontalSpacing(18)
        self.use_button = QPushButton(self.tr("Use these weights"))
        self.use_button.setAutoDefault(True)
        self.use_button.clicked.connect(fine_tune.use)
        self.back_button = QPushButton(self.tr("Keep the old ones"))
        self.back_button.setAutoDefault(True)
        self.back_button.setToolTip(self.tr("The new weights stay on the list of models"))
        self.back_button.clicked.connect(fine_tune.dismiss)
        self.advised = self.use_button
        """The button that the measure speaks for."""
        outer, foot = QVBoxLayout(), QVBoxLayout()
        outer.setSpacing(10)
        self.ending = label("", "heading")
        self.ending.setWordWrap(True)
        self.rule = line()
        outer.addWidget(self.ending)
        outer.addWidget(self.name)
        outer.addWidget(self.verdict)
        outer.addWidget(self.rule)
        outer.addWidget(self.table)
        outer.addStretch(1)
        foot.setSpacing(10)
        for widget in (line(), self.use_button, self.back_button):
            foot.addWidget(widget)
        fill_page(self, outer, foot)
        fine_tune.changed.connect(self.show_training)

    @staticmethod
    def _side(column: int) -> Qt.AlignmentFlag:
        return Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight

    def show_training(self, training: Training) -> None:
        """Show the outcome."""
        if training.stage is not Stage.DONE or training.output is None:
            return
        self.ending.setText(training.ending)
        self.name.set_whole(training.output.stem)
        self.name.setToolTip(str(training.output))
        self.advised = self.back_button if training.lost else self.use_button
        # Without held-out frames there is nothing to put into the table; the verdict says so.
        self.table.setVisible(training.measured)
        self.rule.setVisible(training.measured)
        for (key, side), cell in self._values.items():
            value = getattr(training, side).get(key)
            cell.setText("–" if value is None else f"{value:.3f}")
        self.verdict.setText(training.verdict)
        # What Enter presses, and what stands out, is what the measure speaks for.
        for button in (self.use_button, self.back_button):
            button.setProperty("role", "primary" if button is self.advised else None)
            restyle(button)
