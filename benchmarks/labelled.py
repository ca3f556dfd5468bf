"""The labelled videos that a benchmark looks at."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from app.cli.labelled_clips import DescribedVideo, described_videos
from benchmarks.outcome import parser_of


def parser_of_clips(documentation: str | None) -> argparse.ArgumentParser:
    """A parser as of `parser_of` that asks for folders of labelled videos, and what is to look at
    them: ``clips``, ``split``, ``weights``, ``device``."""
    parser = parser_of(documentation)
    parser.add_argument("clips", type=Path, nargs="+", metavar="CLIPS")
    parser.add_argument("--weights")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--split", help="only the clips the manifest gives this split")
    return parser


def videos_of(data: Sequence[Path], split: str | None) -> list[DescribedVideo]:
    """The labelled videos of folders that are of the split, or all (None); without a manifest they
    are of "train".

    ``SystemExit`` where there are none, ``CommandError`` as `described_videos` raises it.
    """
    found = [each for each in described_videos(data) if split in (None, each.split)]
    if not found:
        raise SystemExit(f"nothing to measure: no video of the split {split}")
    return found


def group_of(described: DescribedVideo) -> str:
    """Sport and venue, "" where no manifest says so."""
    return f"{described.sport} {described.venue}".strip()
