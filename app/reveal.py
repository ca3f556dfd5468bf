"""Show a file in the system's file manager, or open it in the program for its kind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices

from app.file_manager import select_in_folder
from app.messages import MessageAction, Messages
from app.paths import log_file
from app.translation import translate


def reveal(path: Path, messages: Messages | None = None) -> None:
    """Open the folder of `path`, with the file selected where the system can do that.

    Where nothing opens folders, `messages` says where the file is.
    """
    if sys.platform == "win32":
        subprocess.Popen(["explorer", "/select,", str(path)])
    elif sys.platform == "darwin":
        subprocess.Popen(["open", "-R", str(path)])
    else:
        parent = messages or QCoreApplication.instance()
        assert parent is not None
        select_in_folder(path, lambda: _open(path.parent, path, messages), parent)


def show_log(messages: Messages) -> MessageAction:
    """The button of a message whose story the log tells."""
    text = translate("Files", "Show log")
    return MessageAction(text, lambda: reveal(log_file(), messages))


def open_file(path: Path, messages: Messages) -> None:
    """Open `path` in the program for its kind; where there is none, say where it is."""
    _open(path, path, messages)


def _open(what: Path, path: Path, messages: Messages | None) -> None:
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(what))) and messages is not None:
        text = translate("Files", "Nothing on this system can show {path}.")
        messages.warning(text.format(path=path))
