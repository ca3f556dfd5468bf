"""Fine-tuning on corrected labels: the same loop, small data, and proof that it helped."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import torch

from tracker.device import computes_bfloat16
from tracker.errors import TrackerError
from tracker.model.weights import load_model, read_info, resolve_weights, save_weights
from tracker.model.weights_file import weights_hash
from tracker.training import finetune_defaults
from tracker.training.clips import LabelledClip, data_hash
from tracker.training.comparison import differ_beyond_chance
from tracker.training.held_out import (
    Learnt,
    apart,
    learnt_from,
    measures,
    split_off_unknown,
)
from tracker.training.loop import TrainConfig, Trainer, fabric_on
from tracker.training.score import Score, Validation
from tracker.training.train_events import EpochDone, StepDone, TrainNotice

CROP = (112, 192)
"""Height and width of what is learnt from: seven crops take as long as one whole frame."""

_LOST = 0.1
"""Weights that know any balls score more than this, but where the labels are of other pixels."""


class FinetuneError(TrackerError):
    """There is nothing to learn from, or the result cannot be written."""


@dataclass(frozen=True, slots=True)
class FinetuneConfig:
    """How to go on from weights that know more balls than a person can mark.

    Crops of 112 x 192 around balls and elsewhere, and the weights that it starts from as a teacher,
    so that what they know is kept. The paper's recipe for training anew (whole frames, batch 2,
    1e-4) unlearns it: see docs/training.md.
    """

    epochs: int = finetune_defaults.EPOCHS
    batch_size: int = finetune_defaults.BATCH_SIZE
    learning_rate: float = finetune_defaults.LEARNING_RATE
    seed: int = 0
    device: str = "cpu"


@dataclass(frozen=True, slots=True)
class Started:
    """What will be learnt from: numbers of labelled frames and of steps."""

    base: str
    device: str
    train_frames: int
    validation_frames: int
    validation_videos: tuple[str, ...]
    steps: int


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the weights we start from score on the held-out frames."""

    score: Score


@dataclass(frozen=True, slots=True)
class Finished:
    """The new weights are written; ``before``, ``after`` and ``verdict``, the sentence that they
    come to, are None without held-out frames."""

    output: Path
    before: Score | None
    after: Score | None
    stopped_early: bool
    verdict: str | None


FinetuneEvent = Started | Baseline | StepDone | EpochDone | TrainNotice | Finished


def finetune(
    clips: Sequence[LabelledClip],
    base: str | Path,
    output: Path,
    config: FinetuneConfig,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[FinetuneEvent]:
    """Fine-tune ``base`` on corrected clips and write the best weights to ``output``.

    Videos are split into training and held-out ones; the last weights are kept, unless earlier
    ones had a higher F1 on the held-out labels by more than chance. Where too few balls are
    labelled to hold some out, all are learnt from. ``stopped()`` ends the training
    early and keeps the best so far, or ends without Finished where nothing was learnt yet; closing
    the generator abandons it and writes nothing.

    Raises:
        FinetuneError: fewer than two labelled frames.
        WeightsError: unusable base weights, or the output cannot be written.
    """
    path = resolve_weights(base)
    model = load_model(path)
    known = _learnt(path)
    train, held = split_off_unknown(clips, known, seed=config.seed)
    train_frames = sum(clip.labelled for clip in train)
    held_frames = sum(clip.labelled for clip in held)
    if train_frames + held_frames < 2:
        raise FinetuneError(
            "There are too few corrected frames to learn from: correct or accept at least two."
        )
    if not measures(train, held):
        train, held, held_frames = list(clips), [], 0
        train_frames = sum(clip.labelled for clip in train)
        yield TrainNotice(
            "Too few balls are labelled to set some aside: what is learnt cannot be measured, and "
            "the last weights are kept."
        )
    elif {clip.source for clip in train} & {clip.source for clip in held}:
        yield TrainNotice(
            "No video with balls can be spared as a whole: a fifth of one is held out to measure, "
            "so that the score says little about other videos."
        )
    if seen := sorted({clip.source for clip in apart(held, known)[1]}):
        yield TrainNotice(
            f"The weights to start from have learnt from {', '.join(seen)} before, held out now to "
            "measure: they score better there than on videos that are new to them."
        )
    steps_per_epoch = math.ceil(train_frames / config.batch_size)
    settings = TrainConfig(
        steps=steps_per_epoch * config.epochs,
        steps_per_epoch=steps_per_epoch,
        batch_size=config.batch_size,
        learning_rate=config.learning_rate,
        schedule="cosine",
        crop=CROP,
        ema=0.99,
        # A few dozen frames say little about the spread of activations.
        freeze_norm=True,
        few_held_out=True,
        seed=config.seed,
        precision="bf16-mixed" if computes_bfloat16(config.device) else "32-true",
    )
    torch.manual_seed(config.seed)
    fabric = fabric_on(config.device, settings.precision)
    trainer = Trainer(model, train, held, settings, fabric, teacher=copy.deepcopy(model))
    videos = tuple(sorted({clip.source for clip in held}))
    yield Started(path.stem, config.device, train_frames, held_frames, videos, settings.steps)
    measured = trainer.validate(stopped)
    before = None if measured is None else measured.score
    if before is not None:
        yield Baseline(before)
        if before.f1 < _LOST:
            yield TrainNotice(
                "The weights to start from find hardly a ball where the held-out labels have one: "
                "look whether the labels are of these videos and in their pixels."
            )
    yield from trainer.run(stopped)
    if trainer.step == 0:
        return  # stopped before anything was learnt
    best = trainer.best_model
    best.config = replace(best.config, name=output.stem)
    save_weights(best, output, _card(path, clips, config, trainer, before))
    finished_early, after = trainer.step < settings.steps, trainer.best
    said = None
    if measured is not None and after is not None:
        said = verdict(held, measured, Validation(after, trainer.best_outcomes))
    yield Finished(output, before, after, finished_early, said)


def verdict(held: Sequence[LabelledClip], before: Validation, after: Validation) -> str:
    """What the held-out clips say of the new weights, and whether it may be chance."""
    difference = after.score.f1 - before.score.f1
    gain = f"{abs(difference):.3f}"
    if gain == "0.000":
        return "The new weights score the same as the old ones."
    side = "better" if difference > 0 else "worse"
    if not differ_beyond_chance(held, before.outcomes, after.outcomes):
        frames = after.score.frames
        return f"The new weights are {side} by {gain} F1, within chance: {frames} frames held out."
    if side == "better":
        return f"The new weights are better by {gain} F1."
    return (
        f"The new weights are worse by {gain} F1: keep the old ones, or train on more corrected "
        "frames."
    )


def _learnt(path: Path) -> Learnt:
    """What fine-tuned weights have learnt from, and those they started from."""
    if path.suffix != ".safetensors":
        return {}
    data = read_info(path).card.get("data")
    learnt = data.get("learnt") if isinstance(data, dict) else None
    if not isinstance(learnt, dict):
        return {}
    return {video: [(first, last) for first, last in known] for video, known in learnt.items()}


def _card(
    base: Path,
    clips: Sequence[LabelledClip],
    config: FinetuneConfig,
    trainer: Trainer,
    before: Score | None,
) -> dict[str, Any]:
    metrics = None if trainer.best is None else trainer.best.to_dict()
    return {
        "kind": "fine-tuned",
        "base": {"name": base.stem, "sha256": weights_hash(base)},
        "data": {
            "sha256": data_hash(clips),
            "videos": sorted({clip.source for clip in clips}),
            "labelled_frames": sum(clip.labelled for clip in clips),
            "learnt": learnt_from(trainer.clips, _learnt(base)),
        },
        "recipe": asdict(config),
        "steps": trainer.step,
        "metrics": {
            "validation": metrics,
            "before": None if before is None else before.to_dict(),
        },
    }
