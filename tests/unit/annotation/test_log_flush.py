"""The log of a project goes to the disk behind the writer's back, and failures are told."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotation import edits, log_flush
from annotation.errors import ProjectError
from annotation.project import Project
from annotation.track import BallTrack

LONG_S = 10.0


class Disk:
    """Sees the flushes, holds them up while its gate is shut, and may fail."""

    def __init__(self) -> None:
        self.begun = threading.Semaphore(0)
        self.gate = threading.Event()
        self.gate.set()
        self.flushed: list[int] = []
        """Bytes of log at each flush."""
        self.error: OSError | None = None

    def take(self, handle: int) -> None:
        size = os.fstat(handle).st_size
        self.begun.release()
        assert self.gate.wait(LONG_S)
        if self.error is not None:
            raise self.error
        self.flushed.append(size)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    disk = Disk()
    monkeypatch.setattr(log_flush, "onto_disk", disk.take)
    yield disk
    disk.gate.set()


def mark(project: Project, frame: int) -> None:
    project.apply(edits.place(BallTrack(project.frame_count), frame, 1.0, 2.0))


def log_of(project: Project) -> Path:
    return project.path.with_name(f"{project.path.name}-wal")


def settled(project: Project) -> None:
    """Wait until what was asked for is done, however it ended."""
    project._file._flush._thread.submit(int).result(LONG_S)


def test_an_edit_goes_to_the_disk_and_nobody_waits(disk: Disk, project: Project) -> None:
    disk.gate.clear()
    mark(project, 3)
    assert disk.begun.acquire(timeout=LONG_S)
    written = log_of(project).stat().st_size
    for frame in range(4, 9):
        mark(project, frame)  # they would hang here
    assert disk.flushed == []
    disk.gate.set()
    project.close()
    # Once for the first, once for all that came while that took its time.
    assert len(disk.flushed) == 2
    assert disk.flushed[0] == written < disk.flushed[1]


def test_the_position_alone_is_not_worth_a_flush(disk: Disk, project: Project) -> None:
    project.set_state("frame", 13, flush=False)
    with Project.open(project.path) as other:
        assert other.state("frame") == 13
    project.close()
    assert disk.flushed == []


def test_what_an_error_undoes_is_not_flushed(disk: Disk, project: Project) -> None:
    with pytest.raises(TypeError):
        project.set_state("frame", object())
    project.close()
    assert disk.flushed == []


def test_a_disk_that_fails_is_told_at_the_next_edit(disk: Disk, project: Project) -> None:
    disk.error = OSError(5, "Input/output error")
    mark(project, 3)
    settled(project)
    with pytest.raises(ProjectError, match=r"did not take .* \(Input/output error\); copy"):
        mark(project, 4)
    assert [each.frame for each in project.marks()] == [3]
    disk.error = None
    mark(project, 4)
    assert [each.frame for each in project.marks()] == [3, 4]


def test_a_disk_that_fails_at_the_end_is_told_on_closing(disk: Disk, project: Project) -> None:
    disk.error = OSError(5, "Input/output error")
    mark(project, 3)
    with pytest.raises(ProjectError, match="did not take"):
        project.close()
    project.close()


def test_a_long_log_is_folded_in_beside_the_writer(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_flush, "_LONG_LOG", 100_000)
    before = project.path.stat().st_size
    for number in range(60):
        project.set_state(f"note {number}", "x" * 4000)
        settled(project)
    assert log_of(project).stat().st_size < 200_000 < 60 * 4000
    assert project.path.stat().st_size > before
    assert project.state("note 59") == "x" * 4000


def test_a_log_that_another_process_folded_in_needs_no_flush(
    disk: Disk, project: Project, tmp_path: Path
) -> None:
    flush = log_flush.LogFlush(tmp_path / "gone.rally")
    flush.ask()
    flush.close()
    flush.check()
    assert disk.flushed == []
