"""Stopping, at once and in good order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from argparse import Namespace
from pathlib import Path

import pytest

from app.cli import weights
from app.cli.stopping import stop_on_interrupt
from app.exit_status import STOPPED
from main import main


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_sets_the_event_and_the_second_insists(number: int) -> None:
    before = signal.getsignal(number)
    with stop_on_interrupt() as stop:
        assert not stop.is_set()
        os.kill(os.getpid(), number)
        assert stop.wait(5)
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
    assert signal.getsignal(number) is before


def test_under_nohup_a_terminal_that_is_closed_does_not_count() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stop_on_interrupt() as stop:
            signal.raise_signal(signal.SIGHUP)
            assert not stop.is_set()
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_outside_the_main_thread_the_event_is_plain() -> None:
    seen: list[bool] = []

    def work() -> None:
        with stop_on_interrupt() as stop:
            seen.append(stop.is_set())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [False]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_command_that_is_stopped_takes_away_what_is_temporary(
    number: int,
    status: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def work(args: Namespace) -> int:
        with tempfile.TemporaryDirectory(dir=tmp_path):
            signal.raise_signal(number)
        return 0

    monkeypatch.setattr(weights, "run", work)
    before = signal.getsignal(number)
    assert main(["weights"]) == status
    assert capsys.readouterr().err == "rallymark: stopped.\n"
    assert list(tmp_path.iterdir()) == []
    assert signal.getsignal(number) is before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_command_that_ends_in_good_order_has_the_status_of_the_signal(
    number: int, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(args: Namespace) -> int:
        with stop_on_interrupt() as stop:
            signal.raise_signal(number)
        return STOPPED if stop.is_set() else 0

    monkeypatch.setattr(weights, "run", work)
    assert main(["weights"]) == status


def test_no_import_is_cut_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Native modules abort the program where an exception comes while they are set up."""
    (tmp_path / "slow_module.py").write_text(
        "import signal\nsignal.raise_signal(signal.SIGINT)\nwhole = True\n"
    )
    monkeypatch.syspath_prepend(tmp_path)

    def work(args: Namespace) -> int:
        import slow_module  # type: ignore[import-not-found]

        print(slow_module.whole)
        time.sleep(60)
        return 0

    monkeypatch.setattr(weights, "run", work)
    assert main(["weights"]) == 130
    assert capsys.readouterr() == ("True\n", "rallymark: stopped.\n")
    del sys.modules["slow_module"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
def test_a_closed_terminal_does_not_keep_a_command_from_its_end(
    project_root: Path, tmp_path: Path
) -> None:
    program = (
        "import sys, signal, pathlib\n"
        "from app.cli import weights\n"
        "from main import main\n"
        "def work(args):\n"
        "    sys.stdin.readline()\n"
        "    signal.raise_signal(signal.SIGHUP)\n"
        "weights.run = work\n"
        "pathlib.Path('status').write_text(str(main(['weights'])))\n"
    )
    ours, theirs = os.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(project_root)},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    os.close(theirs)
    os.close(ours)
    process.communicate(b"\n", timeout=120)
    assert (tmp_path / "status").read_text() == "129"
