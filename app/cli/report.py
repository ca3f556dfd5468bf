"""`rallymark report`: what the labels of a project look like, as one HTML page."""

from __future__ import annotations

import argparse

from annotation.project import Project
from app.cli.console import say
from app.cli.errors import check_output
from app.cli.outputs import named, put_lines
from app.reports.label_report import render, report_of


def run(args: argparse.Namespace) -> int:
    """Writes the label report of PROJECT; the video is not needed."""
    check_output(args.output, args.project)
    with Project.open(args.project) as project:
        if project.video_path is not None:
            check_output(args.output, project.video_path)
        facts, report = report_of(project)
    put_lines(args.output, render(facts, report).splitlines())
    checked = f"{report.by_person} of {report.frames} frames are checked by a person."
    say(f"{named(args.output)}: {checked}")
    return 0
