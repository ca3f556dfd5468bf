"""Fine-tuning measures before and after on the same frames, and tells what it learnt from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from tracker.model import ModelConfig, build_model, load_model, read_info, save_weights
from tracker.training.clips import LabelledClip, data_hash
from tracker.training.finetune import (
    Baseline,
    FinetuneConfig,
    FinetuneError,
    FinetuneEvent,
    Finished,
    Started,
    finetune,
    verdict,
)
from tracker.training.loop import Trainer
from tracker.training.score import Outcome, Score, Validation
from tracker.training.train_events import EpochDone, TrainNotice

Make = Callable[..., LabelledClip]
Run = Callable[..., list[FinetuneEvent]]

CONFIG = FinetuneConfig(epochs=2, batch_size=4)


@pytest.fixture
def run(tiny_config: ModelConfig, tmp_path: Path) -> Run:
    torch.manual_seed(0)
    base = save_weights(build_model(tiny_config), tmp_path / "base.safetensors", {}).path

    def start(clips: list[LabelledClip], **options: object) -> list[FinetuneEvent]:
        config = replace(CONFIG, **{k: v for k, v in options.items() if k != "stopped"})  # type: ignore[arg-type]
        stopped = options.get("stopped", lambda: False)
        return list(finetune(clips, base, tmp_path / "new.safetensors", config, stopped))  # type: ignore[arg-type]

    return start


def _only(events: list[FinetuneEvent], kind: type) -> FinetuneEvent:
    (event,) = [event for event in events if isinstance(event, kind)]
    return event


def test_weights_card_and_proof(run: Run, make_clip: Make, tmp_path: Path) -> None:
    clips = [make_clip("a", count=6), make_clip("b", count=6)]
    events = run(clips)
    started = _only(events, Started)
    assert isinstance(started, Started)
    assert (started.train_frames, started.validation_frames) == (6, 6)
    assert started.steps == 2 * 2
    assert len([event for event in events if isinstance(event, EpochDone)]) == 2
    baseline, finished = _only(events, Baseline), _only(events, Finished)
    assert isinstance(baseline, Baseline)
    assert isinstance(finished, Finished)
    assert finished.before == baseline.score
    assert finished.after is not None
    assert not finished.stopped_early
    info = read_info(tmp_path / "new.safetensors")
    assert info.name == "new"
    assert info.card["data"]["sha256"] == data_hash(clips)
    assert info.card["data"]["videos"] == ["a", "b"]
    assert info.card["base"]["name"] == "base"
    assert info.metrics["validation"] == finished.after.to_dict()
    load_model(info.path)


def test_the_base_teaches_what_it_knows(
    run: Run, make_clip: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainers: list[Trainer] = []

    class Kept(Trainer):
        def __init__(self, *args: object, **named: object) -> None:
            super().__init__(*args, **named)  # type: ignore[arg-type]
            trainers.append(self)

    monkeypatch.setattr("tracker.training.finetune.Trainer", Kept)
    run([make_clip("a", count=6), make_clip("b", count=6)])
    (trainer,) = trainers
    assert trainer.teacher is not None
    base = load_model(tmp_path / "base.safetensors").state_dict()
    taught, learnt = trainer.teacher.state_dict(), trainer.raw.state_dict()
    assert all(torch.equal(taught[name], base[name]) for name in base)
    assert any(not torch.equal(learnt[name], base[name]) for name in base)


def test_one_video_is_said_to_flatter(run: Run, make_clip: Make) -> None:
    events = run([make_clip(count=30)], stopped=lambda: True)
    notice = next(event for event in events if isinstance(event, TrainNotice))
    assert "says little about other videos" in notice.text


def test_weights_that_learnt_what_is_held_out_are_said_to_flatter(
    run: Run, make_clip: Make, tiny_config: ModelConfig, tmp_path: Path
) -> None:
    a, b = (replace(make_clip(name, count=6), identity=f"{name}1") for name in "ab")
    assert not [e for e in run([a, b]) if isinstance(e, TrainNotice) and "before, held" in e.text]
    first = read_info(tmp_path / "new.safetensors").card["data"]
    ((learnt, whole),) = first["learnt"].items()
    known = a if learnt == "a1" else b
    # Of the videos with balls, the one that was learnt alone can be held out.
    many = replace(make_clip("c", count=12), identity="c1")
    config = replace(CONFIG, epochs=1)
    base, output = tmp_path / "new.safetensors", tmp_path / "next.safetensors"
    events = list(finetune([known, many], base, output, config))
    (notice,) = [e for e in events if isinstance(e, TrainNotice) and "before, held" in e.text]
    assert f"have learnt from {known.source} before" in notice.text
    assert read_info(output).card["data"]["learnt"] == {learnt: whole, "c1": whole}


def test_what_the_weights_do_not_know_is_held_out(
    run: Run, make_clip: Make, tmp_path: Path
) -> None:
    """Of the match that was learnt, more is labelled by now: of that, not of what is known."""
    match = replace(make_clip("a", count=40), identity="a1", numbers=np.arange(100, 140))
    run([match.part(0, 25)])
    base, output = tmp_path / "new.safetensors", tmp_path / "next.safetensors"
    assert read_info(base).card["data"]["learnt"] == {"a1": [[100, 119]]}
    events = list(finetune([match], base, output, replace(CONFIG, epochs=1)))
    texts = [event.text for event in events if isinstance(event, TrainNotice)]
    assert not any("before, held out" in text for text in texts)
    started = next(event for event in events if isinstance(event, Started))
    assert (started.train_frames, started.validation_frames) == (32, 8)
    assert read_info(output).card["data"]["learnt"] == {"a1": [[100, 131]]}


def test_labels_that_lie_elsewhere_are_told(run: Run, make_clip: Make) -> None:
    clips = [make_clip(name, count=6) for name in "ab"]
    off = [replace(clip, x=clip.x + 200) for clip in clips]
    texts = [event.text for event in run(off) if isinstance(event, TrainNotice)]
    assert any("find hardly a ball where the held-out labels have one" in text for text in texts)


def test_too_few_to_measure_is_said(run: Run, make_clip: Make) -> None:
    events = run([make_clip(count=4)])
    notice = _only(events, TrainNotice)
    assert isinstance(notice, TrainNotice)
    assert "cannot be measured" in notice.text
    finished = _only(events, Finished)
    assert isinstance(finished, Finished)
    assert finished.before is finished.after is None


@pytest.mark.parametrize("balls", [0, 2])
def test_where_too_few_balls_are_known_all_are_learnt_from(
    run: Run, make_clip: Make, balls: int
) -> None:
    clip = make_clip(count=30)
    visibility = np.zeros(30, np.int8)
    visibility[:balls] = 1
    events = run([replace(clip, visibility=visibility)])
    notice, started = _only(events, TrainNotice), _only(events, Started)
    assert isinstance(notice, TrainNotice)
    assert isinstance(started, Started)
    assert "cannot be measured, and the last weights are kept" in notice.text
    assert (started.train_frames, started.validation_frames) == (30, 0)
    assert not [event for event in events if isinstance(event, Baseline)]
    finished = _only(events, Finished)
    assert isinstance(finished, Finished)
    assert finished.before is finished.after is None


def test_nothing_to_learn_from(run: Run, make_clip: Make, tmp_path: Path) -> None:
    clip = make_clip(count=4)
    visibility = np.array([1, -1, -1, -1], dtype=np.int8)
    with pytest.raises(FinetuneError, match="too few corrected frames"):
        run([replace(clip, visibility=visibility)])
    assert not (tmp_path / "new.safetensors").exists()


def test_stopping_early_keeps_weights_and_says_so(
    run: Run, make_clip: Make, tmp_path: Path
) -> None:
    calls = iter(range(1000))
    clips = [make_clip("a", count=6), make_clip("b", count=6)]
    events = run(clips, epochs=500, stopped=lambda: next(calls) > 10)
    finished = _only(events, Finished)
    assert isinstance(finished, Finished)
    assert finished.stopped_early
    assert 0 < len([event for event in events if isinstance(event, EpochDone)]) < 500
    assert (tmp_path / "new.safetensors").exists()


def test_stopping_before_the_first_step_measures_and_writes_nothing(
    run: Run, make_clip: Make, tmp_path: Path
) -> None:
    clips = [make_clip("a", count=6), make_clip("b", count=6)]
    events = run(clips, stopped=lambda: True)
    assert [type(event) for event in events] == [Started]
    assert not (tmp_path / "new.safetensors").exists()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (20, 16, "are worse by 0.109 F1, within chance: 24 frames held out."),
        (16, 20, "are better by 0.109 F1, within chance: 24 frames held out."),
        (20, 20, "score the same as the old ones."),
        (16, 22, "are better by 0.157 F1."),
        (22, 16, "are worse by 0.157 F1: keep the old ones, or train on more corrected frames."),
    ],
)
def test_a_difference_that_may_be_chance_is_said_to_be(
    before: int, after: int, said: str, make_clip: Make
) -> None:
    # Of slow footage, so that each frame is a stretch of its own.
    held = replace(make_clip(count=24), fps=1.0)
    assert verdict([held], *map(_validation, (before, after))) == f"The new weights {said}"


def _validation(found: int) -> Validation:
    """The first balls of 24 are found, the others missed."""
    outcomes = np.repeat(np.int8([Outcome.TP, Outcome.FN]), [found, 24 - found])
    return Validation(Score(0.5, tp=found, fp1=0, fp2=0, tn=0, fn=24 - found), (outcomes,))


def test_abandoning_writes_nothing(
    tiny_config: ModelConfig, make_clip: Make, tmp_path: Path
) -> None:
    base = save_weights(build_model(tiny_config), tmp_path / "base.safetensors", {}).path
    output = tmp_path / "new.safetensors"
    clips = [make_clip("a", count=6), make_clip("b", count=6)]
    events = finetune(clips, base, output, CONFIG)
    for event in events:
        if isinstance(event, EpochDone):
            events.close()  # type: ignore[attr-defined]
            break
    assert not output.exists()


def test_the_hash_knows_labels_and_pixels(make_clip: Make) -> None:
    clip = make_clip()
    moved, repainted = clip.x.copy(), clip.frames.copy()
    moved[3] += 1
    repainted[3, 0, 0, 0] ^= 1
    hashes = {
        data_hash([clip]),
        data_hash([replace(clip, x=moved)]),
        data_hash([replace(clip, frames=repainted)]),
    }
    assert len(hashes) == 3
    other = make_clip("other")
    assert data_hash([clip, other]) == data_hash([other, clip])
