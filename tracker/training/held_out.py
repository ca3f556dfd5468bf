"""Which labelled frames are set aside, so that what is learnt from the others can be measured."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from tracker.training.clips import LabelledClip

LEAST_LABELS = 5
LEAST_BALLS = 3
"""Of fewer labelled frames or balls an F1 would say nothing."""

_EVERY_FRAME = 2**31
"""No video has so many."""


Learnt = Mapping[str, Sequence[tuple[int, int]]]
"""What weights have learnt from: by a video's identity the first and last frames of stretches."""

Split = tuple[list[LabelledClip], list[LabelledClip]]
"""Clips to train on, and clips to measure on."""


def split_off_unknown(
    clips: Sequence[LabelledClip], learnt: Learnt, share: float = 0.2, seed: int = 0
) -> Split:
    """As ``split_by_video``, for weights that have ``learnt`` from some of the frames already.

    What they know measures nothing. So it is set aside of videos that are new to them, or else of
    stretches of the others that are; never more than half of what is new, for that is to be learnt.
    Where too little is new, it is set aside of all.
    """
    new, known = apart(clips, learnt)
    partly = {clip.source for clip in known}
    of_new_videos = [clip for clip in new if clip.source not in partly]
    total = sum(clip.labelled for clip in clips)
    for some in (of_new_videos, new):
        labels = sum(clip.labelled for clip in some)
        if not known or not labels:
            continue
        train, held = split_by_video(some, min(0.5, share * total / labels), seed)
        if measures(train, held):
            taken = set(map(id, some))
            others = [clip for clip in (*new, *known) if id(clip) not in taken]
            return others + train, held
    return split_by_video(clips, share, seed)


def measures(train: Sequence[LabelledClip], held: Sequence[LabelledClip]) -> bool:
    """Whether what is learnt from ``train`` can be measured on ``held``."""
    enough = sum(clip.labelled for clip in held) >= LEAST_LABELS
    found = sum(clip.balls for clip in held) >= LEAST_BALLS
    return enough and found and any(clip.balls for clip in train)


def apart(
    clips: Sequence[LabelledClip], learnt: Learnt
) -> tuple[list[LabelledClip], list[LabelledClip]]:
    """The clips, or the parts of them, whose labels are new to weights that have ``learnt``, and
    those that are not. Of a clip that does not say which frames it has, all of them are known."""
    parts: tuple[list[LabelledClip], list[LabelledClip]] = [], []
    for clip in clips:
        stretches = learnt.get(clip.identity, ())
        labels = np.flatnonzero(clip.visibility >= 0)
        if clip.numbers is None or not len(labels):
            parts[bool(stretches)].append(clip)
            continue
        is_known = np.zeros(len(labels), np.bool_)
        for first, last in stretches:
            is_known |= (clip.numbers[labels] >= first) & (clip.numbers[labels] <= last)
        changes = np.flatnonzero(np.diff(is_known)) + 1
        if not len(changes):
            parts[bool(is_known[0])].append(clip)
            continue
        # What is not labelled goes along with the labels before it, or with the first.
        edges = [0, *labels[changes].tolist(), len(clip.frames)]
        for number, (begin, end) in enumerate(itertools.pairwise(edges)):
            parts[bool(is_known[0]) != bool(number % 2)].append(clip.part(begin, end))
    return parts


def learnt_from(clips: Sequence[LabelledClip], before: Learnt) -> dict[str, list[tuple[int, int]]]:
    """What is learnt once weights that knew ``before`` have learnt from clips as well.

    A clip counts from its first label to its last: what lies between is too much like those.
    """
    stretches = {identity: list(known) for identity, known in before.items()}
    for clip in clips:
        labels = np.flatnonzero(clip.visibility >= 0)
        if clip.identity and len(labels):
            ends = (0, _EVERY_FRAME)
            if clip.numbers is not None:
                ends = int(clip.numbers[labels[0]]), int(clip.numbers[labels[-1]])
            stretches.setdefault(clip.identity, []).append(ends)
    return {identity: _joined(known) for identity, known in sorted(stretches.items())}


def _joined(stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The same frames in ascending stretches that do not touch."""
    joined: list[tuple[int, int]] = []
    for first, last in sorted(stretches):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return joined


def split_by_video(clips: Sequence[LabelledClip], share: float = 0.2, seed: int = 0) -> Split:
    """Clips to train on and clips to measure on, never from the same video.

    Those whole videos are set aside whose labelled frames come nearest to ``share`` of all, but
    never more than half of them or of the balls. Where that leaves none, as with a single video or
    one that has nearly all labels, a stretch of the one with most labels is set aside, which
    measures less honestly, since it shows the same court and the same players.
    """
    labels, balls = Counter[str](), Counter[str]()
    for clip in clips:
        labels[clip.source] += clip.labelled
        balls[clip.source] += clip.balls
    # Without balls there is nothing to find, however good the weights are.
    videos = sorted(video for video in balls if balls[video]) or sorted(balls)
    if not videos:
        return [], []
    order = [videos[number] for number in np.random.default_rng(seed).permutation(len(videos))]
    chosen = _nearest(order, labels, balls, share)
    if chosen:
        train = [clip for clip in clips if clip.source not in chosen]
        return train, [clip for clip in clips if clip.source in chosen]
    largest = max(order, key=lambda video: labels[video])
    others = [clip for clip in clips if clip.source != largest]
    train, held = _split_in_time([clip for clip in clips if clip.source == largest], share)
    return others + train, held


def _nearest(
    order: Sequence[str], labels: Counter[str], balls: Counter[str], share: float
) -> set[str]:
    """The videos to set aside; none where no choice of them leaves half of all and is enough.

    To any of the ``order`` others are added, small ones first, that bring it nearer to the share.
    """
    wanted = share * labels.total()
    best, least = set[str](), math.inf
    for first in order:
        chosen, frames, found = {first}, labels[first], balls[first]
        for video in sorted(order, key=lambda video: labels[video]):
            enough = frames >= LEAST_LABELS and found >= LEAST_BALLS
            nearer = abs(frames + labels[video] - wanted) < abs(frames - wanted)
            if video not in chosen and (nearer or not enough):
                chosen.add(video)
                frames, found = frames + labels[video], found + balls[video]
        fits = LEAST_LABELS <= frames <= labels.total() / 2
        fits &= LEAST_BALLS <= found <= balls.total() / 2
        if fits and abs(frames - wanted) < least:
            best, least = chosen, abs(frames - wanted)
    return best


def _split_in_time(clips: Sequence[LabelledClip], share: float) -> Split:
    """As ``split_by_video``, of one video: a stretch of its labelled frames, and what is around."""
    train: list[LabelledClip] = []
    held: list[LabelledClip] = []
    first, end = _stretch(clips, share)
    gone = 0
    for clip in clips:
        known = np.flatnonzero(clip.visibility >= 0)
        begin, stop = (min(max(0, label - gone), len(known)) for label in (first, end))
        gone += len(known)
        if begin == stop:
            train.append(clip)
            continue
        # What is not labelled at the ends of the clip goes along with what is beside it.
        cut = int(known[begin]) if begin else 0
        again = int(known[stop]) if stop < len(known) else len(clip.frames)
        if cut:
            train.append(clip.part(0, cut))
        whole = again - cut == len(clip.frames)
        held.append(clip if whole else clip.part(cut, again))
        if again < len(clip.frames):
            train.append(clip.part(again, len(clip.frames)))
    return train, held


def _stretch(clips: Sequence[LabelledClip], share: float) -> tuple[int, int]:
    """First and end of the labels to set aside: the last ones among which balls are about as
    frequent as among all, so that there are some to be found, and some to learn from."""
    has_ball = np.concatenate([clip.visibility[clip.visibility >= 0] for clip in clips]) > 0
    length = round(share * len(has_ball))
    so_far = np.append(0, np.cumsum(has_ball))
    balls = so_far[length:] - so_far[: len(so_far) - length]
    usual = share * so_far[-1]
    low, high = max(LEAST_BALLS, usual / 2), max(LEAST_BALLS, usual * 2)
    off = np.maximum(low - balls, 0) + np.maximum(balls - high, 0)
    first = len(off) - 1 - int(np.argmin(off[::-1]))
    return first, first + length
