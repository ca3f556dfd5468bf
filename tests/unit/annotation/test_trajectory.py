"""The path is the cheapest there is, meets every pin, and depends on nothing but its input."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation import forward_pass
from annotation.candidate_graph import PEAK_LINKS, REACH
from annotation.motion import MotionCosts
from annotation.track import BallTrack
from annotation.trajectory import LEAPT, NO_BALL, Trajectory

SIZE = (512, 288)
FPS = 30.0
THRESHOLD = 0.5

Node = tuple[int, int]


def random_candidates(seed: int, frames: int, peaks: int, crowd: float = 40.0) -> np.ndarray:
    """[frames, peaks, 3] in a square of ``crowd`` pixels; a third of them absent."""
    rng = np.random.default_rng(seed)
    found = rng.uniform(0, crowd, (frames, peaks, 3)).astype(np.float32)
    found[..., 2] = rng.uniform(0.05, 1.0, (frames, peaks))
    found[rng.random((frames, peaks)) < 1 / 3] = np.nan
    return found


def solved(
    candidates: np.ndarray, repeats: np.ndarray | None = None, camera: np.ndarray | None = None
) -> Trajectory:
    path = Trajectory(len(candidates), candidates.shape[1], SIZE, FPS, THRESHOLD)
    path.put_candidates(0, candidates, repeats, camera)
    return path


def track_of(
    candidates: np.ndarray, repeats: np.ndarray | None = None, camera: np.ndarray | None = None
) -> BallTrack:
    """A track that follows the path through them."""
    track = BallTrack(len(candidates))
    best = candidates[:, 0].T.astype(np.float64)
    track.set_predictions(0, *best, candidates, repeats=repeats, camera=camera)
    track.follow_path(SIZE, FPS)
    return track


def shuffled_parts(seed: int, frames: int, sizes: list[int]) -> list[tuple[int, int]]:
    """First and stop of parts of such sizes, and of what is left, in any order."""
    edges = [0, *itertools.takewhile(lambda at: at < frames, itertools.accumulate(sizes)), frames]
    parts = list(itertools.pairwise(edges))
    np.random.default_rng(seed).shuffle(parts)
    return parts


def stretches(path: Trajectory) -> list[list[Node]]:
    """The candidates taken, as (frame, number), by stretches with a ball."""
    found: list[list[Node]] = []
    begins = path.begins(0, len(path))
    for frame in np.flatnonzero(path.chosen >= 0).tolist():
        if begins[frame]:
            found.append([])
        found[-1].append((frame, int(path.chosen[frame])))
    return found


def price(path: Trajectory, way: list[list[Node]]) -> int:
    """The energy of any way through the candidates, added up by hand."""
    graph = path.graph
    costs: MotionCosts = graph.costs
    total = 0
    for stretch in way:
        total += int(graph.come_cost[stretch[0]])
        total += int(graph.go_cost[stretch[-1]])
        total += sum(int(path.cost[node]) for node in stretch)
        steps: list[tuple[np.ndarray, int]] = []
        for (t0, i), (t1, k) in itertools.pairwise(stretch):
            x, y = graph.camera.on(graph.x[t0 : t1 + 1], graph.y[t0 : t1 + 1], t0, t1 - t0)
            step = np.array([graph.x[t1, k] - x[-1, 0, i], graph.y[t1, k] - y[-1, 0, i]])
            time = int(graph.repeats.times(np.array(t1), np.array(t1 - t0)))
            total += int(costs.of_speed(np.sqrt((step * step).sum()), np.float32(time)))
            total += costs.hidden * (time - 1)
            if steps:
                (before, frames_before) = steps[-1]
                total += int(
                    costs.of_step(
                        (before[0], before[1]),
                        (step[0], step[1]),
                        np.float32(frames_before),
                        np.float32(time),
                    )
                )
            else:
                total += costs.first_step
            steps.append((step, time))
    return total


def all_ways(path: Trajectory) -> Iterator[list[list[Node]]]:
    """Every way through the graph: which candidates are taken, and which follow by a link."""
    graph = path.graph

    def onward(frame: int, way: list[list[Node]], last: Node | None) -> Iterator[list[list[Node]]]:
        if frame == len(path):
            yield [list(stretch) for stretch in way]
            return
        yield from onward(frame + 1, way, last)
        for peak in np.flatnonzero(graph.present[frame]).tolist():
            node = (frame, peak)
            way.append([node])
            yield from onward(frame + 1, way, node)
            way.pop()
            links = zip(graph.link_frames[node], graph.link_from[node], strict=True)
            if last and any(s and (frame - s, i) == last for s, i in links):
                way[-1].append(node)
                yield from onward(frame + 1, way, node)
                way[-1].pop()

    yield from onward(0, [], None)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_no_way_is_cheaper(seed: int) -> None:
    path = solved(random_candidates(seed, 6, 2))
    best = min(price(path, way) for way in all_ways(path))
    assert price(path, stretches(path)) == best


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10**6), st.lists(st.integers(1, 40), min_size=1, max_size=6))
def test_chunks_do_not_matter(seed: int, sizes: list[int]) -> None:
    candidates = random_candidates(seed, 60, 3)
    whole = solved(candidates)
    path = Trajectory(60, 3, SIZE, FPS, THRESHOLD)
    for first, stop in shuffled_parts(seed, 60, sizes):
        path.put_candidates(first, candidates[first:stop])
    assert np.array_equal(path.chosen, whole.chosen)
    assert np.array_equal(path.begins(0, 60), whole.begins(0, 60))


def state_of(path: Trajectory) -> list[bytes]:
    costs = path._forward
    columns = (path.chosen, path._link, costs.value, costs.drift, costs.ended, costs.came_by)
    return [column.tobytes() for column in columns]


@settings(max_examples=20, deadline=None)
@given(
    st.integers(0, 10**6),
    st.dictionaries(
        st.integers(0, 79),
        st.none() | st.tuples(st.floats(0, 511, width=32), st.floats(0, 287, width=32)),
        min_size=1,
        max_size=8,
    ),
)
def test_pins_are_met_and_undone_to_the_bit(
    seed: int, pins: dict[int, tuple[float, float] | None]
) -> None:
    candidates = random_candidates(seed, 80, 3)
    path = solved(candidates)
    before, chosen = state_of(path), path.chosen.copy()
    frames = np.array(sorted(pins))
    spots = [pins[frame] for frame in sorted(pins)]
    x, y = np.array([spot or (np.nan, np.nan) for spot in spots]).T
    state = np.array([0 if spot is None else 1 for spot in spots])

    first, last = path.put_pins(frames, state, x, y)
    for taken, spot in zip(path.chosen[frames].tolist(), spots, strict=True):
        assert taken in ((NO_BALL, LEAPT) if spot is None else (0,))
    for frame, spot in zip(frames, spots, strict=True):
        if spot is not None:
            assert (path.graph.x[frame, 0], path.graph.y[frame, 0]) == spot
    differs = np.flatnonzero(path.chosen != chosen)
    assert not len(differs) or (first <= differs[0] and differs[-1] <= last)

    one_by_one = solved(candidates)
    for at in np.random.default_rng(seed).permutation(len(frames)):
        where = slice(at, at + 1)
        one_by_one.put_pins(frames[where], state[where], x[where], y[where])
    assert np.array_equal(one_by_one.chosen, path.chosen)

    path.put_pins(frames, np.full(len(frames), -1), x, y)
    assert state_of(path) == before


@settings(max_examples=15, deadline=None)
@given(
    st.integers(0, 10**6),
    st.floats(0.01, 0.99),
    st.lists(st.tuples(st.integers(0, 89), st.integers(-1, 1)), max_size=6),
    st.lists(st.tuples(st.integers(0, 89), st.integers(-1, 1)), max_size=6),
)
def test_another_threshold_is_as_if_it_had_been_from_the_start(
    seed: int, threshold: float, before: list[tuple[int, int]], after: list[tuple[int, int]]
) -> None:
    """Pins come before the threshold, and through the old path after it."""
    candidates = random_candidates(seed, 90, 3)
    candidates[60:70] = np.nan
    path = solved(candidates)
    fresh = Trajectory(90, 3, SIZE, FPS, threshold)
    fresh.put_candidates(0, candidates)
    for frame, state in before:
        put_pin(path, frame, state)
    other = path.with_threshold(threshold)
    for frame, state in after:
        put_pin(path, frame, state)
    for frame, state in [*before, *after]:
        put_pin(fresh, frame, state)
    other.catch_up()
    assert state_of(other) == state_of(fresh)
    put_pin(other, 45, 1)
    put_pin(fresh, 45, 1)
    assert state_of(other) == state_of(fresh)


def put_pin(path: Trajectory, frame: int, state: int) -> None:
    path.put_pins(np.array([frame]), np.array([state]), [3.0 * frame], [100.0])


def test_blocks_that_differ_to_their_ends_are_entered_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    candidates = random_candidates(3, 900, 2, crowd=30.0)
    whole, path = solved(candidates), solved(candidates)
    monkeypatch.setattr(forward_pass, "_BLOCKS", 1)
    whole.solve()
    monkeypatch.undo()
    monkeypatch.setattr(forward_pass, "_LEAST_BLOCK", REACH)
    path.solve()
    assert state_of(path) == state_of(whole)


def test_blocks_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    candidates = random_candidates(7, 2600, 3, crowd=300.0)
    side_by_side = solved(candidates)
    monkeypatch.setattr(forward_pass, "_BLOCKS", 1)
    assert state_of(solved(candidates)) == state_of(side_by_side)


def test_a_light_loses_to_a_moving_ball() -> None:
    frames = np.arange(60)
    candidates = np.full((60, 2, 3), np.nan, np.float32)
    candidates[:, 0] = (400.0, 30.0, 0.85)  # brighter than the ball, and always there
    candidates[:, 1, 0] = 100 + 5 * frames
    candidates[:, 1, 1] = 200 - 8 * frames + 0.13 * frames**2
    candidates[:, 1, 2] = 0.7
    assert set(solved(candidates).chosen.tolist()) == {1}


def test_a_ball_does_not_vanish_to_appear_elsewhere() -> None:
    frames = np.arange(40)
    candidates = np.full((40, 2, 3), np.nan, np.float32)
    candidates[:, 0] = np.stack((200 + 2.0 * frames, 100 + 1.5 * frames, 0 * frames + 0.7), axis=-1)
    candidates[20:24, 0, 2] = 0.3
    candidates[20:24, 1] = (450.0, 220.0, 0.65)
    assert set(solved(candidates).chosen.tolist()) == {0}
    # By the edge of the picture it may: there is another ball, or this one came back.
    candidates[:20, 0, :2] = np.stack((2.0 * frames[:20], 0 * frames[:20] + 20.0), axis=-1)[::-1]
    candidates[20:24, 1, :2] = np.stack((10 * frames[:4] + 1.0, 0 * frames[:4] + 2.0), axis=-1)
    candidates[24:] = np.nan
    assert solved(candidates).chosen[20:24].tolist() == [1, 1, 1, 1]


def test_a_ball_that_has_landed_is_kept_where_a_lamp_is_not() -> None:
    frames = np.arange(60)
    candidates = np.full((60, 1, 3), np.nan, np.float32)
    candidates[:30, 0] = np.stack((4.0 * frames, 3.0 * frames, 0 * frames + 0.8), axis=-1)[:30]
    candidates[30:, 0] = (118.0, 88.0, 0.6)
    assert (solved(candidates).chosen == 0).all()
    candidates[:, 0] = (118.0, 88.0, 0.6)
    assert (solved(candidates).chosen == NO_BALL).all()


def test_a_faint_ball_is_taken_in_flight_but_not_alone() -> None:
    candidates = np.full((40, 1, 3), np.nan, np.float32)
    frames = np.arange(10, 30)
    candidates[10:30, 0] = np.stack((4.0 * frames, 3.0 * frames, np.full(20, 0.8)), axis=-1)
    candidates[20, 0, 2] = 0.35
    assert solved(candidates).chosen[20] == 0
    alone = np.full_like(candidates, np.nan)
    alone[20] = candidates[20]
    assert solved(alone).chosen[20] == NO_BALL


def test_a_hidden_ball_is_leapt_over_but_not_a_pin_or_a_cut() -> None:
    frames = np.arange(30)
    candidates = np.stack((6.0 * frames, 100 + 0 * frames, 0 * frames + 0.9), axis=-1)[:, None]
    candidates[12:15] = np.nan
    path = solved(candidates)
    assert set(path.chosen[12:15].tolist()) == {LEAPT}
    path.graph.cut_at([14])
    path.solve()
    assert NO_BALL in path.chosen[12:15]
    path.graph.cut_at([])
    path.solve()
    path.put_pins(np.array([13]), np.array([0]), [np.nan], [np.nan])
    assert set(path.chosen[12:15].tolist()) == {NO_BALL}


@given(st.integers(0, 2**32 - 1), st.integers(0, 39), st.sampled_from((0, 1)))
@settings(max_examples=40, deadline=None)
def test_places_that_a_pin_offers_leave_the_links_between_peaks_as_they_were(
    seed: int, frame: int, state: int
) -> None:
    """Else a pin to what the path says could change the path far away."""
    candidates = np.concatenate(
        (random_candidates(seed, 40, 4), np.full((40, 1, 3), np.nan, np.float32)), axis=1
    )
    # Where it holds candidates, a pin says of them which is the ball.
    candidates[frame] = np.nan
    path = solved(candidates)
    graph = path.graph
    before = [links[:, :-1, :PEAK_LINKS].copy() for links in (graph.link_frames, graph.link_from)]
    put_pin(path, frame, state)
    frames = np.arange(40)
    far = (frames < frame) | (frames > frame + REACH)
    for links, were in zip((graph.link_frames, graph.link_from), before, strict=True):
        assert (links[far, :-1, :PEAK_LINKS] == were[far]).all()
    assert graph.held.any() == bool(state)


def test_no_ball_in_one_frame_leaves_the_flight_around_as_it_was() -> None:
    frames = np.arange(40)
    candidates = np.stack((200 + 3.0 * frames, 60 + 2.0 * frames, 0 * frames + 0.55), axis=-1)
    path = solved(candidates[:, None])
    assert (path.chosen == 0).all()
    for frame in (20, 26):  # what is left between the two is short
        path.put_pins(np.array([frame]), np.array([0]), [np.nan], [np.nan])
    assert np.flatnonzero(path.chosen == NO_BALL).tolist() == [20, 26]


def test_what_only_later_frames_decide_is_told() -> None:
    frames = np.arange(50)
    candidates = np.full((50, 2, 3), np.nan, np.float32)
    # Something surer flies beside the ball from the start, and is gone in mid-air.
    candidates[:, 0] = np.stack((60 + 4.0 * frames, 80 + 2.0 * frames, 0 * frames + 0.8), axis=-1)
    other = np.stack((400 - 4.0 * frames, 90 + 2.0 * frames, 0 * frames + 0.85), axis=-1)
    candidates[:10, 1] = other[:10]
    path = solved(candidates)
    assert (path.chosen == 0).all()
    told = path.overruled(0, 50)
    assert told[4:10].all()
    assert not told[15:].any()
    assert path.overruled(5, 20).tolist() == told[5:20].tolist()
    # Without what comes later the way so far is the path.
    sooner = solved(candidates[:10])
    assert (sooner.chosen == 1).all()
    assert not sooner.overruled(0, 10).any()
    # A pin leaves nothing to come later.
    path.put_pins(np.array([0]), np.array([1]), [60.0], [80.0])
    assert not path.overruled(0, 50).any()


def test_nothing_to_solve_is_an_error() -> None:
    with pytest.raises(ValueError, match="nothing to solve"):
        Trajectory(5, 2, SIZE, FPS, THRESHOLD).solve(3, 3)
    with pytest.raises(ValueError, match="frame rate"):
        Trajectory(5, 2, SIZE, 0.0, THRESHOLD)
