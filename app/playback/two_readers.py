"""Reads one video in two places: going on in one does not lose the other."""

from __future__ import annotations

from collections.abc import Callable

from app.playback.frame_cache import Image
from tracker.video import FrameReader, Video


class TwoReaders:
    """A reader that keeps two positions, as where one steps forwards and frames behind are read.

    From one position alone, a group of pictures behind the playhead is decoded on the way there
    and back: seconds, where keyframes are far apart.
    """

    def __init__(self, video: Video) -> None:
        self._by_use = [FrameReader(video), FrameReader(video)]
        """The one used last comes last; a file is opened with the first frame read."""

    def read(self, frame: int, give_up: Callable[[], bool] | None = None) -> Image:
        """See `Reader.read`; from the nearer position, the longer unused one where both are far."""
        return self._nearer(frame).read(frame, give_up)

    def defer_model(self, frame: int) -> Callable[[], Image]:
        """See `Reader.defer_model`."""
        return self._nearer(frame).defer_model(frame)

    def distance(self, frame: int) -> int:
        """See `Reader.distance`."""
        return min(reader.distance(frame) for reader in self._by_use)

    def close(self) -> None:
        """See `Reader.close`."""
        for reader in self._by_use:
            reader.close()

    def _nearer(self, frame: int) -> FrameReader:
        reader = min(self._by_use, key=lambda reader: reader.distance(frame))
        self._by_use.remove(reader)
        self._by_use.append(reader)
        return reader
