"""The script of a rally: who hits the ball where, how it flies, how the players run."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from tracker.training.synthetic.flight import (
    STEP,
    Flight,
    Meets,
    Vec,
    clears_net,
    fly,
    launch,
)
from tracker.training.synthetic.labels import Floats
from tracker.training.synthetic.presets import Shot, SportPreset


@dataclass(frozen=True, slots=True)
class Hit:
    """Player number ``player`` meets the ball at ``point`` (metres) at ``time`` (seconds)."""

    time: float
    player: int
    point: Vec
    serve: bool = False


@dataclass(frozen=True, slots=True)
class PlayerPath:
    """Where one player stands: stations joined by smooth runs. ``side`` is −1 near, +1 far."""

    side: int
    times: Floats
    stations: Floats
    hits: tuple[Hit, ...]

    def at(self, seconds: float) -> tuple[float, float]:
        """Court position (x, y) in metres."""
        index = int(np.searchsorted(self.times, seconds, side="right")) - 1
        index = min(max(index, 0), len(self.times) - 2)
        span = self.times[index + 1] - self.times[index]
        u = min(max((seconds - self.times[index]) / span, 0.0), 1.0)
        u = u * u * (3 - 2 * u)
        here = self.stations[index] * (1 - u) + self.stations[index + 1] * u
        return float(here[0]), float(here[1])


@dataclass(frozen=True, slots=True)
class RallyPlan:
    """Ball positions [M, 3] every ``STEP`` seconds, whether there is a ball, the players, and what
    the ball met at which times in seconds."""

    path: Floats
    present: NDArray[np.bool_]
    players: tuple[PlayerPath, ...]
    hits: tuple[Hit, ...]
    met: tuple[tuple[float, Meets], ...]

    def events(self) -> list[tuple[float, Meets | None]]:
        """When, in seconds, and what the ball meets, ascending; None is a player."""
        # A player meets the ball at the last position before the flight that follows.
        hits: list[tuple[float, Meets | None]] = [(hit.time - STEP, None) for hit in self.hits]
        return sorted([*hits, *self.met], key=lambda event: event[0])

    def ball_at(self, seconds: Floats) -> tuple[Floats, bool]:
        """Positions [n, 3] at the times [n], and whether the ball is in play at all of them."""
        grid = np.clip(seconds / STEP, 0, len(self.path) - 1.001)
        low = grid.astype(np.int64)
        part = (grid - low)[:, None]
        position: Floats = self.path[low] * (1 - part) + self.path[low + 1] * part
        return position, bool(self.present_at(seconds).all())

    def present_at(self, seconds: Floats) -> NDArray[np.bool_]:
        """Whether there is a ball at each of the times [n]: between points there is none."""
        low = np.clip(seconds / STEP, 0, len(self.path) - 1.001).astype(np.int64)
        there: NDArray[np.bool_] = self.present[low] & self.present[low + 1]
        return there


@dataclass
class _Script:
    """The rally while it is being written."""

    preset: SportPreset
    rng: np.random.Generator
    team: int
    path: list[Vec] = field(default_factory=list)
    present: list[bool] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)
    met: list[tuple[float, Meets]] = field(default_factory=list)

    @property
    def now(self) -> float:
        return len(self.path) * STEP

    def add(self, points: Sequence[Vec], present: bool = True) -> None:
        self.path.extend(points)
        self.present.extend([present] * len(points))

    def add_flight(self, flight: Flight) -> None:
        self.met += [((len(self.path) + step) * STEP, what) for step, what in flight.met]
        self.add(flight.path)

    def home(self, player: int) -> tuple[float, float]:
        """Where player ``player`` waits: the first ``team`` of them are the near side."""
        side = -1 if player < self.team else 1
        place = player % self.team
        spread = 0.0 if self.team == 1 else (place / (self.team - 1) - 0.5) * 0.55
        if self.preset.table_height:
            depth = self.preset.length / 2 + 0.7
        else:
            depth = self.preset.length / 2 * (0.52 if self.preset.drag > 0.1 else 0.72)
        return spread * self.preset.width, side * depth

    def receiver(self, side: int, x: float, y: float, busy: int) -> int:
        """The player of ``side`` nearest to (x, y), not the one who has just played."""
        first = 0 if side < 0 else self.team
        free = [p for p in range(first, first + self.team) if p != busy or self.team == 1]
        return min(free, key=lambda p: math.hypot(self.home(p)[0] - x, self.home(p)[1] - y))

    def shoot(self, start: Vec, side: int, shot: Shot) -> Flight | None:
        """The flight of ``shot`` by ``side`` up to where it is taken."""
        preset, rng = self.preset, self.rng
        goal = -side if shot.crosses else side
        for stretch in (1.0, 1.2, 1.45, 1.75):
            target = (
                float(rng.uniform(-0.46, 0.46)) * preset.width,
                goal * float(rng.uniform(*shot.depth)) * preset.length / 2,
                float(rng.uniform(*shot.height)),
            )
            bounce = preset.table_height + preset.ball_diameter / 2
            target = target if shot.after is None else (target[0], target[1], bounce)
            duration = float(rng.uniform(*shot.duration)) * stretch
            velocity = launch(preset.drag, start, target, duration)
            if velocity is None:
                continue
            after = 0.0 if shot.after is None else float(rng.uniform(*shot.after))
            flight = fly(preset, start, velocity, duration + after)
            if clears_net(preset, start, flight.path):
                return flight
        return None

    def draw_shot(self, touch: int) -> Shot:
        """A random stroke; where a side has several touches, all but the last stay with it."""
        crosses = touch >= self.preset.touches - 1
        choice = [shot for shot in self.preset.shots if shot.crosses == crosses]
        weights = np.array([shot.weight for shot in choice])
        return choice[int(self.rng.choice(len(choice), p=weights / weights.sum()))]

    def play_point(self, until: float) -> None:
        """Serve hold, strokes until somebody misses or time is up, the ball's last bounces."""
        preset, rng = self.preset, self.rng
        side = int(rng.choice((-1, 1)))
        server = int(rng.integers(self.team)) + (0 if side < 0 else self.team)
        x, y = self.home(server)
        y += side * (0.0 if preset.drag > 0.1 else 0.2) * preset.length / 2
        point: Vec = (x + 0.25, y - side * 0.35, 1.05 + float(rng.uniform(0, 0.15)))
        hold = max(2, round(float(rng.uniform(0.3, 1.0)) / STEP))
        sway = 0.02 * np.sin(np.arange(hold) * STEP * 4 + float(rng.uniform(0, 6)))
        sway -= sway[-1]
        self.add([(point[0], point[1], point[2] + float(s)) for s in sway])
        self.hits.append(Hit(self.now, server, point, serve=True))
        player, touch, velocity = server, preset.touches - 1, (0.0, 0.0, 0.0)
        for _ in range(40):
            flight = None
            for _attempt in range(8):
                flight = self.shoot(point, side, self.draw_shot(touch))
                if flight is not None:
                    break
            if flight is None:
                break
            self.add_flight(flight)
            point, velocity = flight.path[-1], flight.velocity
            crossed = point[1] * side < 0
            side, touch = (-side, 0) if crossed else (side, min(touch + 1, preset.touches - 1))
            if rng.random() < 0.08 or self.now > until:
                break
            player = self.receiver(side, point[0], point[1], player)
            self.hits.append(Hit(self.now, player, point))
        rest = fly(preset, point, velocity, float(rng.uniform(0.6, 1.8)))
        self.add_flight(rest)
        self.add([rest.path[-1]] * round(float(rng.uniform(0.2, 0.6)) / STEP), present=False)


def _run(script: _Script, player: int, length: float) -> PlayerPath:
    """Stations of one player: home, at every hit a step from the ball, home again between."""
    rng, preset = script.rng, script.preset
    side = -1 if player < script.team else 1
    home = np.array(script.home(player))
    times, stations = [-1.0], [home]
    mine = [hit for hit in script.hits if hit.player == player]
    for order, hit in enumerate(mine):
        lateral = 0.35 + 0.25 * preset.reach * float(rng.uniform(0.2, 0.8))
        if hit.point[2] > 1.9:
            lateral = 0.3
        hand = 1.0 if rng.random() < 0.65 else -1.0
        spot = np.array((hit.point[0] + hand * side * lateral, hit.point[1] + side * 0.4))
        if hit.serve:
            spot = np.array((hit.point[0] + 0.3 * side, hit.point[1] + side * 0.3))
        if preset.table_height:
            spot[1] = side * max(abs(spot[1]), preset.length / 2 + 0.35)
        else:
            spot[1] = side * max(abs(spot[1]), 0.5)
        before = max(hit.time - 0.02, times[-1] + 0.15)
        times += [before, before + 0.12]
        stations += [spot, spot]
        following = mine[order + 1].time if order + 1 < len(mine) else math.inf
        if following - hit.time > 0.9:
            pause = float(rng.uniform(0.55, 0.75))
            times.append(times[-1] + min(pause, (following - hit.time) * 0.45))
            stations.append(home + rng.normal(0, 0.25, 2))
    end = times[-1]
    while end < length + 2:
        end += float(rng.uniform(0.8, 1.6))
        times.append(end)
        stations.append(home + rng.normal(0, 0.35, 2))
    return PlayerPath(side, np.array(times), np.array(stations), tuple(mine))


def plan_rally(preset: SportPreset, rng: np.random.Generator, seconds: float) -> RallyPlan:
    """Write a rally, or as many as fit, of at least ``seconds``."""
    team = int(rng.choice(preset.team_sizes))
    script = _Script(preset, rng, team)
    while script.now < seconds:
        script.play_point(seconds)
    players = tuple(_run(script, player, seconds) for player in range(2 * team))
    path = np.array(script.path)
    present = np.array(script.present)
    return RallyPlan(path, present, players, tuple(script.hits), tuple(script.met))
