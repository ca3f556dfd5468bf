import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.inference.windows import frames_of, normalised, windows_for


@given(st.integers(1, 40), st.data())
def test_each_wanted_frame_is_answered_once_from_a_window_that_holds_it(
    count: int, data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, count - 1))
    last = data.draw(st.integers(first, count - 1))
    low, high = frames_of((first, last), count)
    answered = []
    for window in windows_for((first, last), count):
        answered += range(window.first, window.last + 1)
        assert all(
            window.frames[slot] == f
            for slot, f in zip(window.slots, range(window.first, window.last + 1), strict=True)
        )
        assert low <= min(window.frames) <= max(window.frames) <= high
        if count >= 3:
            assert window.frames[1] == window.frames[0] + 1
            assert window.frames[2] == window.frames[0] + 2
    assert answered == list(range(first, last + 1))


@given(st.integers(1, 40), st.data())
def test_the_window_of_a_frame_does_not_depend_on_the_range(
    count: int, data: st.DataObject
) -> None:
    frame = data.draw(st.integers(0, count - 1))
    whole = {
        f: w.frames for w in windows_for((0, count - 1), count) for f in range(w.first, w.last + 1)
    }
    (alone,) = windows_for((frame, frame), count)
    assert alone.frames == whole[frame]


def test_short_videos_repeat_their_last_frame() -> None:
    assert [w.frames for w in windows_for((0, 0), 1)] == [(0, 0, 0)]
    assert [w.frames for w in windows_for((0, 1), 2)] == [(0, 1, 1)]


def test_the_last_window_is_shifted_back() -> None:
    assert [w.frames for w in windows_for((0, 4), 5)] == [(0, 1, 2), (2, 3, 4)]


def test_ranges_are_sorted_and_merged() -> None:
    assert normalised([(5, 9), (0, 2), (3, 6)], 10) == [(0, 9)]
    assert normalised([(5, 6), (0, 2)], 10) == [(0, 2), (5, 6)]
    assert normalised(None, 10) == [(0, 9)]
    with pytest.raises(ValueError, match="10 frames"):
        normalised([(9, 10)], 10)
