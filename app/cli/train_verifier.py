"""`rallymark train-verifier`: the second stage, trained on the peaks of a network.

DATA are folders of videos with labels, as for `pack`: the verifier sees a video's own pixels, which
a pack has thrown away.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from app.cli.console import progress_bar, say, tell
from app.cli.errors import CommandError, check_folder
from app.cli.labelled_clips import TRAIN, DescribedVideo, described_videos
from app.cli.prelabel import load
from app.cli.stopping import stop_on_interrupt
from app.cli.training_data import LabelledVideo
from app.exit_status import STOPPED
from app.jobs.engine import NO_VERIFIER, LoadedModel
from tracker.device import pick_device
from tracker.heatmap import LABELS_LEAN
from tracker.inference import ChunkDone, track_video
from tracker.model.verifier import Verifier, load_verifier, save_verifier
from tracker.training.pictures import GreyLabels
from tracker.training.prepare import FrameLabels
from tracker.training.synthetic import PRESETS
from tracker.training.synthetic.film import film_rally
from tracker.training.verifier_examples import (
    Examples,
    Maker,
    PeaksAndBalls,
    examples_of,
    joined,
)
from tracker.training.verifier_hidden import HiddenBalls
from tracker.training.verifier_loop import VerifierConfig, train_verifier
from tracker.training.verifier_score import score_verifier
from tracker.video import open_video

_FRAMES = 90
_FIRST_SEED = 1000
"""Of the rendered rallies; others are seen by tests and benchmarks."""


def run(args: argparse.Namespace) -> int:
    """Trains until the budget is spent; Ctrl+C keeps what was learnt until then."""
    device = pick_device(args.device)
    check_folder(args.output, *args.data)
    model = load(args.weights, args.device, verifier=NO_VERIFIER)
    with tempfile.TemporaryDirectory(prefix="rallymark-", ignore_cleanup_errors=True) as scratch:
        learnt, held, count = _both(args, model, Path(scratch))
    if not len(learnt):
        raise CommandError(
            "There is nothing to learn from: no ball is labelled, and in the labelled frames "
            f"{model.name} points to nothing."
        )
    verifier = Verifier(args.width) if args.start is None else load_verifier(args.start)
    config = VerifierConfig(
        steps=args.steps,
        seconds=None if args.minutes is None else 60 * args.minutes,
        batch_size=args.batch_size,
        learning_rate=args.learning_rate,
        seed=args.seed,
    )
    say(f"{len(learnt)} places to learn from, {len(held)} held out, on {device}.")
    step = 0
    tell(f"{'step':>8}  {'share':>5}  {'loss':>7}  {'patches/s':>9}")
    with stop_on_interrupt() as stop:
        for told in train_verifier(verifier, learnt, config, device, stop.is_set):
            step = told.step
            tell(
                f"{step:>8}  {told.progress:>5.0%}  {told.loss:>7.4f}  "
                f"{told.patches_per_second:>9.0f}"
            )
    card: dict[str, Any] = {
        "data": {"videos": count, "rendered": args.rendered, "places": len(learnt)},
        "peaks_of": {"name": model.name, "sha256": model.sha256},
        "recipe": {**asdict(config), "start": args.start and str(args.start)},
        "steps": step,
    }
    if len(held):
        card["metrics"] = score_verifier(verifier, held, device)
        for name, value in card["metrics"].items():
            tell(f"{name:<24}  {value:.4f}")
    args.output.mkdir(parents=True, exist_ok=True)
    path = args.output / "verifier.safetensors"
    save_verifier(verifier, path, card)
    (args.output / "card.json").write_text(json.dumps(card, indent=1), encoding="utf-8")
    tell(str(path))
    return STOPPED if stop.is_set() else 0


def _both(
    args: argparse.Namespace, model: LoadedModel, scratch: Path
) -> tuple[Examples, Examples, int]:
    """What to learn from and what is held out, and from how many videos the former comes."""
    videos = [each for each in described_videos(args.data) if len(each.labelled.labels.frame)]
    train = [each for each in videos if each.split == TRAIN]
    held = [each for each in videos if each.split != TRAIN]
    if not train:
        raise CommandError(f"{args.data[0]} holds no labels for training.")
    rendered = len(PRESETS) * args.rendered
    with progress_bar(len(videos) + 2 * rendered, "videos", show=args.progress) as bar:
        train += _rendered(args.rendered, scratch, bar.update)
        learnt = _examples(train, model, bar.update, hidden=True)
        return learnt, _examples(held, model, bar.update), len(train)


def _rendered(rallies: int, folder: Path, done: Callable[[int], object]) -> list[DescribedVideo]:
    """So many rallies of every sport of our generator, each with its own camera and ball."""
    found = []
    for sport in sorted(PRESETS):
        for seed in range(_FIRST_SEED, _FIRST_SEED + rallies):
            path = folder / f"{sport} {seed}.mp4"
            truth = film_rally(path, sport, seed, _FRAMES)
            # Labels by hand lie so far to the right of what is rendered exactly.
            x = truth.x + LABELS_LEAN
            labels = FrameLabels(truth.frame, truth.visibility, x, truth.y)
            labelled = LabelledVideo(path.stem, path, open_video(path), labels)
            found.append(DescribedVideo(labelled, TRAIN, "rendered"))
            done(1)
    return found


def _examples(
    videos: Sequence[DescribedVideo],
    model: LoadedModel,
    done: Callable[[int], object],
    *,
    hidden: bool = False,
) -> Examples:
    """Weighted so that no camera and no sport drowns the others, as clips are; with what a ball
    looks like that is ``hidden``, in part made up, or as labels have it."""
    amount: dict[str, int] = {}
    for each in videos:
        count = len(each.labelled.labels.frame)
        amount[each.sport] = amount.get(each.sport, 0) + count
    parts = []
    for each in videos:
        video = each.labelled.video
        known = GreyLabels(video, each.labelled.labels)
        makers: list[Maker] = [PeaksAndBalls(known, _peaks(each, model))]
        if hidden:
            makers.append(HiddenBalls(known))
        pace = min(1.0, 30 / float(video.info.fps))
        rarity = (max(amount.values()) / amount[each.sport]) ** 0.5
        parts.append(examples_of(video, known, makers).weighted(pace * rarity))
        done(1)
    return joined(parts)


def _peaks(each: DescribedVideo, model: LoadedModel) -> np.ndarray[Any, Any]:
    """float32 [N,5,3] of all frames of a video."""
    video = each.labelled.video
    events = track_video(video, model.module, device=model.device, runtime=model.runtime)
    found = [event.candidates for event in events if isinstance(event, ChunkDone)]
    return np.concatenate(found)
