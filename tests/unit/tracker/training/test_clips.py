"""Videos are split whole, short clips still give windows, no camera drowns the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tracker.training.clips import LabelledClip, WindowIndex, balanced, split_by_video

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


def test_only_labelled_frames_are_trained_on(make_clip: Make) -> None:
    clip = make_clip()
    visibility = clip.visibility.copy()
    visibility[:] = -1
    visibility[[2, 7]] = (1, 0)
    index = WindowIndex.of([replace(clip, visibility=visibility)])
    assert index.centre.tolist() == [2, 7]
    with pytest.raises(ValueError, match="no frame carries a label"):
        WindowIndex.of([replace(clip, visibility=np.full(12, -1, dtype=np.int8))])


def test_videos_are_held_out_whole(make_clip: Make) -> None:
    clips = [make_clip(f"{video}-{part}", video=video) for video in "abcde" for part in range(2)]
    train, held = split_by_video(clips, share=0.2, seed=3)
    train_videos, held_videos = {c.video for c in train}, {c.video for c in held}
    assert not train_videos & held_videos
    assert train_videos | held_videos == set("abcde")
    assert len(held_videos) == 1
    assert split_by_video(clips, share=0.2, seed=3) == (train, held)


def test_one_video_gives_its_end(make_clip: Make) -> None:
    train, held = split_by_video([make_clip(count=20)], share=0.2)
    assert [c.labelled for c in train] == [16]
    assert [c.labelled for c in held] == [4]
    assert float(held[0].x[0]) > float(train[0].x[-1])


def test_one_video_in_stretches_gives_its_last_ones(make_clip: Make) -> None:
    clips = [make_clip(str(n), count=10, video="match") for n in range(4)]
    train, held = split_by_video(clips, share=0.3)
    assert sum(c.labelled for c in train) == 28
    assert sum(c.labelled for c in held) == 12
    assert [c.name for c in train][:2] == ["0", "1"]


def test_fast_cameras_and_large_sports_weigh_less(make_clip: Make) -> None:
    clips = [
        make_clip("slow", sport="badminton", count=16),
        make_clip("fast", sport="badminton", count=16, fps=120.0),
        make_clip("rare", sport="tennis", count=8),
    ]
    slow, fast, rare = (clip.weight for clip in balanced(clips))
    assert fast == pytest.approx(slow / 4)
    assert rare == pytest.approx(slow * 2)
