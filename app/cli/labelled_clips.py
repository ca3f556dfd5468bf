"""Clips to train weights on, with their split, from packs or from labelled folders."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.errors import CommandError
from tracker.training.clips import LabelledClip, split_by_video
from tracker.training.pack import is_pack, read_pack

if TYPE_CHECKING:
    from app.cli.training_data import LabelledVideo

MANIFEST = "manifest.csv"
"""A table that may stand in a data folder, one row per video."""
COLUMNS = ("clip", "sport", "split", "venue")
"""What it must have."""
SPLITS = ("train", "validation")


def labelled_clips(data: Sequence[Path], scratch: Path) -> Iterator[tuple[LabelledClip, str]]:
    """Clips with their split, ``train`` or ``validation``.

    Packs know their split. For a folder with a manifest, the manifest's split, sport and venue
    hold and videos that it does not list are refused; otherwise whole videos are set aside. One
    video in two folders is refused.
    """
    videos = _labelled_videos([folder for folder in data if not is_pack(folder)])
    for number, folder in enumerate(data):
        pairs: Iterable[tuple[LabelledClip, str]]
        if folder in videos:
            own = scratch / str(number)
            own.mkdir()
            pairs = _with_split(folder, _decoded(videos[folder], own))
        else:
            pairs = read_pack(folder)
        for clip, split in pairs:
            if split not in SPLITS:
                raise CommandError(
                    f"{folder} calls {clip.video or clip.name} “{split}”; a split is {SPLITS[0]} "
                    f"or {SPLITS[1]}."
                )
            yield clip, split


@dataclass(frozen=True, slots=True)
class DescribedVideo:
    """A labelled video with its split, "train" unless a manifest says otherwise, and its sport."""

    labelled: LabelledVideo
    split: str
    sport: str


def described_videos(folders: Sequence[Path]) -> list[DescribedVideo]:
    """All videos of folders as `labelled_clips` takes them, at their own size."""
    found = []
    for folder, videos in _labelled_videos(folders).items():
        manifest = folder / MANIFEST
        rows = _read_manifest(manifest) if manifest.is_file() else None
        for labelled in videos:
            row = {"split": SPLITS[0], "sport": ""} if rows is None else rows.get(labelled.name)
            if row is None:
                raise _not_listed(manifest, labelled.name)
            found.append(DescribedVideo(labelled, row["split"], row["sport"]))
    return found


def _not_listed(manifest: Path, video: str) -> CommandError:
    return CommandError(f"{manifest} has no row for the labelled video {video}.")


def _with_split(folder: Path, clips: Sequence[LabelledClip]) -> Iterator[tuple[LabelledClip, str]]:
    manifest = folder / MANIFEST
    if not manifest.is_file():
        for split, part in zip(SPLITS, split_by_video(clips), strict=True):
            yield from ((clip, split) for clip in part)
        return
    rows = _read_manifest(manifest)
    for clip in clips:
        row = rows.get(clip.video)
        if row is None:
            raise _not_listed(manifest, clip.video)
        yield clip.described(row["sport"], row["venue"]), row["split"]


def _read_manifest(path: Path) -> dict[str, dict[str, str]]:
    """Rows by clip; `CommandError` where it is no such table."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, restval="")
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise CommandError(f"{path} has no column {', '.join(missing)}.")
            return {row["clip"]: row for row in reader}
    except (UnicodeDecodeError, csv.Error) as error:
        raise CommandError(f"{path} is not a table in UTF-8 ({error}).") from error


def _labelled_videos(folders: Sequence[Path]) -> dict[Path, list[LabelledVideo]]:
    if not folders:
        return {}
    # Only here is a video library needed: a training machine reads packs without one.
    from app.cli.training_data import collect, refuse_repetition

    found = {folder: collect([folder]) for folder in folders}
    refuse_repetition(video for folder in folders for video in found[folder])
    return found


def _decoded(videos: Sequence[LabelledVideo], scratch: Path) -> list[LabelledClip]:
    from app.cli.training_data import read

    clips: tuple[LabelledClip, ...] = ()
    for reading in read(videos, scratch):
        clips = reading.clips
    return list(clips)
