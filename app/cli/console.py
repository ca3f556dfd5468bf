"""What the terminal shows while a command works, and how a command is stopped."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
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
    """Work goes on where nobody reads what it says any more: `head` has seen enough, or the program
    that kept the log has ended."""
    try:
        yield
    except BrokenPipeError:
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


@contextmanager
def stop_on_interrupt() -> Iterator[threading.Event]:
    """An event that Ctrl+C or a request to terminate sets, so that the work ends in good order.

    A second Ctrl+C raises `KeyboardInterrupt`. Outside the main thread signals cannot be caught,
    and the event is set by nobody.
    """
    stop = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def request(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    asked = [signal.SIGINT, signal.SIGTERM]
    # A terminal that is closed, unless nohup said that it does not count.
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        asked.append(signal.SIGHUP)
    before = {number: signal.signal(number, request) for number in asked}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


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
