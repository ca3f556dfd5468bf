"""Where shots begin, found while a video is decoded.

A hard cut changes most of the picture at once, far more than it changes before and after. A pan or
a zoom changes a lot in many frames in a row; a flash changes the picture twice within a few frames;
a score box that pops up changes a corner: none of these is a cut. A frame is judged by the few
frames around it alone, so that a stretch of a video gives the cuts that the whole of it gives.

Dissolves are not found, nor are shots shorter than `MARGIN` frames.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.inference.motion import Picture
from tracker.model.patches import Grey

MARGIN = 6
"""How many frames on either side the judgement of a frame looks at."""
THUMBNAIL = (32, 18)
"""Width and height of the pictures that are compared; a block of 16 x 16 model pixels each."""

# Chosen on 20 thousand frames of real rallies, none of which is taken for a cut, and on 4400 cuts
# between them: those missed (7 %) join two rallies seen by one resting camera. Grey levels.
_LEAST_CHANGE = 2.0
_TIMES_AROUND = 2.0
_REST = 0.5
_QUIETER_SHARE = 0.85
"""Share of the picture that must have changed; a score box is smaller than the rest."""

Thumbnail = NDArray[np.float32]
"""RGB float32 [18, 32, 3] in 0..255."""


class View(NamedTuple):
    """A frame as the model sees it and, where there is a verifier, as that one does."""

    picture: Picture
    grey: Grey | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A frame as the networks see it, and whether it begins a new shot."""

    number: int
    view: View
    thumbnail: Thumbnail
    is_cut: bool

    @property
    def picture(self) -> Picture:
        """What the model sees."""
        return self.view.picture


def find_cuts(views: Iterable[tuple[int, View]]) -> Iterator[Shown]:
    """The same consecutive frames, `MARGIN` frames later, each judged.

    The judgement is sound where the frames from `MARGIN` + 1 before to `MARGIN` after are among
    `views`, or where the video has no more.
    """
    waiting: deque[tuple[int, View, Thumbnail]] = deque()
    changes: deque[float] = deque()  # of the frame to be judged and those around it
    judged = 0
    before: Thumbnail | None = None
    for number, view in views:
        small = cv2.resize(view.picture, THUMBNAIL, interpolation=cv2.INTER_AREA)
        thumbnail = small.astype(np.float32)
        waiting.append((number, view, thumbnail))
        changes.append(_change(before, thumbnail))
        before = thumbnail
        if len(waiting) > MARGIN:
            yield Shown(*waiting.popleft(), _is_cut(changes, judged))
            judged += 1
        if judged > MARGIN:
            changes.popleft()
            judged -= 1
    while waiting:
        around = deque(list(changes)[max(0, judged - MARGIN) :])
        yield Shown(*waiting.popleft(), _is_cut(around, min(judged, MARGIN)))
        judged += 1


def _change(before: Thumbnail | None, after: Thumbnail) -> float:
    """Mean change in grey levels of the blocks that changed least; a graphic is not among them."""
    if before is None:
        return 0.0
    blocks = np.sort(np.abs(after - before).mean(axis=2), axis=None)
    return float(blocks[: round(_QUIETER_SHARE * blocks.size)].mean())


def _is_cut(changes: deque[float], at: int) -> bool:
    around = max((change for n, change in enumerate(changes) if n != at), default=0.0)
    return changes[at] >= max(_LEAST_CHANGE, _TIMES_AROUND * (around + _REST))
