"""Pinhole camera on a tripod: it pans, tilts and zooms about one point.

Because the centre of projection never moves, one oversized picture of the arena serves the whole
rally: every frame is an exact homography of it (see :func:`canvas_to_frame`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tracker.training.synthetic.labels import Floats
from tracker.training.synthetic.presets import CameraRange, SportPreset

NEAR = 0.2


@dataclass(frozen=True, slots=True)
class Camera:
    """``rotation`` rows: right, down, forward. ``focal``, ``cx``, ``cy`` in pixels."""

    position: Floats
    rotation: Floats
    focal: float
    cx: float
    cy: float

    def to_view(self, points: Floats) -> Floats:
        """World points [..., 3] in metres → camera space [..., 3] (right, down, forward)."""
        view: Floats = (points - self.position) @ self.rotation.T
        return view

    def project(self, points: Floats) -> tuple[Floats, Floats]:
        """World points [..., 3] → pixels [..., 2] and depth [...] in metres."""
        view = self.to_view(points)
        depth = view[..., 2]
        scale = self.focal / np.maximum(depth, NEAR)
        return np.stack((view[..., 0] * scale + self.cx, view[..., 1] * scale + self.cy), -1), depth

    def outline(self, points: Floats) -> Floats:
        """A polygon in the world [n, 3] → pixels [m, 2], clipped at the near plane."""
        view = self.to_view(points)
        kept: list[Floats] = []
        for index in range(len(view)):
            a, b = view[index - 1], view[index]
            if (a[2] > NEAR) != (b[2] > NEAR):
                kept.append(a + (b - a) * (NEAR - a[2]) / (b[2] - a[2]))
            if b[2] > NEAR:
                kept.append(b)
        if not kept:
            return np.empty((0, 2))
        clipped = np.array(kept)
        xy: Floats = clipped[:, :2] * (self.focal / clipped[:, 2:])
        xy += np.array((self.cx, self.cy))
        return xy

    def matrix(self) -> Floats:
        """Intrinsics times rotation, [3, 3]."""
        intrinsics = np.array([[self.focal, 0, self.cx], [0, self.focal, self.cy], [0, 0, 1.0]])
        return intrinsics @ self.rotation

    def turned(self, pan: float, tilt: float, zoom: float) -> Camera:
        """The same camera panned right and tilted down (radians) and zoomed by a factor."""
        cp, sp, ct, st = np.cos(pan), np.sin(pan), np.cos(tilt), np.sin(tilt)
        yaw = np.array([[cp, 0, -sp], [0, 1, 0], [sp, 0, cp]])
        pitch = np.array([[1, 0, 0], [0, ct, -st], [0, st, ct]])
        return replace(self, rotation=pitch @ yaw @ self.rotation, focal=self.focal * zoom)

    def scaled(self, scale: float, margin: float) -> Camera:
        """The camera of a canvas: ``margin`` frame pixels on every side, ``scale`` times finer.

        Pixel centres are kept: frame pixel p is canvas pixel (p + margin + ½)·scale − ½.
        """
        shift = margin + 0.5
        return replace(
            self,
            focal=self.focal * scale,
            cx=(self.cx + shift) * scale - 0.5,
            cy=(self.cy + shift) * scale - 0.5,
        )


def canvas_to_frame(canvas: Camera, frame: Camera) -> Floats:
    """Homography [3, 3] from canvas pixels to frame pixels, for cameras at the same place."""
    mapping: Floats = frame.matrix() @ np.linalg.inv(canvas.matrix())
    mapping /= mapping[2, 2]
    return mapping


def aim_camera(
    preset: SportPreset, pose: CameraRange, size: tuple[int, int], rng: np.random.Generator
) -> Camera:
    """A camera drawn from ``pose`` that frames the court in a picture of ``size`` (W, H)."""
    width, height = size
    azimuth = np.deg2rad(rng.uniform(*pose.azimuth))
    distance, lift = rng.uniform(*pose.distance), rng.uniform(*pose.height)
    fill, centre = rng.uniform(*pose.fill), rng.uniform(*pose.centre)
    position = np.array([distance * np.sin(azimuth), -distance * np.cos(azimuth), lift])
    target = np.array([0.0, 0.0, max(0.3, preset.table_height)])
    forward = (target - position) / np.linalg.norm(target - position)
    right = np.cross(forward, (0.0, 0.0, 1.0))
    right /= np.linalg.norm(right)
    rotation = np.stack((right, np.cross(forward, right), forward))

    half_x, half_y = preset.view
    corners = np.array([(sx * half_x, sy * half_y, 0.0) for sx in (-1, 1) for sy in (-1, 1)])
    unit = Camera(position, rotation, 1.0, 0.0, 0.0)
    xy, _ = unit.project(corners)
    low, high = xy.min(0), xy.max(0)
    span = high - low
    focal = min(fill * width / span[0], 0.62 * height / span[1])
    middle = (low + high) / 2 * focal
    return Camera(
        position,
        rotation,
        float(focal),
        float(width / 2 - middle[0]),
        float(height * centre - middle[1]),
    )


class CameraMove:
    """What the operator does: nothing, follows the ball, or shakes a hand-held camera."""

    def __init__(self, camera: Camera, mode: str, frames: int, rng: np.random.Generator) -> None:
        self.camera = camera
        self.mode = mode
        self._zoom_gain = float(rng.uniform(0.0, 0.06))
        self._phase = rng.uniform(0, 2 * np.pi, 3)
        rough = rng.standard_normal((frames + 16, 2))
        kernel = np.hanning(9) / np.hanning(9).sum()
        smooth = [np.convolve(rough[:, axis], kernel, "same") for axis in range(2)]
        self._shake = np.stack(smooth, 1)[8 : 8 + frames] * 0.0012

    def at(self, index: int, seconds: float, follow: float) -> Camera:
        """The camera of frame ``index``; ``follow`` is the ball's sway across the picture, −1…1."""
        if self.mode == "still":
            return self.camera
        if self.mode == "follow":
            zoom = 1.0 + self._zoom_gain * float(np.sin(0.7 * seconds + self._phase[0]))
            return self.camera.turned(0.018 * follow, 0.0, zoom)
        sway = self._shake[index]
        return self.camera.turned(float(sway[0]), float(sway[1]), 1.0)
