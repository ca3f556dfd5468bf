"""Windows as batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

import numpy as np

from tests.unit.tracker.training.augmentation import NO_AUGMENTATION
from tracker.training.augment import AugmentConfig
from tracker.training.clips import LabelledClip
from tracker.training.dataset import Batch, WindowDataset, loader

Make = Callable[..., LabelledClip]
PASTE = replace(NO_AUGMENTATION, paste=1.0)


def _batch(clip: LabelledClip, share: float = 1.0, size: int = 8) -> Batch:
    config = replace(PASTE, paste=share)
    return next(iter(WindowDataset([clip], size, None, config, seed=3)))


def _brightest(batch: Batch) -> np.ndarray:
    """x and y [B,3,2] of the brightest pixel of every frame."""
    grey = batch.frames.unflatten(1, (3, 3)).float().mean(2)
    places = grey.flatten(2).argmax(-1).numpy()
    return np.stack((places % 512, places // 512), axis=-1)


def test_a_pasted_ball_takes_the_place_of_the_frames_own(make_clip: Make) -> None:
    clip = make_clip(sport="badminton")
    batch = _batch(clip)
    own = np.hypot(*(_brightest(_batch(clip, share=0.0)) - _batch(clip, 0.0).xy.numpy()).T)
    assert own.max() < 4  # the clip's own ball is its brightest spot
    shown = batch.visibility.numpy() == 1
    distance = np.hypot(*np.moveaxis(_brightest(batch) - batch.xy.numpy(), -1, 0))
    assert shown.sum() > 8
    assert np.median(distance[shown]) < 4
    labelled = np.stack((clip.x, clip.y), axis=-1)
    away = np.hypot(*np.moveaxis(batch.xy.numpy()[shown][:, None] - labelled, -1, 0)).min(1)
    assert np.median(away) > 10


def test_under_a_camera_that_pans_only_the_ball_moves(pan_clip: LabelledClip) -> None:
    batch = _batch(pan_clip, share=0.0)
    there = batch.visibility.numpy() == 1
    assert there.sum() > 16
    assert np.abs(_brightest(batch) - batch.xy.numpy())[there].max() < 2.5
    grey = batch.frames.unflatten(1, (3, 3)).float().mean(2)
    moved = (grey[:, [0, 2]] - grey[:, 1:2]).abs()[:, :, 24:-24, 24:-24] > 25
    assert moved.float().mean() < 0.005


def test_every_window_has_a_label(make_clip: Make) -> None:
    """A fast camera skips frames, and where few are labelled it is not to skip those."""
    visibility = np.full(40, -1, np.int8)
    visibility[[0, 1, 20, 39]] = 1
    clip = make_clip(count=40, fps=120.0, visibility=visibility)
    assert (_batch(clip, share=0.0, size=64).visibility >= 0).any(1).all()


def test_the_stream_is_the_same_for_any_workers_and_after_an_interruption(make_clip: Make) -> None:
    def stream(start: int) -> WindowDataset:
        return WindowDataset([make_clip()], 2, (48, 48), AugmentConfig(), seed=3, start=start)

    def frames(batches: Iterator[Batch], count: int) -> list[bytes]:
        return [batch.frames.numpy().tobytes() for batch in islice(batches, count)]

    whole = frames(iter(stream(0)), 5)
    assert len(set(whole)) == 5
    assert frames(iter(stream(3)), 2) == whole[3:]
    assert frames(loader(stream(0), 2, pin_memory=False), 5) == whole


def test_a_sport_without_a_preset_gets_the_balls_of_any(make_clip: Make) -> None:
    assert (_batch(make_clip(sport="curling")).visibility == 1).any()


def test_no_ball_is_pasted_where_an_unlabelled_one_may_be(make_clip: Make) -> None:
    clip = make_clip(sport="badminton")
    visibility = np.where(np.arange(12) % 5 == 0, 1, -1).astype(np.int8)
    batch = _batch(replace(clip, visibility=visibility))
    known = batch.visibility.numpy() >= 0
    places = np.stack((clip.x, clip.y), axis=-1)
    distance = np.hypot(*np.moveaxis(batch.xy.numpy()[known][:, None] - places, -1, 0)).min(1)
    assert distance.max() < 1e-3
