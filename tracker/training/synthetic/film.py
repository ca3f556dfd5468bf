"""Rallies as files: a video, and its truth as labels."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from pathlib import Path

from tracker.training.synthetic.effects import encode_h264
from tracker.training.synthetic.labels import NO_BALL, BallLabels
from tracker.training.synthetic.render import RallySettings, render_rally

FPS, SIZE = 30, (1280, 720)


def film_rally(
    path: Path,
    sport: str,
    seed: int,
    frames: int,
    settings: RallySettings | None = None,
    *,
    crf: int = 22,
    preset: str = "veryfast",
) -> BallLabels:
    """Write a rally of 720p, at 30 frames a second unless ``settings`` say otherwise, as an H.264
    mp4; returns its labels.

    The same arguments give the same bytes. ``crf`` and ``preset`` are x264's.
    """
    settings = settings or RallySettings()
    fps = settings.fps or FPS
    pictures, labels = render_rally(sport, seed, frames, SIZE, replace(settings, fps=fps))
    encode_h264(pictures, str(path), fps, crf, preset)
    return labels


def write_truth(path: Path, labels: BallLabels, fps: int = FPS) -> None:
    """Labels as Rallymark's CSV: float pixels of the video, time in seconds, source human."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("Frame", "Visibility", "X", "Y", "Score", "Source", "Time"))
        for row, frame in enumerate(labels.frame.tolist()):
            seen = int(labels.visibility[row])
            x, y = float(labels.x[row]), float(labels.y[row])
            place = ("0", "0") if seen == NO_BALL or math.isnan(x) else (f"{x:.2f}", f"{y:.2f}")
            writer.writerow((frame, seen, *place, "", "human", f"{frame / fps:.6f}"))
