"""Synthetic balls on real footage.

The flights are those of the rendered rallies, seen by a camera of the same sport, so speed, blur
and size belong together; only the background is real. The footage should hold no ball of its own
(see :func:`tracker.training.synthetic.hide.remove_ball`), for that one would go unlabelled.
"""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.training.synthetic.ball import (
    MAX_DIAMETER,
    MIN_DIAMETER,
    Stamp,
    ball_stamp,
    blend_stamp,
    shade,
)
from tracker.training.synthetic.camera import aim_camera
from tracker.training.synthetic.labels import NO_BALL, BallLabels, Floats, Image, visibility_of
from tracker.training.synthetic.presets import Colour, SportPreset, preset_named
from tracker.training.synthetic.rally import RallyPlan, plan_rally

_PLANS = 24
_SECONDS = 12.0
_SUBFRAMES = 9
_MOVING = 26


@lru_cache(maxsize=256)
def _plan(sport: str, number: int) -> RallyPlan:
    """Rally ``number`` of a fixed set: planning costs more than pasting, so it is done once."""
    return plan_rally(preset_named(sport), np.random.default_rng([number, 77]), _SECONDS)


def _flight(
    preset: SportPreset, count: int, size: tuple[int, int], rng: np.random.Generator
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Sub-frame positions [count, 9, 2] in pixels, diameters [count], and whether there is a ball.

    A few draws are made and the first kept in which most frames show the ball, and (nine times in
    ten) it moves.
    """
    fps = float(rng.choice((25, 30, 50, 60)))
    exposure = float(rng.uniform(0.12, 0.6)) / fps
    offsets = exposure * np.linspace(-0.5, 0.5, _SUBFRAMES)
    for _ in range(12):
        plan = _plan(preset.name, int(rng.integers(_PLANS)))
        pose = preset.cameras[int(rng.integers(len(preset.cameras)))]
        camera = aim_camera(preset, pose, size, rng)
        begin = float(rng.uniform(0.0, max(_SECONDS - count / fps, 0.1)))
        times = begin + np.arange(count)[:, None] / fps + offsets
        points, _present = plan.ball_at(times.ravel())
        present = plan.present_at(times[:, 0]) & plan.present_at(times[:, -1])
        centres, depth = camera.project(points.reshape(count, _SUBFRAMES, 3))
        mirror = rng.random() < 0.5
        if mirror:
            centres[..., 0] = size[0] - 1 - centres[..., 0]
        centres += rng.normal(0.0, (0.06 * size[0], 0.05 * size[1]))
        diameters = camera.focal * preset.ball_diameter / np.maximum(depth[:, 4], 0.5)
        diameters = np.clip(diameters * rng.uniform(0.9, 1.5), MIN_DIAMETER, MAX_DIAMETER)
        x, y = centres[:, 4, 0], centres[:, 4, 1]
        inside = (x >= -0.5) & (x < size[0] - 0.5) & (y >= -0.5) & (y < size[1] - 0.5)
        pace = float(np.hypot(np.diff(x), np.diff(y)).mean()) if count > 1 else 1.0
        if (present & inside).mean() > 0.6 and (pace > 1.0 or rng.random() < 0.1):
            break
    return centres, diameters, present


def _colour(preset: SportPreset, rng: np.random.Generator) -> Colour:
    """The ball's colour under some light; now and then a dark ball."""
    if rng.random() < 0.07:
        level = int(rng.integers(10, 60))
        return (level, level, level)
    base = preset.ball_colours[int(rng.integers(len(preset.ball_colours)))]
    light = float(rng.uniform(0.72, 1.0))
    tint = rng.normal(1.0, 0.03, 3)
    red, green, blue = (
        int(min(max(c * light * t, 0), 255)) for c, t in zip(base, tint, strict=True)
    )
    return red, green, blue


def moving_foreground(frames: Image, index: int, stamp: Stamp) -> Floats | None:
    """What moves under ``stamp`` in frame ``index``: float64 [h, w] 0…1, None outside the picture.

    The background is the median over time of up to 15 of the frames [N, H, W, 3].
    """
    window = stamp.window(*frames.shape[1:3])
    if window is None:
        return None
    rows, columns, inner_rows, inner_columns = window
    step = max(1, len(frames) // 15)
    still = np.median(frames[::step, rows, columns], axis=0)
    change = np.abs(frames[index, rows, columns].astype(np.float32) - still).max(-1)
    mask = (change > _MOVING).astype(np.uint8)
    solid = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    out = np.zeros(stamp.alpha.shape)
    out[inner_rows, inner_columns] = cv2.blur(solid.astype(np.float32), (2, 2))
    return out


def paste_balls(
    frames: Image, rng: np.random.Generator, preset: str | SportPreset = "badminton"
) -> tuple[Image, BallLabels]:
    """A synthetic ball in flight on consecutive ``frames`` uint8 [N, H, W, 3] RGB, not changed.

    Returns new frames and labels in their pixels. In windows of eight frames or more the ball
    sometimes passes behind what moves (players), and the labels say so. Raises ValueError for an
    unknown preset.
    """
    sport = preset_named(preset)
    count, height, width = frames.shape[:3]
    centres, diameters, present = _flight(sport, count, (width, height), rng)
    colour, opacity = _colour(sport, rng), float(rng.uniform(0.75, 1.0))
    softness = float(rng.uniform(0.5, 0.95))
    behind = count >= 8 and rng.random() < 0.4
    out, labels = frames.copy(), BallLabels.empty(count)
    for index in np.flatnonzero(present):
        radius = float(diameters[index]) / 2
        stamp = ball_stamp(centres[index], radius, sport.shuttle, softness)
        tones = shade(stamp, colour, radius, float(centres[index, 4, 1]))
        seen, clear = 1.0, None
        hidden = moving_foreground(frames, int(index), stamp) if behind else None
        if hidden is not None:
            clear = 1.0 - hidden
            light = stamp.alpha.astype(np.float64)
            seen = float((light * clear).sum() / light.sum())
        alpha = stamp.alpha * np.float32(opacity)
        alpha = alpha if clear is None else (alpha * clear).astype(np.float32)
        blend_stamp(out[index], Stamp(stamp.left, stamp.top, alpha), tones)
        _write(labels, int(index), centres[index], 2 * radius, visibility_of(seen), (width, height))
    return out, labels


def _write(
    labels: BallLabels, row: int, path: Floats, diameter: float, seen: int, size: tuple[int, int]
) -> None:
    """One row of the truth, if the ball's centre is inside the picture."""
    x, y = float(path[4, 0]), float(path[4, 1])
    if not (-0.5 <= x < size[0] - 0.5 and -0.5 <= y < size[1] - 0.5):
        labels.visibility[row] = NO_BALL
        return
    labels.visibility[row], labels.x[row], labels.y[row] = seen, x, y
    labels.diameter[row] = diameter
    labels.streak[row] = float(np.hypot(*np.diff(path, axis=0).T).sum())
