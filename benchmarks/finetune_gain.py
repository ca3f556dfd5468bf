"""What fine-tuning is worth: weights before and after, on videos that it has not seen.

    python benchmarks/finetune_gain.py LEARN TEST [--weights v5-small] [--epochs N] [-o OUT]
    python benchmarks/finetune_gain.py --rendered padel

LEARN and TEST are folders of videos with their label CSVs. ``--rendered`` takes four rallies of our
own generator instead, two to learn from and two others to test on: a court that the weights that
ship have never seen, while clips of a venue like those they were trained on show what is unlearnt.
Fine-tunes with `rallymark finetune`, as the window does, and judges both along the path, each at
its own threshold. Prints Markdown and writes finetune_gain.json to OUT.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from annotation.metrics import TOLERANCE
from app.cli.prelabel import load
from app.cli.training_data import collect
from benchmarks.accuracy import frames_of, grouped, judge, markdown
from benchmarks.outcome import keep, parser_of
from tracker.training import finetune_defaults
from tracker.training.synthetic import PRESETS, RallySettings
from tracker.training.synthetic.film import film_rally, write_truth

PROGRAM = Path(__file__).resolve().parent.parent / "main.py"
FRAMES = 150
BALL_COLOUR = (222, 240, 90)
SEEDS = {"learn": (11, 12), "test": (21, 22)}


def render(sport: str, folder: Path) -> tuple[Path, Path]:
    """Write rallies to learn from and to test on, each in a folder of its own; both folders."""
    # Left to the seed, the ball of one rally is as dark as its court.
    settings = RallySettings(shutter=0.4, camera="still", graphics=True, ball_colour=BALL_COLOUR)
    for part, seeds in SEEDS.items():
        for seed in seeds:
            clip = folder / part / f"{sport}_{seed}"
            clip.mkdir(parents=True)
            labels = film_rally(clip / "rally.mp4", sport, seed, FRAMES, settings, preset="fast")
            write_truth(clip / "labels.csv", labels)
    return folder / "learn", folder / "test"


def score(weights: str, folder: Path, device: str) -> pd.DataFrame:
    """TrackNet's table of weights on each clip of a folder and on all of them."""
    model = load(weights, device)
    tables = [frames_of(video, model, model.threshold, "fast")[0] for video in collect([folder])]
    frames = pd.concat(tables, ignore_index=True).assign(all="all")
    for who in ("best peak", "path"):
        frames[f"{who} outcome"] = judge(frames, who, TOLERANCE)
    table = pd.concat([grouped(frames, by, "path") for by in ("clip", "all")])
    table.insert(0, "threshold", model.threshold)
    return table


def main() -> int:
    """Fine-tune, measure and report."""
    parser = parser_of(__doc__)
    parser.add_argument("folders", type=Path, nargs="*", metavar="LEARN TEST")
    parser.add_argument("--rendered", choices=sorted(PRESETS), metavar="SPORT")
    parser.add_argument("--weights", default="v5-small")
    parser.add_argument("--epochs", type=int, default=finetune_defaults.EPOCHS)
    parser.add_argument("--device", default="auto")
    args = parser.parse_args()
    if len(args.folders) != (0 if args.rendered else 2):
        parser.error("name two folders, LEARN and TEST, or --rendered SPORT")
    with tempfile.TemporaryDirectory(prefix="rallymark-gain-") as name:
        learn, test = render(args.rendered, Path(name)) if args.rendered else args.folders
        before = score(args.weights, test, args.device)
        tuned, began = Path(name) / "tuned.safetensors", time.monotonic()
        command = [sys.executable, str(PROGRAM), "finetune", str(learn), "-o", str(tuned)]
        command += ["--from", args.weights, "--epochs", str(args.epochs), "--device", args.device]
        subprocess.run(command, check=True)
        seconds = time.monotonic() - began
        after = score(str(tuned), test, args.device)
    print(f"# Fine-tuning {args.weights} on {learn.name}: {seconds:.0f} s\n")
    for title, table in (("before", before), ("after", after)):
        print(markdown(table, title) + "\n")
    content = {
        "weights": args.weights,
        "epochs": args.epochs,
        "seconds": seconds,
        "before": json.loads(before.to_json(orient="index")),
        "after": json.loads(after.to_json(orient="index")),
    }
    keep(args.out, "finetune_gain", content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
