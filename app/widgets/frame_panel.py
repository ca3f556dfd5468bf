"""The frame in view: what is said of its ball, the decisions, the model's peaks, the overlays."""

from __future__ import annotations

import math
from collections.abc import Set
from enum import StrEnum

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotation.project import Project
from app.actions import Actions
from app.document import Document
from app.playhead import Playhead
from app.translation import QT_TRANSLATE_NOOP
from app.widgets.follower import Follower
from app.widgets.overlays import HeatmapStage, MotionInterval, Overlay, OverlayState
from app.widgets.overlays_hud import describe
from app.widgets.overlays_marks import LOW_CONFIDENCE_MARGIN, glyph_icon, kind_of
from app.widgets.parts import KeyButton, action_button, label, let_wheel_scroll, line, show_hint
from app.workflows.threshold import Threshold

DECISIONS = ("accept", "no_ball", "occluded", "clear", "fill", "accept_to_here")
VISIBILITIES = (
    (
        1,
        QT_TRANSLATE_NOOP("FramePanel", "Easy"),
        QT_TRANSLATE_NOOP("FramePanel", "Easy to see"),
    ),
    (
        2,
        QT_TRANSLATE_NOOP("FramePanel", "Hard"),
        QT_TRANSLATE_NOOP("FramePanel", "Hard to see"),
    ),
    (
        3,
        QT_TRANSLATE_NOOP("FramePanel", "Occluded"),
        QT_TRANSLATE_NOOP("FramePanel", "Hidden at a known position"),
    ),
    (
        0,
        QT_TRANSLATE_NOOP("FramePanel", "No ball"),
        QT_TRANSLATE_NOOP("FramePanel", "Nothing to see"),
    ),
)
MOST_PEAKS = 5
PEAK_HEIGHT = 28


class FramePanel(QScrollArea):
    """One of the tabs on the right."""

    visibilityRequested = Signal(int)

    def __init__(
        self,
        document: Document,
        playhead: Playhead,
        overlays: OverlayState,
        threshold: Threshold,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Frame"))
        self._document = document
        self._playhead = playhead
        self._outliers: Set[int] = frozenset()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(16, 14, 14, 16)
        column.setSpacing(10)
        self._add_ball(column)
        self._add_decisions(column, actions)
        column.addWidget(line())
        self._add_peaks(column, actions)
        column.addWidget(line())
        self.overlay_controls = OverlayControls(overlays, actions)
        column.addWidget(self.overlay_controls)
        column.addWidget(line())
        self.threshold = ThresholdControl(document, threshold)
        column.addWidget(self.threshold)
        column.addStretch(1)
        self.setWidget(body)
        let_wheel_scroll(body)

        self._follower = Follower(playhead, self.refresh, self)
        document.changed.connect(self._refresh_if_near)
        document.predictionsChanged.connect(self._refresh_if_near)
        document.thresholdChanged.connect(lambda _value: self._follower.follow())
        document.opened.connect(self.refresh)
        document.closed.connect(self.refresh)
        self.refresh()

    def _add_ball(self, column: QVBoxLayout) -> None:
        self.glyph = QLabel()
        self.glyph.setFixedSize(28, 28)
        self.state = label("", "name")
        self.position = label("", "small")
        facts = QVBoxLayout()
        facts.setSpacing(1)
        facts.addWidget(self.state)
        facts.addWidget(self.position)
        self.earlier = label("", "small")
        facts.addWidget(self.earlier)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.glyph, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(facts, 1)
        column.addLayout(row)

    def _add_decisions(self, column: QVBoxLayout, actions: Actions) -> None:
        grid = QGridLayout()
        grid.setSpacing(6)
        for place, name in enumerate(DECISIONS):
            grid.addWidget(KeyButton(actions[name]), place // 2, place % 2)
        column.addLayout(grid)

        row = QHBoxLayout()
        row.setSpacing(4)
        self._visibility = QButtonGroup(self)
        self._visibility.setExclusive(False)
        for value, text, hint in VISIBILITIES:
            button = QToolButton()
            button.setText(self.tr(text))
            button.setCheckable(True)
            show_hint(button, actions, f"visibility_{value}", self.tr(hint))
            button.setProperty("role", "choice")
            button.setMinimumWidth(10)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _checked=False, value=value: self._ask_visibility(value))
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._visibility.addButton(button, value)
            row.addWidget(button)
        column.addWidget(label(self.tr("Visibility"), "heading"))
        column.addLayout(row)

    def _add_peaks(self, column: QVBoxLayout, actions: Actions) -> None:
        column.addWidget(label(self.tr("Peaks the model saw"), "heading"))
        self.peaks: list[PeakButton] = []
        # Room for all of them: what stands below must not jump from frame to frame.
        box = QWidget()
        box.setFixedHeight(MOST_PEAKS * (PEAK_HEIGHT + 1))
        rows = QVBoxLayout(box)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(1)
        for number in range(1, MOST_PEAKS + 1):
            button = PeakButton(actions[f"candidate_{number}"])
            self.peaks.append(button)
            rows.addWidget(button)
        self.no_peaks = label(self.tr("None yet: pre-label first."), "small")
        rows.addWidget(self.no_peaks)
        rows.addStretch(1)
        column.addWidget(box)

    def _ask_visibility(self, value: int) -> None:
        self.visibilityRequested.emit(value)
        self.refresh()

    def _refresh_if_near(self, first: int, last: int) -> None:
        if first <= self._playhead.frame <= last:
            self._follower.follow()

    def show_outliers(self, frames: Set[int]) -> None:
        """Name the balls of these frames as jumping off their path."""
        frame = self._playhead.frame
        changed = (frame in self._outliers) != (frame in frames)
        self._outliers = frames
        if changed:
            self._follower.follow()

    def _show_earlier(self, place: tuple[float, float] | None) -> None:
        """What an earlier run said, where it was something else."""
        self.earlier.setVisible(place is not None)
        if place is not None:
            said = "x {:.1f}   y {:.1f}".format(*place)
            if math.isnan(place[0]):
                said = self.tr("no ball")
            self.earlier.setText(self.tr("Earlier run: {said}").format(said=said))

    def refresh(self) -> None:
        """Show the frame in view."""
        track, frame = self._document.track, self._playhead.frame
        inside = frame < track.frame_count
        mark = track.mark_at(frame) if inside else None
        kind = kind_of(mark, track.threshold, frame in self._outliers)
        self.glyph.setPixmap(glyph_icon(kind, 28).pixmap(28, 28))
        by_path = inside and track.path_differs(frame)
        self.state.setText(describe(kind, mark, by_path) if inside else self.tr("No match open"))
        self.state.setToolTip(
            self.tr("The frames around decided, not the best score in this one.") if by_path else ""
        )
        if mark is None or mark.x is None or mark.y is None:
            self.position.setText(self.tr("No position") if inside else "")
        else:
            self.position.setText(f"x {mark.x:.1f}   y {mark.y:.1f}")
        self._show_earlier(track.former_at(frame) if inside else None)
        for button in self._visibility.buttons():
            value = self._visibility.id(button)
            button.setChecked(mark is not None and mark.visibility == value)
            button.setEnabled(inside and (value == 0 or bool(mark and mark.position)))
        peaks = self._document.candidates(frame)
        for number, button in enumerate(self.peaks):
            button.setVisible(number < len(peaks))
            if number < len(peaks):
                x, y, score = (float(value) for value in peaks[number])
                button.show_peak(x, y, score)
        self.no_peaks.setVisible(len(peaks) == 0)
        answered = inside and bool(track.predicted[frame])
        self.no_peaks.setText(
            self.tr("None in this frame.") if answered else self.tr("None yet: pre-label first.")
        )


class PeakButton(KeyButton):
    """A peak: how sure the model was of it, and where it is; its key takes it."""

    def __init__(self, action: QAction) -> None:
        super().__init__(action)
        self.setProperty("role", "row")
        self.setFixedHeight(PEAK_HEIGHT)

    def show_peak(self, x: float, y: float, score: float) -> None:
        """Show score and position in source pixels."""
        self.defaultAction().setIconText(f"{score:.2f}     x {x:.1f}   y {y:.1f}")


class OverlayControls(QWidget):
    """Which overlays are painted, and how strongly."""

    def __init__(
        self, overlays: OverlayState, actions: Actions, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._overlays = overlays
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.addWidget(label(self.tr("Overlays"), "heading"), 0, 0, 1, 2)
        self.sliders: dict[Overlay, QSlider] = {}
        rows = (
            (Overlay.HEATMAP, self.tr("Heatmap")),
            (Overlay.MOTION, self.tr("Motion")),
            (Overlay.TRAIL, self.tr("Trail")),
        )
        for row, (overlay, text) in enumerate(rows, start=1):
            button = action_button(actions[overlay.value], text="", icon_size=18)
            slider = QSlider(Qt.Orientation.Horizontal)
            slider.setRange(0, 100)
            slider.setToolTip(self.tr("Opacity"))
            slider.setAccessibleName(self.tr("{overlay} opacity").format(overlay=text))
            slider.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            slider.valueChanged.connect(
                lambda value, overlay=overlay: overlays.set_opacity(overlay, value / 100)
            )
            self.sliders[overlay] = slider
            grid.addWidget(button, row, 0)
            grid.addWidget(slider, row, 1)
        self.stage = _choice(
            (
                (self.tr("refined"), HeatmapStage.ANSWER),
                (self.tr("draft"), HeatmapStage.DRAFT),
                (self.tr("change"), HeatmapStage.CHANGE),
            ),
            self.tr("The model's answer, its draft, or what refinement (R-STR) changed"),
        )
        self.stage.activated.connect(
            lambda _index: overlays.set_heatmap_stage(self.stage.currentData())
        )
        grid.addWidget(label(self.tr("Heatmap"), "muted"), 4, 0)
        grid.addWidget(self.stage, 4, 1)
        self.interval = _choice(
            (("t−1 → t", MotionInterval.BEFORE), ("t → t+1", MotionInterval.AFTER)),
            self.tr("Motion from the frame before to this one, or from this one to the next"),
        )
        self.interval.activated.connect(
            lambda _index: overlays.set_motion_interval(self.interval.currentData())
        )
        grid.addWidget(label(self.tr("Between"), "muted"), 5, 0)
        grid.addWidget(self.interval, 5, 1)
        grid.setColumnStretch(1, 1)
        overlays.changed.connect(lambda _name: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        """Show the overlays' state."""
        for overlay, slider in self.sliders.items():
            slider.blockSignals(True)
            slider.setValue(round(self._overlays.opacity(overlay) * 100))
            slider.blockSignals(False)
            slider.setEnabled(self._overlays.visible(overlay))
        self.interval.setCurrentIndex(self.interval.findData(self._overlays.motion_interval))
        self.interval.setEnabled(self._overlays.visible(Overlay.MOTION))
        self.stage.setCurrentIndex(self.stage.findData(self._overlays.heatmap_stage))
        self.stage.setEnabled(self._overlays.visible(Overlay.HEATMAP))


def _choice(entries: tuple[tuple[str, StrEnum], ...], hint: str) -> QComboBox:
    """A box to choose one of `entries`, (text, value)."""
    box = QComboBox()
    for text, value in entries:
        box.addItem(text, value)
    box.setToolTip(hint)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(8)
    box.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return box


class ThresholdControl(QWidget):
    """The score from which a prediction counts as the ball."""

    def __init__(
        self, document: Document, threshold: Threshold, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._threshold = threshold
        self._held_for: Project | None = None
        """The match whose threshold was taken into the hand last."""
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(1, 99)
        self.slider.setAccessibleName(self.tr("Confidence threshold"))
        self.slider.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.value = label("", "value")
        head = QHBoxLayout()
        head.addWidget(label(self.tr("Threshold"), "heading"))
        head.addStretch(1)
        head.addWidget(self.value)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.slider)
        self.hint = label("", "small")
        self.hint.setWordWrap(True)
        column.addWidget(self.hint)
        self.slider.sliderPressed.connect(self._take_hold)
        self.slider.valueChanged.connect(self._changed)
        self.slider.sliderReleased.connect(self._let_go)
        document.thresholdChanged.connect(lambda _value: self.refresh())
        threshold.busyChanged.connect(lambda _busy: self.refresh())
        threshold.handMoved.connect(self._follow_hand)
        document.opened.connect(self.refresh)
        document.closed.connect(self.refresh)
        self.refresh()

    def _take_hold(self) -> None:
        self._held_for = self._document.project

    def _changed(self, value: int) -> None:
        self._tell(value / 100)
        if not self.slider.isSliderDown():
            self._threshold.choose(value / 100)
        elif self._held_for is self._document.project:
            self._threshold.try_out(value / 100)

    def _let_go(self) -> None:
        if self._held_for is self._document.project:
            self._threshold.choose(self.slider.value() / 100)
        else:
            self.refresh()  # Another match was opened meanwhile: its threshold stays.

    def refresh(self) -> None:
        """Show the document's threshold; one that is being dragged is the hand's."""
        held = self.slider.isSliderDown() or self._threshold.in_hand is not None
        if held or self._threshold.busy:
            return
        self.setEnabled(self._document.is_open)
        self._show(self._document.threshold)

    def _follow_hand(self, threshold: float | None) -> None:
        """Show what keys are at, which may not be decided yet."""
        if threshold is None:
            self.refresh()
        else:
            self._show(threshold)

    def _show(self, threshold: float) -> None:
        self.slider.blockSignals(True)
        self.slider.setValue(round(threshold * 100))
        self.slider.blockSignals(False)
        self._tell(threshold)

    def _tell(self, threshold: float) -> None:
        self.value.setText(f"{threshold:.2f}")
        low = min(1.0, threshold + LOW_CONFIDENCE_MARGIN)
        if self._document.track.follows_path:
            text = self.tr(
                "A peak that scores less is a ball only where the path says so. Up to {low}, balls "
                "show as low score. Marks stay."
            )
        else:
            text = self.tr(
                "A peak that scores less is no ball. Up to {low}, balls show as low score. Marks "
                "stay."
            )
        self.hint.setText(text.format(low=f"{low:.2f}"))
