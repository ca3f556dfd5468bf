"""The simulated analyst sees a stretch of doubt whole, and settles only what is as her key says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from annotation.review import review_queue
from annotation.review_stretches import ReviewStretches
from annotation.track import BallTrack
from benchmarks.analyst_effort import by_group
from benchmarks.analysts import Clip, decide, positions, with_the_queue

SIZE = (1280, 720)


def doubtful_flight() -> tuple[BallTrack, np.ndarray]:
    """A flight that trembles and whose peaks score low for a while, and where it is said to be."""
    t = np.arange(60.0)
    way = np.stack((200 + 12 * t, 500 - 18 * t + 0.3 * t * t), axis=-1)
    way[20:34] += np.random.default_rng(0).uniform(-12, 12, (14, 2))
    peaks = np.concatenate((way, np.full((60, 1), 0.9)), axis=-1)[:, None]
    peaks[20:34, 0, 2] = 0.45
    track = BallTrack(60)
    track.set_predictions(0, *peaks[:, 0].T, peaks)
    track.follow_path(SIZE, 30.0)
    return track, positions(track)


def stretch_of(track: BallTrack) -> tuple[int, int]:
    stretch = ReviewStretches(review_queue(track))[0]
    return stretch.first, stretch.last


def clip_of(track: BallTrack, truth: np.ndarray) -> Clip:
    return Clip("a", "b", SIZE, 30.0, np.ones(60, np.bool_), truth, track, 4.0)


def test_effort_is_told_by_venue_and_by_sport_and_for_all() -> None:
    track, truth = doubtful_flight()
    base = clip_of(track, truth)
    clips = [
        (sport, replace(base, name=name, group=f"{sport} {venue}"))
        for name, sport, venue in (
            ("1", "tennis", "x"),
            ("2", "padel", "y"),
            ("3", "tennis", "z"),
            ("4", "padel", "y"),
        )
    ]
    groups = by_group(clips)
    told = {group: "".join(clip.name for clip in its) for group, its in groups.items()}
    assert told == {
        "tennis x": "1",
        "padel y": "24",
        "tennis z": "3",
        "tennis, all venues": "13",
        "all clips": "1234",
    }
    assert list(by_group(clips[1::2])) == ["padel y"]
    assert list(by_group(clips[::2])) == ["tennis x", "tennis z", "all clips"]


def test_the_middle_of_the_longest_wrong_run_of_a_stretch_is_put_right() -> None:
    track, truth = doubtful_flight()
    first, last = stretch_of(track)
    assert last - first >= 5
    truth[[first, last - 3, last - 2, last - 1]] += 60.0
    edit = decide(clip_of(track, truth), track, first + 1).edit
    assert list(edit.after) == [last - 2]
    track.put_marks(edit.after)
    assert np.allclose(positions(track)[last - 2], truth[last - 2])


def test_a_stretch_is_accepted_where_all_of_it_is_right() -> None:
    track, truth = doubtful_flight()
    first, last = stretch_of(track)
    decision = decide(clip_of(track, truth), track, first)
    edit = decision.edit
    assert decision.actions == 1
    assert set(range(first, last + 1)) <= set(edit.after)
    before = positions(track)
    track.put_marks(edit.after)
    assert np.allclose(positions(track), before, equal_nan=True)
    assert track.persons[first : last + 1].all()


@pytest.mark.parametrize(("length", "taken_out", "actions"), [(2, 1, 1), (3, 3, 2), (8, 8, 2)])
def test_a_run_of_false_balls_is_selected_and_declared_empty_at_once(
    length: int, taken_out: int, actions: int
) -> None:
    track, truth = doubtful_flight()
    first, last = stretch_of(track)
    false = range(last - 1, last - 1 + length)  # it goes on past the edge of the stretch
    truth[false] = np.nan
    clip = clip_of(track, truth)
    decision = decide(clip, track, first)
    assert decision.actions == actions
    assert len(decision.edit.after) == taken_out
    assert set(decision.edit.after) <= set(false)
    track.put_marks(decision.edit.after)
    assert np.isnan(positions(track)[list(decision.edit.after)]).all()


def test_every_action_counts_in_the_curve() -> None:
    track, truth = doubtful_flight()
    last = stretch_of(track)[1]
    truth[last - 1 : last + 7] = np.nan
    steps = list(with_the_queue([clip_of(track, truth)]))
    assert steps[0] == steps[1] != steps[2], "two actions until the run is settled"
