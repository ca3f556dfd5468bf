"""The file manager selects the file where there is one on the bus; nobody waits for it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import ClassInfo, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusVirtualObject
from pytestqt.qtbot import QtBot

from app import file_manager, reveal
from app.file_manager import NAME, OBJECT, select_in_folder
from app.messages import Messages

FILE = Path("/matches/a b #1.csv")


@pytest.fixture
def address() -> Iterator[str]:
    """Of a bus of the test's own."""
    if shutil.which("dbus-daemon") is None:
        pytest.skip("needs dbus-daemon")
    command = ["dbus-daemon", "--session", "--print-address=1", "--nofork"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as daemon:
        assert daemon.stdout is not None
        yield daemon.stdout.readline().strip()
        daemon.terminate()


@pytest.fixture
def bus(qtbot: QtBot, address: str) -> Iterator[QDBusConnection]:
    yield QDBusConnection.connectToBus(address, "asking")
    QDBusConnection.disconnectFromBus("asking")


@pytest.fixture
def server(bus: QDBusConnection, address: str) -> Iterator[QDBusConnection]:
    """The file manager's end of the bus."""
    server = QDBusConnection.connectToBus(address, "file manager")
    assert server.registerService(NAME)
    yield server
    QDBusConnection.disconnectFromBus("file manager")


@ClassInfo({"D-Bus Interface": NAME})
class FileManager(QObject):
    """One that selects what it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.selected: list[tuple[list[str], str]] = []

    @Slot("QStringList", str)
    def ShowItems(self, urls: list[str], startup: str) -> None:
        self.selected.append((urls, startup))


class Silent(QDBusVirtualObject):
    """One that never answers."""

    def introspect(self, _path: str) -> str:
        return ""

    def handleMessage(self, message: QDBusMessage, _bus: QDBusConnection) -> bool:
        message.setDelayedReply(True)
        return True


def test_the_file_manager_is_told_the_file(
    qtbot: QtBot, bus: QDBusConnection, server: QDBusConnection
) -> None:
    manager, parent, fallen_back = FileManager(), QObject(), []
    server.registerObject(OBJECT, manager, QDBusConnection.RegisterOption.ExportAllSlots)
    select_in_folder(FILE, lambda: fallen_back.append(1), parent, bus)
    qtbot.waitUntil(lambda: manager.selected == [(["file:///matches/a%20b%20%231.csv"], "")])
    qtbot.waitUntil(lambda: not parent.children())
    assert not fallen_back


def test_without_a_file_manager_the_folder_opens(qtbot: QtBot, bus: QDBusConnection) -> None:
    parent, fallen_back = QObject(), []
    select_in_folder(FILE, lambda: fallen_back.append(1), parent, bus)
    qtbot.waitUntil(lambda: fallen_back == [1])


def test_nobody_waits_for_one_that_does_not_answer(
    qtbot: QtBot,
    bus: QDBusConnection,
    server: QDBusConnection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(file_manager, "PATIENCE_MS", 300)
    silent, parent, fallen_back = Silent(), QObject(), []
    server.registerVirtualObject(OBJECT, silent)
    begun = time.monotonic()
    select_in_folder(FILE, lambda: fallen_back.append(1), parent, bus)
    assert time.monotonic() - begun < 0.2
    assert not fallen_back
    qtbot.waitUntil(lambda: fallen_back == [1])


def test_the_answer_is_dropped_with_the_window(
    qtbot: QtBot, bus: QDBusConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    parent, fallen_back = QObject(), []
    select_in_folder(FILE, lambda: fallen_back.append(1), parent, bus)
    parent.deleteLater()
    qtbot.wait(200)
    assert not fallen_back


@pytest.mark.parametrize("missing", ["address", "bus", "module"])
def test_without_a_bus_the_folder_opens_at_once(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, missing: str
) -> None:
    opened: list[str] = []
    if missing == "address":
        monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS")
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    if missing == "module":
        monkeypatch.setitem(sys.modules, "PySide6.QtDBus", None)
    monkeypatch.setattr("app.reveal.sys.platform", "linux")
    monkeypatch.setattr(
        "app.reveal.QDesktopServices.openUrl", lambda url: opened.append(url.toLocalFile()) or True
    )
    reveal.reveal(FILE, Messages())
    reveal.reveal(FILE)
    assert opened == ["/matches", "/matches"]
