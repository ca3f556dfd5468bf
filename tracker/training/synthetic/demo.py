"""The demo rally that ships with the application, made again from its seed.

``python -m tracker.training.synthetic.demo OUT_DIR`` writes ``rally.mp4`` and ``rally.csv``: six
seconds of badminton singles in which the shuttle passes behind a player.
"""

from __future__ import annotations

import argparse
import csv
import math
from pathlib import Path

from tracker.training.synthetic.effects import encode_h264
from tracker.training.synthetic.labels import NO_BALL, BallLabels, Image
from tracker.training.synthetic.render import RallySettings, render_rally

FPS, FRAMES, SIZE = 30, 180, (1280, 720)
SEED = 250
CRF = 20
SETTINGS = RallySettings(
    fps=FPS,
    shutter=0.4,
    camera="still",
    pose=0,
    compression="none",
    noise=1.2,
    start=0.3,
    graphics=True,
    spare_balls=0,
    ball_colour=(250, 250, 246),
)


def render_demo() -> tuple[Image, BallLabels]:
    """The frames uint8 [180, 720, 1280, 3] RGB, before compression, and their truth."""
    return render_rally("badminton", SEED, FRAMES, SIZE, SETTINGS)


def write_truth(path: Path, labels: BallLabels, fps: int) -> None:
    """Labels as Rallymark's CSV: float pixels of the video, time in seconds, source human."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("Frame", "Visibility", "X", "Y", "Score", "Source", "Time"))
        for row, frame in enumerate(labels.frame.tolist()):
            seen = int(labels.visibility[row])
            x, y = float(labels.x[row]), float(labels.y[row])
            place = ("0", "0") if seen == NO_BALL or math.isnan(x) else (f"{x:.2f}", f"{y:.2f}")
            writer.writerow((frame, seen, *place, "", "human", f"{frame / fps:.6f}"))


def write_demo(folder: Path) -> tuple[Path, Path]:
    """Write the video and its truth into ``folder`` (made if missing); their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    video, truth = folder / "rally.mp4", folder / "rally.csv"
    frames, labels = render_demo()
    encode_h264(frames, str(video), FPS, CRF, "slow")
    write_truth(truth, labels, FPS)
    return video, truth


def main() -> None:
    """Command line: the one argument is the folder to write to."""
    parser = argparse.ArgumentParser(description="Render the demo rally and its labels.")
    parser.add_argument("folder", type=Path, metavar="OUT_DIR", help="where to write both files")
    video, truth = write_demo(parser.parse_args().folder)
    print(f"{video} ({video.stat().st_size / 1e6:.2f} MB), {truth}")


if __name__ == "__main__":
    main()
