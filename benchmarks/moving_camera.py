"""What a camera that moves costs: labelled clips, seen through a window that swings over them.

    python benchmarks/moving_camera.py CLIPS... [--weights NAME|PATH] [--split validation] [-o OUT]

CLIPS are folders as for benchmarks/accuracy.py. Of every video a window of four fifths of its
width and height is written to a temporary folder, with its labels: once it stands in the middle,
and once for each period it swings to and fro over the whole picture, and half as far up and down.
Where the ball is outside of the window there is none. Prints F1 of best peaks and path, and how
far the picture moves; writes moving_camera.json to OUT.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.cli.prelabel import load
from app.cli.training_data import LabelledVideo
from app.jobs.engine import LoadedModel
from benchmarks.analyst_effort import clip_of
from benchmarks.analysts import Clip, f1_of_both
from benchmarks.labelled import parser_of_clips, videos_of
from benchmarks.machine import machine
from benchmarks.outcome import keep
from tracker.heatmap import MODEL_HEIGHT, MODEL_WIDTH
from tracker.inference.shots import Repetition
from tracker.picture import thumbnail_of
from tracker.training.prepare import FrameLabels
from tracker.training.synthetic.effects import encode_h264
from tracker.video import MODEL_SIZE, open_video, stream_frames

SHARE = 0.8
PERIODS = (None, 6.0, 2.5)
"""Seconds of a swing to and fro; None: the window stands."""
CRF = 18


def corners(labelled: LabelledVideo, period: float | None) -> NDArray[np.int64]:
    """Where the window's upper left corner is in each frame, int64 [n,2], whole pixels.

    A picture that is shown twice is seen from one place, as footage has it.
    """
    info = labelled.video.info
    spare = np.array((info.width, info.height)) - window(labelled)
    if period is None:
        return np.broadcast_to(spare // 2, (info.frame_count, 2))
    repetition, shown = Repetition(), []
    for number, picture in stream_frames(labelled.video, size=MODEL_SIZE):
        shown.append(not repetition.next(number, picture, thumbnail_of(picture)))
    phase = 2 * np.pi * np.cumsum(shown) / float(info.fps) / period
    swing = np.stack((0.95 * np.sin(phase), 0.5 * np.sin(0.6 * phase + 1)), axis=1)
    return np.rint(spare / 2 * (1 + swing)).astype(np.int64)


def window(labelled: LabelledVideo) -> NDArray[np.int64]:
    """Width and height of the window in source pixels, even, int64 [2]."""
    info = labelled.video.info
    return 2 * np.floor(np.array((info.width, info.height)) * SHARE / 2).astype(np.int64)


def through_window(
    labelled: LabelledVideo, where: NDArray[np.int64], folder: Path
) -> LabelledVideo:
    """A video, written to ``folder``, of what the window shows, and its labels; ``where`` int64
    [n, 2] is the window's upper left corner in each frame."""
    width, height = window(labelled)
    pictures = np.stack(
        [
            picture[y : y + height, x : x + width]
            for (_, picture), (x, y) in zip(stream_frames(labelled.video), where, strict=True)
        ]
    )
    path = folder / f"{labelled.name}.mp4"
    encode_h264(pictures, str(path), round(labelled.video.info.fps), CRF)
    labels = labelled.labels
    x, y = np.stack((labels.x, labels.y)) - where[labels.frame].T
    inside = (x >= 0) & (x < width) & (y >= 0) & (y < height)
    visibility = np.where(inside, labels.visibility, np.minimum(labels.visibility, 0))
    seen = FrameLabels(labels.frame, visibility.astype(np.int8), x, y)
    return replace(labelled, source=path, video=open_video(path), labels=seen)


def model_pixels(clips: Sequence[Clip], corners: Sequence[NDArray[np.int64]]) -> float:
    """How far the picture moves from frame to frame, median over all that do, in model pixels, by
    the window's ``corners`` in each clip, int64 [n, 2]; 0 where none does."""
    ways = []
    for clip, where in zip(clips, corners, strict=True):
        scale = np.array((MODEL_WIDTH, MODEL_HEIGHT)) / clip.size
        way = np.hypot(*(np.diff(where, axis=0) * scale).T)
        ways.append(way[way > 0])
    moved = np.concatenate(ways)
    return float(np.median(moved)) if len(moved) else 0.0


def measured(
    videos: Sequence[LabelledVideo], period: float | None, model: LoadedModel
) -> dict[str, Any]:
    """F1 of best peaks and path over all videos, seen through such a window."""
    clips, places = [], []
    for labelled in videos:
        with tempfile.TemporaryDirectory(prefix="rallymark-") as folder:
            where = corners(labelled, period)
            seen = through_window(labelled, where, Path(folder))
            clips.append(clip_of(seen, "", model, model.threshold, None))
        places.append(where)
    return {"seconds": period, "pixels": model_pixels(clips, places), **f1_of_both(clips)}


def main() -> int:
    """Measure and report."""
    args = parser_of_clips(__doc__).parse_args()

    videos = [each.labelled for each in videos_of(args.clips, args.split)]
    model = load(args.weights, args.device)
    rows = []
    print("| a swing takes | model pixels a frame | F1, best peaks | path |\n|---|---|---|---|")
    for period in PERIODS:
        row = measured(videos, period, model)
        rows.append(row)
        swing = "it stands" if period is None else f"{period:g} s"
        print(f"| {swing} | {row['pixels']:.1f} | {row['peaks']:.3f} | {row['path']:.3f} |")
    content = {
        **machine(),
        "weights": model.name,
        "clips": [each.name for each in videos],
        "rows": rows,
    }
    keep(args.out, "moving_camera", content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
