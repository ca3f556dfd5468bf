"""An edit on the undo stack."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotation.edits import TrackEdit
from annotation.errors import AnnotationError
from annotation.event_edits import EventEdit
from annotation.segments import SegmentEdit
from app.history import Remake, Step
from app.long_edit import AT_ONCE

if TYPE_CHECKING:
    from app.document import Document

Edit = TrackEdit | SegmentEdit | EventEdit


class EditCommand(Step):
    """Writes an edit, or what takes it back, to the project."""

    def __init__(self, document: Document, edit: Edit) -> None:
        super().__init__(edit.label)
        self._document = document
        self._edit = edit
        self._written = False

    @property
    def long_edit(self) -> TrackEdit | None:
        """The edit, where it reaches over many frames."""
        edit = self._edit
        return edit if isinstance(edit, TrackEdit) and edit.reach > AT_ONCE else None

    def repeat(self) -> None:
        self._attempt(self._edit)

    def take_back(self) -> None:
        self._attempt(self._edit.inverse())

    def remake(self) -> Remake:
        edit = self._edit
        return lambda document, _threshold: EditCommand(document, edit)

    def follow(self, step: Callable[[], None]) -> None:
        """Let the stack do a step of this edit that is written, and shown, already."""
        self._written = True
        step()
        self._written = False

    def _attempt(self, edit: Edit) -> None:
        if isinstance(edit, SegmentEdit):
            edit = edit.onto(self._document.segments)
        try:
            if not self._written:
                self._document.write(edit)
        except AnnotationError as error:
            # Qt cannot carry an exception through the stack: the step leaves it, the user is told.
            self.setObsolete(True)
            self._document.tell(error)
        else:
            self._document.stepped.emit(edit.first, edit.last)
            self._document.saved.emit()
