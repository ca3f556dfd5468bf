"""A copy of a project that may not be written to: nothing of it is lost, and it finds its video."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotation import edits, schema
from annotation.errors import NewerProjectError, ProjectError, UnwritableProjectError
from annotation.project import Project
from annotation.project_copy import copy_project
from annotation.video_identity import VideoIdentity, identify_file
from tests.read_only import on_posix, read_only
from tests.unit.annotation.test_schema import tamper
from tests.unit.annotation.test_snapshot import content, marked, switched_off, with_two_marks
from tests.unit.annotation.test_upgrade import old_project, version


@pytest.fixture
def own(place: Path) -> Iterator[Path]:
    """A folder that everybody may write to."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@on_posix
@pytest.mark.parametrize("with_index", [False, True])
def test_edits_in_the_log_of_a_read_only_project_come_along(
    with_index: bool, place: Path, own: Path, tmp_path: Path, identity: VideoIdentity
) -> None:
    path = switched_off(place, tmp_path, identity, with_index=with_index)
    before = content(place)
    with read_only(place):
        with pytest.raises(UnwritableProjectError, match=r"and match\.rally-wal with it") as caught:
            Project.open(path)
        assert caught.value.path == path
        copy_project(path, own / "mine.rally")
        assert names(own) == ["mine.rally"], "whole in one file"
        assert marked(own / "mine.rally") == [3, 5]
        with Project.open(own / "mine.rally") as project:
            project.apply(edits.place(project.load_track(), 7, 1.0, 2.0))
            assert len(project.journal()) == 3
    assert content(place) == before


def test_what_a_colleague_has_open(tmp_path: Path, identity: VideoIdentity) -> None:
    """As it is when the copy begins, though it is written to meanwhile."""
    path, copy = tmp_path / "match.rally", tmp_path / "copy.rally"
    with with_two_marks(path, identity) as project:
        project.set_state("long", "x" * 2 * 2**20)
        told: list[float] = []

        def write(share: float) -> None:
            told.append(share)
            project.apply(edits.place(project.load_track(), 6 + len(told), 1.0, 2.0))

        copy_project(path, copy, write)
        assert told == sorted(told)
        assert told[-1] == 1.0
        assert 2 <= len(told) <= 8, "it did not begin anew"
        assert marked(copy) == [3, 5]


@pytest.mark.parametrize("renamed", [False, True])
def test_a_copy_finds_the_video_that_lies_beside_the_project(
    renamed: bool, tmp_path: Path, identity: VideoIdentity
) -> None:
    """Also one that came there under another name, or with the whole folder."""
    stick, own = tmp_path / "drive" / "stick", tmp_path / "drive" / "own"
    (tmp_path / "before").mkdir()
    own.mkdir(parents=True)
    video = tmp_path / "before" / "match.mp4"
    video.write_bytes(b"pictures")
    known = identify_file(video, *[getattr(identity, name) for name in _MEASURES])
    Project.create(tmp_path / "before" / "match.rally", known, video).close()
    (tmp_path / "before").rename(stick)
    video = stick / "match.mp4"
    if renamed:
        video = video.rename(stick / "final.mp4")
    copy_project(stick / "match.rally", own / "match.rally")
    with Project.read(own / "match.rally") as project:
        assert project.video_path == video
    (tmp_path / "drive").rename(tmp_path / "other drive")
    with Project.read(tmp_path / "other drive" / "own" / "match.rally") as project:
        assert project.video_path == tmp_path / "other drive" / "stick" / video.name


_MEASURES = ("frame_count", "width", "height", "duration", "fps")


def test_a_video_that_is_away_stays_where_it_was_told(
    tmp_path: Path, identity: VideoIdentity
) -> None:
    gone = tmp_path / "drive" / "match.mp4"
    Project.create(tmp_path / "match.rally", identity, gone).close()
    copy_project(tmp_path / "match.rally", tmp_path / "copy.rally")
    with Project.read(tmp_path / "copy.rally") as project:
        assert project.video_path == gone
    Project.create(tmp_path / "untold.rally", replace(identity)).close()
    copy_project(tmp_path / "untold.rally", tmp_path / "untold copy.rally")
    with Project.read(tmp_path / "untold copy.rally") as project:
        assert project.video_path is None


def test_no_file_is_written_over(tmp_path: Path, identity: VideoIdentity) -> None:
    path, other = tmp_path / "match.rally", tmp_path / "other.rally"
    with_two_marks(path, identity).close()
    other.write_text("mine")
    with pytest.raises(ProjectError, match="There is already a file at"):
        copy_project(path, other)
    with pytest.raises(ProjectError, match="There is already a file at"):
        copy_project(path, path)
    with pytest.raises(ProjectError, match=r"No project can be written at .*No such file"):
        copy_project(path, tmp_path / "none" / "x.rally")
    assert other.read_text() == "mine"
    assert marked(path) == [3, 5]


def test_what_ends_it_leaves_nothing(tmp_path: Path, identity: VideoIdentity) -> None:
    path = tmp_path / "match.rally"
    with_two_marks(path, identity).close()

    def stop(_share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_project(path, tmp_path / "copy.rally", stop)
    assert names(tmp_path) == [path.name]


def test_an_old_project_is_brought_up_to_date_in_the_copy(
    tmp_path: Path, identity: VideoIdentity
) -> None:
    path = old_project(tmp_path / "old.rally", identity)
    copy_project(path, tmp_path / "copy.rally")
    assert version(path) == "1"
    assert version(tmp_path / "copy.rally") == str(schema.SCHEMA_VERSION)
    assert marked(tmp_path / "copy.rally") == [3]


def test_what_is_no_sound_project(tmp_path: Path, identity: VideoIdentity) -> None:
    path, copy = tmp_path / "match.rally", tmp_path / "copy.rally"
    with pytest.raises(ProjectError, match="There is no project"):
        copy_project(path, copy)
    path.write_bytes(b"Frame,Visibility\n")
    with pytest.raises(ProjectError, match=r"match\.rally is not a Rallymark project"):
        copy_project(path, copy)
    path.unlink()
    with_two_marks(path, identity).close()
    whole = path.read_bytes()
    path.write_bytes(whole[:6000])
    with pytest.raises(ProjectError, match=r"match\.rally is damaged"):
        copy_project(path, copy)
    path.write_bytes(whole)
    tamper(path, "UPDATE meta SET value = '{}' WHERE key = 'video'")
    with pytest.raises(ProjectError, match=r"match\.rally is damaged"):
        copy_project(path, copy)
    path.write_bytes(whole)
    tamper(path, "UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    with pytest.raises(NewerProjectError):
        copy_project(path, copy)
    assert names(tmp_path) == [path.name]


def test_a_disk_without_room(
    tmp_path: Path, identity: VideoIdentity, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is the disk of the copy that is full, or the one of the system's scratch folder."""
    path, copy = tmp_path / "match.rally", tmp_path / "copy.rally"
    with_two_marks(path, identity).close()

    class Full(sqlite3.Connection):
        def execute(self, sql: str, *rest: object) -> sqlite3.Cursor:
            if sql == "COMMIT":
                error = sqlite3.OperationalError("database or disk is full")
                error.sqlite_errorcode = sqlite3.SQLITE_FULL
                raise error
            return super().execute(sql, *rest)  # type: ignore[arg-type]

    connect = sqlite3.connect
    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", lambda *a, **k: connect(*a, **k, factory=Full))
        with pytest.raises(ProjectError, match=r"disk is full.*copy\.rally"):
            copy_project(path, copy)
    assert names(tmp_path) == [path.name]

    def no_room(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("annotation.project_copy.reading", no_room)
    with pytest.raises(ProjectError, match=r"cannot be copied \(No space left on device\)"):
        copy_project(path, copy)
