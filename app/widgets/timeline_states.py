"""The strip of states: who answers for the frames, and how far the model has got."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor, QPainter, QPalette
from PySide6.QtWidgets import QWidget

from app.document import Document
from app.widgets.overlays_marks import colour_of
from app.widgets.timeline_bins import Columns, State, StateCounts, states_of
from app.widgets.timeline_range import TimelineRange
from app.widgets.timeline_strip import Strip

STATE_HEIGHT = 22
_MARK_ROWS = 7
_BAND_ROWS = 3
_PERSONS = (State.HUMAN, State.VERIFIED, State.NO_BALL, State.OCCLUDED)

Pixels = npt.NDArray[np.uint32]


class StateStrip(Strip):
    """Per column: the shares of the states, persons' marks on top, the analysed band below.

    Marks are drawn however few they are, so that one corrected frame in an hour can be seen.
    """

    def __init__(self, document: Document, view: TimelineRange, parent: QWidget) -> None:
        super().__init__(document, view, parent)
        self._counts = StateCounts(0)
        self.setFixedHeight(STATE_HEIGHT)

    def reload(self) -> None:
        track = self._document.track
        self.show_states(states_of(track, 0, track.frame_count - 1))

    def show_states(self, states: npt.NDArray[np.int8]) -> None:
        """Show the `State` of every frame of a video."""
        self._counts = StateCounts(len(states))
        self._counts.update(states, 0)
        self.redraw()

    def refresh(self, first: int, last: int) -> None:
        self._counts.update(states_of(self._document.track, first, last), first)

    def draw(self, painter: QPainter, columns: Columns) -> None:
        if len(columns) == 0:
            return
        states = STATE_HEIGHT - _MARK_ROWS - _BAND_ROWS - 2
        pixels = self.pixels(columns, _MARK_ROWS, states, _BAND_ROWS)
        self.paint_columns(painter, columns, pixels, STATE_HEIGHT)

    def pixels(self, columns: Columns, marks: int, states: int, band: int = 0) -> Pixels:
        """Rows of persons' marks, of all states, and of the analysed band, a line between them.

        Returns: 0xffRRGGBB uint32 [rows, columns].
        """
        shares = self._counts.over(columns)
        colours = _state_colours()
        empty = self.palette().color(QPalette.ColorRole.AlternateBase).rgb()
        rows = marks + 1 + states + (band + 1 if band else 0)
        pixels = np.full((rows, len(columns)), empty, np.uint32)
        # Persons' marks: the top rows, in the colour of what there is most of.
        persons = shares[list(_PERSONS)]
        most = colours[list(_PERSONS)].take(persons.argmax(axis=0))
        pixels[:marks] = np.where(persons.any(axis=0), most, np.uint32(empty))
        # All states: a stack of shares, the machine's at the bottom.
        level = (np.arange(states)[::-1, None] + 0.5) / states
        there = np.flatnonzero(shares.any(axis=1))
        which = np.zeros((states, len(columns)), np.uint8)
        for top in np.cumsum(shares[there], axis=0):
            which += top < level
        pixels[marks + 1 : marks + 1 + states] = _patterned(there.take(which, mode="clip"))
        if band:
            # How far the model, or anybody, has got.
            analysed = shares[State.UNPROCESSED] < 1.0
            accent = QColor(self.palette().color(QPalette.ColorRole.Link)).rgb()
            pixels[-band:] = np.where(analysed, np.uint32(accent), np.uint32(empty))
        return pixels


def _patterned(states: npt.NDArray[np.intp]) -> Pixels:
    """The colours of `states` [rows, columns], with a pattern for those whose colours are near each
    other: what is filled in is striped as its ring is dashed, a person's "no ball" is hollow as its
    sign is."""
    area = _state_colours().take(states, mode="clip")
    row, column = np.ogrid[: area.shape[0], : area.shape[1]]
    dark = (states == State.INTERPOLATED) & ((row + column) % 6 < 3)
    inside = (row >= 2) & (row < area.shape[0] - 2)
    dark |= (states == State.NO_BALL) & inside
    return np.where(dark, (area >> 2) & np.uint32(0x3F3F3F) | np.uint32(0xFF000000), area)


@lru_cache(maxsize=1)
def _state_colours() -> Pixels:
    colours = np.array([colour_of(state.kind).rgb() for state in State], np.uint32)
    colours[State.UNPROCESSED] = QColor("#3a424d").rgb()
    return colours
