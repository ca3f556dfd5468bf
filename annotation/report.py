"""What a label report says of a track: coverage, confidence, corrections, speed, hard stretches.

Numbers only, in columns and counts; who draws them is another matter. Half a million frames take a
fraction of a second, or the time of their path where persons answered many of them.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from annotation.arrays import Float64, Int64, Mask
from annotation.camera_steps import seen_beside
from annotation.mark_columns import MarkColumns, empty_records
from annotation.marks import NOT_LOOKED, Source
from annotation.metrics import SPACE, TOLERANCE
from annotation.rallies import Rallies, Rally
from annotation.review import ReviewQueue, review_queue
from annotation.track import BallTrack

STRIP_COLUMNS = 240
"""The video is summed up in at most so many columns where something is shown over time."""
SCORE_BINS = 20
SPEED_BINS = 32
MOST_STRETCHES = 8


class State(StrEnum):
    """Who answers for a frame; every frame is in exactly one."""

    HUMAN = "marked by a person"
    VERIFIED = "accepted by a person"
    INTERPOLATED = "filled in"
    MODEL_BALL = "model: ball"
    MODEL_NO_BALL = "model: no ball"
    UNPROCESSED = "not looked at"


class Outcome(StrEnum):
    """What a person made of the machine's answer: of what it says without any person's mark, along
    the path where the track follows one. What was accepted as it was shown is right."""

    RIGHT = "right"
    """Both have a ball within the tolerance, or both have none."""
    MOVED = "moved"
    """Both have a ball, but not in one place."""
    ADDED = "added"
    """The model missed the ball."""
    REMOVED = "removed"
    """The model saw a ball where there is none."""


@dataclass(frozen=True)
class Coverage:
    """Frames per state, and over time: ``share`` float64 [columns, states] of each column's frames.

    Frames that are left out are in no state: what a column lacks to 1 is theirs.
    """

    counts: dict[State, int]
    share: Float64


@dataclass(frozen=True)
class Confidence:
    """Scores of the model's best peaks in equal bins of 0..1, each int64 [bins].

    ``right`` and ``wrong`` count frames that a person answered for as well, ``unchecked`` the rest.
    """

    right: Int64
    wrong: Int64
    unchecked: Int64


@dataclass(frozen=True)
class Corrections:
    """Frames that both the machine and a person answer, by the person's mark and the outcome.

    ``precision``, ``recall`` and ``f1`` follow TrackNet's protocol on these frames; 0 where there
    is nothing to divide by. ``median_move_px`` is over moved balls, pixels of the source video.
    """

    counts: dict[Source, dict[Outcome, int]]
    precision: float
    recall: float
    f1: float
    median_move_px: float | None

    @property
    def checked(self) -> int:
        """Frames that could be compared."""
        return sum(sum(outcomes.values()) for outcomes in self.counts.values())

    def total(self, outcome: Outcome) -> int:
        """Frames with the outcome, whoever answered."""
        return sum(outcomes[outcome] for outcomes in self.counts.values())


@dataclass(frozen=True)
class Speed:
    """How far the ball moves from one frame to the next of its shot, in pixels as high as those of
    the source video, and as wide as high.

    ``highest`` and ``median`` are float64 [columns] over time, NaN where no two neighbouring frames
    have a ball. ``histogram`` int64 [bins] spreads 0..``histogram_end``; faster ones are in the
    last bin. The rest is None where there is no step at all.
    """

    steps: int
    highest: Float64
    median: Float64
    histogram: Int64
    histogram_end: float
    median_px: float | None
    p95_px: float | None
    highest_px: float | None
    highest_frame: int | None


@dataclass(frozen=True)
class Stretch:
    """About a second of hard frames: doubtful ones still unchecked, and corrected ones.

    ``difficulty`` is the mean over its frames, 0..1; ``reasons`` the most frequent first.
    """

    first: int
    last: int
    difficulty: float
    corrected: int
    doubtful: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class LabelReport:
    """Everything a report says; ``left_out`` of the ``frames`` count nowhere else."""

    frames: int
    left_out: int
    answered: int
    with_ball: int
    by_person: int
    threshold: float
    by_path: bool
    coverage: Coverage
    confidence: Confidence
    corrections: Corrections
    speed: Speed
    hardest: tuple[Stretch, ...]
    rallies: Sequence[Rally]

    @property
    def wanted(self) -> int:
        """Frames that are to be labelled: all but those left out."""
        return self.frames - self.left_out


def label_report(
    track: BallTrack,
    size: tuple[int, int],
    fps: float,
    left_out: Mask | None = None,
    pixel_aspect: float = 1.0,
    rallies: Rallies | None = None,
) -> LabelReport:
    """Sum up a track; ``size`` is (width, height) of the source video, ``pixel_aspect`` width :
    height of its pixels, as the hall shows them.

    ``left_out`` bool [n] are the frames that are no part of the labels
    (``Segments.left_out_mask``): they count as left out and nowhere else. ``ValueError`` where size
    or rate are not positive.
    """
    if min(*size, fps) <= 0:
        raise ValueError(f"size {size} and rate {fps} must be positive")
    kept = np.ones(len(track), np.bool_) if left_out is None else ~left_out
    machine = _without_marks(track)
    outcome = np.where(kept, _outcomes(track, machine, size), _UNCOMPARED)
    return LabelReport(
        frames=len(track),
        left_out=int((~kept).sum()),
        answered=int((kept & (track.visibility != NOT_LOOKED)).sum()),
        with_ball=int((kept & track.has_ball).sum()),
        by_person=int((kept & track.persons).sum()),
        threshold=track.threshold,
        by_path=track.path is not None,
        coverage=_coverage(track, kept),
        confidence=_confidence(track, kept, outcome),
        corrections=_corrections(track, machine, outcome, pixel_aspect),
        speed=_speed(track, kept, pixel_aspect),
        hardest=_hardest(track, kept, outcome, fps),
        rallies=[] if rallies is None else rallies.rows(track.persons),
    )


def column_edges(frames: int) -> Int64:
    """int64 [columns + 1]: the frames between which the columns of a strip lie."""
    columns = min(max(1, frames), STRIP_COLUMNS)
    return np.linspace(0, frames, columns + 1).astype(np.int64)


_STATES = tuple(State)
_OUTCOMES = tuple(Outcome)
_UNCOMPARED = -1
_SAME_SCORE = 1e-5
"""Scores are kept in single precision."""


def _coverage(track: BallTrack, kept: Mask) -> Coverage:
    by_source = {
        Source.HUMAN: State.HUMAN,
        Source.VERIFIED: State.VERIFIED,
        Source.INTERPOLATED: State.INTERPOLATED,
    }
    state = np.full(len(track), _STATES.index(State.UNPROCESSED), np.int64)
    answered = track.visibility != NOT_LOOKED
    state[answered & track.has_ball] = _STATES.index(State.MODEL_BALL)
    state[answered & ~track.has_ball] = _STATES.index(State.MODEL_NO_BALL)
    for source, name in by_source.items():
        state[track.source == source.code] = _STATES.index(name)
    counts = np.bincount(state[kept], minlength=len(_STATES))
    edges = column_edges(len(track))
    column = np.repeat(np.arange(len(edges) - 1), np.diff(edges))
    table = np.zeros((len(edges) - 1, len(_STATES)))
    np.add.at(table, (column[kept], state[kept]), 1.0)
    table /= np.maximum(np.diff(edges)[:, np.newaxis], 1)
    return Coverage({name: int(counts[i]) for i, name in enumerate(_STATES)}, table)


def _without_marks(track: BallTrack) -> BallTrack:
    """What the machine says where nobody has said anything."""
    frames = np.flatnonzero(track.marked)
    if not len(frames):
        return track
    machine = track.snapshot()
    machine.put_marks(MarkColumns(empty_records(frames)))
    return machine


def _outcomes(track: BallTrack, machine: BallTrack, size: tuple[int, int]) -> Int64:
    """Of each frame the place of its outcome in ``Outcome``, or -1 where there is none."""
    compared = track.predicted & track.persons
    model, person = machine.has_ball, track.has_ball
    dx = (machine.x - track.x) * SPACE[0] / size[0]
    dy = (machine.y - track.y) * SPACE[1] / size[1]
    near = np.hypot(dx, dy) < TOLERANCE
    outcome = np.select(
        [model & person & ~near, person & ~model, model & ~person],
        [_OUTCOMES.index(name) for name in (Outcome.MOVED, Outcome.ADDED, Outcome.REMOVED)],
        _OUTCOMES.index(Outcome.RIGHT),
    )
    outcome[_accepted(track)] = _OUTCOMES.index(Outcome.RIGHT)
    result: Int64 = np.where(compared, outcome, _UNCOMPARED)
    return result


def _accepted(track: BallTrack) -> Int64:
    """Which frames hold a machine's answer that a person let stand; the marks around it may have
    led the path there. Its score tells it from answers of another model, which are compared."""
    at = np.flatnonzero(track.source == Source.VERIFIED.code)
    score = track.score[at].astype(np.float64)
    known = np.column_stack((track.candidates[at, :, 2], track.predicted_score[at]))
    same = (np.abs(known - score[:, None]) < _SAME_SCORE).any(axis=1)
    return at[same | np.isnan(score)]


def _confidence(track: BallTrack, kept: Mask, outcome: Int64) -> Confidence:
    score = np.clip(track.predicted_score.astype(np.float64), 0.0, 1.0)
    scored = kept & track.predicted & ~np.isnan(score)
    bins = np.minimum((np.nan_to_num(score) * SCORE_BINS).astype(np.int64), SCORE_BINS - 1)
    right = outcome == _OUTCOMES.index(Outcome.RIGHT)

    def count(which: Mask) -> Int64:
        return np.bincount(bins[scored & which], minlength=SCORE_BINS)

    compared = outcome != _UNCOMPARED
    return Confidence(count(right), count(compared & ~right), count(~compared))


def _corrections(
    track: BallTrack, machine: BallTrack, outcome: Int64, pixel_aspect: float
) -> Corrections:
    counts = {
        source: {
            name: int(((track.source == source.code) & (outcome == place)).sum())
            for place, name in enumerate(_OUTCOMES)
        }
        for source in (Source.HUMAN, Source.VERIFIED)
    }
    hit = int(((outcome == _OUTCOMES.index(Outcome.RIGHT)) & track.has_ball).sum())
    moved, added, removed = (
        outcome == _OUTCOMES.index(name) for name in (Outcome.MOVED, Outcome.ADDED, Outcome.REMOVED)
    )
    wrong, missed = int((moved | removed).sum()), int(added.sum())
    move = np.hypot((machine.x - track.x) * pixel_aspect, machine.y - track.y)[moved]
    return Corrections(
        counts=counts,
        precision=hit / max(hit + wrong, 1),
        recall=hit / max(hit + missed, 1),
        f1=2 * hit / max(2 * hit + wrong + missed, 1),
        median_move_px=float(np.median(move)) if len(move) else None,
    )


def _speed(track: BallTrack, kept: Mask, pixel_aspect: float) -> Speed:
    step = np.full(len(track), np.nan)
    ball = kept & track.has_ball
    both = ball[1:] & ball[:-1] & ~track.cuts[1:]
    before, _after = seen_beside(track.x, track.y, track.camera)
    across, down = (track.x - before[0]) * pixel_aspect, track.y - before[1]
    step[1:][both] = np.hypot(across, down)[1:][both]
    known = step[~np.isnan(step)]
    edges = column_edges(len(track))
    columns = [step[a:b][~np.isnan(step[a:b])] for a, b in itertools.pairwise(edges)]
    nan = float("nan")
    end = float(np.percentile(known, 99.5)) if len(known) else 1.0
    end = max(end, 1.0)
    places = np.minimum((known / end * SPEED_BINS).astype(np.int64), SPEED_BINS - 1)
    fastest = int(np.nanargmax(step)) if len(known) else None
    return Speed(
        steps=len(known),
        highest=np.array([part.max() if len(part) else nan for part in columns]),
        median=np.array([np.median(part) if len(part) else nan for part in columns]),
        histogram=np.bincount(places, minlength=SPEED_BINS),
        histogram_end=end,
        median_px=float(np.median(known)) if len(known) else None,
        p95_px=float(np.percentile(known, 95)) if len(known) else None,
        highest_px=float(known.max()) if len(known) else None,
        highest_frame=fastest,
    )


def _hardest(track: BallTrack, kept: Mask, outcome: Int64, fps: float) -> tuple[Stretch, ...]:
    """The worst second, then the worst of the rest, and so on."""
    queue = review_queue(track)
    corrected = outcome > _OUTCOMES.index(Outcome.RIGHT)
    in_doubt = kept & (queue.suspicion >= queue.bar)
    difficulty = np.maximum(np.where(in_doubt, queue.suspicion, 0.0), kept & corrected)
    doubtful = np.flatnonzero(in_doubt)
    length = min(max(1, round(fps)), len(track))
    stretches: list[Stretch] = []
    while len(track) and len(stretches) < MOST_STRETCHES:
        sums = np.convolve(difficulty, np.ones(length), "valid")
        first = int(sums.argmax())
        mean = float(sums[first]) / length
        if mean < 1e-6:
            break
        part = slice(first, first + length)
        # Quiet frames at either end only make the stretch look longer than it is.
        busy = np.flatnonzero(difficulty[part] > 0) + first
        here = doubtful[(doubtful >= busy[0]) & (doubtful <= busy[-1])]
        ends = int(busy[0]), int(busy[-1])
        stretches.append(_stretch(queue, here, corrected, difficulty, *ends))
        difficulty = difficulty.copy()
        difficulty[part] = 0.0
    stretches.sort(key=lambda s: -s.difficulty * (s.last - s.first + 1))
    return tuple(stretches)


def _stretch(
    queue: ReviewQueue,
    doubtful: Int64,
    corrected: Mask,
    difficulty: Float64,
    first: int,
    last: int,
) -> Stretch:
    part = slice(first, last + 1)
    reasons: Counter[str] = Counter()
    for frame in doubtful.tolist():
        reasons.update(queue.item(frame).reasons[:1])
    return Stretch(
        first=first,
        last=last,
        difficulty=float(difficulty[part].mean()),
        corrected=int(corrected[part].sum()),
        doubtful=len(doubtful),
        reasons=tuple(reason for reason, _count in reasons.most_common(2)),
    )
