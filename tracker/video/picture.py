"""Decoded frame → RGB or grey array, at the size of the display or of a network.

Pixels are the stored pixels after the rotation, and mirroring, the file asks for. A sample aspect
ratio (anamorphic video) is not applied: a label always names a pixel that exists in the file, and
the model sees the same picture in training and inference. Whoever shows a picture to a person
spreads its pixels by `VideoInfo.pixel_aspect`; `to_grey` does, for a verifier that knows round
balls.
"""

import math
import threading
from collections.abc import Mapping
from typing import NamedTuple, cast

import av
import numpy as np
from av.buffer import Buffer
from av.video.reformatter import Interpolation, VideoReformatter
from numpy.typing import NDArray

from tracker.heatmap import MODEL_HEIGHT, MODEL_WIDTH
from tracker.video.hdr import shown_as_usual

MODEL_SIZE = (MODEL_WIDTH, MODEL_HEIGHT)
"""Width and height of the model's input in pixels."""

GREY_AREA = 1280 * 720
"""So many pixels a grey picture has, whatever the video's size, so that a ball has about one."""

_MATRIX = "DISPLAYMATRIX"

_local = threading.local()


class Orientation(NamedTuple):
    """How a stored picture is displayed: turned by ``rotation`` degrees counter-clockwise, a
    multiple of 90, and then, where it is ``mirrored``, left for right (front cameras)."""

    rotation: int = 0
    mirrored: bool = False


UPRIGHT = Orientation()


def orientation_of(frame: av.VideoFrame) -> Orientation:
    """What the file says of how a picture is displayed, to the next quarter turn."""
    # PyAV's type hints know of one kind of side data alone.
    side_data = cast("Mapping[str, Buffer]", frame.side_data)
    if _MATRIX in side_data:
        # What goes right in the stored picture goes by (a, b) on screen, what goes down by (c, d).
        a, b, _, c, d, *_ = np.frombuffer(bytes(side_data[_MATRIX]), np.int32).tolist()
        if a * d < b * c:
            # `frame.rotation` makes no sense of such a picture; mirrored once more it is turned.
            return Orientation(_quarters(math.degrees(math.atan2(-b, -a))), mirrored=True)
    return Orientation(_quarters(frame.rotation))


def _quarters(degrees: float) -> int:
    return round(degrees / 90) * 90 % 360


def to_rgb(
    frame: av.VideoFrame, orientation: Orientation = UPRIGHT, size: tuple[int, int] | None = None
) -> NDArray[np.uint8]:
    """The displayed picture, RGB uint8 [H, W, 3].

    `size` is the displayed (width, height); it only differs from the frame's own where a file
    changes size midway.
    """
    width, height = size or displayed_size(frame.width, frame.height, orientation)
    return _convert(frame, orientation, (width, height), Interpolation.BICUBIC)


def to_model_input(frame: av.VideoFrame, orientation: Orientation = UPRIGHT) -> NDArray[np.uint8]:
    """The displayed picture at the model's size, RGB uint8 [288, 512, 3].

    The only road from a video to the model: training, inference and overlays all call it, because
    a few grey levels of difference between resamplers are as strong as a distant ball. Area
    averaging keeps the energy of a ball that is a few pixels wide.
    """
    return _convert(frame, orientation, MODEL_SIZE, Interpolation.AREA)


def to_grey(
    frame: av.VideoFrame,
    orientation: Orientation = UPRIGHT,
    shown_size: tuple[int, int] | None = None,
) -> NDArray[np.uint8]:
    """The displayed picture in grey levels at the size of `grey_size`, uint8 [h, w].

    Of a 720p video these are its own pixels: what the model's picture has averaged away.
    `shown_size` is `VideoInfo.shown_size`; it differs from the frame's own where pixels are not
    square, in which balls would not be round, or where a file changes size midway.
    """
    shown = shown_size or displayed_size(frame.width, frame.height, orientation)
    return _convert(frame, orientation, grey_size(*shown), Interpolation.AREA, "gray")


def grey_size(width: int, height: int) -> tuple[int, int]:
    """Width and height of `to_grey` for a picture that is shown in that size."""
    scale = math.sqrt(GREY_AREA / (width * height))
    return max(1, round(width * scale)), max(1, round(height * scale))


def to_thumbnail(
    frame: av.VideoFrame, orientation: Orientation, size: tuple[int, int]
) -> NDArray[np.uint8]:
    """The displayed picture at `size` (width, height), RGB uint8 [h, w, 3]; no model input."""
    return _convert(frame, orientation, size, Interpolation.AREA)


def displayed_size(width: int, height: int, orientation: Orientation) -> tuple[int, int]:
    """Width and height of a stored picture as displayed; and, as well, the other way round."""
    return (height, width) if orientation.rotation % 180 else (width, height)


def _convert(
    frame: av.VideoFrame,
    orientation: Orientation,
    size: tuple[int, int],
    interpolation: Interpolation,
    pixels: str = "rgb24",
) -> NDArray[np.uint8]:
    width, height = displayed_size(*size, orientation)
    # One scaler per thread and target: building swscale's tables costs as much as a frame.
    scalers: dict[tuple[int, int, int, str], VideoReformatter] = _local.__dict__.setdefault(
        "by_size", {}
    )
    key = (width, height, int(interpolation), pixels)
    if key not in scalers:
        if len(scalers) > 8:
            scalers.clear()
        scalers[key] = VideoReformatter()
    scaled = scalers[key].reformat(
        frame, width=width, height=height, format=pixels, interpolation=interpolation, threads=1
    )
    array = shown_as_usual(np.asarray(scaled.to_ndarray(), dtype=np.uint8), frame)
    if orientation != UPRIGHT:
        array = np.rot90(array, orientation.rotation // 90)
        array = np.ascontiguousarray(array[:, ::-1] if orientation.mirrored else array)
    return array
