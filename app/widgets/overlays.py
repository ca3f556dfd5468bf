"""Which overlays are on, and how opaque: one model for the canvas, the panels and the actions."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from app.settings import Settings

DEFAULT_TRAIL_LENGTH = 12
OPACITY_STEP = 0.1
"""So much stronger or fainter an overlay is with one step."""


class Overlay(StrEnum):
    """What can be painted over a frame. The values are the stems of the settings' names."""

    HEATMAP = "heatmap"
    """The model's confidence map."""
    MOTION = "motion"
    """MDD motion polarity: arrival and departure."""
    TRAIL = "trail"
    """Where the ball was and will be."""
    CANDIDATES = "candidates"
    """The model's peaks, best first, numbered 1 to 5."""
    MARKER = "marker"
    """The ball of this frame."""
    HUD = "hud"
    """Frame, time, source and score in the corner."""
    CROSSHAIR = "crosshair"
    """Fine lines through the cursor."""
    LOUPE = "loupe"
    """The pixels under the cursor, magnified."""
    NEIGHBOURS = "neighbours"
    """The surroundings of the ball in the frame before, this one and the one after."""


class HeatmapStage(StrEnum):
    """Which of the network's maps the heatmap shows."""

    ANSWER = "answer"
    """After refinement: what peaks are taken from."""
    DRAFT = "draft"
    """Before refinement: the U-Net alone."""
    CHANGE = "change"
    """What refinement (R-STR) added and took away."""


class MotionInterval(StrEnum):
    """Between which two frames motion is shown."""

    BEFORE = "before"
    """From the previous frame to this one."""
    AFTER = "after"
    """From this frame to the next one."""


_VISIBLE: dict[str, bool] = {
    Overlay.HEATMAP: False,
    Overlay.MOTION: False,
    Overlay.TRAIL: True,
    Overlay.CANDIDATES: False,
    Overlay.MARKER: True,
    Overlay.HUD: True,
    Overlay.CROSSHAIR: True,
    Overlay.LOUPE: False,
    Overlay.NEIGHBOURS: False,
}
_OPACITY = {Overlay.HEATMAP: 0.6, Overlay.MOTION: 0.6, Overlay.TRAIL: 0.8}


class OverlayState(QObject):
    """Visibility and opacity (0..1) of each overlay.

    With `settings`, those the settings declare are read from there and remembered there; the
    others start at their defaults each time.
    """

    changed = Signal(str)
    """Name of the overlay whose visibility, opacity or other property changed."""

    def __init__(self, settings: Settings | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        # By name, which an Overlay is: a paint asks dozens of times.
        self._visible = dict(_VISIBLE)
        self._opacity: dict[str, float] = {name: _OPACITY.get(name, 1.0) for name in Overlay}
        self._interval = MotionInterval.BEFORE
        self._stage = HeatmapStage.ANSWER
        self._trail_length = DEFAULT_TRAIL_LENGTH
        if settings is not None:
            self._declared = set(Settings.declared())
            for overlay in Overlay:
                self._read(overlay)
            settings.changed.connect(self._setting_changed)

    def visible(self, overlay: Overlay | str) -> bool:
        """Whether `overlay` is painted."""
        return self._visible[overlay]

    def set_visible(self, overlay: Overlay | str, visible: bool) -> None:
        """Paint `overlay`, or not."""
        overlay = Overlay(overlay)
        if visible != self._visible[overlay]:
            self._visible[overlay] = visible
            self._write(f"{overlay}_visible", visible)
            self.changed.emit(overlay.value)

    def toggle(self, overlay: Overlay | str) -> None:
        """Paint `overlay` if it was not painted, else not."""
        self.set_visible(overlay, not self.visible(overlay))

    def opacity(self, overlay: Overlay | str) -> float:
        """How opaque `overlay` is painted, 0..1."""
        return self._opacity[overlay]

    def set_opacity(self, overlay: Overlay | str, opacity: float) -> None:
        """Paint `overlay` with this opacity (clamped to 0..1)."""
        overlay = Overlay(overlay)
        opacity = min(max(0.0, float(opacity)), 1.0)
        if opacity != self._opacity[overlay]:
            self._opacity[overlay] = opacity
            self._write(f"{overlay}_opacity", opacity)
            self.changed.emit(overlay.value)

    @property
    def in_hand(self) -> tuple[Overlay, ...]:
        """The overlays whose opacity a person means to change: the evidence shown, which hides what
        is under it; else the trail, if that is."""
        evidence = tuple(o for o in (Overlay.HEATMAP, Overlay.MOTION) if self._visible[o])
        return evidence or ((Overlay.TRAIL,) if self._visible[Overlay.TRAIL] else ())

    def step_opacity(self, steps: int, overlays: Iterable[Overlay]) -> None:
        """Paint some overlays stronger (steps up) or fainter (down).

        Never so faint that they cannot be seen: they would be taken for hidden.
        """
        for overlay in overlays:
            opacity = self._opacity[overlay]
            wanted = round(opacity + steps * OPACITY_STEP, 2)
            self.set_opacity(overlay, max(wanted, min(opacity, OPACITY_STEP)))

    @property
    def motion_interval(self) -> MotionInterval:
        """Between which two frames motion is shown."""
        return self._interval

    def set_motion_interval(self, interval: MotionInterval | str) -> None:
        """Show motion from the frame before, or to the frame after."""
        interval = MotionInterval(interval)
        if interval != self._interval:
            self._interval = interval
            self._write("motion_interval", interval.value)
            self.changed.emit(Overlay.MOTION.value)

    @property
    def heatmap_stage(self) -> HeatmapStage:
        """Which of the network's maps the heatmap shows."""
        return self._stage

    def set_heatmap_stage(self, stage: HeatmapStage | str) -> None:
        """Show this one of the network's maps as the heatmap."""
        stage = HeatmapStage(stage)
        if stage != self._stage:
            self._stage = stage
            self._write("heatmap_stage", stage.value)
            self.changed.emit(Overlay.HEATMAP.value)

    def next_heatmap_stage(self) -> None:
        """Show the heatmap, or the next of its stages where it is shown already."""
        if not self.visible(Overlay.HEATMAP):
            self.set_visible(Overlay.HEATMAP, True)
            return
        stages = list(HeatmapStage)
        self.set_heatmap_stage(stages[(stages.index(self._stage) + 1) % len(stages)])

    def swap_motion_interval(self) -> None:
        """Show motion, or the other interval where it is shown already."""
        if not self.visible(Overlay.MOTION):
            self.set_visible(Overlay.MOTION, True)
            return
        before = self._interval is MotionInterval.BEFORE
        self.set_motion_interval(MotionInterval.AFTER if before else MotionInterval.BEFORE)

    @property
    def trail_length(self) -> int:
        """Frames of path shown on either side of the frame in view."""
        return self._trail_length

    def _write(self, name: str, value: bool | float | str) -> None:
        if self._settings is not None and name in self._declared:
            setattr(self._settings, name, value)

    def _setting_changed(self, name: str) -> None:
        stem = name.split("_")[0]
        if stem in tuple(Overlay) and self._read(Overlay(stem)):
            self.changed.emit(stem)

    def _read(self, overlay: Overlay) -> bool:
        """Take over what the settings say of `overlay`; whether anything was new."""
        before = self._snapshot(overlay)
        settings, declared = self._settings, self._declared
        assert settings is not None
        if f"{overlay}_visible" in declared:
            self._visible[overlay] = getattr(settings, f"{overlay}_visible")
        if f"{overlay}_opacity" in declared:
            self._opacity[overlay] = getattr(settings, f"{overlay}_opacity")
        if overlay is Overlay.MOTION:
            self._interval = MotionInterval(settings.motion_interval)
        if overlay is Overlay.HEATMAP:
            self._stage = HeatmapStage(settings.heatmap_stage)
        if overlay is Overlay.TRAIL:
            self._trail_length = settings.trail_length
        return before != self._snapshot(overlay)

    def _snapshot(self, overlay: Overlay) -> tuple[object, ...]:
        return (
            self._visible[overlay],
            self._opacity[overlay],
            self._interval,
            self._stage,
            self._trail_length,
        )
