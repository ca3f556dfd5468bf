from __future__ import annotations

import dataclasses
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotation import edits, mark_table
from annotation.edits import TrackEdit
from annotation.errors import LongNameError, OtherVideoError, ProjectError
from annotation.marks import BallMark, Source, Visibility
from annotation.project import THRESHOLD_STATE, Project
from annotation.track import BallTrack
from annotation.video_identity import VideoIdentity

COLUMNS = ("visibility", "x", "y", "score", "source", "predicted")

numbers = st.floats(-1e6, 1e6)
scores = st.floats(0, 1e6)


@st.composite
def marks(draw: st.DrawFn, frame: int) -> BallMark | None:
    if draw(st.booleans()):
        return None
    visibility = draw(st.sampled_from(Visibility))
    there = visibility != Visibility.NO_BALL
    return BallMark(
        frame=frame,
        visibility=visibility,
        x=draw(numbers) if there else None,
        y=draw(numbers) if there else None,
        score=draw(st.none() | scores),
        source=draw(st.sampled_from(Source)),
        time=draw(numbers),
    )


@st.composite
def changes(draw: st.DrawFn) -> dict[int, BallMark | None]:
    frames = draw(st.sets(st.integers(0, 39), min_size=1, max_size=6))
    return {frame: draw(marks(frame)) for frame in frames}


def columns_of(track: BallTrack) -> list[bytes]:
    return [getattr(track, name).tobytes() for name in COLUMNS]


def put_predictions(project: Project) -> None:
    rng = np.random.default_rng(5)
    run = project.begin_run("m", "hash", 0.5, 40, {})
    peaks = rng.random((40, 2, 3)).astype(np.float32)
    project.write_predictions(
        run.id, 0, rng.random(40) * 1280, rng.random(40), rng.random(40), peaks
    )
    project.finish_run(run.id)


@given(script=st.lists(changes(), max_size=8))
@settings(deadline=None, max_examples=20)
def test_undo_restores_to_the_bit_and_reopening_changes_nothing(
    script: list[dict[int, BallMark | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("undo") / "match.rally"
    identity = VideoIdentity(40, 1280, 720, 1.3, 30.0, 1, "ab")
    with Project.create(path, identity) as project:
        put_predictions(project)
        track = project.load_track()
        history, states = [], [columns_of(track)]
        for after in script:
            before = {frame: track.human_mark_at(frame) for frame in after}
            edit = TrackEdit(before, after, "edit")
            project.apply(edit)
            track.put_marks(edit.after)
            history.append(edit)
            states.append(columns_of(track))
            assert columns_of(project.load_track()) == states[-1]
    with Project.open(path, identity) as project:
        assert columns_of(project.load_track()) == states[-1]
        assert [entry.edit for entry in project.journal()] == history
        for edit, state in zip(reversed(history), reversed(states[:-1]), strict=True):
            project.apply(edit.inverse())
            track.put_marks(edit.inverse().after)
            assert columns_of(track) == state
            assert columns_of(project.load_track()) == state
        assert project.marks() == []


@given(after=changes())
@settings(
    deadline=None,
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_marks_come_back_as_they_were(after: dict[int, BallMark | None], project: Project) -> None:
    stored = {mark.frame: mark for mark in project.marks()}
    edit = TrackEdit({frame: stored.get(frame) for frame in after}, after, "x")
    project.apply(edit)
    found = {mark.frame: mark for mark in project.marks()}
    assert {frame: found.get(frame) for frame in after} == after
    project.apply(edit.inverse())
    assert {mark.frame: mark for mark in project.marks()} == stored


def test_an_edit_and_its_journal_entry_stand_or_fall_together(project: Project) -> None:
    track = project.load_track()
    first = edits.place(track, 3, 1.0, 2.0)
    project.apply(first)
    stale = edits.place(track, 3, 5.0, 6.0)  # the track was never told of the first edit
    with pytest.raises(ProjectError, match="changed by another window"):
        project.apply(stale)
    assert project.marks() == [first.after[3]]
    assert [entry.edit.label for entry in project.journal()] == ["Place ball"]


def test_a_name_without_room_for_the_files_beside_it_is_refused(
    tmp_path: Path, identity: VideoIdentity
) -> None:
    with pytest.raises(LongNameError, match="choose a shorter name"):
        Project.create(tmp_path / f"{'M' * 243}.rally", identity)
    assert not list(tmp_path.iterdir())
    Project.create(tmp_path / f"{'M' * 240}.rally", identity).close()


def test_edits_outside_the_video_are_refused(project: Project) -> None:
    mark = BallMark(40, Visibility.VISIBLE, 1.0, 1.0, None, Source.HUMAN, 0.0)
    with pytest.raises(ProjectError, match="Frame 40 is not in this video of 40"):
        project.apply(TrackEdit({40: None}, {40: mark}, "x"))
    assert project.journal() == []


KILLED = """
import os, signal, sys
from annotation import edits
from annotation.project import Project
project = Project.open(sys.argv[1])
track = project.load_track()
for frame in range(20):
    edit = edits.place(track, frame, frame + 0.25, 1.5, time=1.0)
    project.apply(edit)
    track.put_marks(edit.after)
    print(frame, flush=True)
db = project._file._db
db.execute("BEGIN IMMEDIATE")
db.execute("DELETE FROM mark")
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_every_edit_that_returned_survives_a_kill(project: Project, project_root: Path) -> None:
    path, identity = project.path, project.identity
    project.close()
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path)], cwd=project_root, capture_output=True, text=True
    )
    assert done.returncode == -9, done.stderr
    told = [int(line) for line in done.stdout.split()]
    assert len(told) == 20
    with Project.open(path, identity) as again:
        assert [mark.frame for mark in again.marks()] == told
        assert len(again.journal()) == 20


class Halt(Exception):
    """Raised where an edit is half written."""


def test_an_edit_halted_half_way_leaves_all_as_it_was(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mark_table, "_AT_ONCE", 8)
    put_predictions(project)
    track = project.load_track()
    place = edits.place(track, 20, 1.0, 2.0)
    project.apply(place)
    track.put_marks(place.after)
    accept, shares = edits.accept_range(track, 0, 39), list[float]()

    def halt(share: float) -> None:
        shares.append(share)
        if share > 0.5:
            raise Halt

    with pytest.raises(Halt):
        project.apply(accept, halt)
    assert len(shares) == 4
    assert [mark.frame for mark in project.marks()] == [20]
    assert len(project.journal()) == 1
    shares.clear()
    project.apply(accept, shares.append)
    assert shares == [at / 39 for at in range(0, 39, 8)]
    assert len(project.marks()) == 40
    project.apply(accept.inverse())
    assert [mark.frame for mark in project.marks()] == [20]


KILLED_HALF_WAY = """
import os, signal, sys
from annotation import edits, mark_table
from annotation.project import Project
mark_table._AT_ONCE = 8
with Project.open(sys.argv[1]) as project:
    kill = lambda share: share > 0.5 and os.kill(os.getpid(), signal.SIGKILL)
    project.apply(edits.no_ball_range(project.load_track(), 0, 39), kill)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_kill_half_way_through_an_edit_leaves_all_as_it_was(
    project: Project, project_root: Path
) -> None:
    project.apply(edits.place(project.load_track(), 20, 1.0, 2.0))
    project.close()
    done = subprocess.run(
        [sys.executable, "-c", KILLED_HALF_WAY, str(project.path)], cwd=project_root, check=False
    )
    assert done.returncode == -9
    with Project.open(project.path) as again:
        assert [(mark.frame, mark.position) for mark in again.marks()] == [(20, (1.0, 2.0))]
        assert len(again.journal()) == 1


def test_a_closed_project_is_one_file(project: Project) -> None:
    project.apply(edits.no_ball(project.load_track(), 1))
    project.close()
    project.close()
    assert [file.name for file in project.path.parent.iterdir()] == ["match.rally"]


def test_another_video_is_refused_with_a_sentence(
    project: Project, identity: VideoIdentity
) -> None:
    path = project.path
    project.close()
    content = path.read_bytes()
    other = dataclasses.replace(identity, frame_count=317, width=1920, height=1080)
    with pytest.raises(OtherVideoError, match=r"belongs to another video.*317 frames of 1920×1080"):
        Project.open(path, other)
    assert path.read_bytes() == content
    with Project.open(path, identity) as again:
        assert again.identity == identity


def test_the_video_is_found_where_it_was_or_beside_the_moved_project(
    tmp_path: Path, identity: VideoIdentity
) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    (old / "match.mp4").touch()
    with Project.create(old / "match.rally", identity, old / "match.mp4") as project:
        assert project.video_path == old / "match.mp4"
        project.set_video_path(old / "match.mp4")
    old.rename(new)
    with Project.open(new / "match.rally") as project:
        assert project.video_path == new / "match.mp4"
    (new / "match.mp4").unlink()
    with Project.open(new / "match.rally") as project:
        assert project.video_path == old / "match.mp4"


def test_no_video_path_was_told(project: Project) -> None:
    assert project.video_path is None


def test_state_is_remembered(project: Project, identity: VideoIdentity) -> None:
    assert project.state("frame", 7) == 7
    project.set_state("frame", 12)
    project.set_state("view", {"zoom": 2.5, "shown": ["trail"]})
    project.set_state("frame", 13)
    project.close()
    with Project.open(project.path, identity) as again:
        assert again.state("frame") == 13
        assert again.state("view") == {"zoom": 2.5, "shown": ["trail"]}


def test_the_track_has_the_threshold_last_set_or_the_runs(project: Project) -> None:
    assert project.load_track().threshold == 0.5
    project.begin_run("m", "h", 0.4, 40, {})
    assert project.load_track().threshold == 0.4
    project.set_state(THRESHOLD_STATE, 0.7)
    assert project.load_track().threshold == 0.7
    project.set_state(THRESHOLD_STATE, None)
    assert project.load_track().threshold == 0.4


def test_a_run_leaves_marks_alone(project: Project) -> None:
    edit = edits.place(project.load_track(), 3, 1.0, 2.0)
    project.apply(edit)
    put_predictions(project)
    assert project.marks() == [edit.after[3]]
    track = project.load_track()
    assert track.mark_at(3) == edit.after[3]
    assert track.predicted.all()


def test_accepting_everything_is_one_edit(project: Project) -> None:
    put_predictions(project)
    track = project.load_track()
    edit = edits.accept_range(track, 0, 39)
    project.apply(edit)
    track.put_marks(edit.after)
    assert columns_of(project.load_track()) == columns_of(track)
    project.apply(edit.inverse())
    assert project.marks() == []
    assert len(project.journal()) == 2


def test_a_worker_writes_through_a_project_of_its_own(project: Project) -> None:
    run = project.begin_run("m", "h", 0.5, 40, {})
    failures: list[BaseException] = []

    def work() -> None:
        try:
            with Project.open(project.path) as mine:
                for first in range(0, 40, 4):
                    mine.write_predictions(
                        run.id, first, [1.0] * 4, [2.0] * 4, [0.9] * 4, np.zeros((4, 1, 3))
                    )
                mine.finish_run(run.id)
        except BaseException as error:
            failures.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    track = project.load_track()
    for frame in range(20):
        edit = edits.no_ball(track, frame)
        project.apply(edit)
        track.put_marks(edit.after)
    thread.join()
    assert failures == []
    loaded = project.load_track()
    assert loaded.predicted.all()
    assert loaded.visibility.tolist() == [0] * 20 + [1] * 20


def test_a_project_whose_drive_was_away_for_a_while_takes_edits_again(
    project: Project, tmp_path: Path
) -> None:
    track = BallTrack(project.frame_count)
    project.apply(edits.no_ball(track, 1))
    away = tmp_path / "away"
    away.mkdir()
    for path in [path for path in tmp_path.iterdir() if path.is_file()]:
        path.rename(away / path.name)
    with pytest.raises(ProjectError, match="There is no project"):
        project.apply(edits.no_ball(track, 2))
    for path in away.iterdir():
        path.rename(tmp_path / path.name)
    project.apply(edits.no_ball(track, 3))
    assert [mark.frame for mark in project.marks()] == [1, 3]
