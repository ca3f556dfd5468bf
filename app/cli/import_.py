"""`rallymark import`: the labels of a file, or of another project, into a project."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from annotation import is_project
from annotation.arrays import Int64
from annotation.colleague import merge, said_by_people
from annotation.edits import TrackEdit
from annotation.events import Event
from annotation.formats import dialect_named, labels_to_edit
from annotation.joint_edit import JointEdit
from annotation.marks import Source
from annotation.project import Project
from annotation.segments import Segments
from annotation.track import BallTrack
from annotation.video_identity import VideoIdentity
from app.cli.console import say
from app.cli.errors import CommandError, check_project
from app.cli.label_files import read_label_file, say_doubts
from app.cli.projects import open_video, project_of
from app.recordings import identify, places_of
from tracker.video import Video, VideoError, first_picture


def run(args: argparse.Namespace) -> int:
    """Puts the labels on the project's video, as the window does; all of them or none."""
    video = None if args.video is None else open_video(args.video)
    if not args.project.exists():
        if video is None:
            raise CommandError(
                f"There is no project at {args.project}; --video VIDEO makes one of that video."
            )
        check_project(args.project, args.video, args.labels)
        identity = identify(video)
        # Before the project is made: labels that are refused leave none behind.
        track, shown = BallTrack(identity.frame_count), video.info.shown_size
        here = _Here(identity, args.video, shown, track, Segments(), {})
        imported = _read(args, here)
        with Project.create(args.project, identity, video.info.path) as project:
            project.apply(imported.edit)
    else:
        with _opened(args.project, video) as project:
            track = project.load_track(by_path=project.follows_path)
            here = _Here(
                project.identity,
                project.video_path if video is None else args.video,
                video.info.shown_size if video is not None else _shown_size(project),
                track,
                project.segments(),
                project.event_decisions(),
            )
            imported = _read(args, here)
            replaced = imported.edit.replaced
            if replaced and not args.replace:
                raise CommandError(
                    f"{args.labels} says something else of {replaced} frames than people do "
                    f"in {args.project}; --replace puts it in place of that, --keep leaves that."
                )
            project.apply(imported.edit)
            if video is not None:
                project.set_video_path(video.info.path)
    say(f"{args.project}: imported {imported.told}")
    return 0


def _opened(path: Path, video: Video | None) -> Project:
    return Project.open(path) if video is None else project_of(path, video, identify(video))


def _shown_size(project: Project) -> tuple[int, int] | None:
    """In which size players show the project's video; None where it is not at hand to tell."""
    path, video = project.video_path, project.identity
    if path is None or not path.is_file():
        return None
    try:
        picture = first_picture(path)
    except VideoError:
        return None  # Labels can be imported without it.
    return None if picture is None else (round(video.width * picture.pixel_aspect), video.height)


@dataclass(frozen=True, slots=True)
class _Here:
    """The match that labels come into."""

    video: VideoIdentity
    path: Path | None
    """Where the video was last; it may not be there any more."""
    shown_size: tuple[int, int] | None
    """In which players show the video, where that is known."""
    track: BallTrack
    segments: Segments
    events: Mapping[int, Event]

    def places_of(self, known: VideoIdentity) -> Int64 | None:
        """Which numbers the frames of a `known` video have in the match, None where it is another.

        Only where its file is at hand can be told whether that is the same recording, grown longer.
        """
        if known.matches(self.video):
            return np.arange(known.frame_count)
        if self.path is None or not self.path.is_file():
            return None
        video = open_video(self.path)
        identity = identify(video)
        return places_of(known, video, identity) if identity.matches(self.video) else None


@dataclass(frozen=True, slots=True)
class _Imported:
    edit: TrackEdit | JointEdit
    told: str
    """What came in, the end of a sentence."""


def _read(args: argparse.Namespace, here: _Here) -> _Imported:
    """What puts the labels on the match."""
    return _of_project(args, here) if is_project(args.labels) else _of_labels(args, here)


def _of_project(args: argparse.Namespace, here: _Here) -> _Imported:
    if args.format or args.model_answers:
        raise CommandError(
            f"{args.labels} is a project, of which what people said is taken; --format and "
            "--model-answers are for label files."
        )
    said = said_by_people(args.labels, here.video, here.places_of)
    edit = merge(said, here.track, here.segments, here.events, keep=args.keep)
    counts = zip(edit.counts, ("labels", "ranges", "events"), strict=True)
    what = ", ".join(f"{count} {name}" for count, name in counts if count)
    return _Imported(edit, f"{what} from {args.labels} (another project).")


def _of_labels(args: argparse.Namespace, here: _Here) -> _Imported:
    size, frame_count = (here.video.width, here.video.height), here.video.frame_count
    table = read_label_file(args.labels, size, frame_count, args.format, shown_size=here.shown_size)
    if not table.looked.any():
        raise CommandError(
            f"{args.labels} says nothing of any frame, so there is nothing to import."
        )
    say_doubts(args.labels, table, size, frame_count)
    unsourced = Source.MODEL if args.model_answers else Source.HUMAN
    edit = labels_to_edit(table, here.track, unsourced, keep=args.keep)
    tool = dialect_named(table.dialect).tool
    whose = " as a model's" if args.model_answers else ""
    told = f"{len(edit.after)} labels from {args.labels} ({tool}){whose}."
    if table.labelled_size and table.labelled_size != size:
        width, height = table.labelled_size
        told += f" They were labelled on pictures of {width}×{height} and are scaled to the video."
    return _Imported(edit, told)
