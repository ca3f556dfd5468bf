"""Where the small pictures for scrubbing lie, and how much room they may take. No Qt."""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path

from annotation.video_identity import VideoIdentity
from app.paths import cache_folder
from tracker.video.proxy import move_proxy

log = logging.getLogger(__name__)

LIMIT_BYTES = 4 * 1024**3
"""Most that all videos' previews take together; those not used for longest go first."""


def previews_folder() -> Path:
    """The folder of all previews."""
    return cache_folder() / "previews"


def folder_for(identity: VideoIdentity) -> Path:
    """The folder of one video's previews: the same for every copy of its file."""
    name = f"{identity.sha256_of_samples[:24]}-{identity.size_bytes}-{identity.frame_count}"
    return previews_folder() / name


def keep(known: VideoIdentity, identity: VideoIdentity, frames: int) -> None:
    """Let a recording that has grown have the previews of the first ``frames`` it had before."""
    try:
        move_proxy(folder_for(known), folder_for(identity), frames)
    except OSError as error:
        log.info("the previews are made anew: %s", error)


def mark_used(folder: Path) -> None:
    """Put `folder` last among those to be deleted."""
    if folder.is_dir():
        os.utime(folder)


def trim(keep: Path, limit_bytes: int = LIMIT_BYTES) -> None:
    """Delete what was not used for longest until `limit_bytes` hold; `keep` is never deleted."""
    root = previews_folder()
    if not root.is_dir():
        return
    folders = sorted((f for f in root.iterdir() if f.is_dir()), key=lambda f: f.stat().st_mtime)
    sizes = {folder: _size(folder) for folder in folders}
    room = limit_bytes - sum(sizes.values())
    for folder in folders:
        if room >= 0:
            return
        if folder != keep:
            log.info("deleting the previews in %s", folder)
            shutil.rmtree(folder, ignore_errors=True)
            room += sizes[folder]


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir() if file.is_file())
