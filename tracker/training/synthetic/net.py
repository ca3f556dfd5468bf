"""The net as a half-transparent layer between the far and the near side."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from tracker.training.synthetic.arena import mesh_alpha, net_geometry
from tracker.training.synthetic.camera import Camera, canvas_to_frame
from tracker.training.synthetic.labels import Floats, Image
from tracker.training.synthetic.presets import SportPreset


class Net:
    """Drawn once on the canvas of ``camera``; :meth:`look` moves it to a frame's camera."""

    def __init__(
        self, preset: SportPreset, canvas: Camera, size: tuple[int, int], rng: np.random.Generator
    ) -> None:
        width, height = size
        mesh, tape, posts = net_geometry(preset)
        alpha = mesh_alpha(canvas, preset, size)
        dark = rng.random() < 0.75
        mesh_colour = (34, 36, 40) if dark else (196, 200, 200)
        colour: Image = np.empty((height, width, 3), np.uint8)
        colour[:] = mesh_colour
        post = ((60, 62, 70), (206, 170, 60), (30, 60, 130))[int(rng.integers(3))]
        for shape, tone in ((tape, (240, 240, 236)), (posts[0], post), (posts[1], post)):
            outline = np.rint(canvas.project(shape)[0] * 16).astype(np.int32)
            cv2.fillPoly(alpha, [outline], 255, cv2.LINE_AA, 4)
            grown = cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3))
            stencil = np.zeros((height, width), np.uint8)
            cv2.fillPoly(stencil, [outline], 255, cv2.LINE_AA, 4)
            colour[cv2.dilate(stencil, grown) > 0] = tone
        self._canvas, self._colour, self._alpha = canvas, colour, alpha
        everything = np.concatenate((mesh, *posts))
        self._outline = everything
        self._seen: Camera | None = None
        self._box = (0, 0, 0, 0)
        self._now_colour: NDArray[np.float32] = np.empty((0, 0, 3), np.float32)
        self._now_alpha: NDArray[np.float32] = np.empty((0, 0, 1), np.float32)

    def look(self, camera: Camera, size: tuple[int, int]) -> None:
        """Prepare the layer for a frame of ``size`` (W, H); free while the camera stands still."""
        if camera is self._seen:
            return
        xy, _ = camera.project(self._outline)
        low, high = np.floor(xy.min(0)) - 2, np.ceil(xy.max(0)) + 3
        x0, y0 = int(max(low[0], 0)), int(max(low[1], 0))
        x1, y1 = int(min(high[0], size[0])), int(min(high[1], size[1]))
        self._seen, self._box = camera, (x0, y0, max(x1, x0), max(y1, y0))
        if x1 <= x0 or y1 <= y0:
            self._box = (0, 0, 0, 0)
            return
        shift = np.array([[1, 0, -x0], [0, 1, -y0], [0, 0, 1.0]])
        warp = shift @ canvas_to_frame(self._canvas, camera)
        box = (x1 - x0, y1 - y0)
        # Twice the size and down again: a plain warp from a finer canvas would drop threads.
        double = np.array([[2, 0, 0.5], [0, 2, 0.5], [0, 0, 1.0]]) @ warp
        twice = (2 * box[0], 2 * box[1])
        colour = cv2.warpPerspective(self._colour, double, twice, flags=cv2.INTER_LINEAR)
        alpha = cv2.warpPerspective(self._alpha, double, twice, flags=cv2.INTER_LINEAR)
        small = cv2.resize(colour, box, interpolation=cv2.INTER_AREA)
        self._now_colour = small.astype(np.float32)
        thin = cv2.resize(alpha, box, interpolation=cv2.INTER_AREA)
        self._now_alpha = thin[..., None].astype(np.float32) / 255.0

    def paint(self, image: Image) -> None:
        """Lay the net over ``image`` in place."""
        x0, y0, x1, y1 = self._box
        if x1 > x0:
            patch = image[y0:y1, x0:x1].astype(np.float32)
            patch += self._now_alpha * (self._now_colour - patch)
            image[y0:y1, x0:x1] = (patch + 0.5).astype(np.uint8)

    def cover(self, left: int, top: int, height: int, width: int) -> Floats:
        """Coverage float64 [height, width] of a patch at (left, top)."""
        x0, y0, x1, y1 = self._box
        out = np.zeros((height, width))
        a0, b0 = max(left, x0), max(top, y0)
        a1, b1 = min(left + width, x1), min(top + height, y1)
        if a0 < a1 and b0 < b1:
            part = self._now_alpha[b0 - y0 : b1 - y0, a0 - x0 : a1 - x0, 0]
            out[b0 - top : b1 - top, a0 - left : a1 - left] = part
        return out
