"""`rallymark evaluate`: predicted labels against the truth, by TrackNet's protocol.

Either may be a project. Its labels are then those that `rallymark export` writes; as the truth,
those of people alone.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from annotation import is_project
from annotation.formats import LabelTable, Provenance
from annotation.metrics import Evaluation, evaluate
from annotation.project import Project
from app.cli.console import say, table
from app.cli.errors import CommandError
from app.cli.label_files import doubts_of, read_label_file


def run(args: argparse.Namespace) -> int:
    """Prints how well PREDICTED agrees with TRUTH."""
    size, frame_count, shown = args.size, None, None
    if args.video is not None:
        # A video library is only needed, and only loaded, to learn the size of one.
        from app.cli.projects import open_video

        info = open_video(args.video).info
        size, frame_count = (info.width, info.height), info.frame_count
        shown = info.shown_size
    for path in filter(is_project, (args.predicted, args.truth)):
        size, frame_count = _measures(path, size, frame_count)
    if size is None:
        raise CommandError(
            "The size of the video is needed: --video VIDEO or --size WxH, as 1280x720."
        )
    read = partial(_read, size=size, shown_size=shown, frame_count=frame_count)
    predicted = read(args.predicted, "--format", args.format, Provenance.ALL)
    truth = read(args.truth, "--truth-format", args.truth_format, Provenance.HUMAN_AND_VERIFIED)
    if not truth.looked.any():
        raise CommandError(
            f"{args.truth} says nothing of any frame, so there is nothing to compare."
        )
    _say_doubts_of_one([(args.predicted, predicted), (args.truth, truth)], size)
    result = evaluate(predicted, truth, size, args.tolerance)
    if args.json:
        print(json.dumps(result.to_dict(), indent=2))
    else:
        print(as_table(result, args.tolerance))
    return 0


def _measures(
    path: Path, size: tuple[int, int] | None, frame_count: int | None
) -> tuple[tuple[int, int], int]:
    """Size and length of a project's video; `CommandError` where others are known already."""
    with Project.read(path) as project:
        video = project.identity
    own = (video.width, video.height)
    if (size or own, frame_count or video.frame_count) != (own, video.frame_count):
        raise CommandError(
            f"{path} is of a video of {video.frame_count} frames of {own[0]}×{own[1]}; the other "
            "labels or options are of another."
        )
    return own, video.frame_count


def _read(
    path: Path,
    option: str,
    format: str | None,
    marks: Provenance,
    *,
    size: tuple[int, int],
    shown_size: tuple[int, int] | None,
    frame_count: int | None,
) -> LabelTable:
    """The labels of a file, or those of a project that `marks` lets pass; where the columns of a
    file do not tell, the sentence names the `option` that does."""
    if is_project(path):
        from app.cli.projects import project_labels  # needs a video library, too

        with Project.read(path) as project:
            return project_labels(project, None, marks)
    return read_label_file(path, size, frame_count, format, option, shown_size=shown_size)


def _say_doubts_of_one(sides: Sequence[tuple[Path, LabelTable]], size: tuple[int, int]) -> None:
    """Of labels in the network's pixels and those of the video every ball is wrong, which looks
    like a network that has learnt nothing. What both have in common is the game's."""
    doubts = [[] if is_project(path) else doubts_of(path, table, size) for path, table in sides]
    if not all(doubts):
        for doubt in itertools.chain(*doubts):
            say(doubt)


def as_table(result: Evaluation, tolerance: float) -> str:
    """The counts and the rates that follow from them, for people."""
    error = result.median_error_px
    rows = [
        ("frames", str(result.frames), "that the truth speaks of"),
        ("TP", str(result.tp), f"ball found, less than {tolerance:g} px off in 512×288"),
        ("FP1", str(result.fp1), "ball found, but farther off"),
        ("FP2", str(result.fp2), "ball reported where there is none"),
        ("TN", str(result.tn), "no ball, none reported"),
        ("FN", str(result.fn), "ball missed"),
        ("missing", str(result.missing), "not answered; counted as no ball"),
        ("precision", f"{result.precision:.4f}", ""),
        ("recall", f"{result.recall:.4f}", ""),
        ("F1", f"{result.f1:.4f}", ""),
        ("accuracy", f"{result.accuracy:.4f}", ""),
        ("median error", "–" if error is None else f"{error:.2f}", "px of the video, over TP"),
    ]
    if not result.missing:
        rows = [row for row in rows if row[0] != "missing"]
    figures = table([row[:2] for row in rows]).splitlines()
    return "\n".join(
        f"{line}  {meaning}".rstrip() for line, (*_, meaning) in zip(figures, rows, strict=True)
    )
