"""What is refused, and that a refused file stays as it was."""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotation import edits, schema
from annotation.errors import NewerProjectError, ProjectError
from annotation.project import Project
from annotation.video_identity import VideoIdentity


@pytest.fixture
def closed(project: Project) -> Path:
    """The path of a closed project with one mark."""
    project.apply(edits.place(project.load_track(), 3, 1.0, 2.0))
    project.close()
    return project.path


def refuse(path: Path, sentence: str, kind: type[ProjectError] = ProjectError) -> None:
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(kind, match=sentence) as caught:
        Project.open(path)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)
    if before is not None:
        assert path.read_bytes() == before


def tamper(path: Path, statement: str) -> None:
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute(statement)
        db.commit()


def test_missing(tmp_path: Path) -> None:
    refuse(tmp_path / "gone.rally", "There is no project at")
    assert not (tmp_path / "gone.rally").exists()


@pytest.mark.parametrize("content", [b"", b"Frame,Visibility\n", os.urandom(4096)])
def test_not_a_project(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.rally"
    path.write_bytes(content)
    refuse(path, "is not a Rallymark project")


def test_another_database(tmp_path: Path) -> None:
    path = tmp_path / "x.rally"
    tamper(path, "CREATE TABLE mark (frame)")
    refuse(path, "is not a Rallymark project")


def test_a_folder(tmp_path: Path) -> None:
    refuse(tmp_path, "cannot be read")


def test_a_newer_version(closed: Path) -> None:
    tamper(
        closed,
        f"UPDATE meta SET value = '{schema.SCHEMA_VERSION + 1}' WHERE key = 'schema_version'",
    )
    refuse(closed, "newer version of Rallymark", NewerProjectError)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM meta WHERE key = 'schema_version'",
        "UPDATE meta SET value = 'one' WHERE key = 'schema_version'",
        "DELETE FROM meta WHERE key = 'video'",
        "UPDATE meta SET value = '{' WHERE key = 'video'",
        "UPDATE meta SET value = '{}' WHERE key = 'video'",
        "UPDATE meta SET value = '[]' WHERE key = 'video'",
    ],
)
def test_damaged_content(closed: Path, statement: str) -> None:
    tamper(closed, statement)
    refuse(closed, "is damaged")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE mark SET frame = 40",
        "UPDATE mark SET x = 1e9",
        "INSERT INTO state VALUES ('threshold', '7')",
        "INSERT INTO state VALUES ('threshold', '\"high\"')",
        "INSERT INTO state VALUES ('threshold', '{')",
    ],
)
def test_content_that_makes_no_sense(closed: Path, statement: str) -> None:
    tamper(closed, statement)
    with Project.open(closed) as project, pytest.raises(ProjectError, match="is damaged"):
        project.load_track()


def test_a_damaged_journal_and_video_path(closed: Path) -> None:
    tamper(closed, "UPDATE journal SET after = x'00'")
    tamper(closed, "INSERT INTO meta VALUES ('video_path', '[]')")
    with Project.open(closed) as project:
        with pytest.raises(ProjectError, match="is damaged"):
            project.journal()
        with pytest.raises(ProjectError, match="is damaged"):
            _ = project.video_path
        assert len(project.marks()) == 1


def test_truncated(closed: Path) -> None:
    closed.write_bytes(closed.read_bytes()[:6000])
    refuse(closed, "is damaged")


def test_overwritten_in_the_middle(closed: Path) -> None:
    content = bytearray(closed.read_bytes())
    content[4096:12288] = b"\xff" * 8192
    closed.write_bytes(content)
    refuse(closed, "is damaged")


@pytest.mark.parametrize("told", [b"CREATE TABLE meta", b"CREATE TABLE mark"])
def test_names_that_are_none(closed: Path, told: bytes) -> None:
    content = closed.read_bytes()
    assert content.count(told) == 1
    closed.write_bytes(content.replace(told, told[:-4] + b"\xf7\xb0\xe9("))
    refuse(closed, "is damaged")


def test_damage_far_from_what_opening_reads(tmp_path: Path, identity: VideoIdentity) -> None:
    path = tmp_path / "x.rally"
    with Project.create(path, identity) as project:
        run = project.begin_run("m", "h", 0.5, 40, {}).id
        for first in range(40):
            project.write_predictions(run, first, [1.0], [1.0], [0.9], np.zeros((1, 99, 3)))
    content = bytearray(path.read_bytes())
    assert len(content) > 15 * 4096
    for page in range(len(content) - 8 * 4096, len(content), 4096):
        content[page : page + 8] = b"\xff" * 8  # the header of a page
    path.write_bytes(content)
    refuse(path, "is damaged")


def test_what_was_checked_a_moment_ago_opens_without_reading_all_of_it(
    closed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    connect = sqlite3.connect

    def traced(*args: Any, **options: Any) -> sqlite3.Connection:
        db = connect(*args, **options)
        db.set_trace_callback(read.append)
        return db

    monkeypatch.setattr(sqlite3, "connect", traced)
    Project.open(closed, check=False).close()
    assert not [statement for statement in read if "quick_check" in statement]
    Project.open(closed).close()
    assert [statement for statement in read if "quick_check" in statement]


def test_create_never_overwrites(closed: Path, identity: VideoIdentity) -> None:
    before = closed.read_bytes()
    with pytest.raises(ProjectError, match="already a file"):
        Project.create(closed, identity)
    assert closed.read_bytes() == before


def test_create_in_a_missing_folder(tmp_path: Path, identity: VideoIdentity) -> None:
    with pytest.raises(ProjectError, match=r"No project can be written at .*No such file"):
        Project.create(tmp_path / "none" / "x.rally", identity)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a folder even root cannot write")
def test_create_in_a_read_only_folder(identity: VideoIdentity) -> None:
    with pytest.raises(ProjectError, match="choose a folder you may write to"):
        Project.create(Path("/proc/x.rally"), identity)


@pytest.mark.parametrize("code", [sqlite3.SQLITE_READONLY_DIRECTORY, sqlite3.SQLITE_CANTOPEN])
def test_open_in_a_read_only_folder(
    closed: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    # Root, as tests may run, writes everywhere: SQLite's answer has to be played.
    class ReadOnly(sqlite3.Connection):
        def execute(self, sql: str, *rest: object) -> sqlite3.Cursor:
            if sql == "BEGIN IMMEDIATE":
                error = sqlite3.OperationalError("attempt to write a readonly database")
                error.sqlite_errorcode = code
                raise error
            return super().execute(sql, *rest)  # type: ignore[arg-type]

    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: connect(*a, **k, factory=ReadOnly))
    refuse(closed, "cannot be written; copy it to a folder you may write to")


def test_a_failed_create_leaves_nothing(
    tmp_path: Path, identity: VideoIdentity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "_SCHEMA", "CREATE TABLE broken (")
    with pytest.raises(ProjectError):
        Project.create(tmp_path / "x.rally", identity)
    assert list(tmp_path.iterdir()) == []


def test_the_log_of_a_deleted_project_is_not_replayed(
    tmp_path: Path, identity: VideoIdentity
) -> None:
    path = tmp_path / "x.rally"
    with Project.create(path, identity) as project:
        project.apply(edits.place(project.load_track(), 3, 1.0, 2.0))
        log = path.with_name("x.rally-wal").read_bytes()
    assert log
    path.unlink()
    path.with_name("x.rally-wal").write_bytes(log)
    with Project.create(path, identity) as project:
        assert project.marks() == []


@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
def test_a_project_made_by_another_program_meanwhile_stays_with_its_log(
    links: bool, tmp_path: Path, identity: VideoIdentity, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.rally"
    upgrade = schema.upgrade
    others: list[Project] = []

    def hardlink_to(target: Path, partial: Path) -> None:
        raise OSError(errno.EPERM, "no links here")

    def meanwhile(db: sqlite3.Connection, target: Path) -> None:
        upgrade(db, target)
        monkeypatch.setattr(schema, "upgrade", upgrade)
        others.append(Project.create(path, identity))
        others[0].apply(edits.place(others[0].load_track(), 3, 1.0, 2.0))

    monkeypatch.setattr(schema, "upgrade", meanwhile)
    if not links:
        monkeypatch.setattr(Path, "hardlink_to", hardlink_to)
    with pytest.raises(ProjectError, match="already a file"):
        Project.create(path, identity)
    with others[0] as other:
        other.apply(edits.place(other.load_track(), 4, 1.0, 2.0))
    with Project.open(path) as project:
        assert [mark.frame for mark in project.marks()] == [3, 4]
    assert list(tmp_path.iterdir()) == [path]


def test_in_use_by_another_program(closed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "BUSY_SECONDS", 0.01)
    with (
        contextlib.closing(sqlite3.connect(closed, isolation_level=None)) as other,
        Project.open(closed) as project,
    ):
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ProjectError, match="in use by another program"):
            project.set_state("frame", 1)
        other.execute("ROLLBACK")
        project.set_state("frame", 1)
        assert project.state("frame") == 1


@pytest.mark.parametrize("code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE])
def test_a_full_disk_is_named(code: int) -> None:
    full = sqlite3.OperationalError("disk I/O error")
    full.sqlite_errorcode = code
    assert "disk is full" in str(schema.translate(full, Path("x.rally")))


def test_other_failures_name_their_cause() -> None:
    odd = sqlite3.OperationalError("disk I/O error")
    assert "disk I/O error" in str(schema.translate(odd, Path("x.rally")))


def test_the_tables_refuse_contradictions(closed: Path) -> None:
    for values in (
        "(5, 0, 1.0, 1.0, NULL, 'human', 0)",
        "(5, 1, NULL, 1.0, NULL, 'human', 0)",
        "(5, 4, 1.0, 1.0, NULL, 'human', 0)",
        "(5, 1, 1.0, 1.0, NULL, 'somebody', 0)",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            tamper(closed, f"INSERT INTO mark VALUES {values}")


def test_a_second_opening_here_keeps_the_log_from_other_processes(project: Project) -> None:
    """Another process must not take itself for the last user while this one has the file open."""
    program = (
        "import sys; from annotation.project import Project; Project.open(sys.argv[1]).close()"
    )
    log = project.path.with_name(project.path.name + "-wal")
    project.set_state("frame", 1)
    Project.open(project.path).close()
    subprocess.run([sys.executable, "-c", program, str(project.path)], check=True)
    assert log.exists()
    project.set_state("frame", 2)
    project.close()
    with Project.open(project.path) as again:
        assert again.state("frame") == 2


def test_nothing_is_lost_where_another_process_deleted_the_log(project: Project) -> None:
    program = (
        "import sys; from annotation.project import Project; Project.open(sys.argv[1]).close()"
    )
    other = [sys.executable, "-c", program, str(project.path)]
    log = project.path.with_name(project.path.name + "-wal")
    track = project.load_track()
    project.apply(edits.place(track, 3, 1.0, 2.0))
    for frame in (4, 5):
        # As a file dialog does that looks for what kind of file this is: the locks are gone.
        project.path.read_bytes()
        subprocess.run(other, check=True)
        assert os.name == "nt" or not log.exists()
        project.apply(edits.place(track, frame, 1.0, 2.0))
    subprocess.run(other, check=True)
    assert log.exists()
    project.apply(edits.place(track, 6, 1.0, 2.0))
    project.close()
    with Project.open(project.path) as again:
        assert [mark.frame for mark in again.marks()] == [3, 4, 5, 6]
