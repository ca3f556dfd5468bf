from __future__ import annotations

import sqlite3

import numpy as np
import pytest

from annotation.errors import ProjectError
from annotation.predictions import Predictions
from annotation.project import Project

SETTINGS = {"stride": 3, "device": "cpu"}


def begin(project: Project, weights: str = "hash", **changes: object) -> int:
    return project.begin_run("model", weights, 0.5, 40, {**SETTINGS, **changes}).id


def write(project: Project, run: int, first: int, count: int, value: float, peaks: int = 2) -> None:
    column = np.full(count, value)
    candidates = np.full((count, peaks, 3), value, np.float32)
    project.write_predictions(run, first, column, column + 0.1, column / 100, candidates)


def test_what_is_written_comes_back(project: Project) -> None:
    rng = np.random.default_rng(1)
    x, y = rng.random(40) * 1e3, rng.random(40)
    x[7] = y[7] = np.nan
    score = rng.random(40, np.float32)
    candidates = rng.random((40, 5, 3), np.float32)
    candidates[7] = np.nan
    motion = rng.random((40, 5, 2), np.float32)
    disagreement = rng.random(40, np.float32)
    columns = {"x": x, "y": y, "score": score, "candidates": candidates, "motion": motion}
    columns["disagreement"] = disagreement
    columns["repeats"] = repeats = rng.random(40) < 0.3
    columns["camera"] = camera = rng.random((40, 2, 3), np.float32)
    camera[:10] = np.eye(2, 3)
    run = begin(project)
    for first in (20, 0, 30, 10):
        part = slice(first, first + 10)
        project.write_predictions(run, first, *(column[part] for column in columns.values()))
    found = project.predictions()
    assert found.frames.tolist() == list(range(40))
    for name, column in columns.items():
        assert getattr(found, name).tobytes() == column.tobytes(), name
    track = project.load_track()
    assert track.candidate_motion.tobytes() == motion.tobytes()
    assert track.disagreement.tobytes() == disagreement.tobytes()
    assert track.predicted_repeats.tobytes() == repeats.tobytes()
    assert track.camera.tobytes() == camera.tobytes()


def test_a_run_that_was_cut_short_is_continued(project: Project) -> None:
    run = begin(project)
    write(project, run, 0, 10, 1.0)
    write(project, run, 10, 5, 1.0)
    write(project, run, 30, 5, 1.0)
    project.close()
    with Project.open(project.path) as again:
        # The order of the settings is of no account, nor is the threshold.
        resumed = again.begin_run("model", "hash", 0.6, 40, {"device": "cpu", "stride": 3})
        assert resumed.resumed
        assert resumed.id == run
        assert resumed.threshold == 0.6
        assert resumed.done_ranges == ((0, 14), (30, 34))
        assert resumed.todo_ranges == ((15, 29), (35, 39))
        assert again.predictions().frames.tolist() == [*range(15), *range(30, 35)]
        assert again.predictions().ranges() == ((0, 14), (30, 34))


def test_only_the_same_unfinished_run_is_continued(project: Project) -> None:
    run = begin(project)
    assert begin(project, "other") != run
    first = begin(project)
    assert first != run, "a run with another in between is no longer the latest"
    assert begin(project, stride=1) != first
    second = begin(project)
    project.finish_run(second)
    third = project.begin_run("model", "hash", 0.5, 40, SETTINGS)
    assert third.id != second
    assert not third.resumed
    assert third.todo_ranges == ((0, 39),)


def test_older_answers_show_until_the_newer_run_has_been_there(project: Project) -> None:
    old = begin(project, "old")
    write(project, old, 0, 40, 1.0)
    project.finish_run(old)
    new = begin(project, "new")
    write(project, new, 10, 10, 2.0, peaks=3)
    x = project.predictions().x
    assert x.tolist() == [1.0] * 10 + [2.0] * 10 + [1.0] * 20
    candidates = project.load_track().candidates
    assert candidates.shape == (40, 3, 3)
    assert np.isnan(candidates[0, 2]).all()


def test_motion_is_unknown_where_it_was_not_measured(project: Project) -> None:
    run = begin(project)
    peaks = np.full((10, 3, 3), 5.0)
    column = np.full(10, 5.0)
    project.write_predictions(run, 0, column, column, column / 10, peaks, np.full((10, 3, 2), 0.5))
    write(project, begin(project, "new"), 5, 10, 2.0)
    motion = project.predictions().motion
    assert motion.shape == (15, 3, 2)
    assert (motion[:5] == 0.5).all()
    assert np.isnan(motion[5:]).all()
    assert np.isnan(project.predictions().disagreement).all()
    assert not project.predictions().repeats.any()


def test_a_run_that_answered_everything_drops_the_older_answers(project: Project) -> None:
    old = begin(project, "old")
    write(project, old, 0, 40, 1.0)
    project.finish_run(old)
    new = begin(project, "new")
    write(project, new, 0, 40, 2.0)
    project.finish_run(new)
    assert project.predictions().x.tolist() == [2.0] * 40
    latest = project.latest_run()
    assert latest is not None
    assert (latest.id, latest.weights_hash) == (new, "new")
    assert latest.finished is not None
    assert latest.finished >= latest.started


def test_finishing_with_holes_keeps_the_older_answers(project: Project) -> None:
    old = begin(project, "old")
    write(project, old, 0, 40, 1.0)
    project.finish_run(old)
    new = begin(project, "new")
    write(project, new, 0, 39, 2.0)
    project.finish_run(new)
    assert project.predictions().x[39] == 1.0


def test_a_part_that_is_all_of_the_video_keeps_the_answers_of_the_run_over_it(
    project: Project,
) -> None:
    whole = begin(project)
    write(project, whole, 0, 40, 1.0)
    project.finish_run(whole)
    part = begin(project, frames=[0, 39])
    write(project, part, 0, 40, 2.0)
    project.finish_run(part)
    assert project.predictions().x.tolist() == [2.0] * 40
    latest = project.latest_run(whole=True)
    assert latest is not None
    assert latest.todo_ranges == (), "the run over the video has nothing left to do"


def test_a_chunk_written_again_replaces_itself(project: Project) -> None:
    run = begin(project)
    write(project, run, 0, 10, 1.0)
    write(project, run, 5, 10, 2.0)
    write(project, run, 0, 10, 3.0)
    assert project.predictions().x.tolist() == [3.0] * 10 + [2.0] * 5
    assert project.begin_run("model", "hash", 0.5, 40, SETTINGS).done_ranges == ((0, 14),)


def test_no_run_no_predictions(project: Project) -> None:
    assert project.latest_run() is None
    found = project.predictions()
    assert isinstance(found, Predictions)
    assert len(found.frames) == 0
    assert found.ranges() == ()


def test_wrong_chunks_are_refused_and_leave_nothing(project: Project) -> None:
    run = begin(project)
    with pytest.raises(ValueError, match="not all in the video"):
        write(project, run, 35, 10, 1.0)
    with pytest.raises(ValueError, match="not all in the video"):
        write(project, run, 0, 0, 1.0)
    with pytest.raises(ValueError, match="equally long"):
        project.write_predictions(run, 0, [1.0], [1.0, 2.0], [1.0], np.zeros((1, 1, 3)))
    with pytest.raises(ValueError, match="candidates must be"):
        project.write_predictions(run, 0, [1.0], [1.0], [1.0], np.zeros((2, 1, 3)))
    with pytest.raises(ValueError, match="motion must be"):
        project.write_predictions(run, 0, [1.0], [1.0], [1.0], np.zeros((1, 2, 3)), [[0.5, 0.5]])
    with pytest.raises(ValueError, match="disagreement must be"):
        project.write_predictions(run, 0, [1.0], [1.0], [1.0], np.zeros((1, 1, 3)), None, [1, 2])
    with pytest.raises(ValueError, match="repeats must be"):
        project.write_predictions(
            run, 0, [1.0], [1.0], [1.0], np.zeros((1, 1, 3)), repeats=[True, False]
        )
    with pytest.raises(ValueError, match="camera must be"):
        project.write_predictions(
            run, 0, [1.0], [1.0], [1.0], np.zeros((1, 1, 3)), camera=np.zeros((2, 2, 3))
        )
    with pytest.raises(KeyError):
        write(project, run + 1, 0, 10, 1.0)
    with pytest.raises(KeyError):
        project.finish_run(run + 1)
    assert len(project.predictions().frames) == 0
    write(project, run, 0, 40, 1.0)
    assert len(project.predictions().frames) == 40


@pytest.mark.parametrize(
    "statement",
    [
        "x = x'00'",
        "frame_count = 41",
        "frame_count = 39",
        "motion = x'00'",
        "repeats = x'00'",
        "camera = x'00000000'",
        # What no model says: a place 1e30 pixels away, a score of 1e30, a camera nowhere.
        f"x = x'{np.full(40, np.float64(1e30)).tobytes().hex()}'",
        f"score = x'{np.full(40, np.float32(1e30)).tobytes().hex()}'",
        f"candidates = x'{np.full(40 * 2 * 3, np.float32(1e30)).tobytes().hex()}'",
        f"camera = x'{np.full(40 * 6, np.float32(np.nan)).tobytes().hex()}'",
    ],
)
def test_damaged_chunks_are_told(project: Project, statement: str) -> None:
    run = begin(project)
    write(project, run, 0, 40, 1.0)
    db = sqlite3.connect(project.path)
    db.execute(f"UPDATE prediction SET {statement}")
    db.commit()
    db.close()
    with pytest.raises(ProjectError, match="is damaged"):
        project.load_track()
