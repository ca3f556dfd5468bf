"""`rallymark export`: the labels of a project as a file."""

from __future__ import annotations

import argparse

from annotation.formats import writer_of
from annotation.project import Project
from annotation.renamed import find_video
from app.cli.console import say
from app.cli.errors import check_output
from app.cli.outputs import named, put_labels
from app.cli.projects import answered, known_video, project_labels


def run(args: argparse.Namespace) -> int:
    """Writes the labels of PROJECT, all of them or only those that a person answers for."""
    writer_of(args.format)  # raises where there is none
    check_output(args.output, args.project)
    with Project.read(args.project) as project:
        video = find_video(project)
        if video is not None:
            check_output(args.output, video)
        known = known_video(project, video, "the column Time stays empty")
        times = None if known is None else known.times
        table = project_labels(project, times, args.marks, with_excluded=args.excluded)
    put_labels(args.output, table, args.format)
    say(f"{named(args.output)}: {answered(table)}")
    return 0
