"""Fine-tuning in a process of its own: the command line's `finetune`, read event by event.

The window stays responsive whatever training does, a crash takes nothing along, and what runs is
exactly what a machine without a display runs.
"""

from __future__ import annotations

import importlib.util
import json
import logging
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, QTimer, Signal

log = logging.getLogger(__name__)

KILL_AFTER_MS = 8000
CRASHED, NOT_STARTED = -1, 127
"""What `ended` tells in place of an exit status: a signal ended it, or it never was."""
SENTENCE = "rallymark: "
"""What is said on stderr so is for a person; the rest is for the log."""


@dataclass(frozen=True)
class FineTuneOrder:
    """What to learn from, where to start, and where the weights go."""

    data: tuple[Path, ...]
    start: str
    """Name or path of the weights to start from; '' for the default ones."""
    output: Path
    epochs: int
    device: str
    extra: tuple[str, ...] = ()
    """More options of the command line."""

    def arguments(self) -> list[str]:
        """The command line after `finetune`."""
        start = ["--from", self.start] if self.start else []
        return [
            *(str(path) for path in self.data),
            "--output", str(self.output),
            *start,
            "--epochs", str(self.epochs),
            "--device", self.device,
            "--events", "jsonl",
            "--no-progress",
            *self.extra,
        ]  # fmt: skip


def program() -> list[str]:
    """How to start our own command line from here."""
    spec = importlib.util.find_spec("main")
    if spec is None or spec.origin is None:
        raise RuntimeError("the module `main` of this program was not found")
    return [sys.executable, spec.origin]


class FineTuneProcess(QObject):
    """One run. `ended` follows once, whatever happens."""

    eventReceived = Signal(object)
    """A dict: one line the process printed."""
    ended = Signal(int, str)
    """Exit status, and the sentence that it ended with; '' where nobody expected that it would."""

    def __init__(
        self,
        order: FineTuneOrder,
        parent: QObject | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        """Args: command: what to start in place of our own command line (tests)."""
        super().__init__(parent)
        self._order = order
        self._command = list(command) if command else [*program(), "finetune"]
        self._said = ""
        self._rest = b""
        self._process = QProcess(self)
        environment = QProcessEnvironment.systemEnvironment()
        environment.insert("PYTHONUNBUFFERED", "1")
        environment.insert("PYTHONIOENCODING", "utf-8")
        self._process.setProcessEnvironment(environment)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.readyReadStandardError.connect(self._listen)
        self._process.finished.connect(self._finished)
        self._process.errorOccurred.connect(self._failed)

    def start(self) -> None:
        """Begin."""
        program_path, *arguments = [*self._command, *self._order.arguments()]
        self._process.start(program_path, arguments)

    @property
    def running(self) -> bool:
        """Whether the process is alive."""
        return self._process.state() != QProcess.ProcessState.NotRunning

    def stop_early(self) -> None:
        """Ask it to end with the best weights so far, as Ctrl+C does on the command line."""
        pid = self._process.processId()
        if not pid:
            return
        if sys.platform == "win32":
            self._process.terminate()
        else:
            os.kill(pid, signal.SIGINT)

    def abort(self) -> None:
        """End it now; nothing is kept."""
        if self.running:
            self._process.kill()

    def finish(self) -> None:
        """End it and wait: the window closes."""
        self._process.blockSignals(True)
        self.abort()
        self._process.waitForFinished(KILL_AFTER_MS)

    def _read(self) -> None:
        self._rest += bytes(self._process.readAllStandardOutput().data())
        *lines, self._rest = self._rest.split(b"\n")
        for line in lines:
            if not line.strip():
                continue
            try:
                event = json.loads(line)
            except ValueError:
                log.info("finetune said: %s", line.decode(errors="replace"))
                continue
            if isinstance(event, dict):
                self.eventReceived.emit(event)

    def _listen(self) -> None:
        text = bytes(self._process.readAllStandardError().data()).decode(errors="replace")
        for line in text.splitlines():
            if line.strip():
                log.info("finetune: %s", line)
                self._said = line.strip()

    def _finished(self, status: int, how: QProcess.ExitStatus) -> None:
        self._read()
        self._listen()
        crashed = how == QProcess.ExitStatus.CrashExit
        expected = self._said.startswith(SENTENCE) and not crashed
        sentence = self._said.removeprefix(SENTENCE) if expected else ""
        self.ended.emit(CRASHED if crashed else status, sentence)

    def _failed(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            log.error("finetune cannot be started: %s", self._process.errorString())
            # Not from inside start(): whoever starts it connects `ended` as well.
            QTimer.singleShot(0, lambda: self.ended.emit(NOT_STARTED, ""))


def number(event: dict[str, Any], name: str) -> float | None:
    """The finite number under `name`, or None."""
    value = event.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if value == value and abs(value) != float("inf") else None
