"""A sidecar beside a project that keeps what the model's heatmaps look like.

Almost all of a heatmap is next to zero. What is kept are the tiles of 8 x 8 pixels that hold some
heat, a byte per pixel, at most `MAX_TILES` of them, the hottest: enough for the surroundings of
all peaks, and never more than 1.6 KB a frame. Overlays are drawn from it without asking the model
again.

It is a cache: an SQLite file that may be deleted at any time, and that is thrown away where it is
damaged or belongs to another video. A frame's heat is written with its answers and stands under the
weights that saw it, so that a run that was killed leaves a cache that fits the project.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tracker.closing import Closing
from tracker.errors import TrackerError
from tracker.heatmap import MODEL_HEIGHT, MODEL_WIDTH

if TYPE_CHECKING:
    from torch import Tensor

log = logging.getLogger(__name__)

TILE = 8
MAX_TILES = 24
HEAT_FLOOR = 0.03
"""Tiles without a pixel of this heat are dropped; below the least score of a peak."""

_ROWS, _COLUMNS = MODEL_HEIGHT // TILE, MODEL_WIDTH // TILE
_APPLICATION_ID = 0x52414C48  # "RALH"
_SCHEMA = """
CREATE TABLE video (key TEXT NOT NULL);
CREATE TABLE weights (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE);
CREATE TABLE heat (
    frame INTEGER PRIMARY KEY,
    weights INTEGER NOT NULL REFERENCES weights (id),
    tiles BLOB NOT NULL                                  -- zlib, see `encode_heatmaps`
);
"""


class CacheError(TrackerError):
    """The cache cannot be written; nothing but speed depends on it."""


def cache_path(project: Path) -> Path:
    """Where the cache of a project lies."""
    return project.with_name(project.name + "-heatmaps")


def encode_heatmaps(heatmaps: Tensor) -> list[bytes]:
    """What is kept of heatmaps [N,288,512] in 0..1, computed on the device they live on.

    Each is compressed: the numbers of its tiles, row by row, uint16, then their heat, uint8
    [k,8,8]; empty where there is none.
    """
    import torch

    tiled = heatmaps.reshape(-1, _ROWS, TILE, _COLUMNS, TILE)
    hottest = tiled.amax(dim=2).amax(dim=3).flatten(1)  # rows first: ten times as fast as at once
    heat, numbers = hottest.topk(MAX_TILES, dim=1)
    which = torch.arange(len(heatmaps), device=heatmaps.device)[:, None]
    rows, columns = numbers // _COLUMNS, numbers % _COLUMNS
    tiles = (tiled[which, rows, :, columns] * 255).round().to(torch.uint8).cpu().numpy()
    counts = (heat >= HEAT_FLOOR).sum(dim=1).tolist()
    places = numbers.to(torch.int32).cpu().numpy().astype("<u2")
    return [
        zlib.compress(places[n, :count].tobytes() + tiles[n, :count].tobytes(), 1) if count else b""
        for n, count in enumerate(counts)
    ]


def decode_heatmap(encoded: bytes) -> NDArray[np.float32]:
    """The heatmap float32 [288,512] of which `encoded` was kept; 0 where nothing was.

    ValueError where it is damaged.
    """
    heatmap = np.zeros((_ROWS, TILE, _COLUMNS, TILE), np.float32)
    if encoded:
        try:
            raw = zlib.decompress(encoded)
        except zlib.error as error:
            raise ValueError("a heatmap is damaged") from error
        count, rest = divmod(len(raw), 2 + TILE * TILE)
        places = np.frombuffer(raw, "<u2", count)
        if rest or (places >= _ROWS * _COLUMNS).any():
            raise ValueError("a heatmap is damaged")
        tiles = np.frombuffer(raw, np.uint8, offset=2 * count).reshape(count, TILE, TILE)
        heatmap[places // _COLUMNS, :, places % _COLUMNS] = tiles.astype(np.float32) / 255
    return heatmap.reshape(MODEL_HEIGHT, MODEL_WIDTH)


class HeatmapWriter(Closing):
    """Writes the cache of one run. One thread; others may read meanwhile.

    Where the file is deleted meanwhile, what follows has a new one. Raises CacheError where that is
    not possible.
    """

    def __init__(self, path: Path, video_key: str, weights_hash: str) -> None:
        """`video_key` is anything that tells the video from others."""
        self._path, self._of = path, (video_key, weights_hash)
        self._begin()

    def write(self, first_frame: int, encoded: Sequence[bytes]) -> None:
        """Keep the heat of consecutive frames, in place of what was known of them."""
        if not self._path.is_file():
            self._db.close()
            self._begin()
        rows = ((first_frame + n, self._weights, tiles) for n, tiles in enumerate(encoded))
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany("INSERT OR REPLACE INTO heat VALUES (?, ?, ?)", rows)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._refused(error) from error

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    def _begin(self) -> None:
        try:
            if not _belongs(self._path, self._of[0]):
                _remove(self._path)
            self._db = sqlite3.connect(self._path, timeout=10, isolation_level=None)
            self._weights = self._prepare(*self._of)
        except (sqlite3.Error, OSError) as error:
            raise self._refused(error) from error

    def _prepare(self, video_key: str, weights_hash: str) -> int:
        db = self._db
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = NORMAL")  # a power cut may cost the last chunks, no more
        db.execute("BEGIN IMMEDIATE")
        if not db.execute("PRAGMA application_id").fetchone()[0]:
            for statement in _SCHEMA.split(";"):
                db.execute(statement)
            db.execute("INSERT INTO video VALUES (?)", (video_key,))
            db.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        db.execute("INSERT OR IGNORE INTO weights (hash) VALUES (?)", (weights_hash,))
        (number,) = db.execute("SELECT id FROM weights WHERE hash = ?", (weights_hash,)).fetchone()
        db.execute("COMMIT")
        return int(number)

    def _refused(self, error: Exception) -> CacheError:
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        return CacheError(
            f"The heatmaps cannot be kept in {self._path} ({reason}); labels are not affected."
        )


class HeatmapReader:
    """Reads a cache. One thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._db: sqlite3.Connection | None = None

    def heatmap(self, frame: int, weights_hash: str) -> NDArray[np.float32] | None:
        """float32 [288,512] of `frame` as those weights saw it; None where that is not known."""
        try:
            if self._db is None:
                if not self._path.is_file():
                    return None
                self._db = _open(self._path)
            row = self._db.execute(
                "SELECT tiles FROM heat JOIN weights ON weights.id = heat.weights "
                "WHERE frame = ? AND hash = ?",
                (frame, weights_hash),
            ).fetchone()
            return None if row is None else decode_heatmap(row[0])
        except (sqlite3.Error, ValueError):
            # Deleted, damaged, or just being replaced: what a cache does not know, the model does.
            self.close()
            return None

    def close(self) -> None:
        """Let the file go; reading again opens it."""
        if self._db is not None:
            self._db.close()
            self._db = None


def rename_video(path: Path, known_key: str, video_key: str, frame_count: int) -> None:
    """The video of a cache goes by another key from now on, and of its frames the first
    ``frame_count`` are what they were. A cache of other videos is left alone, and one that cannot
    be written: the next run throws it away."""
    if not _belongs(path, known_key):
        return
    try:
        with contextlib.closing(_open(path)) as db, db:
            db.execute("DELETE FROM heat WHERE frame >= ?", (frame_count,))
            db.execute("UPDATE video SET key = ?", (video_key,))
    except sqlite3.Error as error:
        log.info("%s is kept no longer: %s", path, error)


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=1)


def _belongs(path: Path, video_key: str) -> bool:
    """Whether the file is a sound cache of that video."""
    if not path.is_file():
        return False
    try:
        with contextlib.closing(_open(path)) as db:
            application = db.execute("PRAGMA application_id").fetchone()[0]
            sound = db.execute("PRAGMA quick_check(1)").fetchone() == ("ok",)
            keys = db.execute("SELECT key FROM video").fetchall()
    except (sqlite3.DatabaseError, UnicodeDecodeError):  # the latter of a damaged name
        return False
    return application == _APPLICATION_ID and sound and keys == [(video_key,)]


def _remove(path: Path) -> None:
    # The log of a deleted file would be replayed into the new one.
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
