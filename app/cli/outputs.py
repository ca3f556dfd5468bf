"""Where results of one text file go: into the file that was named, or to standard output."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from annotation.formats import LabelTable, label_lines
from annotation.formats.atomic import write_lines
from app.cli.argument_types import STDOUT


def put_labels(output: Path, table: LabelTable, format: str) -> None:
    """Writes labels, as `put_lines` does."""
    put_lines(output, label_lines(table, format))


def put_lines(output: Path, lines: Iterable[str]) -> None:
    """Writes the lines to `output`, in UTF-8 whichever way the terminal is set up.

    `FormatError` where a file cannot be written; one that was there before is then untouched.
    """
    if output != STDOUT:
        write_lines(output, lines)
        return
    sys.stdout.flush()
    for line in lines:
        sys.stdout.buffer.write(f"{line}\n".encode(errors="replace"))
    sys.stdout.buffer.flush()


def named(output: Path) -> str:
    """What a sentence calls it."""
    return "standard output" if output == STDOUT else str(output)
