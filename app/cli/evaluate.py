"""`rallymark evaluate`: predicted labels against the truth, by TrackNet's protocol."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from annotation.errors import UnclearFormatError
from annotation.formats import LabelTable, read_labels
from annotation.metrics import Evaluation, evaluate
from app.cli.console import table
from app.cli.errors import CommandError


def run(args: argparse.Namespace) -> int:
    """Prints how well PREDICTED.csv agrees with TRUTH.csv."""
    size, frame_count = args.size, None
    if args.video is not None:
        # A video library is only needed, and only loaded, to learn the size of one.
        from app.cli.projects import open_video

        info = open_video(args.video).info
        size, frame_count = (info.width, info.height), info.frame_count
    predicted = _read(args.predicted, size, frame_count, "--format", args.format)
    truth = _read(args.truth, size, frame_count, "--truth-format", args.truth_format)
    if not truth.looked.any():
        raise CommandError(
            f"{args.truth} says nothing of any frame, so there is nothing to compare."
        )
    result = evaluate(predicted, truth, size, args.tolerance)
    if args.json:
        print(json.dumps(result.to_dict(), indent=2))
    else:
        print(as_table(result, args.tolerance))
    return 0


def _read(
    path: Path,
    size: tuple[int, int] | None,
    frame_count: int | None,
    option: str,
    format: str | None,
) -> LabelTable:
    """The labels of a file; where its columns do not tell, the sentence names the `option` that
    does."""
    try:
        return read_labels(path, size, frame_count, format)
    except UnclearFormatError as error:
        raise CommandError(f"{error} The option for that: {option} {error.format}.") from error


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
