"""What a pin to a ball tells of the candidates around it: which are the ball, which something else.

In the pin's own frame it tells so of each. A candidate of a frame near by that goes on where one of
those was is the same thing, with less certainty by frame. "No ball" tells nothing of the frames
around: mostly the ball is hidden there for a moment, by what flies on as the ball.
"""

from __future__ import annotations

import numpy as np

from annotation.arrays import Float32, Mask
from annotation.camera_steps import CameraSteps, carried, carried_back
from annotation.pins import Pins

VERDICT_REACH = 20
"""What a pin says of the things in its frame is followed for so many frames."""

VERDICT_KEEPS = 0.9
"""So much of its certainty is left from frame to frame."""

SAME_RADIUS = 5.0
"""Picture pixels that a thing other than the ball moves from frame to frame, at most."""


def verdicts(
    candidates: Float32,
    pins: Pins,
    cuts: Mask,
    passed: Mask,
    camera: CameraSteps,
    first: int,
    stop: int,
) -> Float32:
    """How far a pin near by speaks against each candidate (1) or for it (-1).

    Args:
        candidates: float32 [n, K, 3] of x, y and score, picture pixels, NaN where absent.
        pins: those of the n frames.
        cuts: bool [n], where a shot begins; nothing goes on from one into the next.
        passed: bool [n], which frames repeat a picture; until them no certainty is lost.
        camera: its steps to the n frames, picture pixels.
        first, stop: the frames that are asked for.

    Returns:
        float32 [stop - first, K], 0 where no pin speaks.
    """
    n, peaks = candidates.shape[:2]
    radius, low = np.float32(SAME_RADIUS), max(0, first - VERDICT_REACH)
    total = np.zeros((stop - first, peaks), np.float32)
    for way in (1, -1):
        frames = low + np.flatnonzero(pins.ball[low : stop + VERDICT_REACH])
        if not len(frames):
            return total
        there = candidates[frames]
        off = there[..., :2] - pins.place[frames][:, None]
        far = (off * off).sum(axis=2) > radius * radius
        verdict = np.where(far, 1.0, -1.0)
        verdict = np.where(np.isnan(there[..., 2]), 0.0, verdict).astype(np.float32)
        for _ in range(VERDICT_REACH):
            onward = frames + way
            goes_on = (onward >= 0) & (onward < n)
            onward = np.where(goes_on, onward, 0)
            later = onward if way > 0 else frames
            goes_on &= ~pins.there[onward] & ~cuts[later]
            keeps = np.where(passed[later], 1.0, VERDICT_KEEPS)[goes_on, None]
            frames, there, verdict = onward[goes_on], there[goes_on], verdict[goes_on]
            if not len(frames):
                break
            here = candidates[frames]
            follow = carried if way > 0 else carried_back
            step = camera.to(later[goes_on])[:, None]
            seen = np.stack(follow(there[..., 0], there[..., 1], step), axis=-1)
            off = here[:, :, None, :2] - seen[:, None]
            distance = (off * off).sum(axis=3)
            distance[np.isnan(distance)] = np.inf
            nearest = distance.argmin(axis=2)
            pin = np.arange(len(frames))[:, None]
            verdict = verdict[pin, nearest] * keeps.astype(np.float32)
            verdict[distance.min(axis=2) > radius * radius] = 0.0
            followed = verdict.any(axis=1)
            frames, there, verdict = frames[followed], here[followed], verdict[followed]
            inside = (frames >= first) & (frames < stop)
            at = frames[inside] - first
            old, new = total[at], verdict[inside]
            total[at] = np.where(np.abs(new) > np.abs(old), new, old)
    return total
