"""Short clips still give windows, no camera drowns the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tracker.training.clips import LabelledClip, WindowIndex, balanced

Make = Callable[..., LabelledClip]


def test_shapes_are_checked(make_clip: Make) -> None:
    clip = make_clip()
    with pytest.raises(ValueError, match="labels for 12 frames"):
        replace(clip, visibility=clip.visibility[:5])
    with pytest.raises(ValueError, match="shape"):
        replace(clip, frames=clip.frames[:, :100])


@pytest.mark.parametrize(
    ("count", "centre", "stride", "expected"),
    [
        (9, 4, 1, [3, 4, 5]),
        (9, 0, 1, [0, 1, 2]),
        (9, 8, 2, [4, 6, 8]),
        (2, 1, 1, [0, 1, 1]),
        (1, 0, 1, [0, 0, 0]),
    ],
)
def test_windows_stay_inside(
    make_clip: Make, count: int, centre: int, stride: int, expected: list[int]
) -> None:
    numbers = make_clip(count=count).window(centre, stride)
    assert numbers.min() >= 0
    assert numbers.max() < count
    if count >= 3:
        assert numbers.tolist() == expected


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 6, 9])
@pytest.mark.parametrize("stride", [1, 2, 3, 5])
def test_a_frame_of_the_window_is_never_pushed_out(
    make_clip: Make, count: int, stride: int
) -> None:
    clip = make_clip(count=count)
    for frame in range(count):
        for place in (-1, 0, 1):
            assert frame in clip.window(frame + place * stride, stride)


def test_only_labelled_frames_are_trained_on(make_clip: Make) -> None:
    clip = make_clip()
    visibility = clip.visibility.copy()
    visibility[:] = -1
    visibility[[2, 7]] = (1, 0)
    index = WindowIndex.of([replace(clip, visibility=visibility)])
    assert index.centre.tolist() == [2, 7]
    with pytest.raises(ValueError, match="no frame carries a label"):
        WindowIndex.of([replace(clip, visibility=np.full(12, -1, dtype=np.int8))])


def test_fast_cameras_and_large_sports_weigh_less(make_clip: Make) -> None:
    clips = [
        make_clip("slow", sport="badminton", count=16),
        make_clip("fast", sport="badminton", count=16, fps=120.0),
        make_clip("rare", sport="tennis", count=8),
    ]
    slow, fast, rare = (clip.weight for clip in balanced(clips))
    assert fast == pytest.approx(slow / 4)
    assert rare == pytest.approx(slow * 2)
