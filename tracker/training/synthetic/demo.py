"""The demo rally that ships with the application, made again from its seed.

``python -m tracker.training.synthetic.demo OUT_DIR`` writes ``rally.mp4`` and ``rally.csv``: six
seconds of badminton singles in which the shuttle passes behind a player.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from tracker.training.synthetic.film import film_rally, write_truth
from tracker.training.synthetic.render import RallySettings

FRAMES = 180
SEED = 250
CRF = 20
SETTINGS = RallySettings(
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


def write_demo(folder: Path) -> tuple[Path, Path]:
    """Write the video and its truth into ``folder`` (made if missing); their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    video, truth = folder / "rally.mp4", folder / "rally.csv"
    labels = film_rally(video, "badminton", SEED, FRAMES, SETTINGS, crf=CRF, preset="slow")
    write_truth(truth, labels)
    return video, truth


def main() -> None:
    """Command line: the one argument is the folder to write to."""
    parser = argparse.ArgumentParser(description="Render the demo rally and its labels.")
    parser.add_argument("folder", type=Path, metavar="OUT_DIR", help="where to write both files")
    video, truth = write_demo(parser.parse_args().folder)
    print(f"{video} ({video.stat().st_size / 1e6:.2f} MB), {truth}")


if __name__ == "__main__":
    main()
