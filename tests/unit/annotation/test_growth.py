"""A project that is brought up to the frames that its recording has grown to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from annotation import edits, event_edits
from annotation.errors import ChangedElsewhereError, GrownElsewhereError
from annotation.events import Event
from annotation.former_answers import FormerAnswers, write
from annotation.project import Project
from annotation.segments import SegmentKind, exclude
from annotation.shots import VIEW_SHAPE, ShotPiece
from annotation.video_identity import VideoIdentity

N, MORE = 300, 360
PLACES = np.array([*range(N - 2), N, N + 1])
"""Two pictures came in that are shown before the last two there were."""


@pytest.fixture
def identity(identity: VideoIdentity) -> VideoIdentity:
    return replace(identity, frame_count=N, fingerprint="cd" * 32)


@pytest.fixture
def grown(identity: VideoIdentity) -> VideoIdentity:
    return replace(
        identity,
        frame_count=MORE,
        size_bytes=23456,
        duration=MORE / 30,
        sha256_of_samples="12" * 32,
        fingerprint="ef" * 32,
    )


def answer(project: Project, chunk: int = 50) -> int:
    run = project.begin_run("model", "weights", 0.5, project.frame_count, {"stride": 3})
    for first, last in run.todo_ranges:
        for start in range(first, last + 1, chunk):
            x = np.arange(start, min(start + chunk, last + 1), dtype=float)
            peaks = np.stack((x, x + 1, np.full(len(x), 0.9)), axis=-1)[:, None]
            piece = ShotPiece(start == 250, np.full(VIEW_SHAPE, 40, np.uint8))
            project.write_predictions(
                run.id, start, x, x + 1, np.full(len(x), 0.9), peaks, shot=piece
            )
    project.finish_run(run.id)
    return run.id


def test_what_persons_said_moves_with_its_pictures(project: Project, grown: VideoIdentity) -> None:
    track = project.load_track()
    for frame in (7, N - 3, N - 2, N - 1):
        edit = edits.place(track, frame, float(frame), 5.0, time=1.0)
        project.apply(edit)
        track.put_marks(edit.after)
    for frame in (9, N - 1):
        project.apply(event_edits.decide(project.event_decisions(), frame, Event.HIT))
    project.apply(exclude(project.segments(), 200, N - 1, N, SegmentKind.REPLAY))
    project.grow(grown, PLACES)
    assert {mark.frame: mark.x for mark in project.marks()} == {7: 7, 297: 297, 300: 298, 301: 299}
    assert [*project.event_decisions()] == [9, N + 1]
    assert [(each.first, each.last) for each in project.segments()] == [(200, N + 1)]
    with Project.open(project.path, grown) as again:
        assert again.begun_as == project.begun_as != grown.sha256_of_samples
        assert again.frame_count == MORE
        assert len(again.load_track()) == MORE


def test_the_last_answers_are_asked_for_again_and_the_run_goes_on(
    project: Project, grown: VideoIdentity
) -> None:
    number = answer(project)
    assert [shot.first for shot in project.shots()] == [0, 250]
    project.grow(grown, PLACES)
    (kept,) = project.predictions().ranges()
    assert kept[0] == 0
    assert N - 200 < kept[1] <= N - 64
    run = project.latest_run(whole=True)
    assert run is not None
    assert run.todo_ranges == ((kept[1] + 1, MORE - 1),)
    found = project.predictions()
    assert found.x.tolist() == found.frames.tolist()
    assert number == run.id
    # The cut is where it was, until a run looks there again.
    assert [shot.first for shot in project.shots()] == [0, 250]


def test_what_was_said_before_is_kept_as_far_as_numbers_are(
    project: Project, grown: VideoIdentity
) -> None:
    x = np.arange(N, dtype=np.float32)
    with project._file.transaction() as db:
        write(db, FormerAnswers(np.ones(N, np.bool_), x, x))
    project.grow(grown, PLACES)
    track = project.load_track()
    assert track.former_at(N - 3) == (N - 3, N - 3)
    assert all(track.former_at(frame) is None for frame in range(N - 2, MORE))


def test_another_window_that_was_faster_is_not_overtaken(
    project: Project, grown: VideoIdentity
) -> None:
    with Project.open(project.path) as other:
        other.grow(grown, PLACES)
        answer(other)
    for read in (project.predictions, project.shots, project.load_track):
        with pytest.raises(ChangedElsewhereError):
            read()
    with pytest.raises(ChangedElsewhereError):
        project.grow(grown, PLACES)


def test_where_no_picture_came_in_the_answers_stay(
    project: Project, identity: VideoIdentity
) -> None:
    """A recorder that is done patches the head of the file, and may write an index behind it."""
    answer(project)
    done = replace(identity, size_bytes=23456, sha256_of_samples="ff" * 32)
    project.grow(done, np.arange(N))
    assert project.predictions().ranges() == ((0, N - 1),)
    with Project.open(project.path, done) as again:
        assert again.identity == done


def test_a_run_and_an_edit_that_do_not_know_of_it_are_refused(
    project: Project, grown: VideoIdentity
) -> None:
    run = project.begin_run("model", "weights", 0.5, N, {"stride": 3})
    track = project.load_track()
    with Project.open(project.path) as other:
        other.grow(grown, PLACES)
    # The numbers of the last frames may be others now; those long before them stay.
    project.apply(edits.no_ball(track, 7))
    refused = (
        lambda: project.apply(edits.no_ball(track, N - 1)),
        lambda: project.write_predictions(run.id, 0, [1.0], [2.0], [0.9], np.ones((1, 1, 3))),
        lambda: project.finish_run(run.id),
        lambda: project.refuse_grown(N),
    )
    for change in refused:
        with pytest.raises(GrownElsewhereError, match="goes with a longer recording by now"):
            change()
    project.refuse_grown(MORE)
    with Project.open(project.path) as again:
        assert [mark.frame for mark in again.marks()] == [7]
        assert not len(again.predictions().frames)
