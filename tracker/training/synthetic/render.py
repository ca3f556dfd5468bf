"""Rallies as pictures: the scene is painted back to front, the ball in its place among the rest."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, fields, replace

import cv2
import numpy as np

from tracker.training.synthetic.arena import Arena
from tracker.training.synthetic.ball import (
    MAX_DIAMETER,
    MIN_DIAMETER,
    Stamp,
    ball_stamp,
    blend_stamp,
    shade,
)
from tracker.training.synthetic.camera import Camera, CameraMove, aim_camera, canvas_to_frame
from tracker.training.synthetic.effects import (
    Graphics,
    SensorNoise,
    h264_round_trip,
    jpeg_round_trip,
)
from tracker.training.synthetic.figures import Player, draw_looks
from tracker.training.synthetic.flight import Meets
from tracker.training.synthetic.labels import BallLabels, Floats, Image, visibility_of
from tracker.training.synthetic.net import Net
from tracker.training.synthetic.paint import Shape, cover, paint
from tracker.training.synthetic.presets import Colour, SportPreset, preset_named
from tracker.training.synthetic.rally import RallyPlan, plan_rally

CAMERA_MODES = ("still", "follow", "shake")
COMPRESSIONS = ("none", "jpeg", "h264")


@dataclass(frozen=True, slots=True)
class RallySettings:
    """How a rally is filmed. What is None is drawn from the seed.

    ``fps`` frames per second; ``shutter`` share of the frame time that it is open, 0 to 1;
    ``camera`` one of ``CAMERA_MODES``; ``pose`` index of the preset's camera range;
    ``compression`` one of ``COMPRESSIONS`` and ``quality`` its JPEG quality or CRF;
    ``noise`` in grey levels; ``spare_balls`` that lie about and are not labelled; ``start``
    seconds of the rally to skip; ``detail`` how much finer than the frame the arena is drawn;
    ``draw_ball`` False leaves the ball out and everything else the same.
    """

    fps: int | None = None
    shutter: float | None = None
    camera: str | None = None
    pose: int | None = None
    compression: str | None = None
    quality: int | None = None
    noise: float | None = None
    start: float | None = None
    graphics: bool | None = None
    spare_balls: int | None = None
    ball_colour: Colour | None = None
    detail: float = 2.0
    draw_ball: bool = True


@dataclass(frozen=True, slots=True)
class _Choices:
    """``RallySettings`` with nothing left open."""

    fps: int
    shutter: float
    camera: str
    pose: int
    compression: str
    quality: int
    noise: float
    start: float
    graphics: bool
    spare_balls: int
    ball_colour: Colour


def _choose(settings: RallySettings, preset: SportPreset, seed: int) -> _Choices:
    """Fill what is None. Every choice is drawn always, so that fixing one moves no other."""
    rng = np.random.default_rng([seed, zlib.crc32(preset.name.encode()), 1])
    drawn = str(rng.choice(COMPRESSIONS, p=(0.15, 0.7, 0.15)))
    compression = settings.compression or drawn
    part = float(rng.random())
    colour = preset.ball_colours[int(rng.integers(len(preset.ball_colours)))]
    if rng.random() < 0.08:
        colour = (30, 30, 34)
    choices = _Choices(
        fps=int(rng.choice((25, 30, 50, 60))),
        shutter=float(rng.uniform(0.12, 0.6)),
        camera=str(rng.choice(CAMERA_MODES, p=(0.65, 0.2, 0.15))),
        pose=int(rng.integers(len(preset.cameras))),
        compression=compression,
        quality=round(22 + 13 * part) if compression == "h264" else round(45 + 50 * part),
        noise=float(rng.uniform(0.0, 3.5)),
        start=float(rng.uniform(0.0, 3.0)),
        graphics=bool(rng.random() < 0.75),
        spare_balls=int(rng.choice((0, 1, 3), p=(0.6, 0.3, 0.1))),
        ball_colour=colour,
    )
    wanted = {field.name: getattr(settings, field.name) for field in fields(_Choices)}
    return replace(choices, **{k: v for k, v in wanted.items() if v is not None})


_SCENE, _PLAN, _LOOK, _GRAIN = range(2, 6)


def _drawing(preset: SportPreset, seed: int, what: int) -> np.random.Generator:
    """Draws one side of a rally, so that no side moves another."""
    return np.random.default_rng([seed, zlib.crc32(preset.name.encode()), what])


def _plan(preset: SportPreset, seed: int, frames: int, choices: _Choices) -> RallyPlan:
    seconds = choices.start + frames / choices.fps + 0.5
    return plan_rally(preset, _drawing(preset, seed, _PLAN), seconds)


_CHEST = np.array((0.0, 0.0, 1.0))


class _Renderer:
    """One rally being rendered: everything that lives longer than a frame."""

    def __init__(
        self, preset: SportPreset, seed: int, frames: int, size: tuple[int, int],
        settings: RallySettings,
    ) -> None:  # fmt: skip
        s = _choose(settings, preset, seed)
        scene, look, grain = (_drawing(preset, seed, k) for k in (_SCENE, _LOOK, _GRAIN))
        self.preset, self.size, self.fps, self.start = preset, size, s.fps, s.start
        self.choices, self.exposure = s, s.shutter / s.fps
        self.with_ball = settings.draw_ball
        self.colour = s.ball_colour
        camera = aim_camera(preset, preset.cameras[s.pose % len(preset.cameras)], size, scene)
        self.move = CameraMove(camera, s.camera, frames, scene)
        margin = 0.0 if s.camera == "still" else round(0.08 * size[0])
        self.canvas_camera = camera.scaled(settings.detail, margin)
        canvas_size = (
            round((size[0] + 2 * margin) * settings.detail),
            round((size[1] + 2 * margin) * settings.detail),
        )
        arena = Arena(preset, self.canvas_camera, canvas_size, scene)
        self.canvas = arena.draw()
        self.spectators = arena.spectators[:: max(1, len(arena.spectators) // 40)]
        self.net = Net(preset, self.canvas_camera, canvas_size, scene)
        self.still: Image | None = None
        if s.camera == "still":
            self.still = self._backdrop(camera)
        self.graphics = Graphics(size, scene) if s.graphics else None
        self.noise = SensorNoise(size, s.noise, grain) if s.noise > 0 else None
        self.grain = grain
        self.plan = _plan(preset, seed, frames, s)
        looks = draw_looks(len(self.plan.players), look)
        self.players = [
            Player(preset, path, worn) for path, worn in zip(self.plan.players, looks, strict=True)
        ]
        self.spare = self._spare_balls(scene)
        sway = self.plan.path[:, 0] / (preset.width / 2)
        kernel = np.ones(240) / 240
        self.sway = np.clip(np.convolve(sway, kernel, "same"), -1, 1)

    def _spare_balls(self, rng: np.random.Generator) -> Floats:
        """Places of balls that lie beside the court: like the real one, and never labelled."""
        count = self.choices.spare_balls
        side = rng.choice((-1, 1), count)
        x = side * (self.preset.width / 2 + rng.uniform(0.6, 2.2, count))
        y = rng.uniform(-0.5, 0.5, count) * self.preset.length
        return np.column_stack((x, y, np.full(count, self.preset.ball_diameter / 2)))

    def _backdrop(self, camera: Camera) -> Image:
        """The canvas as this camera sees it: a box filter while it stands still, else a warp."""
        if camera is self.move.camera:
            base = canvas_to_frame(self.canvas_camera, camera)
            scale = 1 / base[0, 0]
            left, top = (
                round((-base[0, 2] - 0.5) * scale + 0.5),
                round((-base[1, 2] - 0.5) * scale + 0.5),
            )
            wide, tall = round(self.size[0] * scale), round(self.size[1] * scale)
            window = self.canvas[top : top + tall, left : left + wide]
            small = cv2.resize(window, self.size, interpolation=cv2.INTER_AREA)
            return np.asarray(small, dtype=np.uint8)
        warp = canvas_to_frame(self.canvas_camera, camera)
        moved = cv2.warpPerspective(self.canvas, warp, self.size, flags=cv2.INTER_LINEAR,
                                    borderMode=cv2.BORDER_REPLICATE)  # fmt: skip
        return np.asarray(moved, dtype=np.uint8)

    def _diameter(self, camera: Camera, point: Floats) -> float:
        depth = float(camera.to_view(point)[2])
        pixels = camera.focal * self.preset.ball_diameter / max(depth, 0.2)
        return float(np.clip(pixels, MIN_DIAMETER, MAX_DIAMETER))

    def _crowd(self, image: Image, camera: Camera, seconds: float) -> None:
        """The heads in the stands that do not keep still."""
        if not self.spectators:
            return
        phase = np.array([head.phase for head in self.spectators])
        places = np.array([head.place for head in self.spectators])
        places[:, 0] += 0.06 * np.sin(3.0 * seconds + phase)
        places[:, 2] += 0.05 * np.sin(4.3 * seconds + 2 * phase)
        xy, depth = camera.project(places)
        fixed = np.rint(xy * 16).astype(int).tolist()
        for head, centre, away in zip(self.spectators, fixed, depth.tolist(), strict=True):
            radius = max(camera.focal * head.size / away, 0.8)
            cv2.circle(image, centre, round(radius * 16), head.colour, -1, cv2.LINE_AA, 4)

    def frame(self, index: int, labels: BallLabels) -> Image:
        """Render frame ``index`` and write its row of ``labels``."""
        seconds = self.start + index / self.fps
        tick = min(round(seconds * 240), len(self.sway) - 1)
        camera = self.move.at(index, seconds, float(self.sway[tick]))
        image = self._backdrop(camera) if self.still is None else self.still.copy()
        self.net.look(camera, self.size)
        self._crowd(image, camera, seconds)
        for place in self.spare:
            spot = camera.project(place)[0]
            radius = self._diameter(camera, place) / 2
            blend_stamp(
                image, ball_stamp(spot[None], radius), np.array([[self.colour]], np.float32)
            )

        times = seconds + self.exposure * np.linspace(-0.5, 0.5, 9)
        points, present = self.plan.ball_at(times)
        centres, depth = camera.project(points)
        middle, radius = points[4], self._diameter(camera, points[4]) / 2
        shown = present and float(depth.min()) > 1.0
        stamp = ball_stamp(centres, radius, self.preset.shuttle) if shown else None

        layers = self._layers(camera, seconds, middle)
        drawn = stamp is None
        clear: Floats | None = None
        for shapes, in_front in layers:
            if stamp is not None and in_front and not drawn:
                self._draw_ball(image, stamp, radius, float(centres[4, 1]))
                drawn = True
            if stamp is not None and drawn:
                clear = self._uncovered(clear, stamp, shapes)
            if shapes is None:
                self.net.paint(image)
            else:
                paint(image, shapes)
        if stamp is not None:
            if not drawn:
                self._draw_ball(image, stamp, radius, float(centres[4, 1]))
            self._label(labels, index, stamp, clear, centres, radius)
        if self.graphics is not None:
            self.graphics.paint(image)
        return image if self.noise is None else self.noise.add(image, self.grain)

    def _layers(
        self, camera: Camera, seconds: float, ball: Floats
    ) -> list[tuple[list[Shape] | None, bool]]:
        """Net (None) and players from far to near, and whether each is in front of the ball."""
        eye_side = -1 if camera.position[1] < 0 else 1
        ball_depth = float(camera.to_view(ball)[2])
        roots = [player.root(seconds) for player in self.players]
        depths = [float(camera.to_view(root + _CHEST)[2]) for root in roots]
        order = sorted(range(len(roots)), key=lambda i: -depths[i])
        behind = [i for i in order if roots[i][1] * eye_side < 0]
        before = [i for i in order if roots[i][1] * eye_side >= 0]
        shadows = [player.shadow(camera, seconds) for player in self.players]
        layers: list[tuple[list[Shape] | None, bool]] = [(shadows, False)]
        for i in behind:
            layers.append((self.players[i].shapes(camera, seconds), depths[i] < ball_depth))
        layers.append((None, float(ball[1]) * eye_side < 0))
        for i in before:
            layers.append((self.players[i].shapes(camera, seconds), depths[i] < ball_depth))
        return layers

    def _draw_ball(self, image: Image, stamp: Stamp, radius: float, y: float) -> None:
        if self.with_ball:
            blend_stamp(image, stamp, shade(stamp, self.colour, radius, y))

    def _uncovered(self, clear: Floats | None, stamp: Stamp, shapes: list[Shape] | None) -> Floats:
        height, width = stamp.alpha.shape
        before = np.ones((height, width)) if clear is None else clear
        box = (stamp.left, stamp.top, height, width)
        return before * (1.0 - (self.net.cover(*box) if shapes is None else cover(shapes, *box)))

    def _label(
        self, labels: BallLabels, index: int, stamp: Stamp, clear: Floats | None,
        centres: Floats, radius: float,
    ) -> None:  # fmt: skip
        x, y = float(centres[4, 0]), float(centres[4, 1])
        width, height = self.size
        if not (-0.5 <= x < width - 0.5 and -0.5 <= y < height - 0.5):
            return
        light = stamp.alpha.astype(np.float64)
        seen = np.ones_like(light) if clear is None else clear
        if self.graphics is not None:
            rows, columns = np.mgrid[: light.shape[0], : light.shape[1]]
            seen = seen * (1.0 - self.graphics.cover(columns + stamp.left, rows + stamp.top))
        labels.visibility[index] = visibility_of(float((light * seen).sum() / light.sum()))
        labels.x[index], labels.y[index] = x, y
        labels.diameter[index] = 2 * radius
        labels.streak[index] = float(np.hypot(*np.diff(centres, axis=0).T).sum())


def render_rally(
    preset: str | SportPreset = "badminton",
    seed: int = 0,
    frames: int = 90,
    size: tuple[int, int] = (512, 288),
    settings: RallySettings | None = None,
) -> tuple[Image, BallLabels]:
    """Film ``frames`` frames of a rally at ``size`` (W, H): the same seed, the same pixels.

    Returns the frames, RGB uint8 [frames, H, W, 3], and their labels. Raises ValueError for an
    unknown preset or no frames.
    """
    if frames < 1:
        raise ValueError(f"A rally needs at least one frame, not {frames}.")
    sport = preset_named(preset)
    renderer = _Renderer(sport, seed, frames, size, settings or RallySettings())
    chosen = renderer.choices
    labels = BallLabels.empty(frames)
    images: Image = np.empty((frames, size[1], size[0], 3), np.uint8)
    for index in range(frames):
        image = renderer.frame(index, labels)
        if chosen.compression == "jpeg":
            image = jpeg_round_trip(image, chosen.quality)
        images[index] = image
    if chosen.compression == "h264":
        images = h264_round_trip(images, renderer.fps, chosen.quality)
    return images, labels


def rally_events(
    preset: str | SportPreset, seed: int, frames: int, settings: RallySettings | None = None
) -> list[tuple[float, Meets | None]]:
    """When, in frames of the rally that `render_rally` films from the same arguments, and what the
    ball meets: None is a player. Ascending; frames are those of mid-exposure and have a part."""
    sport = preset_named(preset)
    choices = _choose(settings or RallySettings(), sport, seed)
    met = _plan(sport, seed, frames, choices).events()
    timed = [((seconds - choices.start) * choices.fps, what) for seconds, what in met]
    return [(frame, what) for frame, what in timed if 0 <= frame <= frames - 1]
