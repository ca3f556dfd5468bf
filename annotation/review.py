"""The frames worth a second look, each with its reasons, ranked by what a look is worth.

Where the path is followed, a frame's suspicion is the probability that its answer is wrong
(``annotation.error_model``), and the queue is ranked by the errors an action there is expected to
repair: a correction repairs its neighbours with it, the nearer the surer, so the middle of a bad
stretch comes first and the rest of the stretch waits until that is decided. How suspicious a frame
must be, the bar, stays where it is until a person lowers or raises it: it would be a queue without
an end that lowered it by itself. Without a path every
reason gives a suspicion between 0 and 1; several add up as independent doubts do,
1 - (1 - a)(1 - b). Frames a person answers for are never suspicious, and frames nobody has
answered are not in question. The reasons:

- low confidence    the best peak's score lies close to the threshold, on either side
- jump              the ball lies far off the line between its neighbours in time; how far counts
                    as far is taken from the track itself, so that fast and slow sports both fit
- gap               the ball is gone for a few frames in the middle of its path
- isolated          the ball is there for a frame or two in the middle of nothing
- close runner-up   the second best peak is nearly as good as the best
- not the best peak the path takes another peak than the model's best
- hidden            no peak fits, and the path fills the frame in
- weak stretch      the path's peaks all around score low
- earlier frames disagree
                    going by the frames before alone, the ball would be elsewhere
- looks disagree    the model saw the frame more than once, and not the same each time
- earlier run disagrees
                    the run before the latest, mostly of other weights, said something else

All is computed in columns: half a million frames take a fraction of a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import overload

import numpy as np

from annotation.arrays import Float64, Int64, Mask
from annotation.error_model import error_probability
from annotation.marks import Source, Visibility
from annotation.motion import REFERENCE_FPS
from annotation.neighbours import Neighbours
from annotation.track import BallTrack
from annotation.track_columns import TrackColumns

MINIMUM_SUSPICION = 0.35
"""The usual bar without a path: frames below it are not worth a visit."""

LONGEST_GAP = 15
LONGEST_ISOLATED = 2
WORTH_A_LOOK = 0.1
"""The usual bar for the probability that the path is wrong. A simulated analyst who lowers it once
nothing is left above it needs as many actions as by a bar that falls with the worst that is left;
with twice as high a bar, more."""

BARS = (0.02, 0.05, WORTH_A_LOOK, 0.2, MINIMUM_SUSPICION, 0.5, 0.7, 0.9)
"""The bars to choose from. At the lowest, no answer that is not asked about is wrong with more than
this probability."""

COIN_FLIP = 0.9
"""A frame whose low confidence, or whose looks' disagreement, is at least this is asked about, once
the bar is lowered, whatever the path makes of it: ..."""
COIN_FLIP_AT = 0.05
"""... at this bar. At the usual one these looks cost more than they repair."""

REPAIRS_ON = 0.75
"""A correction repairs the next frame with this probability, where that is wrong too."""

_RUNNER_UP_FROM = 0.6
_WEAK_AROUND = 9
_OVERRULED = 0.5
"""On training clips of badminton every other such answer is wrong."""
_RUNS_DIFFER = 0.65
_DIFFERS_AT_LEAST = 0.4
"""Where the answers of `v5-small` and `v5` differ on training clips, 65 % of either are wrong, from
30 % where nothing else speaks against them to 80 % where much does."""
_JUMP_FLOOR_PX = 6.0
_JUMP_SPREADS = 6.0


REASONS = (
    "low confidence",
    "jump",
    "gap",
    "isolated",
    "close runner-up",
    "not the best peak",
    "hidden",
    "weak stretch",
    "earlier frames disagree",
    "looks disagree",
    "earlier run disagrees",
)


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A frame worth a look: ``suspicion`` in 0..1, ``reasons`` the strongest first."""

    frame: int
    suspicion: float
    reasons: tuple[str, ...]


class ReviewQueue(Sequence[ReviewItem]):
    """The frames worth a look, the most rewarding first (ties by frame); items are made as they
    are asked for. No frame of it lies below the bar.

    ``doubts`` float64 [reasons, n] say how much each reason speaks against each frame,
    ``suspicion`` [n] what follows from them, ``worth`` [n] what a look is worth, 0 for none,
    ``bar`` the suspicion from which a frame is doubtful.
    """

    def __init__(self, doubts: Float64, suspicion: Float64, worth: Float64, bar: float) -> None:
        self._doubts = doubts
        self._suspicion = suspicion
        self._bar = bar
        self._worth = worth
        frames = np.flatnonzero(worth > 0)
        self._ranked = frames[np.argsort(-worth[frames], kind="stable")]

    @property
    def suspicion(self) -> Float64:
        """float64 [n]: the suspicion of every frame of the video."""
        return self._suspicion

    @property
    def bar(self) -> float:
        """The suspicion from which a frame is doubtful, and part of a stretch to look at."""
        return self._bar

    @property
    def worth(self) -> Float64:
        """float64 [n]: the errors an action in the frame is expected to repair, 0 for no item."""
        return self._worth

    @property
    def doubts(self) -> Float64:
        """float64 [reasons, n]: how much each of `REASONS` speaks against each frame, 0..1."""
        return self._doubts

    @property
    def frames(self) -> Int64:
        """int64 [k]: the frames of the queue, worst first."""
        return self._ranked

    def doubtful_for(self, reason: str) -> Int64:
        """int64 [k], ascending: the frames above the bar that one of `REASONS` speaks against."""
        against = self._doubts[REASONS.index(reason)] > 0
        return np.flatnonzero(against & (self._suspicion >= self._bar))

    def item(self, frame: int) -> ReviewItem:
        """What speaks against the frame, in the queue or not."""
        doubts = self._doubts[:, frame]
        strongest = np.argsort(-doubts, kind="stable")
        reasons = tuple(REASONS[reason] for reason in strongest if doubts[reason] > 0)
        return ReviewItem(int(frame), float(self._suspicion[frame]), reasons)

    def __len__(self) -> int:
        return len(self._ranked)

    @overload
    def __getitem__(self, index: int) -> ReviewItem: ...
    @overload
    def __getitem__(self, index: slice) -> list[ReviewItem]: ...
    def __getitem__(self, index: int | slice) -> ReviewItem | list[ReviewItem]:
        if isinstance(index, slice):
            return [self.item(frame) for frame in self._ranked[index].tolist()]
        return self.item(int(self._ranked[index]))


@dataclass(frozen=True, slots=True)
class Doubts:
    """What speaks against every frame of a track, found once; a queue for each bar is quick."""

    reasons: Float64
    """float64 [reasons, n]: how much each of `REASONS` speaks against each frame, 0..1."""
    suspicion: Float64
    """float64 [n]"""
    usual_bar: float
    repairs: Float64
    """float64 [pictures]: the errors an action in the picture is expected to repair."""
    apart: int
    """Of pictures no farther apart than this only one is asked about at a time."""
    number: Int64 | None
    """int64 [n]: which picture each frame shows, None where every frame shows one of its own."""

    def queue(self, bar: float | None = None) -> ReviewQueue:
        """Rank what lies above the bar, by default the usual one.

        Every picture is one question, put by the first of the frames that show it.
        """
        bar = self.usual_bar if bar is None else bar
        if self.number is None:
            worth = _asked(self.repairs, self.suspicion >= bar, self.apart)
        else:
            first = np.diff(self.number, prepend=-1) > 0
            asked = _asked(self.repairs, self.suspicion[first] >= bar, self.apart)
            worth = np.where(first, asked[self.number], 0.0)
        return ReviewQueue(self.reasons, self.suspicion, worth, bar)

    def count(self, bar: float, shown: Mask) -> int:
        """How many of the frames ``shown``, bool [n], are doubtful by that bar."""
        return int(np.count_nonzero(shown & (self.suspicion >= bar)))


def find_doubts(track: BallTrack) -> Doubts:
    """Find out what speaks against the frames of a track."""
    pictures, number = track.pictures()
    found = _of_pictures(pictures)
    if len(pictures) == len(track):
        return found
    return replace(
        found,
        reasons=found.reasons[:, number],
        suspicion=found.suspicion[number],
        number=number,
    )


def review_queue(track: BallTrack) -> ReviewQueue:
    """Rank the frames of a track that are worth a look: those above the usual bar."""
    return find_doubts(track).queue()


def _of_pictures(track: TrackColumns) -> Doubts:
    """What speaks against the frames of a track in which every picture is shown once."""
    has_ball = track.has_ball
    answered = track.visibility >= Visibility.NO_BALL
    beside = Neighbours.of(track)
    gap, isolated = _runs(has_ball, answered)
    doubts = np.stack(
        [
            _low_confidence(track),
            _jump(beside),
            gap,
            isolated,
            _runner_up(track),
            *_path_doubts(track, has_ball),
            np.where(track.overruled, _OVERRULED, 0.0),
            np.nan_to_num(track.disagreement.astype(np.float64)),
            np.where(track.former_differs, _RUNS_DIFFER, 0.0),
        ]
    )
    doubts[:, track.persons | ~answered] = 0.0
    if track.path is None:
        suspicion = _together(doubts)
        return Doubts(doubts, suspicion, MINIMUM_SUSPICION, suspicion, 0, None)
    suspicion = error_probability(track, track.path, beside)
    differs = doubts[REASONS.index("earlier run disagrees")] > 0
    suspicion = np.where(differs, _DIFFERS_AT_LEAST + 0.5 * suspicion, suspicion)
    # Where no network of ours has looked, there are no peaks to tell how likely an error is.
    unseen = ~track.predicted
    suspicion[unseen] = _together(doubts[:, unseen])
    pace = track.path.fps / REFERENCE_FPS
    repairs = _expected_repairs(suspicion, pace)
    flips = [doubts[REASONS.index(reason)] for reason in ("low confidence", "looks disagree")]
    asked = np.max(flips, axis=0) >= COIN_FLIP
    suspicion = np.where(asked, np.maximum(suspicion, COIN_FLIP_AT), suspicion)
    return Doubts(doubts, suspicion, WORTH_A_LOOK, repairs, max(1, round(4 * pace)), None)


def _together(doubts: Float64) -> Float64:
    """float64 [n]: how strong doubts [reasons, n] are that know nothing of each other."""
    together: Float64 = 1.0 - np.prod(1.0 - doubts, axis=0)
    return together


def _expected_repairs(suspicion: Float64, pace: float) -> Float64:
    """Errors that an action in each frame repairs, there and around."""
    n = len(suspicion)
    reach = max(1, round(15 * pace))
    kernel = REPAIRS_ON ** (np.abs(np.arange(-reach, reach + 1)) / pace)
    around = np.convolve(suspicion, kernel)[reach : reach + n] if n else suspicion
    repairs: Float64 = suspicion * around
    return repairs


def _asked(repairs: Float64, doubtful: Mask, apart: int) -> Float64:
    """What a look at each doubtful picture is worth; 0 where one near by is worth more."""
    worth = np.where(doubtful, repairs, 0.0)
    best = worth > 0
    for offset in range(1, apart + 1):
        best[offset:] &= worth[offset:] > worth[:-offset]
        best[:-offset] &= worth[:-offset] >= worth[offset:]
    return np.where(best, worth, 0.0)


def _path_doubts(track: TrackColumns, has_ball: Mask) -> list[Float64]:
    """Of a path: it takes another than the best peak, it fills in, its peaks around are weak."""
    by_model = (track.source == Source.MODEL.code) & has_ball
    other = by_model & (track.score < track.predicted_score)
    filled = track.source == Source.INTERPOLATED.code
    weak = np.zeros(len(track))
    if track.path is not None and len(track):
        # Answers of other models may have no score.
        scored = by_model & ~np.isnan(track.score)
        score = np.where(scored, track.score.astype(np.float64), 0.0)
        near = np.ones(_WEAK_AROUND)
        middle = slice(_WEAK_AROUND // 2, _WEAK_AROUND // 2 + len(track))
        count = np.convolve(scored, near)[middle]
        mean = np.convolve(score, near)[middle] / np.maximum(count, 1.0)
        weak = np.where(scored, np.clip(1.2 - mean / max(track.threshold, 1e-9), 0.0, 0.9), 0.0)
    return [np.where(other, 0.45, 0.0), np.where(filled, 0.5, 0.0), weak]


def _low_confidence(track: TrackColumns) -> Float64:
    """1 at the threshold, falling to 0 half-way to a sure yes and half-way to a sure no."""
    score, threshold = track.score.astype(np.float64), track.threshold
    margin = np.where(score >= threshold, 1.0 - threshold, threshold)
    away = np.abs(score - threshold) / np.maximum(margin, 1e-9)
    doubt = np.clip(1.0 - 2.0 * away, 0.0, 1.0)
    by_model = track.source == Source.MODEL.code
    return np.where(by_model & ~np.isnan(score), doubt, 0.0)


def _jump(beside: Neighbours) -> Float64:
    """How far the ball lies off the middle of its neighbours, against what is usual here."""
    off = beside.off_line()
    known = off[~np.isnan(off)]
    usual = float(np.median(known)) if len(known) else 0.0
    far = max(_JUMP_FLOOR_PX, _JUMP_SPREADS * usual)
    off = np.nan_to_num(off)
    # A stray point throws its neighbours off by half its own distance: blame only the worst.
    worst = (off >= np.append(off[1:], 0.0)) & (off >= np.insert(off[:-1], 0, 0.0))
    return np.where(worst & (off > far), off / (off + far), 0.0)


def _runs(has_ball: Mask, answered: Mask) -> tuple[Float64, Float64]:
    """The doubts of short gaps in the path and of short stretches of ball between nothing."""
    gap, isolated = np.zeros(len(has_ball)), np.zeros(len(has_ball))
    # 0 nobody has looked, 1 no ball, 2 ball
    state = answered.astype(np.int8) + has_ball
    starts = np.flatnonzero(np.diff(state, prepend=-1))
    lengths = np.diff(starts, append=len(state))
    kinds = state[starts]
    before = np.insert(kinds[:-1], 0, 0) if len(kinds) else kinds
    after = np.append(kinds[1:], 0) if len(kinds) else kinds
    short_gap = (kinds == 1) & (before == 2) & (after == 2) & (lengths <= LONGEST_GAP)
    blip = (kinds == 2) & (before == 1) & (after == 1) & (lengths <= LONGEST_ISOLATED)
    # The shorter the gap, the likelier that the ball was there all the time.
    doubt = np.where(short_gap, 0.75 - 0.4 * (lengths - 1) / LONGEST_GAP, 0.0)
    gap[:] = np.repeat(doubt, lengths)
    isolated[:] = np.repeat(np.where(blip, 0.6, 0.0), lengths)
    return gap, isolated


def _runner_up(track: TrackColumns) -> Float64:
    """How near the second best peak comes to the best, where the model's answer is a ball."""
    doubt = np.zeros(len(track))
    if track.candidates.shape[1] < 2:
        return doubt
    at = np.flatnonzero((track.source == Source.MODEL.code) & track.has_ball)
    best = track.candidates[at, 0, 2].astype(np.float64)
    second = np.nan_to_num(track.candidates[at, 1, 2].astype(np.float64))
    ratio = second / np.where(best > 0, best, np.inf)
    doubt[at] = np.clip((ratio - _RUNNER_UP_FROM) / (1.0 - _RUNNER_UP_FROM), 0.0, 1.0) * 0.8
    return doubt
