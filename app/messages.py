"""One road for all the window has to say: a sentence, how serious it is, what can be done."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from app.engine_sentences import in_language

log = logging.getLogger(__name__)

UNSAVED_TOPIC = "unsaved"
"""That the project cannot be written, until it can."""


class Level(StrEnum):
    """How serious a message is."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class MessageAction:
    """A button on a message."""

    text: str
    run: Callable[[], object]


@dataclass(frozen=True)
class Message:
    """One sentence for the person at the window, with what they may do about it."""

    level: Level
    text: str
    actions: tuple[MessageAction, ...] = ()
    topic: str = ""
    """What it is about, so that it can be withdrawn once it no longer holds; '' is the match that
    is open, and goes with it."""

    lasting: bool = False
    """Whether it is for somebody who may have been away."""

    @property
    def stays(self) -> bool:
        """Whether it stays until it is dismissed; the others go by themselves."""
        return self.lasting or self.level in (Level.ERROR, Level.WARNING)


class Messages(QObject):
    """Where workflows post messages; the message bar shows them, the log keeps them."""

    posted = Signal(object)
    """A Message."""
    withdrawn = Signal(str)
    """The topic of messages that no longer hold."""

    def post(
        self,
        level: Level,
        text: str,
        *actions: MessageAction,
        topic: str = "",
        lasting: bool = False,
    ) -> None:
        """Show `text`, in English from an engine or in the window's language.

        Call from the window's thread.
        """
        log.log(logging.WARNING if level == Level.ERROR else logging.INFO, "%s", text)
        self.posted.emit(Message(level, in_language(text), actions, topic, lasting))

    def withdraw(self, *topics: str) -> None:
        """What was said about `topics` no longer holds; take it off the screen."""
        for topic in topics:
            self.withdrawn.emit(topic)

    def info(self, text: str, *actions: MessageAction, topic: str = "") -> None:
        """Something worth knowing."""
        self.post(Level.INFO, text, *actions, topic=topic)

    def show_value(self, text: str) -> None:
        """What a key that may be held has just changed: in place of the one before, and none of
        them for the log."""
        self.posted.emit(Message(Level.INFO, text))

    def success(
        self, text: str, *actions: MessageAction, topic: str = "", lasting: bool = False
    ) -> None:
        """Something asked for is done; `lasting` where that took so long that nobody may see it."""
        self.post(Level.SUCCESS, text, *actions, topic=topic, lasting=lasting)

    def warning(self, text: str, *actions: MessageAction, topic: str = "") -> None:
        """Something is not as expected, yet work goes on."""
        self.post(Level.WARNING, text, *actions, topic=topic)

    def error(self, text: str, *actions: MessageAction, topic: str = "") -> None:
        """Something asked for could not be done."""
        self.post(Level.ERROR, text, *actions, topic=topic)
