"""Clips to train weights on, with their split, from packs or from labelled folders."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.cli.errors import CommandError
from tracker.training.clips import LabelledClip, split_by_video
from tracker.training.pack import is_pack, read_pack

MANIFEST = "manifest.csv"
"""A table `clip,sport,split,venue,…` that may stand in a data folder, one row per video."""


def labelled_clips(data: Sequence[Path], scratch: Path) -> Iterator[tuple[LabelledClip, str]]:
    """Clips with their split, ``train`` or ``validation``.

    Packs know their split. For a folder with a manifest, the manifest's split, sport and venue
    hold and videos that it does not list are refused; otherwise whole videos are set aside.
    """
    for folder in data:
        if is_pack(folder):
            yield from read_pack(folder)
            continue
        manifest = folder / MANIFEST
        clips = _decoded(folder, scratch)
        if not manifest.is_file():
            train, held = split_by_video(clips)
            yield from ((clip, "train") for clip in train)
            yield from ((clip, "validation") for clip in held)
            continue
        with manifest.open(newline="", encoding="utf-8") as file:
            rows = {row["clip"]: row for row in csv.DictReader(file)}
        for clip in clips:
            row = rows.get(clip.video)
            if row is None:
                raise CommandError(f"{manifest} has no row for the labelled video {clip.video}.")
            clip = clip.described(row["sport"], row["venue"])
            yield clip, row["split"]


def _decoded(folder: Path, scratch: Path) -> list[LabelledClip]:
    # Only here is a video library needed: a training machine reads packs without one.
    from app.cli.training_data import collect, read

    clips: tuple[LabelledClip, ...] = ()
    for reading in read(collect([folder]), scratch):
        clips = reading.clips
    return list(clips)
