"""How likely a machine's answer is wrong: a logistic model of what can be seen of the path.

Three kinds of answers have a model each: a peak taken, a hidden ball filled in, and "no ball". The
weights were fitted to the answers of v5-small's path on the training clips (wrong: not within 4 px
of the hand label, in TrackNet's protocol); on the validation venue, never fitted to, ball answers
are ordered with an area under the curve of 0.95. Scores enter as log-odds against the threshold, so
that the model holds for weights whose scores mean something else.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from annotation.marks import Source
from annotation.motion import REFERENCE_FPS
from annotation.track import BallTrack

Float64 = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

FEATURES = (
    "score",
    "scores around",
    "turn",
    "turns around",
    "other peaks around",
    "fills around",
    "length of the run",
    "edge of the run",
)
"""The columns of ``features``: log-odds of the score against the threshold, here and on average
around; how far off the middle of its neighbours the ball lies, against what is usual at its speed;
how often around a peak was taken that is not the best, or the ball was filled in; how long the run
of frames with (or without) a ball is, and how near its edge."""

_WEIGHTS = {
    "taken": (-0.81, -2.38, 0.19, 1.49, 1.03, -0.63, -0.42, 1.4, 0.81),
    "filled": (0.16, -0.36, -4.71, 1.42, 1.22, 3.09, -0.32, 3.11, 0.31),
    "none": (0.27, 0.77, 0.0, -0.13, 1.05, -12.45, -0.56, -0.05, 1.18),
}
"""Per kind of answer the weights of ``FEATURES`` and, last, the constant."""

CERTAIN = 3.0
"""Log-odds are told apart within so much, and a person's answer counts as this."""

REASSURES = 0.6
"""So much of its doubt an answer loses next to a person's that says the same of whether there is a
ball, ..."""

REASSURES_FOR = 4.0
"""... and a factor e less of that for every so many frames of 1/30 s between them. Both were chosen
by the errors left on training clips while the simulated analyst works."""

_AROUND = 9
"""So many frames of 1/30 s make up what is around a frame."""
_USUAL_OFF = 1.5
_USUAL_SHARE = 0.15


def error_probability(track: BallTrack, fps: float, scale: float) -> Float64:
    """float64 [n]: how likely each answer is wrong; 0 where a person answers or nobody does.

    ``scale``: source pixels per picture pixel (``annotation.motion.picture_scale``).
    """
    columns = features(track, fps, scale)
    filled = track.source == Source.INTERPOLATED.code
    kinds = {"taken": track.has_ball & ~filled, "filled": filled, "none": ~track.has_ball}
    probability = np.zeros(len(track))
    for kind, where in kinds.items():
        *weights, constant = _WEIGHTS[kind]
        odds = columns[where] @ np.array(weights) + constant
        probability[where] = 1.0 / (1.0 + np.exp(-odds))
    probability *= 1.0 - REASSURES * _agreement(track, fps)
    probability[track.persons | (track.visibility < 0)] = 0.0
    return probability


def _agreement(track: BallTrack, fps: float) -> Float64:
    """float64 [n]: how near the nearest answer of a person's is, 1 for here, falling to 0; 0 where
    it says otherwise of whether there is a ball. Of two as near the later one counts."""
    pins = np.flatnonzero(track.persons)
    if not len(pins):
        return np.zeros(len(track))
    frames = np.arange(len(track))
    number = np.searchsorted(pins, frames)
    after, before = pins[np.minimum(number, len(pins) - 1)], pins[np.maximum(number - 1, 0)]
    nearest = np.where(np.abs(after - frames) <= np.abs(frames - before), after, before)
    distance = np.abs(nearest - frames) * (REFERENCE_FPS / fps)
    same = track.has_ball[nearest] == track.has_ball
    return np.where(same, np.exp(-distance / REASSURES_FOR), 0.0)


def features(track: BallTrack, fps: float, scale: float) -> Float64:
    """float64 [n, len(FEATURES)]: what the model looks at."""
    n = len(track)
    ball = track.has_ball
    filled = track.source == Source.INTERPOLATED.code
    pace = REFERENCE_FPS / fps
    best = np.nan_to_num(track.predicted_score.astype(np.float64))
    taken = np.where(ball & ~filled, np.nan_to_num(track.score.astype(np.float64)), best)
    score = np.clip(_log_odds(taken) - _log_odds(np.array(track.threshold)), -CERTAIN, CERTAIN)
    score = np.where(track.persons, CERTAIN * np.where(ball, 1.0, -1.0), score)
    turn = _turns(track.x / scale, track.y / scale, ball)
    other = ball & ~filled & ~track.persons & (track.score < track.predicted_score)
    length, edge = _runs(ball)
    return np.stack(
        (
            score,
            _mean_around(score, pace),
            turn,
            _mean_around(turn, pace),
            _mean_around(other.astype(np.float64), pace),
            _mean_around((filled & ~track.persons).astype(np.float64), pace),
            np.log1p(np.minimum(length * pace, 100.0)),
            np.exp(-edge * pace / 2.0),
        ),
        axis=-1,
    ).reshape(n, len(FEATURES))


def _log_odds(p: Float64) -> Float64:
    p = np.clip(p, 1e-3, 1.0 - 1e-3)
    return np.log(p / (1.0 - p))


def _turns(x: Float64, y: Float64, ball: Mask) -> Float64:
    """How far the ball lies off the middle of its neighbours, against what is usual."""
    turn = np.zeros(len(x))
    if len(x) < 3:
        return turn
    inside = ball[:-2] & ball[1:-1] & ball[2:]
    off = np.hypot(x[1:-1] - (x[:-2] + x[2:]) / 2, y[1:-1] - (y[:-2] + y[2:]) / 2)
    speed = np.hypot(x[2:] - x[:-2], y[2:] - y[:-2]) / 2
    turn[1:-1] = np.where(inside, np.minimum(off / (_USUAL_OFF + _USUAL_SHARE * speed), 6.0), 0.0)
    return turn


def _mean_around(column: Float64, pace: float) -> Float64:
    """The mean over ``_AROUND`` frames of 1/30 s around each; what lies outside counts as 0."""
    half = max(1, round(_AROUND / pace / 2 - 0.5))
    total = np.concatenate(([0.0], np.cumsum(column)))
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
