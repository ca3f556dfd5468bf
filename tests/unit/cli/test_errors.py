"""Outputs are checked before the work begins."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from annotation.errors import FormatError, ProjectError
from app.cli.errors import (
    CommandError,
    check_folder,
    check_output,
    check_place,
    check_project,
    expected_sentence,
)
from tests.read_only import on_posix, read_only
from tracker.errors import VideoError


def test_a_writable_place_is_left_as_it_was(tmp_path: Path) -> None:
    check_output(tmp_path / "new.csv")
    (tmp_path / "old.csv").write_text("old")
    check_output(tmp_path / "old.csv", tmp_path / "missing.mp4")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("old.csv", "old")]


def test_an_input_is_never_overwritten(tmp_path: Path) -> None:
    video = tmp_path / "match.mp4"
    video.write_bytes(b"film")
    (tmp_path / "alias.csv").symlink_to(video)
    for output in (video, tmp_path / "alias.csv"):
        with pytest.raises(CommandError, match="also an input"):
            check_output(output, video)


def test_a_project_is_no_place_for_a_result(tmp_path: Path) -> None:
    (tmp_path / "match.rally").write_bytes(b"marks")
    (tmp_path / "labels.csv").symlink_to(tmp_path / "match.rally")
    for name in ("match.rally", "labels.csv", "new.RALLY"):
        with pytest.raises(CommandError, match="the name of a project"):
            check_output(tmp_path / name)
    check_place(tmp_path / "match.rally", tmp_path / "match.mp4")


@pytest.mark.parametrize(
    ("name", "words"), [("", "is a folder"), ("nowhere/labels.csv", "does not exist")]
)
def test_impossible_places_are_named(tmp_path: Path, name: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        check_output(tmp_path / name)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a folder that nobody can write in")
def test_a_read_only_folder_is_named() -> None:
    with pytest.raises(CommandError, match="nothing can be written in the folder /sys"):
        check_output(Path("/sys/labels.csv"))


def test_a_new_project_has_the_name_of_one(tmp_path: Path) -> None:
    """A result written to the same name the next day would destroy it."""
    with pytest.raises(CommandError, match=r"The name of a project ends in \.rally, not as l\.csv"):
        check_project(tmp_path / "l.csv")
    (tmp_path / "old.project").touch()
    for name in ("new.rally", "NEW.RALLY", "old.project"):
        check_project(tmp_path / name)


@on_posix
def test_a_project_that_cannot_be_written_is_to_be_copied_with_its_log(place: Path) -> None:
    project = place / "match.rally"
    project.touch()
    (place / "match.rally-wal").write_bytes(b"the last edits")
    with read_only(place):
        with pytest.raises(ProjectError, match=r"copy it, and match\.rally-wal with it, to a fold"):
            check_project(project)
        with pytest.raises(CommandError, match="nothing can be written in the folder"):
            check_project(place / "new.rally")


def test_no_results_among_what_they_are_made_of(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is also an input; give another folder"):
        check_folder(tmp_path, tmp_path / "." / "")


def test_folders_for_results_are_checked_and_not_made(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    check_folder(tmp_path)
    check_folder(tmp_path / "new" / "run")
    for folder in (tmp_path / "notes.txt", tmp_path / "notes.txt" / "run"):
        with pytest.raises(CommandError, match=r"notes\.txt is a file"):
            check_folder(folder)
    if sys.platform == "linux":
        with pytest.raises(CommandError, match="nothing can be written in the folder /sys"):
            check_folder(Path("/sys/run"))
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="has no such files")
def test_the_terminal_is_a_place(tmp_path: Path) -> None:
    """Although nobody can write in its folder."""
    os.mkfifo(tmp_path / "pipe")
    check_output(tmp_path / "pipe")
    check_output(Path("/dev/null"))
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_expected_errors_have_sentences_and_faults_have_none() -> None:
    assert expected_sentence(CommandError("No.")) == "No."
    assert expected_sentence(FormatError("Line 3.")) == "Line 3."
    assert expected_sentence(VideoError("No video.")) == "No video."
    assert (
        expected_sentence(FileNotFoundError(2, "No such file", "a.csv")) == "a.csv: No such file."
    )
    assert expected_sentence(OSError("no file named")) is None
    assert expected_sentence(KeyError("bug")) is None
