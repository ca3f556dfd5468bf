"""Errors nobody expected: into the log, and into one dialog that lets work go on.

Every edit was durable when it was made, so there is nothing to rescue; the person is told what
happened and where the log is.
"""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import platform
import sys
import threading
import time
import traceback
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.reveal import reveal

log = logging.getLogger(__name__)

LOG_BYTES = 1_000_000
LOG_LINES = 400


def start_logging(path: Path) -> logging.Handler | None:
    """Write the log to `path`; None where the folder cannot be written (work goes on without)."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=LOG_BYTES, backupCount=2, encoding="utf-8", delay=False
        )
    except OSError as error:
        log.warning("no log file: %s", error)
        return None
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    return handler


class CrashReporter(QObject):
    """Catches what nothing else caught, in any thread, and shows it in the window's thread."""

    crashed = Signal(str)

    def __init__(self, log_path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log_path = log_path
        self._showing = False
        self._previous = (sys.excepthook, threading.excepthook)
        self.crashed.connect(self.show_dialog)

    def install(self) -> None:
        """Take over the hooks for uncaught exceptions."""
        sys.excepthook = self._caught
        threading.excepthook = lambda args: self._caught(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )

    def remove(self) -> None:
        """Give the hooks back."""
        sys.excepthook, threading.excepthook = self._previous

    def _caught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            self._previous[0](kind, error, trace)
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        log.critical("uncaught exception\n%s", details)
        self.crashed.emit(details)

    def show_dialog(self, details: str) -> None:
        """Show one dialog at a time: an error that repeats must not bury the window."""
        if self._showing:
            return
        self._showing = True
        try:
            CrashDialog(details, self._log_path, QApplication.activeWindow()).exec()
        finally:
            self._showing = False


class CrashDialog(QDialog):
    """What went wrong, with the details to send to the developers."""

    def __init__(self, details: str, log_path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Something went wrong in Rallymark"))
        self.resize(720, 460)
        self.details = "\n".join(
            (f"Python {sys.version.split()[0]}, {platform.platform()}", "", details)
        )
        title = QLabel(self.tr("Something went wrong"))
        title.setProperty("role", "title")
        text = QLabel(
            self.tr(
                "Your marks are safe: each one was saved when you made it. You can go on working; "
                "if the window misbehaves, close it and open the match again. The text below and "
                "the log help to find the mistake."
            )
        )
        text.setWordWrap(True)
        view = QPlainTextEdit(self.details)
        view.setReadOnly(True)
        view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        # What Python underlines is under the right letters only where all are of one width.
        view.setStyleSheet("font-family: monospace; font-size: 12px")
        buttons = QDialogButtonBox()
        go_on = buttons.addButton(self.tr("Go on"), QDialogButtonBox.ButtonRole.AcceptRole)
        go_on.setDefault(True)
        copy = buttons.addButton(self.tr("Copy details"), QDialogButtonBox.ButtonRole.ActionRole)
        self.save = buttons.addButton(
            self.tr("Save report"), QDialogButtonBox.ButtonRole.ActionRole
        )
        buttons.accepted.connect(self.accept)
        copy.clicked.connect(self.copy_details)
        self.save.clicked.connect(self.save_report)
        self._log_path = log_path
        self._report: Path | None = None
        """The report, once it is saved."""
        self.told = QLabel()
        self.told.setWordWrap(True)
        self.told.setProperty("role", "small")
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.told.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 18, 20, 16)
        column.setSpacing(12)
        for widget in (title, text, view, self.told, buttons):
            column.addWidget(widget)

    def copy_details(self) -> None:
        """Put the details on the clipboard, and say so: nothing else tells it."""
        QGuiApplication.clipboard().setText(self.details)
        self._tell(self.tr("The details are on the clipboard."))

    def save_report(self) -> None:
        """Write details and log into one file to attach; once it is there, show it in its folder:
        whoever presses the button again wants no second one."""
        if self._report is not None:
            reveal(self._report)
            return
        name = f"rallymark-report-{time.strftime('%Y%m%d-%H%M%S')}.txt"
        target = self._log_path.parent / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(report(self.details, self._log_path), encoding="utf-8")
        except OSError as error:
            text = self.tr("The report cannot be written to {folder} ({reason}).")
            self._tell(text.format(folder=target.parent, reason=error.strerror))
            return
        self._report = target
        self._tell(self.tr("The report is saved: {path}").format(path=target))
        self.save.setText(self.tr("Show in folder"))

    def _tell(self, text: str) -> None:
        self.told.setText(text)
        self.told.show()


def report(details: str, log_path: Path) -> str:
    """The details of an error with the end of the log."""
    try:
        lines = log_path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        lines = [f"no log: {error}"]
    return "\n".join((details, "", f"Log ({log_path}):", *lines[-LOG_LINES:], ""))


def watch_for_faults(path: Path) -> TextIO | None:
    """Let Python write its stack to `path` when the process is killed by a fault in native code.

    Returns the open file, which must stay open; None where it cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a", encoding="utf-8")
    except OSError as error:
        log.warning("no file for faults: %s", error)
        return None
    faulthandler.enable(file)
    return file
