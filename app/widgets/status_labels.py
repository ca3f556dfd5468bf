"""What stands in the status bar: that edits are saved, how deep undo goes, how much is reviewed."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale
from PySide6.QtWidgets import QLabel

from app.document import Document
from app.numerals import percent
from app.workflows.review import Review


class SavedLabel(QLabel):
    """Edits are durable when they are made; this says when the last one was."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._last = ""
        document.saved.connect(self._saved)
        document.opened.connect(self._opened)
        document.closed.connect(self._opened)
        self._opened()

    def _opened(self) -> None:
        self._last = ""
        self.refresh()

    def _saved(self) -> None:
        moment = QDateTime.currentDateTime().time()
        self._last = QLocale().toString(moment, QLocale.FormatType.ShortFormat)
        self.refresh()

    def refresh(self) -> None:
        """Show what is known."""
        project = self._document.project
        if project is None:
            self.setText(self.tr("Ready"))
        elif self._last:
            self.setText(
                "✓ " + self.tr("Saved {time}").format(time=self._last) + f"  ·  {project.path}"
            )
        else:
            self.setText("✓ " + self.tr("Saved") + f"  ·  {project.path}")


class UndoLabel(QLabel):
    """How many steps can be taken back, and made again."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        document.savedStateChanged.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the depth."""
        stack = self._document.undo_stack
        again = stack.count() - stack.index()
        text = self.tr("Undo {steps}").format(steps=stack.index())
        if again:
            text += " · " + self.tr("redo {steps}").format(steps=again)
        self.setText(text if self._document.is_open else "")


class ReviewedLabel(QLabel):
    """How many frames a person answers for."""

    def __init__(self, document: Document, review: Review) -> None:
        super().__init__()
        self._document = document
        self._review = review
        review.queueChanged.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show the share."""
        share = percent(self._review.reviewed_share)
        text = self.tr("{percent} reviewed").format(percent=share)
        self.setText(text if self._document.is_open else "")
