"""Ask the file manager of a Linux desktop to select a file: what D-Bus calls FileManager1."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

NAME = "org.freedesktop.FileManager1"
"""Of the service and of its interface."""
OBJECT = "/org/freedesktop/FileManager1"
PATIENCE_MS = 5000
"""A file manager that is started for it answers once it is there."""


def select_in_folder(
    path: Path,
    otherwise: Callable[[], None],
    parent: QObject,
    bus: QDBusConnection | None = None,
) -> None:
    """Have `path` selected in its folder; `otherwise` is called, soon or at once, where nothing
    does that. Nobody waits for the answer; it is dropped with `parent`.

    Args: bus: in place of the session's own (tests).
    """
    bus = bus or _session_bus()
    if bus is None or not bus.isConnected():
        otherwise()
        return
    from PySide6.QtDBus import QDBusMessage, QDBusPendingCallWatcher

    message = QDBusMessage.createMethodCall(NAME, OBJECT, NAME, "ShowItems")
    url = QUrl.fromLocalFile(str(path.absolute())).toString(
        QUrl.ComponentFormattingOption.FullyEncoded
    )
    message.setArguments([[url], ""])
    watcher = QDBusPendingCallWatcher(bus.asyncCall(message, PATIENCE_MS), parent)

    def answered() -> None:
        watcher.deleteLater()
        if watcher.isError():
            otherwise()

    watcher.finished.connect(answered)


def _session_bus() -> QDBusConnection | None:
    """The bus of the desktop's session; None where it, or the module that speaks to it, is not."""
    # Without an address, looking for a bus would start one, which takes its time.
    socket = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent"), "bus")
    if "DBUS_SESSION_BUS_ADDRESS" not in os.environ and not socket.exists():
        return None
    try:
        from PySide6.QtDBus import QDBusConnection
    except ImportError:  # Distributions ship it apart; the folder opens without it, too.
        return None
    return QDBusConnection.sessionBus()
