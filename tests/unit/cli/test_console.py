"""Stopping in good order, and what is shown meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.cli.console import progress_bar, stop_on_interrupt, table


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


def test_a_bar_is_drawn_on_request_only(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar(10, "frames", show=None) as bar:  # the captured stderr is no terminal
        bar.update(5)
    assert capsys.readouterr() == ("", "")
    with progress_bar(10, "frames", show=True, done=5, label="match.mp4") as bar:
        bar.update(5)
    out, err = capsys.readouterr()
    assert out == ""
    assert "match.mp4: 100%" in err
    assert "10/10" in err


def test_a_table_aligns_its_columns() -> None:
    assert table([("TP", "9"), ("recall", "0.25")]) == "TP         9\nrecall  0.25"


@pytest.mark.parametrize("unread", ["stdout", "stderr"])
def test_work_goes_on_where_nobody_reads_what_it_says(
    unread: str, project_root: Path, tmp_path: Path
) -> None:
    """`train … | head` lost the weights, with the exit status of what is done."""
    program = (
        "from app.cli.console import say, tell\n"
        "for number in range(3):\n"
        "    tell('a line')\n"
        "    say('a sentence')\n"
        "open('done', 'x').close()\n"
    )
    reader, writer = os.pipe()
    os.close(reader)
    other = {"stdout": "stderr", "stderr": "stdout"}[unread]
    # As a user has it: what is kept back is written, and complained of, once more at the end.
    kept_back = {"PYTHONPATH": str(project_root), "PYTHONUNBUFFERED": ""}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, **kept_back},
        text=True,
        check=True,
        **{unread: writer, other: subprocess.PIPE},  # type: ignore[call-overload]
    )
    os.close(writer)
    assert (tmp_path / "done").exists()
    heard = {"stdout": "a line", "stderr": "rallymark: a sentence"}[other]
    assert getattr(done, other).splitlines() == [heard] * 3
