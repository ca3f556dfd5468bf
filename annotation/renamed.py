"""Videos that were given another name, known again by their content."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from annotation import is_project
from annotation.errors import AnnotationError
from annotation.project import Project
from annotation.summary import video_of
from annotation.video_identity import VideoIdentity, identify_file


def find_video(project: Project) -> Path | None:
    """Where the video of the project is: as it was told, or else a file of the same content beside
    the project; None where neither is there."""
    return find_known(project.identity, project.video_path, project.path.absolute().parent)


def find_known(known: VideoIdentity, told: Path | None, folder: Path) -> Path | None:
    """Where a known video is: as it was told, or else a file of the same content in the folder;
    None where neither is there."""
    if told is not None and told.is_file():
        return told
    for file in _files(folder):
        try:
            if file.stat().st_size != known.size_bytes:
                continue
            measures = (known.frame_count, known.width, known.height, known.duration, known.fps)
            if identify_file(file, *measures).matches(known):
                return file
        except (AnnotationError, OSError):
            continue  # what cannot be read is not the one
    return None


def find_project(video: Path, fits: Callable[[VideoIdentity], bool]) -> Path | None:
    """The project beside the video that belongs to it, and no longer finds it under its old name.

    ``fits`` tells whether the labels of a known video fit this one.
    """
    for path in _files(video.absolute().parent):
        if not is_project(path):
            continue
        try:
            known, told = video_of(path)
            if fits(known) and (told is None or not told.is_file()):
                return path
        except AnnotationError:
            continue  # what cannot be read is not the one
    return None


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.is_file())
    except OSError:
        return []  # a folder that may not be listed
