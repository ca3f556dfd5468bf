"""A copy of a project, for those who may not write to it where it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from annotation import schema
from annotation.errors import ProjectError
from annotation.renamed import find_known
from annotation.snapshot import reading
from annotation.summary import stored_video
from annotation.video_identity import encode_place

_PAGES_AT_ONCE = 256
"""Between so many of them ``watch`` is told."""


def copy_project(
    path: Path, target: Path, watch: Callable[[float], object] = lambda _share: None
) -> None:
    """Make a project at ``target`` that says what the one at ``path`` says by now, with the edits
    that wait in its log, and finds its video where that one does.

    Nothing at ``path`` is touched. The heatmaps beside it stay behind: they can be made again.
    ``watch`` is told again and again which share is copied; what it raises leaves nothing behind.
    ``ProjectError`` as for ``Project.read``, and where a file stands at ``target`` or none can be
    written there.
    """
    schema.refuse_unreadable(path)
    try:
        with reading(path) as source:
            # One moment of it: else all is copied anew whenever a colleague writes to it.
            source.execute("BEGIN")
            schema.check_ours(source, path)
            schema.check_version(source, path)
            with schema.new_file(target) as db:
                source.backup(
                    db,
                    pages=_PAGES_AT_ONCE,
                    progress=lambda _status, left, pages: watch(1.0 - left / max(1, pages)),
                )
                _settle(db, path, target)
    except sqlite3.Error as error:
        raise schema.translate(error, path) from error
    except OSError as error:
        raise ProjectError(
            f"The project {path} cannot be copied ({error.strerror or error})."
        ) from error


def _settle(db: sqlite3.Connection, path: Path, target: Path) -> None:
    """Check what was copied, and have it find its video from ``target``."""
    # The new file is not at its place yet: no log must lie beside it.
    db.execute("PRAGMA journal_mode = DELETE")
    schema.check_whole(db, path)
    db.execute("BEGIN IMMEDIATE")
    schema.upgrade(db, path)
    try:
        known, told = stored_video(db, path)
    except (KeyError, TypeError, ValueError) as error:
        raise schema.corrupt(path) from error
    video = find_known(known, told, path.absolute().parent) or told
    if video is not None:
        db.execute(
            "INSERT OR REPLACE INTO meta VALUES ('video_path', ?)", (encode_place(target, video),)
        )
    db.execute("COMMIT")
