"""Label files that a command is given, with the option that says what their columns do not."""

from __future__ import annotations

from pathlib import Path

from annotation.errors import UnclearFormatError
from annotation.formats import LabelTable, read_labels
from annotation.formats.doubts import count_from_one, fill_a_quarter, stop_before
from app.cli.console import say
from app.cli.errors import CommandError


def read_label_file(
    path: Path,
    size: tuple[int, int],
    frame_count: int | None,
    format: str | None,
    option: str = "--format",
    *,
    shown_size: tuple[int, int] | None = None,
) -> LabelTable:
    """The labels of a file for a video of that (width, height) and number of frames, which players
    show in `shown_size`, where that is known.

    Where the columns of the file do not tell whose they are, the sentence names the `option` that
    does.
    """
    try:
        return read_labels(path, size, frame_count, format, shown_size=shown_size)
    except UnclearFormatError as error:
        raise CommandError(f"{error} The option for that: {option} {error.format}.") from error


def say_doubts(path: Path, table: LabelTable, size: tuple[int, int], frame_count: int) -> None:
    """Says what looks as if the labels of a file were not of a video of that (width, height) and
    number of frames, or not of these frames of it, as the window does of an import."""
    if stop_before(table, frame_count - 1):
        say(
            f"the labels of {path} stop at frame {table.frame[-1]}, the video at "
            f"{frame_count - 1}: are they of another video?"
        )
    for doubt in doubts_of(path, table, size):
        say(doubt)


def doubts_of(path: Path, table: LabelTable, size: tuple[int, int]) -> list[str]:
    """What looks as if the labels of a file were made on a smaller copy of a video of that (width,
    height), or their frames counted from 1."""
    doubts = []
    if count_from_one(table):
        doubts.append(
            f"the labels of {path} begin at frame 1, and frames count from 0: should they begin "
            "at 0?"
        )
    if fill_a_quarter(table, size):
        doubts.append(
            f"all balls of {path} lie in the upper left quarter of the picture: were they labelled "
            "on a smaller copy of the video?"
        )
    return doubts
