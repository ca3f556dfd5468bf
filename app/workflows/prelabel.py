"""Pre-label: let the model answer every frame in the background, and show it while it happens.

One match at a time is worked on, whether it is on screen or not; others wait for their turn.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from annotation.errors import AnnotationError
from annotation.summary import video_of
from app.document import Document
from app.engine_sentences import in_language
from app.jobs.engine import Engine
from app.jobs.job_state import JobState, Phase
from app.jobs.tracker_worker import FindMatch, TrackerWorker
from app.messages import Messages
from app.workflows.choose_model import ModelChoice
from app.workflows.left_out import LeftOut
from app.workflows.match_files import find_match
from app.workflows.open_match import OpenMatch
from app.workflows.prelabel_endings import BATCH_TOPIC, REVIEW_TOPIC, TOPIC, Ended, Endings
from app.workflows.prelabel_queue import Order, OrderQueue
from app.workflows.threshold import Threshold

if TYPE_CHECKING:
    from tracker.video import Video

log = logging.getLogger(__name__)

_LOOK_EVERY = 0.05
"""Seconds, while a match is being opened."""


class Prelabel(QObject):
    """Runs one worker at a time. What a person asks for on screen goes before what waits."""

    stateChanged = Signal(object)
    """JobState while a run is under way, None when there is none."""
    finished = Signal()
    """A run ended, whichever way."""

    def __init__(
        self,
        document: Document,
        open_match: OpenMatch,
        choice: ModelChoice,
        threshold: Threshold,
        messages: Messages,
        engine: Engine,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._open_match = open_match
        self._choice = choice
        self._threshold = threshold
        self._messages = messages
        self._engine = engine
        self._worker: TrackerWorker | None = None
        self._order: Order | None = None
        """What the worker is about."""
        self.here = False
        """Whether that is the match on screen. Kept, because finding out asks the file system, and
        it is wanted at every frame that is shown."""
        self._project: Path | None = None
        """Its project, once it is found."""
        self._files: frozenset[Path] = frozenset()
        """What is known of its project and video."""
        self._model_threshold: float | None = None
        self._queue = OrderQueue()
        self.endings = Endings(
            open_match,
            messages,
            LeftOut(document, messages, self),
            self._queue,
            self._go_on_with,
            partial(self.start, anew=True),
            partial(choice.use, ""),
        )
        self._problems: dict[Path, str] = {}
        """Why runs failed, by the video and the project of the match."""
        self._gives_way = False
        """Whether the run is stopped only for another one, after which it goes on."""
        self._was_paused = False
        """Whether it was held then."""
        self._opening = False
        self._at_hand: tuple[Path, Video] | None = None
        """Project and video on screen, for the worker, which may look for its match again."""
        self._meanwhile: list[Callable[[], None]] = []
        """Shows chunks that were stored while a match was being opened: it may be that match, and
        have been read before."""
        self._state: JobState | None = None
        document.opened.connect(self._another_match)
        document.closed.connect(self._another_match)
        open_match.busyChanged.connect(self._match_opens)

    @property
    def running(self) -> bool:
        """Whether a run is under way."""
        return self._worker is not None

    @property
    def state(self) -> JobState | None:
        """Where the run stands, None when there is none."""
        return self._state

    def works_on(self, path: Path) -> bool:
        """Whether the run is about the match with that video or project."""
        return path in self._files

    def place(self, path: Path) -> int:
        """Which of those that wait the match with that video or project is, from 1; 0: none."""
        return self._queue.place(path)

    @property
    def place_here(self) -> int:
        """The same of the match on screen."""
        project = self._document.project
        return self.place(project.path.absolute()) if project is not None else 0

    def problem(self, path: Path) -> str:
        """Why the last run on the match with that video or project failed; '' where none did."""
        return self._problems.get(path, "")

    # -- asking for it ---------------------------------------------------------------------------

    def start(self, frames: tuple[int, int] | None = None, *, anew: bool = False) -> None:
        """Start a run on the match on screen; goes on with an interrupted one of the same weights.

        Where these weights have answered the whole video, that is said, and nothing done again.
        A run on another match makes way and goes on afterwards.

        Args:
            frames: first and last frame to answer again; by default the whole video.
            anew: answer the whole video again, whoever answered it.
        """
        project = self._document.project
        if project is None or self.here:
            return
        self._messages.withdraw(TOPIC, REVIEW_TOPIC)
        path = project.path.absolute()
        self._queue.put_first(Order(path, self._document.name(), frames, anew))
        if self._state is None:
            self._next()
        elif self._state.phase is not Phase.STOPPING:
            self._gives_way = True
            self._was_paused = self._state.phase is Phase.PAUSED
            self._stop_worker()

    def start_all(self, matches: Iterable[tuple[Path, str]], *, anew: bool = False) -> None:
        """Pre-label matches one after the other, the one on screen first.

        Args:
            matches: project or video, and name, of each.
            anew: answer again what is answered, whoever answered it.
        """
        new = [Order(path, name, anew=anew, batched=True) for path, name in matches]
        self._go_on_with(sorted(new, key=lambda order: not self._open_match.is_open(order.path)))

    def _go_on_with(self, orders: list[Order]) -> None:
        """Carry out the orders after what waits, but those that wait or are carried out already."""
        self._messages.withdraw(TOPIC, REVIEW_TOPIC, BATCH_TOPIC)
        self._queue.add(order for order in orders if not self._is_taken(order))
        if self._worker is None:
            self._next()
        else:
            self._set_state(self._state)

    def _is_taken(self, order: Order) -> bool:
        if order.frames is not None:
            return False
        return bool(self.place(order.path)) or (self.works_on(order.path) and not self._given_up)

    @property
    def _given_up(self) -> bool:
        """Whether the run was cancelled and has not ended yet."""
        stopping = self._state is not None and self._state.phase is Phase.STOPPING
        return stopping and not self._gives_way

    def set_paused(self, paused: bool) -> None:
        """Hold the run, or let it go on."""
        if self._worker is None or self._state is None or self._state.phase is Phase.STOPPING:
            return
        self._worker.set_paused(paused)
        self._set_state(replace(self._state, phase=Phase.PAUSED if paused else Phase.RUNNING))

    def toggle_paused(self) -> None:
        """Hold the run if it goes, let it go on if it is held."""
        if self._state is not None:
            self.set_paused(self._state.phase is not Phase.PAUSED)

    def cancel(self) -> None:
        """Stop the run, and all that waits; what it committed stays."""
        self._gives_way = False
        self._queue.cancel()
        self._stop_worker()

    def _stop_worker(self) -> None:
        if self._worker is not None and self._state is not None:
            self._worker.cancel()
            self._set_state(replace(self._state, phase=Phase.STOPPING))

    def shut_down(self) -> None:
        """Stop and wait for the end: the window closes."""
        self._queue.cancel()
        # One that was heard to have ended may still be closing its project.
        for worker in self.findChildren(TrackerWorker):
            worker.cancel()
            worker.wait()
        if self._worker is not None:
            self._forget_run()

    # -- the worker ------------------------------------------------------------------------------

    def _next(self) -> None:
        """Begin what waits, if anything does."""
        self._gives_way = False
        order = self._queue.take()
        if order is not None:
            self._begin(order)

    def _begin(self, order: Order) -> None:
        choice = self._choice
        worker = TrackerWorker(
            self._finder(order),
            choice.weights,
            choice.device,
            self._engine,
            self,
            order.frames,
            choice.runtime,
            choice.mode,
            order.anew,
        )
        worker.found.connect(partial(self._found, worker))
        worker.stateChanged.connect(lambda state: self._changed(worker, state))
        worker.noticed.connect(lambda sentence: self._noticed(worker, sentence))
        worker.modelLoaded.connect(self._when_free(self._adopt, worker))
        worker.chunkDone.connect(self._when_free(self._show, worker))
        worker.failed.connect(self._when_free(self._failed, worker))
        worker.stopped.connect(self._when_free(self._stopped, worker))
        worker.nothingLeft.connect(self._when_free(self._nothing_left, worker))
        worker.completed.connect(self._when_free(self._completed, worker))
        worker.finished.connect(self._when_free(TrackerWorker.deleteLater, worker))
        self._worker, self._order, self._files = worker, order, frozenset({order.path})
        self.here = self._open_match.is_open(order.path)
        total = order.frames[1] - order.frames[0] + 1 if order.frames else 0
        if self.here and not order.frames:
            total = self._document.frame_count
        self._problems.pop(order.path, None)
        worker.set_paused(order.paused)
        self._set_state(JobState(Phase.PAUSED if order.paused else Phase.LOADING, total=total))
        worker.start()

    def _finder(self, order: Order) -> FindMatch:
        self._take_at_hand()
        found_before = False

        def find(stop: threading.Event) -> tuple[Path, Video]:
            nonlocal found_before
            # It has grown, mostly because it is being read on: as far as the window knows it, not
            # farther, or the window would be behind at once.
            while found_before and self._opening and not stop.wait(_LOOK_EVERY):
                pass
            found_before = True
            if (at_hand := self._at_hand) is not None:
                (project, video), info = at_hand, at_hand[1].info
                paths = map(os.path.realpath, (project, info.path))
                count = video_of(project)[0].frame_count
                if os.path.realpath(order.path) in paths and count == info.frame_count:
                    return project, video
            files = find_match(order.path, stop=stop)
            return files.project_path, files.video

        return find

    def _take_at_hand(self) -> None:
        project, video = self._document.project, self._document.video
        self._at_hand = None if project is None or video is None else (project.path, video)

    def _when_free(self, act: Callable[..., None], worker: TrackerWorker) -> Callable[..., None]:
        """What changes the match waits while many frames are being edited, and so does what
        follows."""
        wait = self._document.long_edit.when_free
        return lambda *given: wait(partial(act, worker, *given))

    def review_begun(self) -> None:
        """Whoever reviews needs no offer to, least of all over the picture."""
        self._messages.withdraw(REVIEW_TOPIC)

    def _match_opens(self, name: str) -> None:
        self._opening = bool(name)
        self._meanwhile = []

    def _another_match(self) -> None:
        """The run goes on; what it says on screen is about another match from now on."""
        # Its button is about the match that was open, not about the next.
        self._messages.withdraw(TOPIC, REVIEW_TOPIC)
        self._take_at_hand()
        project, info = self._document.project, self._document.info
        if project is not None and info is not None:
            self._queue.has_project(info.path.absolute(), project.path.absolute())
        self.here = self._order is not None and self._open_match.is_open(
            self._project or self._order.path
        )
        for show in self._meanwhile:
            show()
        self._meanwhile = []
        if self._model_threshold is not None:
            self._take_threshold(self._model_threshold)
        if self._state is not None:
            self._set_state(self._state)

    def _found(self, worker: TrackerWorker, project: Path, video: Path) -> None:
        if worker is self._worker:
            self._project = project.absolute()
            self._files |= {self._project, video.absolute()}
            self.here = self._open_match.is_open(self._project)
            for path in self._files:
                self._problems.pop(path, None)

    def _changed(self, worker: TrackerWorker, state: JobState) -> None:
        if worker is not self._worker or self._state is None:
            return
        if self._state.phase in (Phase.STOPPING, Phase.PAUSED):
            # The worker has not heard of it yet, or has the model to load first.
            state = replace(state, phase=self._state.phase)
        if state.preparing:
            state = replace(state, notice=self._state.notice)
        self._set_state(state)

    def _noticed(self, worker: TrackerWorker, sentence: str) -> None:
        if self.here:
            self._messages.info(sentence)
        else:
            log.info("pre-labelling: %s", sentence)
        if worker is self._worker and self._state is not None and self._state.preparing:
            self._set_state(replace(self._state, notice=sentence))

    def _adopt(self, worker: TrackerWorker, threshold: float) -> None:
        if worker is self._worker:
            self._model_threshold = threshold
            self._take_threshold(threshold)

    def _take_threshold(self, threshold: float) -> None:
        if not self.here:
            return
        try:
            self._threshold.adopt(threshold)
        except AnnotationError as error:
            self._messages.error(str(error))

    def _show(
        self,
        worker: TrackerWorker,
        first: int,
        columns: tuple[np.ndarray, ...],
        begins_shot: bool,
    ) -> None:
        if worker is not self._worker or self._project is None:
            return
        project = self._project

        def show() -> None:
            fits = first + len(columns[0]) <= self._document.frame_count
            if self._open_match.is_open(project) and fits:
                self._document.show_predictions(first, *columns, begins_shot=begins_shot)

        show()
        if self._opening:
            self._meanwhile.append(show)

    def _set_state(self, state: JobState | None) -> None:
        if state is not None and self._order is not None:
            batch = self._queue.batch if self._order.batched else None
            number, of = (batch.number, batch.total) if batch else (1, 1)
            name = "" if self.here else self._order.name
            state = replace(state, name=name, number=number, of=of)
        self._state = state
        self.stateChanged.emit(state)

    # -- how it ends -----------------------------------------------------------------------------

    def _forget_run(self) -> None:
        self._worker = self._order = self._project = self._model_threshold = None
        self.here = False
        self._files = frozenset()
        self._set_state(None)
        self.finished.emit()

    def _end(self, worker: TrackerWorker) -> Ended | None:
        """What `worker` was about; None if it was not current."""
        if worker is not self._worker or self._order is None:
            return None
        ended = Ended(self._order, self.here, self._project, worker.weights_failed)
        self._forget_run()
        return ended

    def _failed(self, worker: TrackerWorker, sentence: str) -> None:
        if worker is self._worker:
            self._problems |= dict.fromkeys(self._files, in_language(sentence))
        ended = self._end(worker)
        if ended is not None:
            self.endings.failed(ended, sentence)
            # Should the weights be gone, others take their place before it is tried again.
            self._choice.refresh()
            self._after_one()

    def _stopped(self, worker: TrackerWorker, done: int, total: int) -> None:
        asked_again = any(map(self.place, self._files))
        ended = self._end(worker)
        if ended is None:
            return
        if ended.project is not None:
            # The list of the matches knows it by that now.
            ended = replace(ended, order=replace(ended.order, path=ended.project))
        if self._gives_way:
            self._queue.put_back(replace(ended.order, paused=self._was_paused))
        elif not asked_again:
            self.endings.stopped(ended, done, total)
        self._next()

    def _nothing_left(self, worker: TrackerWorker, name: str) -> None:
        ended = self._end(worker)
        if ended is not None:
            self.endings.nothing_left(ended, name)
            self._after_one()

    def _completed(self, worker: TrackerWorker, frames: int, took: float) -> None:
        ended = self._end(worker)
        if ended is not None:
            differing = self._document.recall_former() if ended.here else 0
            self.endings.completed(ended, frames, took, differing)
            self._after_one()

    def _after_one(self) -> None:
        """Begin the next, or tell how several went."""
        if self._queue:
            self._next()
        else:
            self.endings.all_done()
