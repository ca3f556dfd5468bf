"""Which video a file is, and recordings that go on while somebody works with them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from annotation.arrays import Int64
from annotation.errors import ProjectError
from annotation.project import Project
from annotation.summary import video_of
from annotation.video_identity import VideoIdentity, identify_file

if TYPE_CHECKING:
    from tracker.video import Video


def identify(video: Video) -> VideoIdentity:
    """The video's fingerprint, as projects keep it."""
    info = video.info
    return identify_file(
        info.path,
        info.frame_count,
        info.width,
        info.height,
        info.duration,
        float(info.fps),
        video.index.fingerprint(info.frame_count),
    )


def places_of(known: VideoIdentity, video: Video, identity: VideoIdentity) -> Int64 | None:
    """Which numbers the frames of a `known` video have in a `video` of that `identity`, int64
    ascending; None where it is another video.

    They are their own, but for the last few where that is the same recording, grown longer.
    """
    if known.matches(identity):
        return np.arange(known.frame_count)
    count, index = known.frame_count, video.index
    same_size = (known.width, known.height) == (identity.width, identity.height)
    longer = count < identity.frame_count and bool(known.fingerprint)
    if longer and same_size and index.fingerprint(count) == known.fingerprint:
        return index.held_when(count)
    return None


def catch_up(project_path: Path, video: Video, identity: VideoIdentity) -> int:
    """Bring a project up to a recording that has grown since; `identity` is what it is now.

    Returns how many frames it has more. Where it has not grown, or is another video than the
    project's, nothing happens. `ProjectError` where the project cannot be written.
    """
    try:
        known, _place = video_of(project_path)
    except ProjectError:
        return 0  # whoever opens it next says why that cannot be done
    more = identity.frame_count - known.frame_count
    places = places_of(known, video, identity)
    if places is None or not more:
        return 0
    with Project.open(project_path) as project:
        project.grow(identity, places)
    return more
