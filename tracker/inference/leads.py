"""Places where the ball must be, going by the frames around, are looked at as well.

A network that sees 512 × 288 pixels gives no peak for a shuttle against a white line or a ball half
behind the net, and then a verifier that only looks at peaks never sees it. In a frame where nothing
is sure, it also looks where the best peaks of the frames around are and where two of them in a row
point to.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tracker.camera import AT_REST, CameraMotion
from tracker.heatmap import MODEL_HEIGHT, MODEL_WIDTH
from tracker.inference.seen import Seen
from tracker.inference.shots import LONGEST_REPEAT
from tracker.inference.verifying import Peaks, Verification
from tracker.inference.windows import Range

REACH = 6
"""Leads come from pictures at most so many frames before and after."""
_SURE = 0.5
"""A frame whose best peak has this score needs none."""
_TRUSTED = 0.35
"""The least score of a best peak that leads come from."""
_AT_MOST = 3
_KNOWN = 4.0
"""Model pixels, right or down, within which a place has been looked at."""
_STEPS = 3
"""A flight is followed at most so many frames on; a shuttle slows down much in more."""


class _Lead(NamedTuple):
    """Where the peak `near` frames away would be after `steps` more steps as from `far` to it."""

    near: int
    far: int
    steps: int


def _leads() -> tuple[NDArray[np.int64], ...]:
    leads = []
    for distance in range(1, REACH + 1):
        leads += [_Lead(side * distance, side * distance, 0) for side in (-1, 1)]
        if distance <= _STEPS:
            leads += [_Lead(side * distance, side * (distance + 1), distance) for side in (-1, 1)]
    return tuple(np.array(each) for each in zip(*leads, strict=True))


_NEAR, _FAR, _ON = _leads()
"""The nearest ones first: of a frame, no more than a few are looked at."""


class Leads:
    """Follows consecutive frames as they are verified, and hands them on `REACH` frames later."""

    def __init__(self, verification: Verification) -> None:
        self._verification = verification
        self._frames: list[Seen] = []
        self._decided = 0  # of them; kept because leads come from them

    def after(self, seen: Iterable[Seen]) -> list[Seen]:
        """Take in the next frames; returns those that are now decided."""
        decided = []
        for frame in seen:
            if self._frames and (
                frame.begins_shot or frame.number != self._frames[-1].around.next_number
            ):
                decided += self.rest()
            self._frames.append(frame)
        return decided + self._up_to(len(self._frames) - REACH)

    def rest(self) -> list[Seen]:
        """The others, once no more frames come in this shot."""
        decided = self._up_to(len(self._frames))
        self._frames, self._decided = [], 0
        return decided

    def _up_to(self, end: int) -> list[Seen]:
        if end <= self._decided:
            return []
        best = np.full((len(self._frames) + 2 * REACH, 2), np.nan, np.float32)
        numbers = np.zeros(len(best), np.int64)
        cameras = [AT_REST] * len(best)
        for n, frame in enumerate(self._frames, REACH):
            numbers[n] = frame.number
            cameras[n] = frame.around.here.camera
            if frame.peaks[0, 2] >= _TRUSTED:
                best[n] = frame.peaks[0, :2]
        decided = self._frames[self._decided : end]
        places = np.stack(
            [
                _places(frame.peaks, _from_here(_within_reach(best, numbers, n), cameras, n))
                for n, frame in enumerate(decided, self._decided + REACH)
            ]
        )
        asked = np.flatnonzero(~np.isnan(places[:, 0, 0]))
        if len(asked):
            joined = self._verification.join(
                np.stack([decided[n].peaks for n in asked]),
                places[asked],
                [decided[n].around.in_grey() for n in asked],
            )
            for number, peaks in zip(asked.tolist(), joined, strict=True):
                decided[number] = replace(decided[number], peaks=peaks)
        # What comes from leads is itself no source of any: an answer would depend on where a
        # range begins.
        old = max(0, end - REACH)
        self._frames, self._decided = self._frames[old:], end - old
        return decided


def _within_reach(
    best: NDArray[np.float32], numbers: NDArray[np.int64], at: int
) -> NDArray[np.float32]:
    """The trusted places of the pictures around number `at`, [2 * REACH + 1, 2]. Where pictures are
    repeated, the farthest are out of reach: what is found must not depend on where a run begins."""
    around = slice(at - REACH, at + REACH + 1)
    far = np.abs(numbers[around] - numbers[at]) > REACH
    return np.where(far[:, None], np.float32(np.nan), best[around])


def _from_here(
    best: NDArray[np.float32], cameras: Sequence[CameraMotion], at: int
) -> NDArray[np.float32]:
    """Those places where they are seen from where the camera was in picture number `at`; `cameras`
    tells how it moved to each picture from the one before."""
    if all(camera.is_rest for camera in cameras[at - REACH + 1 : at + REACH + 1]):
        return best
    best = best.copy()
    from_earlier = from_later = AT_REST
    for distance in range(1, REACH + 1):
        from_earlier = cameras[at - distance + 1].then(from_earlier)
        from_later = cameras[at + distance].back().then(from_later)
        best[REACH - distance] = from_earlier.places(best[REACH - distance])
        best[REACH + distance] = from_later.places(best[REACH + distance])
    return best


def _places(peaks: Peaks, best: NDArray[np.float32]) -> NDArray[np.float32]:
    """Where else to look in a picture, [3, 2] in model pixels, NaN where there are fewer.

    Args: peaks: of it, [K, 3]; best: the trusted places of those around it, NaN where there is
        none, its own in the middle.
    """
    places = np.full((_AT_MOST, 2), np.nan, np.float32)
    if peaks[0, 2] >= _SURE:
        return places
    near = best[REACH + _NEAR]
    ideas = near + (near - best[REACH + _FAR]) * _ON[:, None]
    inside = ((ideas >= 0) & (ideas < (MODEL_WIDTH, MODEL_HEIGHT))).all(axis=1)
    known: list[NDArray[np.float32]] = list(peaks[~np.isnan(peaks[:, 2]), :2])
    found = 0
    for idea in ideas[inside]:
        if all(np.abs(idea - other).max() > _KNOWN for other in known):
            places[found] = idea
            known.append(idea)
            found += 1
            if found == _AT_MOST:
                break
    return places


def widened(ranges: Sequence[Range], frame_count: int) -> list[Range]:
    """Ranges with the frames around that leads in them come from. Reach is counted from the frame
    that showed a picture first, which may lie before the range."""
    before = REACH + LONGEST_REPEAT
    return [(max(0, a - before), min(b + REACH, frame_count - 1)) for a, b in ranges]
