"""Two models on the same frames."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from tracker.training.clips import LabelledClip
from tracker.training.comparison import differ_beyond_chance
from tracker.training.score import Outcome

COUNT = 600
Make = Callable[..., LabelledClip]


@pytest.fixture
def clip(make_clip: Make) -> LabelledClip:
    """Twenty seconds, as far as a comparison looks."""
    one = make_clip(count=3)
    frames = np.broadcast_to(one.frames[:1], (COUNT, *one.frames.shape[1:]))
    x = np.zeros(COUNT, np.float32)
    return replace(one, frames=frames, visibility=np.ones(COUNT, np.int8), x=x, y=x, fps=30.0)


def judged(is_found: npt.NDArray[np.bool_]) -> npt.NDArray[np.int8]:
    return np.where(is_found, Outcome.TP, Outcome.FN).astype(np.int8)


def differ(clip: LabelledClip, *found: npt.NDArray[np.bool_]) -> bool:
    one, other = map(judged, found)
    said = differ_beyond_chance([clip], [one], [other])
    assert differ_beyond_chance([clip], [other], [one]) == said
    return said


def test_a_small_gain_that_is_lost_nowhere_counts(clip: LabelledClip) -> None:
    """Eight balls of 600 lie within the standard error of two shares that know nothing of each
    other, but nowhere is one lost for them."""
    frames = np.arange(COUNT)
    before, gained, lost = frames % 5 > 0, frames % 75 == 0, frames % 150 == 37
    assert differ(clip, before, before | gained)
    assert not differ(clip, before, (before | gained) & ~lost)


def test_one_stretch_is_one_chance(clip: LabelledClip) -> None:
    """A resting ball that is found at last is found for thirty frames in a row."""
    before = np.ones(COUNT, bool)
    before[100:130] = False
    assert not differ(clip, before, np.ones(COUNT, bool))


def test_nothing_differs_where_the_same_is_found(clip: LabelledClip) -> None:
    found = np.arange(COUNT) % 5 > 0
    assert not differ(clip, found, found)


def test_frames_that_nobody_labelled_do_not_count(clip: LabelledClip) -> None:
    before = judged(np.arange(COUNT) % 5 > 0)
    after = judged(np.ones(COUNT, bool))
    assert differ_beyond_chance([clip], [before], [after])
    before[:480] = after[:480] = Outcome.UNKNOWN
    assert not differ_beyond_chance([clip], [before], [after])


def test_of_equal_models_one_is_seldom_better(clip: LabelledClip) -> None:
    """Both find balls in runs, as hard and easy stretches come: one in twenty may differ."""
    random = np.random.default_rng(1)
    seldom = sum(differ(clip, in_runs(random, 0.85), in_runs(random, 0.85)) for _ in range(300))
    assert seldom < 30


def test_a_better_model_mostly_is(clip: LabelledClip) -> None:
    random = np.random.default_rng(1)
    often = sum(differ(clip, in_runs(random, 0.75), in_runs(random, 0.95)) for _ in range(300))
    assert often > 200


def in_runs(random: np.random.Generator, share: float) -> npt.NDArray[np.bool_]:
    """Right in so many frames, in runs of eight on average."""
    anew = random.random(COUNT) < 1 / 8
    anew[0] = True
    return (random.random(COUNT) < share)[
        np.maximum.accumulate(np.where(anew, np.arange(COUNT), 0))
    ]
