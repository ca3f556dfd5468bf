"""The tracker in a thread: answers are committed chunk by chunk, then signalled.

The thread opens the project for itself and writes predictions only, so that no mark of a person can
be touched. Whatever ends the run, what was committed stays, and the next run of the same weights
goes on from there.
"""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QThread, Signal

from annotation.errors import AnnotationError, GrownElsewhereError
from annotation.predictions import FRAMES_SETTING
from annotation.project import PROBLEM_STATE, Project
from annotation.segments import Range, ranges_without
from app.jobs.engine import Engine, LoadedModel
from app.jobs.job_state import JobState, Phase
from app.jobs.task import EXPECTED

if TYPE_CHECKING:
    from app.jobs.run_store import RunStore
    from tracker.video import Video

log = logging.getLogger(__name__)

FindMatch = Callable[[threading.Event], "tuple[Path, Video]"]
"""Project and video of a match, as they are now; ends in `Cancelled` once the event is set."""


class TrackerWorker(QThread):
    """One run over one video. Signals arrive in the window's thread."""

    found = Signal(object, object)
    """The match is there: paths of its project and its video."""
    stateChanged = Signal(object)
    """JobState."""
    modelLoaded = Signal(float)
    """The threshold that the model's makers chose."""
    chunkDone = Signal(int, object, bool)
    """First frame, columns and `begins_shot` of a `ChunkDone` that the project file holds now."""
    noticed = Signal(str)
    """Something worth telling while work goes on, such as a smaller batch."""
    failed = Signal(str)
    stopped = Signal(int, int)
    """Cancelled; frames answered, frames in all."""
    nothingLeft = Signal(str)
    """These weights (their name) answered every frame before, so none was asked for."""
    completed = Signal(int, float)
    """Every frame asked for that is not left out is answered; frames, seconds."""

    def __init__(
        self,
        find: FindMatch,
        weights: str,
        device: str,
        engine: Engine,
        parent: QObject | None = None,
        frames: tuple[int, int] | None = None,
        runtime: str = "auto",
        mode: str = "fast",
        anew: bool = False,
    ) -> None:
        """Args:
        find: is called in the thread and gives the match to work on.
        frames: first and last frame to answer; by default all of the video.
        mode: one of `tracker.inference.MODES`.
        anew: answer again what these weights answered before.
        """
        super().__init__(parent)
        self._find = find
        self._weights = weights
        self._device = device
        self._runtime = runtime
        self._mode = mode
        self._anew = anew
        self._engine = engine
        self._frames = frames
        self._state = JobState(Phase.LOADING)
        self._project_path: Path | None = None
        self.weights_failed = False
        """Whether the file of the chosen weights is there, but cannot be loaded."""
        self.stop_event = threading.Event()
        self.pause_event = threading.Event()

    def cancel(self) -> None:
        """Stop soon; `stopped` follows."""
        self.stop_event.set()
        self.pause_event.clear()

    def set_paused(self, paused: bool) -> None:
        """Hold, or go on."""
        if paused:
            self.pause_event.set()
        else:
            self.pause_event.clear()

    def run(self) -> None:
        """The thread's body; use `start`."""
        if sys.platform == "linux":
            # There it is this thread, and all that it starts, before which the window goes.
            os.nice(10)
        try:
            self._work()
        except EXPECTED as error:
            if self.stop_event.is_set():
                self.stopped.emit(self._state.done, self._state.total)
            else:
                self._fail(str(error))
        except Exception as error:
            sys.excepthook(type(error), error, error.__traceback__)
            self._fail(self.tr("Pre-labelling stopped unexpectedly; the log has the details."))

    def _fail(self, sentence: str) -> None:
        """Tell why, and have the project remember it until another try: the list of the matches
        says so even when the window was closed meanwhile."""
        if self._project_path is not None:
            try:
                with Project.open(self._project_path, check=False) as project:
                    project.set_state(PROBLEM_STATE, sentence)
            except AnnotationError as error:
                log.info("what went wrong is not remembered: %s", error)
        self.failed.emit(sentence)

    def _work(self) -> None:
        while True:
            project_path, video = self._find(self.stop_event)
            self._project_path = project_path
            try:
                return self._answer(project_path, video)
            except GrownElsewhereError as error:
                log.info("found once more: %s", error)

    def _answer(self, project_path: Path, video: Video) -> None:
        from app.jobs.run_store import RunStore, run_settings, run_to_go_on
        from tracker.inference import MODES

        self.found.emit(project_path, video.info.path)
        video_frames = video.info.frame_count
        first, last = self._frames or (0, video_frames - 1)
        total = last - first + 1
        self._tell(JobState(Phase.LOADING, total=total))
        model = self._load()
        threshold = model.threshold
        settings = run_settings(model, MODES[self._mode])
        with Project.open(project_path) as project:
            project.refuse_grown(video_frames)
            latest = project.latest_run() if self._frames is not None else None
            if self._frames is not None:
                settings[FRAMES_SETTING] = [first, last]
            if latest is not None:
                # A part answered again does not change what counts as a ball in the rest.
                threshold = latest.threshold
            else:
                self.modelLoaded.emit(threshold)
            if self._anew:
                run = project.begin_run(model.name, model.sha256, threshold, video_frames, settings)
                self._anew = False
            else:
                run = run_to_go_on(project, model, threshold, settings)
            excluded = project.segments().excluded()
            todo = ranges_without(run.todo_within(first, last), excluded)
            if run.finished is not None and not todo:
                self.nothingLeft.emit(model.name)
                return
            with RunStore(project, run, self.noticed.emit) as store:
                seconds = self._follow(video, model, store, todo, total)
            if self.stop_event.is_set():
                self.stopped.emit(self._state.done, total)
                return
            project.finish_run(run.id)
        kept = ranges_without(((first, last),), excluded)
        self.completed.emit(sum(last - first + 1 for first, last in kept), seconds)

    def _load(self) -> LoadedModel:
        from tracker.model.weights_file import WeightsError

        try:
            return self._engine.load(self._weights, self._device, self._runtime)
        except WeightsError:
            # Where the file is gone, others take its place by themselves.
            self.weights_failed = Path(self._weights).is_file()
            raise

    def _follow(
        self, video: Video, model: LoadedModel, store: RunStore, todo: list[Range], total: int
    ) -> float:
        """Commit and signal what the engine finds; returns the seconds it took."""
        from tracker.inference import MODES, ChunkDone, Finished, Notice, Progress

        before = total - sum(last - first + 1 for first, last in todo)
        self._tell(JobState(Phase.RUNNING, before, total, done_before=before))
        seconds = 0.0
        events = self._engine.track(
            video, model, todo, self.stop_event, self.pause_event, MODES[self._mode]
        )
        for event in events:
            if isinstance(event, ChunkDone):
                store.keep(event)
                self.chunkDone.emit(event.first_frame, event.columns, event.begins_shot)
            elif isinstance(event, Progress):
                self._tell(
                    JobState(
                        Phase.PAUSED if self.pause_event.is_set() else Phase.RUNNING,
                        before + event.done,
                        total,
                        event.frames_per_second,
                        event.eta_seconds,
                        before,
                    )
                )
            elif isinstance(event, Notice):
                self.noticed.emit(event.text)
            elif isinstance(event, Finished):
                seconds = event.seconds
        return seconds

    def _tell(self, state: JobState) -> None:
        self._state = state
        self.stateChanged.emit(state)
