"""What nobody expected goes to the log and into one dialog."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.crash import CrashDialog, CrashReporter, start_logging


@pytest.fixture
def log_path(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "logs" / "rallymark.log"
    handler = start_logging(path)
    yield path
    logging.getLogger().removeHandler(handler)
    handler.close()


@pytest.fixture
def reporter(qapp: QApplication, log_path: Path) -> Iterator[CrashReporter]:
    reporter = CrashReporter(log_path)
    reporter.install()
    yield reporter
    reporter.remove()


def fail() -> None:
    raise RuntimeError("the ball is square")


def test_an_uncaught_error_is_logged_and_shown(
    reporter: CrashReporter, log_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(CrashDialog, "exec", lambda self: shown.append(self.details))
    try:
        fail()
    except RuntimeError:
        sys.excepthook(*sys.exc_info())
    assert "the ball is square" in shown[0]
    assert "in fail" in log_path.read_text()


def test_an_error_in_a_thread_is_shown_in_the_windows_thread(
    reporter: CrashReporter, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []
    monkeypatch.setattr(
        CrashDialog, "exec", lambda self: threads.append(threading.current_thread())
    )
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(threads))
    assert threads == [threading.main_thread()]


def test_an_error_while_the_dialog_is_open_opens_no_second_one(
    reporter: CrashReporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[CrashDialog] = []

    def stay(dialog: CrashDialog) -> None:
        opened.append(dialog)
        reporter.show_dialog("again")

    monkeypatch.setattr(CrashDialog, "exec", stay)
    reporter.show_dialog("once")
    assert len(opened) == 1


def test_the_details_can_be_copied(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = CrashDialog("Traceback: everything", tmp_path / "x.log")
    qtbot.addWidget(dialog)
    copy = next(b for b in dialog.findChildren(QPushButton) if b.text() == "Copy details")
    copy.click()
    assert QGuiApplication.clipboard().text() == dialog.details
    assert dialog.told.text() == "The details are on the clipboard."
    assert not dialog.told.isHidden()
    assert "Traceback: everything" in dialog.findChild(QPlainTextEdit).toPlainText()


def button(dialog: CrashDialog, text: str) -> QPushButton:
    return next(each for each in dialog.findChildren(QPushButton) if each.text() == text)


def test_a_report_is_saved_once_and_then_shown(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    revealed: list[Path] = []
    monkeypatch.setattr("app.crash.reveal", revealed.append)
    dialog = CrashDialog("Traceback: everything", tmp_path / "logs" / "x.log")
    qtbot.addWidget(dialog)
    dialog.show()
    save = button(dialog, "Save report")
    save.setFocus()
    for _ in range(3):
        qtbot.keyClick(save, Qt.Key.Key_Return)
    (written,) = (tmp_path / "logs").iterdir()
    assert "Traceback: everything" in written.read_text()
    assert str(written) in dialog.told.text()
    assert button(dialog, "Show in folder") is save
    assert revealed == [written, written]


def test_a_report_that_cannot_be_saved_says_why(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    dialog = CrashDialog("Traceback: everything", tmp_path / "file" / "x.log")
    qtbot.addWidget(dialog)
    button(dialog, "Save report").click()
    assert dialog.told.text().startswith("The report cannot be written to ")
    assert button(dialog, "Save report")


def test_the_details_are_in_letters_of_one_width(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = CrashDialog("try: 1/0\n     ~^~", tmp_path / "x.log")
    qtbot.addWidget(dialog)
    dialog.show()
    metrics = dialog.findChild(QPlainTextEdit).fontMetrics()
    assert metrics.horizontalAdvance("i~^") == metrics.horizontalAdvance("WWW")


def test_a_log_that_cannot_be_written_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert start_logging(tmp_path / "file" / "rallymark.log") is None
