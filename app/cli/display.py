"""Is there a screen to show a window on?"""

from __future__ import annotations

import os
import sys

from app.cli.errors import CommandError

_NO_SCREEN = {"offscreen", "minimal"}


def has_display() -> bool:
    """Whether a window would be seen: no X or Wayland server on Linux means no."""
    platform = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0]
    if platform in _NO_SCREEN:
        return False
    if platform or not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def require_display() -> None:
    """Raises `CommandError` where Qt could only abort. An offscreen window was asked for: fine."""
    if not has_display() and os.environ.get("QT_QPA_PLATFORM", "").split(":")[0] not in _NO_SCREEN:
        raise CommandError(
            "there is no display for the window here; `rallymark demo`, `track`, `evaluate`, "
            "`export` and `finetune` work without one."
        )
