"""Simulated analysts: what an action costs them, and how right the labels are after each.

Every analyst knows the hand labels, and pays one action for a placed point, a "no ball", an
accepted arc, or a look at a frame that turns out right; ours may use any key of the window and its
mouse, and pays one action for each key, click and drag. Each yields the number of errors (as
``Counts``) after every action; the rules by which they choose the next frame differ.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotation import edits
from annotation.arc_edits import arc_at
from annotation.review import BARS, ReviewQueue, find_doubts
from annotation.review_stretches import LONGEST, ReviewStretches
from annotation.track import BallTrack

Counts = NDArray[np.int64]
"""TP, FP1, FP2, FN."""


@dataclass
class Clip:
    """A clip with its truth: ``known`` bool [n] where a hand label says something, ``truth``
    float64 [n, 2] in source pixels (NaN: no ball), ``plain`` the track decided by threshold."""

    name: str
    group: str
    size: tuple[int, int]
    fps: float
    known: NDArray[np.bool_]
    truth: NDArray[np.float64]
    plain: BallTrack
    tolerance: float

    def along_path(self) -> BallTrack:
        """A track of its own that follows the path."""
        track = self.plain.snapshot()
        track.follow_path(self.size, self.fps)
        return track

    def right(self, xy: NDArray[np.float64]) -> NDArray[np.bool_]:
        """bool [n]: whether the positions (NaN: no ball) agree with the truth."""
        return self.right_at(np.arange(len(xy)), xy)

    def right_at(self, frames: NDArray[np.int64], xy: NDArray[np.float64]) -> NDArray[np.bool_]:
        """The same for positions in some frames."""
        near = self.distance(xy, self.truth[frames]) < self.tolerance
        return near | (np.isnan(xy[:, 0]) & np.isnan(self.truth[frames, 0]))

    def distance(self, a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
        """Distances in TrackNet's 512 x 288 picture."""
        off = (a - b) * (np.array((512.0, 288.0)) / self.size)
        return np.hypot(off[:, 0], off[:, 1])

    def counts(self, xy: NDArray[np.float64]) -> Counts:
        """How the positions compare with the truth over the frames that it knows."""
        said, real = ~np.isnan(xy[:, 0]), ~np.isnan(self.truth[:, 0])
        near = self.distance(xy, self.truth) < self.tolerance
        cases = (said & near, said & real & ~near, said & ~real, ~said & real)
        return np.array([int((case & self.known).sum()) for case in cases])


def f1(counts: Counts) -> float:
    """2 TP / (2 TP + FP1 + FP2 + FN)."""
    return 2 * counts[0] / max(1, 2 * counts[0] + counts[1:].sum())


def positions(track: BallTrack) -> NDArray[np.float64]:
    """float64 [n, 2] of what the track says."""
    return np.stack((track.x, track.y), axis=-1)


def f1_of_both(clips: Sequence[Clip]) -> dict[str, float]:
    """F1 over all frames of the clips: of each frame's best peak ("peaks") and of the path."""
    peaks = sum(clip.counts(positions(clip.plain)) for clip in clips)
    path = sum(clip.counts(positions(clip.along_path())) for clip in clips)
    return {"peaks": f1(peaks), "path": f1(path)}


def from_nothing(clips: Sequence[Clip]) -> Iterator[float]:
    """(a) A click per frame, in time order, as imgLabel asks."""
    return _in_order(clips, [np.full_like(clip.truth, np.nan) for clip in clips], free_looks=False)


def in_time_order(clips: Sequence[Clip], *, free_looks: bool) -> Iterator[float]:
    """(c) The model's output, corrected frame by frame in time order."""
    return _in_order(clips, [positions(clip.plain) for clip in clips], free_looks=free_looks)


def _in_order(
    clips: Sequence[Clip], answers: list[NDArray[np.float64]], *, free_looks: bool
) -> Iterator[float]:
    order = [(number, frame) for number, clip in enumerate(clips) for frame in _known(clip)]
    return _one_by_one(clips, answers, order, free_looks=free_looks)


def lowest_score_first(clips: Sequence[Clip]) -> Iterator[float]:
    """(d) The model's output, the least certain frames first, every frame for itself."""
    order = []
    for number, clip in enumerate(clips):
        score = np.nan_to_num(clip.plain.predicted_score)
        # As far from the threshold, either side, as it is from a sure answer.
        threshold = clip.plain.threshold
        margin = np.where(score >= threshold, 1 - threshold, threshold)
        certain = np.abs(score - threshold) / margin
        order += [(float(certain[frame]), number, frame) for frame in _known(clip)]
    ranked = [(number, frame) for _, number, frame in sorted(order)]
    answers = [positions(clip.plain) for clip in clips]
    return _one_by_one(clips, answers, ranked, free_looks=False)


def _one_by_one(
    clips: Sequence[Clip],
    answers: list[NDArray[np.float64]],
    order: Sequence[tuple[int, int]],
    *,
    free_looks: bool,
) -> Iterator[float]:
    total = sum(clip.counts(xy) for clip, xy in zip(clips, answers, strict=True))
    right = [clip.right(xy) for clip, xy in zip(clips, answers, strict=True)]
    yield f1(total)
    for number, frame in order:
        clip, xy = clips[number], answers[number]
        if not right[number][frame]:
            total = total - clip.counts(xy)
            xy[frame] = clip.truth[frame]
            total = total + clip.counts(xy)
        elif free_looks:
            continue
        yield f1(total)


def _known(clip: Clip) -> list[int]:
    return np.flatnonzero(clip.known).tolist()


def with_the_queue(clips: Sequence[Clip]) -> Iterator[float]:
    """Ours: the review queue along the path, ranked again after every action (see ``decide``)."""
    tracks = [clip.along_path() for clip in clips]
    counts = [clip.counts(positions(track)) for clip, track in zip(clips, tracks, strict=True)]
    yield f1(sum(counts))
    heap = [
        (*worth_of(clip, track), number)
        for number, (clip, track) in enumerate(zip(clips, tracks, strict=True))
    ]
    heapq.heapify(heap)
    while heap:
        worth, frame, number = heapq.heappop(heap)
        if worth >= 0:
            return
        clip, track = clips[number], tracks[number]
        decision = decide(clip, track, frame)
        for _ in range(decision.actions - 1):
            yield f1(sum(counts))
        track.put_marks(decision.edit.after)
        counts[number] = clip.counts(positions(track))
        heapq.heappush(heap, (*worth_of(clip, track), number))
        yield f1(sum(counts))


def worth_of(clip: Clip, track: BallTrack) -> tuple[float, int]:
    """What the best look is worth (negative, for the heap; 0: nothing is left), and where."""
    worth = np.where(clip.known, queue_of(clip, track).worth, 0.0)
    best = int(worth.argmax())
    return -float(worth[best]), best


def queue_of(clip: Clip, track: BallTrack) -> ReviewQueue:
    """The queue by the usual bar; where it holds nothing any more, by the next one below."""
    doubts = find_doubts(track)
    queue = doubts.queue()
    for bar in sorted((bar for bar in BARS if bar < doubts.usual_bar), reverse=True):
        if clip.known[queue.frames].any():
            break
        queue = doubts.queue(bar)
    return queue


@dataclass(frozen=True)
class Decision:
    """An edit, and how many clicks and keys it takes."""

    edit: edits.TrackEdit
    actions: int = 1


def decide(clip: Clip, track: BallTrack, frame: int) -> Decision:
    """What the analyst does about a doubtful frame with the keys and the mouse of the window.

    She sees the stretch of doubt around the frame: the trail, the timeline's x and y, Space to play
    it. Where something in it is wrong, she goes to the middle of the longest run of wrong frames.
    A missing or misplaced ball is placed there. A false one is taken out: along its whole arc
    (Shift+X) or the stretch (Alt+X) where all of that is without a ball, else in that frame (X); or
    along the run of false ones, followed past the edge of the stretch, which takes two actions: it
    is dragged over on the timeline (Shift), and declared to have no ball (Ctrl+X).
    Where all of the stretch is right, it is accepted (Alt+Enter), with the arc through the frame
    (A) or all up to the next doubt (Shift+A), whichever is right in every frame and takes away most
    doubt.
    """
    right = clip.right(positions(track)) | ~clip.known
    queue = queue_of(clip, track)
    row = (stretches := ReviewStretches(queue)).at(frame)
    seen = (frame, frame) if row is None else (stretches[row].first, stretches[row].last)
    wrong = np.flatnonzero(~right[seen[0] : seen[1] + 1]) + seen[0]
    if len(wrong):
        runs = np.split(wrong, np.flatnonzero(np.diff(wrong) > 1) + 1)
        longest = max(runs, key=len)
        return _correct(clip, track, int(longest[len(longest) // 2]), seen)
    doubts = queue.frames[queue.frames > frame]
    spans = [seen, (frame, int(doubts.min(initial=len(track))) - 1)]
    spans += [] if (arc := arc_at(track, frame)) is None else [arc]
    spans = [(a, b) for a, b in spans if right[a : b + 1].all()]
    settled = max(spans, key=lambda span: queue.suspicion[span[0] : span[1] + 1].sum())
    return Decision(edits.accept_range(track, *settled))


def _correct(clip: Clip, track: BallTrack, frame: int, seen: tuple[int, int]) -> Decision:
    """Put a wrong frame right; ``seen`` are the first and the last frame of its stretch."""
    x, y = clip.truth[frame]
    if not np.isnan(x):
        return Decision(edits.place(track, frame, x, y))
    empty = np.isnan(clip.truth[:, 0]) | ~clip.known
    spans = [seen] if (arc := arc_at(track, frame)) is None else [seen, arc]
    spans = [(a, b) for a, b in spans if empty[a : b + 1].all()]
    longest = max(spans, key=lambda span: span[1] - span[0], default=(frame, frame))
    run = _false_run(clip, track, frame)
    if run[1] - run[0] + 1 > 2 * (longest[1] - longest[0] + 1):
        return Decision(edits.no_ball_range(track, *run), actions=2)
    return Decision(edits.no_ball_range(track, *longest))


def _false_run(clip: Clip, track: BallTrack, frame: int) -> tuple[int, int]:
    """The first and the last of the frames around a false ball that have one too; of those, no
    farther away than a stretch is long."""
    first, stop = max(0, frame - LONGEST // 2), min(len(track), frame + LONGEST // 2 + 1)
    where = slice(first, stop)
    other = ~(clip.known[where] & track.has_ball[where] & np.isnan(clip.truth[where, 0]))
    before = np.flatnonzero(other[: frame - first])
    after = np.flatnonzero(other[frame - first :])
    return (
        first + int(before[-1]) + 1 if len(before) else first,
        frame + int(after[0]) - 1 if len(after) else stop - 1,
    )


LONGEST_PIECE = 90
"""A keyframe every so many frames at the least."""


def keyframes(clip: Clip, price_of_error: float) -> tuple[int, Counts]:
    """(b) The best keyframes with straight lines between, where an error costs so many of them.

    A keyframe says where the ball is, or that there is none until the next one; before such a one
    the ball stays where it was. Returns their number and what is right.
    """
    known = np.flatnonzero(clip.known)
    ends = np.append(known, len(clip.truth))
    cost = np.full(len(ends), np.inf)
    came_from = np.zeros(len(ends), np.int64)
    cost[0] = 0.0
    for i, a in enumerate(known.tolist()):
        far = int(np.searchsorted(ends, a + LONGEST_PIECE, side="right"))
        for j in range(i + 1, max(far, i + 2)):
            frames, said = _between(clip, a, int(ends[j]))
            right = clip.right_at(frames, said) | ~clip.known[frames]
            total = cost[i] + 1.0 + price_of_error * int((~right).sum())
            if total < cost[j]:
                cost[j], came_from[j] = total, i
    answer = np.full_like(clip.truth, np.nan)
    number, j = 0, len(ends) - 1
    while j:
        i = int(came_from[j])
        frames, said = _between(clip, int(ends[i]), int(ends[j]))
        answer[frames], answer[ends[i]] = said, clip.truth[ends[i]]
        number, j = number + 1, i
    return number, clip.counts(answer)


def _between(clip: Clip, a: int, b: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The frames between two keyframes, and what those say of them."""
    frames, truth = np.arange(a + 1, b), clip.truth
    last = b == len(truth) or np.isnan(truth[b, 0])
    to = truth[a] if last else truth[b]
    return frames, truth[a] + (to - truth[a]) * ((frames - a) / (b - a))[:, None]
