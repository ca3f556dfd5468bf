"""Small pictures of every frame of a video, each readable by itself, for scrubbing.

A frame deep in a long group of pictures takes a quarter of a second to decode exactly; its small
picture here takes a millisecond. The folder of a video holds two files that only ever grow:

- `pictures`: one record per frame from frame 0 on, the frame's number (8 bytes, little-endian) and
  a JPEG;
- `ends`: where each record ends in `pictures` (8 bytes each).

So the frames done so far are usable while the rest is being made, and making them can be stopped
and resumed at any time. A third, empty file is locked by whoever is making them.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import BinaryIO

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.closing import Closing
from tracker.errors import Cancelled, VideoError
from tracker.file_lock import try_lock
from tracker.video.packets import Progress
from tracker.video.picture import to_thumbnail
from tracker.video.probe import Video
from tracker.video.stream import stream_pictures

PICTURES, ENDS, LOCK = "pictures", "ends", "lock"
_AREA = 320 * 180
"""Pixels of a small picture."""
_QUALITY = 50
_NUMBER = 8
"""Bytes of the frame's number before its picture, and of an end."""
_FLUSH_EVERY = 32
_LOOK_EVERY = 0.5
"""Seconds, while another process makes them."""
_DECODED_PIXELS_PER_SECOND = 5e8
_SLOW_SEEK = 0.06
"""A jump that takes longer on average than this many seconds is felt as one."""


def pays_off(video: Video) -> bool:
    """Whether jumping to an exact frame of `video` takes long enough for a proxy to be felt."""
    index = video.index
    groups = max(1, int((index.number[index.keyframes] >= 0).sum()))
    # On average, half a group of pictures is decoded on the way to a frame.
    decoded = 0.5 * len(index) / groups * video.info.width * video.info.height
    return decoded / _DECODED_PIXELS_PER_SECOND > _SLOW_SEEK


def proxy_size(width: int, height: int) -> tuple[int, int]:
    """Width and height of the small pictures of a video of `width` x `height` pixels."""
    scale = min(1.0, (_AREA / (width * height)) ** 0.5)
    return max(2, round(width * scale)), max(2, round(height * scale))


def frames_done(folder: Path) -> int:
    """How many frames, from frame 0 on, have their small picture in `folder`."""
    return len(_sound_ends(folder))


def write_proxy(
    video: Video,
    folder: Path,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> None:
    """Make the small pictures that `folder` still lacks; while another does, wait for it.

    `progress` is told the share that is there. Raises VideoError where the video cannot be decoded
    or the folder not be written, and Cancelled when `stop` is set; what was made until then stays.
    """
    count = len(video.index)
    stop = stop or threading.Event()
    progress = progress or (lambda _share: None)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / LOCK).open("ab") as lock:
            while not try_lock(lock):
                progress(frames_done(folder) / count)
                if stop.wait(_LOOK_EVERY):
                    raise Cancelled("Making previews was cancelled.")
            _write_missing(video, folder, progress, stop)
    except OSError as error:
        raise VideoError(
            f"Previews cannot be written to {folder} ({error.strerror or error})."
        ) from error


def _write_missing(video: Video, folder: Path, progress: Progress, stop: threading.Event) -> None:
    count, size = len(video.index), proxy_size(video.info.width, video.info.height)
    ends = _sound_ends(folder)
    done, end = len(ends), int(ends[-1]) if len(ends) else 0
    if done >= count:
        return
    with (folder / PICTURES).open("ab") as pictures, (folder / ENDS).open("ab") as index:
        # What an interruption left half written is written again.
        pictures.truncate(end)
        index.truncate(done * _NUMBER)
        for number, picture in stream_pictures(video, done):
            if stop.is_set():
                raise Cancelled("Making previews was cancelled.")
            small = to_thumbnail(picture, video.info.orientation, size)
            end += _append(pictures, number, small)
            index.write(end.to_bytes(_NUMBER, "little"))
            if number % _FLUSH_EVERY == 0:
                pictures.flush()
                index.flush()
                progress((number + 1) / count)


def _append(pictures: BinaryIO, number: int, small: NDArray[np.uint8]) -> int:
    """Write one record; returns its length in bytes."""
    bgr = cv2.cvtColor(small, cv2.COLOR_RGB2BGR)
    encoded, data = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not encoded:
        raise VideoError(f"The preview of frame {number} cannot be encoded.")
    pictures.write(number.to_bytes(_NUMBER, "little"))
    pictures.write(data.data)
    return _NUMBER + len(data)


def _sound_ends(folder: Path) -> NDArray[np.int64]:
    """Ends of the records that are whole, int64 [frames]."""
    try:
        raw = (folder / ENDS).read_bytes()
        size = (folder / PICTURES).stat().st_size
    except FileNotFoundError:
        return np.empty(0, np.int64)
    ends = np.frombuffer(raw, "<i8", len(raw) // _NUMBER).astype(np.int64)
    return ends[ends <= size]


def move_proxy(folder: Path, target: Path, frames: int) -> None:
    """Have the small pictures of the first ``frames`` in ``target``, which is not there yet, in
    place of ``folder``; nothing happens where there are none, or while somebody makes them.

    ``OSError`` where that is not possible.
    """
    if not folder.is_dir() or target.exists():
        return
    with (folder / LOCK).open("ab") as lock:
        if not try_lock(lock):
            return
        with (folder / ENDS).open("ab") as ends:
            ends.truncate(min(ends.tell(), frames * _NUMBER))
    folder.rename(target)


class ProxyReader(Closing):
    """Reads the small pictures of one video, also while they are being made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ends = np.empty(0, np.int64)
        self._file: BinaryIO | None = None

    def __len__(self) -> int:
        """Frames known to be there; `refresh` looks for more."""
        return len(self._ends)

    def refresh(self) -> None:
        """Look how many frames are there now."""
        self.close()
        self._ends = _sound_ends(self._folder)

    def close(self) -> None:
        """Let the file go; reading again reopens it."""
        if self._file is not None:
            self._file.close()
        self._file = None

    def read(self, frame: int) -> NDArray[np.uint8] | None:
        """The small picture of `frame`, RGB uint8 [h, w, 3]; None where there is none (yet).

        A picture that does not carry the number of `frame`, or is damaged, is none.
        """
        if not 0 <= frame < len(self._ends):
            return None
        start = int(self._ends[frame - 1]) if frame else 0
        record = self._record(start, int(self._ends[frame]))
        if len(record) <= _NUMBER or int.from_bytes(record[:_NUMBER], "little") != frame:
            return None
        data = np.frombuffer(record, np.uint8, offset=_NUMBER)
        picture = cv2.imdecode(data, cv2.IMREAD_COLOR_RGB)
        return None if picture is None else np.asarray(picture, np.uint8)

    def _record(self, start: int, end: int) -> bytes:
        try:
            if self._file is None:
                self._file = (self._folder / PICTURES).open("rb")
            self._file.seek(start)
            return self._file.read(end - start)
        except OSError:
            # The cache may be deleted at any time.
            self.close()
            self._ends = self._ends[:0]
            return b""
