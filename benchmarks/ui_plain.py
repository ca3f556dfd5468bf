"""What PyAV alone needs, to measure the window against."""

from __future__ import annotations

import time
from pathlib import Path

import av

from tracker.video import to_rgb


class PlainSeeker:
    """What PyAV alone needs: seek to the keyframe, decode until the time is right, convert."""

    def __init__(self, path: Path) -> None:
        self._container = av.open(str(path))
        self._stream = self._container.streams.video[0]
        self._stream.thread_type = "AUTO"

    def seek(self, pts: int) -> None:
        """Decode and convert the picture of time `pts`."""
        self._container.seek(pts, stream=self._stream)
        for frame in self._container.decode(self._stream):
            if frame.pts is not None and frame.pts >= pts:
                to_rgb(frame)
                return
        raise ValueError(f"no picture at {pts}")

    def close(self) -> None:
        """Let the file go."""
        self._container.close()


def decoder_rate(path: Path) -> float:
    """Frames per second that PyAV decodes and converts, in order, on this thread."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        started = time.perf_counter()
        for number, frame in enumerate(container.decode(stream), start=1):
            to_rgb(frame)
            if number == 300:
                break
    return number / (time.perf_counter() - started)
