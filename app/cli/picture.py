"""An annotated picture of a rally: the ball's trail on one frame, close-ups in a strip below."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from annotation.track import BallTrack
from annotation.unfinished import unfinished
from app.cli.errors import CommandError

Image = npt.NDArray[np.uint8]

TRAIL = 24
"""Frames of the past whose positions are drawn as the trail."""
CLOSE_UPS = 6

_MODEL_BLUE = (120, 200, 255)
_OUTLINE = (20, 20, 20)
_WHITE = (255, 255, 255)
_SHIFT = 4  # cv2 draws at sixteenths of a pixel
_CROP = 48  # pixels of the video on each side of a close-up's ball


def rally_picture(read: Callable[[int], Image], track: BallTrack) -> Image:
    """The picture, RGB uint8 [H', W, 3], W being the width of the video.

    `read(frame)` returns the frame as RGB uint8 [H, W, 3]. A rally without a ball gives its first
    frame with a caption that says so.
    """
    frame = best_frame(track)
    if frame is None:
        return _caption(read(0).copy(), "no ball found")
    picture = draw_trail(read(frame), track, frame)
    score = float(track.score[frame])
    known = "" if np.isnan(score) else f", score {score:.2f}"
    _caption(picture, f"frame {frame}{known}, trail of {TRAIL} frames")
    return np.vstack((picture, close_ups(read, track, picture.shape[1])))


def best_frame(track: BallTrack) -> int | None:
    """The frame with the longest unbroken stretch of the ball behind it; of equals, the surest."""
    has_ball = track.has_ball
    if not has_ball.any():
        return None
    run = np.zeros(len(track), np.int64)
    length = 0
    for frame, ball in enumerate(has_ball):
        length = min(length + 1, TRAIL) if ball else 0
        run[frame] = length
    score = np.nan_to_num(track.score, nan=0.0)
    return int(np.argmax(run + 0.99 * score))


def draw_trail(image: Image, track: BallTrack, frame: int) -> Image:
    """A copy of `image` (the picture of `frame`) with the ball ringed and its last positions."""
    picture = np.ascontiguousarray(image).copy()
    unit = max(1, picture.shape[1] // 640)
    first = max(0, frame - TRAIL + 1)
    # A camera that moves shows the places of earlier frames elsewhere by now.
    seen = np.stack(track.seen_from(frame, slice(first, frame + 1)), axis=1)
    for before in range(first, frame):
        if track.has_ball[before] and track.has_ball[before + 1]:
            age = (before + 1 - first) / max(1, frame - first)
            colour = tuple(int(channel * (0.35 + 0.65 * age)) for channel in _MODEL_BLUE)
            cv2.line(
                picture,
                _fixed(seen[before - first]),
                _fixed(seen[before + 1 - first]),
                colour,
                unit,
                cv2.LINE_AA,
                _SHIFT,
            )
    for past in range(first, frame + 1):
        if track.has_ball[past]:
            centre = _fixed(seen[past - first])
            cv2.circle(picture, centre, 2 * unit << _SHIFT, _MODEL_BLUE, -1, cv2.LINE_AA, _SHIFT)
    _ring(picture, _fixed(seen[-1]), unit)
    return picture


def close_ups(read: Callable[[int], Image], track: BallTrack, width: int) -> Image:
    """Evenly spaced frames with a ball, cut out around it and ringed: [width / 6, width, 3]."""
    frames = np.flatnonzero(track.has_ball)
    chosen = frames[np.linspace(0, len(frames) - 1, min(CLOSE_UPS, len(frames))).astype(int)]
    side = width // CLOSE_UPS
    strip = np.zeros((side, width, 3), np.uint8)
    for number, frame in enumerate(chosen):
        image = read(int(frame))
        centre = np.array([track.x[frame], track.y[frame]])
        corner = np.round(centre).astype(int) - _CROP
        framed = cv2.copyMakeBorder(image, *(_CROP,) * 4, cv2.BORDER_CONSTANT, value=_OUTLINE)
        x, y = np.clip(corner + _CROP, 0, np.array(image.shape[1::-1]) - 1)
        around = np.ascontiguousarray(framed[y : y + 2 * _CROP, x : x + 2 * _CROP])
        scale = side / (2 * _CROP)
        enlarged = cv2.resize(around, (side, side), interpolation=cv2.INTER_CUBIC)
        cut: Image = enlarged.astype(np.uint8)
        ball = (centre - (np.array([x, y]) - _CROP) + 0.5) * scale - 0.5
        point = (round(float(ball[0]) * 16), round(float(ball[1]) * 16))
        _ring(cut, point, max(1, side // 160))
        _caption(cut, str(int(frame)))
        strip[:, number * side : (number + 1) * side] = cut
    return strip


def write_picture(path: Path, image: Image) -> None:
    """Writes RGB uint8 [H, W, 3] as PNG, whole or not at all; `CommandError` where it cannot."""
    good, data = cv2.imencode(".png", cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
    if not good:
        raise CommandError(f"The picture {path} could not be encoded.")
    with unfinished(path) as new:
        new.write_bytes(data.tobytes())


def _fixed(place: npt.NDArray[np.float64]) -> tuple[int, int]:
    x, y = (place * (1 << _SHIFT)).round().astype(int).tolist()
    return x, y


def _ring(picture: Image, centre: tuple[int, int], unit: int) -> None:
    radius = 10 * unit << _SHIFT
    cv2.circle(picture, centre, radius, _OUTLINE, 4 * unit, cv2.LINE_AA, _SHIFT)
    cv2.circle(picture, centre, radius, _WHITE, 2 * unit, cv2.LINE_AA, _SHIFT)
    cv2.circle(picture, centre, radius, _MODEL_BLUE, unit, cv2.LINE_AA, _SHIFT)


def _caption(picture: Image, text: str) -> Image:
    size = max(0.4, picture.shape[1] / 1600)
    place = (round(12 * size), picture.shape[0] - round(14 * size))
    for colour, thickness in ((_OUTLINE, 3), (_WHITE, 1)):
        weight = max(1, round(thickness * size * 1.5))
        font = cv2.FONT_HERSHEY_SIMPLEX
        cv2.putText(picture, text, place, font, size, colour, weight, cv2.LINE_AA)
    return picture
