"""Any frame by number, exactly."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from functools import partial

import av
import numpy as np
from numpy.typing import NDArray

from tracker.closing import Closing
from tracker.errors import Cancelled, VideoError
from tracker.video.decoder import PacketDecoder
from tracker.video.fields import of_one_moment
from tracker.video.picture import to_model_input, to_rgb
from tracker.video.probe import Video

CACHED_BYTES = 96 * 1024 * 1024
_WINDOW_FRAMES = 4
_DECODE_ON = 12
"""Packets up to which decoding on is cheaper than seeking to a nearer keyframe."""


class FrameReader(Closing):
    """Random access to the frames of one video. Not thread-safe: one thread, one reader.

    Stepping forward decodes on from the last position; anything else seeks to a keyframe. The last
    decoded pictures are kept, so that stepping back does not decode the group of pictures again.
    A picture that cannot be decoded is replaced by the nearest one before it (or, at the start of
    a stretch, after it); numbering never shifts.
    """

    def __init__(self, video: Video, cached_bytes: int = CACHED_BYTES) -> None:
        """Args: cached_bytes: most bytes of decoded pictures kept, but never fewer than four."""
        self.video = video
        info = video.info
        self._give_up: Callable[[], bool] | None = None
        self._decoder = PacketDecoder(info.path, video.index.table)
        self._frames: Iterator[tuple[int, av.VideoFrame]] = iter(())
        self._last = -1  # number of the frame the decoder gave last; -1: nowhere yet
        self._recent: OrderedDict[int, av.VideoFrame] = OrderedDict()
        self._model_inputs: OrderedDict[int, NDArray[np.uint8]] = OrderedDict()
        self._capacity = max(4, min(64, cached_bytes // max(1, info.width * info.height * 3 // 2)))

    def close(self) -> None:
        """Free the file and the cached pictures; reading again reopens."""
        self._recent.clear()
        self._model_inputs.clear()
        self._frames = iter(())
        self._last = -1
        self._decoder.close()

    def read(self, frame: int, give_up: Callable[[], bool] | None = None) -> NDArray[np.uint8]:
        """Frame `frame` as displayed, RGB uint8 [H, W, 3]. Raises VideoError, IndexError.

        `give_up` is asked between pictures on the way there; once it is true, Cancelled is raised
        and the next read goes on from where this one came to.
        """
        info = self.video.info
        self._give_up = give_up
        try:
            picture = self._picture(frame)
        finally:
            self._give_up = None
        return to_rgb(picture, info.orientation, (info.width, info.height))

    def read_model(self, frame: int) -> NDArray[np.uint8]:
        """Frame `frame` as the model sees it, RGB uint8 [288, 512, 3], read-only.

        The last few are kept: windows of neighbouring frames overlap.
        """
        if frame not in self._model_inputs:
            array = to_model_input(self._picture(frame), self.video.info.orientation)
            array.flags.writeable = False
            self._model_inputs[frame] = array
            if len(self._model_inputs) > _WINDOW_FRAMES:
                self._model_inputs.popitem(last=False)
        return self._model_inputs[frame]

    def defer_model(self, frame: int) -> Callable[[], NDArray[np.uint8]]:
        """Decode `frame` now and leave it to the caller when, and on which thread, it is made as
        the model sees it. What is returned holds the decoded picture."""
        return partial(to_model_input, self._picture(frame), self.video.info.orientation)

    def _picture(self, frame: int) -> av.VideoFrame:
        picture = of_one_moment(self._decoded(frame))
        self._keep(frame, picture)
        return picture

    def _decoded(self, frame: int) -> av.VideoFrame:
        index = self.video.index
        if not 0 <= frame < len(index):
            raise IndexError(f"frame {frame} of a video of {len(index)} frames")
        if frame in self._recent:
            return self._recent[frame]
        start = index.start_for(frame)
        if self._on_the_way(frame, start):
            picture = self._decode_to(frame)
        else:
            picture = self._seek_to(frame, start)
        if picture is None:
            # Streams that refresh gradually are only whole one keyframe later.
            picture = self._seek_to(frame, index.start_for(frame, back=1))
        return self._nearest(frame) if picture is None else picture

    def distance(self, frame: int) -> int:
        """How many packets have to be decoded for `frame`; 0 where its picture is kept."""
        if frame in self._recent:
            return 0
        index = self.video.index
        packet, start = int(index.packet[frame]), index.start_for(frame)
        if self._on_the_way(frame, start):
            return max(1, packet + 1 - self._decoder.next_ordinal)
        return packet + 1 - start

    def _on_the_way(self, frame: int, start: int) -> bool:
        """Whether decoding on gets to `frame` sooner than from the keyframe `start` before it."""
        near = start <= self._decoder.next_ordinal + _DECODE_ON
        return 0 <= self._last < frame and near

    def _seek_to(self, frame: int, start: int) -> av.VideoFrame | None:
        self._decoder.start_at(start)
        self._frames = self._decoder.frames()
        self._last = -1
        return self._decode_to(frame)

    def _decode_to(self, frame: int) -> av.VideoFrame | None:
        """Decode forward until `frame` has been given; None if the decoder passes it over."""
        for ordinal, picture in self._frames:
            number = int(self.video.index.number[ordinal]) if ordinal >= 0 else -1
            if number < 0:
                continue
            self._last = number
            self._keep(number, picture)
            if number == frame:
                return picture
            if number > frame:
                return None
            if self._give_up is not None and self._give_up():
                raise Cancelled(f"Another frame than {frame} is wanted by now.")
        self._last = -1
        return None

    def _nearest(self, frame: int) -> av.VideoFrame:
        before = [number for number in self._recent if number < frame]
        if before:
            return self._recent[max(before)]
        if self._recent:
            return self._recent[min(self._recent)]
        raise VideoError(f"Frame {frame} of {self.video.info.path.name} cannot be decoded.")

    def _keep(self, number: int, picture: av.VideoFrame) -> None:
        self._recent[number] = picture
        self._recent.move_to_end(number)
        while len(self._recent) > self._capacity:
            self._recent.popitem(last=False)
