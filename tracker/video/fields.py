"""Interlaced pictures → pictures of one moment.

An interlaced picture (most of television: 1080i, 576i, 480i) is two fields, of its even rows and
of its odd ones, half a frame apart in time. A ball that flies lies in both, at two places, each a
comb. Here the rows of the lower field are made anew from those of the upper one, each the mean of
the row above and the row below. So a ball lies where it was at one moment, in every frame the same
field's, and a frame needs no other frame and is the same however it is reached.
"""

from typing import cast

import av
import cv2
import numpy as np
from av.video.plane import VideoPlane
from numpy.typing import NDArray

_Samples = NDArray[np.uint8] | NDArray[np.uint16]


def of_one_moment(frame: av.VideoFrame) -> av.VideoFrame:
    """`frame` itself where it is progressive, otherwise a new one from its upper field alone.

    The new frame has the format, size, times and colours of the old one. A picture whose samples
    are neither bytes nor little-endian words is left as it is: no interlaced video is so stored.
    """
    if not frame.interlaced_frame:
        return frame
    layout = frame.format
    bits = max(component.bits for component in layout.components)
    odd = layout.is_bit_stream or layout.has_palette or (bits > 8 and layout.is_big_endian)
    if bits > 16 or odd:
        return frame
    whole = av.VideoFrame(frame.width, frame.height, layout.name)
    for source, target in zip(frame.planes, whole.planes, strict=True):
        _interpolate(_rows(source, bits), _rows(target, bits))
    whole.pts, whole.time_base = frame.pts, frame.time_base
    whole.colorspace, whole.color_range = frame.colorspace, frame.color_range
    whole.color_trc, whole.color_primaries = frame.color_trc, frame.color_primaries
    return whole


def _rows(plane: VideoPlane, bits: int) -> _Samples:
    """A view of the plane, with what pads its rows, [H, samples]."""
    # PyAV's type hints do not know that a plane is a buffer.
    rows = np.frombuffer(cast("memoryview", plane), np.uint8).reshape(plane.height, -1)
    return rows if bits <= 8 else rows.view(np.uint16)


def _interpolate(source: _Samples, target: _Samples) -> None:
    """Write the even rows of `source`, and what lies between them, to `target`."""
    width = min(source.shape[1], target.shape[1])  # rows may be padded otherwise
    upper = source[::2, :width]
    target[::2, :width] = upper
    target[1::2, :width] = upper[: len(target) // 2]
    if len(upper) > 1:
        target[1:-1:2, :width] = cv2.addWeighted(upper[:-1], 0.5, upper[1:], 0.5, 0)
