"""One piece of work in a thread of its own, with progress, a stop, and one outcome."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from annotation.errors import AnnotationError
from tracker.errors import TrackerError

EXPECTED = (AnnotationError, TrackerError)
"""Errors whose message is a sentence for the person at the window."""

LEAST_PROGRESS = 0.002
"""Progress is told in steps of at least this share."""

Work = Callable[["Task"], Any]


class Task(QThread):
    """Runs `work(task)` in a thread; exactly one of succeeded, failed, stopped follows.

    The work reports by `task.report(share)` and returns early once `task.stop` is set. Expected
    errors end in `failed` with their sentence. Others go to the excepthook (crash dialog and log)
    and end in `failed` as well, so that whoever waits does not wait for ever.
    """

    progressed = Signal(float)
    told = Signal(object)
    """Something the work had to say on the way."""
    succeeded = Signal(object)
    failed = Signal(str)
    stopped = Signal()

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._reported = -1.0
        self.stop = threading.Event()

    def report(self, share: float) -> None:
        """Say from inside the work that `share` (0..1) of it is done."""
        # Some works report at every frame; the window has other things to do.
        if abs(share - self._reported) >= LEAST_PROGRESS:
            self._reported = float(share)
            self.progressed.emit(self._reported)

    def tell(self, something: object) -> None:
        """Hand out `something` before the work is done."""
        self.told.emit(something)

    def run(self) -> None:
        """The thread's body; use `start`."""
        try:
            result = self._work(self)
        except EXPECTED as error:
            if self.stop.is_set():
                self.stopped.emit()
            else:
                self.failed.emit(str(error))
        except Exception as error:
            sys.excepthook(type(error), error, error.__traceback__)
            self.failed.emit(self.tr("Something unexpected went wrong; the log has the details."))
        else:
            if self.stop.is_set():
                self.stopped.emit()
            else:
                self.succeeded.emit(result)

    def cancel(self) -> None:
        """Ask the work to stop; `stopped` follows."""
        self.stop.set()

    def finish(self) -> None:
        """Stop and wait: for closing the window."""
        self.stop.set()
        self.wait()


class RunningTasks:
    """Tasks that nobody cancels: kept until they end, waited for when the window closes."""

    def __init__(self) -> None:
        self._tasks: set[Task] = set()

    def start(self, task: Task) -> None:
        """Start it; it is deleted once it has ended."""
        task.finished.connect(lambda: self._tasks.discard(task))
        task.finished.connect(task.deleteLater)
        self._tasks.add(task)
        task.start()

    def wait(self) -> None:
        """Block until all have ended."""
        for task in list(self._tasks):
            task.wait()
