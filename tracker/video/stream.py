"""Frames in order, each exactly once."""

from collections.abc import Iterator

import av
import numpy as np
from numpy.typing import NDArray

from tracker.errors import VideoError
from tracker.video.decoder import PacketDecoder
from tracker.video.picture import MODEL_SIZE, to_model_input, to_rgb
from tracker.video.probe import Video


def stream_frames(
    video: Video,
    first: int = 0,
    last: int | None = None,
    size: tuple[int, int] | None = None,
) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """Frames `first` to `last`, both included, as (number, RGB uint8 [H, W, 3]).

    `size` is None for the displayed size or (512, 288) for what the model sees. Every number comes
    exactly once: a picture that cannot be decoded is answered with the one before it (at the start,
    the one after). Raises VideoError when nothing in the range decodes, IndexError outside the
    video.
    """
    if size not in (None, MODEL_SIZE):
        raise ValueError(f"size must be None or {MODEL_SIZE}, not {size}")
    info, count = video.info, len(video.index)
    last = count - 1 if last is None else last
    if not 0 <= first <= last < count:
        raise IndexError(f"frames {first} to {last} of a video of {count} frames")

    def convert(picture: av.VideoFrame) -> NDArray[np.uint8]:
        if size is None:
            return to_rgb(picture, info.rotation, (info.width, info.height))
        return to_model_input(picture, info.rotation)

    expected, array = first, None
    for number, picture in numbered_frames(video, first):
        if number < first:
            continue
        while expected < min(number, last + 1):  # passed over by the decoder
            if array is None:
                array = convert(picture)
            yield expected, array
            expected += 1
        if expected > last:
            return
        array = convert(picture)
        yield number, array
        expected = number + 1
        if expected > last:
            return
    if array is None:
        raise VideoError(f"Frames {first} to {last} of {info.path.name} cannot be decoded.")
    for number in range(expected, last + 1):
        yield number, array


def numbered_frames(video: Video, first: int) -> Iterator[tuple[int, av.VideoFrame]]:
    """Decoded pictures with their numbers, from a keyframe at or before `first` to the end."""
    index = video.index
    with PacketDecoder(video.info.path, index.table) as decoder:
        decoder.start_at(index.start_for(first))
        for ordinal, picture in decoder.frames():
            number = int(index.number[ordinal]) if ordinal >= 0 else -1
            if number >= 0:
                yield number, picture
