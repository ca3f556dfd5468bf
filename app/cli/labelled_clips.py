"""Clips to train weights on, with their split, from packs or from labelled folders."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.console import say
from app.cli.errors import CommandError
from app.cli.repetition import Origin, refuse_repetition
from tracker.training.clips import LabelledClip
from tracker.training.held_out import split_by_video
from tracker.training.pack import is_pack, read_pack, videos_of_pack

if TYPE_CHECKING:
    from app.cli.training_data import LabelledVideo

MANIFEST = "manifest.csv"
"""A table that may stand in a data folder, one row per video."""
COLUMNS = ("clip", "sport", "split", "venue")
"""What it must have."""
SPLITS = TRAIN, VALIDATION = "train", "validation"

_Rows = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class DescribedVideo:
    """A labelled video as a manifest describes it; without one, it has no split yet."""

    labelled: LabelledVideo
    split: str | None = None
    sport: str = ""
    venue: str = ""


def labelled_clips(data: Sequence[Path], scratch: Path) -> Iterator[tuple[LabelledClip, str]]:
    """Clips with their split, ``train`` or ``validation``.

    Packs know their split. For a folder with a manifest, the manifest's split, sport and venue
    hold and videos that it does not list are refused; otherwise whole videos are set aside. One
    video in two folders or packs is refused, and so is one folder given twice.
    """
    for number, folder in enumerate(data):
        if any(folder.resolve() == before.resolve() for before in data[:number]):
            raise CommandError(f"{folder} is given twice.")
    # All of them first: what is wrong with the last folder is told before the first is decoded.
    described = _described([folder for folder in data if not is_pack(folder)])
    refuse_repetition(_origins(data, described))
    footage = iter(described)
    for number, folder in enumerate(data):
        if is_pack(folder):
            for clip, split in read_pack(folder):
                yield clip, _checked(split, clip.source, folder)
        else:
            own = scratch / str(number)
            own.mkdir()
            yield from _with_split(next(footage), own)


def _origins(
    data: Sequence[Path], described: Iterable[Sequence[DescribedVideo]]
) -> Iterator[Origin]:
    """Every video of the folders and packs, and what labels it."""
    footage = iter(described)
    for folder in data:
        if is_pack(folder):
            for identity, name in videos_of_pack(folder).items():
                yield identity, f"{folder} ({name})"
        else:
            yield from (each.labelled.as_origin for each in next(footage))


def described_videos(folders: Sequence[Path]) -> list[DescribedVideo]:
    """All videos of folders as `labelled_clips` takes them, at their own size.

    Those that no manifest describes are for training.
    """
    described = _described(folders)
    refuse_repetition(_origins(folders, described))
    return [replace(each, split=each.split or TRAIN) for videos in described for each in videos]


def _described(folders: Sequence[Path]) -> list[list[DescribedVideo]]:
    """The videos of each folder, by its manifest where it has one."""
    if not folders:
        return []
    # Only here is a video library needed: a training machine reads packs without one.
    from app.cli.training_data import collect, names_without_labels, some_of

    manifests = [_read_manifest(folder / MANIFEST) for folder in folders]
    found = [collect([folder]) for folder in folders]
    for folder, rows, videos in zip(folders, manifests, found, strict=True):
        there = {labelled.name for labelled in videos}
        missing = [name for name in rows or () if name not in there]
        if missing:  # those are told of already whose video is there
            told = names_without_labels(folder)
            missing = [name for name in missing if name not in told]
        if missing:
            say(
                f"left out, for {folder / MANIFEST} names them, but no labelled video of theirs is "
                f"there: {some_of(missing)}."
            )
    return [
        [_as_described(labelled, rows, folder / MANIFEST) for labelled in videos]
        for folder, rows, videos in zip(folders, manifests, found, strict=True)
    ]


def _as_described(labelled: LabelledVideo, rows: _Rows | None, manifest: Path) -> DescribedVideo:
    if rows is None:
        return DescribedVideo(labelled)
    row = rows.get(labelled.name)
    if row is None:
        raise CommandError(f"{manifest} has no row for the labelled video {labelled.name}.")
    split = _checked(row["split"], labelled.name, manifest)
    return DescribedVideo(labelled, split, row["sport"], row["venue"])


def _checked(split: str, video: str, source: Path) -> str:
    if split not in SPLITS:
        raise CommandError(f"{source} calls {video} “{split}”; a split is {TRAIN} or {VALIDATION}.")
    return split


def _with_split(
    videos: Sequence[DescribedVideo], scratch: Path
) -> Iterator[tuple[LabelledClip, str]]:
    clips = _decoded([each.labelled for each in videos], scratch)
    known = {each.labelled.name: each for each in videos}
    if any(each.split is None for each in videos):  # then none has one
        for split, part in zip(SPLITS, split_by_video(clips), strict=True):
            yield from ((clip, split) for clip in part)
        return
    for clip in clips:
        each = known[clip.video]
        yield clip.described(each.sport, each.venue), each.split or TRAIN


def _read_manifest(path: Path) -> _Rows | None:
    """Rows by clip, None without the file; `CommandError` where it is no such table or names a
    clip twice."""
    if not path.is_file():
        return None
    rows: _Rows = {}
    lines: dict[str, int] = {}
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, restval="")
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise CommandError(f"{path} has no column {', '.join(missing)}.")
            for row in reader:
                clip = row["clip"]
                if clip in rows:
                    raise CommandError(
                        f"{path} names the clip {clip} twice, in lines {lines[clip]} and "
                        f"{reader.line_num}; leave one of them."
                    )
                rows[clip], lines[clip] = row, reader.line_num
    except (UnicodeDecodeError, csv.Error) as error:
        raise CommandError(f"{path} is not a table in UTF-8 ({error}).") from error
    return rows


def _decoded(videos: Sequence[LabelledVideo], scratch: Path) -> list[LabelledClip]:
    from app.cli.training_data import read

    clips: tuple[LabelledClip, ...] = ()
    for reading in read(videos, scratch):
        clips = reading.clips
    return list(clips)
