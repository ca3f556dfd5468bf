"""The review's queue is ranked in a thread, of a copy of the track that follows every change."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar, cast

from PySide6.QtCore import QObject, QTimer, Signal

from annotation.arc_edits import events_of
from annotation.events import Event, Events
from annotation.rallies import Rallies, rallies_of
from annotation.review import Doubts, ReviewQueue, find_doubts
from annotation.review_statistics import ReviewStatistics, review_statistics
from annotation.segments import Segments
from annotation.track import BallTrack
from app.document import Document
from app.jobs.task import Task

SETTLE_MS = 120
"""The match is ranked again so long after a change; changes in between come along."""
STREAM_PAUSE = 4
"""While answers of a model stream in, ranking rests so many times as long as it took: a match of
two hours would otherwise be ranked all the time, and slow the model down."""

_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Facts:
    """What is known of a match beside its track: what persons say of stretches and events, the size
    of the picture in pixels, and frames per second."""

    segments: Segments
    decided: Mapping[int, Event]
    size: tuple[int, int]
    fps: float


@dataclass(frozen=True)
class Ranked:
    """What the thread made of a copy of the track."""

    track: BallTrack = field(default_factory=lambda: BallTrack(0))
    doubts: Doubts = field(default_factory=lambda: find_doubts(BallTrack(0)))
    statistics: ReviewStatistics = field(default_factory=ReviewStatistics)
    events: Events = field(default_factory=Events.none)
    rallies: Rallies = field(default_factory=Rallies.none)
    _queues: dict[float, ReviewQueue] = field(default_factory=dict)

    @classmethod
    def of(cls, track: BallTrack, bar: float | None, facts: Facts) -> Ranked:
        """With the queues by the usual bar and by the chosen one, if that is another."""
        events = events_of(track)
        rallies = rallies_of(track, events, facts.segments, facts.decided, facts.size, facts.fps)
        ranked = cls(track, find_doubts(track), review_statistics(track), events, rallies)
        for wanted in {ranked.doubts.usual_bar, bar or ranked.doubts.usual_bar}:
            ranked.queue(wanted)
        return ranked

    def queue(self, bar: float) -> ReviewQueue:
        """The queue by a bar, made once."""
        if bar not in self._queues:
            self._queues[bar] = self.doubts.queue(bar)
        return self._queues[bar]


class Ranking(QObject):
    """Ranks the open match again and again; the first time soon after it was opened."""

    ranked = Signal(object, bool)
    """A `Ranked` of the match as it is, and whether only a person's decisions changed it."""
    rested = Signal()
    """What was ranked last is the match as it is."""
    failed = Signal(str)
    """Why it could not be ranked; what was ranked last stays, until the next change."""

    def __init__(
        self, document: Document, bar: Callable[[], float | None], parent: QObject | None = None
    ) -> None:
        """`bar` tells which bar is chosen, None for the usual one; its queue is made as well."""
        super().__init__(parent)
        self._document = document
        self._bar = bar
        self._decided = False
        """Whether only a person's decisions have changed what was ranked."""
        self._task: Task | None = None
        self._stale = False
        self._changed: tuple[int, int] | None = None
        """First and last frame that changed since the track was copied."""
        self._copied: BallTrack | None = None
        """The track that was copied last."""
        self._copy = BallTrack(0)
        """The thread's while there is one."""
        self._took = 0.0
        """Seconds that ranking took last."""
        self._streaming = True
        """Whether only answers of a model have changed what was ranked."""
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.timeout.connect(self._rank)
        document.opened.connect(self._begin)
        document.closed.connect(self._begin)
        document.changed.connect(self._edited)
        document.predictionsChanged.connect(self._answered)
        document.thresholdChanged.connect(lambda _threshold: self._all_changed())
        # Rallies depend on them.
        document.segmentsChanged.connect(self._edited)
        document.eventsChanged.connect(self._edited)

    @property
    def settled(self) -> bool:
        """Whether the match was ranked as it is now; else it soon will be."""
        return self._task is None and not self._settle.isActive()

    def shut_down(self) -> None:
        """Wait for the thread: the window closes."""
        self._settle.stop()
        task, self._task = self._task, None
        if task is not None:
            task.finish()

    def _begin(self) -> None:
        self._copied = None
        self._all_changed()

    def _all_changed(self) -> None:
        self._streaming = False
        self._answered(0, self._document.frame_count - 1)

    def _edited(self, first: int, last: int) -> None:
        self._streaming = False
        self._wait(first, last)

    def _answered(self, first: int, last: int) -> None:
        self._decided = False
        self._wait(first, last)

    def _wait(self, first: int, last: int) -> None:
        known = self._changed or (first, last)
        self._changed = (min(known[0], first), max(known[1], last))
        # Not put off by the next one: while answers stream in, the queue grows.
        pause = self._pause()
        if not self._settle.isActive() or self._settle.remainingTime() > pause:
            self._settle.start(pause)

    def _pause(self) -> int:
        """Milliseconds until the queue is ranked again."""
        if not self._streaming:
            return SETTLE_MS
        return max(SETTLE_MS, round(STREAM_PAUSE * 1000 * self._took))

    def _rank(self) -> None:
        if self._task is not None:
            self._stale = True
            return
        if not self._document.settled:
            # The edit is not on screen yet, and the path is to follow it: that comes first.
            self._settle.start(SETTLE_MS)
            return
        self._stale = False
        track = self._document.track
        if not track.fits(self._copy):
            self._work(track.room, self._make_room)
            return
        changed = self._changed if self._copied is track else None
        copy = track.snapshot(self._copy, changed)
        self._copied, self._changed, self._streaming = track, None, True
        decided, self._decided = self._decided, True
        ranked = partial(Ranked.of, copy, self._bar(), self._facts())
        self._work(ranked, partial(self._take, track, decided))

    def _facts(self) -> Facts:
        document, info = self._document, self._document.info
        size, fps = ((info.width, info.height), float(info.fps)) if info else ((1, 1), 1.0)
        return Facts(document.segments, document.decided_events, size, fps)

    def _work(self, work: Callable[[], _Result], take: Callable[[_Result], None]) -> None:
        """Do something in the thread, and take what came of it unless the window closes."""
        started = time.monotonic()

        def finished(result: object) -> None:
            if task is self._task:
                self._task, self._took = None, time.monotonic() - started
                take(cast(_Result, result))

        task = Task(lambda _task: work(), self)
        task.succeeded.connect(finished)
        task.failed.connect(lambda sentence: self._give_up(task, sentence))
        task.finished.connect(task.deleteLater)
        self._task = task
        task.start()

    def _make_room(self, room: BallTrack) -> None:
        self._copy, self._copied = room, None
        self._rank()

    def _take(self, track: BallTrack, decided: bool, ranked: Ranked) -> None:
        # An edit that is not on screen yet comes first; with it, all is ranked again.
        if track is self._document.track and not self._document.settled:
            self._stale = True
            self._decided &= decided
        elif track is self._document.track:
            self.ranked.emit(ranked, decided)
        if self._stale:
            self._settle.start(self._pause())
        if self.settled:
            self.rested.emit()

    def _give_up(self, task: Task, sentence: str) -> None:
        if task is self._task:
            self._task = None
            self.failed.emit(sentence)
            if self._stale:
                self._settle.start(self._pause())
