"""Projects of earlier versions open as if they had been made today."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from annotation import edits, schema
from annotation.errors import ProjectError
from annotation.project import Project
from annotation.summary import summarise
from annotation.video_identity import VideoIdentity


def old_project(path: Path, identity: VideoIdentity) -> Path:
    """A version 1 file: one mark, and a run that was stopped after ten frames."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        db.executescript(schema._SCHEMA)
        db.execute("INSERT INTO meta VALUES ('schema_version', '1')")
        db.execute("INSERT INTO meta VALUES ('video', ?)", (json.dumps(identity.to_dict()),))
        db.execute("INSERT INTO mark VALUES (3, 1, 11.5, 12.5, NULL, 'human', 1.0)")
        db.execute("INSERT INTO run VALUES (1, 'model', 'hash', 0.4, 40, '{}', 1.0, NULL)")
        x, score = np.arange(10.0), np.full(10, 0.5, "<f4")
        peaks = np.full((10, 2, 3), 7, "<f4")
        blobs = (column.tobytes() for column in (x, x, score, peaks))
        db.execute("INSERT INTO prediction VALUES (1, 1, 0, 10, 2, ?, ?, ?, ?)", tuple(blobs))
        db.commit()
    return path


def tables(path: Path) -> list[tuple[str, ...]]:
    with contextlib.closing(sqlite3.connect(path)) as db:
        return sorted(db.execute("SELECT name, sql FROM sqlite_master"))


def version(path: Path) -> str:
    with contextlib.closing(sqlite3.connect(path)) as db:
        row = db.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
        return str(row[0])


def test_an_old_project_keeps_all_it_holds(tmp_path: Path, identity: VideoIdentity) -> None:
    path = old_project(tmp_path / "old.rally", identity)
    assert summarise(path).predicted == 0.25
    with Project.open(path) as project:
        track = project.load_track()
        assert track.x[3] == 11.5
        assert track.predicted_x[:10].tolist() == list(range(10))
        assert track.threshold == 0.4
        assert track.candidate_motion.shape == (40, 2, 2)
        assert np.isnan(track.candidate_motion).all()
        assert not track.predicted_repeats.any()
        assert (track.camera == np.eye(2, 3)).all()
        run = project.begin_run("model", "hash", 0.4, 40, {"stride": 3})
        assert run.resumed, "a run begun by the old version goes on"
        assert run.todo_ranges == ((10, 39),)
        project.apply(edits.place(track, 4, 1.0, 2.0))
    with Project.open(path) as again:
        assert [mark.frame for mark in again.marks()] == [3, 4]
        again.create(tmp_path / "new.rally", identity).close()
    assert version(path) == str(schema.SCHEMA_VERSION)
    assert tables(path) == tables(tmp_path / "new.rally")


def test_a_project_of_version_2_has_no_repeats_and_a_camera_at_rest(
    tmp_path: Path, identity: VideoIdentity
) -> None:
    path = old_project(tmp_path / "old.rally", identity)
    with contextlib.closing(sqlite3.connect(path)) as db:
        for statement in schema._UPGRADES[2]:
            db.execute(statement)
        db.execute("UPDATE meta SET value = '2' WHERE key = 'schema_version'")
        db.commit()
    with Project.open(path) as project:
        assert project.predictions().frames.tolist() == list(range(10))
        assert not project.load_track().predicted_repeats.any()
        assert (project.load_track().camera == np.eye(2, 3)).all()
    assert version(path) == str(schema.SCHEMA_VERSION)


def test_an_upgrade_that_fails_leaves_the_old_project(
    tmp_path: Path, identity: VideoIdentity, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = old_project(tmp_path / "old.rally", identity)
    before = tables(path)
    broken = {2: (*schema._UPGRADES[2], "ALTER TABLE nowhere ADD COLUMN x")}
    with monkeypatch.context() as patch:
        patch.setattr(schema, "_UPGRADES", broken)
        with pytest.raises(ProjectError):
            Project.open(path)
    assert tables(path) == before
    assert version(path) == "1"
    with Project.open(path) as project:
        assert len(project.marks()) == 1
