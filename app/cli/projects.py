"""Projects, the videos they belong to, and their labels."""

from __future__ import annotations

import threading
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import numpy as np

from annotation import is_project
from annotation.arc_edits import events_of
from annotation.formats import LabelTable, track_to_labels
from annotation.project import Project
from annotation.video_identity import VideoIdentity
from app.cli.console import are, say
from app.cli.errors import CommandError
from app.paths import cache_folder
from app.recordings import catch_up, identify, places_of
from tracker.errors import TrackerError
from tracker.video import Video, open_indexed


def open_video(path: Path, stop: threading.Event | None = None) -> Video:
    """The video, with the index that the window keeps in the cache.

    `VideoError` where it cannot be opened, `Cancelled` once `stop` is set, `CommandError` for a
    project, which is easily given in place of its video.
    """
    if is_project(path):
        raise CommandError(
            f"{path} is a project; give its video (`track` takes the project as --project)."
        )
    return open_indexed(path, cache_folder() / "indexes", stop=stop)


def project_of(path: Path, video: Video, identity: VideoIdentity) -> Project:
    """The project at `path`, opened for its video; where that has grown since, it is told.

    `ProjectError` where it belongs to another video, or cannot be opened.
    """
    grown = catch_up(path, video, identity)
    if grown:
        say(f"{video.info.path.name} has grown by {grown} frames since {path.name} was open last.")
    return Project.open(path, identity)


class KnownVideo(NamedTuple):
    """What a project does not know of its video: when each frame is shown, float64 [frames] in
    seconds from the first, and width : height of a pixel."""

    times: np.ndarray
    pixel_aspect: Fraction


def known_video(project: Project, path: Path | None, otherwise: str) -> KnownVideo | None:
    """What the project's video at `path` tells of itself.

    None where the video is not at hand, and a sentence that says so and what is so `otherwise`.
    """
    if path is None:
        say(f"the video is not where the project last saw it, so {otherwise}.")
        return None
    try:
        video = open_video(path)
    except TrackerError as error:
        say(f"{otherwise}: {error}")
        return None
    places = places_of(project.identity, video, identify(video))
    if places is None:
        say(f"{path} is not the video of the project any more, so {otherwise}.")
        return None
    return KnownVideo(video.index.times()[places], video.info.pixel_aspect)


def project_labels(
    project: Project, times: np.ndarray | None, marks: str = "all", *, with_excluded: bool = False
) -> LabelTable:
    """The labels of a project: model, path, persons and their decisions about events.

    `times` are the frames' in seconds, where known. Says how many frames are left out.
    """
    track = project.load_track(by_path=project.follows_path)
    events = events_of(track).with_decisions(project.event_decisions())
    left_out = None if with_excluded else project.segments().left_out_mask(track.persons)
    if left_out is not None and left_out.any():
        count = int(left_out.sum())
        say(
            f"{count} frames of replays, close-ups and breaks {are(count)} left out; "
            "`rallymark export --with-excluded` exports them too."
        )
    return track_to_labels(track, marks, times, events, left_out)


def answered(table: LabelTable) -> str:
    """A sentence about the labels."""
    looked, shown = int(table.looked.sum()), int(table.has_ball.sum())
    return (
        f"{looked} of {len(table)} frames {'has' if looked == 1 else 'have'} an answer, "
        f"{shown} {'shows' if shown == 1 else 'show'} the ball."
    )
