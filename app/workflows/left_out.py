"""Shots that do not show the main view, left out once the whole match is answered."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject

from annotation.errors import AnnotationError
from annotation.project import Project
from annotation.segments import Segment, SegmentSource, put_guess
from annotation.shots import guess_segments
from app.document import Document
from app.messages import Messages


class LeftOut(QObject):
    """Puts guesses; what persons said stays."""

    def __init__(
        self, document: Document, messages: Messages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._messages = messages

    def guess(self) -> int:
        """Name the shots of the match on screen that do not show the main view.

        Returns how many stretches that leaves out, 0 where nothing is new.
        """
        project = self._document.project
        if project is None:
            return 0
        try:
            guesses = guess_segments(project.shots())
        except AnnotationError as error:
            self._messages.error(str(error))
            return 0
        return self._put(guesses)

    def guess_in(self, path: Path) -> None:
        """The same in a project that is not on screen."""
        try:
            with Project.open(path) as project:
                project.guess_segments()
        except AnnotationError as error:
            self._messages.error(str(error))

    def keep_in(self) -> None:
        """Take the guesses in the match on screen back."""
        self._put(())

    def _put(self, guesses: Iterable[Segment]) -> int:
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
