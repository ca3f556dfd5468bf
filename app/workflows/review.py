"""Review: walk through what is worth a look; the queue follows every edit and every answer."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from annotation.arrays import Int64
from annotation.events import Events
from annotation.rallies import Rallies
from annotation.review import BARS, REASONS, ReviewQueue
from annotation.review_statistics import ReviewStatistics, seconds_left
from annotation.review_stretches import (
    Answer,
    ReviewFilter,
    ReviewStretches,
    Stretch,
    shown_frames,
)
from app.document import Document
from app.messages import Messages
from app.playhead import Playhead
from app.settings import Settings
from app.workflows.doubt_count import DoubtCount
from app.workflows.ranking import Ranked, Ranking

ROUND_TOPIC = "round"
"""That the way through the queue has come round."""


@dataclass(frozen=True)
class Below:
    """What is doubtful by a lower bar, and not by the one that is set."""

    bar: float
    frames: int


class Review(QObject):
    """The queue of the open match, in stretches, and the way through it."""

    queueChanged = Signal()
    """Queue, filter or statistics are others now."""
    entered = Signal()
    """A person goes to what is worth a look."""

    def __init__(
        self,
        document: Document,
        playhead: Playhead,
        settings: Settings,
        messages: Messages,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._playhead = playhead
        self._settings = settings
        self._messages = messages
        self._ranked = Ranked()
        self._filter = ReviewFilter()
        self._queue = self._ranked.queue(self.bar)
        self._stretches = ReviewStretches(self._queue)
        self._events = self._ranked.events
        self._doubtful = self._queue.frames
        """Every frame that is doubtful by the usual bar, or a lower one that was chosen, and is
        not left out, ascending."""
        self._outliers: frozenset[int] = frozenset()
        self._in_question = np.zeros(0, np.bool_)
        """bool [n]: which frames are not left out."""
        self.progress = DoubtCount(messages)
        self._arrived: int | None = None
        """The frame that the queue led to last; who looks around it and comes back is still on its
        way through the queue."""
        self._waiting: int | None = None
        """A frame just decided, after which only a queue that knows of it may name another."""
        self._ranking = Ranking(document, lambda: self._chosen_bar, self)
        self._ranking.ranked.connect(self._ranked_anew)
        self._ranking.rested.connect(self._rested)
        self._ranking.failed.connect(messages.error)
        document.opened.connect(self._match_changed)
        document.closed.connect(self._match_changed)
        document.segmentsChanged.connect(lambda *_frames: self._shown_changed())
        document.eventsChanged.connect(lambda *_frames: self._shown_changed())
        playhead.frameChanged.connect(self._moved)
        settings.changed.connect(self._setting_changed)

    # -- what there is ---------------------------------------------------------------------------

    @property
    def queue(self) -> ReviewQueue:
        """All frames above the bar worth a look, worst first, as last ranked; no filter applies."""
        return self._queue

    @property
    def settled(self) -> bool:
        """Whether the queue is that of the track as it is now; else it soon will be."""
        return self._ranking.settled

    @property
    def stretches(self) -> ReviewStretches:
        """The stretches to look at, worst first: what the filter lets through, without replays."""
        return self._stretches

    @property
    def below(self) -> Below | None:
        """What the next lower bar that more is doubtful by would bring; None where none does."""
        for bar in sorted((bar for bar in BARS if bar < self.bar), reverse=True):
            more = self._ranked.doubts.count(bar, self._in_question) - self.progress.left
            if more:
                return Below(bar, more)
        return None

    @property
    def seconds_left(self) -> float | None:
        """How long what is left will take, None while that cannot be told."""
        progress, looks = self.progress, len(self._stretches)
        return seconds_left(self.statistics.total, progress.settled, progress.left, looks)

    @property
    def knows_match(self) -> bool:
        """Whether the match that is open has been ranked; before, the queue says nothing of it."""
        return len(self._ranked.track) > 0

    @property
    def statistics(self) -> ReviewStatistics:
        """What was done, and how fast."""
        return self._ranked.statistics

    @property
    def events(self) -> Events:
        """Hits and bounces, proposed or as a person decided, but in stretches left out."""
        return self._events

    @property
    def rallies(self) -> Rallies:
        """The rallies of the match, as last ranked."""
        return self._ranked.rallies

    @property
    def doubtful(self) -> Int64:
        """int64 [k], ascending: the frames that `next_doubt` leads to."""
        return self._doubtful

    @property
    def outliers(self) -> frozenset[int]:
        """The doubtful frames whose ball jumps off its path; as of `next_doubt`, no filter and no
        higher bar hides one."""
        return self._outliers

    @property
    def reviewed_share(self) -> float:
        """Share of the frames that a person answers for, 0..1."""
        count = self._document.frame_count
        return self._document.reviewed / count if count else 0.0

    @property
    def here(self) -> Stretch | None:
        """The stretch around the frame in view."""
        row = self._stretches.at(self._playhead.frame)
        return None if row is None else self._stretches[row]

    # -- the filter ------------------------------------------------------------------------------

    @property
    def filter(self) -> ReviewFilter:
        """What of the queue is shown."""
        return self._filter

    def set_filter(self, wanted: ReviewFilter) -> None:
        """Show that of the queue."""
        if wanted != self._filter:
            self._filter = wanted
            self._shown_changed()

    def next_reason(self) -> None:
        """Show the doubts of the next reason alone; after the last one all."""
        choices = (None, *REASONS)
        at = choices.index(self._filter.reason)
        self.set_filter(replace(self._filter, reason=choices[(at + 1) % len(choices)]))

    def next_answer(self) -> None:
        """Show frames with the next answer alone; after the last one all."""
        choices = (None, *Answer)
        at = choices.index(self._filter.answer)
        self.set_filter(replace(self._filter, answer=choices[(at + 1) % len(choices)]))

    @property
    def bar(self) -> float:
        """The suspicion from which a frame is asked about."""
        return self._chosen_bar or self._ranked.doubts.usual_bar

    @property
    def _chosen_bar(self) -> float | None:
        """The bar that a person set, in this session or before; None: the usual one."""
        return self._settings.review_bar or None

    @property
    def altered(self) -> bool:
        """Whether a filter is set, or the bar is not the usual one."""
        return not self._filter.shows_all or self.bar != self._ranked.doubts.usual_bar

    def set_bar(self, bar: float) -> None:
        """Ask about what is as suspicious as this, in this match and others."""
        self._settings.review_bar = 0.0 if bar == self._ranked.doubts.usual_bar else bar

    def raise_bar(self) -> None:
        """Ask about what is more doubtful alone."""
        self.set_bar(min((bar for bar in BARS if bar > self.bar), default=self.bar))

    def lower_bar(self) -> None:
        """Ask about what is less doubtful, too; where nothing was left, go on with that."""
        done, below = not self.progress.left, self.below
        if done and below is not None:
            self.set_bar(below.bar)
            self.worst()
        else:
            self.set_bar(max((bar for bar in BARS if bar < self.bar), default=self.bar))

    def show_all(self) -> None:
        """No filter, and the usual bar."""
        self.set_filter(ReviewFilter())
        self.set_bar(self._ranked.doubts.usual_bar)

    # -- the way through -------------------------------------------------------------------------

    def next(self) -> None:
        """Go to the next stretch worth a look; after the last one, the first."""
        stretch = self._stretches.after(self._playhead.frame)
        if stretch is None and len(self._stretches):
            stretch = self._stretches.after(-1)
            self._tell_round(self.tr("That was the last one; on from the first."), stretch)
        if stretch is not None:
            self.go_to(stretch.worst)

    def next_doubt(self, frame: int) -> int | None:
        """The first doubtful frame after this one in time; None after the last.

        None that is left out; but a filter makes no frame less doubtful, and hides none from this.
        """
        at = int(np.searchsorted(self._doubtful, frame, side="right"))
        return int(self._doubtful[at]) if at < len(self._doubtful) else None

    def previous(self) -> None:
        """Go to the previous stretch worth a look; before the first one, the last."""
        stretch = self._stretches.before(self._playhead.frame)
        if stretch is None and len(self._stretches):
            stretch = self._stretches.before(self._document.frame_count)
            self._tell_round(self.tr("That was the first one; on from the last."), stretch)
        if stretch is not None:
            self.go_to(stretch.worst)

    def _tell_round(self, sentence: str, stretch: Stretch | None) -> None:
        """The way to `stretch` comes round. Where it is the only one, no other has been passed; but
        a key that leads nowhere must not seem dead."""
        if len(self._stretches) > 1:
            self._messages.info(sentence, topic=ROUND_TOPIC)
        elif stretch is not None and stretch.worst == self._playhead.frame:
            self._messages.info(self.tr("There is no other one left."), topic=ROUND_TOPIC)

    def worst(self) -> None:
        """Go to the most suspicious frame of all."""
        if len(self._stretches):
            self.go_to(self._stretches[0].worst)

    def go_to(self, frame: int) -> None:
        """Stand on a frame of the queue."""
        self._playhead.pause()
        self._playhead.seek(frame)
        self._arrived = frame
        self.entered.emit()

    def decided(self, frame: int) -> None:
        """A frame was settled: go on to the next doubtful one, where the queue led here."""
        if self._leads_on(frame):
            following = self._stretches.next_frame(frame)
            if following is not None:
                self.go_to(following)
            else:
                self._waiting = frame

    def go_on_from(self, frame: int) -> bool:
        """Go on to the next doubtful frame from one that was settled before, where the queue led
        here; whether it did and there is one."""
        if not self._leads_on(frame):
            return False
        if not self.settled:
            self.decided(frame)
            return True
        self._go_on(frame)
        return self._playhead.frame != frame

    def _leads_on(self, frame: int) -> bool:
        """Whether the queue led to the picture of this frame, and is to lead on from there."""
        if self._arrived is None or not self._settings.advance_after_decision:
            return False
        first, last = self._document.track.same_picture(frame)
        return first <= self._arrived <= last

    def decided_stretch(self, stretch: Stretch) -> None:
        """All of a stretch was settled: go on to the next one."""
        if self._settings.advance_after_decision:
            following = self._stretches.after(stretch.last)
            if following is not None:
                self.go_to(following.worst)
            else:
                self._waiting = stretch.worst

    def _go_on(self, frame: int) -> None:
        """Go to the next frame to look at; after the last one, the first."""
        following = self._stretches.next_frame(frame)
        if following is None:
            following = self._stretches.next_frame(-1)
            row = None if following is None else self._stretches.at(following)
            # Back in the stretch that the frame was of, none has been passed.
            if row is not None and not self._stretches[row].takes_in(frame):
                text = self.tr("That was the last one; on from the first.")
                self._messages.info(text, topic=ROUND_TOPIC)
        if following is not None:
            self.go_to(following)

    def shut_down(self) -> None:
        """Wait for the thread: the window closes."""
        self._ranking.shut_down()

    # -- what comes in ---------------------------------------------------------------------------

    def _moved(self, _frame: int) -> None:
        self._waiting = None

    def _setting_changed(self, name: str) -> None:
        if name == "review_bar":
            self._shown_changed()

    def _match_changed(self) -> None:
        """Nothing of the other match's queue may stay on screen, nor its filter."""
        self._ranked, self._filter = Ranked(), ReviewFilter()
        self._arrived = self._waiting = None
        self.progress.begin(self._document.project)
        self._shown_changed()

    def _ranked_anew(self, ranked: Ranked, decided: bool) -> None:
        self._ranked = ranked
        self._shown_changed(decided)

    def _rested(self) -> None:
        frame, self._waiting = self._waiting, None
        # Not so once undone.
        if frame is not None and self._document.track.human_mark_at(frame) is not None:
            self._go_on(frame)

    def _shown_changed(self, decided: bool = False) -> None:
        """Make the stretches of what the bar, the filter and the stretches left out let through.

        Args:
            decided: whether a person's decisions are why there are more or fewer doubts.
        """
        ranked, count = self._ranked, len(self._ranked.track)
        left_out = self._document.segments.excluded_mask(count)
        self._in_question = ~left_out
        usual = min(self.bar, ranked.doubts.usual_bar)
        self._queue, asked = ranked.queue(self.bar), ranked.queue(usual)
        frames = np.sort(asked.frames)
        self._doubtful = frames[~left_out[frames]]
        jumps = asked.doubtful_for("jump")
        self._outliers = frozenset(jumps[~left_out[jumps]].tolist())
        shown = shown_frames(self._queue, ranked.track, self._filter) & ~left_out
        self._stretches = ReviewStretches(self._queue, shown)
        if not len(self._stretches):
            self._messages.withdraw(ROUND_TOPIC)
        self.progress.count(
            ranked.doubts.count(self.bar, self._in_question),
            int(np.count_nonzero(ranked.track.persons)),
            decided,
        )
        self._events = ranked.events.outside(left_out).with_decisions(self._document.decided_events)
        self.queueChanged.emit()
