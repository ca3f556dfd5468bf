"""How well hits, bounces and touches of the net are told along the path.

    python benchmarks/events.py [--weights NAME|PATH] [--rallies N] [--films FOLDER] [-o OUT]

Rallies of every sport are filmed by our own generator, which knows what happens when, at 25 to 60
frames a second, and answered by a model; events are proposed along the path, and once more from the
true places. An event counts as found within 0.1 s; those count around which the ball is there.
Prints a table and writes events.json and events.md to OUT.
"""

from __future__ import annotations

import itertools
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from annotation.arc_edits import events_of
from annotation.arrays import Mask
from annotation.events import Events, propose_events
from app.cli.prelabel import load
from app.cli.training_data import collect
from benchmarks.analyst_effort import clip_of
from benchmarks.analysts import Clip
from benchmarks.event_scores import HEAD, EventScore, Happened, kind_of
from benchmarks.machine import machine
from benchmarks.outcome import keep, parser_of
from tracker.training.synthetic import PRESETS, RallySettings, rally_events
from tracker.training.synthetic.film import film_rally, write_truth

RATES = (25, 30, 50, 60)
SECONDS = 4
FIRST = 80
"""The seed of the first rally."""
SHUTTER = 0.007
"""Seconds that it is open."""
ALONG, TRUE = "along the path", "from the true places"
ALL = "all"


def films(folder: Path, seeds: range) -> Iterator[tuple[str, Path, list[Happened]]]:
    """Sport, clip and what happens, of rallies filmed into the folder unless they lie there."""
    for sport, seed in itertools.product(sorted(PRESETS), seeds):
        fps = RATES[seed % len(RATES)]
        clip = folder / f"{sport}_{seed}".replace(" ", "-")
        settings = RallySettings(fps=fps, shutter=SHUTTER * fps)
        frames = SECONDS * fps
        if not (clip / "labels.csv").is_file():
            clip.mkdir(parents=True, exist_ok=True)
            labels = film_rally(clip / "video.mp4", sport, seed, frames, settings)
            write_truth(clip / "labels.csv", labels, fps)
        met = rally_events(sport, seed, frames, settings)
        yield sport, clip, [Happened(frame, kind_of(what)) for frame, what in met]


def proposed(clip: Clip) -> dict[str, tuple[Events, Mask]]:
    """Of a clip, by where positions come from, the events, and where a ball is, bool [n]."""
    track = clip.along_path()
    x, y = clip.truth.T
    still = np.zeros(len(x), np.bool_), track.camera
    true = propose_events(x, y, *still, clip.size, clip.fps)
    return {ALONG: (events_of(track), track.has_ball), TRUE: (true, ~np.isnan(x))}


def main() -> int:
    """Film, measure and report."""
    parser = parser_of(__doc__)
    parser.add_argument("--weights")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--rallies", type=int, default=8, help="of each sport")
    parser.add_argument("--films", type=Path, help="keep films and answers in this folder")
    args = parser.parse_args()

    model = load(args.weights, args.device)
    scores: dict[str, dict[str, EventScore]] = {ALONG: {}, TRUE: {}}
    with tempfile.TemporaryDirectory(prefix="rallymark-") as temporary:
        folder = args.films or Path(temporary)
        for sport, path, happened in films(folder, range(FIRST, FIRST + args.rallies)):
            (labelled,) = collect([path])
            clip = clip_of(labelled, sport, model, model.threshold, folder / "answers")
            for way, (events, there) in proposed(clip).items():
                for name in (sport, ALL):
                    score = scores[way].setdefault(name, EventScore(name))
                    score.add(events, happened, there, clip.fps)
    lines = []
    for way, by_sport in scores.items():
        ordered = sorted(by_sport.values(), key=lambda score: score.name == ALL)
        rows = [score.row() for score in ordered]
        lines += [f"## Events proposed {way}", "", HEAD, *rows, ""]
    text = "\n".join(lines)
    print(text)
    figures = {way: [score.figures() for score in each.values()] for way, each in scores.items()}
    keep(args.out, "events", {**machine(), "weights": model.name, **figures}, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
