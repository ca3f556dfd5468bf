"""Which video a project is of: where that is, and what becomes of a recording that goes on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotation import growth
from annotation.arrays import Int64
from annotation.errors import (
    ChangedElsewhereError,
    GrownElsewhereError,
    OtherVideoError,
    ProjectError,
)
from annotation.project_file import ProjectFile
from annotation.video_identity import VideoIdentity, decode_place, encode_place


class ProjectVideo:
    """The bond between an open project file and its video."""

    def __init__(self, file: ProjectFile) -> None:
        self._file = file
        with file.loading() as db:
            self._identity = self._stored_identity(db)

    @property
    def path(self) -> Path:
        return self._file.path

    @property
    def identity(self) -> VideoIdentity:
        """The video that the labels belong to."""
        return self._identity

    def refuse_other(self, video: VideoIdentity) -> None:
        """``OtherVideoError`` where the labels belong to another video than this."""
        if not self._identity.matches(video):
            raise self.other_video(video)

    def other_video(self, video: VideoIdentity) -> OtherVideoError:
        """The sentence for another video than that of the labels."""
        difference = self._identity.describe_difference(video)
        return OtherVideoError(f"The project {self.path} belongs to another video: {difference}.")

    def grow(self, video: VideoIdentity, places: Int64) -> None:
        """The recording goes on: from now on the labels are of what it has become, ``video``.

        ``places`` [frame_count] are the numbers, ascending, that its frames of until now have
        there. The model's last answers go, where there are more: they did not know what follows.
        """
        with self._file.transaction() as db:
            if self._stored_identity(db) != self._identity:
                raise self._changed_elsewhere()
            growth.grow(db, self._identity, video, places)
        self._identity = video

    def replace_video(self, video: VideoIdentity) -> bool:
        """Have the project go with another video from now on, where it says nothing of this one
        and never did; whether that is so. Else nothing changes."""
        with self._file.transaction() as db:
            replaced = growth.replace_where_nothing_is_said(db, video)
        if replaced:
            self._identity = video
        return replaced

    def refuse_grown(self, frame_count: int) -> None:
        """``GrownElsewhereError`` where the project goes with more frames by now than these."""
        with self._file.loading() as db:
            self._refuse_grown(db, frame_count)

    def _refuse_grown(self, db: sqlite3.Connection, frame_count: int) -> None:
        if self._stored_identity(db).frame_count != frame_count:
            raise GrownElsewhereError(
                f"{self.path} goes with a longer recording by now; open it again."
            )

    def _stored_identity(self, db: sqlite3.Connection) -> VideoIdentity:
        (stored,) = db.execute("SELECT value FROM meta WHERE key = 'video'").fetchone()
        return VideoIdentity.from_dict(json.loads(stored))

    @property
    def begun_as(self) -> str:
        """The hash of the video when the project was made, which stays when a recording grows."""
        with self._file.loading() as db:
            row = db.execute("SELECT value FROM meta WHERE key = 'begun_as'").fetchone()
            return self._identity.sha256_of_samples if row is None else str(json.loads(row[0]))

    @property
    def frame_count(self) -> int:
        return self._identity.frame_count

    @property
    def video_path(self) -> Path | None:
        """Where the video is, as far as was ever told; the path may not exist any more."""
        with self._file.loading() as db:
            row = db.execute("SELECT value FROM meta WHERE key = 'video_path'").fetchone()
            return decode_place(self._file.path, None if row is None else row[0])

    def set_video_path(self, video_path: str | Path) -> None:
        """Remember where the video is, relative to the project and absolute; nothing is written
        where that is known."""
        if self.video_path == Path(video_path).absolute():
            return
        with self._file.transaction() as db:
            db.execute(
                "INSERT OR REPLACE INTO meta VALUES ('video_path', ?)",
                (encode_place(self._file.path, Path(video_path)),),
            )

    @contextmanager
    def _loading(self) -> Iterator[sqlite3.Connection]:
        """Reading what goes by frames."""
        with self._file.loading() as db:
            self._refuse_grown(db, self.frame_count)
            yield db

    def _changed_elsewhere(self) -> ProjectError:
        return ChangedElsewhereError(
            f"The project {self.path} was changed by another window; open it again and repeat "
            "the edit."
        )
