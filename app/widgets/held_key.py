"""Whether the key of an action is being held down, for keys that change what others do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from app.keymaps import pressed

_FORGETTING = (QEvent.Type.WindowDeactivate, QEvent.Type.Hide)
"""After these, the release of the key may never be told."""
REPEAT_MS = 30
"""X11 tells a held key as released and pressed, again and again, which Qt does not always notice: a
key is let go once no press has followed for so long, or one of another key."""


class HeldKey(QObject):
    """Watches the keys that reach `window` and are no text typed into one of its fields."""

    changed = Signal(bool)

    def __init__(self, window: QWidget, action: QAction) -> None:
        super().__init__(window)
        self._action = action
        self._key = 0
        self._release = QTimer(self)
        self._release.setSingleShot(True)
        self._release.setInterval(REPEAT_MS)
        self._release.timeout.connect(lambda: self._hold(0))
        window.installEventFilter(self)

    @property
    def down(self) -> bool:
        """Whether one of the action's shortcuts is held."""
        return self._key != 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look, and let everything pass."""
        kind = event.type()
        if kind in _FORGETTING:
            self._hold(0)
        elif isinstance(event, QKeyEvent) and not event.isAutoRepeat():
            # A key that triggers a shortcut is announced, but its press is told to nobody.
            if kind == QEvent.Type.ShortcutOverride:
                if self._release.isActive() and event.key() != self._key:
                    self._hold(0)
                if QKeySequence(pressed(event)) in self._action.shortcuts():
                    self._hold(event.key())
            elif kind == QEvent.Type.KeyRelease and event.key() == self._key:
                self._release.start()
        return False

    def _hold(self, key: int) -> None:
        self._release.stop()
        if key != self._key:
            self._key = key
            self.changed.emit(self.down)
