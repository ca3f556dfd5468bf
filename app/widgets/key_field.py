"""A field that records the next key pressed, whichever it is: Tab and Enter as well."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QKeyCombination, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.keymaps import native_key, portable, pressed

START = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
CLEAR = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
LEAVE = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Escape)
_NO_KEYS = frozenset(
    {
        0,
        Qt.Key.Key_unknown,
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock,
        Qt.Key.Key_NumLock,
    }
)
_NONE = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class KeyField(QLineEdit):
    """While it records, every key is recorded, but Esc, which keeps what was there.

    While it does not, Tab leaves it, Enter, Space and a click record, Backspace clears; another key
    is recorded at once. So each key can be given to an action, and none holds a person in the
    field.
    """

    keyChanged = Signal()
    recordingChanged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._key = ""
        self._recording = False
        # Letters are taken as keys; none is written.
        self.setReadOnly(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._show()

    @property
    def key(self) -> str:
        """What was recorded, as it is stored; '' where nothing was."""
        return self._key

    @property
    def recording(self) -> bool:
        """Whether the next key is taken, whichever it is."""
        return self._recording

    def set_key(self, key: str) -> None:
        """Show a key as if it had been pressed; '' for none."""
        self.record(False)
        if key != self._key:
            self._key = key
            self._show()
            self.keyChanged.emit()

    def record(self, on: bool) -> None:
        """Take the next key, or take none and keep what was there."""
        if on != self._recording:
            self._recording = on
            self._show()
            self.recordingChanged.emit()

    def event(self, event: QEvent) -> bool:
        """Get each key before shortcuts do, and Tab before it moves the keyboard on."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            leaves = not self._recording and event.key() in LEAVE and _plain(event)
            if not leaves:
                self.keyPressEvent(event)
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Record the key, or do what it does in the field."""
        key = event.key()
        if self._recording and key == Qt.Key.Key_Escape and event.modifiers() == _NONE:
            self.record(False)
        elif not self._recording and _plain(event) and key in LEAVE:
            event.ignore()
        elif not self._recording and _plain(event) and key in START:
            self.record(True)
        elif not self._recording and _plain(event) and key in CLEAR:
            self.set_key("")
        elif key not in _NO_KEYS and not event.isAutoRepeat():
            self.set_key(portable(_as_written(event)))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Record from a click on."""
        super().mousePressEvent(event)
        self.record(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keys go elsewhere now: none is recorded."""
        super().focusOutEvent(event)
        self.record(False)

    def _show(self) -> None:
        self.setText("" if self._recording or not self._key else native_key(self._key))
        self.setPlaceholderText(self.tr("Press a key…") if self._recording else "")


def _plain(event: QKeyEvent) -> bool:
    """Whether no modifier but Shift is down: Ctrl+Tab is a key like others."""
    return not pressed(event).keyboardModifiers() & ~_SHIFT


def _as_written(event: QKeyEvent) -> QKeyCombination:
    """The key without the Shift that only its sign needs: "?", not "Shift+?"."""
    key, text = pressed(event), event.text()
    if text and text.isprintable() and not text.isalnum() and not text.isspace():
        return QKeyCombination(key.keyboardModifiers() & ~_SHIFT, key.key())
    return key
