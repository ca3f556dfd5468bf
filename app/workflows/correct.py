"""Correct: keys and gestures become edits of the frame in view; the document makes them durable.

The frame in view is the one on screen. The playhead may be ahead of it while a frame is being
decoded: a frame that nobody has seen yet is not labelled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject, Signal

from annotation import edits
from annotation.arc_edits import accept_arc, no_ball_arc
from annotation.edits import TrackEdit
from annotation.errors import EditError
from annotation.event_edits import decide
from annotation.events import Event, Events
from annotation.joint_edit import Edit, with_events_taken_back
from annotation.likely_place import likely_place
from annotation.marks import Visibility
from annotation.track import BallTrack
from app.document import Document
from app.held_pace import HeldPace
from app.messages import UNSAVED_TOPIC, Messages
from app.numerals import grouped
from app.playhead import Playhead
from app.workflows.done_edits import DoneEdits


class Correct(QObject):
    """Edits of the frame in view."""

    decided = Signal(int)
    """A key settled the frame (accepted, no ball, occluded, peak taken)."""

    def __init__(
        self,
        document: Document,
        playhead: Playhead,
        messages: Messages,
        done_edits: DoneEdits,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._playhead = playhead
        self._messages = messages
        self._done_edits = done_edits
        self._pace = HeldPace()
        self.on_screen: Callable[[], int | None] = lambda: playhead.frame
        """Which frame is on screen, None while there is none; whoever has the canvas says it."""
        self.next_doubt: Callable[[int], int | None] = lambda frame: None
        """The first doubtful frame after one, None where there is none; the queue says it."""
        self.go_on_from: Callable[[int], bool] = lambda frame: False
        """Goes on from a settled frame, where the queue led there; whether it did."""
        self.events: Callable[[], Events] = Events.none
        """What happens to the ball outside what is left out; the review says it."""
        document.failed.connect(lambda text: messages.error(text, topic=UNSAVED_TOPIC))
        document.saved.connect(lambda: messages.withdraw(UNSAVED_TOPIC))
        document.refused.connect(messages.info)

    def place(self, x: float, y: float) -> None:
        """The ball is here, in pixels of the source video; as well seen as a person said before."""
        if not self._stand_on_screen():
            return
        self._edit(lambda track, frame: edits.place_again(track, frame, x, y))

    def place_on_plot(self, frame: int, x: float, y: float) -> None:
        """A point of the timeline's plot was dragged: the ball of `frame` is at (x, y).

        It is judged by the path, not by the picture, which may not be on screen yet.
        """
        self._document.edit(lambda track: edits.place_again(track, frame, x, y))

    def place_likely(self) -> None:
        """Put a ball into a frame without one where those of the frames around lead, or else in the
        middle of the picture: from there it can be nudged."""
        if not self._stand_on_screen():
            return
        track, frame = self._document.track, self._playhead.frame
        mark = track.mark_at(frame)
        if mark is not None and mark.position is not None:
            self._messages.info(
                self.tr("Frame {frame} has a ball: the nudge keys move it.").format(
                    frame=grouped(frame)
                )
            )
        else:
            width, height = self._document.frame_size
            middle = (width - 1) / 2, (height - 1) / 2
            found = likely_place(track, frame)
            self.place(*(found or middle))

    def nudge_held(self, dx: float, dy: float) -> None:
        """`nudge` by a key: held, it goes farther and farther."""
        pace = self._pace.of((self._playhead.frame, dx, dy))
        self.nudge(pace * dx, pace * dy)

    def nudge(self, dx: float, dy: float) -> None:
        """Move the ball by so many pixels of the source video, inside the picture."""
        size = self._document.frame_size
        self._edit(lambda track, frame: edits.nudge(track, frame, dx, dy, size))

    def accept(self) -> None:
        """The answer is right: the machine's becomes verified. One's own is settled, as after a
        click that put the ball right, and the way through the queue goes on."""
        frame = self._playhead.frame
        here = slice(frame, frame + 1)
        own = self._document.is_open and bool(self._document.track.persons_in(here).any())
        if not (own and self._stand_on_screen() and self.go_on_from(frame)):
            self._decide(edits.accept)

    def no_ball(self) -> None:
        """There is no ball in this frame."""
        self._decide(edits.no_ball)

    def occluded(self) -> None:
        """The ball is hidden at the position the frame has."""
        self._decide(edits.occlude)

    def set_visibility(self, visibility: Visibility) -> None:
        """How well the ball is seen."""
        self._decide(lambda track, frame: edits.set_visibility(track, frame, visibility))

    def take_candidate(self, number: int) -> None:
        """Put the ball on the model's peak `number`, counted from 1."""
        self._decide(lambda track, frame: edits.take_candidate(track, frame, number - 1))

    def clear(self) -> None:
        """Drop the frame's mark; the model's answer shows again."""
        self._edit(edits.clear)

    def fill(self) -> None:
        """Fill linearly between the marks around this frame. On a mark, up to it from the one
        before, as after a click on the far end of a gap; where no gap ends there, from it on."""
        track, frame = self._document.track, self._playhead.frame
        before, after = track.previous_mark(frame), track.next_mark(frame)
        gap = 0 if before is None or after is None else after - before

        def make(track: BallTrack, frame: int) -> TrackEdit:
            inside = _gap_at(track, frame)
            return edits.fill_linear(track, inside, inside)

        self._edit(make, most=gap)

    def accept_to_here(self) -> None:
        """Verify every frame from the last one a person answered for to this one."""
        if self._stand_on_screen():
            frame = self._playhead.frame
            first = self._document.track.previous_mark(frame) or 0
            self._accept(first, frame)

    def accept_arc(self) -> None:
        """The whole flight through this frame, from event to event, is right."""
        self._decide_arc(accept_arc)

    def no_ball_arc(self) -> None:
        """What the path follows through this frame, from event to event, is no ball."""
        self._decide_arc(no_ball_arc)

    def accept_to_doubt(self) -> None:
        """Verify every frame from this one to the next doubtful one, and go there."""
        if not self._stand_on_screen():
            return
        frame = self._playhead.frame
        doubt = self.next_doubt(frame)

        def go_on() -> None:
            if doubt is not None and self._playhead.frame == frame:
                self._playhead.seek(doubt)

        self._accept(frame, self._document.frame_count - 1 if doubt is None else doubt - 1, go_on)

    def _accept(self, first: int, last: int, then: Callable[[], None] = lambda: None) -> None:
        """Verify the frames, but for those that were passed by; once that is told, go on `then`."""
        left_out = self._passed_by()

        def made(edit: TrackEdit) -> None:
            self._done_edits.tell(edit)
            then()

        self._document.edit(
            lambda track: edits.accept_range(track, first, last, left_out=left_out),
            last - first + 1,
            made,
        )

    def _passed_by(self) -> npt.NDArray[np.bool_]:
        """bool [n]: the frames of stretches that are left out; one that the person stands in is
        looked at."""
        segments = self._document.segments
        left_out = segments.excluded_mask(self._document.frame_count)
        here = segments.at(self._playhead.frame)
        if here is not None:
            left_out[here.first : here.last + 1] = False
        return left_out

    def _decide_arc(self, make: Callable[..., TrackEdit]) -> None:
        said = {"decided": self._document.decided_events, "left_out": self._passed_by()}

        def decided(frame: int, edit: Edit) -> None:
            self._done_edits.tell(edit)
            self.decided.emit(frame)

        self._edit(partial(make, **said), decided)

    def decide_event(self, kind: Event) -> None:
        """What happens to the ball in this picture; the same once more takes it back."""
        if not self._stand_on_screen():
            return
        frame = self._document.event_frame(self._playhead.frame)
        self._document.try_apply(decide(self._document.decided_events, frame, kind))

    def next_mark(self) -> None:
        """Go to the next frame that a person marked."""
        self._go_to_mark(self._document.track.next_mark(self._playhead.frame))

    def previous_mark(self) -> None:
        """Go to the previous frame that a person marked."""
        self._go_to_mark(self._document.track.previous_mark(self._playhead.frame))

    def _go_to_mark(self, frame: int | None) -> None:
        self._go(frame, self.tr("There is no mark of yours further on in this direction."))

    def next_event(self) -> None:
        """Go to the next frame in which something happens to the ball."""
        self._go_to_event(self.events().after(self._playhead.frame))

    def previous_event(self) -> None:
        """Go to the previous frame in which something happens to the ball."""
        self._go_to_event(self.events().before(self._playhead.frame))

    def _go_to_event(self, frame: int | None) -> None:
        self._go(frame, self.tr("There is no event further on in this direction."))

    def _go(self, frame: int | None, nowhere: str) -> None:
        if frame is None:
            self._messages.info(nowhere)
        else:
            self._playhead.pause()
            self._playhead.seek(frame)

    def _decide(self, make: Callable[[BallTrack, int], TrackEdit]) -> None:
        self._edit(make, lambda frame, _edit: self.decided.emit(frame))

    def _stand_on_screen(self) -> bool:
        """Pause on the frame on screen; whether there is one to edit."""
        if not self._document.is_open:
            return False
        playing, shown = self._playhead.playing, self.on_screen()
        self._playhead.pause()
        if playing and shown is not None:
            # What a person stops at is what they saw, not what would have come next.
            self._playhead.seek(shown)
        elif shown != self._playhead.frame:
            self._messages.info(
                self.tr("Frame {frame} was not on screen yet, so nothing was changed.").format(
                    frame=grouped(self._playhead.frame)
                )
            )
            return False
        return True

    def _edit(
        self,
        make: Callable[[BallTrack, int], TrackEdit],
        then: Callable[[int, Edit], object] = lambda _frame, _edit: None,
        most: int = 1,
    ) -> None:
        """Apply an edit of the frame in view, and of `most` around it; with that, go on `then`."""
        if self._stand_on_screen():
            frame, decisions = self._playhead.frame, self._document.decided_events

            def made(track: BallTrack) -> Edit:
                edit = make(track, frame)
                if _changes_nothing(edit):
                    raise EditError(
                        self.tr("You have said so of frame {frame} already.").format(
                            frame=grouped(frame)
                        )
                    )
                return with_events_taken_back(edit, decisions)

            self._document.edit(made, most, lambda edit: then(frame, edit))


def _gap_at(track: BallTrack, frame: int) -> int:
    """A frame of the gap that is to be filled around `frame`, or beside it where the ball of that
    is a person's already."""
    if not (track.persons[frame] and track.has_ball[frame]):
        return frame
    anchored = track.persons & track.has_ball
    first, last = track.same_picture(frame)
    for beside, anchors in ((first - 1, anchored[:first]), (last + 1, anchored[last + 1 :])):
        if anchors.any() and track.human_mark_at(beside) is None:
            return beside
    return frame


def _changes_nothing(edit: TrackEdit) -> bool:
    """Whether persons have said all of it before: a step of undo that shows nothing puzzles."""
    before = edit.before
    return edit.replaced == len(before) and all(
        was is not None and mark is not None and replace(mark, time=was.time) == was
        for was, mark in ((before[frame], edit.after[frame]) for frame in before)
    )
