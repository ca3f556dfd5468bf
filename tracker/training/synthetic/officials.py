"""Umpire and line judges: people in view who neither move much nor touch the ball."""

from __future__ import annotations

import numpy as np

from tracker.training.synthetic.camera import Camera
from tracker.training.synthetic.labels import Floats, Image
from tracker.training.synthetic.paint import Shape, capsule, ellipse, paint
from tracker.training.synthetic.presets import Colour, SportPreset

_KITS: tuple[Colour, ...] = ((36, 60, 120), (150, 34, 44), (40, 42, 50), (34, 96, 84))
_SKINS: tuple[Colour, ...] = ((226, 184, 150), (176, 126, 90), (112, 76, 56))


def _sitting(
    camera: Camera, seat: Floats, facing: Floats, kit: Colour, skin: Colour
) -> list[Shape]:
    """A seated person whose hips are at ``seat`` [3] metres, looking along ``facing`` [3]."""
    up = np.array((0.0, 0.0, 1.0))
    side = np.cross(facing, up) * 0.12
    joints = [seat, seat + 0.5 * up, seat + 0.74 * up + 0.04 * facing]
    for sign in (-1, 1):
        knee = seat + 0.45 * facing + sign * side
        joints += [seat + sign * side, knee, knee - 0.45 * up]
        joints += [
            seat + 0.46 * up + 1.7 * sign * side,
            seat + 0.2 * up + 0.3 * facing + sign * side,
        ]
    xy, depth = camera.project(np.array(joints))
    unit = camera.focal / float(depth[0])
    dark = (kit[0] * 0.6, kit[1] * 0.6, kit[2] * 0.6)
    trousers = (26.0, 28.0, 36.0)
    shapes = []
    for first in (3, 8):
        hip, knee, foot, shoulder, hand = xy[first : first + 5]
        shapes.append(Shape(capsule(knee, foot, 0.07 * unit, 0.06 * unit), trousers))
        shapes.append(Shape(capsule(hip, knee, 0.1 * unit, 0.085 * unit), trousers))
        shapes.append(Shape(capsule(shoulder, hand, 0.065 * unit, 0.05 * unit), dark))
    shapes.insert(4, Shape(capsule(xy[1], xy[0], 0.2 * unit, 0.17 * unit), kit))
    shapes.append(Shape(ellipse(xy[2] - np.array((0, 0.02 * unit)), 0.1 * unit, 0.12 * unit),
                        (34, 28, 26)))  # fmt: skip
    shapes.append(
        Shape(ellipse(xy[2] + np.array((0, 0.03 * unit)), 0.08 * unit, 0.09 * unit), skin)
    )
    return shapes


def _chair(camera: Camera, place: Floats, height: float, colour: Colour) -> list[Shape]:
    """A high chair of ``height`` metres, wider at its foot."""
    foot, top = 0.42, 0.27
    low = [(-foot, -foot, 0.0), (foot, -foot, 0.0), (foot, foot, 0.0), (-foot, foot, 0.0)]
    high = [(-top, -top, height), (top, -top, height), (top, top, height), (-top, top, height)]
    shapes = []
    for a, b, light in ((1, 2, 0.7), (3, 0, 0.8), (0, 1, 1.0)):
        face = place + np.array([low[a], low[b], high[b], high[a]])
        tone = (colour[0] * light, colour[1] * light, colour[2] * light)
        shapes.append(Shape(camera.outline(face), tone))
    return [shape for shape in shapes if len(shape.points) >= 3]


def draw_officials(
    image: Image, camera: Camera, preset: SportPreset, back: float, rng: np.random.Generator
) -> None:
    """An umpire beside the net and up to three judges in front of the boards at y = ``back``."""
    kit, chair = (_KITS[int(rng.integers(len(_KITS)))] for _ in range(2))
    skins = [_SKINS[int(k)] for k in rng.integers(len(_SKINS), size=4)]
    people: list[list[Shape]] = []
    ahead = np.array((0.0, -1.0, 0.0))
    for number, x in enumerate((-0.42, 0.0, 0.42)[: int(rng.integers(0, 4))]):
        seat = np.array((x * preset.width, back - 0.55, 0.5))
        people.append(_sitting(camera, seat, ahead, kit, skins[number]))
    height = 0.7 if preset.table_height else 1.45
    place = np.array((-(preset.width / 2 + min(1.3, 0.5 * preset.apron + 0.5)), 0.0, 0.0))
    inward = np.array((1.0, 0.0, 0.0))
    umpire = _chair(camera, place, height, chair)
    umpire += _sitting(camera, place + np.array((0.1, 0, height)), inward, (36, 38, 48), skins[3])
    people.append(umpire)
    for shapes in people:
        if all(np.isfinite(shape.points).all() and len(shape.points) for shape in shapes):
            paint(image, shapes)
