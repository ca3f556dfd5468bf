"""`rallymark report`: what the labels of a project look like, as one HTML page."""

from __future__ import annotations

import argparse

from annotation.project import Project
from annotation.renamed import find_video
from app.cli.console import are, say
from app.cli.errors import check_output
from app.cli.outputs import named, put_lines
from app.cli.projects import known_video
from app.languages import system_language, translation_to
from app.reports.label_report import render, report_of


def run(args: argparse.Namespace) -> int:
    """Writes the label report of PROJECT; without the video, its times are rough."""
    check_output(args.output, args.project)
    with Project.read(args.project) as project:
        video = find_video(project)
        if video is not None:
            check_output(args.output, video)
        known = known_video(project, video, "times follow from the mean frame rate")
        facts, report = report_of(project, *(known or ()))
    page = render(facts, report, translation_to(args.language or system_language()))
    put_lines(args.output, page.splitlines())
    count = report.by_person
    checked = f"{count} of {report.wanted} frames {are(count)} checked by a person."
    say(f"{named(args.output)}: {checked}")
    return 0
