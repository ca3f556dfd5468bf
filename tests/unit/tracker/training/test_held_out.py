"""Videos are held out whole; of one video a stretch, in which there are balls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest

from tracker.training.clips import LabelledClip
from tracker.training.held_out import (
    LEAST_BALLS,
    apart,
    learnt_from,
    split_by_video,
    split_off_unknown,
)

Make = Callable[..., LabelledClip]


def test_videos_are_held_out_whole(make_clip: Make) -> None:
    clips = [make_clip(f"{video}-{part}", video=video) for video in "abcde" for part in range(2)]
    train, held = split_by_video(clips, share=0.2, seed=3)
    train_videos, held_videos = {c.video for c in train}, {c.video for c in held}
    assert not train_videos & held_videos
    assert train_videos | held_videos == set("abcde")
    assert len(held_videos) == 1
    assert split_by_video(clips, share=0.2, seed=3) == (train, held)


def test_of_nothing_nothing_is_held_out() -> None:
    assert split_by_video([]) == ([], [])


@pytest.mark.parametrize(
    ("sizes", "held"),
    [
        ((100, 10), 10),
        ((10, 100), 10),
        ((6, 6), 6),
        ((20, 20, 20), 20),
        ((10, 10, 30, 50), 20),
        ((40, 5, 5, 50), 10),
        # Too few by themselves, but not together.
        ((4, 100, 4), 8),
        # Nothing fits: a stretch of the largest.
        ((4, 100), 20),
        ((100, 2, 2), 20),
    ],
)
def test_what_is_nearest_to_the_share_is_held_out_but_never_most(
    make_clip: Make, sizes: tuple[int, ...], held: int
) -> None:
    clips = [make_clip(f"video-{n}", count=size) for n, size in enumerate(sizes)]
    for seed in range(4):
        learnt, measured = split_by_video(clips, seed=seed)
        assert sum(clip.labelled for clip in measured) == held
        assert sum(clip.labelled for clip in learnt) == sum(sizes) - held


def test_most_balls_are_learnt_from(make_clip: Make) -> None:
    clips = [make_clip("balls", count=20), seen(make_clip("few", count=20), range(4))]
    clips.append(seen(make_clip("none", count=60), ()))
    _, held = split_by_video(clips)
    assert [clip.name for clip in held] == ["few"]


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


def seen(clip: LabelledClip, balls: Sequence[int]) -> LabelledClip:
    """The clip with balls in these frames, and none in the others."""
    visibility = np.zeros(len(clip.frames), np.int8)
    visibility[list(balls)] = 1
    return replace(clip, visibility=visibility)


@pytest.mark.parametrize(
    "balls",
    [range(10), range(8, 12), range(50, 60), range(30, 60), (0, 1, 2, 3, 20, 21, 22, 23)],
    ids=["at the begin", "few", "at the end", "the last half", "here and there"],
)
def test_the_stretch_of_one_video_has_balls_and_leaves_some(
    make_clip: Make, balls: Sequence[int]
) -> None:
    clip = seen(make_clip(count=60), balls)
    train, held = split_by_video([clip])
    assert sum(part.labelled for part in held) == 12
    assert sum(part.labelled for part in (*train, *held)) == 60
    found = sum(part.balls for part in held)
    assert LEAST_BALLS <= found <= max(LEAST_BALLS, 0.4 * len(balls))
    # One stretch, of which no frame is learnt from.
    times = np.concatenate([part.x for part in held])
    assert (np.diff(times) > 0).all()
    learnt = np.concatenate([part.x for part in train])
    assert not ((learnt >= times[0]) & (learnt <= times[-1])).any()


def test_the_stretch_reaches_over_clips_and_takes_what_is_not_labelled_between(
    make_clip: Make,
) -> None:
    clips = [make_clip(str(number), count=10, video="match") for number in range(4)]
    gaps = clips[3].visibility.copy()
    gaps[::2] = -1
    clips[3] = seen(clips[3], ())
    clips[2] = replace(clips[2], visibility=gaps)
    train, held = split_by_video(clips)
    assert [part.name for part in held] == ["2[5:10]", "3[0:4]"]
    assert [part.name for part in train] == ["0", "1", "2[0:5]", "3[4:10]"]


def test_videos_without_a_ball_are_learnt_from(make_clip: Make) -> None:
    clips = [seen(make_clip(video, count=10), ()) for video in "abc"]
    clips += [make_clip(video, count=10) for video in "de"]
    for seed in range(5):
        _, held = split_by_video(clips, seed=seed)
        assert {clip.name for clip in held} < {"d", "e"}
    train, held = split_by_video(clips[:4])
    assert [clip.name for clip in held] == ["d[8:10]"]
    assert {clip.source for clip in train} == set("abcd")


def of_video(make_clip: Make, name: str, count: int, first: int = 0) -> LabelledClip:
    """A clip that says which frames of which video it has."""
    return make_clip(name, count=count, identity=name, numbers=np.arange(first, first + count))


def test_videos_that_are_new_are_held_out(make_clip: Make) -> None:
    clips = [of_video(make_clip, name, 20) for name in "abcd"]
    learnt = {"a": [(0, 19)], "b": [(0, 19)]}
    for seed in range(4):
        train, held = split_off_unknown(clips, learnt, seed=seed)
        assert {clip.source for clip in held} < {"c", "d"}
        assert sum(clip.labelled for clip in (*train, *held)) == 80
    # Nothing is known, or nothing is new: as ever.
    assert split_off_unknown(clips, {}) == split_by_video(clips)
    everything = {name: [(0, 19)] for name in "abcd"}
    assert split_off_unknown(clips, everything) == split_by_video(clips)


def test_of_the_only_new_video_most_is_learnt(make_clip: Make) -> None:
    clips = [of_video(make_clip, "a", 40), of_video(make_clip, "b", 20)]
    train, held = split_off_unknown(clips, {"a": [(0, 39)]})
    assert [clip.name for clip in held] == ["b[10:20]"]
    assert {clip.source for clip in train} == {"a", "b"}


def test_of_a_video_that_is_known_new_stretches_are_held_out(make_clip: Make) -> None:
    clips = [of_video(make_clip, "a", 60, first=100)]
    train, held = split_off_unknown(clips, {"a": [(110, 139)]})
    numbers = np.concatenate([clip.numbers for clip in held])  # type: ignore[arg-type, misc]
    assert len(numbers) == 12
    assert not ((numbers >= 110) & (numbers <= 139)).any()
    assert sum(clip.labelled for clip in train) == 48
    # Too little is new to measure anything.
    train, held = split_off_unknown(clips, {"a": [(100, 155)]})
    assert sum(clip.labelled for clip in held) == 12


def test_clips_are_parted_where_what_is_known_ends(make_clip: Make) -> None:
    clip = of_video(make_clip, "a", 20)
    visibility = clip.visibility.copy()
    visibility[8:12] = -1
    clip = replace(clip, visibility=visibility)
    new, known = apart([clip], {"a": [(2, 9)]})
    assert [part.name for part in new] == ["a[0:2]", "a[12:20]"]
    assert [part.name for part in known] == ["a[2:12]"]
    whole = replace(clip, numbers=None)
    assert apart([whole], {"a": [(2, 9)]}) == ([], [whole])
    assert apart([whole], {"b": [(2, 9)]}) == ([whole], [])


def test_what_is_learnt_adds_up(make_clip: Make) -> None:
    a, b = of_video(make_clip, "a", 20), of_video(make_clip, "b", 20)
    before = {"a": [(15, 30)], "c": [(0, 5)]}
    learnt = learnt_from([a, b.part(0, 5), b.part(9, 20), make_clip("unknown")], before)
    assert learnt == {"a": [(0, 30)], "b": [(0, 4), (9, 19)], "c": [(0, 5)]}
    assert len(apart([replace(b, numbers=None)], learnt_from([replace(b, numbers=None)], {}))[1])
