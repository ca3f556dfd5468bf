"""What an edit of many frames did is said in one way, with a button that takes it back."""

from __future__ import annotations

from PySide6.QtCore import QObject

from annotation.joint_edit import Edit, marks_of
from app.document import Document
from app.engine_sentences import done
from app.messages import Level, MessageAction, Messages
from app.numerals import grouped

TOPIC = "done edit"


class DoneEdits(QObject):
    """Tells of the last edit, for as long as the button would take that one back."""

    def __init__(
        self, document: Document, messages: Messages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._messages = messages
        # The button takes back the last step: once that is another one, it must be gone.
        document.undo_stack.indexChanged.connect(lambda _index: messages.withdraw(TOPIC))

    def tell(self, edit: Edit) -> None:
        """Say what `edit`, the last one made, did, and which answers of a person it replaced."""
        text = done(edit.label)
        marks = marks_of(edit)
        replaced = 0 if marks is None else marks.replaced
        if replaced == 1:
            text = self.tr("{done} One mark of yours was replaced.").format(done=text)
        elif replaced:
            sentence = self.tr("{done} {count} marks of yours were replaced.")
            text = sentence.format(done=text, count=grouped(replaced))
        self.say(text)

    def say(self, text: str, level: Level = Level.SUCCESS, *instead: MessageAction) -> None:
        """Say `text` of the last edit made, with what else can be done in its place: nowhere else
        can that be chosen, so that it stays until it is dismissed, or another edit is made."""
        undo = MessageAction(self.tr("Undo"), self._document.undo)
        self._messages.post(level, text, undo, *instead, topic=TOPIC, lasting=bool(instead))
