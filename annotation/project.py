"""One project file per video: the marks, the model's answers, the journal of edits, the state.

A ``.rally`` file is an SQLite database in WAL mode: when ``apply`` returns the edit is in the file,
and however the program ends, it is as it was after the last edit that returned. A thread brings it
to the disk at once, where it outlasts a power cut. While a project is open SQLite keeps a ``-wal``
file beside it; the last ``close`` folds that in, so that a closed project is one file that may be
copied.

A ``Project`` belongs to the thread that opened it. A worker opens the same file for itself; short
transactions and a busy timeout let the two write in turn.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

from annotation import (
    event_edits,
    former_answers,
    growth,
    journal,
    mark_table,
    predictions,
    schema,
    segments,
    shots,
)
from annotation.edits import TrackEdit
from annotation.errors import ProjectError
from annotation.event_edits import EventEdit
from annotation.events import Event
from annotation.former_answers import FormerAnswers
from annotation.joint_edit import Edit, parts_of
from annotation.journal import JournalEntry
from annotation.mark_columns import MarkColumns
from annotation.marks import BallMark
from annotation.metrics import TOLERANCE
from annotation.motion import picture_scale
from annotation.predictions import Predictions, Run
from annotation.project_file import ProjectFile
from annotation.project_video import ProjectVideo
from annotation.segments import SegmentEdit, Segments
from annotation.shots import Shot, ShotPiece
from annotation.track import BallTrack
from annotation.track_columns import DEFAULT_THRESHOLD
from annotation.video_identity import VideoIdentity, encode_place

THRESHOLD_STATE = "threshold"
"""The ``state`` key whose number, if set, is the threshold ``load_track`` gives the track."""

PATH_STATE = "path"
"""The ``state`` key that tells whether the path decides what the model's peaks mean."""

PROBLEM_STATE = "problem"
"""The ``state`` key that tells why the latest attempt to answer the video failed, if it did."""


class Project(ProjectVideo):
    """An open project file: by ``Project.create`` or ``open``, or by ``read`` a copy of one."""

    # -- opening and closing ---------------------------------------------------------------------

    @classmethod
    def create(
        cls, path: str | Path, identity: VideoIdentity, video_path: str | Path | None = None
    ) -> Project:
        """Create the project file of a video and open it.

        ``ProjectError`` where a file stands there already or the folder cannot be written.
        """
        path = Path(path)
        meta = {"video": json.dumps(identity.to_dict()), "created": json.dumps(time.time())}
        if video_path is not None:
            meta["video_path"] = encode_place(path, Path(video_path))
        schema.build(path, meta)
        return cls.open(path)

    @classmethod
    def open(
        cls, path: str | Path, expected: VideoIdentity | None = None, *, check: bool = True
    ) -> Project:
        """Open a project file, checked whole, which takes the longer the larger it is; without
        ``check`` for one that was checked a moment ago.

        ``ProjectError`` where it is missing, no project, damaged or not to be written;
        ``NewerProjectError`` where a newer program made it; ``OtherVideoError`` where ``expected``
        is another video than the project's. A refused file stays as it was.
        """
        return cls._of(ProjectFile(Path(path), check=check), expected)

    @classmethod
    def read(cls, path: str | Path) -> Project:
        """The project as it is now, whether or not its file or its folder may be written to.

        Nothing at its place is changed, and what is written there later does not show. Writing to
        this one is refused. ``ProjectError`` as for ``open``.
        """
        return cls._of(ProjectFile(Path(path), to_read=True))

    @classmethod
    def _of(cls, file: ProjectFile, expected: VideoIdentity | None = None) -> Project:
        try:
            project = cls(file)
            if expected is not None:
                project.refuse_other(expected)
        except ProjectError:
            file.close()
            raise
        return project

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        self._file.close()

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    # -- marks -----------------------------------------------------------------------------------

    def apply(self, edit: Edit, watch: Callable[[float], object] = lambda _share: None) -> None:
        """Store an edit, and of marks a journal entry, in one transaction; on return all of it is
        in the file.

        ``watch`` is told again and again which share of the marks is written; what it raises leaves
        all as it was. ``ProjectError`` where frames lie outside the video, or where the file does
        not hold what the edit says was there before (another window has changed it), or its last
        frames may have other numbers by now; nothing is stored then.
        """
        if edit.first < 0 or edit.last >= self.frame_count:
            raise ProjectError(
                f"Frame {edit.last} is not in this video of {self.frame_count} frames."
            )
        with self._file.transaction() as db:
            if edit.last >= self.frame_count - growth.REACH:
                self._refuse_grown(db, self.frame_count)
            for part in parts_of(edit):
                if isinstance(part, TrackEdit):
                    self._write_marks(db, part, watch)
                elif isinstance(part, SegmentEdit):
                    self._write_segments(db, part)
                else:
                    self._write_event(db, part)

    def _write_marks(
        self, db: sqlite3.Connection, edit: TrackEdit, watch: Callable[[float], object]
    ) -> None:
        before, after = MarkColumns.of(edit.before), MarkColumns.of(edit.after)
        if not mark_table.holds(db, before):
            raise self._changed_elsewhere()
        journal.write(db, before, after, edit.label)
        mark_table.write(db, after, watch)

    def _write_segments(self, db: sqlite3.Connection, edit: SegmentEdit) -> None:
        if segments.read(db, self.frame_count) != edit.before:
            raise self._changed_elsewhere()
        segments.write(db, edit.after)

    def _write_event(self, db: sqlite3.Connection, edit: EventEdit) -> None:
        decisions = event_edits.read(db, self.frame_count)
        if not edit.fits(decisions):
            raise self._changed_elsewhere()
        event_edits.write(db, edit.applied(decisions))

    def mark_columns(self) -> MarkColumns:
        """All marks as columns, by frame."""
        with self._loading() as db:
            return mark_table.read(db)

    def marks(self) -> list[BallMark]:
        """All marks, by frame."""
        return [mark for mark in self.mark_columns().values() if mark is not None]

    def journal(self) -> list[JournalEntry]:
        """Every edit that was ever applied, oldest first."""
        with self._file.loading() as db:
            return journal.read(db)

    # -- the model's answers ---------------------------------------------------------------------

    def begin_run(
        self,
        model_name: str,
        weights_hash: str,
        threshold: float,
        frame_count: int,
        settings: dict[str, Any],
    ) -> Run:
        """Begin a run, or go on with the latest one if it was cut short and is the same.

        The same means: same weights, same frames, same ``settings`` (plain JSON values).
        """
        with self._file.transaction() as db:
            return predictions.begin(db, model_name, weights_hash, threshold, frame_count, settings)

    def write_predictions(
        self,
        run_id: int,
        first_frame: int,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        score: npt.ArrayLike,
        candidates: npt.ArrayLike,
        motion: npt.ArrayLike | None = None,
        disagreement: npt.ArrayLike | None = None,
        repeats: npt.ArrayLike | None = None,
        camera: npt.ArrayLike | None = None,
        shot: ShotPiece | None = None,
    ) -> None:
        """Store the answers for frames from ``first_frame`` on; in the file on return.

        ``x``, ``y``, ``score``, ``disagreement`` and ``repeats`` are [n], ``candidates``
        [n, K, 3], ``motion`` [n, K, 2] and ``camera`` [n, 2, 3], as in ``Predictions``; ``shot`` is
        what was seen of the shot that the frames are in. ``GrownElsewhereError`` where the video
        has more frames by now.
        """
        last = first_frame + np.size(x) - 1
        with self._file.transaction() as db:
            self._refuse_grown(db, self.frame_count)
            answers = (x, y, score, candidates, motion, disagreement, repeats, camera)
            predictions.write(db, run_id, first_frame, *answers)
            if shot is not None:
                shots.write(db, first_frame, last, shot)

    def finish_run(self, run_id: int) -> None:
        """Close the run; answers of earlier runs go once this one has answered every frame.

        Where it is over the whole video, what they said is kept for ``recall_former``, for which
        the path through them is found once more: seconds, for a match. ``GrownElsewhereError``
        where the video has more frames by now.
        """
        former = self._before(run_id)
        with self._file.transaction() as db:
            self._refuse_grown(db, self.frame_count)
            predictions.finish(db, run_id)
            if former is not None:
                former_answers.write(db, former)

    def _before(self, run_id: int) -> FormerAnswers | None:
        """What is said without the run and later ones; None where nothing is, or where the run is
        over a part."""
        with self._file.transaction() as db:
            run = predictions.load(db, run_id)
        if predictions.FRAMES_SETTING in run.settings:
            return None
        with self._loading() as db:
            found = predictions.read(db, self.frame_count, before_run=run_id)
        if not len(found.frames):
            return None
        track = self._track_of(found, self.threshold(before_run=run_id), self.follows_path)
        # Under a mark stands what the person said, whatever a machine did.
        said = track.predicted & ~track.marked
        x, y = (np.where(said, column, np.nan) for column in (track.x, track.y))
        return FormerAnswers(said, x.astype(np.float32), y.astype(np.float32))

    def latest_run(self, *, whole: bool = False) -> Run | None:
        """The run begun last, finished or not; with ``whole`` the last over the whole video."""
        with self._file.loading() as db:
            return predictions.latest(db, whole=whole)

    def predictions(self) -> Predictions:
        """The model's answers as they show, in columns."""
        with self._loading() as db:
            return predictions.read(db, self.frame_count)

    @property
    def follows_path(self) -> bool:
        """Whether the path decides what the model's peaks mean; it does until told otherwise."""
        return bool(self.state(PATH_STATE, True))

    def threshold(self, *, before_run: int | None = None) -> float:
        """The threshold last set by a person, or else the latest run's, or that of the latest
        ``before_run``, a run's number."""
        with self._file.loading() as db:
            run = predictions.latest(db, before_run=before_run)
        chosen = self.state(THRESHOLD_STATE, run.threshold if run else DEFAULT_THRESHOLD)
        with self._file.loading():
            return float(chosen)

    def load_track(self, *, by_path: bool = False) -> BallTrack:
        """The whole track: predictions, marks, and the threshold last set (or the run's).

        ``by_path`` lets it follow the path (see ``annotation.path_answers``), which takes seconds
        for a match.
        """
        track = self._track_of(self.predictions(), self.threshold(), by_path)
        self.recall_former(track)
        return track

    def recall_former(self, track: BallTrack) -> None:
        """Tell the track what the model said before its latest run."""
        with self._loading() as db:
            former = former_answers.read(db, self.frame_count)
        size = (self.identity.width, self.identity.height)
        track.set_former(former, TOLERANCE * picture_scale(size))

    def _track_of(self, found: Predictions, threshold: float, by_path: bool) -> BallTrack:
        """The track of some predictions, by a threshold, with the marks that stand."""
        track = BallTrack(self.frame_count)
        for first, columns in found.parts():
            track.set_predictions(first, *columns)
        track.set_cuts([shot.first for shot in self.shots()[1:]])
        marks = self.mark_columns()
        with self._file.loading():
            if len(marks):
                track.put_marks(marks)
            if threshold != track.threshold:
                track.set_threshold(threshold)
        if by_path:
            track.follow_path((self.identity.width, self.identity.height), self.identity.fps)
        return track

    # -- shots and segments ----------------------------------------------------------------------

    def shots(self) -> list[Shot]:
        """The stretches between cuts, ascending, as far as the video has been seen by a run."""
        with self._loading() as db:
            return shots.read(db, self.frame_count)

    def segments(self) -> Segments:
        """Replays, close-ups and other stretches that a person or a guess has named."""
        with self._loading() as db:
            return segments.read(db, self.frame_count)

    def guess_segments(self) -> SegmentEdit | None:
        """Name the shots that do not show the main view; what persons said stays.

        In the file on return; None where nothing is new.
        """
        edit = segments.put_guess(self.segments(), shots.guess_segments(self.shots()))
        if edit is not None:
            self.apply(edit)
        return edit

    # -- events ----------------------------------------------------------------------------------

    def event_decisions(self) -> dict[int, Event]:
        """What persons decided of events: frame -> event, ascending."""
        with self._loading() as db:
            return event_edits.read(db, self.frame_count)

    # -- state -----------------------------------------------------------------------------------

    def state(self, key: str, default: Any = None) -> Any:
        """A remembered JSON value (last frame, threshold, ...), or the default."""
        with self._file.loading() as db:
            row = db.execute("SELECT value FROM state WHERE key = ?", (key,)).fetchone()
            return default if row is None else json.loads(row[0])

    def set_state(self, key: str, value: Any, *, flush: bool = True) -> None:
        """Remember a JSON value, or none any more where it is None; in the file on return. Without
        ``flush`` a power cut may undo it until something else is written."""
        with self._file.transaction(flush=flush) as db:
            if value is None:
                db.execute("DELETE FROM state WHERE key = ?", (key,))
            else:
                db.execute("INSERT OR REPLACE INTO state VALUES (?, ?)", (key, json.dumps(value)))
