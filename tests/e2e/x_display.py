"""A screen, a keyboard and a mouse of one's own: Xvfb seen through its memory, moved by xdotool."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

import numpy as np

PATIENCE_SECONDS = 180.0
POLL_SECONDS = 0.1
NEEDED = ("Xvfb", "xdotool")


def missing_tools() -> list[str]:
    """What has to be installed before an `XDisplay` can be made."""
    return [tool for tool in NEEDED if shutil.which(tool) is None]


def until(
    condition: Callable[[], Any],
    what: str,
    again: Callable[[], object] | None = None,
    again_seconds: float = 8.0,
) -> Any:
    """Wait until `condition` holds and give its value; meanwhile do `again` now and then.

    `again` is for what a person would simply try once more, and must do no harm.
    """
    begun = tried = time.monotonic()
    while not (value := condition()):
        now = time.monotonic()
        if now - begun > PATIENCE_SECONDS:
            raise TimeoutError(f"waited in vain for: {what}")
        if again is not None and now - tried > again_seconds:
            again()
            tried = time.monotonic()
        time.sleep(POLL_SECONDS)
    return value


class XDisplay:
    """An X server that nobody sees."""

    def __init__(self, folder: Path, size: tuple[int, int] = (1600, 1000)) -> None:
        self._screen = folder / "Xvfb_screen0"
        width, height = size
        self._server = subprocess.Popen(
            # It would begin anew whenever its last client leaves, as xdotool does again and again,
            # and refuse who comes in that moment.
            ["Xvfb", "-displayfd", "1", "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp",
             "-noreset", "-fbdir", str(folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert self._server.stdout is not None
        number = self._server.stdout.readline().strip().decode()
        if not number:
            raise RuntimeError("Xvfb did not start")
        self.environment = {**os.environ, "DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        # Dialogs and scale are the test's, not those of the desktop it is started from.
        for name in ("XDG_CURRENT_DESKTOP", "QT_QPA_PLATFORMTHEME", "QT_SCALE_FACTOR",
                     "WAYLAND_DISPLAY", "XAUTHORITY"):  # fmt: skip
            self.environment.pop(name, None)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.terminate()
        self._server.wait()
        assert self._server.stdout is not None
        self._server.stdout.close()

    def xdotool(self, *arguments: str, check: bool = True) -> str:
        """What xdotool answers."""
        done = subprocess.run(
            ["xdotool", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=check,
            timeout=PATIENCE_SECONDS,
        )
        return done.stdout.strip()

    def window(self, title: str) -> str:
        """Wait for a window whose title matches, put the keyboard into it, give its id."""
        found = until(
            lambda: self.xdotool("search", "--onlyvisible", "--name", title, check=False),
            f"a window named {title}",
        )
        identifier = str(found).splitlines()[-1]
        self.xdotool("windowfocus", "--sync", identifier)
        return identifier

    def has_window(self, title: str) -> bool:
        """Whether such a window is on the screen."""
        return bool(self.xdotool("search", "--onlyvisible", "--name", title, check=False))

    def press(self, *keys: str) -> None:
        """Press and release keys as X names them: Return, ctrl+e."""
        self.xdotool("key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self.xdotool("type", "--delay", "20", text)

    def click(self, x: float, y: float) -> None:
        """Move the mouse there and click."""
        self.xdotool("mousemove", "--sync", str(round(x)), str(round(y)))
        self.xdotool("click", "1")

    def screenshot(self) -> np.ndarray:
        """The screen, RGB uint8 [H, W, 3], read from the server's memory (an XWD file)."""
        data = self._screen.read_bytes()
        head = struct.unpack(">25I", data[:100])
        header_size, width, height, row_bytes, colours = (
            head[0],
            head[4],
            head[5],
            head[12],
            head[19],
        )
        pixels = np.frombuffer(data, np.uint8, height * row_bytes, header_size + 12 * colours)
        bgrx = pixels.reshape(height, row_bytes)[:, : width * 4].reshape(height, width, 4)
        return bgrx[:, :, 2::-1]

    def start(self, command: Sequence[str], log: Path) -> subprocess.Popen[bytes]:
        """Start a program on this display; what it says goes to `log`."""
        with log.open("wb") as file:
            return subprocess.Popen(
                command, env=self.environment, stdout=file, stderr=subprocess.STDOUT
            )
