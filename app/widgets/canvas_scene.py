"""What the canvas shows: a picture, and what is known of it."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage

from annotation.flights import Flight, flight_at
from annotation.marks import BallMark
from annotation.preview import Preview
from app.document import Document
from app.jobs.evidence import DrawnMap, Evidence
from app.playback.fitting import Pixels
from app.playhead import Playhead
from app.widgets.canvas_gestures import BallDrag
from app.widgets.canvas_neighbours import Neighbour
from app.widgets.overlays import Overlay, OverlayState
from app.widgets.overlays_evidence import draw_maps

Peaks = npt.NDArray[np.float32]
"""float32 [k, 3] of (x, y, score), source pixels, best first."""


@dataclass
class Scene:
    """What is on screen: a picture with its frame number, and what belongs to that frame."""

    document: Document
    playhead: Playhead
    frame: int | None = None
    preview: bool = False
    """The picture is a blurred one of the right frame."""
    picture: QImage | None = None
    fitted: Pixels | None = None
    """The picture at the size of the screen, where somebody made it already."""
    mark: BallMark | None = None
    """The effective answer for the frame."""
    peaks: Peaks = field(default_factory=lambda: np.empty((0, 3), np.float32))
    """The model's peaks in it."""
    former: tuple[float, float] | None = None
    """What an earlier run said, where it was something else; NaN for "no ball"."""
    outliers: Set[int] = frozenset()
    """The frames whose ball jumps, as the review last knew it."""
    around: tuple[int, int, int] | None = None
    """The frames of the pictures before, here and after, as of `TrackColumns.around`."""
    drag: BallDrag | None = None
    cursor: QPointF | None = None
    pointed: int | None = None
    """The frame on screen when the mouse last moved."""
    ghost: Preview | None = None
    """What a mark at the cursor would change."""
    raw: bool = False
    """Only the picture and its facts: the eye compares."""
    beside: list[Neighbour | None] = field(default_factory=list)
    """The picture before, this one and the one after, where they are to be shown."""
    evidence: Evidence | None = None
    _drawn: bool = False
    """Whether the maps of `evidence` are drawn the way they are to be shown."""
    _flight: Flight | None = None
    _flown: tuple[int, int] | None = None
    """First and last frame of which `_flight` is the flight."""

    def clear(self) -> None:
        """Nothing is on screen."""
        self.preview = False
        self.frame = self.picture = self.fitted = self.mark = self.drag = self.around = None
        self.set_evidence(None)
        self._flight = self._flown = None

    def set_evidence(self, evidence: Evidence | None) -> None:
        """Show what the network saw in this frame."""
        self.evidence = evidence
        self.draw_evidence_anew()

    @property
    def in_flight(self) -> bool:
        """Whether the frame on screen is one of those that were fitted last."""
        return (
            self.frame is not None
            and self._flown is not None
            and self._flown[0] <= self.frame <= self._flown[1]
        )

    @property
    def flight(self) -> Flight | None:
        """The flight through the frame on screen, as it was fitted last."""
        return self._flight if self.in_flight else None

    def fit_flight(self) -> None:
        """Fit the flight through the frame on screen, once for all its frames."""
        self._flight = self._flown = None
        frame = self.frame
        if frame is not None and frame < self.document.track.frame_count:
            flight = self._flight = flight_at(
                self.document.track, frame, self.document.decided_events
            )
            self._flown = (frame, frame) if flight is None else (flight.first, flight.last)

    def draw_evidence_anew(self) -> None:
        """It, or the way it is shown, changed."""
        self._drawn = False

    def drawn_map(self, overlay: Overlay, overlays: OverlayState) -> DrawnMap | None:
        """HEATMAP or MOTION of the frame on screen as a picture, None where not known (yet)."""
        evidence = self.evidence
        if evidence is None or evidence.frames != self.around:
            return None
        if not self._drawn:
            # Where the thread drew it, nothing is left to do.
            self.evidence = evidence = draw_maps(
                evidence, overlays.motion_interval, overlays.heatmap_stage, None
            )
            self._drawn = True
        return evidence.drawn_heatmap if overlay is Overlay.HEATMAP else evidence.drawn_motion

    def point(self, where: QPointF) -> None:
        """The mouse moves over the picture."""
        self.cursor, self.pointed = where, self.frame

    @property
    def resting(self) -> QPointF | None:
        """Where the mouse points at something in this frame: not where it was left lying before."""
        asks = self.pointed == self.frame and not self.playhead.playing
        return self.cursor if asks else None

    @property
    def marker(self) -> tuple[float, float] | None:
        """Where the ball of the frame on screen is, source pixels, or None."""
        return self.mark.position if self.mark is not None else None

    def look_up(self) -> None:
        """Ask once, before all is painted, what is said of the frame on screen."""
        track = self.document.track
        if self.frame is None or self.frame >= track.frame_count:
            self.mark, self.peaks, self.around = None, self.peaks[:0], None
            self.former = None
        else:
            self.mark, self.peaks = track.mark_at(self.frame), track.candidates_at(self.frame)
            self.around = track.around(self.frame)
            self.former = track.former_at(self.frame)
