"""`rallymark train`: an architecture trained from scratch or further, with a table as proof.

DATA are packs made by `rallymark pack`, which travel to a machine with a GPU and need no video
library there, or labelled folders. A run that was interrupted, or that had to stop after
`--stop-after`, goes on from the checkpoint in its output folder.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import tempfile
import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from annotation.formats.atomic import write_lines
from app.cli.console import say, tell
from app.cli.errors import CommandError, check_folder, check_room
from app.cli.labelled_clips import TRAIN, VALIDATION, labelled_clips
from app.cli.score_columns import ratios
from app.cli.stopping import stop_on_interrupt
from app.exit_status import STOPPED
from app.numerals import percent
from tracker.device import computes_bfloat16, pick_device
from tracker.file_lock import try_lock
from tracker.model import PRESETS, build_model, load_model, save_weights
from tracker.model.tracknet import TrackNet
from tracker.training.augment import AugmentConfig
from tracker.training.clips import LabelledClip, balanced, data_hash
from tracker.training.loop import TrainConfig, Trainer, fabric_on
from tracker.training.score import best_score, predict_clip, score_predictions
from tracker.training.train_events import EpochDone, StepDone, TrainEvent

CHECKPOINT = "training.pt"
"""The file, in the output folder, from which the same command goes on."""
LEAST_SHARE = 0.01
"""Of a network's parameters. Two that share no layer share those of the motion maps."""


def run(args: argparse.Namespace) -> int:
    """Trains until the budget is spent; Ctrl+C leaves a checkpoint to go on from."""
    device = pick_device(args.device)
    check_folder(args.output, *args.data)
    if args.devices > 1 and not device.startswith("cuda"):
        raise CommandError(f"--devices shares the work among GPUs; here it would be on {device}.")
    if args.mine and (args.crop is None or args.start is None):
        raise CommandError(
            "--mine places crops on the mistakes of weights: it needs --crop and --from."
        )
    _check_parts(args)
    with tempfile.TemporaryDirectory(prefix="rallymark-", ignore_cleanup_errors=True) as scratch:
        # Before Ctrl+C has a meaning of its own: reading is broken off at once.
        train, held = _split(args.data, Path(scratch))
        with stop_on_interrupt() as stop, ExitStack() as folder:
            trainer = _trainer(args, device, train, held)
            say(
                f"{sum(c.labelled for c in train)} labelled frames to learn from, "
                f"{sum(c.labelled for c in held)} held out, on {device}, from step {trainer.step}."
            )
            args.output.mkdir(parents=True, exist_ok=True)
            check_room(args.output, _checkpoint_bytes(trainer), "The checkpoint needs")
            events = trainer.run(stop.is_set, _deadline(args.stop_after))
            speaks = trainer.fabric.is_global_zero  # of several GPUs' processes, the first
            if speaks:
                folder.enter_context(_alone_in(args.output))
                _follow(trainer, events, args.output / "log.csv")
            else:
                deque(events, maxlen=0)
            trainer.save_checkpoint()
            if speaks:
                _write_result(trainer, args, train, held, device)
    return STOPPED if stop.is_set() else 0


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """`CommandError` where another training is at work in the folder: each would write over the
    checkpoint of the other."""
    path = folder / "training.lock"
    with path.open("wb") as file:
        if not try_lock(file):
            raise CommandError(
                f"Another training is at work in {folder}: wait for its end, or choose another "
                "folder."
            )
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def _follow(trainer: Trainer, events: Iterator[TrainEvent], log: Path) -> None:
    """Trains; a line per step goes to the log, one per epoch to stdout."""
    tell(f"{'step':>8}  {'minutes':>7}  {'loss':>9}  {'F1':>6}  {'recall':>6}  {'precision':>9}")
    _end_at(log, trainer.step)
    with log.open("a", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        for event in events:
            if isinstance(event, StepDone):
                rows.writerow(
                    [
                        event.step,
                        f"{trainer.elapsed:.1f}",
                        f"{event.loss:.5e}",
                        f"{event.learning_rate:.3e}",
                        f"{event.windows_per_second:.2f}",
                    ]
                )
                file.flush()
            elif isinstance(event, EpochDone):
                _print_epoch(event, trainer.elapsed)
            else:
                say(event.text)


def _end_at(log: Path, last: int) -> None:
    """Drops the rows past the step that a checkpoint was written at: a training that was killed had
    come farther, and its steps are made again."""
    if not log.exists():
        return
    text = log.read_bytes().decode()
    rows = text.split("\n")[:-1]  # of a row that was cut off there is no end of a line
    steps = [row.partition(",")[0] for row in rows]
    past = [step.isdecimal() and int(step) > last for step in steps]
    kept = [row for row, is_past in zip(rows, past, strict=True) if not is_past]
    if "".join(f"{row}\n" for row in kept) != text:
        write_lines(log, kept)


def _split(data: Sequence[Path], scratch: Path) -> tuple[list[LabelledClip], list[LabelledClip]]:
    clips = list(labelled_clips(data, scratch))
    train = [clip for clip, split in clips if split == TRAIN]
    if not train:
        raise CommandError(f"{data[0]} holds no labels for training.")
    return balanced(train), [clip for clip, split in clips if split == VALIDATION]


def _augmentation(args: argparse.Namespace) -> AugmentConfig:
    turned = AugmentConfig(paste=args.paste)
    return replace(turned, reverse=0) if args.as_filmed else turned


def _trainer(
    args: argparse.Namespace,
    device: str,
    train: Sequence[LabelledClip],
    held: Sequence[LabelledClip],
) -> Trainer:
    config = TrainConfig(
        steps=args.steps,
        seconds=None if args.minutes is None else args.minutes * 60,
        steps_per_epoch=args.steps_per_epoch,
        batch_size=args.batch_size,
        learning_rate=args.learning_rate,
        schedule=args.schedule,
        crop=args.crop,
        target=args.target,
        ema=args.ema,
        mixup=args.mixup,
        mine=args.mine,
        teach=args.teach,
        augment=_augmentation(args),
        freeze_norm=args.freeze_norm,
        freeze_unet=args.freeze_unet,
        seed=args.seed,
        workers=args.workers,
        precision="bf16-mixed" if computes_bfloat16(device) else "32-true",
    )
    torch.manual_seed(args.seed)
    model = build_model(args.architecture)
    if args.start is not None:
        _take_over(model, args)
    if args.motion_start is not None:
        model.start_motion(*args.motion_start)
    teacher = None if args.teacher is None else load_model(args.teacher)
    fabric = fabric_on(device, config.precision, args.devices)
    if args.devices > 1:
        fabric.launch()
    return Trainer(model, train, held, config, fabric, args.output / CHECKPOINT, teacher)


def _check_parts(args: argparse.Namespace) -> None:
    """`CommandError` where an option is about a part that the architecture lacks."""
    config = PRESETS[args.architecture]
    if args.motion_start is not None and config.motion == "none":
        raise CommandError(f"--motion-start: {args.architecture} has no motion maps.")
    if args.freeze_unet and config.refinement is None:
        raise CommandError(
            f"--freeze-unet leaves the R-STR head to be trained, which {args.architecture} has not."
        )


def _checkpoint_bytes(trainer: Trainer) -> int:
    """Three sets of weights and AdamW's two moments; the checkpoint before is replaced when all is
    written."""
    return 5 * sum(parameter.nbytes for parameter in trainer.raw.parameters())


def _take_over(model: TrackNet, args: argparse.Namespace) -> None:
    """Takes over what fits of the weights to start from; `CommandError` where next to nothing does:
    hours of training from scratch are not what was asked for."""
    start = load_model(args.start)
    share = model.adopt(start)
    if (args.output / CHECKPOINT).exists():
        return  # from which the training goes on, whatever it began with
    if share < LEAST_SHARE:
        known = start.config.architecture
        other = f"; --architecture {known} is theirs" if known else ""
        raise CommandError(
            f"Next to nothing of the weights {args.start} fits {args.architecture}{other}."
        )
    if share < 1:
        say(f"{percent(share)} of {args.architecture} comes from {args.start}, the rest is new.")


def _deadline(minutes: float | None) -> Callable[[], bool]:
    end = time.monotonic() + 60 * (math.inf if minutes is None else minutes)
    return lambda: time.monotonic() > end


def _print_epoch(event: EpochDone, elapsed: float) -> None:
    line = f"{event.step:>8}  {elapsed / 60:>7.1f}  {event.loss:>9.3g}"
    if event.score is not None:
        line += f"  {ratios(event.score)}{'  best' if event.best else ''}"
    tell(line)


def _write_result(
    trainer: Trainer,
    args: argparse.Namespace,
    train: Sequence[LabelledClip],
    held: Sequence[LabelledClip],
    device: str,
) -> None:
    """Weights, card and the table per venue and sport, all at the threshold that was chosen."""
    model = trainer.best_model
    metrics = metrics_by_group(trainer, held, model.config.threshold)
    config = asdict(trainer.config)
    card: dict[str, Any] = {
        "kind": "trained",
        "data": {
            "sha256": data_hash(train),
            "clips": len(train),
            "labelled_frames": sum(clip.labelled for clip in train),
            "venues": sorted({clip.venue for clip in train if clip.venue}),
        },
        "recipe": {
            **config,
            "device": device,
            "start": args.start and str(args.start),
            "motion_start": args.motion_start,
            "teacher": args.teacher and str(args.teacher),
        },
        "steps": trainer.step,
        "minutes": round(trainer.elapsed / 60, 1),
        "metrics": metrics,
    }
    info = save_weights(model, args.output / f"{args.architecture}.safetensors", card)
    (args.output / "card.json").write_text(json.dumps(card, indent=1), encoding="utf-8")
    tell(f"\n{'held out':<28}  {'F1':>6}  {'recall':>6}  {'precision':>9}  {'accuracy':>8}")
    for name, values in metrics.items():
        ratios = (f"{values[key]:.4f}" for key in ("f1", "recall", "precision", "accuracy"))
        tell(f"{name:<28}  {'  '.join(ratios)}")
    tell(str(info.path))


def metrics_by_group(
    trainer: Trainer, held: Sequence[LabelledClip], threshold: float
) -> dict[str, dict[str, float]]:
    """Scores of the best weights at ``threshold``: all held-out clips, each sport, each
    venue, by name."""
    groups = defaultdict(list)
    for clip in held:
        best = predict_clip(trainer.best_model, clip.frames, trainer.fabric.device)
        for name in {VALIDATION, clip.sport, f"{clip.sport} {clip.venue}".strip()} - {""}:
            groups[name].append((clip, best))
    sports = {clip.sport for clip in held}
    rows = sorted(groups, key=lambda name: (name != VALIDATION, name not in sports, name))
    return {
        name: best_score(score_predictions(groups[name], np.array([threshold]))).to_dict()
        for name in rows
    }
