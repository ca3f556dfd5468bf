"""A window to measure, and the figures measured."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.application import Desk, build_desk
from app.settings import Settings
from benchmarks.ui_probe import Heartbeat, Probe, Stopwatch, memory_mb, percentile


@dataclass
class Figure:
    """One measured number. `floor` is what it must not exceed, or with `at_least` fall below."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    at_least: bool = False
    cpu: float | None = None
    """The same on the window thread's own CPU: what a busy machine cannot inflate."""
    note: str = ""

    @property
    def passed(self) -> bool | None:
        """Whether the floor holds; None without one."""
        if self.floor is None:
            return None
        return self.value >= self.floor if self.at_least else self.value <= self.floor


class Bench:
    """A window with a probe in it, and the figures measured so far."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self.probe = Probe()
        self.heart = Heartbeat()
        self.figures: list[Figure] = []
        settings = Settings(folder / "settings.ini")
        settings.advance_after_decision = False
        self.desk: Desk = build_desk(app, settings)
        window = self.desk.window
        window.resize(1600, 1000)
        window.show()
        # Keys go to an active window only, and a bare X server has nobody who activates one.
        QTest.qWaitForWindowExposed(window)
        window.activateWindow()
        if not QTest.qWaitForWindowActive(window, 20_000):
            raise RuntimeError("the window did not become active")
        self.probe.idle(300)

    def add(self, figure: Figure) -> None:
        """Keep a figure."""
        self.figures.append(figure)

    def add_times(self, name: str, watch: Stopwatch, floor: float | None = None) -> None:
        """Keep the median and the 95th percentile of `watch`; the latter has the floor."""
        for share, limit in ((50, None), (95, floor)):
            wall, cpu = percentile(watch.wall, share), percentile(watch.cpu, share)
            self.add(Figure(f"{name} p{share}", wall, "ms", limit, cpu=cpu))

    def finish(self) -> list[Figure]:
        """Close the window; the figures, with what was watched all along."""
        self.heart.stop()
        self.desk.window.close()
        for phase, (stall, cpu) in self.heart.stalls.items():
            self.add(Figure(f"longest stall: {phase}", stall, "ms", 50.0, cpu=cpu))
        self.add(Figure("memory at most", memory_mb("VmHWM"), "MB"))
        return self.figures
