"""What each part of TrackNetV5 is worth: V2, V4, V2+MDD, V2+R-STR and V5 on one budget.

    python benchmarks/ablation.py DATA [--sizes v5-small] [--widths 16 32 48 80] [--steps N]
                                  [--crop 112x192] [--seeds 1 2] [--variants V2 V5] [-o OUT]

DATA is a pack or a labelled folder with a manifest. Every variant is trained by the project's loop
from the same seeds on the same windows, then judged on the validation frames, and on the same
frames with the ball hidden in one frame of three. Every finished training leaves a file in OUT, so
an interrupted ablation goes on where it stopped; one of other settings or data is trained anew.
Writes ablation.json and ablation.md.

GFLOP count multiply and add apart, per window of three frames; "by layers" leaves out what runs
outside of convolution and linear layers (attention above all), as the counter of the TrackNet
papers does.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app.cli.argument_types import crop
from app.cli.labelled_clips import labelled_clips
from benchmarks.machine import machine
from benchmarks.outcome import keep, parser_of
from tracker.device import computes_bfloat16, pick_device
from tracker.model import PRESETS, ModelConfig
from tracker.model.tracknet import TrackNet
from tracker.training.clips import LabelledClip, balanced
from tracker.training.finetune import data_hash
from tracker.training.loop import TrainConfig, Trainer, fabric_on
from tracker.training.score import (
    TOLERANCE,
    Score,
    best_score,
    predict_clip,
    score_predictions,
)
from tracker.training.synthetic.hide import occlude_ball
from tracker.training.synthetic.labels import OCCLUDED, BallLabels
from tracker.training.train_events import EpochDone


def variants(sizes: ModelConfig) -> dict[str, ModelConfig]:
    """The paper's ablation in the ``sizes`` of one preset, and our two deviations."""
    assert sizes.refinement is not None
    refined = replace(sizes.refinement, attention="joint", context=False)
    base = replace(
        sizes, motion="none", motion_input=False, fusion="none", refinement=None, threshold=0.5
    )
    polarity = replace(base, motion="polarity", motion_input=True, fusion="multiply")
    v5 = replace(polarity, refinement=refined)
    factorised = replace(v5, refinement=replace(refined, attention="factorised"))
    return {
        "V2": base,
        "V4": replace(base, motion="absolute", fusion="multiply"),
        "V2 + MDD": polarity,
        "V2 + R-STR": replace(base, refinement=refined),
        "V5": v5,
        "V5, factorised": factorised,
        "V5, factorised, motion added": replace(factorised, fusion="add"),
    }


def gigaflops(config: ModelConfig) -> tuple[float, float]:
    """GFLOP per full-frame window: all operations, and convolution and linear layers only."""
    with torch.device("meta"):
        model, frames = TrackNet(config).eval(), torch.zeros(1, 9, 288, 512)
    by_layers = 0

    def count(layer: nn.Module, inputs: tuple[torch.Tensor, ...], output: torch.Tensor) -> None:
        nonlocal by_layers
        weight = layer.weight
        assert isinstance(weight, torch.Tensor)
        by_layers += 2 * output.numel() * weight[0].numel()

    for layer in model.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            layer.register_forward_hook(count)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(frames)
    return counter.get_total_flops() / 1e9, by_layers / 1e9


def hidden(clip: LabelledClip, seed: int) -> tuple[LabelledClip, np.ndarray]:
    """``clip`` with the ball hidden in one frame of every window of three that shows it in all.

    Returns the clip and a bool mask [N] of the frames whose ball was hidden.
    """
    rng = np.random.default_rng(seed)
    frames, mask = np.array(clip.frames), np.zeros(len(clip.frames), dtype=bool)
    for first in range(0, len(frames) - 2, 3):
        part = slice(first, first + 3)
        if not (clip.visibility[part] > 0).all():
            continue
        labels = BallLabels.of(
            np.ones(3, np.int8), clip.x[part].astype(float), clip.y[part].astype(float)
        )
        frames[part], truth = occlude_ball(frames[part], labels, rng, int(rng.integers(3)))
        mask[part] = truth.visibility == OCCLUDED
    return replace(clip, frames=frames), mask


def judge(
    model: nn.Module, held: Sequence[LabelledClip], device: str
) -> tuple[Score, dict[str, float]]:
    """The score on ``held`` at its own best threshold, and the recall where the ball is hidden."""
    pairs = [(clip, predict_clip(model, clip.frames, device)) for clip in held]
    score = best_score(score_predictions(pairs))
    found, placed, total = 0, 0, 0
    for number, clip in enumerate(held):
        covered, mask = hidden(clip, seed=number)
        best = predict_clip(model, covered.frames, device)[mask]
        truth = np.stack((clip.x, clip.y), axis=-1)[mask]
        near = np.hypot(*(best[:, :2] - truth).T) < TOLERANCE  # False where there is no peak
        total += int(mask.sum())
        placed += int(near.sum())
        found += int((near & (best[:, 2] >= score.threshold)).sum())
    return score, {
        "hidden balls": total,
        "recall hidden": found / max(total, 1),
        "best peak right, hidden": placed / max(total, 1),
    }


def train(
    config: ModelConfig, clips: Sequence[LabelledClip], options: TrainConfig, device: str
) -> TrackNet:
    """The averaged weights after the last step of one training."""
    torch.manual_seed(options.seed)
    fabric = fabric_on(device, options.precision)
    trainer = Trainer(TrackNet(config), clips, [], options, fabric)
    for event in trainer.run():
        if isinstance(event, EpochDone):
            print(f"  step {event.step}: loss {event.loss:.3e}", file=sys.stderr, flush=True)
    return trainer.best_model


def measured(
    config: ModelConfig,
    clips: Sequence[LabelledClip],
    held: Sequence[LabelledClip],
    options: TrainConfig,
    device: str,
) -> dict[str, float]:
    """One training and what it is worth."""
    score, recall = judge(train(config, clips, options, device), held, device)
    full, by_layers = gigaflops(config)
    with torch.device("meta"):
        parameters = sum(p.numel() for p in TrackNet(config).parameters())
    return {
        "parameters, M": parameters / 1e6,
        "GFLOP": full,
        "GFLOP by layers": by_layers,
        "F1": score.f1,
        "accuracy": score.accuracy,
        "precision": score.precision,
        "recall": score.recall,
        **recall,
    }


def results(args: argparse.Namespace, device: str) -> Iterator[dict[str, Any]]:
    """One row per variant and seed; trainings finished with these settings are not repeated."""
    sizes = PRESETS[args.sizes]
    if args.widths:
        sizes = replace(sizes, widths=tuple(args.widths))
    options = TrainConfig(
        steps=args.steps,
        steps_per_epoch=500,
        batch_size=args.batch_size,
        learning_rate=args.learning_rate,
        schedule="cosine",
        crop=args.crop,
        ema=0.99,
        workers=args.workers,
        precision="bf16-mixed" if computes_bfloat16(device) else "32-true",
    )
    with tempfile.TemporaryDirectory(prefix="rallymark-", ignore_cleanup_errors=True) as scratch:
        split = list(labelled_clips([args.data], Path(scratch)))
        clips = balanced([clip for clip, part in split if part == "train"])
        held = [clip for clip, part in split if part == "validation"]
        data = {"learnt": data_hash(clips), "held out": data_hash(held)}
        chosen = [v for v in variants(sizes).items() if not args.variants or v[0] in args.variants]
        for seed, (name, config) in itertools.product(args.seeds, chosen):
            slug = "".join(c if c.isalnum() else "-" for c in name.lower())
            file = args.out / f"{slug}-seed{seed}.json"
            seeded = replace(options, seed=seed)
            of = {"network": asdict(config), "training": asdict(seeded), "data": data}
            values = finished(file, of)
            if values is None:
                print(f"{name}, seed {seed}", file=sys.stderr, flush=True)
                values = measured(config, clips, held, seeded, device)
                content = {"of": of, "values": values}
                file.write_text(json.dumps(content, indent=1), encoding="utf-8")
            yield {"variant": name, "seed": seed, **values}


def finished(file: Path, of: dict[str, Any]) -> dict[str, float] | None:
    """The values that a training ``of`` these settings left in a file; None where none did."""
    if not file.exists():
        return None
    content = json.loads(file.read_text(encoding="utf-8"))
    same = content.get("of") == json.loads(json.dumps(of))  # which has lists for tuples
    return dict(content["values"]) if same else None


def main() -> int:
    """Train, measure and report."""
    parser = parser_of(__doc__, "benchmark-results/ablation")
    parser.add_argument("data", type=Path)
    parser.add_argument("--sizes", choices=("v5", "v5-small"), default="v5-small")
    parser.add_argument("--widths", type=int, nargs=4, help="default: those of --sizes")
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--learning-rate", type=float, default=2e-3)
    parser.add_argument("--crop", type=crop, help="e.g. 112x192; default: full frames")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    names = tuple(variants(PRESETS["v5-small"]))
    parser.add_argument("--variants", nargs="+", choices=names, help="default: all")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--device", default="auto")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    device = pick_device(args.device)
    rows = pd.DataFrame(results(args, device))
    table = rows.groupby("variant", sort=False).mean(numeric_only=True).drop(columns="seed")
    windows = args.steps * args.batch_size
    what = "full frames" if args.crop is None else f"crops of {args.crop[0]} x {args.crop[1]}"
    title = (
        f"# Ablation in the sizes of {args.sizes} {args.widths or ''}: {windows} {what} each, "
        f"{len(args.seeds)} seeds, on {device}"
    )
    lines = [
        f"| variant | {' | '.join(table.columns)} |",
        "|---" * (len(table.columns) + 1) + "|",
        *(f"| {name} | {' | '.join(f'{v:.3f}' for v in row)} |" for name, row in table.iterrows()),
    ]
    text = title + "\n\n" + "\n".join(lines) + "\n"
    print(text)
    content = {"machine": machine(), "rows": rows.to_dict("records")}
    keep(args.out, "ablation", content, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
