from __future__ import annotations

import numpy as np
import pytest

from annotation import edits
from annotation.review_statistics import ReviewStatistics, Work, review_statistics, seconds_left
from annotation.track import BallTrack


@pytest.fixture
def track() -> BallTrack:
    track = BallTrack(100)
    track.set_predictions(0, np.arange(100.0), np.full(100, 5.0), np.full(100, 0.9))
    return track


def test_nothing_done(track: BallTrack) -> None:
    assert review_statistics(track) == ReviewStatistics(Work(), Work())
    assert review_statistics(BallTrack(0)).total.per_hour is None


def test_accepts_and_corrections_and_their_pace(track: BallTrack) -> None:
    for second, frame in enumerate(range(0, 60, 2)):
        track.put_marks(edits.accept(track, frame, time=1000.0 + 10 * second).after)
    track.put_marks(edits.place(track, 61, 1.0, 1.0, time=1300.0).after)
    work = review_statistics(track).total
    assert (work.accepted, work.corrected, work.frames, work.decisions) == (30, 1, 31, 31)
    assert work.seconds == 300
    assert work.per_hour == pytest.approx(31 * 12)


def test_pauses_are_no_work_and_long_ones_begin_a_session(track: BallTrack) -> None:
    times = [1000, 1060, 1060 + 600, 1060 + 660, 90_000, 90_030, 90_060]
    for frame, time in enumerate(times):
        track.put_marks(edits.no_ball(track, frame, time=float(time)).after)
    statistics = review_statistics(track)
    assert statistics.total == Work(accepted=0, corrected=7, decisions=7, seconds=180.0)
    assert statistics.session == Work(accepted=0, corrected=3, decisions=3, seconds=60.0)
    assert statistics.session.per_hour == pytest.approx(180)


def test_a_bulk_edit_is_one_decision(track: BallTrack) -> None:
    track.put_marks(edits.accept_range(track, 0, 49, time=1000.0).after)
    track.put_marks(edits.accept(track, 60, time=1030.0).after)
    work = review_statistics(track).session
    assert (work.frames, work.decisions, work.seconds) == (51, 2, 30.0)
    assert work.per_hour is None, "after half a minute there is no pace to speak of"


def test_an_undo_takes_it_back_and_an_import_does_not_count(track: BallTrack) -> None:
    edit = edits.accept(track, 3, time=1000.0)
    track.put_marks(edit.after)
    track.put_marks(edit.inverse().after)
    track.put_marks(edits.place(track, 4, 1.0, 1.0, time=0.0).after)
    assert review_statistics(track).total == Work()


def test_how_long_the_rest_takes_is_told_once_some_is_done() -> None:
    work = Work(accepted=40, decisions=20, seconds=600.0)
    assert seconds_left(work, settled=30, left=15, looks=4) == 300.0
    assert seconds_left(work, settled=30, left=15, looks=15) == 450.0
    assert seconds_left(work, settled=2, left=15, looks=4) is None
    short = Work(accepted=9, decisions=9, seconds=30.0)
    assert seconds_left(short, settled=9, left=15, looks=15) is None
