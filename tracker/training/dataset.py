"""Random training windows as a torch dataset: clips → crop → augmentation → tensors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from tracker.camera import from_the_middle
from tracker.training.augment import AugmentConfig, Pixels, Sample, augment, crop_sample
from tracker.training.clips import LabelledClip, WindowIndex
from tracker.training.mining import HardSpots
from tracker.training.synthetic import PRESETS, BallLabels, paste_balls, remove_ball


class Batch(NamedTuple):
    """One batch, still uint8: the device normalises."""

    frames: Tensor
    """uint8 [B,9,h,w]."""
    visibility: Tensor
    """int8 [B,3]; -1 where no loss may be taken."""
    xy: Tensor
    """float32 [B,3,2] in pixels of ``frames``."""
    origin: Tensor
    """int64 [B,2] patch row and column of the crop."""


class WindowDataset(IterableDataset[Batch]):
    """An endless, seeded stream of augmented batches.

    Batches are made in one piece because stacking in the worker is cheaper than sending single
    windows between processes. Each depends on ``seed`` and its number alone, so that a training
    sees the same windows however many workers it has and wherever it was interrupted.

    Args:
        clips: the training clips.
        batch_size: windows per batch.
        crop: (height, width), multiples of 16, or ``None`` for full frames.
        config: augmentation probabilities.
        seed: of the whole stream.
        start: number of the first batch.
        hard: a model's mistakes on ``clips``, and the share of crops placed on them.
    """

    def __init__(
        self,
        clips: Sequence[LabelledClip],
        batch_size: int,
        crop: tuple[int, int] | None,
        config: AugmentConfig,
        seed: int,
        start: int = 0,
        hard: tuple[HardSpots, float] | None = None,
    ) -> None:
        super().__init__()
        self.index = WindowIndex.of(clips)
        self.batch_size = batch_size
        self.crop = crop
        self.config = config
        self.seed = seed
        self.start = start
        self.hard = hard if hard is not None and len(hard[0]) else None

    def __iter__(self) -> Iterator[Batch]:
        worker = get_worker_info()
        # The loader takes one batch of each worker in turn.
        own, every = (worker.id, worker.num_workers) if worker else (0, 1)
        for number in count(self.start + own, every):
            rng = np.random.default_rng((self.seed, number))
            yield collate([self._sample(rng) for _ in range(self.batch_size)])

    def _sample(self, rng: np.random.Generator) -> Sample:
        focus = None
        if self.hard is not None and rng.random() < self.hard[1]:
            spots = self.hard[0]
            spot = rng.choice(len(spots), p=spots.probability)
            clip, frame = self.index.clips[spots.clip[spot]], int(spots.frame[spot])
            focus = spots.xy[spot]
        else:
            window = rng.choice(len(self.index.probability), p=self.index.probability)
            clip = self.index.clips[self.index.clip[window]]
            frame = int(self.index.centre[window])
        if rng.random() < self.config.still:
            numbers = np.full(3, frame)
        else:
            stride = _random_stride(clip.fps, rng)
            numbers = clip.window(frame + stride * int(rng.integers(-1, 2)), stride)
        xy = np.stack((clip.x[numbers], clip.y[numbers]), axis=-1)
        # As a run sees a window: the camera where it was in the middle one.
        frames, cameras = from_the_middle([clip.frames[number] for number in numbers])
        xy = np.stack([camera.places(place) for camera, place in zip(cameras, xy, strict=True)])
        visibility = clip.visibility[numbers]
        # Where unlabelled frames may hold a ball, it would stay in the picture and count as none.
        if rng.random() < self.config.paste and focus is None and (visibility >= 0).all():
            frames, visibility, xy = _with_other_ball(
                np.stack(frames), visibility, xy, clip.sport, rng
            )
        sample = crop_sample(frames, visibility, xy, self.crop, self.config, rng, focus)
        return augment(sample, self.config, rng)


def _with_other_ball(
    frames: Pixels,
    visibility: npt.NDArray[np.int8],
    xy: npt.NDArray[np.float32],
    sport: str,
    rng: np.random.Generator,
) -> tuple[list[Pixels], npt.NDArray[np.int8], npt.NDArray[np.float32]]:
    """Frames [3,288,512,3] with the ball taken out and a synthetic one in flight, and its labels.

    Flights, sizes and blur are those of ``sport``; where it is none we know, of any.
    """
    bare = remove_ball(frames, BallLabels.of(visibility, *xy.T.astype(np.float64)))
    preset = sport if sport in PRESETS else str(rng.choice(list(PRESETS)))
    pasted, labels = paste_balls(bare, rng, preset)
    xy = np.stack((labels.x, labels.y), axis=-1).astype(np.float32)
    return list(pasted), labels.visibility, xy


def _random_stride(fps: float, rng: np.random.Generator) -> int:
    """Mostly neighbouring frames; a fast camera also stands in for a slow one."""
    largest = max(1, round(fps / 25))
    if largest > 1:
        return int(rng.integers(1, largest + 1))
    return 2 if rng.random() < 0.08 else 1


def collate(samples: Sequence[Sample]) -> Batch:
    """Stack samples into tensors, frames as [B,9,h,w]."""
    pixels = np.stack([s.frames for s in samples])  # [B,3,h,w,3]
    batch, _, height, width, _ = pixels.shape
    frames = np.ascontiguousarray(pixels.transpose(0, 1, 4, 2, 3))
    return Batch(
        torch.from_numpy(frames.reshape(batch, 9, height, width)),
        torch.from_numpy(np.stack([s.visibility for s in samples])),
        torch.from_numpy(np.stack([s.xy for s in samples])),
        torch.tensor([s.origin for s in samples], dtype=torch.int64),
    )


def loader(dataset: WindowDataset, workers: int, pin_memory: bool) -> Iterator[Batch]:
    """Iterate the dataset, in ``workers`` processes when that is more than none."""
    if workers == 0:
        return iter(dataset)
    return iter(
        DataLoader(
            dataset,
            batch_size=None,
            num_workers=workers,
            pin_memory=pin_memory,
            worker_init_fn=_single_threaded,
        )
    )


def _single_threaded(worker: int) -> None:
    """OpenCV's threads do not survive the fork, and the workers share the cores already."""
    cv2.setNumThreads(0)
