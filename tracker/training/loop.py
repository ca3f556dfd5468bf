"""The one training loop: shipped weights, fine-tuning and the ablation all run through it."""

from __future__ import annotations

import copy
import logging
import math
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
import torch
from lightning_fabric import Fabric
from torch import Tensor, nn

from tracker.errors import TrackerError
from tracker.model.config import ModelConfig
from tracker.model.tracknet import TrackNet
from tracker.training.augment import AugmentConfig
from tracker.training.clips import LabelledClip, data_hash
from tracker.training.dataset import Batch, WindowDataset, loader
from tracker.training.loss import Target, targets, weighted_bce
from tracker.training.mining import HardSpots, hard_spots
from tracker.training.score import (
    Outcomes,
    Score,
    Validation,
    best_score,
    judge,
    predict_clip,
    score_predictions,
)
from tracker.training.train_events import EpochDone, StepDone, TrainEvent, TrainNotice

_T = TypeVar("_T")

FAINT = 0.15
"""A teacher's heat below this is background. As a soft target it would lift the pupil's a lot: the
loss hardly punishes low heat where there is no ball, but rewards it where there is a little."""

SPOILT_AT_MOST = 20
"""Steps in a row whose gradients may overflow in half precision and are left out; one now and
then is normal, and no reason to lose a night's training."""


CHECKPOINT_SECONDS = 120.0
"""At most about so much of a training is lost with the machine that it runs on."""

_FULL = 2**20
"""Bytes that are free on a disk of which a checkpoint has just taken all that it could."""


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """How to train. The defaults are the paper's recipe (batch 2, AdamW 1e-4, step schedule).

    Attributes:
        steps: optimiser steps in all; with ``seconds`` set, only an upper bound.
        seconds: wall-time budget of the whole training, or ``None``. The learning rate follows
            whichever of steps and seconds is further along.
        steps_per_epoch: an epoch ends with a validation and a checkpoint.
        schedule: ``paper`` drops the rate tenfold at 2/3 and 5/6 (epochs 20 and 25 of 30),
            ``cosine`` warms up over 2 % and falls to 1 %.
        crop: (height, width) of training crops, or ``None`` for full frames.
        ema: decay of the averaged weights, which are the ones evaluated and saved; 0 is off.
        freeze_norm: keep BatchNorm statistics, as suits small sets and small batches.
        freeze_unet: train only the R-STR head.
        few_held_out: validations are on a few dozen frames: only differences beyond a standard
            error count. The threshold stays where no other is better, and later weights go before
            earlier ones.
        mixup: share of batches in which every window is blended with another of the batch.
        teach: how much a teacher's heatmaps count against the labels, 0 to 1; where nobody
            labelled a frame they count alone.
        mine: share of crops placed on the mistakes that the first weights make on the training
            clips, found once, and anew where a run goes on with other clips; 0 spares the search.
    """

    steps: int
    seconds: float | None = None
    steps_per_epoch: int = 500
    batch_size: int = 2
    learning_rate: float = 1e-4
    weight_decay: float = 1e-2
    schedule: Literal["paper", "cosine"] = "paper"
    gradient_clip: float = 1.0
    crop: tuple[int, int] | None = None
    target: Target = "disk"
    ema: float = 0.0
    freeze_norm: bool = False
    freeze_unet: bool = False
    few_held_out: bool = False
    mixup: float = 0.0
    mine: float = 0.0
    teach: float = 0.5
    seed: int = 1
    workers: int = 0
    precision: Literal["bf16-mixed", "32-true"] = "bf16-mixed"
    augment: AugmentConfig = field(default_factory=AugmentConfig)


def fabric_on(device: str, precision: Literal["bf16-mixed", "32-true"], devices: int = 1) -> Fabric:
    """Lightning's engine on a device of :func:`tracker.device.pick_device`.

    ``devices`` is how many of its kind to use; ``cuda:1`` names a single one.
    """
    kind, _, number = device.partition(":")
    if kind == "cuda":
        torch.backends.cudnn.benchmark = True  # crops of one size: the fastest kernels, once
        # Its gradients are NaN for some lengths, 1,728 tokens among them (PyTorch issue 196678).
        torch.backends.cuda.enable_cudnn_sdp(False)
    # It would announce the number format on stderr, where our own sentences are.
    logging.getLogger("lightning_fabric").setLevel(logging.WARNING)
    chosen = [int(number)] if number else devices
    return Fabric(accelerator=kind, devices=chosen, precision=precision)


class Diverged(TrackerError):
    """Gradients are no numbers any more, step after step."""


class CheckpointError(TrackerError):
    """A checkpoint is damaged, cannot be written, or belongs to another training."""


class Trainer:
    """Trains ``model`` on clips; :meth:`run` yields events and can be stopped at any step.

    After (or during) the run, ``best_model`` holds the averaged weights of the best validation
    (of the last step where nothing can be measured).
    """

    def __init__(
        self,
        model: TrackNet,
        clips: Sequence[LabelledClip],
        validation: Sequence[LabelledClip],
        config: TrainConfig,
        fabric: Fabric,
        checkpoint: Path | None = None,
        teacher: TrackNet | None = None,
    ) -> None:
        self.config = config
        self.clips = clips
        self.validation = validation
        self.fabric = fabric
        self.checkpoint = checkpoint
        self.step = 0
        self.elapsed = 0.0
        self._spoilt = 0
        self.best: Score | None = None
        self.best_outcomes: tuple[Outcomes, ...] = ()
        """Of the validation clips by ``best_model``; a checkpoint does not keep them."""
        self._to_beat = 0.0
        self._measured_at = 0
        """The step of the last validation."""
        self._measured_on_others = False
        self.hard: HardSpots | None = None
        # A larger batch has nothing more to learn from, and may have no room in memory.
        self.batch_size = min(config.batch_size, sum(clip.labelled for clip in clips))
        model.requires_grad_(True)
        if config.freeze_unet:
            model.backbone.requires_grad_(False)
            model.neck.requires_grad_(False)
        model = model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        parameters = [p for p in model.parameters() if p.requires_grad]
        optimizer = torch.optim.AdamW(
            parameters, lr=config.learning_rate, weight_decay=config.weight_decay
        )
        self.raw = model
        self.model, self.optimizer = fabric.setup(model, optimizer)
        self.model.mark_forward_method("logits")
        self.teacher = None
        if teacher is not None:
            self.teacher = teacher.to(fabric.device, memory_format=torch.channels_last).eval()  # type: ignore[call-overload]
        self.averaged = copy.deepcopy(self.raw).eval().requires_grad_(False)
        self.best_model = self.averaged
        if checkpoint is not None and checkpoint.exists():
            self._resume(checkpoint)

    # -- one run ---------------------------------------------------------------------------

    def run(
        self,
        stopped: Callable[[], bool] = lambda: False,
        sitting_over: Callable[[], bool] = lambda: False,
    ) -> Iterator[TrainEvent]:
        """Train until the budget is spent, ``sitting_over()`` or ``stopped()``.

        All leave ``best_model`` usable. Steps since the last validation are measured at the end,
        those of an earlier run too, unless it is ``stopped()``, which also ends a validation.
        """

        def ended() -> bool:
            return stopped() or sitting_over()

        if self._measured_on_others:
            yield TrainNotice(
                "Other frames are held out than before: what was measured on those does not count."
            )
        if self.config.mine and self.hard is None and not self._finished():
            yield TrainNotice("Looking for the mistakes on the training clips.")
            hard = hard_spots(self.averaged, self.clips, self.fabric.device, ended)
            if not ended():  # then it may not have seen all clips
                self.hard = hard
                yield TrainNotice(f"{len(hard)} places to train on more often.")
        batches = self._batches()
        started, saved = time.monotonic() - self.elapsed, self.elapsed
        mark, since, losses = time.monotonic(), self.step, list[Tensor]()
        epoch_losses: list[float] = []
        self._set_mode()
        while not self._over(ended):
            if self.elapsed - saved > CHECKPOINT_SECONDS:
                saved = self.elapsed
                self.save_checkpoint()
            try:
                losses.append(self._train_step(next(batches)))
            except torch.cuda.OutOfMemoryError:
                if self.batch_size == 1 or self.fabric.world_size > 1:
                    raise  # the other GPUs wait for this one's gradients
                self.batch_size //= 2
                self.optimizer.zero_grad(set_to_none=True)
                torch.cuda.empty_cache()
                batches = self._batches()
                yield TrainNotice(f"Out of GPU memory: going on with batches of {self.batch_size}.")
                continue
            self.step += 1
            self.elapsed = time.monotonic() - started
            epoch_end = self.step % self.config.steps_per_epoch == 0 or self._finished()
            if time.monotonic() - mark > 1.0 or epoch_end:
                now = time.monotonic()
                loss = float(torch.stack(losses).mean())
                epoch_losses.append(loss)
                rate = (self.step - since) * self.batch_size / max(now - mark, 1e-9)
                yield self._step_event(loss, rate)
                mark, since, losses = now, self.step, []
            if epoch_end:
                yield self._end_epoch(epoch_losses, stopped)
                epoch_losses = []
                self._set_mode()
                mark = time.monotonic()
        if self._agreed(self.step > self._measured_at and not stopped()):
            yield self._end_epoch([*epoch_losses, *map(float, losses)], stopped)
        if self.best is None:
            self.best_model = self.averaged

    def progress(self) -> float:
        """How much of the budget is spent, 0 to 1."""
        by_steps = self.step / self.config.steps
        by_time = self.elapsed / self.config.seconds if self.config.seconds else 0.0
        return min(1.0, max(by_steps, by_time))

    def _finished(self) -> bool:
        return self.progress() >= 1.0

    def _over(self, ended: Callable[[], bool]) -> bool:
        """Whether to end. Of several GPUs the first one's clock and wishes count for all."""
        self.elapsed, over = self._agreed((self.elapsed, self._finished() or ended()))
        return over

    def _agreed(self, mine: _T) -> _T:
        """What the first of several GPUs says."""
        agreed: _T = self.fabric.broadcast(mine, src=0)
        return agreed

    def _batches(self) -> Iterator[Batch]:
        config = self.config
        seed = config.seed * 1000 + self.fabric.global_rank
        dataset = WindowDataset(
            self.clips,
            self.batch_size,
            config.crop,
            config.augment,
            seed,
            self.step,
            None if self.hard is None else (self.hard, config.mine),
        )
        return loader(dataset, config.workers, pin_memory=self.fabric.device.type == "cuda")

    def _train_step(self, batch: Batch) -> Tensor:
        rate = self.config.learning_rate * rate_factor(self.config.schedule, self.progress())
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        batch = Batch(*(part.to(self.fabric.device, non_blocking=True) for part in batch))
        size = (int(batch.frames.shape[-2]), int(batch.frames.shape[-1]))
        target = targets(batch.visibility, batch.xy, size, self.config.target)
        frames, known = batch.frames, batch.visibility >= 0
        random = np.random.default_rng((self.config.seed, self.fabric.global_rank, self.step))
        torch.manual_seed(int(random.integers(2**63)))  # dropout's, also after an interruption
        if random.random() < self.config.mixup:
            share = float(random.beta(0.5, 0.5))
            other = torch.roll(torch.arange(len(frames), device=frames.device), 1)
            frames = frames.float().lerp(frames[other].float(), share).round().to(torch.uint8)
            target, known = target.lerp(target[other], share), known & known[other]
        if self.teacher is not None:
            with torch.no_grad(), self.fabric.autocast():
                taught = self.teacher.logits(frames, batch.origin).float().sigmoid()
            taught = torch.where(taught < FAINT, 0.0, taught)
            weight = torch.where(known, self.config.teach, 1.0)[..., None, None]
            target, known = target.lerp(taught, weight), torch.ones_like(known)
        # Frames go in as bytes: Fabric's wrapper rounds float inputs to bfloat16, which wipes out
        # faint motion. On one device it calls `logits` directly, without autocast, hence ours.
        with self.fabric.autocast():
            logits = self.model.logits(frames, batch.origin)
        loss = weighted_bce(logits, target, known)
        self.fabric.backward(loss)
        norm = self.fabric.clip_gradients(
            self.model,
            self.optimizer,
            max_norm=self.config.gradient_clip,
            error_if_nonfinite=False,
        )
        assert norm is not None  # None is for strategies that we do not use
        self._spoilt = 0 if torch.isfinite(norm) else self._spoilt + 1
        if self._spoilt > SPOILT_AT_MOST:
            raise Diverged("The training diverged: begin anew with a lower learning rate.")
        if self._spoilt == 0:
            self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        average_into(self.averaged, self.raw, self.config.ema, self.step)
        return loss.detach()

    def _set_mode(self) -> None:
        self.raw.train()
        if self.config.freeze_unet:
            self.raw.backbone.eval()
            self.raw.neck.eval()
        if self.config.freeze_norm:
            for module in self.raw.modules():
                if isinstance(module, nn.BatchNorm2d):
                    module.eval()

    def _step_event(self, loss: float, rate: float) -> StepDone:
        progress = self.progress()
        eta = self.elapsed * (1 - progress) / progress if progress > 0 else math.inf
        lr = float(self.optimizer.param_groups[0]["lr"])
        return StepDone(self.step, progress, loss, lr, rate * self.fabric.world_size, eta)

    # -- validation and checkpoints --------------------------------------------------------

    def validate(self, stopped: Callable[[], bool] = lambda: False) -> Validation | None:
        """How the averaged weights do at the best of all thresholds.

        ``None`` without a labelled ball, which no F1 is without, and when stopped: frames not
        looked at are not missed.
        """
        if not any(clip.balls for clip in self.validation):
            return None
        device = self.fabric.device
        pairs = [
            (clip, predict_clip(self.averaged, clip.frames, device, stopped=stopped))
            for clip in self.validation
        ]
        if stopped():
            return None
        usual = self.raw.config.threshold
        score = best_score(score_predictions(pairs), usual, self.config.few_held_out)
        return Validation(score, tuple(judge(*pair, score.threshold) for pair in pairs))

    def _end_epoch(self, losses: Sequence[float], stopped: Callable[[], bool]) -> EpochDone:
        validation = self.validate(stopped)
        score = None if validation is None else validation.score
        measured = score is not None or not stopped()
        improved = measured and (score is None or score.f1 >= self._to_beat)
        if measured:
            self._measured_at = self.step
        if improved:
            self.best = score
            self.best_outcomes = () if validation is None else validation.outcomes
            self.best_model = copy.deepcopy(self.averaged)
            if score is not None:
                self.best_model.config = replace(self.raw.config, threshold=score.threshold)
        if score is not None:
            margin = score.standard_error if self.config.few_held_out else 0.0
            self._to_beat = max(self._to_beat, score.f1 - margin)
        self.save_checkpoint()
        epoch = math.ceil(self.step / self.config.steps_per_epoch)
        loss = sum(losses) / len(losses) if losses else math.nan
        return EpochDone(epoch, self.step, loss, score, improved)

    def save_checkpoint(self) -> None:
        """Write everything a later run needs to go on from here; nothing without a place."""
        if self.checkpoint is not None and self.fabric.is_global_zero:
            self._save(self.checkpoint)
        self.fabric.barrier()

    def _save(self, path: Path) -> None:
        state: dict[str, Any] = {
            "training": self._kind(),
            "step": self.step,
            "elapsed": self.elapsed,
            "measured_at": self._measured_at,
            "measured_on": data_hash(self.validation, pixels=False),
            "batch_size": self.batch_size,
            "model": self.raw.state_dict(),
            "averaged": self.averaged.state_dict(),
            "best_model": self.best_model.state_dict(),
            "best": None if self.best is None else asdict(self.best),
            "optimizer": self.optimizer.state_dict(),
            "mined_on": [clip.name for clip in self.clips],
            "hard": None if self.hard is None else self.hard.to_tensors(),
        }
        temporary = path.with_suffix(".tmp")
        try:
            torch.save(state, temporary)
            temporary.replace(path)
        except (OSError, RuntimeError) as error:  # torch's own, of its insides, on a full disk
            is_full = path.parent.is_dir() and shutil.disk_usage(path.parent).free < _FULL
            temporary.unlink(missing_ok=True)
            reason = "the disk is full" if is_full else error
            raise CheckpointError(f"The checkpoint {path} cannot be written ({reason}).") from error

    def _kind(self) -> dict[str, Any]:
        """What a checkpoint must agree in to be gone on from; a threshold is not learnt."""
        network = replace(self.raw.config, threshold=ModelConfig().threshold)
        return {"model": asdict(network), "freeze_unet": self.config.freeze_unet}

    def _resume(self, path: Path) -> None:
        try:
            state = torch.load(path, map_location=self.fabric.device, weights_only=True)
        except OSError as error:
            raise CheckpointError(f"{path} cannot be read ({error.strerror}).") from error
        except Exception as error:  # of what is no checkpoint torch raises nearly everything
            raise CheckpointError(f"{path} is damaged: delete it to begin anew.") from error
        if not isinstance(state, dict) or "training" not in state:
            raise CheckpointError(f"{path} is no checkpoint: delete it to begin anew.")
        if state["training"] != self._kind():
            raise CheckpointError(
                f"{path} is the checkpoint of another training: choose another folder."
            )
        self.step, self.elapsed = state["step"], state["elapsed"]
        # Those written before this was kept may lack the validation of their last steps.
        self._measured_at = state.get("measured_at", 0)
        self.batch_size = min(self.batch_size, state["batch_size"])
        self.raw.load_state_dict(state["model"])
        self.averaged.load_state_dict(state["averaged"])
        self.best_model = copy.deepcopy(self.averaged)
        held_out = data_hash(self.validation, pixels=False)
        if state.get("measured_on", held_out) != held_out:
            # A score on other frames is none to beat, and the last weights are measured on these.
            self._measured_at, self._measured_on_others = 0, True
            state["best"] = None
        else:
            self.best_model.load_state_dict(state["best_model"])
        if state["best"] is not None:
            self.best = Score(**state["best"])
            self.best_model.config = replace(self.raw.config, threshold=self.best.threshold)
            self._to_beat = self.best.f1
        self.optimizer.load_state_dict(state["optimizer"])
        # Their places name clips by number.
        if state.get("hard") and state["mined_on"] == [clip.name for clip in self.clips]:
            self.hard = HardSpots.of_tensors(state["hard"])


@torch.no_grad()
def average_into(mean: nn.Module, model: nn.Module, decay: float, step: int) -> None:
    """Exponential moving average of weights, with a decay that grows from 0.1 while steps are
    few."""
    decay = min(decay, (1 + step) / (10 + step))
    for held, value in zip(mean.state_dict().values(), model.state_dict().values(), strict=True):
        if held.dtype.is_floating_point:
            held.lerp_(value, 1 - decay)
        else:
            held.copy_(value)


def rate_factor(schedule: str, progress: float) -> float:
    """Learning rate at ``progress`` in [0,1], relative to the configured one."""
    if schedule == "paper":
        return 1.0 if progress < 2 / 3 else 0.1 if progress < 5 / 6 else 0.01
    if progress < 0.02:
        return max(progress / 0.02, 0.01)
    return 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * (progress - 0.02) / 0.98))
