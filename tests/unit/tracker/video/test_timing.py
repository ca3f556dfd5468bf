from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.unit.tracker.clips import write_video
from tracker.video import FrameTiming, Irregularity, open_video


def timing(*milliseconds: int) -> FrameTiming:
    return FrameTiming.of(np.array(milliseconds, np.int64), 0.001)


def test_an_even_rate_has_nothing_to_mark() -> None:
    even = timing(*range(0, 4000, 40))
    assert even.step == pytest.approx(0.04)
    assert (even.gaps, even.repeats, even.next_irregular(3)) == (0, 0, None)


def test_rounding_to_ticks_is_nothing_unusual() -> None:
    assert not len(timing(0, 33, 67, 100, 133, 167, 200).irregular)


def test_gaps_tell_how_many_frames_are_missing_and_repeats_are_told_apart() -> None:
    uneven = timing(0, 40, 80, 240, 280, 280, 320, 360)
    assert uneven.irregular.tolist() == [3, 5]
    assert uneven.kind(3) is Irregularity.GAP
    assert uneven.missing_before(3) == 3
    assert uneven.kind(5) is Irregularity.REPEAT
    assert uneven.kind(4) is None
    assert (uneven.gaps, uneven.repeats) == (1, 1)
    assert [uneven.next_irregular(frame) for frame in (0, 3, 5)] == [3, 5, 3]


def test_times_that_never_move_are_all_repeats() -> None:
    still = timing(5, 5, 5)
    assert still.repeats == 2
    assert still.kind(1) is Irregularity.REPEAT
    assert still.missing_before(1) == 0


def test_one_frame_is_regular() -> None:
    assert not len(timing(0).irregular)


def test_a_video_tells_its_timing(tmp_path: Path) -> None:
    video = open_video(
        write_video(tmp_path / "uneven.mkv", frames=6, times=[0, 40, 80, 400, 440, 480])
    )
    assert video.timing.irregular.tolist() == [3]
    assert video.timing.missing_before(3) == 7
