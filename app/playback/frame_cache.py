"""Decoded frames kept in memory, bounded by bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict

import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
"""RGB uint8 [H, W, 3]."""


class FrameCache:
    """Least recently used frames go first, but those around the playhead go last of all.

    The window's thread looks frames up while the decoder adds them, so every method locks.
    """

    def __init__(self, capacity_bytes: int) -> None:
        """Args: capacity_bytes: most bytes of pixels held; one frame is kept whatever its size."""
        if capacity_bytes <= 0:
            raise ValueError(f"capacity_bytes must be positive, got {capacity_bytes}")
        self.capacity_bytes = capacity_bytes
        self._images: OrderedDict[int, Image] = OrderedDict()
        self._fitted: dict[int, Image] = {}
        self._bytes = 0
        self._window = range(0)
        self._lock = threading.Lock()

    def get(self, frame: int) -> Image | None:
        """The picture of `frame`, now the most recently used one, or None."""
        with self._lock:
            image = self._images.get(frame)
            if image is not None:
                self._images.move_to_end(frame)
            return image

    def fitted(self, frame: int) -> Image | None:
        """The picture of `frame` at the size of the screen, where it was put here with it."""
        with self._lock:
            return self._fitted.get(frame)

    def put(self, frame: int, image: Image, fitted: Image | None = None) -> None:
        """Remember `image` as `frame`, and forget others until the bound holds.

        `fitted` is the same picture at the size of the screen; it goes when `image` goes.
        """
        with self._lock:
            if frame in self._images:
                self._forget(frame)
            self._images[frame] = image
            self._bytes += image.nbytes
            if fitted is not None:
                self._fitted[frame] = fitted
                self._bytes += fitted.nbytes
            while self._bytes > self.capacity_bytes and len(self._images) > 1:
                self._forget(self._least_useful(frame))

    def _forget(self, frame: int) -> None:
        self._bytes -= self._images.pop(frame).nbytes
        fitted = self._fitted.pop(frame, None)
        if fitted is not None:
            self._bytes -= fitted.nbytes

    def protect(self, window: range) -> None:
        """Keep the frames of `window` for as long as there is anything else to forget."""
        with self._lock:
            self._window = window

    def clear(self) -> None:
        """Forget everything: another video."""
        with self._lock:
            self._images.clear()
            self._fitted.clear()
            self._bytes = 0
            self._window = range(0)

    def frames(self) -> set[int]:
        """The numbers of the frames held now."""
        with self._lock:
            return set(self._images)

    @property
    def nbytes(self) -> int:
        """Bytes of pixels held now."""
        with self._lock:
            return self._bytes

    def __contains__(self, frame: int) -> bool:
        with self._lock:
            return frame in self._images

    def _least_useful(self, newcomer: int) -> int:
        for frame in self._images:
            if frame not in self._window and frame != newcomer:
                return frame
        # The window alone is more than fits: what is farthest from its middle is needed last.
        middle = (self._window.start + self._window.stop) / 2
        return max((f for f in self._images if f != newcomer), key=lambda f: abs(f - middle))
