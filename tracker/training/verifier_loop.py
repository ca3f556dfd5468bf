"""Training the verifier: minutes, where the networks that it follows take hours."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from tracker.device import computes_bfloat16
from tracker.model.patches import CELL, CELLS, FRAMES, PATCH
from tracker.model.verifier import Maps, Verifier
from tracker.training.loop import average_into, rate_factor
from tracker.training.verifier_examples import SIDE, Examples

_SPREAD = 3.0
"""Pixels: standard deviation of the target around the ball, over the cells."""
_OFFSET_SHARE = 0.2
"""What a pixel too many in an offset counts against a nat in the choice of the cell."""


@dataclass(frozen=True, slots=True)
class VerifierConfig:
    """How to train; ``seconds`` of wall time or ``steps``, whichever ends first."""

    steps: int = 12_000
    seconds: float | None = None
    batch_size: int = 64
    learning_rate: float = 2e-3
    weight_decay: float = 1e-2
    ema: float = 0.998
    seed: int = 1


@dataclass(frozen=True, slots=True)
class VerifierStep:
    """So far; ``loss`` is the mean since the step told before."""

    step: int
    progress: float
    loss: float
    patches_per_second: float


def train_verifier(
    verifier: Verifier,
    examples: Examples,
    config: VerifierConfig,
    device: str = "cpu",
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[VerifierStep]:
    """Train ``verifier`` in place; it holds the averaged weights whenever a step is told.

    Every hundredth is, and the last one. ``ValueError`` where there are no ``examples``.
    """
    if not len(examples):
        raise ValueError("there are no examples to learn from")
    torch.manual_seed(config.seed)
    random = np.random.default_rng(config.seed)
    model = copy.deepcopy(verifier).to(device).train()
    verifier.to(device).eval()
    optimizer = torch.optim.AdamW(
        model.parameters(), config.learning_rate, weight_decay=config.weight_decay
    )
    share = examples.weight.astype(np.float64) / examples.weight.sum(dtype=np.float64)
    began = mark = time.monotonic()
    batch_size = min(config.batch_size, len(examples))
    losses: list[Tensor] = []
    step, progress = 0, 0.0

    def told() -> VerifierStep:
        rate = len(losses) * batch_size / max(time.monotonic() - mark, 1e-9)
        return VerifierStep(step, progress, float(torch.stack(losses).mean()), rate)

    while step < config.steps:
        elapsed = time.monotonic() - began
        progress = step / config.steps
        if config.seconds is not None:
            progress = max(progress, elapsed / config.seconds)
        if progress >= 1 or stopped():
            break
        for group in optimizer.param_groups:
            group["lr"] = config.learning_rate * rate_factor("cosine", progress)
        drawn = random.choice(len(examples), batch_size, p=share)
        patches = torch.from_numpy(examples.patches[drawn]).to(device)
        patches, ball = augmented(patches, torch.from_numpy(examples.ball[drawn]).to(device))
        with torch.autocast(
            torch.device(device).type, torch.bfloat16, enabled=computes_bfloat16(device)
        ):
            maps = model(patches)
        loss = verifier_loss(Maps(*(each.float() for each in maps)), ball)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        average_into(verifier, model, config.ema, step)
        losses.append(loss.detach())
        step += 1
        if len(losses) == 100:
            yield told()
            losses, mark = [], time.monotonic()
    if losses:
        yield told()


def augmented(patches: Tensor, ball: Tensor) -> tuple[Tensor, Tensor]:
    """Patches uint8 [B,3,80,80] and balls [B,2] → float32 [B,3,64,64] in grey levels, and [B,2].

    Shifted, mirrored and zoomed; neighbours missing as beside a cut; other light, contrast and
    sharpness; noise. Never played backwards: labels mark what flies ahead.
    """
    count, device = len(patches), patches.device

    def between(low: float, high: float) -> Tensor:
        return torch.rand(count, device=device) * (high - low) + low

    def sometimes(chance: float, value: Tensor, otherwise: Tensor | float) -> Tensor:
        return torch.where(between(0, 1) < chance, value, otherwise)

    # A ball near the camera is three times as large.
    near = sometimes(1 / 3, between(0.3, 1.1).exp(), 1.0)
    zoom = sometimes(0.4, between(-0.3, 0.3).exp(), near)
    side = sometimes(0.5, torch.full_like(zoom, -1), 1.0)
    most = (SIDE - PATCH) / 2 + 1
    shift = torch.stack((between(-most, most), between(-most, most)), dim=1)
    shift = torch.where((between(0, 1) < 0.5)[:, None], shift.round(), shift)
    steps = torch.arange(PATCH, device=device) - float(PATCH // 2)
    columns = SIDE // 2 + side[:, None] * steps / zoom[:, None] + shift[:, :1]
    rows = SIDE // 2 + steps / zoom[:, None] + shift[:, 1:]
    grid = torch.stack(
        (
            columns[:, None, :].expand(-1, PATCH, -1),
            rows[:, :, None].expand(-1, -1, PATCH),
        ),
        dim=-1,
    )
    grid = grid / (SIDE - 1) * 2 - 1
    seen = F.grid_sample(patches.float(), grid, padding_mode="border", align_corners=True)
    ball = (ball - shift) * zoom[:, None] * torch.stack((side, torch.ones_like(side)), dim=1)

    alone = between(0, 1)[:, None, None]
    middle = seen[:, FRAMES // 2]
    seen[:, 0] = torch.where(alone < 0.08, middle, seen[:, 0])
    seen[:, -1] = torch.where(alone > 0.92, middle, seen[:, -1])

    def each(value: Tensor) -> Tensor:
        return value[:, None, None, None]

    seen = (seen - 128) * each(between(0.6, 1.5)) + each(between(-35, 35))
    seen = seen * each(sometimes(0.1, torch.full_like(zoom, -1), 1.0))
    smooth = F.avg_pool2d(seen, 3, stride=1, padding=1, count_include_pad=False)
    seen = torch.lerp(seen, smooth, each(sometimes(0.3, between(-0.6, 1.0), 0.0)))
    seen = seen + torch.randn_like(seen) * each(sometimes(0.5, between(0, 10), 0.0))
    return (seen + 128).contiguous(memory_format=torch.channels_last), ball


def verifier_loss(maps: Maps, ball: Tensor) -> Tensor:
    """How far `maps` are from balls [B,2] (pixels from the middle, NaN where there is none).

    Cross-entropy of the cell, or of "none", less what the best answer has; and Huber's loss of the
    offsets of the cells by the ball. Balls so near the edge that they are cut do not count.
    """
    middles = torch.arange(CELLS, device=ball.device) * CELL + (CELL - 1) / 2 - PATCH // 2
    there = ~torch.isnan(ball[:, 0])
    reach = torch.nan_to_num(ball, nan=torch.inf).abs().amax(dim=1)
    inside = there & (reach < PATCH / 2)
    cut_off = there & ~inside & (reach < SIDE / 2)
    away = torch.nan_to_num(ball, nan=1e4)[:, :, None] - middles
    near = (-(away**2) / (2 * _SPREAD**2)).exp()
    cells = near[:, 1, :, None] * near[:, 0, None, :]
    cells = cells / cells.sum(dim=(1, 2), keepdim=True).clamp_min(1e-9) * inside[:, None, None]
    target = torch.cat((cells.flatten(1), (~inside).float()[:, None]), dim=1)
    chosen = torch.cat((maps.cells.flatten(1), maps.none[:, None]), dim=1).log_softmax(dim=1)
    choice = F.kl_div(chosen, target, reduction="none").sum(dim=1)
    wanted = torch.stack(
        (away[:, 0, None, :].expand(-1, CELLS, -1), away[:, 1, :, None].expand(-1, -1, CELLS)),
        dim=1,
    )
    off = F.huber_loss(maps.offsets, wanted, reduction="none").sum(dim=1)
    place = torch.where(inside[:, None, None], off * cells, 0.0).sum(dim=(1, 2))
    return ((choice + _OFFSET_SHARE * place) * ~cut_off).mean()
