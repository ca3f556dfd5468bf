from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.inference.shots import LONGEST_REPEAT, Shown, View
from tracker.inference.windows import Moments, Window, frames_for, normalised, windows_for

NOTHING = View(np.zeros((1, 1, 3), np.uint8))
Numbers = set[int]


def shown(first: int, last: int, cuts: Numbers, repeats: Numbers) -> Iterator[Shown]:
    for number in range(first, last + 1):
        is_repeat = number in repeats and number > first
        yield Shown(number, NOTHING, number in cuts, is_repeat)


def windows(
    wanted: tuple[int, int],
    count: int,
    cuts: Numbers | None = None,
    stride: int = 3,
    repeats: Numbers | None = None,
) -> list[tuple[Window, Moments]]:
    frames = shown(*frames_for(wanted, count), cuts or set(), repeats or set())
    return list(windows_for(wanted, count, frames, stride))


def shot_of(frame: int, count: int, cuts: Numbers) -> tuple[int, int]:
    first = max((c for c in cuts if c <= frame), default=0)
    return first, min((c - 1 for c in cuts if c > frame), default=count - 1)


lengths = st.integers(1, 60)
strides = st.sampled_from([1, 3])


@st.composite
def videos(draw: st.DrawFn) -> tuple[int, Numbers, Numbers]:
    """How many frames, which of them are cuts, and which repeat the one before."""
    count = draw(lengths)
    cuts = draw(st.sets(st.integers(1, max(1, count - 1)), max_size=8)) - {count}
    repeats: Numbers = set()
    for number in range(1, count):
        longest = all(number - back in repeats for back in range(1, LONGEST_REPEAT + 1))
        if number not in cuts and not longest and draw(st.booleans()):
            repeats.add(number)
    return count, cuts, repeats


@given(videos(), strides, st.data())
def test_each_wanted_picture_is_answered_once_from_windows_of_its_shot(
    video: tuple[int, Numbers, Numbers], stride: int, data: st.DataObject
) -> None:
    count, cuts, repeats = video
    pictures = [number for number in range(count) if number not in repeats]
    first = data.draw(st.integers(0, count - 1))
    last = data.draw(st.integers(first, count - 1))
    answered: list[int] = []
    votes: list[int] = []
    for window, around in windows((first, last), count, cuts, stride, repeats):
        answered += window.answered
        votes += window.votes
        shots = {shot_of(frame, count, cuts) for frame in window.frames}
        assert len(shots) == 1, "no window crosses a cut"
        shot = [n for n in pictures if shots == {shot_of(n, count, cuts)}]
        at = shot.index(window.frames[0])
        end = len(shot) - 1
        assert window.frames[1:] == (shot[min(at + 1, end)], shot[min(at + 2, end)])
        for frame in window.votes:
            assert window.frames[window.slot(frame)] == frame
        assert set(window.frames) == around.keys()
        for frame in window.answered:
            before, here, after, again = around[frame]
            at = shot.index(frame)
            assert here.number == frame
            assert (None if before is None else before.number) == (shot[at - 1] if at else None)
            assert (None if after is None else after.number) == (shot[at + 1] if at < end else None)
            following = around[frame].next_number
            assert [each.number for each in again] == list(range(frame + 1, following))
            assert following == count or following in pictures
    shown_there = [max(n for n in pictures if n <= frame) for frame in range(first, last + 1)]
    assert answered == sorted(set(shown_there))
    for frame in answered:
        shot = [n for n in pictures if shot_of(n, count, cuts) == shot_of(frame, count, cuts)]
        at = shot.index(frame)
        starts = range(max(0, at - 2), min(at, len(shot) - 3) + 1)
        assert votes.count(frame) == (1 if stride == 3 else max(1, len(starts)))


@given(videos(), strides, st.data())
def test_the_windows_of_a_picture_do_not_depend_on_the_range(
    video: tuple[int, Numbers, Numbers], stride: int, data: st.DataObject
) -> None:
    count, cuts, repeats = video
    frame = data.draw(st.integers(0, count - 1))
    picture = max(n for n in range(frame + 1) if n not in repeats)

    def voting(wanted: tuple[int, int]) -> list[tuple[tuple[int, int, int], bool]]:
        found = windows(wanted, count, cuts, stride, repeats)
        return [(window.frames, window.mirrored) for window, _ in found if picture in window.votes]

    assert voting((frame, frame)) == voting((0, count - 1))


@given(lengths, st.data())
def test_cuts_elsewhere_move_no_window(count: int, data: st.DataObject) -> None:
    """In blocks of eighteen frames without a cut, windows start at multiples of three."""
    cuts = data.draw(st.sets(st.integers(1, max(1, count - 1)), max_size=3)) - {count}
    for window, _ in windows((0, count - 1), count, cuts):
        block = window.answered[0] - window.answered[0] % 18
        ends = {block + 18 + n for n in range(3)} | {count - 1, count - 2}
        if not cuts & set(range(block, block + 21)) and not ends & set(window.frames):
            assert window.answered == window.frames
            assert window.frames[0] % 3 == 0


def frames(
    count: int, cuts: Numbers | None = None, stride: int = 3, repeats: Numbers | None = None
) -> list[tuple[int, ...]]:
    found = windows((0, count - 1), count, cuts, stride, repeats)
    return [window.frames for window, _ in found]


def test_all_vote_on_a_picture_whose_last_showing_begins_a_range() -> None:
    """Two pictures that are shown three times lie before it."""
    repeats = {18, 19, 21, 22, 24, 25, 26}
    whole = windows((0, 40), 41, stride=1, repeats=repeats)
    part = windows((26, 30), 41, stride=1, repeats=repeats)
    for found in (whole, part):
        voting = [window.frames for window, _ in found if 23 in window.votes]
        assert voting == [(17, 20, 23), (20, 23, 27), (23, 27, 28)]


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
    assert (first.answered, first.votes) == ((0,), (0, 1, 2))
    assert (last.answered, last.votes) == ((2, 3, 4), (2, 3, 4))


def test_a_repeated_picture_is_seen_once() -> None:
    assert frames(6, repeats={1, 4}) == [(0, 2, 3), (2, 3, 5)]
    assert frames(6, stride=1, repeats={1, 4}) == [(0, 2, 3), (2, 3, 5)]
    assert len(frames(36, repeats={5, 11, 17, 23, 29, 35})) == 10, "not 12: a sixth less to do"


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
