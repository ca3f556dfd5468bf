"""Bulk actions: one edit, and one undo step, for all selected frames."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject

from annotation import edits
from annotation.edits import TrackEdit
from annotation.joint_edit import Edit, with_events_taken_back
from annotation.segments import SegmentEdit, SegmentKind, exclude, include
from annotation.track import BallTrack
from app.document import Document
from app.playhead import Playhead
from app.selection import Selection
from app.workflows.done_edits import DoneEdits
from app.workflows.prelabel import Prelabel

Range = tuple[int, int]
Then = Callable[[], object]


class RangeActions(QObject):
    """What can be done with the selection, and how to select from the keyboard."""

    def __init__(
        self,
        document: Document,
        playhead: Playhead,
        selection: Selection,
        prelabel: Prelabel,
        done_edits: DoneEdits,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._playhead = playhead
        self._selection = selection
        self._prelabel = prelabel
        self._done_edits = done_edits

    # -- selecting -------------------------------------------------------------------------------

    def mark_in(self) -> None:
        """Let the selection begin at the frame in view."""
        self._selection.mark_in(self._playhead.frame)

    def mark_out(self) -> None:
        """Let the selection end at the frame in view."""
        self._selection.mark_out(self._playhead.frame)

    def select_all(self) -> None:
        """Select the whole video."""
        self._selection.set(0, self._document.frame_count - 1)

    def select_stretch(self, frame: int | None = None) -> None:
        """Select the frames around one (the one in view) that are answered alike.

        Alike: a ball, no ball or no answer, by a person or by a machine. Where the frame lies in a
        stretch that was named (a replay, ...), all of that.
        """
        frame = self._playhead.frame if frame is None else frame
        track = self._document.track
        if not 0 <= frame < len(track):
            return
        named = self._document.segments.at(frame)
        if named is not None:
            self._selection.set(named.first, named.last)
            return
        kinds = np.sign(track.visibility).astype(np.int8) * 2 + track.persons
        others = np.flatnonzero(kinds != kinds[frame])
        at = int(np.searchsorted(others, frame))
        first = int(others[at - 1]) + 1 if at else 0
        last = int(others[at]) - 1 if at < len(others) else len(track) - 1
        self._selection.set(first, last)

    # -- acting ----------------------------------------------------------------------------------

    def accept(self, frames: Range | None = None, then: Then = lambda: None) -> None:
        """Every machine's answer in the selection (or the frames given) is right; `then` go on.

        Not in stretches that are left out, unless that is all there is.
        """
        self._edit(partial(edits.accept_range, left_out=self._left_out()), frames, then)

    def no_ball(self, frames: Range | None = None, then: Then = lambda: None) -> None:
        """There is no ball in any of the selected frames (or those given); `then` go on.

        Not in stretches that are left out either, unless that is all there is: nobody has looked.
        """
        self._edit(partial(edits.no_ball_range, left_out=self._left_out()), frames, then)

    def _left_out(self) -> npt.NDArray[np.bool_]:
        return self._document.segments.excluded_mask(self._document.frame_count)

    def clear(self) -> None:
        """Take every mark off the selected frames."""
        self._edit(edits.clear_range)

    def fill(self) -> None:
        """Fill between the positions a person gave around, or else inside, the selection."""
        self._edit(_fill)

    def retrack(self) -> None:
        """Let the chosen model answer the selected frames again."""
        if self._selection.range is not None:
            self._prelabel.start(self._selection.range)

    def exclude(self, kind: SegmentKind) -> None:
        """The selection is no play, but a replay, a close-up or a break."""
        if self._selection.range is not None:
            count = self._document.frame_count
            self._name(exclude(self._document.segments, *self._selection.range, count, kind))

    def include(self) -> None:
        """The selection is play, whatever was guessed."""
        if self._selection.range is not None:
            count = self._document.frame_count
            self._name(include(self._document.segments, *self._selection.range, count))

    def _name(self, edit: SegmentEdit) -> None:
        self._playhead.pause()
        if self._document.try_apply(edit):
            self._done_edits.tell(edit)

    def _edit(
        self,
        make: Callable[[BallTrack, int, int], TrackEdit],
        frames: Range | None = None,
        then: Then = lambda: None,
    ) -> None:
        """Apply an edit of the frames, by default those selected; once it is made, `then` go on."""
        chosen = frames or self._selection.range
        if chosen is None:
            return
        first, last = chosen
        self._playhead.pause()
        decisions = self._document.decided_events

        def make_all(track: BallTrack) -> Edit:
            return with_events_taken_back(make(track, first, last), decisions)

        def made(edit: Edit) -> None:
            self._done_edits.tell(edit)
            then()

        self._document.edit(make_all, last - first + 1, made)


def _fill(track: BallTrack, first: int, last: int) -> TrackEdit:
    """Fill from anchor to anchor; the selection need not reach them, nor end on them."""
    anchors = np.flatnonzero(track.persons & track.has_ball)
    inside = anchors[(anchors >= first) & (anchors <= last)]
    if len(inside) >= 2:
        return edits.fill_linear(track, int(inside[0]), int(inside[-1]))
    return edits.fill_linear(track, first, last)
