"""Frames that repeat a picture take no time on the path, and have the answer of the first."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation import candidate_graph, edits
from annotation.answers import Answers
from annotation.candidate_graph import REACH
from annotation.repeats import LONGEST, Repeats, repeated
from annotation.track import BallTrack
from annotation.trajectory import LEAPT, NO_BALL, Trajectory
from tests.unit.annotation.test_trajectory import (
    FPS,
    SIZE,
    THRESHOLD,
    all_ways,
    price,
    random_candidates,
    shuffled_parts,
    solved,
    state_of,
    stretches,
    track_of,
)
from tracker.inference.shots import LONGEST_REPEAT

COLUMNS = ("visibility", "x", "y", "score", "source", "overruled")


def with_repeats(candidates: np.ndarray, repeats: np.ndarray) -> np.ndarray:
    """The candidates of each picture, in all frames that show it."""
    return candidates[np.cumsum(~repeats) - 1]


def random_repeats(seed: int, frames: int, share: float = 0.3) -> np.ndarray:
    repeats = np.random.default_rng(seed + 1).random(frames) < share
    repeats[0] = False
    return repeats


def flights(seed: int, pictures: int) -> np.ndarray:
    """A ball that flies, turns and hides, and stray peaks, none of them twice in a place."""
    rng = np.random.default_rng(seed)
    found = rng.uniform(0, 1, (pictures, 3, 3)).astype(np.float32) * (*SIZE, 0.5)
    t = np.arange(pictures)
    found[:, 1, 0] = 250 + 200 * np.sin(t / 9.0 + seed)
    found[:, 1, 1] = 140 + 100 * np.cos(t / 7.0)
    found[:, 1, 2] = rng.uniform(0.3, 1.0, pictures)
    found[rng.random(pictures) < 0.15, 1] = np.nan
    found[rng.random((pictures, 3)) < 0.2] = np.nan
    order = np.argsort(-np.nan_to_num(found[..., 2]), axis=1)
    return np.take_along_axis(found, order[..., None], axis=1).astype(np.float32)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_no_way_past_the_repeats_is_cheaper(seed: int) -> None:
    repeats = random_repeats(seed, 8)
    path = solved(with_repeats(random_candidates(seed, 8, 2), repeats), repeats)
    assert not path.graph.present[path.graph.repeats.passed].any()
    best = min(price(path, way) for way in all_ways(path))
    assert price(path, stretches(path)) == best


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.integers(1, 40), min_size=1, max_size=6))
def test_chunks_do_not_matter(seed: int, sizes: list[int]) -> None:
    repeats = random_repeats(seed, 60, share=0.5)
    candidates = with_repeats(random_candidates(seed, 60, 3), repeats)
    whole = solved(candidates, repeats)
    path = Trajectory(60, 3, SIZE, FPS, THRESHOLD)
    for frame in (5, 30, 31, 50):
        pin(whole, frame, frame % 2)
        pin(path, frame, frame % 2)
    # What an earlier run said of repeats is forgotten.
    path.put_candidates(10, candidates[10:40], ~repeats[10:40])
    for first, stop in shuffled_parts(seed, 60, sizes):
        path.put_candidates(first, candidates[first:stop], repeats[first:stop])
    assert np.array_equal(path.graph.pins.there, whole.graph.pins.there)
    assert np.array_equal(path.chosen, whole.chosen)
    assert np.array_equal(path.begins(0, 60), whole.begins(0, 60))


def pin(path: Trajectory, frame: int, state: int) -> None:
    path.put_pins(np.array([frame]), np.array([state]), [3.0 * frame], [100.0])


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.dictionaries(st.integers(0, 79), st.booleans(), min_size=1))
def test_pins_are_met_and_undone_to_the_bit(seed: int, pins: dict[int, bool]) -> None:
    repeats = random_repeats(seed, 80, share=0.5)
    candidates = with_repeats(random_candidates(seed, 80, 3), repeats)
    path = solved(candidates, repeats)
    before, chosen = state_of(path), path.chosen.copy()
    frames = np.array(sorted(pins))
    state = np.array([int(pins[frame]) for frame in sorted(pins)])
    first, last = path.put_pins(frames, state, 3.0 * frames, 100.0 + 0 * frames)
    pictures = path.graph.repeats.origins(frames)
    for at, picture in zip(*np.unique(pictures, return_index=True)[::-1], strict=True):
        # The first of the frames that show the picture speaks for it.
        assert path.chosen[picture] in ((0,) if state[at] else (NO_BALL, LEAPT))
        if state[at]:
            assert path.graph.x[picture, 0] == 3.0 * frames[at]
    differs = np.flatnonzero(path.chosen != chosen)
    assert not len(differs) or (first <= differs[0] and differs[-1] <= last)

    one_by_one = solved(candidates, repeats)
    for at in np.random.default_rng(seed).permutation(len(frames)):
        pin(one_by_one, frames[at], state[at])
    assert state_of(one_by_one) == state_of(path)

    path.put_pins(frames, np.full(len(frames), -1), 3.0 * frames, 100.0 + 0 * frames)
    assert state_of(path) == before


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.01, 0.99))
def test_another_threshold_follows_repeats_that_come_later(seed: int, threshold: float) -> None:
    repeats = random_repeats(seed, 90)
    candidates = with_repeats(random_candidates(seed, 90, 3), repeats)
    path = solved(candidates, np.zeros(90, np.bool_))
    other = path.with_threshold(threshold)
    path.put_candidates(20, candidates[20:60], repeats[20:60])
    other.catch_up()
    fresh = Trajectory(90, 3, SIZE, FPS, threshold)
    for first, stop in ((0, 20), (20, 60), (60, 90)):
        inside = repeats[first:stop] & (first == 20)
        fresh.put_candidates(first, candidates[first:stop], inside)
    assert state_of(other) == state_of(fresh)


def marked(track: BallTrack, frames: np.ndarray, pictures: np.ndarray) -> None:
    for frame, picture in zip(frames.tolist(), pictures.tolist(), strict=True):
        edit = edits.place(track, frame, 50.0 + picture, 100.0, time=1.0)
        if picture % 3 == 0:
            edit = edits.no_ball(track, frame, time=1.0)
        track.put_marks({frame: edit.after[frame]})


@pytest.mark.parametrize("seed", range(6))
def test_a_track_with_repeats_says_what_the_one_without_says(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Stillness is sampled by frames, and what stays is offered so many of them around.
    monkeypatch.setattr(candidate_graph, "STILL_AT", (10_000,))
    monkeypatch.setattr(candidate_graph, "HOLD_REACH", 10_000)
    pictures = flights(seed, 150)
    repeats = np.zeros(180, np.bool_)
    repeats[5::6] = True
    number = np.cumsum(~repeats) - 1
    alone, expanded = track_of(pictures), track_of(pictures[number], repeats)
    said = np.array([20, 21, 60, 93, 131])
    first = np.flatnonzero(~repeats)[said]
    for pins in (said[:0], said):
        marked(alone, pins, pins)
        marked(expanded, first[: len(pins)], pins)
        path, there = alone.path, expanded.path
        assert path is not None
        assert there is not None
        one = path.answers(0, 150, alone.candidates, alone._model.best)
        other = there.answers(0, 180, expanded.candidates, expanded._model.best)
        assert same(one, other, number)


def same(one: Answers, other: Answers, number: np.ndarray) -> bool:
    return all(
        getattr(one, name)[number].tobytes() == getattr(other, name).tobytes() for name in COLUMNS
    )


@settings(max_examples=20, deadline=None)
@given(
    st.integers(0, 10**6),
    st.sets(st.integers(0, 119), max_size=8),
    st.integers(0, 119),
    st.integers(1, 60),
)
def test_repeats_answer_like_the_first_and_every_part_like_the_whole(
    seed: int, pins: set[int], first: int, count: int
) -> None:
    repeats = random_repeats(seed, 120)
    track = track_of(with_repeats(flights(seed, 120), repeats), repeats)
    before = [getattr(track, name).tobytes() for name in COLUMNS]
    frames = np.array(sorted(pins), np.int64)
    marked(track, frames, frames)
    assert track.path is not None
    candidates, best = track.candidates, track._model.best
    whole = track.path.answers(0, 120, candidates, best)
    for frame in np.flatnonzero(track.path.trajectory.graph.repeats.passed):
        for name in COLUMNS:
            column = getattr(whole, name)
            assert column[frame - 1 : frame].tobytes() == column[frame : frame + 1].tobytes()
    part = track.path.answers(first, min(first + count, 120), candidates, best)
    for name in COLUMNS:
        of_whole = getattr(whole, name)[first : first + count]
        assert getattr(part, name).tobytes() == of_whole.tobytes()
    anew = track_of(track.candidates[:, :3], repeats)
    marked(anew, frames[::-1], frames[::-1])
    for name in COLUMNS:
        assert getattr(anew, name).tobytes() == getattr(track, name).tobytes(), name
    if pins:
        track.put_marks(dict.fromkeys(pins))
    assert [getattr(track, name).tobytes() for name in COLUMNS] == before


def test_a_repeat_of_what_a_person_placed_is_there_too() -> None:
    repeats = np.zeros(30, np.bool_)
    repeats[[10, 11]] = True
    track = track_of(with_repeats(flights(1, 30), repeats), repeats)
    track.put_marks({11: edits.place(track, 11, 33.25, 44.5, time=1.0).after[11]})
    assert track.x[9:12].tolist() == [33.25] * 3
    # Two of the same picture: the first is what the path goes by, each says what was said of it.
    track.put_marks({10: edits.place(track, 10, 35.0, 40.0, time=1.0).after[10]})
    assert track.x[9:12].tolist() == [35.0, 35.0, 33.25]


def test_what_repeats_is_no_first_frame_and_has_an_answer_before_it() -> None:
    said, answered, cuts = np.ones(8, np.bool_), np.ones(8, np.bool_), np.zeros(8, np.bool_)
    answered[3], cuts[6] = False, True
    repeats = repeated(said, answered, cuts)
    assert np.flatnonzero(repeats).tolist() == [1, 2, 5, 7]


def test_the_bound_is_that_of_the_engine() -> None:
    assert LONGEST == LONGEST_REPEAT


@given(st.lists(st.booleans(), min_size=1, max_size=60), st.integers(0, 59))
def test_no_more_are_passed_over_than_a_link_spans(said: list[bool], first: int) -> None:
    """Nor does what is passed over depend on the order of chunks."""
    n, first = len(said), min(first, len(said) - 1)
    everything, nothing = np.ones(n, np.bool_), np.zeros(n, np.bool_)
    repeats, parts = Repeats(n), Repeats(n)
    repeats.put(0, np.array(said), everything, nothing)
    parts.put(first, np.array(said[first:]), everything, nothing)
    parts.put(0, np.array(said[: first + 1]), everything, nothing)
    assert np.array_equal(repeats.passed, parts.passed)
    runs = np.diff(np.flatnonzero(np.concatenate((~repeats.passed, [True]))))
    assert runs.max() <= 1 + LONGEST <= REACH
    frames = np.arange(n)
    origins = repeats.origins(frames)
    assert not repeats.passed[origins].any()
    clock = repeats.clock(slice(0, n))
    assert (clock == clock[origins]).all()
    assert (np.diff(clock[~repeats.passed]) == 1).all()
    onward = repeats.onward(frames)
    assert not repeats.passed[onward[onward < n]].any()
    in_a_row = 0
    for frame in range(1, n):
        in_a_row = in_a_row + 1 if said[frame] else 0
        assert repeats.passed[frame] == (0 < in_a_row <= LONGEST), "then pictures of their own"


def test_a_picture_that_stands_for_long_is_a_ball_that_stands() -> None:
    t = np.arange(90)
    seen = np.clip(t, None, 30) + np.clip(t - 60, 0, None)
    candidates = np.stack((100 + 4.0 * seen, 60 + 2.0 * seen, 0 * t + 0.8), axis=-1)[:, None]
    repeats = (t > 30) & (t <= 60)
    track = track_of(candidates.astype(np.float32), repeats)
    assert track.has_ball.all()
    assert np.abs(track.x - candidates[:, 0, 0]).max() < 2
