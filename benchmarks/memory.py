"""Peak memory of `rallymark track` against the length of the video, and how long a cancel takes.

    python benchmarks/memory.py [--minutes 1 10 60] [--weights NAME|PATH] [--stand-in] [-o OUT]

The demo rally is repeated without re-encoding to videos of the given lengths in a temporary
folder; each is tracked into a project in a process of its own, path and heatmap cache included.
``--stand-in`` puts a network that takes no time in place of the weights, so that an hour of video
is a matter of minutes and memory is that of everything but the network. Prints a table and writes
memory.json to OUT.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

# As main.py does, before torch is imported.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch
from torch import Tensor, nn

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.cli import prelabel, track
from app.jobs.engine import LoadedModel
from benchmarks.footage import repeat
from benchmarks.outcome import keep, parser_of
from main import main as rallymark
from resources import resource_path
from tracker.inference import ChunkDone, track_video
from tracker.video import open_video

LIMIT_MB = 1536
FLAT = 1.25
"""The longest video may take so many times the memory of the one before it."""


class StandIn(nn.Module):
    """Two balls that rest; every window costs next to nothing."""

    def __init__(self) -> None:
        super().__init__()
        rows, columns = torch.arange(288.0)[:, None], torch.arange(512.0)
        balls = [
            height * torch.exp(-((columns - x) ** 2 + (rows - y) ** 2) / 5)
            for x, y, height in ((200, 100, 0.9), (400, 200, 0.4))
        ]
        self.heatmap = torch.maximum(*balls)

    def forward(self, frames: Tensor) -> Tensor:
        """See `TrackNet.forward`."""
        return self.heatmap.expand(len(frames), 3, -1, -1)


def child(video: Path, weights: str, stand_in: bool) -> int:
    """Track one video in this process; prints what it took as JSON."""
    import resource

    model = (
        LoadedModel(StandIn(), "cpu", "stand-in", "0" * 64, 0.5)
        if stand_in
        else prelabel.load(weights, "auto")
    )
    track.load = lambda *_: model  # type: ignore[assignment]
    began = time.monotonic()
    argv = ["track", str(video), "--project", str(video.with_suffix(".rally")), "--no-progress"]
    status = rallymark(argv)
    seconds = time.monotonic() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak = peak // 1024 if sys.platform != "darwin" else peak // 1024**2
    found = {
        "peak MB": peak,
        "seconds": round(seconds, 1),
        "cancel s": cancel_seconds(video, model),
    }
    print(json.dumps(found))
    return status


def cancel_seconds(video: Path, model: LoadedModel) -> float:
    """From the wish to stop, after the first answers, until the run has ended."""
    stop, asked = threading.Event(), 0.0
    for event in track_video(
        open_video(video),
        model.module,
        device=model.device,
        runtime=model.runtime,
        verifier=model.verifier,
        stop=stop,
    ):
        if isinstance(event, ChunkDone) and not stop.is_set():
            asked = time.monotonic()
            stop.set()
    return round(time.monotonic() - asked, 3)


def measure(minutes: float, args: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """One row of the table."""
    video = folder / f"{minutes:g}.mp4"
    frames = repeat(resource_path("demo", "rally.mp4"), video, minutes)
    command = [sys.executable, __file__, "--child", str(video), "--weights", args.weights or ""]
    command += ["--stand-in"] if args.stand_in else []
    ended = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    video.unlink()
    return {
        "minutes": minutes,
        "frames": frames,
        **found,
        "frames/s": round(frames / found["seconds"], 1),
        "cache bytes/frame": round(
            video.with_name(f"{minutes:g}.rally-heatmaps").stat().st_size / frames
        ),
    }


def main() -> int:
    """Measure and report; 1 where memory is over the limit or grows with the video."""
    parser = parser_of(__doc__)
    parser.add_argument("--minutes", type=float, nargs="+", default=[1, 10, 60])
    parser.add_argument("--weights", default="")
    parser.add_argument("--stand-in", action="store_true")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        return child(args.child, args.weights, args.stand_in)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for minutes in args.minutes:
            rows.append(measure(minutes, args, Path(folder)))
            if len(rows) == 1:
                print("| " + " | ".join(rows[0]) + " |\n" + "|---" * len(rows[0]) + "|")
            print("| " + " | ".join(str(value) for value in rows[-1].values()) + " |", flush=True)
    peaks = [row["peak MB"] for row in rows]
    flat = all(later <= FLAT * earlier for earlier, later in itertools.pairwise(peaks))
    small = max(peaks) <= LIMIT_MB
    print(f"\n{'flat' if flat else 'GROWS'}; {'within' if small else 'OVER'} {LIMIT_MB} MB")
    report = {"machine": platform.platform(), "network": args.weights or "default", "rows": rows}
    report["network"] = "stand-in" if args.stand_in else report["network"]
    keep(args.out, "memory", report)
    return 0 if flat and small else 1


if __name__ == "__main__":
    sys.exit(main())
