"""What every test gets: no display, no user folders, no threads left behind."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# How long one example takes says more about the machine than about the code.
settings.register_profile("rallymark", deadline=None)
settings.load_profile("rallymark")

ROOT = Path(__file__).resolve().parent.parent

# Before anything imports Qt or asks platformdirs: tests show no window and never see, or write to,
# the settings, weights and demo project of the person who runs them.
_HOME = tempfile.TemporaryDirectory(prefix="rallymark-tests-", ignore_cleanup_errors=True)
os.environ["QT_QPA_PLATFORM"] = "offscreen"
for _variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
    os.environ[_variable] = str(Path(_HOME.name) / _variable.lower())
os.environ["RALLYMARK_HOME"] = str(Path(_HOME.name) / "rallymark")
# Importing OpenVINO reports to a server, and writes into their home, unless this is missing.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]
# Nor do they open folders on that person's desktop.
os.environ["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"
# Workers of pytest-xdist share the cores; each with as many threads as there are would be slower.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_unconfigure() -> None:
    _HOME.cleanup()


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The checkout: the folder that holds main.py."""
    return ROOT


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """Real footage and reference vectors beside the checkout; skips where they are missing."""
    folder = ROOT.parent / "shared"
    if not (folder / "data" / "manifest.csv").is_file():
        pytest.skip("the folder ../shared with real footage is not on this machine")
    return folder


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder that everybody may look into."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def user_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty user folder for one test (settings, own weights, demo project)."""
    home = tmp_path / "user-home"
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(home / variable.lower()))
    monkeypatch.setenv("RALLYMARK_HOME", str(home / "rallymark"))
    return home


def _threads() -> set[threading.Thread]:
    # Qt's own threads show up as "dummy" threads that Python never forgets; tqdm keeps one monitor.
    return {
        thread
        for thread in threading.enumerate()
        if not isinstance(thread, threading._DummyThread) and type(thread).__name__ != "TMonitor"
    }


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    """Fails the test that leaves a Python thread running."""
    before = _threads()
    yield
    deadline = time.monotonic() + 5.0
    while (left := {t for t in _threads() - before if t.is_alive()}) and (
        time.monotonic() < deadline
    ):
        time.sleep(0.01)
    assert not left, f"threads left running: {sorted(thread.name for thread in left)}"
