"""How fast the path is found: a whole match, another threshold, and again after a pin.

    python benchmarks/path_speed.py [-o OUT]

Candidates are drawn at random around a flight, as many in every frame as a model may give; that is
more work than footage makes. Seconds are those of the processor, so that a busy machine tells the
same. Prints a table and writes path_speed.json to OUT.
"""

from __future__ import annotations

import platform
import sys
import time
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from annotation.trajectory import Trajectory
from benchmarks.outcome import keep, parser_of

SIZE, FPS, THRESHOLD = (1280, 720), 30.0, 0.5
MATCH, STRETCH, PINS = 216_000, 2_000, 60


def candidates(frames: int, peaks: int) -> np.ndarray:
    """float32 [frames, peaks, 3]: a ball that flies and turns, and stray peaks."""
    rng = np.random.default_rng(1)
    found = rng.uniform(0, 1, (frames, peaks, 3)).astype(np.float32)
    found *= np.array((*SIZE, 0.4), np.float32)
    t = np.arange(frames)
    found[:, 0, 0] = 640 + 500 * np.sin(t / 14.0)
    found[:, 0, 1] = 360 + 250 * np.cos(t / 9.0)
    found[:, 0, 2] = rng.uniform(0.3, 1.0, frames)
    return found


def main() -> int:
    """Measure and report."""
    parser = parser_of(__doc__)
    args = parser.parse_args()
    rows = {}

    match = Trajectory(MATCH, 5, SIZE, FPS, THRESHOLD)
    match.graph.put(0, candidates(MATCH, 5))
    started = time.process_time()
    match.solve()
    rows[f"two-hour match, {MATCH} frames x 5 candidates, s"] = time.process_time() - started
    started = time.process_time()
    match.with_threshold(0.4)
    rows["the same match by another threshold, s"] = time.process_time() - started
    del match

    stretch = Trajectory(STRETCH, 8, SIZE, FPS, THRESHOLD)
    stretch.graph.put(0, candidates(STRETCH, 8))
    started = time.process_time()
    stretch.solve()
    rows[f"stretch, {STRETCH} frames x 8 candidates, ms"] = 1e3 * (time.process_time() - started)
    rng, took = np.random.default_rng(2), []
    for frame in rng.integers(0, STRETCH, PINS):
        x, y = rng.uniform(0, SIZE)
        started = time.process_time()
        stretch.put_pins(np.array([frame]), np.array([1]), [x], [y])
        took.append(1e3 * (time.process_time() - started))
    rows["again after a pin there, median ms"] = float(np.median(took))
    rows["again after a pin there, 95 % ms"] = float(np.quantile(took, 0.95))

    print(f"# The path on {platform.machine()}, numpy {np.__version__}\n")
    print("| what | processor time |\n|---|---|")
    for name, value in rows.items():
        print(f"| {name} | {value:.2f} |")
    keep(args.out, "path_speed", rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
