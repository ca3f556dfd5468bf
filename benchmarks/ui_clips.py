"""Footage for the window's benchmark: generated, so that everybody measures the same pictures."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from annotation.project import Project
from app.recordings import identify
from tracker.video import open_video

FPS = 60
GOP = 250
CLIP_FRAMES = 1000
LONG_MINUTES = 500_000 / FPS / 60
"""Of the long video, which has half a million frames."""
RALLY_SECONDS, REST_SECONDS = 9, 21
"""As in badminton, where play takes a third of the time."""
SIZES = {"720p": (1280, 720), "1080p": (1920, 1080)}
BIT_RATES = {"720p": 3_000_000, "1080p": 6_000_000}
"""What broadcasters send: the decoder has as much to do as with a real match."""


def ball_path(frames: int, width: int, height: int) -> np.ndarray:
    """float64 [frames, 2]: a ball that flies to and fro, pixels."""
    t = np.arange(frames) / FPS
    x = width * (0.5 + 0.4 * np.sin(2 * np.pi * t / 2.3))
    y = height * (0.75 - 0.6 * np.abs(np.sin(2 * np.pi * t / 1.15)))
    return np.stack((x, y), axis=1)


def make_clip(folder: Path, name: str) -> Path:
    """A panning camera over a textured court with grain and a ball: H.264, a keyframe per 250."""
    path = folder / f"{name}-gop{GOP}-{CLIP_FRAMES}.mp4"
    if path.is_file():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    width, height = SIZES[name]
    random = np.random.default_rng(5)
    court = random.integers(40, 190, (height // 12, (width + 400) // 12, 3), dtype=np.uint8)
    court = cv2.resize(court, (width + 400, height), interpolation=cv2.INTER_CUBIC)
    grain = random.normal(0, 3.0, (8, height, width, 1)).astype(np.int8).repeat(3, axis=3)
    balls = ball_path(CLIP_FRAMES, width, height)
    partial = path.with_suffix(".partial.mp4")
    print(f"making {path}", file=sys.stderr)
    with av.open(str(partial), "w") as container:
        stream = container.add_stream(
            "libx264",
            rate=Fraction(FPS),
            options={
                "preset": "veryfast",
                "x264-params": f"keyint={GOP}:min-keyint={GOP}:scenecut=0",
            },
        )
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.bit_rate = BIT_RATES[name]
        for number in range(CLIP_FRAMES):
            left = int(200 + 180 * np.sin(number / 90))
            picture = court[:, left : left + width].copy()
            centre = tuple(int(v) for v in balls[number])
            cv2.circle(picture, centre, max(3, height // 180), (250, 250, 240), -1, cv2.LINE_AA)
            cv2.add(picture, grain[number % 8], picture, dtype=cv2.CV_8U)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())
    partial.replace(path)
    return path


def _with_rests(frames: int) -> np.ndarray:
    """int64 [frames]: the frame whose ball each shows, which rests between rallies."""
    at = np.arange(frames)
    since = at % round((RALLY_SECONDS + REST_SECONDS) * FPS)
    return at - np.maximum(0, since - round(RALLY_SECONDS * FPS))


def write_answers(video_path: Path) -> Path:
    """A project beside the video in which a model has answered every frame, with five peaks."""
    video = open_video(video_path)
    info = video.info
    count = info.frame_count
    random = np.random.default_rng(7)
    ball = ball_path(count, info.width, info.height)[_with_rests(count)]
    score = random.beta(8, 1.5, count).astype(np.float32)
    peaks = np.empty((count, 5, 3), np.float32)
    peaks[:, :, :2] = ball[:, None] + random.normal(0, 60, (count, 5, 2))
    peaks[:, 0, :2] = ball
    peaks[:, :, 2] = score[:, None] * np.array([1, 0.5, 0.3, 0.2, 0.1], np.float32)
    path = video_path.with_suffix(".rally")
    with Project.create(path, identify(video), video_path) as project:
        run = project.begin_run("benchmark", "0" * 64, 0.5, count, {})
        for first in range(0, count, 20_000):
            part = slice(first, min(first + 20_000, count))
            project.write_predictions(
                run.id, first, ball[part, 0], ball[part, 1], score[part], peaks[part]
            )
        project.finish_run(run.id)
    return path


def keep_heatmaps(project_path: Path) -> None:
    """What the default weights would have left beside the project: the heat of all its peaks.

    For a process of its own: it loads torch, and the window is measured doing that.
    """
    import torch

    from tracker.heatmap import MODEL_HEIGHT, MODEL_WIDTH, gaussian_target, to_model
    from tracker.inference.heatmap_cache import HeatmapWriter, cache_path, encode_heatmaps
    from tracker.model.networks import network_files, network_hash
    from tracker.model.weights import default_weights

    with Project.open(project_path) as project:
        video, track = project.identity, project.load_track()
    weights = network_hash(network_files(default_weights("cpu")))
    with HeatmapWriter(cache_path(project_path), "benchmark", weights) as cache:
        for frame in range(len(track)):
            found = track.candidates_at(frame)
            x, y = torch.from_numpy(to_model(found[:, :2], (video.width, video.height))).unbind(1)
            heat = gaussian_target(x, y, torch.isfinite(x), (MODEL_HEIGHT, MODEL_WIDTH))
            heat = (heat * torch.from_numpy(found[:, 2])[:, None, None]).amax(0)
            cache.write(frame, encode_heatmaps(heat[None]))
