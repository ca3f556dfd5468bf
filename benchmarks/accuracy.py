"""TrackNet's table for any weights on any folder of videos with labels.

    python benchmarks/accuracy.py FOLDER [--weights NAME|PATH] [--split validation] [--no-path]
                                  [--mode accurate] [-o OUT]

FOLDER holds videos with their label CSVs; a ``manifest.csv`` beside them (clip, sport, split,
venue) names groups. Videos are read as a user's are: the original file through the tracking
engine. What is judged is the path through all peaks, as `rallymark track` writes it, with the F1 of
every frame's best peak beside it; with ``--no-path`` only the latter. Prints Markdown and writes
accuracy.json and accuracy.md to OUT.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from annotation.metrics import TOLERANCE
from app.cli.prelabel import load
from app.cli.training_data import LabelledVideo
from app.jobs.engine import LoadedModel
from benchmarks.answers import answered_track
from benchmarks.labelled import group_of, videos_of
from benchmarks.outcome import keep, parser_of
from tracker.heatmap import to_model
from tracker.inference import MODES, RUNTIMES, Finished


def frames_of(
    labelled: LabelledVideo, model: LoadedModel, threshold: float, mode: str
) -> tuple[pd.DataFrame, Finished]:
    """One row per labelled frame with truth, best peak and path, and their distances; and how the
    run went."""
    info = labelled.video.info
    size = (info.width, info.height)
    track, finished = answered_track(labelled, model, threshold, mode=mode)
    assert finished is not None  # nothing is kept, so it ran
    best = np.stack((track.predicted_x, track.predicted_y), axis=-1)
    score = np.nan_to_num(track.predicted_score, nan=0.0)
    track.follow_path(size, float(info.fps))
    labels = labelled.labels
    frames, truth = labels.frame, np.stack((labels.x, labels.y), axis=-1)
    table = pd.DataFrame(
        {
            "clip": labelled.name,
            "frame": frames,
            "visibility": labels.visibility,
            "score": score[frames],
            "best peak": score[frames] >= threshold,
            "path": track.has_ball[frames],
        }
    )
    by_path = np.stack((track.x, track.y), axis=-1)
    for name, found in (("best peak", best[frames]), ("path", by_path[frames])):
        table[f"{name} distance"] = np.hypot(*(to_model(found, size) - to_model(truth, size)).T)
        table[f"{name} error"] = np.hypot(*(found - truth).T)
    return table, finished


def judge(frames: pd.DataFrame, who: str, tolerance: float) -> pd.Series:
    """TP, FP1, FP2, TN or FN per row, for the answers of ``who`` ("path" or "best peak")."""
    said, visible = frames[who], frames["visibility"] > 0
    near = frames[f"{who} distance"] < tolerance
    cases = [said & visible & near, said & visible, said & ~visible, ~said & visible]
    return pd.Series(np.select(cases, ["TP", "FP1", "FP2", "FN"], "TN"), index=frames.index)


def table_row(group: pd.DataFrame, who: str) -> pd.Series:
    """The TrackNet table of one group of judged frames."""
    n = group[f"{who} outcome"].value_counts()
    tp, fp1, fp2, tn, fn = (int(n.get(name, 0)) for name in ("TP", "FP1", "FP2", "TN", "FN"))
    precision, recall = tp / max(tp + fp1 + fp2, 1), tp / max(tp + fn, 1)
    return pd.Series(
        {
            "frames": len(group),
            "TP": tp,
            "FP1": fp1,
            "FP2": fp2,
            "TN": tn,
            "FN": fn,
            "precision": precision,
            "recall": recall,
            "F1": 2 * tp / max(2 * tp + fp1 + fp2 + fn, 1),
            "accuracy": (tp + tn) / max(len(group), 1),
            "found within tolerance": tp / max(int((group["visibility"] > 0).sum()), 1),
            "median error, source px": group.loc[
                group[f"{who} outcome"] == "TP", f"{who} error"
            ].median(),
        }
    )


def grouped(frames: pd.DataFrame, by: str, who: str) -> pd.DataFrame:
    """The table of every value of the column ``by``; of the path, with the best peaks' F1."""
    table = pd.DataFrame({name: table_row(rows, who) for name, rows in frames.groupby(by)}).T
    if who == "path":
        plain = {name: table_row(rows, "best peak")["F1"] for name, rows in frames.groupby(by)}
        table.insert(table.columns.get_loc("F1") + 1, "F1 without path", pd.Series(plain))
    return table


def calibration(frames: pd.DataFrame, tolerance: float) -> pd.DataFrame:
    """How often a peak of a given score is right: bins of 0.1, mean score against share right."""
    said = frames[frames["score"] > 0]
    right = (said["visibility"] > 0) & (said["best peak distance"] < tolerance)
    bins = pd.cut(said["score"], np.linspace(0, 1, 11), include_lowest=True)
    result = (
        said.assign(right=right)
        .groupby(bins, observed=True)
        .agg(frames=("score", "size"), score=("score", "mean"), right=("right", "mean"))
    )
    result.index = result.index.astype(str)
    return result


def markdown(table: pd.DataFrame, name: str) -> str:
    """A table as Markdown; counts whole, ratios with four digits."""
    counts = {"frames", "TP", "FP1", "FP2", "TN", "FN"}
    lines = [f"| {name} | {' | '.join(table.columns)} |", "|---" * (len(table.columns) + 1) + "|"]
    for label, row in table.iterrows():
        cells = (f"{v:.0f}" if c in counts else f"{v:.4f}" for c, v in row.items())
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> int:
    """Measure and report."""
    parser = parser_of(__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--weights")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--verifier", help="the path of another than ships, or none")
    parser.add_argument("--runtime", default="auto", choices=RUNTIMES)
    parser.add_argument("--split", help="only the clips the manifest gives this split")
    parser.add_argument("--threshold", type=float, help="default: the weights' own")
    parser.add_argument(
        "--path",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="default: judge the path",
    )
    parser.add_argument(
        "--mode", choices=MODES, default="fast", help="accurate: every window, votes averaged"
    )
    parser.add_argument("--tolerance", type=float, default=TOLERANCE)
    args = parser.parse_args()

    videos = videos_of([args.folder], args.split)
    model = load(args.weights, args.device, args.runtime, args.verifier)
    threshold = model.threshold if args.threshold is None else args.threshold
    tables, seconds, total, runtimes = [], 0.0, 0, dict[str, None]()
    for each in videos:
        table, finished = frames_of(each.labelled, model, threshold, args.mode)
        tables.append(table.assign(sport=each.sport, venue=group_of(each)))
        seconds += finished.seconds
        total += finished.frames
        runtimes[finished.runtime] = None
        print(f"{each.labelled.name}: {len(table)} labelled frames", file=sys.stderr)
    frames = pd.concat(tables, ignore_index=True)
    for answers in ("best peak", "path"):
        frames[f"{answers} outcome"] = judge(frames, answers, args.tolerance)
    frames["all"] = "all"
    who = "path" if args.path else "best peak"
    parts = {by: grouped(frames, by, who) for by in ("all", "sport", "venue", "visibility", "clip")}
    calibrated = calibration(frames, args.tolerance)
    worst = frames[frames[f"{who} outcome"].isin(["FP1", "FP2"])].nlargest(20, "score")
    title = (
        f"# {model.name} ({model.sha256[:12]}), {who}, {args.mode}, threshold {threshold:g}, "
        f"{args.tolerance:g} px at 512 x 288, "
        f"{total / seconds:.1f} frames/s on {model.device} "
        f"({', '.join(runtimes)}; {platform.machine()})"
    )
    report = [
        title,
        *(markdown(table, by) for by, table in parts.items()),
        "## Calibration\n\n" + markdown(calibrated, "score"),
    ]
    text = "\n\n".join(report) + "\n"
    print(text)
    content = {
        "weights": model.name,
        "sha256": model.sha256,
        "judged": who,
        "mode": args.mode,
        "device": model.device,
        "runtimes": list(runtimes),
        "threshold": threshold,
        "tolerance": args.tolerance,
        "frames_per_second": total / seconds,
        "tables": {by: json.loads(t.to_json(orient="index")) for by, t in parts.items()},
        "calibration": json.loads(calibrated.to_json(orient="index")),
        "most confident mistakes": json.loads(worst.to_json(orient="records")),
    }
    keep(args.out, "accuracy", content, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
