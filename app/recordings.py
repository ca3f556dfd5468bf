"""Which video a file is, and recordings that go on while somebody works with them.

Their frames come in at the end of the file, whose bytes may also change without any: what is cut
off there is not a frame yet, and a recorder that is done writes more about those it has.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from annotation.arrays import Int64
from annotation.errors import ProjectError
from annotation.growth import first_unsure
from annotation.project import Project
from annotation.summary import video_of
from annotation.video_identity import VideoIdentity, identify_file
from app import preview_cache
from tracker.inference.heatmap_cache import cache_path, rename_video

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
    longer = count <= identity.frame_count and bool(known.fingerprint)
    if longer and same_size and index.fingerprint(count) == known.fingerprint:
        return index.held_when(count)
    return None


def catch_up(project_path: Path, video: Video, identity: VideoIdentity) -> int:
    """Bring a project up to a recording that has grown since; `identity` is what it is now.

    Returns how many frames it has more. Where it has not grown, nothing happens, nor where it is
    another video, but that a project of the one in its place, of which nothing was ever said, is of
    this one from now on. `ProjectError` where the project cannot be written.
    """
    try:
        known, place = video_of(project_path)
    except ProjectError:
        return 0  # whoever opens it next says why that cannot be done
    if known.matches(identity):
        return 0
    places = places_of(known, video, identity)
    if places is None and place != video.info.path.absolute():
        return 0
    with Project.open(project_path) as project:
        if project.identity != known:  # another window was faster
            return 0
        if places is None:
            # Opened when it had just begun, it was too short to be known again.
            project.replace_video(identity)
            return 0
        project.grow(identity, places)
    more = identity.frame_count - known.frame_count
    cache, kept = cache_path(project_path), first_unsure(places) if more else known.frame_count
    preview_cache.keep(known, identity, kept)
    rename_video(cache, heatmaps_key(known), heatmaps_key(identity), kept)
    return more


def heatmaps_key(identity: VideoIdentity) -> str:
    """By which the heatmaps beside a project tell its video from others."""
    return f"{identity.sha256_of_samples}/{identity.frame_count}"
