"""What a project file holds, in a few numbers, without opening it for work.

For lists of many projects: nothing is checked, upgraded or written.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from annotation import segments
from annotation.arrays import Mask
from annotation.errors import ProjectError
from annotation.project import PROBLEM_STATE
from annotation.snapshot import reading
from annotation.video_identity import VideoIdentity, decode_place


@dataclass(frozen=True, slots=True)
class ProjectSummary:
    """A project at a glance."""

    path: Path
    video: Path | None
    """Where the video was seen last; it may not exist any more."""
    frames: int
    reviewed: int
    """Frames a person answers for."""
    predicted: float
    """Share of the frames to be answered that a model answers for, 0..1."""
    problem: str = ""
    """Why the latest attempt to answer the video failed; '' where it did not."""

    @property
    def share(self) -> float:
        """Share of the frames that a person answers for, 0..1."""
        return self.reviewed / self.frames if self.frames else 0.0


def summarise(path: Path) -> ProjectSummary:
    """Read the numbers of the project at `path`; ``ProjectError`` where it is none."""
    with _reading(path) as db:
        identity, video = stored_video(db, path)
        frames = identity.frame_count
        query = "SELECT COUNT(*) FROM mark WHERE source IN ('human', 'verified')"
        (reviewed,) = db.execute(query).fetchone()
        predicted = predicted_share(_answered(db, frames), _left_out(db, frames))
        (problem,) = db.execute(
            "SELECT max(value) FROM state WHERE key = ?", (PROBLEM_STATE,)
        ).fetchone()
    told = "" if problem is None else str(json.loads(problem))
    return ProjectSummary(path, video, frames, int(reviewed), predicted, told)


def video_of(path: Path) -> tuple[VideoIdentity, Path | None]:
    """Which video the project at `path` belongs to, and where that was seen last, without looking
    at any label; ``ProjectError`` where it is none."""
    with _reading(path) as db:
        return stored_video(db, path)


def stored_video(db: sqlite3.Connection, path: Path) -> tuple[VideoIdentity, Path | None]:
    """The same of the project at ``path``, whose content ``db`` is; ``KeyError``, ``TypeError`` or
    ``ValueError`` where it makes no sense."""
    meta = dict(db.execute("SELECT key, value FROM meta"))
    identity = VideoIdentity.from_dict(json.loads(meta["video"]))
    return identity, decode_place(path, meta.get("video_path"))


def predicted_share(answered: Mask, left_out: Mask) -> float:
    """Share of the frames to be answered that a model answers for, 0..1.

    ``answered`` and ``left_out`` bool [frames]: a model leaves replays and the like out.
    """
    wanted = ~left_out
    return float(answered[wanted].mean()) if wanted.any() else 0.0


def _answered(db: sqlite3.Connection, frames: int) -> Mask:
    mask = np.zeros(frames, np.bool_)
    for first, count in db.execute("SELECT first_frame, frame_count FROM prediction"):
        mask[first : first + count] = True
    return mask


def _left_out(db: sqlite3.Connection, frames: int) -> Mask:
    # Files of the first version know no segments.
    known = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'segment'").fetchone()
    return (segments.read(db, frames) if known else segments.Segments()).excluded_mask(frames)


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    try:
        with reading(path) as db:
            yield db
    except (sqlite3.Error, OSError, KeyError, TypeError, ValueError) as error:
        raise ProjectError(f"{path.name} cannot be read as a project.") from error
