"""Keys that go to the widget with the keyboard, though actions of the window have them, too."""

from __future__ import annotations

from collections.abc import Container

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

_PLAIN = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier


def keeps(event: QEvent, keys: Container[int]) -> bool:
    """Keep one of `keys`, pressed without Ctrl and the like, from the actions; whether that was so.

    For a widget's `event`, which then returns True: the press itself follows.
    """
    if (
        event.type() == QEvent.Type.ShortcutOverride
        and isinstance(event, QKeyEvent)
        and event.key() in keys
        and not event.modifiers() & ~_PLAIN
    ):
        event.accept()
        return True
    return False
