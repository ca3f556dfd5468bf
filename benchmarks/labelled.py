"""The labelled videos that a benchmark looks at."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.cli.labelled_clips import DescribedVideo, described_videos


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
