"""What a correction would change, shown before it is made.

While the button is down on the picture, and where the cursor rests on it, the path is found again
with a mark there, in a thread, on a copy; the canvas paints the difference.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from annotation import edits
from annotation.preview import Preview, ask
from app.document import Document
from app.jobs.task import RunningTasks, Task

HELD_MS = 30
REST_MS = 350
"""A cursor that stays in place for so long is asking."""

Aim = tuple[int, float, float]
"""A frame and where its ball would be, source pixels."""


class Ghost(QObject):
    """The difference that a mark would make along the path; found a moment after it is asked."""

    arrived = Signal()
    """A difference was found that was asked for before."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._aim: Aim | None = None
        self._held = False
        self._asked: Task | None = None
        self._tasks = RunningTasks()
        self._found: Preview | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._find)
        for changed in (document.changed, document.predictionsChanged, document.thresholdChanged):
            changed.connect(self.forget)
        document.opened.connect(self.forget)
        document.closed.connect(self.forget)

    def at(
        self, frame: int | None, position: tuple[float, float] | None, held: bool
    ) -> Preview | None:
        """The difference a ball at `position` (source pixels) of `frame` would make, once known.

        `held`: the button is down, and the answer for where it was a moment ago will do meanwhile.
        """
        if frame is None or position is None or not self._document.track.follows_path:
            self.forget()
            return None
        aim = (frame, *position)
        self._held = held
        if aim != self._aim:
            if self._aim is None or self._aim[0] != frame or not held:
                self._found = None
            self._aim = aim
            if self._asked is None and not (held and self._timer.isActive()):
                self._timer.start(HELD_MS if held else REST_MS)
        return self._found

    def forget(self, *_whatever: object) -> None:
        """Nothing is asked, or what was found no longer holds."""
        self._aim = self._found = self._asked = None
        self._timer.stop()

    def shut_down(self) -> None:
        """Wait for the thread: the window closes."""
        self.forget()
        self._tasks.wait()

    def _find(self) -> None:
        # Where that changes something, nothing is asked any more; the repaint asks again.
        self._document.settle()
        aim = self._aim
        if aim is None or not 0 <= aim[0] < self._document.frame_count:
            return
        track = self._document.track
        answer = ask(track, edits.place(track, *aim))
        task = self._asked = Task(lambda _task: answer(), self)
        task.succeeded.connect(lambda found: self._take(task, aim, found))
        self._tasks.start(task)

    def _take(self, task: Task, aim: Aim, found: Preview) -> None:
        if task is not self._asked or self._aim is None:
            return
        self._asked = None
        if aim == self._aim or (self._held and aim[0] == self._aim[0]):
            self._found = found
            self.arrived.emit()
        if aim != self._aim:
            self._timer.start(HELD_MS if self._held else REST_MS)
