"""Where the camera moves, the path goes through the hall, not through the picture."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation import edits
from annotation.camera_steps import (
    CameraSteps,
    at_rest,
    carried,
    carried_back,
    seen_around,
    seen_beside,
    seen_from,
)
from annotation.marks import BallMark, Source, Visibility
from annotation.stillness import still_shares
from annotation.trajectory import Trajectory
from annotation.verdicts import VERDICT_REACH
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


def random_steps(seed: int, frames: int) -> np.ndarray:
    """A camera that pans, turns and zooms, and rests at times."""
    rng = np.random.default_rng(seed + 2)
    steps = at_rest(frames)
    steps[:, :, :2] += rng.normal(0, 0.01, (frames, 2, 2))
    steps[:, :, 2] = rng.normal(0, 4, (frames, 2))
    steps[rng.random(frames) < 0.3] = at_rest(1)
    return steps


def pan(frames: int, x: float, y: float) -> np.ndarray:
    """The steps of a camera by which all that stands moves so many pixels a frame."""
    steps = at_rest(frames)
    steps[:, :, 2] = x, y
    return steps


@given(st.integers(0, 10**6))
def test_there_and_back_is_where_one_was(seed: int) -> None:
    steps = random_steps(seed, 20)
    x, y = np.random.default_rng(seed).uniform(0, 500, (2, 20)).astype(np.float32)
    back = carried_back(*carried(x, y, steps), steps)
    np.testing.assert_allclose(back, (x, y), atol=1e-3)


@given(st.integers(0, 10**6), st.integers(0, 25), st.booleans())
def test_a_frame_shows_the_places_around_it_as_one_by_one(
    seed: int, frames: int, moves: bool
) -> None:
    steps = random_steps(seed, frames) if moves else at_rest(frames)
    x, y = np.random.default_rng(seed).uniform(0, 500, (2, frames))
    around = seen_around(x, y, steps, 6)
    for frame in range(frames):
        seen = seen_from(x, y, steps, frame)
        for away in range(-6, 7):
            shown, other = around[:, 6 + away, frame], frame + away
            if 0 <= other < frames:
                assert shown == pytest.approx((seen[0][other], seen[1][other]), abs=1e-6)
            else:
                assert np.isnan(shown).all()
    for far in range(1, 7):
        beside = np.stack((around[:, 6 - far], around[:, 6 + far]))
        np.testing.assert_array_equal(seen_beside(x, y, steps, far), beside)


@given(st.integers(0, 10**6), st.integers(1, 30), st.integers(0, 10))
def test_a_long_step_is_all_the_short_ones_and_the_same_from_wherever_it_is_asked(
    seed: int, many: int, first: int
) -> None:
    camera = CameraSteps(50)
    camera.put(0, random_steps(seed, 50))
    stop = first + 5
    asked = camera.between(0, 50)
    assert asked is not None
    whole = asked.over(first, stop, many)
    x, y = np.random.default_rng(seed).uniform(0, 500, (2, 5)).astype(np.float32)
    one_by_one = x, y
    for later in range(1, many + 1):
        one_by_one = carried(*one_by_one, camera.to(np.arange(first, stop) + later))
    np.testing.assert_allclose(carried(x, y, whole), one_by_one, atol=0.01)
    near = camera.between(first, stop + many)
    if near is not None:
        assert np.array_equal(near.over(first, stop, many), whole)


def test_a_camera_at_rest_costs_nothing() -> None:
    camera = CameraSteps(30)
    assert camera.between(0, 30) is None
    x, y = np.ones((2, 30, 3), np.float32)
    for place, seen in zip((x, y), camera.on(x, y, 0, 8), strict=True):
        assert seen.shape == (9, 30, 3)
        assert np.shares_memory(seen, place), "nothing is copied"


def test_places_are_seen_later_where_the_camera_was_then() -> None:
    camera = CameraSteps(10)
    camera.put(0, pan(10, 2.0, -1.0))
    x = y = np.zeros((6, 1), np.float32)
    for later, (seen_x, seen_y) in enumerate(zip(*camera.on(x, y, 3, 4), strict=True)):
        assert (seen_x[: 6 - later] == 2.0 * later).all()
        assert (seen_y[: 6 - later] == -1.0 * later).all()


@given(st.integers(0, 10**6), st.integers(0, 19), st.integers(1, 20))
def test_a_frame_next_to_a_step_is_seen_by_a_camera_that_moves(
    seed: int, first: int, count: int
) -> None:
    camera = CameraSteps(20)
    steps = random_steps(seed, 20)
    camera.put(0, steps)
    moved = [*(steps != at_rest(1)).any(axis=(1, 2)).tolist(), False]
    stop = min(20, first + count)
    around = camera.moves_around(first, stop)
    assert around.tolist() == [moved[n] or moved[n + 1] for n in range(first, stop)]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_no_way_is_cheaper(seed: int) -> None:
    path = solved(random_candidates(seed, 6, 2), camera=random_steps(seed, 6))
    best = min(price(path, way) for way in all_ways(path))
    assert price(path, stretches(path)) == best


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.integers(1, 60), min_size=1, max_size=6))
def test_chunks_do_not_matter(seed: int, sizes: list[int]) -> None:
    frames = 150
    candidates, steps = random_candidates(seed, frames, 3), random_steps(seed, frames)
    whole = solved(candidates, camera=steps)
    path = Trajectory(frames, 3, SIZE, FPS, THRESHOLD)
    pins = np.array([5, 30, 31, 70])
    for each in (whole, path):
        each.put_pins(pins, np.array([1, 0, 1, 1]), 3.0 * pins, 0 * pins + 100.0)
    # What an earlier run said of the camera is forgotten.
    path.put_candidates(10, candidates[10:40], camera=pan(30, 1.0, 1.0))
    for first, stop in shuffled_parts(seed, frames, sizes):
        path.put_candidates(first, candidates[first:stop], camera=steps[first:stop])
    assert state_of(path) == state_of(whole)
    np.testing.assert_array_equal(path.graph.place_cost, whole.graph.place_cost)


def flight(frames: int) -> np.ndarray:
    """A ball that flies, float32 [frames, 1, 3]."""
    t = np.arange(frames)
    x, y = 250 + 100 * np.sin(t / 9.0), 140 + 60 * np.cos(t / 7.0)
    return np.stack((x, y, np.full(frames, 0.7)), axis=-1)[:, None].astype(np.float32)


def in_the_picture(hall: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Candidates of a hall as the camera shows them."""
    shown = hall.copy()
    place = at_rest(1)[0]
    for frame, step in enumerate(steps):
        if frame:
            place[:, :2], place[:, 2] = (
                step[:, :2] @ place[:, :2],
                step[:, :2] @ place[:, 2] + step[:, 2],
            )
        shown[frame, :, :2] = hall[frame, :, :2] @ place[:, :2].T + place[:, 2]
    return shown


def test_a_lamp_is_a_lamp_while_the_camera_pans() -> None:
    frames = 120
    lamp = np.tile(np.float32((300.0, 100.0, 0.6)), (frames, 1, 1))
    steps = pan(frames, -1.5, 0.3)
    shown = in_the_picture(lamp, steps)
    inside = (shown[:, 0, 0] > 0) & (shown[:, 0, 1] < SIZE[1])
    assert inside.all()
    assert track_of(shown).has_ball.all(), "it flies through the picture"
    assert not track_of(lamp).has_ball[20:100].any()
    assert not track_of(shown, camera=steps).has_ball[20:100].any()


def test_what_a_moving_camera_did_not_show_is_not_held_against_a_lamp() -> None:
    frames = 140
    lamp = np.tile(np.float32((20.0, 100.0, 0.6)), (frames, 1, 1))
    lamp[:, 0, 0] = 500.0
    steps = pan(frames, -8.0, 0.0)
    shown = in_the_picture(lamp, steps)
    beyond = shown[:, 0, 0] < 0
    shown[beyond] = np.nan
    graph = track_of(shown, camera=steps).path.trajectory.graph
    seen = np.flatnonzero(~beyond)
    assert len(seen) < 70
    # In the middle of its way through the picture, 30 frames either side tell.
    middle = seen[len(seen) // 2]
    assert graph.place_cost[middle, 0] == graph.costs.of_stillness(np.float32(1), np.True_)


def test_steps_through_the_hall_cost_the_same_however_the_camera_is_shaken() -> None:
    hall = random_candidates(3, 60, 3) + np.float32((200, 120, 0))
    steps = at_rest(60)
    steps[:, :, 2] = np.diff(np.random.default_rng(4).integers(-50, 50, (61, 2)), axis=0)
    steps[0] = at_rest(1)
    shown = in_the_picture(hall, steps)
    there, seen = (solved(c, camera=s).graph for c, s in ((hall, at_rest(60)), (shown, steps)))
    links = there.link_frames > 0
    same = (there.link_frames == seen.link_frames) & (there.link_from == seen.link_from) & links
    assert same.sum() > 0.9 * links.sum(), (
        "what stands still by chance weighs more under a camera that moves"
    )
    np.testing.assert_allclose(there.link_cost[same], seen.link_cost[same], atol=3)
    alone = solved(shown, camera=at_rest(60)).graph
    assert np.abs(alone.link_cost - there.link_cost).mean() > 300


@pytest.mark.parametrize("frame", [20, 60])
def test_what_lay_where_a_person_saw_it_lies_in_the_hall(frame: int) -> None:
    nothing = np.full((100, 1, 3), np.nan, np.float32)
    steps = pan(100, 2.0, 1.0)
    track = track_of(nothing, camera=steps)
    for at in (30, 50):
        mark = edits.place(track, at, 100.0 + 2 * at, 50.0 + at)
        track.put_marks(mark.after)
    between = np.arange(31, 50)
    assert track.x[between] == pytest.approx(100 + 2.0 * between, abs=0.01)
    assert track.y[between] == pytest.approx(50 + 1.0 * between, abs=0.01)
    assert (track.source[between] == Source.INTERPOLATED.code).all()
    graph = track.path.trajectory.graph
    assert graph.held[frame]
    assert graph.x[frame, -1] == pytest.approx(100 + 2.0 * frame, abs=0.01)


@pytest.mark.parametrize("way", [1, -1])
def test_what_a_person_says_of_a_thing_follows_it_through_a_pan(way: int) -> None:
    frames, pinned = 60, 30
    shoe = np.tile(np.float32((250.0, 200.0, 0.5)), (frames, 1, 1))
    steps = pan(frames, 7.0 * way, 0.0)
    steps[:, :, 2] *= np.abs(np.arange(frames) - pinned)[:, None] < 12
    shown = in_the_picture(shoe, steps)
    shown[:, 0, 0] += 250 - shown[pinned, 0, 0]
    track = track_of(shown, camera=steps)
    track.put_marks(edits.place(track, pinned, 60.0, 60.0).after)
    graph = track.path.trajectory.graph
    near = np.abs(np.arange(frames) - pinned) <= VERDICT_REACH // 2
    near[pinned] = False
    moves = graph.camera.moves_around(0, frames)[:, None]
    share = still_shares(
        graph._raw, graph.answered, graph.camera, graph._edges, graph._still_at, 0, frames
    )
    still = graph.costs.of_stillness(share, moves)
    assert (graph.place_cost[near, 0] > still[near, 0]).all()


def test_repeats_and_a_part_answer_as_the_whole_does() -> None:
    """As `test_repeats` has it, with a camera: the steps of a repeat are its picture's."""
    frames = 60
    repeats = np.arange(frames) % 6 == 5
    steps = pan(frames, 3.0, 0.5)
    steps[repeats] = at_rest(1)
    pictures = flight(frames)
    pictures[:, 0, :2] += np.cumsum(steps[:, :, 2], axis=0)
    first = np.flatnonzero(~repeats)
    shown = pictures[np.repeat(first, np.diff(np.append(first, frames)))]
    once = track_of(shown[~repeats], camera=steps[~repeats])
    track = track_of(shown, repeats, steps)
    assert np.array_equal(track.x[~repeats], once.x, equal_nan=True)
    # A person answers for a picture in the frame that repeats it.
    mark = BallMark(11, Visibility.VISIBLE, 300.0, 100.0, None, Source.HUMAN, 1.0)
    track.put_marks({11: mark})
    alone, _ = track.pictures()
    assert np.array_equal(alone.camera, steps[~repeats])


@given(st.integers(0, 2**32 - 1), st.integers(0, 19))
@settings(max_examples=30, deadline=None)
def test_what_lies_still_in_the_hall_is_seen_in_one_place_from_any_frame(
    seed: int, at: int
) -> None:
    steps = random_steps(seed, 20)
    x, y = np.full(20, 300.0), np.full(20, 200.0)
    for frame in range(1, 20):
        x[frame], y[frame] = carried(x[frame - 1], y[frame - 1], steps[frame])
    x[7] = y[7] = np.nan
    seen = seen_from(x, y, steps, at)
    for places, here in zip(seen, (x, y), strict=True):
        assert np.isnan(places[7])
        if at != 7:
            assert np.delete(places, 7) == pytest.approx(here[at], abs=0.02)
