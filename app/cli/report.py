"""`rallymark report`: what the labels of a project look like, as one HTML page."""

from __future__ import annotations

import argparse

from annotation.project import Project
from app.cli.console import say
from app.cli.errors import check_output
from app.reports.label_report import report_of, write_label_report


def run(args: argparse.Namespace) -> int:
    """Writes the label report of PROJECT; the video is not needed."""
    check_output(args.output, args.project)
    with Project.open(args.project) as project:
        if project.video_path is not None:
            check_output(args.output, project.video_path)
        facts, report = report_of(project)
    write_label_report(args.output, facts, report)
    say(f"{args.output}: {report.by_person} of {report.frames} frames are checked by a person.")
    return 0
