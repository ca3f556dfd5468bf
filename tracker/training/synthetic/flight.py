"""Ball flight: gravity, quadratic drag, bounces, net and walls, integrated in small steps.

Plain floats on purpose: a step costs about a microsecond, and there are a few thousand a rally.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import Enum

from tracker.training.synthetic.presets import SportPreset

Vec = tuple[float, float, float]

STEP = 1.0 / 240.0
GRAVITY = 9.81


BOUNCES_FROM = 1.0
"""Metres a second at which a ball must leave the floor to be seen to bounce; slower, it rolls."""


class Meets(Enum):
    """What a ball in flight meets."""

    FLOOR = "floor"
    """Or the table."""
    NET = "net"
    WALL = "wall"


@dataclass(frozen=True, slots=True)
class Flight:
    """Positions every :data:`STEP` seconds after the start, the velocity at the end, and what the
    ball met at which of the positions."""

    path: list[Vec]
    velocity: Vec
    met: list[tuple[int, Meets]] = field(default_factory=list)


def _drag_step(v: Vec, drag: float, step: float) -> Vec:
    """Velocity after ``step`` seconds: midpoint rule."""
    half = step / 2
    speed = math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2])
    k = drag * speed
    mx, my, mz = v[0] - half * k * v[0], v[1] - half * k * v[1], v[2] - half * (k * v[2] + GRAVITY)
    k = drag * math.sqrt(mx * mx + my * my + mz * mz)
    return (v[0] - step * k * mx, v[1] - step * k * my, v[2] - step * (k * mz + GRAVITY))


def fly(preset: SportPreset, start: Vec, velocity: Vec, duration: float) -> Flight:
    """Let the ball go: it bounces, is stopped by the net, and comes to rest."""
    path: list[Vec] = []
    met: list[tuple[int, Meets]] = []
    p, v = start, velocity
    radius = preset.ball_diameter / 2
    half_x, half_y = preset.width / 2, preset.length / 2
    for _ in range(max(1, round(duration / STEP))):
        new = _drag_step(v, preset.drag, STEP)
        q = (
            p[0] + STEP * (v[0] + new[0]) / 2,
            p[1] + STEP * (v[1] + new[1]) / 2,
            p[2] + STEP * (v[2] + new[2]) / 2,
        )
        if (
            (p[1] < 0) != (q[1] < 0)
            and preset.net_bottom <= q[2] < preset.net_height
            and abs(q[0]) < preset.net_width / 2
        ):
            new, q = (new[0] * 0.2, -0.08 * new[1], new[2] * 0.3), p
            if Meets.NET not in (what for _, what in met):
                met.append((len(path), Meets.NET))
        on_table = abs(q[0]) < half_x and abs(q[1]) < half_y and p[2] >= preset.table_height
        floor = (preset.table_height if on_table else 0.0) + radius
        if q[2] < floor and new[2] < 0:
            up = -new[2] * preset.restitution
            grip = preset.friction
            if up < 0.35:
                up, grip = 0.0, 0.985
            new = (new[0] * grip, new[1] * grip, up)
            q = (q[0], q[1], floor)
            if up >= BOUNCES_FROM:
                met.append((len(path), Meets.FLOOR))
        if preset.walls and q[2] < 4.0:
            if abs(q[0]) > half_x - radius and q[0] * new[0] > 0:
                new = (-0.7 * new[0], 0.9 * new[1], new[2])
                met.append((len(path), Meets.WALL))
            if abs(q[1]) > half_y - radius and q[1] * new[1] > 0:
                new = (0.9 * new[0], -0.7 * new[1], new[2])
                met.append((len(path), Meets.WALL))
        p, v = q, new
        path.append(p)
    return Flight(path, v, met)


def _reach(drag: float, run: float, rise: float, duration: float) -> tuple[float, float]:
    """Where a free ball launched at (run, rise) m/s is after ``duration``: (along, up)."""
    steps = max(8, round(duration * 120))
    step = duration / steps
    along = up = 0.0
    v: Vec = (run, 0.0, rise)
    for _ in range(steps):
        new = _drag_step(v, drag, step)
        along += step * (v[0] + new[0]) / 2
        up += step * (v[2] + new[2]) / 2
        v = new
    return along, up


def launch(drag: float, start: Vec, target: Vec, duration: float) -> Vec | None:
    """Velocity that takes the ball from ``start`` to ``target`` in ``duration`` seconds.

    Newton's method in the vertical plane of the flight (drag does not leave it). None where no
    throw does it at a believable speed.
    """
    dx, dy, dz = target[0] - start[0], target[1] - start[1], target[2] - start[2]
    distance = math.hypot(dx, dy)
    if distance < 1e-3:
        return None
    run = distance / duration * (1 + drag * distance / 2)
    rise = dz / duration + GRAVITY * duration / 2
    for _ in range(12):
        along, up = _reach(drag, run, rise, duration)
        miss_a, miss_u = distance - along, dz - up
        if abs(miss_a) + abs(miss_u) < 0.01:
            return (run * dx / distance, run * dy / distance, rise)
        a1, u1 = _reach(drag, run + 0.1, rise, duration)
        a2, u2 = _reach(drag, run, rise + 0.1, duration)
        j11, j21 = (a1 - along) * 10, (u1 - up) * 10
        j12, j22 = (a2 - along) * 10, (u2 - up) * 10
        determinant = j11 * j22 - j12 * j21
        if abs(determinant) < 1e-9:
            return None
        run += (j22 * miss_a - j12 * miss_u) / determinant
        rise += (j11 * miss_u - j21 * miss_a) / determinant
        if not (0 < run < 130 and abs(rise) < 60):
            return None
    return None


def clears_net(preset: SportPreset, start: Vec, path: list[Vec]) -> bool:
    """Whether a flight that changes sides does so above the net."""
    previous = start
    for point in path:
        if (previous[1] < 0) != (point[1] < 0):
            return point[2] > preset.net_height + preset.ball_diameter
        previous = point
    return True
