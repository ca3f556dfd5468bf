"""Whatever happens to the pixels, the label stays on the ball."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import pytest
import torch

from tests.unit.tracker.training.augmentation import NO_AUGMENTATION
from tracker.training.augment import AugmentConfig, Sample, augment, crop_sample
from tracker.training.clips import LabelledClip
from tracker.training.dataset import WindowDataset

Make = Callable[..., LabelledClip]


def _sample(clip: LabelledClip, config: AugmentConfig, seed: int, **options: object) -> Sample:
    rng = np.random.default_rng(seed)
    numbers = clip.window(5)
    xy = np.stack((clip.x[numbers], clip.y[numbers]), axis=-1)
    size = options.get("size", (112, 192))
    frames = [clip.frames[n] for n in numbers]
    sample = crop_sample(frames, clip.visibility[numbers], xy, size, config, rng)  # type: ignore[arg-type]
    return augment(sample, config, rng)


def _brightest(frame: np.ndarray) -> np.ndarray:
    grey = frame.astype(float).mean(-1)
    rows, columns = np.nonzero(grey > 0.8 * grey.max())
    return np.array([columns.mean(), rows.mean()])


GEOMETRY = [
    replace(NO_AUGMENTATION, flip=1),
    replace(NO_AUGMENTATION, reverse=1),
    replace(NO_AUGMENTATION, zoom=1),
    replace(NO_AUGMENTATION, rotate=1),
    replace(NO_AUGMENTATION, flip=1, reverse=1, zoom=1, rotate=1),
]


@pytest.mark.parametrize("config", GEOMETRY, ids=["flip", "reverse", "zoom", "rotate", "all"])
@pytest.mark.parametrize("size", [(112, 192), None], ids=["crop", "full"])
def test_labels_follow_the_ball(
    make_clip: Make, config: AugmentConfig, size: tuple[int, int] | None
) -> None:
    clip = make_clip()
    seen = 0
    for seed in range(20):
        sample = _sample(clip, config, seed, size=size)
        for frame, visible, xy in zip(sample.frames, sample.visibility, sample.xy, strict=True):
            height, width = frame.shape[:2]
            margin = 6  # a ball cut by the edge has its centre of light elsewhere
            inside = margin < xy[0] < width - margin and margin < xy[1] < height - margin
            if visible > 0 and inside:
                assert np.abs(_brightest(frame) - xy).max() < 1.5
                seen += 1
    assert seen > 20


def test_reversal_swaps_the_first_and_last_frame(make_clip: Make) -> None:
    clip = make_clip()
    plain = _sample(clip, NO_AUGMENTATION, 4, size=None)
    reverse = replace(NO_AUGMENTATION, reverse=1)
    turned = _sample(clip, reverse, 4, size=None)
    np.testing.assert_array_equal(turned.frames, plain.frames[::-1])
    np.testing.assert_array_equal(turned.xy, plain.xy[::-1])


def test_a_ball_outside_the_crop_is_no_ball(make_clip: Make) -> None:
    clip = make_clip()
    config = replace(NO_AUGMENTATION, centred=0)
    states = [tuple(_sample(clip, config, seed).visibility) for seed in range(30)]
    assert (0, 0, 0) in states
    assert (1, 1, 1) in states


def test_hiding_covers_the_ball_in_one_frame_and_keeps_its_label(make_clip: Make) -> None:
    clip = make_clip()
    for seed in range(4):
        sample = _sample(clip, replace(NO_AUGMENTATION, occlude=1), seed, size=None)
        shown = []
        for frame, xy in zip(sample.frames, sample.xy, strict=True):
            x, y = np.rint(xy).astype(int)
            shown.append(frame[y - 1 : y + 2, x - 1 : x + 2].mean() > 150)
        assert shown.count(False) == 1
        assert (sample.visibility > 0).all()


def test_colours_change_alike_in_all_frames(make_clip: Make) -> None:
    """A change of light between frames would look like motion."""
    clip = make_clip()
    still = LabelledClip(
        "still", np.repeat(clip.frames[:1], 12, axis=0), clip.visibility, clip.x, clip.y
    )
    config = replace(NO_AUGMENTATION, colour=1, invert=1, blur=1)
    sample = _sample(still, config, 3)
    np.testing.assert_array_equal(sample.frames[0], sample.frames[1])
    np.testing.assert_array_equal(sample.frames[0], sample.frames[2])


def test_every_change_together_keeps_shape_and_type(make_clip: Make) -> None:
    clip = make_clip()
    config = AugmentConfig(*[1.0] * len(fields(AugmentConfig)))
    for seed in range(10):
        sample = _sample(clip, config, seed)
        assert sample.frames.shape == (3, 112, 192, 3)
        assert sample.frames.dtype == np.uint8


def test_a_crop_knows_its_place(make_clip: Make) -> None:
    clip = make_clip()
    frames = np.zeros_like(clip.frames)
    rows, columns = np.mgrid[0:288, 0:512]
    frames[..., 0], frames[..., 1] = rows // 16, columns // 16
    marked = LabelledClip("grid", frames, clip.visibility, clip.x, clip.y)
    for seed in range(10):
        sample = _sample(marked, NO_AUGMENTATION, seed)
        assert tuple(sample.frames[0, 0, 0, :2]) == sample.origin


def test_a_still_window_repeats_one_frame(make_clip: Make) -> None:
    config = replace(NO_AUGMENTATION, still=1.0)
    batch = next(iter(WindowDataset([make_clip()], 4, (112, 192), config, seed=1)))
    first, second, third = batch.frames.chunk(3, dim=1)
    assert torch.equal(first, second)
    assert torch.equal(second, third)
    assert torch.equal(batch.xy[:, 0], batch.xy[:, 2])
