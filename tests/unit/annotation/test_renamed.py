"""A video under another name is known by its content, and nothing else is taken for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotation.project import Project
from annotation.renamed import find_project, find_video
from annotation.video_identity import VideoIdentity, identify_file

CONTENT = bytes(range(256)) * 40


def identify(video: Path) -> VideoIdentity:
    return identify_file(video, 40, 320, 180, 1.6, 25.0)


@pytest.fixture
def video(tmp_path: Path) -> Path:
    path = tmp_path / "match.mp4"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def project_path(video: Path) -> Path:
    path = video.with_suffix(".rally")
    Project.create(path, identify(video), video).close()
    return path


def test_by_its_content(video: Path, project_path: Path) -> None:
    with Project.open(project_path) as project:
        assert find_video(project) == video
    renamed = video.rename(video.with_name("a final.mp4"))
    other = video.with_name("a.mp4")  # as long, and looked at first
    other.write_bytes(CONTENT[:-1] + b"x")
    with Project.open(project_path) as project:
        assert find_video(project) == renamed
    assert find_project(renamed, identify(renamed).matches) == project_path
    assert find_project(other, identify(other).matches) is None


def test_a_project_is_found_without_reading_what_it_holds(
    video: Path, project_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    renamed = video.rename(video.with_name("final.mp4"))

    def read(*_args: object, **_options: object) -> None:
        raise AssertionError("labels were read")

    monkeypatch.setattr("annotation.summary._answered", read)
    monkeypatch.setattr("annotation.schema.connect", read)
    assert find_project(renamed, identify(renamed).matches) == project_path


def test_a_video_that_is_gone_is_not_found(video: Path, project_path: Path) -> None:
    video.unlink()
    with Project.open(project_path) as project:
        assert find_video(project) is None


def test_a_copy_gets_a_project_of_its_own(video: Path, project_path: Path) -> None:
    copy = video.with_name("copy.mp4")
    copy.write_bytes(CONTENT)
    assert project_path.exists()
    assert find_project(copy, identify(copy).matches) is None


def test_a_damaged_project_is_passed_over(video: Path, project_path: Path) -> None:
    video.with_name("a.rally").write_bytes(b"no project")
    renamed = video.rename(video.with_name("final.mp4"))
    assert find_project(renamed, identify(renamed).matches) == project_path
