"""What can be undone and redone: the steps on the undo stack, and how they reach another window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QUndoCommand, QUndoStack

if TYPE_CHECKING:
    from app.document import Document
    from app.workflows.threshold import Threshold

Remake = Callable[["Document", "Threshold"], "Step"]
"""Makes a step of one window for another."""


class Step(QUndoCommand):
    """A step that is in the project, and shown, before it is put on the stack."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.resting = False
        """Whether the stack may pass it by without any effect."""

    def redo(self) -> None:
        if not self.resting:
            self.repeat()

    def undo(self) -> None:
        if not self.resting:
            self.take_back()

    def repeat(self) -> None:
        """Do again what was taken back."""
        raise NotImplementedError

    def take_back(self) -> None:
        """Make it undone."""
        raise NotImplementedError

    def remake(self) -> Remake:
        """How to make the same step for another window; outlasts this one."""
        raise NotImplementedError


def put(stack: QUndoStack, step: Step) -> None:
    """Put a step that is made on the stack: what could be redone is gone."""
    step.resting = True
    stack.push(step)
    step.resting = False


@dataclass(frozen=True)
class History:
    """The steps in a match, on their way from a window that closes to the one in its place.

    Nothing else may edit the match in between; should it, the project refuses the steps that no
    longer fit, as it does for two windows.
    """

    project: Path
    steps: tuple[Remake, ...]
    done: int
    """So many of them are made, the rest can be redone."""

    @classmethod
    def of(cls, document: Document) -> History | None:
        """The steps in the match that is open, None where none is."""
        project, stack = document.project, document.undo_stack
        if project is None:
            return None
        steps = [stack.command(at) for at in range(stack.count())]
        remakes = tuple(step.remake() for step in steps if isinstance(step, Step))
        return cls(project.path, remakes, stack.index())

    def give(self, document: Document, threshold: Threshold) -> None:
        """Let them be undone and redone in the other window, where that match is open."""
        if document.project is None or document.project.path != self.project:
            return
        stack = document.undo_stack
        steps = [remake(document, threshold) for remake in self.steps]
        with QSignalBlocker(stack):
            for step in steps:
                step.resting = True
                stack.push(step)
            stack.setIndex(self.done)
        for step in steps:
            step.resting = False
        document.savedStateChanged.emit()
