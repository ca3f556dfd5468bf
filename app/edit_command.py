"""An edit on the undo stack."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand

from annotation.edits import NUDGE, TrackEdit
from annotation.errors import AnnotationError
from annotation.joint_edit import Edit, marks_of, onto
from app.history import Remake, Step
from app.long_edit import AT_ONCE

if TYPE_CHECKING:
    from app.document import Document

NUDGES_WITHIN_S = 1.0
"""Nudges that follow each other so soon are one step of undo: a held key makes many."""


class EditCommand(Step):
    """Writes an edit, or what takes it back, to the project."""

    def __init__(self, document: Document, edit: Edit) -> None:
        super().__init__(edit.label)
        self._document = document
        self._edit = edit
        self._written = False

    def id(self) -> int:
        """Qt offers steps of one id that follow each other to `mergeWith`."""
        return 1 if self._edit.label == NUDGE else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take a nudge along that follows this one at once."""
        if not (isinstance(other, EditCommand) and isinstance(other._edit, TrackEdit)):
            return False
        mine = self._edit
        both = mine.joined(other._edit, NUDGES_WITHIN_S) if isinstance(mine, TrackEdit) else None
        if both is None:
            return False
        self._edit = both
        return True

    @property
    def long_edit(self) -> Edit | None:
        """The edit, where its marks reach over many frames."""
        marks = marks_of(self._edit)
        return self._edit if marks is not None and marks.reach > AT_ONCE else None

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
        edit = onto(edit, self._document.segments)
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
