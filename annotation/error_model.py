"""How likely a machine's answer is wrong: a logistic model of what can be seen of the path.

Three kinds of answers have a model each: a peak taken, a ball filled in or held where a person saw
it, and "no ball". What a person answered near by is part of what is seen. The weights were fitted
by ``benchmarks/fit_error_model.py`` to the answers of the path while the simulated analyst worked
on training clips (wrong: not within 4 px of the hand label, in TrackNet's protocol). Scores enter
as log-odds against the threshold, so that the model holds for weights whose scores mean something
else.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from annotation.arrays import Float64, Mask
from annotation.marks import Source
from annotation.motion import REFERENCE_FPS, picture_scale
from annotation.neighbours import Neighbours
from annotation.path_answers import PathAnswers
from annotation.track_columns import TrackColumns

FEATURES = (
    "score",
    "scores around",
    "turn",
    "turns around",
    "other peaks around",
    "fills around",
    "length of the run",
    "edge of the run",
    "peak here",
    "peak elsewhere",
    "peaks elsewhere around",
    "peaks for the answer around",
    "plain peaks differ around",
    "speed",
    "edge of the picture",
    "person agrees",
    "person agrees farther",
    "persons agree",
    "person disagrees",
    "person saw it here",
    "persons around",
)
"""The columns of ``features``. Log-odds against the threshold: of the score, here and on average
around; of the best peak where the ball is said to be, and of the best elsewhere. How far off the
middle of its neighbours the ball lies, against what is usual at its speed; how often around a peak
was taken that is not the best, the ball was filled in, or best peaks alone would say otherwise; how
long the run of frames with (or without) a ball is, and how near its edge; how near the edge of the
picture it lies, or without a ball the places around; whether a person says the same of the next
frames before and after, and saw the ball in the same place."""

_WEIGHTS: dict[str, tuple[float, ...]] = {
    "taken": (
        -0.88,
        -0.89,
        0.22,
        1.37,
        0.39,
        1.27,
        0.11,
        1.55,
        -0.88,
        0.16,
        -0.68,
        -0.31,
        -0.99,
        -0.25,
        -1.74,
        0,
        -1.06,
        0.93,
        -0.92,
        -0.68,
        1.11,
        -1.61,
    ),
    "filled": (
        -0.02,
        0.03,
        0.33,
        1.87,
        1.35,
        2.47,
        -0.06,
        0.55,
        -0.29,
        0.25,
        -0.43,
        -0.07,
        0.27,
        0.45,
        0.64,
        -2.37,
        0.49,
        -0.47,
        2.29,
        -0.6,
        1.42,
        -2.44,
    ),
    "none": (
        0.32,
        0.86,
        0,
        -1.64,
        -3.8,
        -1.15,
        0.13,
        2.01,
        0,
        0.32,
        1.5,
        0.57,
        -0.12,
        0,
        -4.07,
        1.11,
        -1.39,
        0.14,
        -2.47,
        0,
        -1.26,
        -0.47,
    ),
}
"""Per kind of answer the weights of ``FEATURES`` and, last, the constant."""

CERTAIN = 3.0
"""Log-odds are told apart within so much, and a person's answer counts as this."""

_AROUND = 9
"""So many frames of 1/30 s make up what is around a frame."""
_USUAL_OFF = 1.5
_USUAL_SHARE = 0.15
_SAME_PLACE = 4.0
"""Picture pixels."""
_EDGE = 8.0
"""Picture pixels from the edge of the picture by which its influence falls to a third."""


def error_probability(track: TrackColumns, path: PathAnswers, beside: Neighbours) -> Float64:
    """float64 [n]: how likely each answer is wrong; 0 where a person answers or nobody does.

    ``path`` is the one that the track follows, ``beside`` the track's neighbours.
    """
    columns = _columns(track, path, beside)
    probability = np.zeros(len(track))
    for kind, where in kinds_of(track).items():
        *weights, constant = _WEIGHTS[kind]
        odds = np.full(len(track), float(constant))
        # Column by column: half a million frames of all of them together take longer to bring
        # into one table than to add up.
        for weight, column in zip(weights, columns, strict=True):
            if weight:
                odds += weight * column
        probability[where] = 1.0 / (1.0 + np.exp(-odds[where]))
    probability[track.persons | (track.visibility < 0)] = 0.0
    return probability


def kinds_of(track: TrackColumns) -> dict[str, Mask]:
    """bool [n] by kind of answer: which frames have it."""
    filled = track.source == Source.INTERPOLATED.code
    return {"taken": track.has_ball & ~filled, "filled": filled, "none": ~track.has_ball}


def features(track: TrackColumns, path: PathAnswers) -> Float64:
    """float64 [n, len(FEATURES)]: what the model looks at; ``path`` is the one that is followed."""
    return np.stack(_columns(track, path, Neighbours.of(track)), axis=-1)


def _columns(track: TrackColumns, path: PathAnswers, beside: Neighbours) -> tuple[Float64, ...]:
    """The `features` one by one, each [n]."""
    pace, scale = REFERENCE_FPS / path.fps, picture_scale(path.size)
    ball, persons = track.has_ball, track.persons
    filled = track.source == Source.INTERPOLATED.code
    x, y = track.x / scale, track.y / scale
    best = np.nan_to_num(track.predicted_score.astype(np.float64))
    # Of another model's answer without a score nobody knows how sure it is.
    taken = np.nan_to_num(track.score.astype(np.float64), nan=track.threshold)
    taken = np.where(ball & ~filled, taken, best)
    score = np.where(persons, CERTAIN * np.where(ball, 1.0, -1.0), _odds(taken, track.threshold))
    turn, speed = _turns_and_speeds(beside, scale)
    other = ball & ~filled & ~persons & (track.score < track.predicted_score)
    length, edge = _runs(ball)
    here, elsewhere = _peaks(track, scale)
    return (
        score,
        _mean_around(score, pace),
        turn,
        _mean_around(turn, pace),
        _mean_around(other, pace),
        _mean_around(filled & ~persons, pace),
        np.log1p(np.minimum(length * pace, 100.0)),
        np.exp(-edge * pace / 2.0),
        here,
        elsewhere,
        _mean_around(elsewhere, pace),
        _mean_around(np.where(ball, here, elsewhere), pace),
        _mean_around((best >= track.threshold) != ball, pace),
        np.log1p(np.minimum(speed / pace, 60.0)),
        _at_edge(x, y, ball, (path.size[0] / scale, path.size[1] / scale)),
        *_persons_near(track, x, y, pace),
        _mean_around(persons, pace),
    )


def _odds(p: Float64, threshold: float) -> Float64:
    """Log-odds against the threshold's, within ``CERTAIN``."""
    limited = np.clip(np.stack((p, np.full_like(p, threshold))), 1e-3, 1.0 - 1e-3)
    odds = np.log(limited / (1.0 - limited))
    inside: Float64 = np.clip(odds[0] - odds[1], -CERTAIN, CERTAIN)
    return inside


def _turns_and_speeds(beside: Neighbours, scale: float) -> tuple[Float64, Float64]:
    """How far the ball lies off the middle of its neighbours, against what is usual at its speed;
    and that speed, in picture pixels a frame. 0 where that is not known."""
    speed = beside.speed(scale)
    turn = np.minimum(beside.off_line(scale) / (_USUAL_OFF + _USUAL_SHARE * speed), 6.0)
    return np.nan_to_num(turn), np.nan_to_num(speed)


def _peaks(track: TrackColumns, scale: float) -> tuple[Float64, Float64]:
    """Log-odds of the best peak where the ball is said to be, and of the best one elsewhere."""
    peaks = track.candidates
    off_x, off_y = peaks[..., 0] - track.x[:, None], peaks[..., 1] - track.y[:, None]
    near = off_x * off_x + off_y * off_y < (_SAME_PLACE * scale) ** 2
    score = np.nan_to_num(peaks[..., 2].astype(np.float64))
    here, elsewhere = (
        np.where(mask, score, 0.0).max(axis=1, initial=0.0) for mask in (near, ~near)
    )
    return _odds(here, track.threshold), _odds(elsewhere, track.threshold)


def _at_edge(x: Float64, y: Float64, ball: Mask, size: tuple[float, float]) -> Float64:
    """How near the edge of the picture the ball is; without one, where it was last or is next."""
    away = np.minimum(np.minimum(x, size[0] - x), np.minimum(y, size[1] - y))
    near = np.nan_to_num(np.exp(-np.maximum(away, 0.0) / _EDGE))
    known = np.flatnonzero(ball)
    if not len(known):
        return near
    number = np.searchsorted(known, np.arange(len(x)))
    after = near[known[np.minimum(number, len(known) - 1)]] * (number < len(known))
    before = near[known[np.maximum(number - 1, 0)]] * (number > 0)
    return np.where(ball, near, np.maximum(before, after))


def _persons_near(track: TrackColumns, x: Float64, y: Float64, pace: float) -> list[Float64]:
    """Whether the nearest answers of persons before and after agree, fading with time: the nearer
    of those that say the same of whether there is a ball (quickly, slowly), both of them, the
    nearer of those that say otherwise, and the nearer with a ball in the same place."""
    ball, frames, pins = track.has_ball, np.arange(len(x)), np.flatnonzero(track.persons)
    alike, farther, together, unlike, same_place = (np.zeros(len(x)) for _ in range(5))
    if len(pins):
        number = np.searchsorted(pins, frames)
        for side, valid in ((number - 1, number > 0), (number, number < len(pins))):
            pin = pins[np.clip(side, 0, len(pins) - 1)]
            away = np.abs(pin - frames) * pace
            same, other = valid & (ball[pin] == ball), valid & (ball[pin] != ball)
            near = ball & (np.hypot(x - x[pin], y - y[pin]) < _SAME_PLACE)
            alike = np.maximum(alike, same * np.exp(-away / 3.0))
            farther = np.maximum(farther, same * np.exp(-away / 12.0))
            together += same * np.exp(-away / 8.0)
            unlike = np.maximum(unlike, other * np.exp(-away / 3.0))
            same_place = np.maximum(same_place, (same & near) * np.exp(-away / 20.0))
    return [alike, farther, together, unlike, same_place]


def _mean_around(column: npt.NDArray[np.generic], pace: float) -> Float64:
    """The mean over ``_AROUND`` frames of 1/30 s around each; what lies outside counts as 0."""
    half = max(1, round(_AROUND / pace / 2 - 0.5))
    total = np.concatenate(([0.0], np.cumsum(column.astype(np.float64))))
    frames = np.arange(len(column))
    upto = np.minimum(frames + half + 1, len(column))
    mean: Float64 = (total[upto] - total[np.maximum(frames - half, 0)]) / (2 * half + 1)
    return mean


def _runs(ball: Mask) -> tuple[Float64, Float64]:
    """How long the run of frames with the same answer is, and how far its nearer edge."""
    starts = np.flatnonzero(np.diff(ball.astype(np.int8), prepend=-1))
    lengths = np.diff(starts, append=len(ball))
    length = np.repeat(lengths, lengths)
    since = np.arange(len(ball)) - np.repeat(starts, lengths)
    return length.astype(np.float64), np.minimum(since, length - 1 - since).astype(np.float64)
