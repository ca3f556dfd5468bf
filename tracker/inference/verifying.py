"""Peaks are looked at once more, in the video's own pixels: see `tracker.model.verifier`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tracker.camera import AT_REST, CameraMotion
from tracker.heatmap import MODEL_HEIGHT, MODEL_WIDTH, NMS_RADIUS, PEAK_FLOOR
from tracker.model.patches import CELL, CELLS, FRAMES, PATCH, Grey, cut

_REACH = 14.0
"""So far from a peak, in grey pixels, a cell may be that the ball is found in: the peaks of one
heatmap are at least 12 apart."""
_OF_HEATMAP, _OF_VERIFIER = 0.5, 0.25
"""What the log-odds of either count. Their mistakes differ, and each alone says too much: together
as much as this keeps the threshold that suits the heatmap alone. Of other shares from 0.35 each to
0.75 and 0.25, none is better in all of badminton, tennis, volleyball and rendered rallies."""

AT_ONCE = 3
"""Patches in a call on a processor. One alone takes a quarter longer; more would often be blank."""
_OF_A_PLACE = 0.25
"""What counts as the heatmap's score where it has no peak: 0.2 and 0.3 do as well."""
_DENIED = 0.1
"""A place without a peak that has less than this is none to tell of: no answer on the validation
clips takes one."""
_SURE, _FAINT = 0.7, 0.3
"""Beside a peak of the former, those below the latter are not looked at: two in five, and no answer
on the validation clips changes."""
_UNSEEN = -5.0
"""Their log-odds: what the verifier says of most of them."""

Peaks = NDArray[np.float32]
"""float32 [..., K, 3]: x and y in model pixels, score; best first, NaN where there are fewer."""
Float32 = NDArray[np.float32]


class Around(NamedTuple):
    """A frame and its neighbours in the same shot, None where there is none, and how the camera
    moved from each of them to the frame."""

    before: Grey | None
    here: Grey
    after: Grey | None
    from_before: CameraMotion = AT_REST
    from_after: CameraMotion = AT_REST


Look = Callable[[NDArray[np.uint8]], tuple[Float32, Float32, Float32]]
"""Patches uint8 [B,3,64,64] → `tracker.model.verifier.Maps` as arrays."""


class Verification:
    """Decides the score and the place of peaks by heatmap and verifier together."""

    def __init__(self, look: Look) -> None:
        """Args: look: what runs the verifier, as from `Runtime.verifying`."""
        self._look = look

    def __call__(self, peaks: Peaks, around: Sequence[Around]) -> Peaks:
        """The peaks [n,K,3] of n frames, each with its place and score put right, best first.

        One that is now below the floor, or that has moved to where a better one is, is left out.
        """
        places, odds = self._look_at(peaks[..., :2], _asked(peaks), around)
        return _distinct(places, _scores(peaks[..., 2], odds), peaks.shape[1])

    def join(self, peaks: Peaks, places: Float32, around: Sequence[Around]) -> Peaks:
        """Decided peaks [n,K,3] of n frames, and the balls found at further places of theirs.

        Args: places: [n,L,2] in model pixels, NaN where there are fewer.
        """
        asked = ~np.isnan(places[..., 0])
        places, odds = self._look_at(places, asked, around)
        scores = _scores(np.where(asked, _OF_A_PLACE, np.nan), odds)
        scores[scores < _DENIED] = np.nan
        return _distinct(
            np.concatenate((peaks[..., :2], places), axis=1),
            np.concatenate((peaks[..., 2], scores), axis=1),
            peaks.shape[1],
        )

    def _look_at(
        self, places: Float32, asked: NDArray[np.bool_], around: Sequence[Around]
    ) -> tuple[Float32, Float32]:
        """Where the ball is by those of some places [n,K,2] that are `asked` about, and the
        log-odds [n,K] that it is there."""
        places = places.copy()
        odds = np.full(asked.shape, _UNSEEN, np.float32)
        if asked.any():
            pixels = [_pixels(each, view.here) for each, view in zip(places, around, strict=True)]
            patches = [
                _patches(each[these], view)
                for each, these, view in zip(pixels, asked, around, strict=True)
            ]
            odds[asked], shifts = decided(*self._look(np.concatenate(patches)))
            moved = np.split(shifts, np.cumsum(asked.sum(axis=1))[:-1])
            for n, these in enumerate(asked):
                grey = around[n].here
                height, width = grey.shape
                # A ball that leaves the picture shows where its middle is by then, which is no
                # place in it: labels that say so belong to no video of this size.
                at = np.clip(pixels[n][these] + moved[n], 0, (width - 1, height - 1))
                places[n, these] = _to_model_pixels(at.astype(np.float32), grey)
        return places, odds


def _to_grey_pixels(xy: Float32, grey: Grey) -> Float32:
    """Model pixels [..., 2] → pixels of `grey`."""
    return np.asarray((xy + 0.5) * _scale(grey) - 0.5, np.float32)


def _to_model_pixels(xy: Float32, grey: Grey) -> Float32:
    return np.asarray((xy + 0.5) / _scale(grey) - 0.5, np.float32)


def _scale(grey: Grey) -> Float32:
    height, width = grey.shape
    return np.array([width / MODEL_WIDTH, height / MODEL_HEIGHT], np.float32)


def _pixels(places: Float32, grey: Grey) -> NDArray[np.int64]:
    """Column and row [K, 2] of the grey pixels that places lie in; 0 where there is none."""
    places = np.nan_to_num(_to_grey_pixels(places, grey), nan=0.0)
    height, width = grey.shape
    return np.clip(np.rint(places), 0, (width - 1, height - 1)).astype(np.int64)


def by_threes(look: Look, patches: NDArray[np.uint8]) -> tuple[Float32, Float32, Float32]:
    """What `look` says of patches [B,3,64,64], always shown as many at a time: what is said of one
    must not depend on how many others there are."""
    missing = -len(patches) % AT_ONCE
    filled = np.concatenate((patches, np.zeros((missing, *patches.shape[1:]), np.uint8)))
    maps = [look(filled[n : n + AT_ONCE]) for n in range(0, len(filled), AT_ONCE)]
    cells, offsets, none = (
        np.concatenate(each)[: len(patches)] for each in zip(*maps, strict=True)
    )
    return cells, offsets, none


def _asked(peaks: Peaks) -> NDArray[np.bool_]:
    """Which peaks [n,K] are worth a look."""
    scores = np.nan_to_num(peaks[..., 2], nan=0.0)
    least = np.where(scores.max(axis=1) >= _SURE, _FAINT, 0.0)
    return scores > least[:, None]


def _patches(pixels: NDArray[np.int64], around: Around) -> NDArray[np.uint8]:
    """What is around each of some pixels (column and row), uint8 [K,3,64,64]; before and after,
    around where that was seen then."""
    patches = np.empty((len(pixels), FRAMES, PATCH, PATCH), np.uint8)
    here = around.here
    beside = (around.before, around.from_before), (here, AT_REST), (around.after, around.from_after)
    for n, (then, camera) in enumerate(beside):
        grey, at = here, pixels
        if then is not None and then.shape == here.shape:
            grey, at = then, seen_then(pixels, camera, here)
        for patch, (column, row) in zip(patches[:, n], at, strict=True):
            patch[:] = cut(grey, column, row, PATCH)
    return patches


def seen_then(pixels: NDArray[np.int64], camera: CameraMotion, grey: Grey) -> NDArray[np.int64]:
    """Where pixels [K,2] (column and row) of a picture were in another of its size, from which
    `camera` moved here."""
    if camera.is_rest:
        return pixels
    places = camera.back().places(_to_model_pixels(pixels.astype(np.float32), grey))
    return np.rint(_to_grey_pixels(places, grey)).astype(np.int64)


_MIDDLES = np.arange(CELLS, dtype=np.float32) * CELL + (CELL - 1) / 2 - PATCH // 2
"""Where the cells of a patch are, from the place that is asked about, in pixels."""
_WITHIN = (_MIDDLES[:, None] ** 2 + _MIDDLES**2 <= _REACH**2).ravel()


def decided(cells: Float32, offsets: Float32, none: Float32) -> tuple[Float32, Float32]:
    """Log-odds [B] of a ball at the peak, and where it is from there, [B, 2] in pixels."""
    logits = np.concatenate((cells.reshape(len(cells), -1), none[:, None]), axis=1)
    share = np.exp(logits - logits.max(axis=1, keepdims=True))
    share = (share / share.sum(axis=1, keepdims=True))[:, :-1]
    within = np.where(_WITHIN, share, 0)
    best = within.argmax(axis=1)
    # A ball near the border of cells is in each with its share: those around have a say.
    row, column = np.divmod(np.arange(CELLS * CELLS), CELLS)
    near = (np.abs(row - row[best, None]) <= 1) & (np.abs(column - column[best, None]) <= 1)
    # Where even the best is nothing, in float32, there is no place to speak of.
    share = np.where(near & (within.max(axis=1) > 0)[:, None], share, 0)
    chance = share.sum(axis=1)
    x = _MIDDLES[column] + offsets[:, 0].reshape(len(cells), -1)
    y = _MIDDLES[row] + offsets[:, 1].reshape(len(cells), -1)
    shift = np.stack([(share * x).sum(axis=1), (share * y).sum(axis=1)], axis=1)
    return _log_odds(chance), (shift / np.maximum(chance, 1e-9)[:, None]).astype(np.float32)


def _log_odds(chance: Float32) -> Float32:
    clipped = np.clip(chance, 1e-5, 1 - 1e-5)
    return np.asarray(np.log(clipped / (1 - clipped)), np.float32)


def _scores(heat: Float32, odds: Float32) -> Float32:
    """Of heatmap and verifier together."""
    mean = _OF_HEATMAP * _log_odds(heat) + _OF_VERIFIER * odds
    return np.asarray(1 / (1 + np.exp(-mean)), np.float32)


def _distinct(places: Float32, scores: Float32, most: int) -> Peaks:
    """The best peaks of frames, [n, most, 3], from places [n,K,2] and scores [n,K]."""
    result = np.full((len(places), most, 3), np.nan, np.float32)
    found = np.concatenate((places, scores[..., None]), axis=2)
    for chosen, peaks in zip(result, found, strict=True):
        kept = 0
        for peak in peaks[np.argsort(-peaks[:, 2], kind="stable")]:  # NaN last
            if not peak[2] >= PEAK_FLOOR or kept == most:
                break
            apart = np.abs(chosen[:kept, :2] - peak[:2]).max(axis=1)
            if (apart > NMS_RADIUS).all():
                chosen[kept] = peak
                kept += 1
    return result
