"""Augmentation of one window of three frames, after loading, on uint8 pixels.

Every function keeps frames, labels and motion consistent: flipping or zooming moves the labels,
time reversal reorders them, and colour changes are the same for the three frames, since a change
between frames would look like motion.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tracker.heatmap import MODEL_HEIGHT, MODEL_WIDTH
from tracker.training.synthetic.hide import occlude_ball
from tracker.training.synthetic.labels import BallLabels

Pixels = npt.NDArray[np.uint8]


@dataclass(slots=True)
class Sample:
    """One window being augmented.

    Attributes:
        frames: uint8 [3,h,w,3] RGB.
        visibility: int8 [3]; -1 where the label is unknown.
        xy: float32 [3,2] in pixels of ``frames``.
        origin: patch row and column of the top-left corner in the full frame's 18 x 32 grid.
    """

    frames: Pixels
    visibility: npt.NDArray[np.int8]
    xy: npt.NDArray[np.float32]
    origin: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class AugmentConfig:
    """Probabilities of each change; all zero leaves the sample alone."""

    flip: float = 0.5
    reverse: float = 0.5
    zoom: float = 0.4
    colour: float = 0.7
    invert: float = 0.01
    noise: float = 0.12
    blur: float = 0.1
    jpeg: float = 0.1
    occlude: float = 0.05
    centred: float = 0.7
    """Share of crops placed around the ball; the others fall anywhere."""
    rotate: float = 0.15
    still: float = 0.06
    """Share of windows that repeat one frame: a ball at rest must be known by its looks."""
    paste: float = 0.0
    """Share of windows whose ball gives way to a synthetic one, in flight somewhere else."""


_PATCH = 16


def crop_sample(
    frames: list[Pixels],
    visibility: npt.NDArray[np.int8],
    xy: npt.NDArray[np.float32],
    size: tuple[int, int] | None,
    config: AugmentConfig,
    rng: np.random.Generator,
    focus: npt.NDArray[np.float32] | None = None,
) -> Sample:
    """Cut a window of ``size`` (height, width), possibly zoomed, out of three full frames.

    A zoom of z shows the scene z times as large, so a clip filmed from far away also teaches
    larger balls. ``size`` None means the full frame. Origins are multiples of a patch, so that
    crops know their place. ``focus`` float32 [2] asks for a crop around that place instead of the
    ball.
    """
    zoom = float(rng.uniform(0.75, 1.5)) if rng.random() < config.zoom else 1.0
    full = size is None
    height, width = size or (MODEL_HEIGHT, MODEL_WIDTH)
    # Zooming out of a full frame would show what was never filmed.
    zoom = max(zoom, 1.0) if full else max(zoom, height / MODEL_HEIGHT, width / MODEL_WIDTH)
    cut_height, cut_width = round(height / zoom), round(width / zoom)
    known = np.flatnonzero(visibility > 0)
    if focus is None and len(known) and rng.random() < config.centred:
        focus = xy[known].mean(0)
    if focus is not None and not full:
        spread = rng.uniform(-0.42, 0.42, 2) * (cut_width, cut_height)
        left, top = focus + spread - (cut_width / 2, cut_height / 2)
    else:
        left = rng.uniform(0, max(MODEL_WIDTH - cut_width, 0))
        top = rng.uniform(0, max(MODEL_HEIGHT - cut_height, 0))
    left = int(np.clip(round(left / _PATCH) * _PATCH, 0, MODEL_WIDTH - cut_width))
    top = int(np.clip(round(top / _PATCH) * _PATCH, 0, MODEL_HEIGHT - cut_height))
    cuts = [frame[top : top + cut_height, left : left + cut_width] for frame in frames]
    moved = xy - np.array((left, top), dtype=np.float32)
    if (cut_height, cut_width) != (height, width):
        how = cv2.INTER_AREA if zoom < 1 else cv2.INTER_LINEAR
        cuts = [_resize(cut, (width, height), how) for cut in cuts]
        scale = np.array((width / cut_width, height / cut_height), dtype=np.float32)
        moved = (moved + 0.5) * scale - 0.5
    row = min(top // _PATCH, (MODEL_HEIGHT - height) // _PATCH)
    column = min(left // _PATCH, (MODEL_WIDTH - width) // _PATCH)
    sample = Sample(np.stack(cuts), visibility.copy(), moved.astype(np.float32), (row, column))
    _drop_outside(sample)
    return sample


def augment(sample: Sample, config: AugmentConfig, rng: np.random.Generator) -> Sample:
    """Apply the random changes of ``config`` to a cropped sample."""
    if rng.random() < config.flip:
        width = sample.frames.shape[2]
        sample.frames = sample.frames[:, :, ::-1]
        sample.xy[:, 0] = width - 1 - sample.xy[:, 0]
        row, column = sample.origin
        sample.origin = (row, (MODEL_WIDTH - width) // _PATCH - column)
    if rng.random() < config.reverse:
        sample.frames = sample.frames[::-1]
        sample.visibility, sample.xy = sample.visibility[::-1].copy(), sample.xy[::-1].copy()
    if rng.random() < config.occlude:
        _hide_ball(sample, rng)
    if rng.random() < config.rotate:
        _rotate(sample, float(rng.uniform(-6, 6)))
    if rng.random() < config.colour:
        sample.frames = _recolour(sample.frames, rng)
    if rng.random() < config.invert:
        sample.frames = 255 - sample.frames
    if rng.random() < config.blur:
        sigma = float(rng.uniform(0.4, 1.0))
        sample.frames = np.stack([cv2.GaussianBlur(f, (0, 0), sigma) for f in sample.frames])
    if rng.random() < config.noise:
        sample.frames = _add_noise(sample.frames, rng)
    if rng.random() < config.jpeg:
        sample.frames = _compress(sample.frames, int(rng.integers(35, 85)))
    return sample


def _resize(picture: Pixels, size: tuple[int, int], how: int) -> Pixels:
    return np.asarray(cv2.resize(picture, size, interpolation=how), dtype=np.uint8)


def _drop_outside(sample: Sample) -> None:
    """A ball cut away by the crop is no ball there; just outside the edge nobody can say."""
    height, width = sample.frames.shape[1:3]
    x, y = sample.xy[:, 0], sample.xy[:, 1]
    outside = (x < 0) | (y < 0) | (x > width - 1) | (y > height - 1)
    near = (x > -4) & (y > -4) & (x < width + 3) & (y < height + 3)
    present = sample.visibility > 0
    sample.visibility[present & outside] = 0
    sample.visibility[present & outside & near] = -1


def _hide_ball(sample: Sample, rng: np.random.Generator) -> None:
    """Hide the ball in one frame of a window that shows it in all; the label stays.

    This is what the refinement head is for: two frames tell where the third one's ball must be.
    """
    if (sample.visibility > 0).all():
        labels = BallLabels.of(sample.visibility, *sample.xy.T.astype(np.float64))
        sample.frames, _ = occlude_ball(np.ascontiguousarray(sample.frames), labels, rng)


def _rotate(sample: Sample, degrees: float) -> None:
    """Turn the window about its middle, as a camera that stands askew would show it."""
    height, width = sample.frames.shape[1:3]
    matrix = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), degrees, 1.0)
    sample.frames = np.stack(
        [
            np.asarray(
                cv2.warpAffine(f, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE),
                dtype=np.uint8,
            )
            for f in sample.frames
        ]
    )
    sample.xy = (sample.xy @ matrix[:, :2].T + matrix[:, 2]).astype(np.float32)
    _drop_outside(sample)


def _recolour(frames: Pixels, rng: np.random.Generator) -> Pixels:
    """One random curve per channel, the same for all frames: brightness, contrast, gamma, tint.

    Now and then channels change places, too: courts and shirts of colours that no clip shows.
    """
    level = np.linspace(0, 1, 256)
    gamma = np.exp(rng.uniform(-0.35, 0.35))
    gain = rng.uniform(0.75, 1.25) * rng.uniform(0.9, 1.1, 3)
    curve = (level[:, None] ** gamma - 0.5) * gain + 0.5 + rng.uniform(-0.12, 0.12)
    table = np.rint(np.clip(curve, 0, 1) * 255).astype(np.uint8)
    order = rng.permutation(3) if rng.random() < 0.2 else np.arange(3)
    mapped: Pixels = np.stack([table[frames[..., order[c]], c] for c in range(3)], axis=-1)
    if rng.random() < 0.1:  # black-and-white or badly faded footage
        grey = mapped.mean(-1, keepdims=True)
        keep = rng.uniform(0, 0.6)
        mapped = np.rint(keep * mapped + (1 - keep) * grey).astype(np.uint8)
    return mapped


def _add_noise(frames: Pixels, rng: np.random.Generator) -> Pixels:
    noise = rng.standard_normal(frames.shape, dtype=np.float32) * float(rng.uniform(2, 9))
    return np.clip(frames + noise, 0, 255).astype(np.uint8)


def _compress(frames: Pixels, quality: int) -> Pixels:
    result = []
    for frame in frames:
        _, data = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, quality])
        result.append(np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), dtype=np.uint8))
    return np.stack(result)
