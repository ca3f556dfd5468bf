"""Decoded frames kept in memory, bounded by bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
"""RGB uint8 [H, W, 3]."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A frame, `image`, and what else was made of it while it was at hand."""

    image: Image
    fitted: Image | None = None
    """At the size of the screen."""
    model_input: Callable[[], Image] | None = None
    """Makes it as the model sees it, on any thread; holds it as it was decoded."""

    @property
    def nbytes(self) -> int:
        """Bytes of all its pixels."""
        fitted = self.fitted.nbytes if self.fitted is not None else 0
        # Decoded pictures have half a byte of each colour for every whole one of brightness.
        decoded = self.image.nbytes // 2 if self.model_input is not None else 0
        return self.image.nbytes + fitted + decoded


class FrameCache:
    """Least recently used frames go first, but those around the playhead go last of all.

    The window's thread looks frames up while the decoder adds them, so every method locks.
    """

    def __init__(self, capacity_bytes: int) -> None:
        """Args: capacity_bytes: most bytes of pixels held; one frame is kept whatever its size."""
        if capacity_bytes <= 0:
            raise ValueError(f"capacity_bytes must be positive, got {capacity_bytes}")
        self.capacity_bytes = capacity_bytes
        self._pictures: OrderedDict[int, Picture] = OrderedDict()
        self._bytes = 0
        self._window = range(0)
        self._lock = threading.Lock()

    def get(self, frame: int) -> Picture | None:
        """The picture of `frame`, now the most recently used one, or None."""
        with self._lock:
            picture = self._pictures.get(frame)
            if picture is not None:
                self._pictures.move_to_end(frame)
            return picture

    def put(self, frame: int, picture: Picture) -> None:
        """Remember `picture` as `frame`, and forget others until the bound holds."""
        with self._lock:
            if frame in self._pictures:
                self._forget(frame)
            self._pictures[frame] = picture
            self._bytes += picture.nbytes
            while self._bytes > self.capacity_bytes and len(self._pictures) > 1:
                self._forget(self._least_useful(frame))

    def _forget(self, frame: int) -> None:
        self._bytes -= self._pictures.pop(frame).nbytes

    def protect(self, window: range) -> None:
        """Keep the frames of `window` for as long as there is anything else to forget."""
        with self._lock:
            self._window = window

    def clear(self) -> None:
        """Forget everything: another video."""
        with self._lock:
            self._pictures.clear()
            self._bytes = 0
            self._window = range(0)

    def frames(self) -> set[int]:
        """The numbers of the frames held now."""
        with self._lock:
            return set(self._pictures)

    @property
    def nbytes(self) -> int:
        """Bytes of pixels held now."""
        with self._lock:
            return self._bytes

    def __contains__(self, frame: int) -> bool:
        with self._lock:
            return frame in self._pictures

    def _least_useful(self, newcomer: int) -> int:
        for frame in self._pictures:
            if frame not in self._window and frame != newcomer:
                return frame
        # The window alone is more than fits: what is farthest from its middle is needed last.
        middle = (self._window.start + self._window.stop) / 2
        return max((f for f in self._pictures if f != newcomer), key=lambda f: abs(f - middle))
