"""`rallymark export`: the labels of a project as a file."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from annotation.formats import writer_of
from annotation.project import Project
from annotation.renamed import find_video
from app.cli.console import say
from app.cli.errors import check_output
from app.cli.outputs import named, put_labels
from app.cli.projects import answered, identify, open_video, project_labels
from tracker.errors import TrackerError


def run(args: argparse.Namespace) -> int:
    """Writes the labels of PROJECT, all of them or only those that a person answers for."""
    writer_of(args.format)  # raises where there is none
    check_output(args.output, args.project)
    with Project.open(args.project) as project:
        video = find_video(project)
        if video is not None:
            check_output(args.output, video)
        times = _times(project, video)
        table = project_labels(project, times, args.marks, with_excluded=args.excluded)
    put_labels(args.output, table, args.format)
    say(f"{named(args.output)}: {answered(table)}")
    return 0


def _times(project: Project, path: Path | None) -> np.ndarray | None:
    """The presentation time of every frame in seconds; None, and a warning, without the video."""
    if path is None:
        say("the video is not where the project last saw it, so the column Time stays empty.")
        return None
    try:
        video = open_video(path)
    except TrackerError as error:
        say(f"the column Time stays empty: {error}")
        return None
    if not project.identity.matches(identify(video)):
        say(f"{path} is not the video of the project any more, so the column Time stays empty.")
        return None
    return video.index.times()
