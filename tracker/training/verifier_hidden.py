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

from tracker.model.patches import cut, shows_the_same
from tracker.training.pictures import Among, GreyLabels
from tracker.training.verifier_examples import SIDE, Example

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
_NEAREST = 3
"""The paint comes from so many pictures away, at least."""
_CLEAR = 24.0
"""The ball must be so many pixels away there."""
_RADIUS = (7.0, 11.0)
_ASIDE = (22.0, 34.0)
_ASKED = 3.0
"""Pixels: how far from where the ball was one asks."""
_LONGEST = 10.0


class HiddenBalls:
    """Places without a ball to be seen, and as many beside which one is; see above."""

    def __init__(self, known: GreyLabels) -> None:
        self._known = known
        self._random = np.random.default_rng(0)

    def __call__(self, picture: Among) -> Iterator[Example]:
        """See `Maker`."""
        known = self._known
        ball = known.balls[picture.frame]
        seen = not np.isnan(ball[0])
        if not seen or picture.frame % _SEEN_EVERY == 0:
            for place in _leads(picture, known):
                column, row = known.pixels(place)
                square = picture.squares(column, row, SIDE)
                yield Example(square, ball - (column, row), 1.0 if seen else _HIDDEN)
        if seen and picture.frame % _EVERY == 0:
            yield from _painted(picture, known, self._random)


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


def _painted(picture: Among, known: GreyLabels, random: np.random.Generator) -> Iterator[Example]:
    """The picture without its ball, and with it but without something beside; where it can be."""
    ball = known.balls[picture.frame]
    sources = [
        at
        for at in range(len(picture.frames))
        if abs(at - picture.at) >= _NEAREST and _is_clear(picture, known, at)
    ]
    if not sources:
        return
    source = picture.greys[sources[random.integers(len(sources))]]
    column, row = known.pixels(ball)
    if not shows_the_same(picture.greys[picture.at], source, column, row):
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
        yield Example(patch, said, weight)


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
