from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotation.errors import FormatError
from annotation.formats.atomic import write_lines


def test_a_failure_in_the_middle_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    write_lines(path, ["old"])

    def lines() -> Iterator[str]:
        yield "new"
        raise RuntimeError("the power fails")

    with pytest.raises(RuntimeError, match="the power fails"):
        write_lines(path, lines())
    assert path.read_bytes() == b"old\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_told_and_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "labels.csv"
    write_lines(path, ["old"])

    def fsync(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(FormatError, match=r"The disk is full, so .*labels\.csv cannot"):
        write_lines(path, ["new"])
    assert path.read_bytes() == b"old\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be replaced there")
def test_who_reads_while_it_is_written_reads_the_old_file_whole(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    write_lines(path, ["old", "lines"])
    with path.open("rb", buffering=0) as reader:
        assert reader.read(4) == b"old\n"
        write_lines(path, ["new"])
        assert reader.read() == b"lines\n"
    assert path.read_text() == "new\n"


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="choose a folder you may write to"):
        write_lines(tmp_path / "none" / "x.csv", ["new"])


@pytest.mark.skipif(sys.platform != "linux", reason="needs a folder even root cannot write")
def test_a_read_only_folder() -> None:
    with pytest.raises(FormatError, match="choose a folder you may write to"):
        write_lines(Path("/proc/labels.csv"), ["new"])


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_keeps_pointing_at_the_file(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    write_lines(tmp_path / "link.csv", ["new"])
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == "new\n"


@pytest.mark.skipif(sys.platform == "win32", reason="has no named pipes in folders")
def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    """Nor /dev/null, which root could replace, and which the whole system needs."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()), daemon=True)
    reader.start()
    write_lines(pipe, ["one", "two"])
    assert pipe.is_fifo()
    reader.join(20)
    assert read == ["one\ntwo\n"]


def test_a_name_that_is_no_text_ends_no_page(tmp_path: Path) -> None:
    """As of a file from a system that did not write UTF-8."""
    path = tmp_path / "page.html"
    write_lines(path, ["<title>caf\udce9.mp4</title>"])
    assert path.read_text(encoding="utf-8") == "<title>caf?.mp4</title>\n"
