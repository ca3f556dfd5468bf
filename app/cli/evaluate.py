"""`rallymark evaluate`: predicted labels against the truth, by TrackNet's protocol."""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import Any

from annotation.formats import read_labels
from annotation.metrics import Evaluation, evaluate
from app.cli.console import table


def run(args: argparse.Namespace) -> int:
    """Prints how well PREDICTED.csv agrees with TRUTH.csv."""
    size, frame_count = args.size, None
    if args.video is not None:
        size, frame_count = _measures(args.video)
    predicted = read_labels(args.predicted, size, frame_count)
    truth = read_labels(args.truth, size, frame_count)
    result = evaluate(predicted, truth, size=size, tolerance=args.tolerance)
    print(json.dumps(as_dict(result), indent=2) if args.json else as_table(result, args.tolerance))
    return 0


def as_table(result: Evaluation, tolerance: float) -> str:
    """The counts and the rates that follow from them, for people."""
    rows = [
        ("frames", str(result.frames), ""),
        ("TP", str(result.tp), f"ball found within {tolerance:g} px (of 512×288)"),
        ("FP1", str(result.fp1), "ball found, but farther away"),
        ("FP2", str(result.fp2), "a ball reported where there is none"),
        ("TN", str(result.tn), "no ball, none reported"),
        ("FN", str(result.fn), "ball missed"),
        ("precision", _rate(result.precision), ""),
        ("recall", _rate(result.recall), ""),
        ("F1", _rate(result.f1), ""),
        ("accuracy", _rate(result.accuracy), ""),
        ("median error", _number(result.median_error_px), "pixels of the video, over TP"),
    ]
    figures = table([row[:2] for row in rows]).splitlines()
    return "\n".join(
        f"{line}  {meaning}".rstrip() for line, (*_, meaning) in zip(figures, rows, strict=True)
    )


def as_dict(result: Evaluation) -> dict[str, Any]:
    """The same for programs; a rate that is 0 / 0 is null."""
    names = (
        *("frames", "tp", "fp1", "fp2", "tn", "fn"),
        *("precision", "recall", "f1", "accuracy", "median_error_px"),
    )
    values = {name: getattr(result, name) for name in names}
    return {
        name: None if isinstance(value, float) and math.isnan(value) else value
        for name, value in values.items()
    }


def _measures(video: Path) -> tuple[tuple[int, int], int]:
    from tracker.video import open_video

    info = open_video(video).info
    return (info.width, info.height), info.frame_count


def _rate(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.4f}"


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}"
