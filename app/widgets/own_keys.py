"""Keys that go to the widget with the keyboard, though actions of the window have them, too."""

from __future__ import annotations

from collections.abc import Container

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

PRESS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
"""These press a button, as Space does."""
MOVE_AND_PRESS = frozenset(
    {
        *PRESS,
        Qt.Key.Key_Space,
        Qt.Key.Key_Tab,
        Qt.Key.Key_Backtab,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
    }
)
"""With the keyboard among buttons these choose and press one, whatever they do else."""
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
