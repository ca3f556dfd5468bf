"""What the way a video was filmed, stored and sent costs, on copies of labelled clips.

    python benchmarks/conditions.py CLIPS... [--weights NAME|PATH] [--split validation] [-o OUT]

CLIPS are folders as for benchmarks/accuracy.py. Of every video, copies are written to a temporary
folder, one kind after another: smaller and larger, of few bits, noisy, dark, blurred, of high
dynamic range, anamorphic, interlaced, and as television sends them (`benchmarks/copies.py`). Prints
F1 of best peaks and path; writes conditions.json and conditions.md to OUT.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.cli.prelabel import load
from app.cli.training_data import LabelledVideo
from app.jobs.engine import LoadedModel
from benchmarks.analyst_effort import clip_of
from benchmarks.analysts import f1_of_both
from benchmarks.copies import CONDITIONS, Condition, copied
from benchmarks.labelled import parser_of_clips, videos_of
from benchmarks.machine import machine
from benchmarks.outcome import keep

HEAD = "| copy | F1, best peaks | path |\n|---|---|---|"


def measured(
    videos: Sequence[LabelledVideo], condition: Condition | None, model: LoadedModel
) -> dict[str, Any]:
    """F1 of best peaks and path over such copies of all videos, or the videos (None)."""
    clips = []
    for labelled in videos:
        with tempfile.TemporaryDirectory(prefix="rallymark-") as folder:
            seen = labelled if condition is None else copied(labelled, condition, Path(folder))
            clips.append(clip_of(seen, "", model, model.threshold, None))
    name = "the videos themselves" if condition is None else condition.name
    return {"copy": name, **f1_of_both(clips)}


def main() -> int:
    """Measure and report."""
    args = parser_of_clips(__doc__).parse_args()

    videos = [each.labelled for each in videos_of(args.clips, args.split)]
    model = load(args.weights, args.device)
    rows, lines = [], [HEAD]
    print(HEAD)
    for condition in (None, *CONDITIONS):
        row = measured(videos, condition, model)
        rows.append(row)
        lines.append(f"| {row['copy']} | {row['peaks']:.3f} | {row['path']:.3f} |")
        print(lines[-1], flush=True)
    content = {
        **machine(),
        "weights": model.name,
        "clips": [each.name for each in videos],
        "rows": rows,
    }
    keep(args.out, "conditions", content, "\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
