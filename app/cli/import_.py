"""`rallymark import`: the labels of a file into a project."""

from __future__ import annotations

import argparse

from annotation.formats import dialect_named, labels_to_edit
from annotation.marks import Source
from annotation.project import Project
from app.cli.console import say
from app.cli.errors import CommandError
from app.cli.label_files import read_label_file


def run(args: argparse.Namespace) -> int:
    """Puts the labels on the project's video, as the window does; all of them or none."""
    with Project.open(args.project) as project:
        video = project.identity
        size = (video.width, video.height)
        table = read_label_file(args.labels, size, video.frame_count, args.format)
        unsourced = Source.MODEL if args.model_answers else Source.HUMAN
        track = project.load_track(by_path=project.follows_path)
        edit = labels_to_edit(table, track, unsourced)
        if edit.replaced and not args.replace:
            raise CommandError(
                f"{args.labels} says something else of {edit.replaced} frames than people do in "
                f"{args.project}; --replace puts it in place of that."
            )
        project.apply(edit)
    tool, whose = dialect_named(table.dialect).tool, " as a model's" if args.model_answers else ""
    text = f"{args.project}: imported {len(edit.after)} labels from {args.labels} ({tool}){whose}."
    if table.labelled_size and table.labelled_size != size:
        width, height = table.labelled_size
        text += f" They were labelled on pictures of {width}×{height} and are scaled to the video."
    say(text)
    return 0
