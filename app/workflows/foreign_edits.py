"""Files that lack what another window did to the same project: the person is told.

The match on screen is as it was read, and as it was edited here. Another window's edits come in
only when the project is read again, so that what is written from here goes without them.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject

from annotation.errors import AnnotationError
from annotation.mark_columns import MarkColumns
from annotation.project import Project
from app.document import Document
from app.jobs.task import RunningTasks, Task


class ForeignEdits(QObject):
    """Looks, after a file was written, whether the project holds more than the window."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._running = RunningTasks()

    def look(self, written: Path) -> None:
        """Tell of it where a file that was just written lacks what another window did."""
        project = self._document.project
        if project is None:
            return
        own, place = self._own_marks(), project.path

        def differs(_task: Task) -> bool:
            # In a thread: all marks of a long match take longer to read than the window can wait.
            with Project.open(place, check=False) as stored:
                return self._differs(stored, own)

        def confirm() -> None:
            # An edit made here in the meantime differs, too. By now it is known on both sides.
            if self._document.project is not project:
                return
            try:
                foreign = self._differs(project, self._own_marks())
            except AnnotationError as error:
                self._document.failed.emit(str(error))
                return
            if foreign:
                sentence = self.tr(
                    "{file} lacks what another window changed in this project: read it again, "
                    "and write the file once more."
                )
                self._document.overtaken.emit(sentence.format(file=written.name))

        def looked(different: object) -> None:
            if different:
                self._document.long_edit.when_free(confirm)

        task = Task(differs, self)
        task.succeeded.connect(looked)
        task.failed.connect(self._document.failed)
        self._running.start(task)

    def _own_marks(self) -> MarkColumns:
        track = self._document.track
        return track.marks_in(np.flatnonzero(track.marked))

    def _differs(self, stored: Project, own: MarkColumns) -> bool:
        document = self._document
        return (
            stored.mark_columns().records.tobytes() != own.records.tobytes()
            or stored.segments() != document.segments
            or stored.event_decisions() != document.decided_events
        )

    def shut_down(self) -> None:
        """Wait for a look that is under way: the window closes."""
        self._running.wait()
