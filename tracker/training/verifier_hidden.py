"""What a hidden ball looks like to the verifier: the places where it must be, and is not seen.

A verifier that has seen balls and other things alone says "ball" of an empty place on whose both
sides, a frame before and a frame after, there is one. Labels tell few such places, where they say
that a ball is hidden for a moment. Of a camera at rest one can make many: the ball is painted over
with what another picture shows there.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from tracker.model.patches import cut
from tracker.training.pictures import Among, GreyLabels, pictures
from tracker.training.prepare import FrameLabels
from tracker.training.verifier_examples import SIDE, Examples, examples_from
from tracker.video.probe import Video

_LEADS_REACH = 6
"""A ball at most so many pictures before or after tells where a hidden one may be."""
_HIDDEN = 2.0
"""How much such a place counts in a picture without a ball; in one with a ball it counts once."""
_SEEN_EVERY = 4
"""A picture with a ball in so many shows these places as well: a lead alone means nothing."""
_PAINTED, _BESIDE = 1.0, 0.5
"""How much a ball counts that is painted over, and one beside which something else is: paint must
not tell by itself."""
_EVERY = 2
"""A picture in so many has its ball painted over."""
_NEAREST, _FARTHEST = 3, 14
"""The paint comes from so many pictures away."""
_CLEAR = 24.0
"""The ball must be so many pixels away there."""
_REST = 4.0
"""Grey levels that the median pixel around may differ there; more where the camera moves."""
_AROUND = 60
_RADIUS = (7.0, 11.0)
_ASIDE = (22.0, 34.0)
_ASKED = 3.0
"""Pixels: how far from where the ball was one asks."""
_LONGEST = 10.0


def hidden_balls(video: Video, labels: FrameLabels, seed: int = 0) -> Examples:
    """Places without a ball to be seen, and as many beside which one is; see above.

    Args as for ``examples_of``; ``seed`` draws what is painted. Raises VideoError.
    """
    known = GreyLabels(video, labels)
    random = np.random.default_rng(seed)
    patches, offsets, weights = [], [], []
    for picture in pictures(video, _FARTHEST):
        if picture.frame not in known.balls:
            continue
        ball = known.balls[picture.frame]
        seen = not np.isnan(ball[0])
        if not seen or picture.frame % _SEEN_EVERY == 0:
            for place in _leads(picture, known):
                column, row = known.pixels(place)
                patches.append(picture.squares(column, row, SIDE))
                offsets.append(ball - (column, row))
                weights.append(1.0 if seen else _HIDDEN)
        if seen and picture.frame % _EVERY == 0:
            for patch, offset, weight in _painted(picture, known, random):
                patches.append(patch)
                offsets.append(offset)
                weights.append(weight)
    return examples_from(patches, offsets, weights)


def _leads(picture: Among, known: GreyLabels) -> list[NDArray[np.float64]]:
    """Where the nearest balls before and after are, and between the two."""
    found: list[tuple[int, NDArray[np.float64]]] = []
    for way in (-1, 1):
        for steps in range(1, _LEADS_REACH + 1):
            at = picture.at + way * steps
            if not 0 <= at < len(picture.frames):
                break
            ball = known.balls.get(picture.frames[at])
            if ball is not None and not np.isnan(ball[0]):
                found.append((steps, ball))
                break
    places = [ball for _, ball in found]
    if len(found) == 2:
        (before, a), (after, b) = found
        places.append((a * after + b * before) / (before + after))
    return places


def _painted(
    picture: Among, known: GreyLabels, random: np.random.Generator
) -> Iterator[tuple[NDArray[np.uint8], NDArray[np.float64], float]]:
    """The picture without its ball, and with it but without something beside; where it can be."""
    ball = known.balls[picture.frame]
    sources = [
        at
        for at in range(len(picture.frames))
        if _NEAREST <= abs(at - picture.at) <= _FARTHEST and _is_clear(picture, known, at)
    ]
    if not sources:
        return
    source = picture.greys[sources[random.integers(len(sources))]]
    column, row = known.pixels(ball)
    here, there = (cut(grey, column, row, _AROUND) for grey in (picture.greys[picture.at], source))
    if np.median(np.abs(here.astype(np.int16) - there)) >= _REST:
        return
    step = _step(picture, known)
    column, row = known.pixels(ball + random.normal(0, _ASKED, 2))
    radius, angle = random.uniform(*_RADIUS), random.uniform(0, 2 * np.pi)
    aside = random.uniform(*_ASIDE) * np.array((np.cos(angle), np.sin(angle)))
    paint = cut(source, column, row, SIDE)
    nowhere = np.full(2, np.nan)
    offset = ball - (column, row)
    for at, said, weight in ((offset, nowhere, _PAINTED), (offset + aside, offset, _BESIDE)):
        patch = picture.squares(column, row, SIDE)
        share = _streak(at, radius, step)
        patch[1] = np.rint(patch[1] * (1 - share) + paint * share)
        yield patch, said, weight


def _is_clear(picture: Among, known: GreyLabels, at: int) -> bool:
    """Whether another picture shows no ball where this one does."""
    there = known.balls.get(picture.frames[at])
    if there is None:
        return False
    away = float(np.hypot(*(there - known.balls[picture.frame])))
    return bool(np.isnan(away)) or away >= _CLEAR


def _step(picture: Among, known: GreyLabels) -> NDArray[np.float64]:
    """How far the ball flies in a picture, as far as that is known."""
    around = (picture.at - 1, picture.at + 1)
    if around[0] < 0 or around[1] >= len(picture.frames):
        return np.zeros(2)
    before, after = (known.balls.get(picture.frames[at], np.full(2, np.nan)) for at in around)
    return np.asarray(np.nan_to_num((after - before) / 2, nan=0.0))


def _streak(
    offset: NDArray[np.float64], radius: float, step: NDArray[np.float64]
) -> NDArray[np.float32]:
    """A soft disc of pixels around the middle of a square and an offset, drawn out along a step,
    float32 [80, 80] in 0..1."""
    rows, columns = np.mgrid[0:SIDE, 0:SIDE].astype(np.float64)
    x, y = columns - SIDE // 2 - offset[0], rows - SIDE // 2 - offset[1]
    length = float(np.hypot(*step))
    way = step / length if length else step
    half = min(length / 2, _LONGEST)
    along = np.clip(x * way[0] + y * way[1], -half, half)
    away = np.hypot(x - along * way[0], y - along * way[1])
    return np.asarray(np.clip((radius + 1.5 - away) / 3, 0, 1), np.float32)
