"""Watching a window from inside: when it painted what, and how long its loop stood still."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer

from app.widgets.canvas import VideoCanvas

PATIENCE_MS = 60_000


class Probe(QObject):
    """Knows every picture the canvas has painted, and waits for conditions without spinning."""

    def __init__(self) -> None:
        super().__init__()
        self._loop = QEventLoop()
        self._condition: Callable[[], bool] | None = None
        self.canvas: VideoCanvas | None = None
        self.paints: list[tuple[float, int | None, bool]] = []
        """Of every paint of the canvas: when it ended, the frame it showed, and whether exactly."""
        self._watch_canvas()

    def _watch_canvas(self) -> None:
        """Hook into the class before an instance exists: Qt looks an override up once."""
        original, probe = VideoCanvas.paintEvent, self

        def paint_event(canvas: VideoCanvas, event: Any) -> None:
            original(canvas, event)
            exact = not canvas.shows_preview
            probe.paints.append((time.perf_counter(), canvas.shown_frame, exact))
            probe.look()

        VideoCanvas.paintEvent = paint_event  # type: ignore[method-assign]

    @property
    def painted(self) -> int | None:
        """The frame the canvas painted last, exactly or as a small preview."""
        return self.paints[-1][1] if self.paints else None

    @property
    def painted_exactly(self) -> int | None:
        """The frame the canvas painted last, None where that was a preview."""
        return self.paints[-1][1] if self.paints and self.paints[-1][2] else None

    def look(self) -> None:
        """Something has happened: is it what is waited for?"""
        if self._condition is not None and self._condition():
            self._condition = None
            self._loop.quit()

    def wait(self, condition: Callable[[], bool], poll_ms: int = 0) -> float:
        """Run the loop until a paint finds `condition` true; the time when the loop was back.

        The loop comes back after the whole window was painted, so that is what is measured.
        """
        if condition():
            return time.perf_counter()
        self._condition = condition
        patience = QTimer()
        patience.setSingleShot(True)
        patience.timeout.connect(self._loop.quit)
        patience.start(PATIENCE_MS)
        poll = QTimer()
        poll.setTimerType(Qt.TimerType.PreciseTimer)
        if poll_ms:
            poll.timeout.connect(self.look)
            poll.start(poll_ms)
        self._loop.exec()
        if self._condition is not None:
            self._condition = None
            raise TimeoutError("the window did not get there within a minute")
        return time.perf_counter()

    def wait_for_frame(self, frame: int) -> float:
        """Until the canvas has painted `frame` exactly."""
        return self.wait(lambda: self.painted_exactly == frame)

    def wait_for_paint(self) -> float:
        """Until the canvas has painted once more."""
        count = len(self.paints)
        return self.wait(lambda: len(self.paints) > count)

    def idle(self, milliseconds: int) -> None:
        """Let the window do what it does."""
        until = time.perf_counter() + milliseconds / 1000
        self.wait(lambda: time.perf_counter() >= until, poll_ms=min(4, milliseconds))

    def settle(self) -> None:
        """Until the process has nothing left to do (reading ahead, say)."""
        for _ in range(200):
            before, started = time.process_time(), time.perf_counter()
            self.idle(60)
            if time.process_time() - before < 0.15 * (time.perf_counter() - started):
                return


class Heartbeat(QObject):
    """Beats every few milliseconds in the window's loop; a late beat is a stall."""

    INTERVAL_MS = 4

    def __init__(self) -> None:
        super().__init__()
        self.stalls: dict[str, tuple[float, float]] = {}
        """Of each phase the longest stall: milliseconds, and of them on the window's own CPU."""
        self._phase = ""
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last = self._last_cpu = 0.0

    def start(self, phase: str) -> None:
        """Watch from now on, under this name."""
        self._phase = phase
        self.stalls.setdefault(phase, (0.0, 0.0))
        self._last, self._last_cpu = time.perf_counter(), time.thread_time()
        self._timer.start(self.INTERVAL_MS)

    def stop(self) -> None:
        """Look away: what follows is not the window's doing."""
        if self._timer.isActive():
            self._beat()
            self._timer.stop()

    def _beat(self) -> None:
        now, cpu = time.perf_counter(), time.thread_time()
        late = (now - self._last) * 1000 - self.INTERVAL_MS
        if late > self.stalls[self._phase][0]:
            self.stalls[self._phase] = (late, (cpu - self._last_cpu) * 1000)
        self._last, self._last_cpu = now, cpu


class Stopwatch:
    """Milliseconds on the wall, and of them on the window thread's own CPU."""

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.cpu: list[float] = []
        self._started = self._started_cpu = 0.0

    def start(self) -> None:
        """From here."""
        self._started, self._started_cpu = time.perf_counter(), time.thread_time()

    def stop(self) -> float:
        """To here: milliseconds on the wall, kept."""
        self.wall.append((time.perf_counter() - self._started) * 1000)
        self.cpu.append((time.thread_time() - self._started_cpu) * 1000)
        return self.wall[-1]


def memory_mb(field: str = "VmRSS") -> float:
    """Memory of this process in MB: VmRSS now, VmHWM at most; NaN where the system hides it."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
    except OSError:
        return float("nan")
    line = next(line for line in status.splitlines() if line.startswith(field))
    return int(line.split()[1]) / 1024


def percentile(values: list[float], share: float) -> float:
    """The percentile `share` (0..100) of `values`."""
    return float(np.percentile(values, share))
