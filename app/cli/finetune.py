"""`rallymark finetune`: weights that have learnt from a person's corrections.

The window runs this very command in a process of its own and reads `--events jsonl`: one JSON
object per line on stdout, its kind under "event" (see `KINDS`) beside the fields of that event.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import math
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from app.cli.console import progress_bar, say, tell
from app.cli.errors import CommandError, check_output, check_room
from app.cli.score_columns import ratios
from app.cli.stopping import stop_on_interrupt
from app.cli.training_data import LabelledVideo, Reading, collect, read
from app.exit_status import STOPPED
from tracker.device import pick_device
from tracker.model.weights import default_weights, resolve_weights, user_weights_folder
from tracker.training.finetune import (
    Baseline,
    FinetuneConfig,
    FinetuneEvent,
    Finished,
    Started,
    finetune,
)
from tracker.training.score import Score
from tracker.training.train_events import EpochDone, StepDone, TrainNotice

Event = Reading | FinetuneEvent

KINDS: dict[type[Event], str] = {
    Reading: "preparing",
    Started: "started",
    Baseline: "baseline",
    StepDone: "step",
    EpochDone: "epoch",
    TrainNotice: "notice",
    Finished: "finished",
}


def run(args: argparse.Namespace) -> int:
    """Fine-tunes on DATA and writes the best weights; Ctrl+C keeps the best so far."""
    device = pick_device(args.device)
    base = resolve_weights(args.start or default_weights(device))
    _check_weights_file(args.output, base, args.data)
    videos = collect(args.data, with_projects=True)
    if not any(len(video.labels.frame) for video in videos):
        raise CommandError(
            f"Nobody has labelled a frame in {', '.join(map(str, args.data))}: correct or accept "
            "some first; what the model answered by itself is not learnt from."
        )
    config = FinetuneConfig(args.epochs, args.batch_size, args.learning_rate, args.seed, device)
    with (
        stop_on_interrupt() as stop,
        progress_bar(None, "frames", show=False if args.events else args.progress) as bar,
    ):
        reporter = JsonLines() if args.events else Table(bar, config.epochs)
        finished: Finished | None = None
        for event in _work(videos, base, args.output, config, stop):
            reporter.tell(event)
            if isinstance(event, Finished):
                finished = event
    if finished is None:
        say("stopped before the training began; nothing was written.")
        return STOPPED
    return STOPPED if stop.is_set() else 0


def _work(
    videos: Sequence[LabelledVideo],
    base: Path,
    output: Path,
    config: FinetuneConfig,
    stop: threading.Event,
) -> Iterator[Event]:
    with tempfile.TemporaryDirectory(prefix="rallymark-", ignore_cleanup_errors=True) as folder:
        reading = Reading(0, 0)
        for reading in read(videos, Path(folder)):
            if stop.is_set():
                return
            yield reading
        yield from finetune(reading.clips, base, output, config, stop.is_set)


def _check_weights_file(output: Path, base: Path, data: Sequence[Path]) -> None:
    if output.suffix != ".safetensors":
        raise CommandError(
            f"The name of the new weights must end in .safetensors, not {output.name}."
        )
    if output.parent.absolute() == user_weights_folder().absolute():
        output.parent.mkdir(parents=True, exist_ok=True)  # ours to make
    check_output(output, base, *data)
    check_room(output.parent, base.stat().st_size, "The new weights need")


class JsonLines:
    """One JSON object per event on stdout, at once."""

    def tell(self, event: Event) -> None:
        print(
            json.dumps({"event": KINDS[type(event)], **plain(event)}, allow_nan=False), flush=True
        )


def plain(event: Event) -> dict[str, Any]:
    """The fields of an event as JSON values: scores with their ratios, no clips, no infinities."""
    return {
        field.name: _plain(getattr(event, field.name))
        for field in dataclasses.fields(event)
        if field.name != "clips"
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Score):
        return value.to_dict()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


class Table:
    """A line per epoch on stdout, the steps in between as a bar on stderr."""

    def __init__(self, bar: tqdm[Any], epochs: int) -> None:
        self._bar = bar
        self._epochs = epochs

    def tell(self, event: Event) -> None:
        if isinstance(event, Reading):
            self._bar.set_description("reading the frames", refresh=False)
            self._bar.total = event.total
            self._bar.update(event.done - self._bar.n)
        elif isinstance(event, Started):
            held = ", ".join(event.validation_videos) or "nothing"
            say(
                f"{event.train_frames} frames to learn from, {event.validation_frames} held out "
                f"({held}); {event.steps} steps from {event.base} on {event.device}."
            )
            self._bar.set_description("training", refresh=False)
            self._bar.unit = " steps"
            self._bar.reset(total=event.steps)
            measured = f"  {'F1':>6}  {'recall':>6}  {'precision':>9}"
            self._print(f"{'epoch':>7}  {'loss':>9}{measured if event.validation_frames else ''}")
        elif isinstance(event, Baseline):
            self._print(f"{'before':>7}  {'':>9}  {ratios(event.score)}")
        elif isinstance(event, StepDone):
            self._bar.set_postfix(loss=f"{event.loss:.3g}", refresh=False)
            self._bar.update(event.step - self._bar.n)
        elif isinstance(event, EpochDone):
            score = ratios(event.score) if event.score is not None else ""
            # Of few held-out frames the last are taken that no earlier ones beat beyond chance.
            kept = "  kept" if event.best and event.score is not None else ""
            count = f"{event.epoch}/{self._epochs}"
            self._print(f"{count:>7}  {event.loss:>9.3g}  {score}{kept}".rstrip())
        elif isinstance(event, TrainNotice):
            say(event.text)
        else:
            kept = "best" if event.after is not None else "last"
            early = f" (stopped early: the {kept} so far)" if event.stopped_early else ""
            if event.verdict is not None:
                say(event.verdict)
            self._print(f"{event.output}{early}")

    def _print(self, line: str) -> None:
        with self._bar.external_write_mode():
            tell(line)
