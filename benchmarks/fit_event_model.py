"""The weights of annotation/event_model.py, fitted to simulated flights of every sport.

    python benchmarks/fit_event_model.py [--rallies N] [-o FILE]

Rallies are those of our own generator (`tracker/training/synthetic`), which knows when the ball is
hit, bounces, and meets net and walls. They are not filmed: their ball is seen by the generator's
cameras as peaks, off by some noise and at times by more, hidden for moments, more often around a
hit, among peaks that are no ball; the path goes through these. A few are of no sport: a ball that
flies to and fro anywhere, so that what no sport shows is told as well. Writes the weights with
their card to FILE. Without one they take the place of those that ship, and how well these tell
other rallies is printed, by sport.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from annotation.arc_edits import events_of
from annotation.arrays import Float64, Mask
from annotation.event_model import LAYERS, _layers
from annotation.events import Event
from annotation.flight_breaks import CURVE, FEATURES, STEPS, find_breaks
from annotation.track import BallTrack
from benchmarks.event_scores import HEAD, EventScore, Happened, kind_of
from resources import resource_path
from tracker.model.weights_file import write_file
from tracker.training.synthetic.camera import aim_camera
from tracker.training.synthetic.presets import PRESETS, SportPreset
from tracker.training.synthetic.rally import plan_rally

SIZE = (1280, 720)
RATES = (24, 25, 30, 50, 60, 120)
SECONDS = 12.0
NO_SPORT = "no sport"
THRESHOLD = 0.35
PEAKS = 4
NEAR = 0.07
"""Seconds from an event within which the break nearest to it is its."""
WIDTH, EPOCHS, BATCH, RATE, DECAY = 32, 40, 512, 4e-3, 1e-2
HELD_OUT = 60
"""Rallies of each sport by which the fit is judged."""


def filmed(
    preset: SportPreset, fps: float, rng: np.random.Generator
) -> tuple[Float64, Mask, list[Happened]]:
    """A rally's places in the picture [n, 2], whether the ball is there [n], and what happens."""
    # No two shuttles are alike, nor two players.
    preset = replace(
        preset,
        drag=preset.drag * float(rng.uniform(0.7, 1.7)),
        shots=tuple(
            replace(shot, weight=shot.weight * float(np.exp(rng.normal()))) for shot in preset.shots
        ),
    )
    plan = plan_rally(preset, rng, SECONDS)
    pose = preset.cameras[int(rng.integers(len(preset.cameras)))]
    camera = aim_camera(preset, pose, SIZE, rng)
    camera = replace(camera, focal=camera.focal * float(rng.uniform(0.6, 1.6)))
    # Some are shown in slow motion.
    pace = 1.0 if rng.random() < 0.8 else float(rng.uniform(0.25, 0.8))
    times = np.arange(int(SECONDS / pace * fps)) * (pace / fps)
    places, depth = camera.project(plan.ball_at(times)[0])
    inside = ((places >= 0) & (places < SIZE)).all(axis=1)
    happened = [Happened(seconds * fps / pace, kind_of(met)) for seconds, met in plan.events()]
    return places, plan.present_at(times) & inside & (depth > 1), happened


def turning(fps: float, rng: np.random.Generator) -> tuple[Float64, Mask, list[Happened]]:
    """The same of a ball of no sport we know, seen from anywhere: it is hit, and goes back."""
    place, way = rng.uniform((200, 150), (1080, 570)), rng.uniform(0, 2 * np.pi)
    found, happened = [place[None]], []
    while len(found) < 12:
        count = int(rng.uniform(0.4, 1.2) * fps)
        away = np.array((np.cos(way), np.sin(way))) * rng.uniform(300, 1000)
        falls = np.array((0.0, rng.uniform(0, 600)))
        t = np.arange(1, count + 1)[:, None] / fps
        found.append(found[-1][-1] + t * away + t * t * falls / 2)
        way += np.pi + rng.normal(0, 0.5)
        happened.append(Happened(sum(map(len, found)) - 1, Event.HIT))
    places = np.concatenate(found)
    return places, ((places >= 0) & (places < SIZE)).all(axis=1), happened[:-1]


def simulated(
    preset: SportPreset | None, rng: np.random.Generator
) -> tuple[BallTrack, float, list[Happened]]:
    """A rally as the path sees it, of a sport or none, its frames a second, and what happens."""
    fps = float(rng.choice(RATES))
    places, there, happened = filmed(preset, fps, rng) if preset else turning(fps, rng)
    count = len(places)
    peaks = np.full((count, PEAKS, 3), np.nan)
    noise = rng.normal(0, rng.uniform(0.1, 0.8) * 2.5, places.shape)
    for _ in range(int(rng.integers(0, 4))):
        trembles = np.abs(np.arange(count) - rng.uniform(0, count)) <= rng.uniform(0, 0.4) * fps
        noise[trembles] *= rng.uniform(1, 6)
    peaks[:, 0, :2] = places + noise
    odds = rng.normal(rng.uniform(1.5, 3.5), 1.2, count)
    for _ in range(int(rng.integers(0, 12))):
        middle = rng.uniform(0, count)
        if happened and rng.random() < 0.6:
            middle = happened[int(rng.integers(len(happened)))].frame + rng.normal(0, 0.06) * fps
        hidden = np.abs(np.arange(count) - middle) <= rng.uniform(0, 0.12) * fps
        odds[hidden] -= rng.uniform(2, 6)
    peaks[:, 0, 2] = np.where(there, 1 / (1 + np.exp(-odds)), np.nan)
    for stray in range(1, PEAKS):
        stands = rng.uniform((0, 0), SIZE)
        wanders = np.cumsum(rng.normal(0, rng.choice((0.3, 3.0)), (count, 2)), axis=0)
        peaks[:, stray, :2] = stands + wanders
        score = 1 / (1 + np.exp(-rng.normal(-2, 1.2, count)))
        peaks[:, stray, 2] = np.where(rng.random(count) < rng.uniform(0, 0.6), score, np.nan)
    faint = ~(peaks[:, :, 2] > 0.05)
    peaks[faint] = np.nan
    order = np.argsort(-np.where(faint, -1.0, peaks[:, :, 2]), axis=1, kind="stable")
    peaks = np.take_along_axis(peaks, order[:, :, None], axis=1)

    track = BallTrack(count)
    track.set_threshold(THRESHOLD)
    best = peaks[:, 0]
    track.set_predictions(0, best[:, 0], best[:, 1], np.nan_to_num(best[:, 2]), peaks)
    track.follow_path(SIZE, fps)
    return track, fps, happened


def rallies(seeds: range) -> Iterator[tuple[str, BallTrack, float, list[Happened]]]:
    """Rallies of every sport, and of none, by so many seeds."""
    sports: dict[str, SportPreset | None] = {**PRESETS, NO_SPORT: None}
    for seed, (number, (name, preset)) in itertools.product(seeds, enumerate(sports.items())):
        yield name, *simulated(preset, np.random.default_rng([seed, number]))


def samples(seeds: range) -> tuple[Tensor, Tensor]:
    """Breaks of flights, float32 [m, FEATURES], and what they are, int64 [m], an ``Event`` each."""
    columns, kinds = [], []
    for _, track, fps, happened in rallies(seeds):
        breaks = find_breaks(track.x, track.y, track.cuts, track.camera, SIZE, fps)
        kind = np.zeros(len(breaks.frames), np.int64)
        for event in happened if len(kind) else []:
            nearest = int(np.abs(breaks.frames - event.frame).argmin())
            if abs(breaks.frames[nearest] - event.frame) <= NEAR * fps:
                kind[nearest] = event.kind
        columns.append(breaks.features)
        kinds.append(kind)
    return torch.tensor(np.concatenate(columns)).float(), torch.tensor(np.concatenate(kinds))


def mirrored() -> Tensor:
    """float32 [FEATURES]: -1 for what goes the other way in a mirror, else 1."""
    signs = torch.ones(FEATURES)
    signs[: 2 * STEPS] = -1
    signs[CURVE : CURVE + 8 : 2] = -1
    return signs


def fitted(features: Tensor, kinds: Tensor) -> list[nn.Linear]:
    """The layers, for features as they are."""
    torch.manual_seed(0)
    scale = features.square().mean(dim=0).sqrt() + 1e-3
    known, mirror = features / scale, mirrored()
    widths = [FEATURES, *[WIDTH] * (LAYERS - 1), len(Event)]
    layers = [nn.Linear(a, b) for a, b in itertools.pairwise(widths)]
    parameters = [each for layer in layers for each in layer.parameters()]
    steps = EPOCHS * (len(known) // BATCH)
    optimizer = torch.optim.AdamW(parameters, RATE, weight_decay=DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    for _ in range(EPOCHS):
        for rows in torch.randperm(len(known)).split(BATCH)[: len(known) // BATCH]:
            values = known[rows] * torch.where(torch.rand(len(rows), 1) < 0.5, mirror, 1.0)
            for number, layer in enumerate(layers):
                values = layer(F.relu(values) if number else values)
            optimizer.zero_grad()
            F.cross_entropy(values, kinds[rows]).backward()
            optimizer.step()
            schedule.step()
    with torch.no_grad():
        layers[0].weight /= scale
    return layers


def judged(seeds: range) -> list[EventScore]:
    """How well the weights that are written tell rallies, by sport."""
    scores: dict[str, EventScore] = {}
    for name, track, fps, happened in rallies(seeds):
        score = scores.setdefault(name, EventScore(name))
        score.add(events_of(track), happened, track.has_ball, fps)
    return list(scores.values())


def main() -> int:
    """Fit, write and judge."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rallies", type=int, default=1600, help="of each sport to learn from")
    shipped = resource_path("events") / "events.safetensors"
    parser.add_argument("-o", "--out", type=Path, default=shipped, metavar="FILE")
    args = parser.parse_args()

    features, kinds = samples(range(HELD_OUT, HELD_OUT + args.rallies))
    counted = torch.bincount(kinds, minlength=len(Event)).tolist()
    layers = fitted(features, kinds)
    tensors = {
        f"{number}.{name}": tensor
        for number, layer in enumerate(layers)
        for name, tensor in layer.state_dict().items()
    }
    card = {
        "rallies of each sport": args.rallies,
        "breaks": {kind.name.lower(): counted[kind] for kind in Event},
    }
    write_file(args.out, tensors, {"kind": "events", "card": card})
    if args.out == shipped:
        _layers.cache_clear()
        print(HEAD)
        for score in judged(range(HELD_OUT)):
            print(score.row())
    return 0


if __name__ == "__main__":
    sys.exit(main())
