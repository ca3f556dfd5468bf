"""A project at a glance: right numbers, nothing written, no project refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from annotation.edits import place
from annotation.errors import ProjectError
from annotation.project import Project
from annotation.segments import SegmentKind, exclude
from annotation.summary import summarise
from annotation.video_identity import VideoIdentity


@pytest.fixture
def identity(tmp_path: Path) -> VideoIdentity:
    return VideoIdentity(
        size_bytes=10,
        sha256_of_samples="ab" * 32,
        frame_count=40,
        width=320,
        height=180,
        duration=1.6,
        fps=25.0,
    )


def test_counts_what_a_person_answers_for(tmp_path: Path, identity: VideoIdentity) -> None:
    path, video = tmp_path / "match.rally", tmp_path / "match.mp4"
    video.write_bytes(b"x")
    with Project.create(path, identity, video) as project:
        fresh = summarise(path)
        assert (fresh.reviewed, fresh.share, fresh.predicted) == (0, 0.0, 0.0)
        track = project.load_track()
        for frame in (3, 7):
            edit = place(track, frame, 10.0, 20.0)
            project.apply(edit)
            track.put_marks(edit.after)
        run = project.begin_run("small", "ab" * 32, 0.5, 40, {})
        # Two chunks with a frame in common: ten frames of forty.
        for first in (0, 5):
            count = 6 - first // 5
            peaks = np.zeros((count, 5, 3), np.float32)
            ones = np.ones(count)
            project.write_predictions(run.id, first, ones, ones, ones, peaks)
        while_open = summarise(path)
    closed = summarise(path)
    assert while_open == closed
    assert (closed.frames, closed.reviewed, closed.share) == (40, 2, 0.05)
    assert closed.predicted == 0.25
    assert closed.video == video.resolve()


def test_what_a_model_leaves_out_is_not_missed(tmp_path: Path, identity: VideoIdentity) -> None:
    path = tmp_path / "match.rally"
    with Project.create(path, identity) as project:
        run = project.begin_run("small", "ab" * 32, 0.5, 40, {})
        peaks, ones = np.zeros((30, 5, 3), np.float32), np.ones(30)
        project.write_predictions(run.id, 0, ones, ones, ones, peaks)
        assert summarise(path).predicted == 0.75
        project.apply(exclude(project.segments(), 30, 39, 40, SegmentKind.REPLAY))
        assert summarise(path).predicted == 1.0
        project.apply(exclude(project.segments(), 0, 39, 40, SegmentKind.REPLAY))
        assert summarise(path).predicted == 0.0


def test_writes_nothing(tmp_path: Path, identity: VideoIdentity) -> None:
    path = tmp_path / "match.rally"
    Project.create(path, identity).close()
    before = path.read_bytes()
    assert summarise(path).video is None
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_project_in_a_folder_that_cannot_be_written(
    tmp_path: Path, identity: VideoIdentity
) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    path = folder / "match.rally"
    Project.create(path, identity).close()
    folder.chmod(0o500)
    try:
        assert summarise(path).frames == 40
    finally:
        folder.chmod(0o700)


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(100)])
def test_what_is_no_project_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "match.rally"
    path.write_bytes(content)
    with pytest.raises(ProjectError, match=r"match\.rally cannot be read as a project"):
        summarise(path)


def test_a_project_deleted_a_moment_ago_is_not_made_anew(tmp_path: Path) -> None:
    with pytest.raises(ProjectError):
        summarise(tmp_path / "gone.rally")
    assert not list(tmp_path.iterdir())
