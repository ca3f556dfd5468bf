"""Frames in order, each exactly once."""

from collections.abc import Iterator

import av
import numpy as np
from numpy.typing import NDArray

from tracker.errors import VideoError
from tracker.video.decoder import PacketDecoder
from tracker.video.fields import of_one_moment
from tracker.video.picture import MODEL_SIZE, to_model_input, to_rgb
from tracker.video.probe import Video


def stream_frames(
    video: Video,
    first: int = 0,
    last: int | None = None,
    size: tuple[int, int] | None = None,
) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """Frames `first` to `last`, both included, as (number, RGB uint8 [H, W, 3]).

    `size` is None for the displayed size or (512, 288) for what the model sees. Otherwise like
    `stream_pictures`.
    """
    if size not in (None, MODEL_SIZE):
        raise ValueError(f"size must be None or {MODEL_SIZE}, not {size}")
    info = video.info
    for number, picture in stream_pictures(video, first, last):
        if size is None:
            yield number, to_rgb(picture, info.orientation, (info.width, info.height))
        else:
            yield number, to_model_input(picture, info.orientation)


def stream_pictures(
    video: Video, first: int = 0, last: int | None = None
) -> Iterator[tuple[int, av.VideoFrame]]:
    """Frames `first` to `last`, both included, each of one moment, before conversion to RGB.

    Every number comes exactly once: a picture that cannot be decoded is answered with the one
    before it (at the start, the one after). Raises VideoError when nothing in the range decodes,
    IndexError outside the video.
    """
    for number, picture in _decoded(video, first, last):
        yield number, of_one_moment(picture)


def _decoded(video: Video, first: int, last: int | None) -> Iterator[tuple[int, av.VideoFrame]]:
    index, name = video.index, video.info.path.name
    last = len(index) - 1 if last is None else last
    if not 0 <= first <= last < len(index):
        raise IndexError(f"frames {first} to {last} of a video of {len(index)} frames")
    expected, before = first, None
    with PacketDecoder(video.info.path, index.table) as decoder:
        decoder.start_at(index.start_for(first))
        for ordinal, picture in decoder.frames():
            number = int(index.number[ordinal]) if ordinal >= 0 else -1
            while first <= expected < min(number, last + 1):  # passed over by the decoder
                yield expected, before or picture
                expected += 1
            if expected > last:
                return
            if number >= 0:
                before = picture
            if number == expected:
                yield number, picture
                expected += 1
    if before is None:
        raise VideoError(f"Frames {first} to {last} of {name} cannot be decoded.")
    for number in range(expected, last + 1):
        yield number, before
