"""Label files that a command is given, with the option that says what their columns do not."""

from __future__ import annotations

from pathlib import Path

from annotation.errors import UnclearFormatError
from annotation.formats import LabelTable, read_labels
from app.cli.errors import CommandError


def read_label_file(
    path: Path,
    size: tuple[int, int],
    frame_count: int | None,
    format: str | None,
    option: str = "--format",
) -> LabelTable:
    """The labels of a file for a video of that (width, height) and number of frames.

    Where the columns of the file do not tell whose they are, the sentence names the `option` that
    does.
    """
    try:
        return read_labels(path, size, frame_count, format)
    except UnclearFormatError as error:
        raise CommandError(f"{error} The option for that: {option} {error.format}.") from error
