"""`rallymark rallies`: the rallies of a project as a table."""

from __future__ import annotations

import argparse

import numpy as np

from annotation.arc_edits import events_of
from annotation.project import Project
from annotation.rallies import rallies_of
from annotation.rally_table import rally_lines
from annotation.renamed import find_video
from app.cli.console import say
from app.cli.errors import check_output
from app.cli.outputs import named, put_lines
from app.cli.projects import known_video


def run(args: argparse.Namespace) -> int:
    """Writes the rallies of PROJECT; without the video, its times are rough."""
    check_output(args.output, args.project)
    with Project.read(args.project) as project:
        video, match = find_video(project), project.identity
        if video is not None:
            check_output(args.output, video)
        known = known_video(project, video, "times follow from the mean frame rate")
        times = np.arange(match.frame_count) / match.fps if known is None else known.times
        track = project.load_track(by_path=project.follows_path)
        said = project.segments(), project.event_decisions()
        rallies = rallies_of(track, events_of(track), *said, (match.width, match.height), match.fps)
    put_lines(args.output, rally_lines(rallies, times, track.persons))
    count = len(rallies)
    say(f"{named(args.output)}: {count} {'rally' if count == 1 else 'rallies'}.")
    return 0
