"""`rallymark import`: the labels of a file, or of another project, into a project."""

from __future__ import annotations

import argparse

from annotation import is_project
from annotation.colleague import labels_of_people
from annotation.edits import TrackEdit
from annotation.formats import LabelTable, dialect_named, labels_to_edit
from annotation.marks import Source
from annotation.project import Project
from annotation.track import BallTrack
from annotation.video_identity import VideoIdentity
from app.cli.console import say
from app.cli.errors import CommandError, check_project
from app.cli.label_files import read_label_file, say_doubts
from app.cli.projects import identify, open_video


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
        table, edit = _read(args, identity, BallTrack(identity.frame_count))
        with Project.create(args.project, identity, video.info.path) as project:
            project.apply(edit)
    else:
        given = None if video is None else identify(video)
        with Project.open(args.project, given) as project:
            track = project.load_track(by_path=project.follows_path)
            identity = project.identity
            table, edit = _read(args, identity, track)
            if edit.replaced and not args.replace:
                raise CommandError(
                    f"{args.labels} says something else of {edit.replaced} frames than people do "
                    f"in {args.project}; --replace puts it in place of that, --keep leaves that."
                )
            project.apply(edit)
            if video is not None:
                project.set_video_path(video.info.path)
    tool = dialect_named(table.dialect).tool if table.dialect else "another project"
    whose = " as a model's" if args.model_answers else ""
    text = f"{args.project}: imported {len(edit.after)} labels from {args.labels} ({tool}){whose}."
    if table.labelled_size and table.labelled_size != (identity.width, identity.height):
        width, height = table.labelled_size
        text += f" They were labelled on pictures of {width}×{height} and are scaled to the video."
    say(text)
    return 0


def _read(
    args: argparse.Namespace, video: VideoIdentity, track: BallTrack
) -> tuple[LabelTable, TrackEdit]:
    """The labels, and what puts them on the track."""
    if is_project(args.labels):
        if args.format or args.model_answers:
            raise CommandError(
                f"{args.labels} is a project, of which what people said is taken; --format and "
                "--model-answers are for label files."
            )
        table = labels_of_people(args.labels, video)
    else:
        size = (video.width, video.height)
        table = read_label_file(args.labels, size, video.frame_count, args.format)
        say_doubts(args.labels, table, size, video.frame_count)
    unsourced = Source.MODEL if args.model_answers else Source.HUMAN
    return table, labels_to_edit(table, track, unsourced, keep=args.keep)
