"""Projects and the videos they belong to."""

from __future__ import annotations

from pathlib import Path

from annotation.project import Project
from annotation.video_identity import VideoIdentity, identify_file
from tracker.video import Video


def identify(video: Video) -> VideoIdentity:
    """The video's fingerprint, as projects keep it."""
    info = video.info
    return identify_file(
        info.path, info.frame_count, info.width, info.height, info.duration, float(info.fps)
    )


def open_project(path: Path, video: Video) -> Project:
    """The project at `path`, or a new one; `ProjectError` where it is not the video's."""
    identity = identify(video)
    if not path.exists():
        return Project.create(path, identity, video.info.path)
    return Project.open(path, identity)
