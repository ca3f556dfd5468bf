"""How a command is stopped, at once or in good order."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from app.exit_status import STOPPED
from app.stop_signals import on_stop_signals

_AGAIN_SECONDS = 0.05
_asked_by: int = signal.SIGINT
"""The signal that last asked the command to end."""


def status_for_shells(status: int) -> int:
    """The exit status for what a command returns: a stopped one's is 128 and its signal's number,
    as shells have it."""
    return 128 + _asked_by if status == STOPPED else status


@contextmanager
def stop_at_once() -> Iterator[None]:
    """Whatever asks the command to end raises `KeyboardInterrupt` where it is, so that it takes
    away what is temporary, as after Ctrl+C."""
    _note(signal.SIGINT)
    with on_stop_signals(_break_off):
        yield


@contextmanager
def stop_on_interrupt() -> Iterator[threading.Event]:
    """An event that Ctrl+C or a request to terminate sets, so that the work ends in good order.

    A second Ctrl+C raises `KeyboardInterrupt`. Outside the main thread signals cannot be caught,
    and the event is set by nobody.
    """
    stop = threading.Event()

    def request(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            _break_off(number, frame)
        _note(number)
        stop.set()

    with on_stop_signals(request):
        yield stop


def _note(number: int) -> None:
    global _asked_by
    _asked_by = number


def _break_off(number: int, frame: FrameType | None) -> None:
    _note(number)
    if not _importing(frame):
        raise KeyboardInterrupt
    # The native part of a module, as of torch, may abort where an exception cuts through it.
    again = threading.Timer(_AGAIN_SECONDS, _send, [number])
    again.daemon = True
    again.start()


def _send(number: int) -> None:
    """Sends this process a signal that wakes the main thread."""
    if sys.platform == "win32":  # where `os.kill` would end it
        signal.raise_signal(number)
    else:
        os.kill(os.getpid(), number)


def _importing(frame: FrameType | None) -> bool:
    """Whether a module is being imported where the signal came."""
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False
