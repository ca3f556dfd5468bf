"""The signals that ask a program to end: Ctrl+C, `kill`, a terminal that is closed."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

Handler = Callable[[int, FrameType | None], Any] | signal.Handlers


@contextmanager
def on_stop_signals(handler: Handler) -> Iterator[None]:
    """Meanwhile `handler` answers them; as a decorator, while the function runs.

    Outside the main thread signals cannot be caught, and nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked = [signal.SIGINT, signal.SIGTERM]
    # A terminal that is closed, unless nohup said that it does not count.
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        asked.append(signal.SIGHUP)
    before = {number: signal.signal(number, handler) for number in asked}
    try:
        yield
    finally:
        for number, former in before.items():
            signal.signal(number, former)
