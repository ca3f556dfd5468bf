from __future__ import annotations

import sqlite3

import numpy as np
import pytest

from annotation.errors import ProjectError
from annotation.project import Project
from annotation.segments import SegmentKind, SegmentSource
from annotation.shots import Shot, ShotPiece, guess_segments
from annotation.track import BallTrack

COURT, FACE, CROWD = (np.full((9, 16, 3), shade, np.uint8) for shade in (60, 120, 200))


def shot(first: int, last: int, view: np.ndarray) -> Shot:
    return Shot(first, last, view.astype(np.float32))


def write(project: Project, run: int, first: int, count: int, piece: ShotPiece) -> None:
    column = np.full(count, 1.0)
    peaks = np.full((count, 1, 3), 1.0)
    project.write_predictions(run, first, column, column, column, peaks, shot=piece)


def test_a_project_keeps_the_shots(project: Project) -> None:
    (whole,) = project.shots()
    assert (whole.first, whole.last) == (0, 39)
    assert np.isnan(whole.view).all()
    run = project.begin_run("model", "hash", 0.5, 40, {}).id
    write(project, run, 0, 10, ShotPiece(False, COURT))
    write(project, run, 10, 5, ShotPiece(False, COURT + 9))
    write(project, run, 15, 10, ShotPiece(True, FACE))
    write(project, run, 25, 15, ShotPiece(True, COURT))
    found = project.shots()
    assert [(each.first, each.last) for each in found] == [(0, 14), (15, 24), (25, 39)]
    assert [float(each.view.mean()) for each in found] == pytest.approx([63, 120, 60])
    assert found[0].length == 15


def test_what_a_later_run_saw_replaces_what_was_known(project: Project) -> None:
    run = project.begin_run("model", "hash", 0.5, 40, {}).id
    write(project, run, 0, 10, ShotPiece(False, COURT))
    write(project, run, 10, 30, ShotPiece(True, FACE))
    again = project.begin_run("model", "other", 0.5, 40, {}).id
    write(project, again, 0, 40, ShotPiece(False, COURT))
    (whole,) = project.shots()
    assert (whole.first, whole.last) == (0, 39)
    assert float(whole.view.mean()) == 60


def test_views_that_are_none_are_refused(project: Project) -> None:
    run = project.begin_run("model", "hash", 0.5, 40, {}).id
    with pytest.raises(ValueError, match="a view is"):
        write(project, run, 0, 10, ShotPiece(False, np.zeros((9, 16), np.uint8)))
    assert len(project.predictions().frames) == 0


def test_damaged_shots_are_told(project: Project) -> None:
    db = sqlite3.connect(project.path)
    db.execute("INSERT INTO cut VALUES (40)")
    db.commit()
    db.close()
    with pytest.raises(ProjectError, match="is damaged"):
        project.shots()


def test_shots_from_elsewhere_are_guessed() -> None:
    shots = [
        shot(0, 299, COURT),
        shot(300, 349, FACE),
        shot(350, 399, CROWD),
        shot(400, 699, COURT + 8),
        shot(700, 749, FACE),
    ]
    guess = guess_segments(shots)
    assert [(each.first, each.last) for each in guess] == [(300, 349), (350, 399), (700, 749)]
    assert {each.kind for each in guess} == {SegmentKind.CLOSE_UP}
    assert {each.source for each in guess} == {SegmentSource.GUESS}


def test_nothing_is_guessed_where_no_view_prevails() -> None:
    assert guess_segments([]) == []
    assert guess_segments([shot(0, 99, COURT)]) == []
    unseen = Shot(100, 199, np.full((9, 16, 3), np.nan, np.float32))
    assert guess_segments([shot(0, 99, COURT), unseen]) == []
    three = [shot(0, 99, COURT), shot(100, 199, FACE), shot(200, 299, CROWD)]
    assert guess_segments(three) == []


def test_no_path_flies_over_a_cut(project: Project) -> None:
    """A ball hidden for two frames is filled in, unless a cut lies there."""
    run = project.begin_run("model", "hash", 0.5, 40, {}).id

    def put(first: int, count: int, *, cut: bool) -> None:
        frames = np.arange(first, first + count)
        seen = (frames != 19) & (frames != 20)
        x, y = np.where(seen, 100.0 + 12 * frames, np.nan), np.where(seen, 300.0, np.nan)
        score = np.where(seen, 0.9, np.nan)
        columns = (x, y, score, np.stack([x, y, score], axis=1)[:, None])
        project.write_predictions(run, first, *columns, shot=ShotPiece(cut, COURT))
        live.set_predictions(first, *columns, begins_shot=cut)

    for cut in (False, True):
        live = BallTrack(40)
        live.follow_path((1280, 720), 30.0)
        put(0, 20, cut=False)
        put(20, 20, cut=cut)
        again = project.load_track(by_path=True)
        for track in (live, again):
            assert track.has_ball[[19, 20]].tolist() == [not cut, not cut]
            assert np.flatnonzero(track.cuts).tolist() == ([20] if cut else [])
        assert np.array_equal(live.visibility, again.visibility)
        live.set_cuts([])
        assert live.has_ball[[19, 20]].all()
