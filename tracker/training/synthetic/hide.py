"""Taking the ball out of real pictures: for good, or in one frame of a window.

Hiding it in one frame of three is what the temporal refinement has to cope with, so such windows
train it and such windows measure it.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.training.synthetic.labels import HARD, OCCLUDED, VISIBLE, BallLabels, Floats, Image

_UNKNOWN_DIAMETER = 5.0


def _extent(labels: BallLabels, row: int) -> tuple[Floats, float]:
    """Half the streak as a vector [2] and the ball's radius, both in pixels."""
    known = np.flatnonzero(np.isfinite(labels.x))
    near = known[(np.abs(known - row) <= 1) & (known != row)]
    step = np.zeros(2)
    if len(near):
        other = int(near[0])
        step = np.array((labels.x[other] - labels.x[row], labels.y[other] - labels.y[row]))
    speed = float(np.hypot(*step))
    streak = float(labels.streak[row])
    length = 0.5 * min(speed, 24.0) if np.isnan(streak) else streak
    diameter = float(labels.diameter[row])
    radius = (_UNKNOWN_DIAMETER if np.isnan(diameter) else diameter) / 2
    return (step / speed * length / 2 if speed > 1e-6 else step * 0), radius


def _mask(shape: tuple[int, int], labels: BallLabels, row: int, grow: float) -> NDArray[np.float32]:
    """Soft mask float32 [H, W] over the ball's streak in frame ``row``."""
    half, radius = _extent(labels, row)
    centre = np.array((labels.x[row], labels.y[row]))
    mask = np.zeros(shape, np.uint8)
    ends = np.rint(np.stack((centre - half, centre + half)) * 16).astype(int)
    thick = max(1, round(2 * (radius + grow)))
    a, b = (int(ends[0, 0]), int(ends[0, 1])), (int(ends[1, 0]), int(ends[1, 1]))
    cv2.line(mask, a, b, 255, thick, cv2.LINE_AA, 4)
    return cv2.GaussianBlur(mask, (0, 0), 0.8).astype(np.float32) / 255.0


def _background(
    frames: Image, labels: BallLabels, row: int, box: tuple[slice, slice], hole: NDArray[np.float32]
) -> Image:
    """What lies behind the ball of frame ``row`` in ``box``.

    Taken from the nearest frame that has no ball there; where all have (a slow ball in a short
    window), painted in from the surroundings of the ``hole``.
    """
    rows, columns = box
    x, y = labels.x, labels.y
    clear = ~(
        (x > columns.start - 3)
        & (x < columns.stop + 2)
        & (y > rows.start - 3)
        & (y < rows.stop + 2)
    )
    clear[row] = False
    usable = np.flatnonzero(clear)
    if len(usable):
        return frames[usable[int(np.argmin(np.abs(usable - row)))], rows, columns]
    margin = 4
    wide = (
        slice(max(rows.start - margin, 0), rows.stop + margin),
        slice(max(columns.start - margin, 0), columns.stop + margin),
    )
    gap = (hole[wide] > 0.02).astype(np.uint8)
    filled = cv2.inpaint(np.ascontiguousarray(frames[row][wide]), gap, 3, cv2.INPAINT_TELEA)
    top, left = rows.start - wide[0].start, columns.start - wide[1].start
    height, width = rows.stop - rows.start, columns.stop - columns.start
    return np.asarray(filled[top : top + height, left : left + width], dtype=np.uint8)


def _bounds(mask: NDArray[np.float32]) -> tuple[slice, slice] | None:
    """The box that holds everything above zero."""
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return None
    return slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)


def _lay(image: Image, patch: Image, alpha: NDArray[np.float32], box: tuple[slice, slice]) -> None:
    below = image[box].astype(np.float32)
    image[box] = np.rint(below + alpha[..., None] * (patch.astype(np.float32) - below))


def _erase(frames: Image, out: Image, labels: BallLabels, row: int) -> None:
    mask = _mask(frames.shape[1:3], labels, row, grow=2.0)
    box = _bounds(mask)
    if box is not None:
        _lay(out[row], _background(frames, labels, row, box, mask), mask[box], box)


def remove_ball(frames: Image, labels: BallLabels) -> Image:
    """Copies of consecutive ``frames`` uint8 [N, H, W, 3] RGB without the labelled ball.

    Its place is filled from the nearest frame in which it is elsewhere (the camera should stand
    still), or from its surroundings where it hardly moves.
    """
    out = frames.copy()
    for row in np.flatnonzero(np.isin(labels.visibility, (VISIBLE, HARD))):
        _erase(frames, out, labels, int(row))
    return out


def _limb(
    shape: tuple[int, int], centre: Floats, core: float, ends: Floats, widths: Floats
) -> NDArray[np.float32]:
    """Soft mask of an occluder: a disc of radius ``core``, and limbs to ``centre + ends``."""
    mask = np.zeros(shape, np.uint8)
    place = round(float(centre[0]) * 16), round(float(centre[1]) * 16)
    cv2.circle(mask, place, round(core * 16), 255, -1, cv2.LINE_AA, 4)
    for end, width in zip(centre + ends, widths, strict=True):
        tip = round(float(end[0]) * 16), round(float(end[1]) * 16)
        cv2.line(mask, place, tip, 255, max(1, round(float(width))), cv2.LINE_AA, 4)
    return cv2.GaussianBlur(mask, (0, 0), 0.7).astype(np.float32) / 255.0


def _texture(
    frames: Image, labels: BallLabels, row: int, size: int, rng: np.random.Generator
) -> Image:
    """A square of frame ``row`` in which much moves, mostly a part of a player, without a ball.

    [size, size, 3] uint8.
    """
    height, width = frames.shape[1:3]
    size = min(size, height, width)
    other = row - 1 if row > 0 else min(row + 1, len(frames) - 1)
    change = cv2.absdiff(frames[row], frames[other]).max(-1)
    tops = rng.integers(0, height - size + 1, 24)
    lefts = rng.integers(0, width - size + 1, 24)
    third = size // 3
    motion = [
        float(change[t + third : t + size - third, x + third : x + size - third].mean())
        for t, x in zip(tops, lefts, strict=True)
    ]
    x, y = labels.x[row], labels.y[row]
    holds = (lefts - 3 < x) & (x < lefts + size + 3) & (tops - 3 < y) & (y < tops + size + 3)
    best = int(np.argmax(np.where(holds, -1.0, motion)))
    top, left = int(tops[best]), int(lefts[best])
    return frames[row, top : top + size, left : left + size].copy()


def _cover(
    frames: Image, out: Image, labels: BallLabels, row: int, rng: np.random.Generator
) -> NDArray[np.float32]:
    """Something limb-sized passes in front of the ball in frame ``row``; its share there [N].

    It is cut from the same picture (so its texture and colours belong), and travels across the
    ball's path, so that the neighbouring frames mostly keep their ball.
    """
    count, height, width = out.shape[:3]
    half, radius = _extent(labels, row)
    core = float(np.hypot(*half)) + radius + float(rng.uniform(1.5, 3.5))
    limbs = int(rng.integers(1, 4))
    turn = rng.uniform(0, 2 * np.pi, limbs)
    far = core + rng.uniform(2.0, 16.0, limbs)
    ends = far[:, None] * np.stack((np.cos(turn), np.sin(turn)), 1)
    widths = rng.uniform(0.8, 2.0, limbs) * core
    middle = np.array((labels.x[row], labels.y[row]))
    heading = float(rng.uniform(0, 2 * np.pi))
    if float(np.hypot(*half)) > 0.1:
        heading = float(np.arctan2(half[1], half[0])) + np.pi / 2 * float(rng.choice((-1, 1)))
    speed = core * float(rng.uniform(1.2, 2.2))
    drift = speed * np.array((np.cos(heading), np.sin(heading)))
    texture = _texture(frames, labels, row, int(2 * far.max()) + 6, rng)
    covered = np.zeros(count, np.float32)
    for other in range(max(row - 1, 0), min(row + 2, count)):
        mask = _limb((height, width), middle + drift * (other - row), core, ends, widths)
        box = _bounds(mask)
        if box is None:
            continue
        size = box[1].stop - box[1].start, box[0].stop - box[0].start
        patch = np.asarray(cv2.resize(texture, size), dtype=np.uint8)
        if np.isfinite(labels.x[other]):
            ball = _mask((height, width), labels, other, grow=0.0)
            covered[other] = float((ball * mask).sum() / max(float(ball.sum()), 1e-6))
        _lay(out[other], patch, mask[box], box)
    return covered


def occlude_ball(
    frames: Image, labels: BallLabels, rng: np.random.Generator, row: int | None = None
) -> tuple[Image, BallLabels]:
    """Hide the ball in one frame of a window of ``frames`` uint8 [N, H, W, 3] RGB (N = 3 usually).

    Either the background takes its place, or something passes in front of it. ``row`` chooses the
    frame; without it, one in which the ball is visible is drawn. Frames and labels are copies; the
    hidden frame's visibility becomes 3 and its position stays. Where no frame shows the ball (or
    ``row`` does not), everything comes back as it was.
    """
    out, truth = frames.copy(), labels.copy()
    shown = np.flatnonzero(np.isin(labels.visibility, (VISIBLE, HARD)))
    if row is None and len(shown):
        row = int(rng.choice(shown))
    if row is None or row not in shown:
        return out, truth
    if rng.random() < 0.5:
        _erase(frames, out, labels, row)
    else:
        covered = _cover(frames, out, labels, row, rng)
        truth.visibility[(covered > 0.4) & (truth.visibility == VISIBLE)] = HARD
        truth.visibility[(covered > 0.92) & (truth.visibility == HARD)] = OCCLUDED
    truth.visibility[row] = OCCLUDED
    return out, truth
