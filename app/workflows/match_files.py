"""What belongs to a match: its video with the frames counted, its identity, its project.

Knows no window: opening a match and pre-labelling one that is not open both begin here, in a
thread.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from annotation import PROJECT_SUFFIX, is_project
from annotation.errors import LongNameError, OtherVideoError, ProjectError
from annotation.project import Project
from annotation.project_copy import copy_project
from annotation.renamed import find_project, find_video
from annotation.summary import video_of
from annotation.video_identity import VideoIdentity
from app.paths import cache_folder, is_there, own_project, own_projects
from app.recordings import catch_up, identify, places_of
from app.translation import translate
from tracker.errors import Cancelled

if TYPE_CHECKING:
    from tracker.video import Video

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class MatchFiles:
    """A match whose files were found and fit together."""

    video: Video
    identity: VideoIdentity
    project_path: Path
    elsewhere: str
    """Why the project was made in the user's folder and not beside the video; '' where it was."""

    grown: int = 0
    """By how many frames the video has grown since the project was open last."""


class VideoMissingError(ProjectError):
    """The project is sound but its video is not where it was."""

    def __init__(self, project_path: Path, video_path: Path | None) -> None:
        sentence = translate(
            "OpenMatch", "The video of {name} is not where it was; open it to say where."
        )
        super().__init__(sentence.format(name=project_path.name))
        self.project_path = project_path
        self.video_path = video_path
        self.then: Callable[[], object] | None = None
        """What was to be done once the match is open."""


class NameTakenError(ProjectError):
    """The project beside the video, by its name the one to open, belongs to another video."""

    def __init__(self, sentence: str, video_path: Path) -> None:
        super().__init__(sentence)
        self.video_path = video_path


class CopyNeededError(ProjectError):
    """The project cannot be written where it is, and work can go on in a copy elsewhere."""

    def __init__(
        self, sentence: str, project_path: Path, video_path: Path | None, place: Path | None = None
    ) -> None:
        """Args: place: where it could not be copied to, if that was tried."""
        super().__init__(sentence)
        self.project_path = project_path
        self.video_path = video_path
        self.place = place
        self.then: Callable[[], object] | None = None
        """What was to be done once the match is open."""


def copy_needed(project_path: Path, video_path: Path | None) -> CopyNeededError:
    """The offer to copy a project that cannot be written; `video_path`: its video, if told."""
    sentence = translate(
        "OpenMatch",
        "{name} cannot be written where it is, in {folder}. Go on in a copy: the original stays as "
        "it is.",
    ).format(name=project_path.name, folder=project_path.parent)
    return CopyNeededError(sentence, project_path, video_path)


def copy_match(
    project_path: Path,
    place: Path,
    video_path: Path | None,
    *,
    stop: threading.Event,
    progress: Callable[[float], None],
) -> None:
    """Copy a project to a place where there is no file yet.

    `CopyNeededError` where that cannot be, to try another place; `Cancelled` once `stop` is set,
    which leaves nothing behind.
    """

    def watch(share: float) -> None:
        if stop.is_set():
            raise Cancelled(f"Copying {project_path.name} was cancelled.")
        progress(share)

    try:
        copy_project(project_path, place, watch)
    except ProjectError as error:
        raise CopyNeededError(str(error), project_path, video_path, place) from error


def find_match(
    path: Path,
    video_path: Path | None = None,
    *,
    stop: threading.Event,
    apart: bool = False,
    progress: Callable[[float], None] | None = None,
    meanwhile: Callable[[Path], None] | None = None,
) -> MatchFiles:
    """The files of a match, its project begun where there is none.

    Args:
        path: the video or the `.rally` file.
        video_path: where the video of the project is, in place of where it was last seen.
        stop: once set, counting frames ends in `Cancelled`.
        apart: start a project in the user's folder where the one beside the video belongs to
            another video.
        progress: is told the share of the video whose frames are counted.
        meanwhile: is called with the video before its frames are counted.

    Raises:
        VideoMissingError, NameTakenError: see there.
        AnnotationError, TrackerError: the files cannot be read or do not belong together.
    """
    from tracker.video import open_indexed

    project_path: Path | None = None
    if is_project(path):
        project_path = path
        with Project.open(path) as project:
            video_path = video_path or find_video(project)
            if video_path is None:
                raise VideoMissingError(path, project.video_path)
    else:
        video_path = path
    count = partial(
        open_indexed, video_path, cache_folder() / "indexes", progress=progress, stop=stop
    )
    with suppress(OtherVideoError):
        return _match_of(count(meanwhile=meanwhile), project_path, apart)
    # A recording may have grown since its frames were counted, and its project with it.
    try:
        return _match_of(count(), project_path, apart)
    except OtherVideoError as error:
        if project_path not in (None, video_path.with_suffix(PROJECT_SUFFIX)):
            raise
        raise NameTakenError(str(error), video_path) from error


def _match_of(video: Video, project_path: Path | None, apart: bool) -> MatchFiles:
    identity = identify(video)
    if project_path is None:
        return _with_project(video, identity, apart)
    grown = catch_up(project_path, video, identity)
    # By its name it is the video; another file may stand there by now. Checked whole before.
    Project.open(project_path, identity, check=False).close()
    return MatchFiles(video, identity, project_path, "", grown)


def _with_project(video: Video, identity: VideoIdentity, apart: bool) -> MatchFiles:
    """A video with the project there is, or with a new one, beside it where that can be.

    ``OtherVideoError`` where the project beside the video belongs to another, unless `apart` says
    to start one elsewhere.
    """
    video_path = video.info.path
    beside = video_path.with_suffix(PROJECT_SUFFIX)

    def fits(known: VideoIdentity) -> bool:
        return places_of(known, video, identity) is not None

    def of(project: Path, elsewhere: str = "") -> MatchFiles:
        grown = catch_up(project, video, identity)
        Project.open(project, identity).close()
        return MatchFiles(video, identity, project, elsewhere, grown)

    own = _own_project(video_path, identity, fits)
    reason = translate("OpenMatch", "The folder of {name} cannot be written").format(
        name=video_path.name
    )
    if is_there(beside):
        try:
            return of(beside)
        except OtherVideoError:
            if not (apart or own.exists()):
                raise
            reason = translate(
                "OpenMatch", "{name} beside the video belongs to another video"
            ).format(name=beside.name)
    if own.exists():
        return of(own)
    renamed = find_project(video_path, fits)
    if renamed is not None:
        return of(renamed)
    if not is_there(beside) and os.access(beside.parent, os.W_OK):
        try:
            Project.create(beside, identity, video_path).close()
        except LongNameError:
            reason = translate(
                "OpenMatch", "The name of {name} is too long for a project beside it"
            ).format(name=video_path.name)
        except ProjectError as error:
            if beside.exists():  # another window, or the command line, was faster
                return _with_project(video, identity, apart)
            # A folder may refuse what its permissions promise (network drives, full media).
            log.info("not beside the video: %s", error)
        else:
            return MatchFiles(video, identity, beside, "")
    try:
        own.parent.mkdir(parents=True, exist_ok=True)
        Project.create(own, identity, video_path).close()
    except OSError as error:
        nowhere = translate(
            "OpenMatch",
            "{reason}, and no project can be kept in {folder} ({error}); set RALLYMARK_HOME to a "
            "folder you may write to.",
        )
        raise ProjectError(
            nowhere.format(reason=reason, folder=own.parent, error=error.strerror or error)
        ) from error
    except ProjectError:
        if not own.exists():  # else another window was faster here, too
            raise
    return of(own, reason)


def _own_project(
    video: Path, identity: VideoIdentity, fits: Callable[[VideoIdentity], bool]
) -> Path:
    """Where the project of the video is in the user's folder, or would be: of a recording, under
    the name that it was given when that was shorter."""
    own = own_project(video, identity.sha256_of_samples)
    if not own.exists():
        for path in own_projects(video):
            try:
                known, told = video_of(path)
            except ProjectError as error:
                log.info("not the project of %s: %s", video, error)
                continue
            if told == video.absolute() and fits(known):
                return path
    return own
