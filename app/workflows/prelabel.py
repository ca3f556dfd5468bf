"""Pre-label: let the model answer every frame in the background, and show it while it happens."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import QObject, Signal

from annotation.errors import AnnotationError
from annotation.segments import Segment, SegmentSource, put_guess
from annotation.shots import guess_segments
from app.document import Document
from app.jobs.engine import Engine
from app.jobs.job_state import JobState, Phase, duration_text
from app.jobs.tracker_worker import TrackerWorker
from app.messages import MessageAction, Messages
from app.workflows.choose_model import ModelChoice
from app.workflows.threshold import Threshold

TOPIC = "pre-label"


class Prelabel(QObject):
    """Runs one worker at a time on the open match. It ends when the match is closed."""

    stateChanged = Signal(object)
    """JobState while a run is under way, None when there is none."""
    finished = Signal()
    """A run ended, whichever way."""

    def __init__(
        self,
        document: Document,
        choice: ModelChoice,
        threshold: Threshold,
        messages: Messages,
        engine: Engine,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._choice = choice
        self._threshold = threshold
        self._messages = messages
        self._engine = engine
        self._worker: TrackerWorker | None = None
        self._frames: tuple[int, int] | None = None
        self._state: JobState | None = None
        self.then_review: Callable[[], object] | None = None
        """What the button on the closing message does."""
        self._name = ""
        """Of the match that the run is about."""
        document.opened.connect(self._leave)
        document.closed.connect(self._leave)

    @property
    def running(self) -> bool:
        """Whether a run is under way."""
        return self._worker is not None

    @property
    def state(self) -> JobState | None:
        """Where the run stands, None when there is none."""
        return self._state

    def start(self, frames: tuple[int, int] | None = None, *, anew: bool = False) -> None:
        """Start a run with the chosen weights; goes on with an interrupted one of the same.

        Where these weights have answered the whole video, that is said, and nothing done again.

        Args:
            frames: first and last frame to answer again; by default the whole video.
            anew: answer the whole video again, whoever answered it.
        """
        project, video = self._document.project, self._document.video
        if self.running or project is None or video is None:
            return
        self._messages.withdraw(TOPIC)
        worker = TrackerWorker(
            project.path,
            video,
            self._choice.weights,
            self._choice.device,
            self._engine,
            self,
            frames,
            self._choice.runtime,
            self._choice.mode,
            anew,
        )
        worker.stateChanged.connect(lambda state: self._changed(worker, state))
        worker.noticed.connect(lambda sentence: self._noticed(worker, sentence))
        worker.modelLoaded.connect(self._when_free(self._adopt, worker))
        worker.chunkDone.connect(self._when_free(self._show, worker))
        worker.failed.connect(self._when_free(self._failed, worker))
        worker.stopped.connect(self._when_free(self._stopped, worker))
        worker.nothingLeft.connect(self._when_free(self._nothing_left, worker))
        worker.completed.connect(self._when_free(self._completed, worker))
        worker.finished.connect(self._when_free(TrackerWorker.deleteLater, worker))
        self._worker, self._frames, self._name = worker, frames, self._document.name()
        total = frames[1] - frames[0] + 1 if frames else video.info.frame_count
        self._set_state(JobState(Phase.LOADING, total=total))
        worker.start()

    def _when_free(self, act: Callable[..., None], worker: TrackerWorker) -> Callable[..., None]:
        """What changes the match waits while many frames are being edited, and so does what
        follows."""
        wait = self._document.long_edit.when_free
        return lambda *given: wait(partial(act, worker, *given))

    def set_paused(self, paused: bool) -> None:
        """Hold the run, or let it go on."""
        if self._worker is None or self._state is None:
            return
        self._worker.set_paused(paused)
        self._set_state(replace(self._state, phase=Phase.PAUSED if paused else Phase.RUNNING))

    def toggle_paused(self) -> None:
        """Hold the run if it goes, let it go on if it is held."""
        if self._state is not None:
            self.set_paused(self._state.phase is not Phase.PAUSED)

    def cancel(self) -> None:
        """Stop the run; what it committed stays."""
        if self._worker is not None and self._state is not None:
            self._worker.cancel()
            self._set_state(replace(self._state, phase=Phase.STOPPING))

    def _leave(self) -> None:
        """The match changes: its run stops, and nobody is left to think that it goes on."""
        state = self._state
        self.shut_down()
        if state is not None:
            said = self.tr(
                "Pre-labelling of {name} stopped at {done} of {total} frames; "
                "pre-label it again to go on."
            )
            self._messages.info(said.format(name=self._name, done=state.done, total=state.total))

    def shut_down(self) -> None:
        """Stop the run and wait for its end: the match changes or the window closes."""
        # Its button is about the match that was open, not about the next.
        self._messages.withdraw(TOPIC)
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.cancel()
            worker.wait()
            self._set_state(None)
            self.finished.emit()

    def _changed(self, worker: TrackerWorker, state: JobState) -> None:
        if worker is not self._worker or self._state is None:
            return
        if self._state.phase in (Phase.STOPPING, Phase.PAUSED) and state.phase is Phase.RUNNING:
            # Sent before the worker heard of it.
            state = replace(state, phase=self._state.phase)
        if state.preparing:
            state = replace(state, notice=self._state.notice)
        self._set_state(state)

    def _noticed(self, worker: TrackerWorker, sentence: str) -> None:
        self._messages.info(sentence)
        if worker is self._worker and self._state is not None and self._state.preparing:
            self._set_state(replace(self._state, notice=sentence))

    def _adopt(self, worker: TrackerWorker, threshold: float) -> None:
        if worker is not self._worker:
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
        if worker is self._worker:
            self._document.show_predictions(first, *columns, begins_shot=begins_shot)

    def _set_state(self, state: JobState | None) -> None:
        self._state = state
        self.stateChanged.emit(state)

    def _end(self, worker: TrackerWorker) -> bool:
        """Whether `worker` was the current one; it no longer is."""
        if worker is not self._worker:
            return False
        self._worker = None
        self._set_state(None)
        self.finished.emit()
        return True

    def _failed(self, worker: TrackerWorker, sentence: str) -> None:
        if self._end(worker):
            self._messages.error(sentence, self._again(self.tr("Try again")), topic=TOPIC)

    def _stopped(self, worker: TrackerWorker, done: int, total: int) -> None:
        if self._end(worker):
            self._messages.info(
                self.tr("Pre-labelling stopped at {done} of {total} frames; they are kept.").format(
                    done=done, total=total
                ),
                self._again(self.tr("Go on")),
                topic=TOPIC,
            )

    def _nothing_left(self, worker: TrackerWorker, name: str) -> None:
        if self._end(worker):
            self._messages.info(
                self.tr("{weights} has answered every frame already.").format(weights=name),
                MessageAction(self.tr("Pre-label again"), partial(self.start, anew=True)),
                topic=TOPIC,
            )

    def _completed(self, worker: TrackerWorker, frames: int, took: float) -> None:
        if self._end(worker):
            left_out = self._guess_segments() if self._frames is None else 0
            actions = (
                (MessageAction(self.tr("Review"), self.then_review),) if self.then_review else ()
            )
            first, last = self._frames or (0, 0)
            text = self.tr("All {frames} frames are pre-labelled ({time}).")
            if self._frames is not None:
                text = self.tr("{frames} frames from {first} to {last} are tracked again ({time}).")
            if frames == 0:
                text = self.tr("All of these frames are left out, so the model was not asked.")
            if frames == 1 and self._frames is None:
                text = self.tr("The one frame is pre-labelled ({time}).")
            text = text.format(frames=frames, first=first, last=last, time=duration_text(took))
            if left_out:
                again = self.tr("{count} stretch looks like a replay or close-up and is left out.")
                if left_out > 1:
                    again = self.tr(
                        "{count} stretches look like replays or close-ups and are left out."
                    )
                text += " " + again.format(count=left_out)
                keep = MessageAction(self.tr("Keep them in"), partial(self._put_guess, ()))
                actions = (*actions, keep)
            self._messages.success(text, *actions, topic=TOPIC)

    def _guess_segments(self) -> int:
        """Name the shots that do not show the main view; how many stretches that leaves out."""
        project = self._document.project
        if project is None:
            return 0
        try:
            guesses = guess_segments(project.shots())
        except AnnotationError as error:
            self._messages.error(str(error))
            return 0
        return self._put_guess(guesses)

    def _put_guess(self, guesses: Iterable[Segment]) -> int:
        """Have these guesses in place of those there are; what persons said stays.

        Returns how many stretches are left out because of them, 0 where nothing is new.
        """
        edit = put_guess(self._document.segments, guesses)
        if edit is None:
            return 0
        try:
            self._document.write(edit)
        except AnnotationError as error:
            self._messages.error(str(error))
            return 0
        return sum(
            each.source is SegmentSource.GUESS and each.kind.is_excluded for each in edit.after
        )

    def _again(self, text: str) -> MessageAction:
        """A button that starts the run that ended once more."""
        return MessageAction(text, partial(self.start, self._frames))
