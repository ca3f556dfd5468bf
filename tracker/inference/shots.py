"""Where shots begin and which frames repeat a picture, found while a video is decoded.

A hard cut changes most of the picture at once, far more than it changes before and after. A pan or
a zoom changes a lot in many frames in a row; a flash changes the picture twice within a few frames;
a score box that pops up changes a corner: none of these is a cut. A frame is judged by the few
frames around it alone, so that a stretch of a video gives the cuts that the whole of it gives.

Dissolves are not found, nor are shots shorter than `MARGIN` frames.

Footage made from 25 for 30 frames a second repeats every sixth picture. A repeat differs from the
frame before by the noise of compression alone, while a ball that moves changes some pixels a lot.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import av
import cv2
import numpy as np

from tracker.camera import AT_REST, CameraMotion, camera_motion
from tracker.model.patches import Grey
from tracker.picture import Picture, Thumbnail, change_between, thumbnail_of
from tracker.video.picture import to_grey, to_model_input
from tracker.video.probe import VideoInfo

MARGIN = 6
"""How many frames on either side the judgement of a frame looks at."""

# Chosen on 20 thousand frames of real rallies, none of which is taken for a cut, and on 4400 cuts
# between them: those missed (7 %) join two rallies seen by one resting camera. Grey levels.
_LEAST_CHANGE = 2.0
_TIMES_AROUND = 2.0
_REST = 0.5

_SAME_THUMBNAIL = 2.0
_SAME_PICTURE = 16
"""Two pixels square of a picture of the model's differ by less everywhere in a repeat. So they do
in 1,530 of 9,400 frames of broadcasts that repeat every sixth picture, nine in ten of those by less
than 13; labels move by more than four pixels in six of them. Other frames differ by 80 and more in
nine of ten cases."""
LONGEST_REPEAT = 3
"""So many frames in a row may repeat a picture; in a still, every third frame is a new one. So what
is said of a frame depends on the few before it."""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """A frame as the model sees it, in small, and as a verifier sees it where there is one."""

    picture: Picture
    grey: Grey | None = None
    thumbnail: Thumbnail = field(init=False)

    def __post_init__(self) -> None:
        # Here, so that whichever thread brings frames to their sizes does this as well.
        object.__setattr__(self, "thumbnail", thumbnail_of(self.picture))


def view_of(frame: av.VideoFrame, video: VideoInfo, in_grey: bool) -> View:
    """A decoded frame of `video` brought to the networks' sizes."""
    grey = to_grey(frame, video.orientation, video.shown_size) if in_grey else None
    return View(to_model_input(frame, video.orientation), grey)


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A frame as the networks see it, whether it begins a new shot, and whether it `repeats` the
    picture of the frame before. `camera` is how that moved since the last picture that was another.
    """

    number: int
    view: View
    is_cut: bool
    repeats: bool = False
    camera: CameraMotion = AT_REST

    @property
    def picture(self) -> Picture:
        """What the model sees."""
        return self.view.picture

    @property
    def thumbnail(self) -> Thumbnail:
        """The same in small."""
        return self.view.thumbnail


def find_cuts(views: Iterable[tuple[int, View]]) -> Iterator[Shown]:
    """The same consecutive frames, `MARGIN` frames later, each judged.

    The judgement is sound where the frames from `MARGIN` + 1 before to `MARGIN` after are among
    `views`, or where the video has no more.
    """
    waiting: deque[Shown] = deque()
    changes: deque[float] = deque()  # of the frame to be judged and those around it
    judged = 0
    repetition = Repetition()
    before: View | None = None
    last: View | None = None  # that is no repeat

    def judgement(around: deque[float], at: int) -> Shown:
        return replace(waiting.popleft(), is_cut=_is_cut(around, at))

    for number, view in views:
        repeats = repetition.next(number, view.picture, view.thumbnail)
        change = 0.0 if before is None else change_between(before.thumbnail, view.thumbnail)
        camera = AT_REST
        if last is not None and not repeats:
            since = change if last is before else change_between(last.thumbnail, view.thumbnail)
            camera = camera_motion(last.picture, view.picture, since)
        waiting.append(Shown(number, view, False, repeats, camera))
        changes.append(change)
        before = view
        if not repeats:
            last = view
        if len(waiting) > MARGIN:
            yield judgement(changes, judged)
            judged += 1
        if judged > MARGIN:
            changes.popleft()
            judged -= 1
    while waiting:
        around = deque(list(changes)[max(0, judged - MARGIN) :])
        yield judgement(around, min(judged, MARGIN))
        judged += 1


class Repetition:
    """Which of consecutive frames repeat the picture of the frame before."""

    def __init__(self) -> None:
        self._last: tuple[Picture, Thumbnail] | None = None
        self._was_same = False

    def next(self, number: int, picture: Picture, thumbnail: Thumbnail) -> bool:
        """Whether the next one does; `number` is its own in the video."""
        same = (
            self._last is not None
            and float(np.abs(thumbnail - self._last[1]).max()) <= _SAME_THUMBNAIL
            and _is_same(self._last[0], picture)
        )
        repeats = same and not (self._was_same and number % LONGEST_REPEAT == 0)
        self._last, self._was_same = (picture, thumbnail), same
        return repeats


def _is_same(before: Picture, here: Picture) -> bool:
    return int(cv2.blur(cv2.absdiff(before, here), (2, 2)).max()) < _SAME_PICTURE


def _is_cut(changes: deque[float], at: int) -> bool:
    around = max((change for n, change in enumerate(changes) if n != at), default=0.0)
    return changes[at] >= max(_LEAST_CHANGE, _TIMES_AROUND * (around + _REST))
