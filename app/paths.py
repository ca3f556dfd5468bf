"""Folders of the person who uses the program."""

from __future__ import annotations

import os
from pathlib import Path

from platformdirs import user_cache_path, user_data_path, user_documents_path


def user_folder() -> Path:
    """Own weights, logs, and projects of videos in read-only folders.

    The environment variable RALLYMARK_HOME names another one.
    """
    home = os.environ.get("RALLYMARK_HOME")
    return Path(home) if home else user_data_path("rallymark", appauthor=False)


def cache_folder() -> Path:
    """What can be made again and may be deleted at any time, also while the window is open."""
    home = os.environ.get("RALLYMARK_HOME")
    return Path(home) / "cache" if home else user_cache_path("rallymark", appauthor=False)


def log_file() -> Path:
    """Where the log of the window is written."""
    return user_folder() / "logs" / "rallymark.log"


def place_for(name: str, video: Path) -> Path:
    """Where to propose to write a file of this name about `video`: beside it, and where its folder
    cannot be written (a server, a camera's card) among the person's documents, or at home."""
    folders = (video.parent, user_documents_path())
    usable = (folder for folder in folders if folder.is_dir() and os.access(folder, os.W_OK))
    return next(usable, Path.home()) / name
