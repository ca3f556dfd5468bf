from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.inference.shots import Shown, View
from tracker.inference.windows import Frames, Window, frames_for, normalised, windows_for

NOTHING = np.zeros(0, np.uint8)


def shown(first: int, last: int, cuts: set[int]) -> Iterator[Shown]:
    for number in range(first, last + 1):
        yield Shown(number, View(NOTHING), NOTHING, number in cuts)


def windows(
    wanted: tuple[int, int], count: int, cuts: set[int] | None = None, stride: int = 3
) -> list[tuple[Window, Frames]]:
    frames = shown(*frames_for(wanted, count), cuts or set())
    found = list(windows_for(wanted, count, frames, stride))
    return found


def shot_of(frame: int, count: int, cuts: set[int]) -> tuple[int, int]:
    first = max((c for c in cuts if c <= frame), default=0)
    return first, min((c - 1 for c in cuts if c > frame), default=count - 1)


lengths = st.integers(1, 40)
strides = st.sampled_from([1, 3])


@given(lengths, strides, st.data())
def test_each_wanted_frame_is_answered_once_from_windows_of_its_shot(
    count: int, stride: int, data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, count - 1))
    last = data.draw(st.integers(first, count - 1))
    cuts = data.draw(st.sets(st.integers(1, max(1, count - 1)))) - {count}
    answered, votes = [], []
    for window, around in windows((first, last), count, cuts, stride):
        answered += range(window.first, window.last + 1)
        votes += window.votes
        shots = {shot_of(frame, count, cuts) for frame in window.frames}
        assert len(shots) == 1, "no window crosses a cut"
        (shot,) = shots
        a, b, c = window.frames
        assert (b, c) == (min(a + 1, shot[1]), min(a + 2, shot[1]))
        for frame in window.votes:
            assert window.frames[window.slot(frame)] == frame
        for frame in range(window.first, window.last + 1):
            assert {n for n in range(frame - 1, frame + 2) if 0 <= n < count} <= around.keys()
        assert set(window.frames) <= around.keys()
    assert answered == list(range(first, last + 1))
    for frame in answered:
        low, high = shot_of(frame, count, cuts)
        starts = range(max(low, frame - 2), min(frame, high - 2) + 1)
        assert votes.count(frame) == (1 if stride == 3 else max(1, len(starts)))


@given(lengths, strides, st.data())
def test_the_windows_of_a_frame_do_not_depend_on_the_range(
    count: int, stride: int, data: st.DataObject
) -> None:
    cuts = data.draw(st.sets(st.integers(1, max(1, count - 1)))) - {count}
    frame = data.draw(st.integers(0, count - 1))

    def voting(wanted: tuple[int, int]) -> list[tuple[int, int, int]]:
        found = windows(wanted, count, cuts, stride)
        return [window.frames for window, _ in found if frame in window.votes]

    assert voting((frame, frame)) == voting((0, count - 1))


@given(lengths, st.data())
def test_cuts_elsewhere_move_no_window(count: int, data: st.DataObject) -> None:
    """Away from cuts, windows start at multiples of three."""
    cuts = data.draw(st.sets(st.integers(1, max(1, count - 1)))) - {count}
    for window, _ in windows((0, count - 1), count, cuts):
        start = window.first - window.first % 3
        if shot_of(start, count, cuts)[1] >= start + 2:
            assert window.frames[0] in (start, window.first)
            if window.first == start:
                assert window.frames == (start, start + 1, start + 2)


def frames(count: int, cuts: set[int] | None = None, stride: int = 3) -> list[tuple[int, ...]]:
    return [window.frames for window, _ in windows((0, count - 1), count, cuts, stride)]


def test_short_videos_repeat_their_last_frame() -> None:
    for stride in (1, 3):
        assert frames(1, stride=stride) == [(0, 0, 0)]
        assert frames(2, stride=stride) == [(0, 1, 1)]


def test_the_last_window_is_shifted_back() -> None:
    assert frames(5) == [(0, 1, 2), (2, 3, 4)]


def test_windows_end_and_begin_at_a_cut() -> None:
    assert frames(9, {4}) == [(0, 1, 2), (1, 2, 3), (4, 5, 6), (6, 7, 8)]
    assert frames(9, {3}) == [(0, 1, 2), (3, 4, 5), (6, 7, 8)]
    assert frames(6, {1, 2}) == [(0, 0, 0), (1, 1, 1), (2, 3, 4), (3, 4, 5)]


def test_windows_may_overlap() -> None:
    assert frames(5, stride=1) == [(0, 1, 2), (1, 2, 3), (2, 3, 4)]
    assert frames(7, {3}, stride=1) == [(0, 1, 2), (3, 4, 5), (4, 5, 6)]
    (first, *_, last) = (window for window, _ in windows((0, 4), 5, stride=1))
    assert (first.first, first.last, first.votes) == (0, 0, (0, 1, 2))
    assert (last.first, last.last, last.votes) == (2, 4, (2, 3, 4))


def test_overlapping_windows_are_mirrored_by_the_number_of_their_first_frame() -> None:
    def mirrored(first: int) -> dict[int, bool]:
        return {w.frames[0]: w.mirrored for w, _ in windows((first, 9), 10, stride=1)}

    assert mirrored(0) == {start: start % 2 == 1 for start in range(8)}
    assert mirrored(5).items() <= mirrored(0).items()
    assert not any(w.mirrored for w, _ in windows((0, 9), 10))


def test_other_strides_are_refused() -> None:
    with pytest.raises(ValueError, match="1 or 3"):
        frames(9, stride=2)


def test_ranges_are_sorted_and_merged() -> None:
    assert normalised([(5, 9), (0, 2), (3, 6)], 10) == [(0, 9)]
    assert normalised([(5, 6), (0, 2)], 10) == [(0, 2), (5, 6)]
    assert normalised(None, 10) == [(0, 9)]
    with pytest.raises(ValueError, match="10 frames"):
        normalised([(9, 10)], 10)
