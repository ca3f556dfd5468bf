"""The demo rally that ships with the program, where a project can be kept beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

from annotation.unfinished import unfinished
from app.paths import user_folder
from resources import resource_path

VIDEO, TRUTH = "rally.mp4", "rally.csv"


def shipped_rally() -> tuple[Path, Path]:
    """The video and its true labels as they ship; perhaps in a folder that cannot be written."""
    return resource_path("demo", VIDEO), resource_path("demo", TRUTH)


def demo_video() -> Path:
    """The user's own copy of the video, made or renewed where it is not what ships.

    `OSError` where the user's folder cannot be written.
    """
    shipped, _ = shipped_rally()
    own = user_folder() / "demo" / VIDEO
    if not own.is_file() or own.read_bytes() != shipped.read_bytes():
        own.parent.mkdir(parents=True, exist_ok=True)
        with unfinished(own) as new:
            shutil.copyfile(shipped, new)
    return own
