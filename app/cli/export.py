"""`rallymark export`: the labels of a project as a file."""

from __future__ import annotations

import argparse

import numpy as np

from annotation.arc_edits import events_of
from annotation.formats import track_to_labels, write_labels
from annotation.project import Project
from app.cli.console import say
from app.cli.errors import check_label_format, check_output
from app.cli.projects import identify
from tracker.errors import TrackerError
from tracker.video import open_video


def run(args: argparse.Namespace) -> int:
    """Writes the labels of PROJECT, all of them or only those that a person answers for."""
    check_label_format(args.format)
    check_output(args.output, args.project)
    with Project.open(args.project) as project:
        track = project.load_track(by_path=project.follows_path)
        times = _times(project)
        events = events_of(track).with_decisions(project.event_decisions())
        left_out = None if args.excluded else project.segments().left_out_mask(track.persons)
    table = track_to_labels(track, args.marks, times, events, left_out)
    write_labels(args.output, table, args.format)
    say(f"{args.output}: {table.looked.sum()} of {len(track)} frames have an answer.")
    if left_out is not None and left_out.any():
        say(
            f"{left_out.sum()} frames of replays, close-ups and breaks are left out; "
            "--with-excluded exports them too."
        )
    return 0


def _times(project: Project) -> np.ndarray | None:
    """The presentation time of every frame in seconds; None, and a warning, without the video."""
    path = project.video_path
    if path is None or not path.is_file():
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
