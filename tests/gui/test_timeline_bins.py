"""What the timeline draws from: bins that tell the truth, and the range in sight."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotation import edits
from annotation.track import BallTrack
from app.widgets.timeline_bins import BLOCKS, Binned, Columns, State, StateCounts, states_of
from app.widgets.timeline_range import TimelineRange

# -- bins ------------------------------------------------------------------------------------------


def test_every_state_of_a_frame() -> None:
    track = BallTrack(10)
    track.set_predictions(0, np.full(8, 5.0), np.full(8, 5.0), [0.9] * 6 + [0.55, 0.1])
    for edit in (
        edits.place(track, 1, 1.0, 1.0),
        edits.accept(track, 2),
        edits.no_ball(track, 3),
        edits.occlude(track, 4),
    ):
        track.put_marks(edit.after)
    assert [State(state) for state in states_of(track, 0, 9)] == [
        State.MODEL,
        State.HUMAN,
        State.VERIFIED,
        State.NO_BALL,
        State.OCCLUDED,
        State.MODEL,
        State.LOW_CONFIDENCE,
        State.MODEL_NO_BALL,
        State.UNPROCESSED,
        State.UNPROCESSED,
    ]
    assert states_of(track, 6, 7).tolist() == [State.LOW_CONFIDENCE, State.MODEL_NO_BALL]


@given(
    count=st.integers(1, 3000),
    first=st.floats(0, 1),
    span=st.floats(0, 1),
    pixels=st.integers(1, 200),
    seed=st.integers(0, 99),
)
def test_bins_agree_with_the_frames_they_stand_for(
    count: int, first: float, span: float, pixels: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    values = np.where(random.random(count) < 0.3, np.nan, random.random(count)).astype(np.float32)
    binned = Binned(count)
    binned.update(values, 0, count - 1)
    states = random.integers(0, len(State), count).astype(np.int8)
    counts = StateCounts(count)
    counts.update(states, 0)
    columns = Columns.over(first * count, first * count + span * count, count, pixels)
    summary = binned.over(values, columns)
    shares = counts.over(columns)
    assert len(summary.low) == shares.shape[1] == len(columns) <= pixels
    for i in range(len(columns)):
        part = values[in_blocks(columns, i, columns.block)]
        known = part[~np.isnan(part)]
        if len(known):
            assert summary.low[i] == known.min()
            assert summary.high[i] == known.max()
            assert summary.mean[i] == pytest.approx(known.mean(), rel=1e-5)
        else:
            assert np.isnan(summary.low[i])
            assert np.isnan(summary.mean[i])
        there = states[in_blocks(columns, i, 8 if columns.block > 1 else 1)]
        expected = np.bincount(there, minlength=len(State)) / len(there)
        assert shares[:, i] == pytest.approx(expected)


def in_blocks(columns: Columns, i: int, block: int) -> slice:
    """The frames of a column that is made of whole blocks; the last takes in its whole block."""
    begin, end = columns.edges[i : i + 2].tolist()
    last = i == len(columns) - 1
    return slice(begin // block * block, (end + block - 1 if last else end) // block * block)


def test_a_part_can_be_brought_up_to_date() -> None:
    values = np.zeros(1000, np.float32)
    binned = Binned(1000)
    binned.update(values, 0, 999)
    values[700] = 5.0
    binned.update(values, 700, 700)
    for pixels in (2, 20, 100, 200):
        summary = binned.over(values, Columns.over(0, 1000, 1000, pixels))
        assert np.flatnonzero(summary.high == 5.0).tolist() == [700 * pixels // 1000]


def test_states_can_be_brought_up_to_date_in_part() -> None:
    random = np.random.default_rng(3)
    states = random.integers(0, len(State), 1000).astype(np.int8)
    counts, anew = StateCounts(1000), StateCounts(1000)
    counts.update(states, 0)
    for first, count in ((700, 1), (0, 40), (960, 40), (100, 300)):
        states[first : first + count] = random.integers(0, len(State), count)
        counts.update(states[first : first + count], first)
    anew.update(states, 0)
    for pixels in (7, 300):
        columns = Columns.over(0, 1000, 1000, pixels)
        assert np.array_equal(counts.over(columns), anew.over(columns))


@pytest.mark.parametrize("frames", [500_000, 100_000, 30_000, 15_000, 2_000])
def test_a_column_is_reduced_from_few_blocks_but_four_at_least(frames: int) -> None:
    columns = Columns.over(0, frames, 500_000, 1500)
    assert len(columns) == 1500
    blocks = frames / len(columns) / columns.block
    assert blocks >= (1 if columns.block == 1 else 4)
    assert blocks < 16 or columns.block == BLOCKS[-1]


def test_nothing_to_bin() -> None:
    columns = Columns.over(0, 1, 0, 100)
    assert len(columns) == 0
    assert len(Binned(0).over(np.empty(0), columns).low) == 0
    assert StateCounts(0).over(columns).shape == (len(State), 0)


# -- range -----------------------------------------------------------------------------------------


@given(
    count=st.integers(1, 500_000),
    moves=st.lists(
        st.tuples(st.floats(-200, 1200), st.floats(0.01, 100), st.floats(-9e5, 9e5)), max_size=8
    ),
)
def test_the_range_never_leaves_the_video(
    count: int, moves: list[tuple[float, float, float]]
) -> None:
    view = TimelineRange()
    view.set_pixels(50, 1000)
    view.set_frame_count(count)
    for x, factor, frames in moves:
        view.zoom_at(x, factor)
        view.pan(frames)
        assert -1e-6 <= view.first < view.last <= count + 1e-6
        for frame in {0, count // 2, count - 1}:
            assert view.frame_at(view.x_of(frame + 0.5)) == frame


def test_zooming_keeps_what_is_under_the_cursor() -> None:
    view = TimelineRange()
    view.set_pixels(0, 1000)
    view.set_frame_count(10_000)
    before = view.position_at(300)
    view.zoom_at(300, 4)
    assert view.position_at(300) == pytest.approx(before)
    assert view.last - view.first == pytest.approx(2500)


def test_a_frame_out_of_sight_turns_the_page() -> None:
    view = TimelineRange()
    view.set_pixels(0, 1000)
    view.set_frame_count(10_000)
    view.zoom_at(0, 10)
    view.reveal(500)
    assert view.first == 0
    view.reveal(1500)
    assert view.first <= 1500 <= view.last
    view.reveal(700)
    assert view.first <= 700 <= view.last
