"""A labelled video as the verifier's training sees it: pictures among others, in grey."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tracker.camera import AT_REST, CameraMotion
from tracker.heatmap import LABELS_LEAN
from tracker.inference.shots import find_cuts, view_of
from tracker.inference.verifying import seen_then
from tracker.model.patches import Grey, cut
from tracker.training.prepare import FrameLabels
from tracker.video.picture import grey_size
from tracker.video.probe import Video
from tracker.video.stream import stream_pictures

_MOST_APART = 4
"""Pictures of a fast camera are also shown with some between them left out, up to so many apart."""


@dataclass(frozen=True, slots=True)
class Among:
    """A picture, number `at` of some that follow each other.

    `frames` are the first frames that show them, `greys` what they show, `cameras` how the camera
    moved to each from the one before. `apart` is how far away its neighbours are.
    """

    frames: list[int]
    greys: list[Grey]
    cameras: list[CameraMotion]
    at: int
    apart: int

    @property
    def frame(self) -> int:
        """The first frame that shows it."""
        return self.frames[self.at]

    def squares(self, column: int, row: int, side: int) -> NDArray[np.uint8]:
        """What is around a pixel in the picture, and around where that was seen before and after,
        uint8 [3, side, side]."""
        last = len(self.greys) - 1
        squares = []
        for n in (max(0, self.at - self.apart), self.at, min(last, self.at + self.apart)):
            here = np.array([[column, row]])
            ((x, y),) = seen_then(here, self._camera_from(n), self.greys[self.at])
            squares.append(cut(self.greys[n], int(x), int(y), side))
        return np.stack(squares)

    def _camera_from(self, other: int) -> CameraMotion:
        """How the camera moved from another of the pictures to this one."""
        way = AT_REST
        for n in range(min(other, self.at) + 1, max(other, self.at) + 1):
            way = way.then(self.cameras[n])
        return way if other < self.at else way.back()


def pictures(video: Video, reach: int) -> Iterator[Among]:
    """Every picture, a repeated one once, among those at most ``reach`` (4 or more) away.

    Raises VideoError.
    """
    most_apart = min(_MOST_APART, max(1, round(float(video.info.fps) / 30)))
    frames: list[int] = []
    greys: list[Grey] = []
    cameras: list[CameraMotion] = []
    at = 0

    def among() -> Among:
        apart = 1 + frames[at] % most_apart
        return Among(frames.copy(), greys.copy(), cameras.copy(), at, apart)

    def go_on() -> None:
        nonlocal at
        at += 1
        if at > reach:
            del frames[0], greys[0], cameras[0]
            at -= 1

    views = (
        (number, view_of(frame, video.info, in_grey=True))
        for number, frame in stream_pictures(video)
    )
    for shown in find_cuts(views):
        if shown.repeats:
            continue
        assert shown.view.grey is not None
        frames.append(shown.number)
        greys.append(shown.view.grey)
        cameras.append(shown.camera)
        if len(frames) - at > reach:
            yield among()
            go_on()
    while at < len(frames):
        yield among()
        go_on()


class GreyLabels:
    """Where labels have the ball, in pixels of what `pictures` shows.

    `balls` float64 by frame, [x, y], NaN where a label says that there is none.
    """

    def __init__(self, video: Video, labels: FrameLabels) -> None:
        info = video.info
        self.size = grey_size(*info.shown_size)
        self._scale = np.array(self.size) / (info.width, info.height)
        places = self.in_grey(labels.x.astype(float), labels.y.astype(float))
        places[labels.visibility <= 0] = np.nan
        self.balls = {
            int(frame): place
            for frame, place, visibility in zip(
                labels.frame, places, labels.visibility, strict=True
            )
            if visibility >= 0
        }

    def in_grey(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
        """Source pixels as labels count them → [..., 2]."""
        return np.asarray((np.stack((x - LABELS_LEAN, y), axis=-1) + 0.5) * self._scale - 0.5)

    def pixels(self, places: NDArray[np.float64]) -> NDArray[np.int64]:
        """The pixels [..., 2] that places lie in, or the nearest ones."""
        wide, high = self.size
        return np.clip(np.rint(places), 0, (wide - 1, high - 1)).astype(np.int64)
