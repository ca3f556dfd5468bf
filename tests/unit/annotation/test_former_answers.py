"""What an earlier run said is kept when a newer one takes its place, and asked about."""

from __future__ import annotations

import sqlite3

import numpy as np
import pytest

from annotation import edits
from annotation.errors import ProjectError
from annotation.former_answers import FormerAnswers
from annotation.project import PATH_STATE, Project
from annotation.review import find_doubts

N = 40
FLIGHT = np.stack((100 + 9.0 * np.arange(N), 300 - 4.0 * np.arange(N)), axis=1)


def run(
    project: Project, weights: str, places: np.ndarray, first: int = 0, *, part: bool = False
) -> None:
    """Answers of some weights, sure of each place; NaN: no ball."""
    settings: dict[str, object] = {"stride": 3}
    if part:
        settings["frames"] = [first, first + len(places) - 1]
    number = project.begin_run("model", weights, 0.5, N, settings).id
    score = np.where(np.isnan(places[:, 0]), np.nan, 0.9)
    peaks = np.column_stack((places, score))[:, None]
    project.write_predictions(number, first, *places.T, score, peaks)
    project.finish_run(number)


def differing(project: Project) -> list[int]:
    track = project.load_track(by_path=project.follows_path)
    return np.flatnonzero(track.former_differs).tolist()


def test_nothing_differs_from_nothing(project: Project) -> None:
    assert differing(project) == []
    run(project, "first", FLIGHT)
    assert differing(project) == []


@pytest.mark.parametrize("by_path", [True, False])
def test_what_the_run_before_said_otherwise_is_known(project: Project, by_path: bool) -> None:
    project.set_state(PATH_STATE, by_path)
    run(project, "first", FLIGHT)
    other = FLIGHT.copy()
    other[20:24, 1] += 60.0  # elsewhere
    other[30:] = np.nan  # and gone
    other[5, 0] += 3.0  # but nobody tells three pixels of 720p apart
    run(project, "second", other)
    assert (
        set(range(30, N)) | {21, 22} <= set(differing(project)) <= {*range(19, 26), *range(29, N)}
    )
    track = project.load_track(by_path=by_path)
    assert track.former_at(10) is None
    assert track.former_at(22) == pytest.approx(FLIGHT[22], abs=1.0)
    with Project.open(project.path) as again:
        assert differing(again) == differing(project)


def test_only_the_run_before_is_compared_with(project: Project) -> None:
    run(project, "first", FLIGHT)
    run(project, "second", np.full_like(FLIGHT, np.nan))
    run(project, "third", np.full_like(FLIGHT, np.nan))
    assert differing(project) == []


def test_a_run_over_a_part_leaves_what_was_said_before_the_last_whole_one(project: Project) -> None:
    gone = np.full_like(FLIGHT, np.nan)
    run(project, "first", gone)
    run(project, "second", FLIGHT)
    run(project, "second", FLIGHT[10:20], 10, part=True)
    assert differing(project) == list(range(N))


def test_a_person_decided_the_earlier_answers_too(project: Project) -> None:
    project.set_state(PATH_STATE, False)
    run(project, "first", FLIGHT)
    project.apply(edits.no_ball(project.load_track(), 7))
    gone = FLIGHT.copy()
    gone[7] = np.nan
    run(project, "second", gone)
    assert differing(project) == []


@pytest.mark.parametrize("by_path", [True, False])
def test_what_a_person_said_is_no_earlier_run(project: Project, by_path: bool) -> None:
    """With the marks taken back, every frame asked about a run that had said the same."""
    project.set_state(PATH_STATE, by_path)
    run(project, "first", FLIGHT)
    edit = edits.no_ball_range(project.load_track(by_path=by_path), 0, N - 1)
    project.apply(edit)
    run(project, "first", FLIGHT)
    project.apply(edit.inverse())
    assert differing(project) == []


def test_where_runs_differ_is_asked_about_until_a_person_says(project: Project) -> None:
    run(project, "first", FLIGHT)
    track = project.load_track(by_path=True)
    usual = find_doubts(track).suspicion
    other = FLIGHT.copy()
    other[20:, 1] += 60.0
    run(project, "second", other)
    track = project.load_track(by_path=True)
    queue = find_doubts(track).queue()
    asked = queue.doubtful_for("earlier run disagrees")
    assert set(range(22, N)) <= set(asked.tolist())
    assert (queue.suspicion[22:] >= 0.4).all()
    assert (usual[22:] < 0.4).all()
    assert queue.suspicion[:15] == pytest.approx(usual[:15], abs=0.1)
    assert "earlier run disagrees" in queue.item(30).reasons
    copy = track.snapshot()
    copy.put_marks(edits.accept(copy, 30).after)
    assert "earlier run disagrees" not in find_doubts(copy).queue().item(30).reasons


def test_a_picture_shown_twice_is_compared_once() -> None:
    from annotation.track import BallTrack

    track = BallTrack(6)
    x, score = np.array([10.0, 10, 20, 20, 30, 30]), np.full(6, 0.9)
    track.set_predictions(0, x, x, score, repeats=[False, True] * 3)
    known = np.ones(6, np.bool_)
    before = np.array([10, 10, 90, 90, 30, 30], np.float32)
    track.set_former(FormerAnswers(known, before, before), 10.0)
    pictures, _number = track.pictures()
    assert pictures.former_differs.tolist() == [False, True, False]


def test_damaged_former_answers_are_told(project: Project) -> None:
    run(project, "first", FLIGHT)
    run(project, "second", FLIGHT)
    with sqlite3.connect(project.path) as db:
        db.execute("UPDATE former_answer SET x = x'00'")
    with pytest.raises(ProjectError, match="damaged"):
        project.load_track()
