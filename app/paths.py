"""Folders of the person who uses the program."""

from __future__ import annotations

import glob
import os
from pathlib import Path

from platformdirs import user_cache_path, user_data_path, user_documents_path

DIGEST = 8
"""So many digits of a video's hash are in the name of its project, where that is kept apart."""
_NAME_BYTES = 200
"""Most bytes of a match's name in those of the files that are named after it: a file system takes
255 for all of it, and a project has files beside it."""


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


def own_project(video: Path, digest: str) -> Path:
    """Where the project of a video is kept that cannot be kept beside it; `digest` tells videos of
    one name apart."""
    name = with_room(video.stem)
    return user_folder() / "projects" / f"{name}-{digest[:DIGEST]}.rally"


def own_projects(video: Path) -> list[Path]:
    """The projects that are kept so for videos of this name."""
    folder, name = user_folder() / "projects", glob.escape(with_room(video.stem))
    return sorted(folder.glob(f"{name}-{'?' * DIGEST}.rally"))


def with_room(name: str) -> str:
    """As much of a name as leaves room for what is added to it: it may have all that fits."""
    return os.fsencode(name)[:_NAME_BYTES].decode(errors="ignore")


def match_name(project: Path) -> str:
    """What to call the match of a project: as its file is called, but for what only tells it apart
    from others in the user's folder."""
    name, mark, digest = project.stem.rpartition("-")
    own = project.parent == user_folder() / "projects" and len(digest) == DIGEST
    return name if mark and own else project.stem


def place_for(name: str, video: Path) -> Path:
    """Where to propose to write a file of this name about `video`: beside it, and where its folder
    cannot be written (a server, a camera's card) where `own_place` says."""
    return video.parent / name if _takes_files(video.parent) else own_place(name)


def own_place(name: str) -> Path:
    """Where to propose to write a file of this name: among the person's documents, or at home."""
    folder = user_documents_path()
    return (folder if _takes_files(folder) else Path.home()) / name


def _takes_files(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK)


def is_there(path: Path) -> bool:
    """Whether something is at `path`. A name that is too long, or that lies in a folder which may
    not be looked into, names nothing; `Path.exists` raises there."""
    try:
        return path.exists()
    except OSError:
        return False
