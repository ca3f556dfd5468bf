"""What is shown while a command works."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.console import progress_bar, table


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
