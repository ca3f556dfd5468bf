"""Training learns, repeats itself from a seed, resumes, stops, and survives a full GPU."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from lightning_fabric import Fabric

from tests.unit.tracker.training.augmentation import NO_AUGMENTATION
from tracker.model import PRESETS, ModelConfig, build_model
from tracker.model.config import RefinementConfig
from tracker.training.augment import AugmentConfig
from tracker.training.clips import LabelledClip
from tracker.training.dataset import Batch
from tracker.training.loop import (
    CheckpointError,
    Diverged,
    TrainConfig,
    Trainer,
    fabric_on,
    rate_factor,
)
from tracker.training.score import Score, Validation
from tracker.training.train_events import EpochDone, StepDone, TrainNotice

Make = Callable[..., LabelledClip]

CONFIG = TrainConfig(
    steps=6,
    steps_per_epoch=3,
    batch_size=2,
    learning_rate=3e-3,
    schedule="cosine",
    crop=(96, 96),
    ema=0.9,
    precision="32-true",
    augment=replace(NO_AUGMENTATION, centred=1.0),
)


def make_trainer(
    tiny: ModelConfig,
    clips: list[LabelledClip],
    config: TrainConfig = CONFIG,
    held: list[LabelledClip] | None = None,
    checkpoint: Path | None = None,
) -> Trainer:
    torch.manual_seed(0)
    fabric = Fabric(accelerator="cpu", devices=1, precision=config.precision)
    return Trainer(build_model(tiny), clips, held or [], config, fabric, checkpoint)


def _weights(trainer: Trainer) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in trainer.raw.parameters()])


def test_it_learns_to_find_a_bright_ball(tiny_config: ModelConfig, make_clip: Make) -> None:
    config = replace(
        CONFIG, steps=200, steps_per_epoch=200, learning_rate=1e-2, batch_size=8, crop=(48, 48)
    )
    held = [make_clip("held", count=9)]
    trainer = make_trainer(tiny_config, [make_clip("seen")], config, held)
    (epoch,) = [event for event in trainer.run() if isinstance(event, EpochDone)]
    assert epoch.score is not None
    assert epoch.score.f1 > 0.6
    assert trainer.best_model.config.threshold == epoch.score.threshold


def test_the_threshold_stays_where_another_finds_no_more(
    tiny_config: ModelConfig, make_clip: Make
) -> None:
    config = replace(tiny_config, threshold=0.35)
    nowhere = replace(make_clip("held", count=3), x=np.full(3, -900, np.float32))
    validation = make_trainer(config, [make_clip("seen")], held=[nowhere]).validate()
    assert validation is not None
    assert validation.score.f1 == 0
    assert validation.score.threshold == pytest.approx(0.35)


@pytest.mark.parametrize(("few", "kept"), [(True, 18), (False, 19)])
def test_of_alike_epochs_the_last_is_kept_where_few_frames_tell_them_apart(
    tiny_config: ModelConfig, make_clip: Make, monkeypatch: pytest.MonkeyPatch, few: bool, kept: int
) -> None:
    scores = iter(Score(0.35, tp=tp, fp1=0, fp2=0, tn=0, fn=20 - tp) for tp in (17, 19, 18, 9))
    monkeypatch.setattr(Trainer, "validate", lambda *_: Validation(next(scores), ()))
    config = replace(CONFIG, steps=4, steps_per_epoch=1, few_held_out=few)
    trainer = make_trainer(tiny_config, [make_clip("seen")], config)
    epochs = [event for event in trainer.run() if isinstance(event, EpochDone)]
    assert [epoch.best for epoch in epochs] == [True, True, few, False]
    assert trainer.best is not None
    assert trainer.best.tp == kept


def test_without_a_ball_nothing_is_measured_and_the_last_weights_are_kept(
    tiny_config: ModelConfig, make_clip: Make
) -> None:
    """An F1 of 0, before and after, says nothing and must choose nothing."""
    nothing = replace(make_clip("held", count=3), visibility=np.zeros(3, np.int8))
    trainer = make_trainer(tiny_config, [make_clip("seen")], held=[nothing])
    epochs = [event for event in trainer.run() if isinstance(event, EpochDone)]
    assert [epoch.score for epoch in epochs] == [None] * len(epochs)
    assert trainer.best is None
    assert trainer.best_model is trainer.averaged


def test_the_same_seed_gives_the_same_weights(tiny_config: ModelConfig, make_clip: Make) -> None:
    results = []
    for seed in (1, 1, 2):
        trainer = make_trainer(tiny_config, [make_clip()], replace(CONFIG, seed=seed))
        list(trainer.run())
        results.append(_weights(trainer))
    torch.testing.assert_close(results[0], results[1], atol=0, rtol=0)
    assert not torch.equal(results[0], results[2])


def test_a_checkpoint_goes_on_where_it_stopped(
    tiny_config: ModelConfig, make_clip: Make, tmp_path: Path
) -> None:
    path = tmp_path / "training.pt"
    clips, held = [make_clip()], [make_clip("held", count=6)]
    first = make_trainer(tiny_config, clips, CONFIG, held, path)
    for event in first.run():
        if isinstance(event, EpochDone):
            break  # interrupted after the first epoch
    second = make_trainer(tiny_config, clips, CONFIG, held, path)
    assert second.step == 3
    torch.testing.assert_close(_weights(second), _weights(first))
    assert second.best == first.best
    epochs = [event for event in second.run() if isinstance(event, EpochDone)]
    assert [epoch.step for epoch in epochs] == [6]


def test_an_interrupted_training_ends_at_the_same_weights(
    tiny_config: ModelConfig, make_clip: Make, tmp_path: Path
) -> None:
    """Its windows, its dropout and the mistakes that it is placed on are those of one sitting."""
    refined = replace(
        tiny_config, refinement=RefinementConfig(dim=16, layers=1, feedforward=16, dropout=0.3)
    )
    config = replace(CONFIG, mixup=0.5, mine=0.5, augment=AugmentConfig())
    clips = [make_clip("one"), make_clip("two")]
    once = make_trainer(refined, clips, config)
    list(once.run())
    path = tmp_path / "training.pt"
    for step in (2, 3, 5):
        sitting = make_trainer(refined, clips, config, checkpoint=path)
        list(sitting.run(sitting_over=lambda end=step, of=sitting: of.step >= end))
        sitting.save_checkpoint()
    last = make_trainer(refined, clips, config, checkpoint=path)
    notices = [event for event in last.run() if isinstance(event, TrainNotice)]
    assert (last.step, notices) == (6, [])
    assert torch.equal(_weights(last), _weights(once))


def test_mistakes_on_other_clips_are_looked_for_anew(
    tiny_config: ModelConfig, make_clip: Make, tmp_path: Path
) -> None:
    config = replace(CONFIG, mine=0.5)
    path = tmp_path / "training.pt"
    first = make_trainer(tiny_config, [make_clip("one"), make_clip("two")], config, checkpoint=path)
    list(first.run(sitting_over=lambda: first.step == 2))
    other = make_trainer(tiny_config, [make_clip("two")], config, checkpoint=path)
    assert [event for event in other.run() if isinstance(event, TrainNotice)]
    assert other.hard is not None
    assert set(other.hard.clip) == {0}


def test_a_search_for_mistakes_that_is_broken_off_is_made_again(
    tiny_config: ModelConfig, make_clip: Make, tmp_path: Path
) -> None:
    config = replace(CONFIG, mine=0.5)
    path = tmp_path / "training.pt"
    first = make_trainer(tiny_config, [make_clip()], config, checkpoint=path)
    list(first.run(stopped=lambda: True))
    first.save_checkpoint()
    assert make_trainer(tiny_config, [make_clip()], config, checkpoint=path).hard is None


def test_a_score_on_other_held_out_frames_is_none_to_beat(
    tiny_config: ModelConfig, make_clip: Make, tmp_path: Path
) -> None:
    path = tmp_path / "training.pt"
    clips, held = [make_clip()], make_clip("held", count=6)
    list(make_trainer(tiny_config, clips, CONFIG, [held], path).run())
    again = make_trainer(tiny_config, clips, CONFIG, [held], path)
    assert again.best is not None
    assert not list(again.run())
    other = make_trainer(tiny_config, clips, CONFIG, [make_clip("other", count=6)], path)
    assert other.best is None
    notice, epoch = other.run()
    assert isinstance(notice, TrainNotice)
    assert isinstance(epoch, EpochDone)
    assert other.best == epoch.score


def test_training_says_nothing_of_number_formats(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        fabric_on("cpu", "bf16-mixed")
    assert not caplog.records


def test_a_validation_that_is_stopped_measures_nothing(
    tiny_config: ModelConfig, make_clip: Make
) -> None:
    """Frames that were not looked at are not missed balls."""
    trainer = make_trainer(tiny_config, [make_clip()], held=[make_clip("held", count=6)])
    assert trainer.validate() is not None
    assert trainer.validate(lambda: True) is None


def test_a_last_validation_that_was_stopped_is_made_by_the_next_run(
    tiny_config: ModelConfig, make_clip: Make, tmp_path: Path
) -> None:
    path = tmp_path / "training.pt"
    clips, held = [make_clip()], [make_clip("held", count=6)]
    first = make_trainer(tiny_config, clips, CONFIG, held, path)
    epochs = [e for e in first.run(lambda: first.step == CONFIG.steps) if isinstance(e, EpochDone)]
    assert [(epoch.step, epoch.score is None) for epoch in epochs] == [(3, False), (6, True)]
    second = make_trainer(tiny_config, clips, CONFIG, held, path)
    (epoch,) = [event for event in second.run() if isinstance(event, EpochDone)]
    assert epoch.step == 6
    assert epoch.score is not None
    assert list(make_trainer(tiny_config, clips, CONFIG, held, path).run()) == []


def test_a_sitting_measures_what_it_learnt_last(tiny_config: ModelConfig, make_clip: Make) -> None:
    trainer = make_trainer(tiny_config, [make_clip()], held=[make_clip("held", count=6)])
    events = trainer.run(sitting_over=lambda: trainer.step == 4)
    epochs = [event for event in events if isinstance(event, EpochDone)]
    assert [epoch.step for epoch in epochs] == [3, 4]
    assert epochs[-1].score is not None
    assert np.isfinite(epochs[-1].loss)


def test_a_long_epoch_leaves_checkpoints(
    tiny_config: ModelConfig, make_clip: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.training.loop.CHECKPOINT_SECONDS", 0.0)
    path = tmp_path / "training.pt"
    config = replace(CONFIG, steps_per_epoch=100)
    trainer = make_trainer(tiny_config, [make_clip()], config, checkpoint=path)
    list(trainer.run(lambda: trainer.step == 3))
    assert make_trainer(tiny_config, [make_clip()], config, checkpoint=path).step == 2


@pytest.mark.parametrize("change", [{"widths": (8, 8, 8, 16)}, {"motion_input": False}])
def test_a_checkpoint_of_another_architecture_is_refused(
    tiny_config: ModelConfig, make_clip: Make, tmp_path: Path, change: dict[str, object]
) -> None:
    path = tmp_path / "training.pt"
    make_trainer(tiny_config, [make_clip()], checkpoint=path).save_checkpoint()
    with pytest.raises(CheckpointError, match="checkpoint of another training"):
        make_trainer(replace(tiny_config, **change), [make_clip()], checkpoint=path)  # type: ignore[arg-type]


def test_a_checkpoint_knows_its_training_by_any_threshold(
    tiny_config: ModelConfig, make_clip: Make, tmp_path: Path
) -> None:
    path = tmp_path / "training.pt"
    make_trainer(tiny_config, [make_clip()], checkpoint=path).save_checkpoint()
    again = make_trainer(replace(tiny_config, threshold=0.35), [make_clip()], checkpoint=path)
    assert again.best_model.config.threshold == 0.35


def test_a_checkpoint_that_freezes_other_parts_is_refused(
    tiny_config: ModelConfig, make_clip: Make, tmp_path: Path
) -> None:
    path = tmp_path / "training.pt"
    config = replace(tiny_config, refinement=PRESETS["v5-small"].refinement)
    make_trainer(config, [make_clip()], checkpoint=path).save_checkpoint()
    with pytest.raises(CheckpointError, match="another training"):
        make_trainer(config, [make_clip()], replace(CONFIG, freeze_unet=True), checkpoint=path)


def test_a_damaged_checkpoint_is_told(
    tiny_config: ModelConfig, make_clip: Make, tmp_path: Path
) -> None:
    path = tmp_path / "training.pt"
    make_trainer(tiny_config, [make_clip()], checkpoint=path).save_checkpoint()
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(CheckpointError, match="damaged"):
        make_trainer(tiny_config, [make_clip()], checkpoint=path)


@pytest.mark.parametrize("content", [b"junk\n", b"", [1, 2], {"step": 3}])
def test_what_is_no_checkpoint_is_told(
    tiny_config: ModelConfig, make_clip: Make, tmp_path: Path, content: object
) -> None:
    path = tmp_path / "training.pt"
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        torch.save(content, path)
    with pytest.raises(CheckpointError, match="delete it to begin anew"):
        make_trainer(tiny_config, [make_clip()], checkpoint=path)


def test_a_full_disk_is_told_and_leaves_the_checkpoint_before(
    tiny_config: ModelConfig, make_clip: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_state: object, path: Path) -> None:
        path.write_bytes(b"half")
        raise RuntimeError("unexpected pos 64 vs 0")

    checkpoint = tmp_path / "training.pt"
    trainer = make_trainer(tiny_config, [make_clip()], checkpoint=checkpoint)
    trainer.save_checkpoint()
    before = checkpoint.read_bytes()
    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(CheckpointError, match=r"cannot be written \(unexpected pos 64 vs 0\)"):
        trainer.save_checkpoint()
    usage = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr("tracker.training.loop.shutil.disk_usage", lambda path: usage)
    with pytest.raises(CheckpointError, match=r"training\.pt cannot be written \(the disk is full"):
        trainer.save_checkpoint()
    assert checkpoint.read_bytes() == before
    assert list(tmp_path.iterdir()) == [checkpoint]


def test_stopping_keeps_usable_weights(tiny_config: ModelConfig, make_clip: Make) -> None:
    trainer = make_trainer(tiny_config, [make_clip()])
    steps = 0

    def stopped() -> bool:
        return trainer.step >= 2

    for event in trainer.run(stopped):
        steps += isinstance(event, StepDone)
    assert trainer.step == 2
    assert torch.isfinite(_weights(trainer)).all()
    assert trainer.best_model is trainer.averaged


def test_a_step_that_overflows_is_left_out(
    tiny_config: ModelConfig, make_clip: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = make_trainer(tiny_config, [make_clip()])
    backward, calls = trainer.fabric.backward, 0

    def overflow(loss: torch.Tensor) -> None:
        nonlocal calls
        calls += 1
        backward(loss * (float("nan") if calls == 2 else 1.0))

    monkeypatch.setattr(trainer.fabric, "backward", overflow)
    weights = [_weights(trainer)]
    weights += [_weights(trainer) for event in trainer.run() if isinstance(event, EpochDone)]
    assert trainer.step == CONFIG.steps
    assert all(torch.isfinite(w).all() for w in weights)
    assert not torch.equal(weights[0], weights[1])


def test_a_training_that_only_overflows_ends_with_a_sentence(
    tiny_config: ModelConfig, make_clip: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = make_trainer(tiny_config, [make_clip()], replace(CONFIG, steps=1000))
    backward = trainer.fabric.backward
    monkeypatch.setattr(trainer.fabric, "backward", lambda loss: backward(loss * float("nan")))
    with pytest.raises(Diverged, match="lower learning rate"):
        list(trainer.run())


def test_a_full_gpu_halves_the_batch_and_says_so(
    tiny_config: ModelConfig, make_clip: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = make_trainer(tiny_config, [make_clip()], replace(CONFIG, batch_size=4))
    whole = trainer._train_step

    def small_batches_only(batch: object) -> torch.Tensor:
        if trainer.batch_size > 2:
            raise torch.cuda.OutOfMemoryError("no room")
        return whole(batch)  # type: ignore[arg-type]

    monkeypatch.setattr(trainer, "_train_step", small_batches_only)
    notices = [event.text for event in trainer.run() if isinstance(event, TrainNotice)]
    assert notices == ["Out of GPU memory: going on with batches of 2."]
    assert trainer.step == CONFIG.steps


def test_a_batch_is_no_larger_than_what_there_is_to_learn_from(
    tiny_config: ModelConfig, make_clip: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of 100,000 windows of a few frames was made, for which no machine has the memory."""
    clips = [make_clip("one", count=2), make_clip("two", count=3)]
    trainer = make_trainer(tiny_config, clips, replace(CONFIG, steps=1, batch_size=50))
    whole, sizes = trainer._train_step, []

    def measured(batch: Batch) -> torch.Tensor:
        sizes.append(len(batch.frames))
        return whole(batch)

    monkeypatch.setattr(trainer, "_train_step", measured)
    list(trainer.run())
    assert sizes == [5]


def test_frozen_parts_stay(tiny_config: ModelConfig, make_clip: Make) -> None:
    trainer = make_trainer(tiny_config, [make_clip()], replace(CONFIG, freeze_unet=True))
    before = {n: t.clone() for n, t in trainer.raw.state_dict().items()}
    list(trainer.run())
    for name, tensor in trainer.raw.state_dict().items():
        same = torch.equal(tensor, before[name])
        assert same == name.startswith(("backbone", "neck", "mdd.R", "mdd.G", "mdd.B")), name


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        ("paper", {0.0: 1.0, 0.66: 1.0, 0.67: 0.1, 0.84: 0.01}),
        ("cosine", {0.01: 0.5, 0.02: 1.0, 0.51: 0.505, 1.0: 0.01}),
    ],
)
def test_learning_rate_schedules(schedule: str, expected: dict[float, float]) -> None:
    for progress, factor in expected.items():
        assert rate_factor(schedule, progress) == pytest.approx(factor, rel=1e-3)


def test_convolutions_are_half_width_and_motion_is_not(
    tiny_config: ModelConfig, make_clip: Make
) -> None:
    """bf16-mixed must reach the convolutions, and must not round the frames MDD subtracts."""
    trainer = make_trainer(
        tiny_config, [make_clip()], replace(CONFIG, steps=1, precision="bf16-mixed")
    )
    seen: dict[str, torch.Tensor] = {}

    def watch(name: str) -> Callable[..., None]:
        return lambda module, inputs, output: seen.update({f"{name} in": inputs[0], name: output})

    handles = [
        trainer.raw.mdd.register_forward_hook(watch("motion")),
        trainer.raw.backbone.conv1.conv[0].register_forward_hook(watch("convolution")),
    ]
    list(trainer.run())
    for handle in handles:
        handle.remove()

    assert seen["convolution"].dtype == torch.bfloat16
    assert seen["motion in"].dtype == torch.float32
    steps = seen["motion in"] * 255
    assert torch.equal(steps.round() / 255, seen["motion in"]), "frames are whole bytes"
    assert seen["motion"].dtype == torch.float32


def test_mixup_blends_windows_the_same_way_every_time(
    tiny_config: ModelConfig, make_clip: Make
) -> None:
    results = []
    for share in (1.0, 1.0, 0.0):
        trainer = make_trainer(tiny_config, [make_clip()], replace(CONFIG, mixup=share))
        list(trainer.run())
        results.append(_weights(trainer))
    assert torch.equal(results[0], results[1])
    assert not torch.equal(results[0], results[2])


def test_a_teacher_counts_beside_the_labels_and_alone_where_there_are_none(
    tiny_config: ModelConfig, make_clip: Make
) -> None:
    """One step from one start: only what is learnt differs."""
    labelled, other = make_clip(), make_clip("clip", visibility=np.full(12, -1, dtype=np.int8))
    other.visibility[5] = 0  # a window needs one label

    def after(clip: LabelledClip, teach: float, seed: int | None) -> torch.Tensor:
        torch.manual_seed(0)
        model = build_model(tiny_config)
        teacher = None
        if seed is not None:
            torch.manual_seed(seed)
            teacher = build_model(tiny_config)
        config = replace(CONFIG, steps=1, teach=teach)
        fabric = Fabric(accelerator="cpu", devices=1, precision=config.precision)
        trainer = Trainer(model, [clip], [], config, fabric, teacher=teacher)
        list(trainer.run())
        return _weights(trainer)

    assert torch.equal(after(labelled, 0.0, 7), after(labelled, 0.0, None))
    assert not torch.equal(after(labelled, 0.5, 7), after(labelled, 0.0, 7))
    assert not torch.equal(after(other, 0.0, 7), after(other, 0.0, 8))


def test_a_teachers_faint_background_is_not_learnt(
    tiny_config: ModelConfig, make_clip: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def after(background: float) -> torch.Tensor:
        torch.manual_seed(0)
        model, teacher = build_model(tiny_config), build_model(tiny_config)
        monkeypatch.setattr(
            teacher,
            "logits",
            lambda frames, origin: torch.full_like(frames[:, :3], background, dtype=torch.float32),
        )
        config = replace(CONFIG, steps=1)
        fabric = Fabric(accelerator="cpu", devices=1, precision=config.precision)
        trainer = Trainer(model, [make_clip()], [], config, fabric, teacher=teacher)
        list(trainer.run())
        return _weights(trainer)

    assert torch.equal(after(-2.0), after(-20.0))
    assert not torch.equal(after(-2.0), after(2.0))
