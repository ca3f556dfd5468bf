"""What the terminal shows while a command works."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TextIO

from tqdm import tqdm

from app.numerals import singular

# tqdm would keep a thread alive to refresh bars that nobody updates; ours update all the time.
tqdm.monitor_interval = 0


def say(sentence: str) -> None:
    """Prints a sentence about the work to stderr; stdout is kept for results."""
    with _unread(sys.stderr):
        tqdm.write(f"rallymark: {singular(sentence)}", file=sys.stderr)


def tell(line: str) -> None:
    """Prints a line about work whose result is a file to stdout, at once."""
    with _unread(sys.stdout):
        print(line, flush=True)


@contextmanager
def _unread(stream: TextIO) -> Iterator[None]:
    """Work goes on where nobody reads what it says any more: `head` has seen enough, the program
    that kept the log has ended, or the terminal is closed."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.EPIPE, errno.EIO):
            raise
        lead_nowhere(stream)


def lead_nowhere(stream: TextIO) -> None:
    """What the stream has kept back, and all that follows, is dropped: the interpreter would
    complain of it when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)


def are(count: int) -> str:
    """The verb for so many."""
    return "is" if count == 1 else "are"


@contextmanager
def progress_bar(
    total: int | None, unit: str, *, show: bool | None, done: int = 0, label: str | None = None
) -> Iterator[tqdm[Any]]:
    """A bar on stderr; by default only where stderr is a terminal. `update(n)` moves it on."""
    hidden = not (sys.stderr.isatty() if show is None else show)
    bar = tqdm(
        total=total,
        initial=done,
        unit=f" {unit}",
        desc=label,
        disable=hidden,
        file=sys.stderr,
        smoothing=0.1,
        dynamic_ncols=True,
    )
    try:
        yield bar
    finally:
        bar.close()


def table(rows: Sequence[Sequence[str]]) -> str:
    """The rows in aligned columns: the first to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(
            cell.ljust(width) if number == 0 else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
    return "\n".join(lines)
