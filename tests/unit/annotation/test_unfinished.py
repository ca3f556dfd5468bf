"""What is written appears whole or not at all, and what a killed process left goes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from annotation.unfinished import unfinished

WRITE = """
import sys, time
from pathlib import Path
from annotation.unfinished import unfinished
with unfinished(Path(sys.argv[1])) as new:
    new.write_text("half")
    print(new, flush=True)
    time.sleep(60)
"""


def writer(target: Path) -> tuple[subprocess.Popen[str], Path]:
    """A process in the middle of writing `target`, and the file it writes to."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITE, str(target)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process.stdout:
        return process, Path(process.stdout.readline().strip())


def put(target: Path) -> None:
    with unfinished(target) as new:
        new.write_text("whole")


def test_an_error_leaves_nothing_and_the_old_file(tmp_path: Path) -> None:
    target = tmp_path / "clip.mp4"
    put(target)

    def fail() -> None:
        with unfinished(target) as new:
            new.write_text("ha")
            raise RuntimeError("full")

    with pytest.raises(RuntimeError, match="full"):
        fail()
    assert target.read_text() == "whole"
    assert list(tmp_path.iterdir()) == [target]


def test_a_name_as_long_as_names_can_be(tmp_path: Path) -> None:
    target = tmp_path / f"{'m' * 251}.csv"
    put(target)
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.skipif(sys.platform == "win32", reason="nobody is asked after there")
def test_what_a_killed_process_left_goes_and_what_a_living_one_writes_stays(
    tmp_path: Path,
) -> None:
    killed, left = writer(tmp_path / "one.mp4")
    alive, growing = writer(tmp_path / "two.mp4")
    killed.send_signal(signal.SIGKILL)
    killed.wait(20)
    try:
        assert left.exists()
        put(tmp_path / "three.csv")
        assert sorted(tmp_path.iterdir()) == sorted([growing, tmp_path / "three.csv"])
    finally:
        alive.kill()
        alive.wait(20)


def test_what_this_process_writes_stays(tmp_path: Path) -> None:
    with unfinished(tmp_path / "one.mp4") as new:
        new.write_text("half")
        put(tmp_path / "two.csv")
        assert new.exists()
    assert (tmp_path / "one.mp4").read_text() == "half"


def test_a_former_process_of_our_number_is_not_ours(tmp_path: Path) -> None:
    """As in containers, where numbers are small."""
    with unfinished(tmp_path / "one.mp4") as new:
        new.touch()
        left = new.with_name(new.name.replace(".new", "7.new"))
        left.touch()
    put(tmp_path / "two.csv")
    assert not left.exists()


def test_files_of_other_machines_stay_for_a_day(tmp_path: Path) -> None:
    """Their processes cannot be asked after."""
    other = tmp_path / ".rallymark-00000000-999999999-0.new"
    other.touch()
    put(tmp_path / "one.csv")
    assert other.exists()
    before = time.time() - 25 * 3600
    os.utime(other, (before, before))
    put(tmp_path / "one.csv")
    assert not other.exists()


def test_a_users_file_is_never_taken_for_one(tmp_path: Path) -> None:
    names = (
        ".clip.999999999.new",
        ".rallymark-notes.new",
        "rallymark-1-2-3.new",
        ".mine.1.new.mp4",
    )
    for name in names:
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (0, 0))
    (tmp_path / ".rallymark-00000000-1-0.new").mkdir()
    put(tmp_path / "labels.csv")
    assert len(list(tmp_path.iterdir())) == len(names) + 2
