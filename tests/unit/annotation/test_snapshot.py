"""Reading a project that nobody may write to, and leaving one alone that could be written to."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from annotation import edits
from annotation.errors import (
    NewerProjectError,
    OtherVideoError,
    ProjectError,
    UnwritableProjectError,
)
from annotation.project import Project
from annotation.schema import log_of
from annotation.summary import summarise
from annotation.video_identity import VideoIdentity
from tests.read_only import on_posix, read_only
from tests.unit.annotation.test_schema import tamper
from tests.unit.annotation.test_upgrade import old_project, version


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def with_two_marks(path: Path, identity: VideoIdentity) -> Project:
    project = Project.create(path, identity)
    for frame in (3, 5):
        project.apply(edits.place(project.load_track(), frame, 1.0, 2.0))
    return project


def switched_off(
    place: Path, elsewhere: Path, identity: VideoIdentity, *, with_index: bool
) -> Path:
    """A project in `place` with two marks that wait in its log, as a program leaves them whose
    machine was switched off."""
    original, path = elsewhere / "match.rally", place / "match.rally"
    with with_two_marks(original, identity):
        for suffix in ("", "-wal", "-shm") if with_index else ("", "-wal"):
            shutil.copyfile(f"{original}{suffix}", f"{path}{suffix}")
    assert log_of(path).stat().st_size
    return path


def marked(path: Path) -> list[int]:
    with Project.read(path) as project:
        return [mark.frame for mark in project.marks()]


@on_posix
def test_a_closed_project_in_a_read_only_folder(place: Path, identity: VideoIdentity) -> None:
    path = place / "match.rally"
    with_two_marks(path, identity).close()
    before = content(place)
    with read_only(place):
        assert marked(path) == [3, 5]
        with pytest.raises(ProjectError, match="copy it to a folder you may write to"):
            Project.open(path)
    assert content(place) == before


@on_posix
@pytest.mark.parametrize("with_index", [False, True])
def test_edits_that_wait_in_the_log_of_a_read_only_project(
    with_index: bool, place: Path, tmp_path: Path, identity: VideoIdentity
) -> None:
    path = switched_off(place, tmp_path, identity, with_index=with_index)
    before = content(place)
    with read_only(place):
        assert marked(path) == [3, 5]
        assert summarise(path).reviewed == 2
    assert content(place) == before


@on_posix
def test_a_read_only_file_in_a_folder_that_takes_a_log(
    place: Path, identity: VideoIdentity
) -> None:
    """It opened, and the first edit was refused."""
    path = place / "match.rally"
    with_two_marks(path, identity).close()
    whole = path.read_bytes()
    with read_only(place):
        root = os.geteuid() != os.getuid()
        if root:
            os.seteuid(0)
        place.chmod(0o777)
        if root:
            os.seteuid(65534)
        with pytest.raises(UnwritableProjectError):
            Project.open(path)
        assert marked(path) == [3, 5]
    assert path.read_bytes() == whole


def test_a_closed_project_is_left_alone(tmp_path: Path, identity: VideoIdentity) -> None:
    path = tmp_path / "match.rally"
    with_two_marks(path, identity).close()
    before, at = content(tmp_path), path.stat().st_mtime_ns
    with Project.read(path) as project:
        assert len(project.marks()) == 2
        assert content(tmp_path) == before
    assert (content(tmp_path), path.stat().st_mtime_ns) == (before, at)


def test_a_project_that_is_open(tmp_path: Path, identity: VideoIdentity) -> None:
    path = tmp_path / "match.rally"
    with with_two_marks(path, identity) as project:
        assert marked(path) == [3, 5]
        with Project.read(path) as taken:
            project.apply(edits.place(project.load_track(), 7, 1.0, 2.0))
            assert len(taken.marks()) == 2, "it shows one moment"
        assert marked(path) == [3, 5, 7]
        assert log_of(path).exists()


def test_what_is_written_there_is_refused(tmp_path: Path, identity: VideoIdentity) -> None:
    path = tmp_path / "match.rally"
    with_two_marks(path, identity).close()
    with Project.read(path) as project:
        with pytest.raises(ProjectError, match="cannot be written"):
            project.apply(edits.place(project.load_track(), 7, 1.0, 2.0))
        with pytest.raises(ProjectError, match="cannot be written"):
            project.set_state("frame", 1)


def test_an_old_project_is_read_and_stays_old(tmp_path: Path, identity: VideoIdentity) -> None:
    path = old_project(tmp_path / "old.rally", identity)
    with Project.read(path) as project:
        assert [mark.frame for mark in project.marks()] == [3]
        assert project.shots()
    assert version(path) == "1"


def test_what_is_no_sound_project(tmp_path: Path, identity: VideoIdentity) -> None:
    path = tmp_path / "match.rally"
    with pytest.raises(ProjectError, match="There is no project"):
        Project.read(path)
    path.write_bytes(b"Frame,Visibility\n")
    with pytest.raises(ProjectError, match="is not a Rallymark project"):
        Project.read(path)
    path.unlink()
    with_two_marks(path, identity).close()
    whole = path.read_bytes()
    path.write_bytes(whole[:6000])
    with pytest.raises(ProjectError, match="is damaged"):
        Project.read(path)
    path.write_bytes(whole)
    tamper(path, "UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    with pytest.raises(NewerProjectError):
        Project.read(path)


def test_another_video(tmp_path: Path, identity: VideoIdentity) -> None:
    path = tmp_path / "match.rally"
    with_two_marks(path, identity).close()
    other = VideoIdentity.from_dict({**identity.to_dict(), "frame_count": 41})
    with Project.read(path) as project:
        project.refuse_other(identity)
        with pytest.raises(OtherVideoError, match="belongs to another video"):
            project.refuse_other(other)
