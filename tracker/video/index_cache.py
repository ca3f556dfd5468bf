"""Indexes of long videos kept between openings: reading every packet of a match takes seconds.

An index is found again by the file's size, time of change and samples of its content, for the
version of the video library that built it; anything else is read anew. The folder is a cache and
may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import tempfile
import threading
import zipfile
from collections.abc import Callable
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from tracker.video.index import FrameIndex
from tracker.video.packets import PacketTable, Progress
from tracker.video.probe import Video, VideoInfo, open_video

log = logging.getLogger(__name__)

WORTH_FROM = 20_000
"""Videos with fewer packets are read anew in no time."""
_FORMAT = 8
_MOST_FILES = 48
_SAMPLES, _SAMPLE_BYTES = 16, 1 << 16
_FRACTIONS = ("fps", "pixel_aspect")
_TABLE = ("pts", "dts", "mark", "keyframe", "discard")


def open_indexed(
    path: Path,
    folder: Path,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    meanwhile: Callable[[Path], None] | None = None,
) -> Video:
    """Like `open_video`, with an index kept in `folder` where the video is long.

    `meanwhile` is called with the path before a file is read that was not indexed before. Raises
    VideoError and Cancelled as `open_video` does.
    """
    path = path.absolute()
    try:
        name = _name(path)
    except OSError:
        name = ""  # a folder, or not to be read: opening it as a video says so
    video = load(path, folder / name) if name else None
    if video is not None:
        return video
    if meanwhile is not None:
        meanwhile(path)
    video = open_video(path, progress, stop)
    try:
        # A recording that goes on may have grown while it was read: that is the index of no file.
        if len(video.index.table) >= WORTH_FROM and _name(path) == name:
            save(video, folder / name)
    except OSError as error:
        # The video is open; next time it takes as long again.
        log.warning("the index of %s cannot be kept: %s", path.name, error)
    return video


def load(path: Path, file: Path) -> Video | None:
    """The video at `path` as `file` has it indexed, or None."""
    try:
        with file.open("rb") as raw, np.load(raw, allow_pickle=False) as stored:
            facts = json.loads(str(stored["facts"]))
            table = PacketTable(
                **{name: stored[name] for name in _TABLE},
                duration=facts["duration"],
                damaged=facts["damaged"],
            )
            order, times = stored["order"], stored["times"]
        info = VideoInfo(
            **{
                **facts["info"],
                "path": path,
                **{name: Fraction(facts["info"][name]) for name in _FRACTIONS},
            }
        )
        index = FrameIndex.of(table, order, times, Fraction(facts["time_base"]))
    except FileNotFoundError:
        return None
    except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        log.warning("the stored index of %s cannot be used: %s", path.name, error)
        return None
    if len(index) != info.frame_count:
        return None
    os.utime(file)
    return Video(info, index)


def save(video: Video, target: Path) -> None:
    """Keep the index of `video` in the file `target`. Raises OSError."""
    table, index, folder = video.index.table, video.index, target.parent
    facts = {
        "info": {
            **asdict(video.info),
            "path": "",
            **{name: str(getattr(video.info, name)) for name in _FRACTIONS},
        },
        "time_base": str(index.time_base),
        "duration": table.duration,
        "damaged": table.damaged,
    }
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(".part", dir=folder)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(
                file,
                facts=np.array(json.dumps(facts)),
                order=index.packet,
                times=index.pts,
                **{name: getattr(table, name) for name in _TABLE},
            )
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    files = sorted(folder.glob("*.npz"), key=lambda file: file.stat().st_mtime)
    for old in files[:-_MOST_FILES]:
        old.unlink(missing_ok=True)


def _name(path: Path) -> str:
    """The file name for the index of `path`: another one as soon as the video is another."""
    digest = hashlib.sha256(f"{_FORMAT} {av.__version__}".encode())
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        digest.update(f" {status.st_size} {status.st_mtime_ns} ".encode())
        for sample in range(_SAMPLES):
            file.seek(max(0, status.st_size - _SAMPLE_BYTES) * sample // (_SAMPLES - 1))
            digest.update(file.read(_SAMPLE_BYTES))
    return f"{digest.hexdigest()[:40]}.npz"
