"""The model's answers in a project: runs, their chunks, and what is left to do of each.

A run writes its answers chunk by chunk, one transaction each. A run that was cut short goes on
where it stopped when the same weights and settings are asked for again. While a newer run is under
way the older answers show through where it has not been yet; once it has answered every frame the
older answers are dropped (the rows of ``run`` stay, as a record of what was used). A run limited to
some frames drops none, even where those are all: the run over the video goes on from its own.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from annotation.arrays import Float32, Float64, Int64, Mask, unbroken
from annotation.camera_steps import at_rest
from annotation.model_columns import ModelColumns

Range = tuple[int, int]
"""First and last frame, both included."""

FRAMES_SETTING = "frames"
"""The key of a run's settings whose value, [first, last], limits it to those frames."""
_LARGEST = 1e6
"""No place in pixels is so far, and nothing else so large: it was damaged on the disk."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a model over the video.

    ``done_ranges`` are the ranges of frames answered already, merged and ascending; ``resumed``
    tells whether ``begin_run`` continued it. ``started`` and ``finished`` are unix seconds.
    """

    id: int
    model_name: str
    weights_hash: str
    threshold: float
    frame_count: int
    settings: dict[str, Any]
    started: float
    finished: float | None
    done_ranges: tuple[Range, ...]
    resumed: bool = False

    @property
    def todo_ranges(self) -> tuple[Range, ...]:
        """The ranges of frames still without an answer, ascending."""
        todo, first = [], 0
        for done_first, done_last in self.done_ranges:
            if first < done_first:
                todo.append((first, done_first - 1))
            first = done_last + 1
        if first < self.frame_count:
            todo.append((first, self.frame_count - 1))
        return tuple(todo)

    def todo_within(self, first: int, last: int) -> tuple[Range, ...]:
        """The part of ``todo_ranges`` that lies in ``first`` .. ``last`` (both included)."""
        cut = ((max(first, begin), min(last, end)) for begin, end in self.todo_ranges)
        return tuple((begin, end) for begin, end in cut if begin <= end)


@dataclass(frozen=True, slots=True)
class Predictions:
    """The answers in columns: ``frames`` int64 [n] ascending, ``x`` and ``y`` float64 [n] in pixels
    of the source video (NaN where nothing was seen), ``score`` float32 [n], ``candidates``
    float32 [n, K, 3] as x, y, score, best first, padded with NaN. ``motion`` float32 [n, K, 2]
    in 0..1 says of each candidate how surely something arrived there since the frame before, and
    leaves until the frame after; NaN where that is not known (no peak, no such frame in the shot,
    answers of an older version). ``disagreement`` float32 [n] in 0..1 says how far the windows that
    hold a frame were from one another; NaN where only one was asked. ``repeats`` bool [n] says that
    the frame shows the picture of the frame before, whose answer it has. ``camera`` float32
    [n, 2, 3] are the camera's steps to the frames, in source pixels (``annotation.camera_steps``).
    """

    frames: Int64
    x: Float64
    y: Float64
    score: Float32
    candidates: Float32
    motion: Float32
    disagreement: Float32
    repeats: Mask
    camera: Float32

    def ranges(self) -> tuple[Range, ...]:
        """The unbroken ranges of frames."""
        parts = (self.frames[part] for part in unbroken(self.frames))
        return tuple((int(part[0]), int(part[-1])) for part in parts)

    def parts(self) -> Iterator[tuple[int, tuple[npt.NDArray[Any], ...]]]:
        """Of each of them its first frame, and all columns but ``frames``, in their order."""
        _, *columns = (getattr(self, each.name) for each in fields(self))
        for part in unbroken(self.frames):
            yield int(self.frames[part][0]), tuple(column[part] for column in columns)


def canonical(settings: dict[str, Any]) -> str:
    """Settings as JSON that is equal exactly when the settings are."""
    return json.dumps(settings, sort_keys=True, separators=(",", ":"))


def begin(
    db: sqlite3.Connection,
    model_name: str,
    weights_hash: str,
    threshold: float,
    frame_count: int,
    settings: dict[str, Any],
) -> Run:
    """Continue the latest run if it is unfinished and the same, or begin one.

    A run over a part of the video (``FRAMES_SETTING``) does not keep one over all of it from going
    on: its answers are newer and stay on top.
    """
    last = latest(db, whole=FRAMES_SETTING not in settings)
    wanted = (weights_hash, frame_count, canonical(settings))
    if last is not None and last.finished is None and _sameness(last) == wanted:
        db.execute("UPDATE run SET threshold = ? WHERE id = ?", (threshold, last.id))
        return load(db, last.id, resumed=True)
    cursor = db.execute(
        "INSERT INTO run (model_name, weights_hash, threshold, frame_count, settings, started) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        (model_name, weights_hash, threshold, frame_count, wanted[2], time.time()),
    )
    assert cursor.lastrowid is not None  # an INSERT always has one
    return load(db, cursor.lastrowid)


def latest(
    db: sqlite3.Connection, *, whole: bool = False, before_run: int | None = None
) -> Run | None:
    """The run begun last, or None; with ``whole`` the last that was not limited to some frames,
    ``before_run`` of those before the one of that number."""
    row = db.execute(
        "SELECT max(id) FROM run WHERE (json_extract(settings, ?) IS NULL OR NOT ?) "
        "AND id < ifnull(?, id + 1)",
        (f"$.{FRAMES_SETTING}", whole, before_run),
    ).fetchone()
    return None if row[0] is None else load(db, row[0])


def load(db: sqlite3.Connection, run_id: int, *, resumed: bool = False) -> Run:
    """The run of that number; ``KeyError`` if there is none."""
    row = db.execute(
        "SELECT id, model_name, weights_hash, threshold, frame_count, settings, started, finished "
        "FROM run WHERE id = ?",
        (run_id,),
    ).fetchone()
    if row is None:
        raise KeyError(run_id)
    number, name, weights, threshold, frames, settings, started, finished = row
    return Run(
        id=number,
        model_name=name,
        weights_hash=weights,
        threshold=threshold,
        frame_count=frames,
        settings=json.loads(settings),
        started=started,
        finished=finished,
        done_ranges=_done_ranges(db, run_id),
        resumed=resumed,
    )


def _sameness(run: Run) -> tuple[str, int, str]:
    return run.weights_hash, run.frame_count, canonical(run.settings)


def _done_ranges(db: sqlite3.Connection, run_id: int) -> tuple[Range, ...]:
    merged: list[Range] = []
    for first, count in db.execute(
        "SELECT first_frame, frame_count FROM prediction WHERE run_id = ? ORDER BY first_frame",
        (run_id,),
    ):
        last = first + count - 1
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def write(
    db: sqlite3.Connection,
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
) -> None:
    """Store one chunk of answers; chunks of the run it covers whole are replaced.

    ``ValueError`` where shapes disagree or frames lie outside the video, ``KeyError`` for an
    unknown run.
    """
    run = db.execute("SELECT frame_count FROM run WHERE id = ?", (run_id,)).fetchone()
    if run is None:
        raise KeyError(run_id)
    more = (candidates, motion, disagreement, repeats, camera)
    given = ModelColumns.checked(run[0], first_frame, (x, y, score), *more)
    count = len(given)
    db.execute(
        "DELETE FROM prediction WHERE run_id = ? AND first_frame >= ? "
        "AND first_frame + frame_count <= ?",
        (run_id, first_frame, first_frame + count),
    )
    exact = (_blob(given.x, "<f8"), _blob(given.y, "<f8"), _blob(given.score, "<f4"))
    db.execute(
        "INSERT INTO prediction "
        "(run_id, first_frame, frame_count, peaks, x, y, score, candidates, motion, disagreement, "
        "repeats, camera) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(run_id, int(first_frame), count, given.peaks, *exact),
            _blob(given.candidates, "<f4"),
            # What is not known, and a camera at rest, take no room.
            None if np.isnan(given.motion).all() else _blob(given.motion, "<f4"),
            None if np.isnan(given.disagreement).all() else _blob(given.disagreement, "<f4"),
            _blob(given.repeats, "?") if given.repeats.any() else None,
            None if (given.camera == at_rest(1)).all() else _blob(given.camera, "<f4"),
        ),
    )


def _blob(column: npt.NDArray[np.generic], kind: str) -> bytes:
    """A column as it is kept, whatever the processor's byte order."""
    return column.astype(kind, copy=False).tobytes()


def finish(db: sqlite3.Connection, run_id: int) -> None:
    """Close the run; where it is over the whole video and has answered every frame, drop the
    answers of earlier runs."""
    run = load(db, run_id)
    db.execute("UPDATE run SET finished = ? WHERE id = ?", (time.time(), run_id))
    if not run.todo_ranges and FRAMES_SETTING not in run.settings:
        db.execute("DELETE FROM prediction WHERE run_id < ?", (run_id,))


def read(db: sqlite3.Connection, frame_count: int, *, before_run: int | None = None) -> Predictions:
    """The answers as they show: of every frame the newest, or the newest ``before_run``, a run's
    number. ``ValueError`` for a damaged chunk."""
    row = db.execute("SELECT max(peaks) FROM prediction").fetchone()
    answered = np.zeros(frame_count, np.bool_)
    x, y = np.full(frame_count, np.nan), np.full(frame_count, np.nan)
    score = np.full(frame_count, np.nan, np.float32)
    candidates = np.full((frame_count, row[0] or 0, 3), np.nan, np.float32)
    motion = np.full((frame_count, row[0] or 0, 2), np.nan, np.float32)
    disagreement = np.full(frame_count, np.nan, np.float32)
    repeats = np.zeros(frame_count, np.bool_)
    camera = at_rest(frame_count)
    for first, count, peaks, *blobs in db.execute(
        "SELECT first_frame, frame_count, peaks, x, y, score, candidates, motion, disagreement, "
        "repeats, camera FROM prediction WHERE run_id < ifnull(?, run_id + 1) ORDER BY run_id, id",
        (before_run,),
    ):
        if first < 0 or first + count > frame_count:
            raise ValueError(f"a chunk reaches from frame {first} to {first + count - 1}")
        where = slice(first, first + count)
        answered[where] = True
        x[where] = np.frombuffer(blobs[0], "<f8").reshape(count)
        y[where] = np.frombuffer(blobs[1], "<f8").reshape(count)
        score[where] = np.frombuffer(blobs[2], "<f4").reshape(count)
        candidates[where] = np.nan
        candidates[where, :peaks] = np.frombuffer(blobs[3], "<f4").reshape(count, peaks, 3)
        motion[where] = np.nan
        if blobs[4] is not None:
            motion[where, :peaks] = np.frombuffer(blobs[4], "<f4").reshape(count, peaks, 2)
        disagreement[where] = np.nan
        if blobs[5] is not None:
            disagreement[where] = np.frombuffer(blobs[5], "<f4").reshape(count)
        repeats[where] = False
        if blobs[6] is not None:
            repeats[where] = np.frombuffer(blobs[6], np.bool_).reshape(count)
        camera[where] = at_rest(1)
        if blobs[7] is not None:
            camera[where] = np.frombuffer(blobs[7], "<f4").reshape(count, 2, 3)
    # NaN is what a model has not said.
    if any((np.abs(column) > _LARGEST).any() for column in (x, y, score, candidates, camera)):
        raise ValueError("a chunk holds what no model says")
    if np.isnan(camera).any():
        raise ValueError("a camera is nowhere")
    frames = np.flatnonzero(answered)
    some = slice(None) if len(frames) == frame_count else frames
    return Predictions(
        frames,
        x[some],
        y[some],
        score[some],
        candidates[some],
        motion[some],
        disagreement[some],
        repeats[some],
        camera[some],
    )
