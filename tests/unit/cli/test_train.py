"""`pack` and `train`: footage to a pack, a pack to weights, and on from a checkpoint."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import numpy as np
import pytest

from app.numerals import percent
from main import main
from tracker.file_lock import try_lock
from tracker.model import PRESETS, build_model, load_model, read_info, save_weights
from tracker.training.augment import AugmentConfig, Sample, augment
from tracker.training.clips import LabelledClip
from tracker.training.score import Score

TRAIN = ["--steps-per-epoch", "1", "--batch-size", "2", "--crop", "32x32", "--device", "cpu"]


@pytest.fixture
def footage(project_root: Path, tmp_path: Path) -> Path:
    """The demo rally twice, a few frames labelled each, with a manifest."""
    demo = project_root / "resources" / "demo"
    folder = tmp_path / "footage"
    rows = (demo / "rally.csv").read_text().splitlines()
    for name in ("one", "two"):
        (folder / name).mkdir(parents=True)
        shutil.copy(demo / "rally.mp4", folder / name / "video.mp4")
        # One byte more makes it another file; players ignore it.
        with (folder / name / "video.mp4").open("ab") as file:
            file.write(name.encode())
        (folder / name / "labels.csv").write_text("\n".join(rows[:4]) + "\n")
    (folder / "manifest.csv").write_text(
        "clip,sport,split,venue\none,badminton,train,oslo\ntwo,badminton,validation,rome\n"
    )
    return folder


def test_from_footage_to_weights(
    footage: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack, run = tmp_path / "pack", tmp_path / "run"
    assert main(["pack", str(footage), "-o", str(pack)]) == 0
    assert "2 clips" in capsys.readouterr().out
    shutil.rmtree(footage)  # a training machine has the pack only
    command = ["train", str(pack), "-o", str(run), *TRAIN]
    assert main([*command, "--steps", "2"]) == 0
    printed = capsys.readouterr().out
    assert "badminton rome" in printed
    info = read_info(run / "v5-small.safetensors")
    assert info.card["steps"] == 2
    assert info.card["data"]["venues"] == ["oslo"]
    assert set(info.metrics) == {"validation", "badminton", "badminton rome"}
    assert json.loads((run / "card.json").read_text()) == info.card
    assert len((run / "log.csv").read_text().splitlines()) >= 2
    assert main([*command, "--steps", "3"]) == 0
    assert "from step 2" in capsys.readouterr().err
    assert read_info(run / "v5-small.safetensors").card["steps"] == 3


HEADER = "clip,sport,split,venue\n"
ONE, TWO = "one,badminton,train,oslo\n", "two,badminton,validation,rome\n"


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        ((HEADER + ONE).encode(), "no row for the labelled video two"),
        (b"clip,sport,venue\none,badminton,oslo\n", "has no column split"),
        (b"", "has no column clip, sport, split, venue"),
        ((HEADER + ONE + TWO).encode().replace(b"rome", b"k\xf6ln"), "not a table in UTF-8"),
        ((HEADER + ONE + TWO).encode().replace(b"validation", b"val"), "calls two \u201cval\u201d"),
        ((HEADER + ONE + "two,badminton\n").encode(), "calls two \u201c\u201d"),
        (
            (HEADER + ONE + TWO + ONE.replace("train", "validation")).encode(),
            "manifest.csv names the clip one twice, in lines 2 and 4;",
        ),
    ],
)
def test_bad_manifests_leave_everything_as_it_was(
    manifest: bytes,
    words: str,
    footage: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (footage / "manifest.csv").write_bytes(manifest)
    assert main(["train", str(footage), "-o", str(tmp_path / "run"), *TRAIN]) == 2
    err = capsys.readouterr().err
    assert words in err
    assert err.count("\n") == 1
    assert not (tmp_path / "run").exists()


def test_clips_of_a_manifest_that_are_not_there_are_named(
    footage: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A download that had lost half of its videos was trained on without a word."""
    manifest, clip = footage / "manifest.csv", "{},badminton,train,oslo\n"
    manifest.write_text(HEADER + ONE + TWO + "".join(clip.format(f"gone{n}") for n in range(5)))
    assert main(["pack", str(footage), "-o", str(tmp_path / "pack")]) == 0
    assert capsys.readouterr().err == (
        f"rallymark: left out, for {manifest} names them, but no labelled video of theirs is "
        "there: gone0, gone1, gone2 and 2 more.\n"
    )


def test_a_clip_of_a_manifest_that_has_no_labels_is_named_once(
    footage: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By either of its names: its own, or alone in a folder that of the folder."""
    bare, alone = footage / "bare.mp4", footage / "alone" / "camera.mp4"
    alone.parent.mkdir()
    for video in (bare, alone):
        shutil.copy(footage / "one" / "video.mp4", video)
    rows = "".join(f"{name},badminton,train,oslo\n" for name in ("bare", "alone", "gone"))
    (footage / "manifest.csv").write_text(HEADER + ONE + TWO + rows)
    assert main(["pack", str(footage), "-o", str(tmp_path / "pack")]) == 0
    assert capsys.readouterr().err == (
        f"rallymark: left out, for no labels of their name lie beside them: {alone}, {bare}.\n"
        f"rallymark: left out, for {footage / 'manifest.csv'} names them, but no labelled video of "
        "theirs is there: gone.\n"
    )


def test_one_video_in_two_folders_is_refused(
    footage: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(footage, tmp_path / "copy")
    argv = ["train", str(footage), str(tmp_path / "copy"), "-o", str(tmp_path / "run")]
    assert main([*argv, *TRAIN]) == 2
    assert "label the same video" in capsys.readouterr().err


def test_two_trainings_in_one_folder_are_refused(
    footage: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    run.mkdir()
    with (run / "training.lock").open("wb") as other:
        assert try_lock(other)
        assert main(["train", str(footage), "-o", str(run), *TRAIN]) == 2
    assert f"Another training is at work in {run}" in capsys.readouterr().err
    assert [path.name for path in run.iterdir()] == ["training.lock"]


def test_a_video_that_cannot_be_read_is_told_with_its_place(
    footage: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    video = next(footage.rglob("*.mp4"))
    video.write_bytes(video.read_bytes()[:600])
    assert main(["pack", str(footage), "-o", str(tmp_path / "pack")]) == 2
    assert f"rallymark: {video} is not a video that can be read" in capsys.readouterr().err


def test_one_video_in_a_pack_and_a_folder_is_refused(
    footage: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = tmp_path / "pack"
    assert main(["pack", str(footage), "-o", str(pack)]) == 0
    argv = ["train", str(pack), str(footage), "-o", str(tmp_path / "run")]
    assert main([*argv, *TRAIN]) == 2
    assert "pack (" in (err := capsys.readouterr().err)
    assert "label the same video" in err
    assert not (tmp_path / "run").exists()


def test_footage_is_wanted_where_a_pack_is_given(
    footage: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = tmp_path / "pack"
    assert main(["pack", str(footage), "-o", str(pack)]) == 0
    assert main(["finetune", str(pack), "-o", str(tmp_path / "new.safetensors")]) == 2
    assert "pack is a pack, which only `train` reads" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["{footage}", "{footage}/.", "-o", "run"], "footage is given twice"),
        (["{footage}", "-o", "{footage}"], "is also an input"),
        (["nowhere", "-o", "run"], "There is neither a folder nor a project at nowhere."),
        (["{footage}", "-o", "run", "--device", "cpu", "--devices", "2"], "would be on cpu"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    argv: list[str],
    words: str,
    footage: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["train", *(word.format(footage=footage) for word in argv)]) == 2
    err = capsys.readouterr().err
    assert words in err
    assert err.count("\n") == 1
    assert not (tmp_path / "run").exists()


def test_videos_without_labels_are_no_pack(
    footage: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two"):
        (footage / name / "labels.csv").write_text("Frame,Visibility,X,Y\n")
    assert main(["pack", str(footage), "-o", str(tmp_path / "pack")]) == 2
    assert "no frame of any video has a label" in capsys.readouterr().err
    assert not (tmp_path / "pack").exists()


def test_ctrl_c_while_data_is_read_ends_at_once(
    footage: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.cli import training_data

    read, decoded = training_data.read, []

    def interrupted(*args: Any) -> Iterator[training_data.Reading]:
        for reading in read(*args):
            os.kill(os.getpid(), signal.SIGINT)
            decoded.append(reading)
            yield reading

    monkeypatch.setattr(training_data, "read", interrupted)
    argv = ["train", str(footage), "-o", str(tmp_path / "run"), *TRAIN, "--steps", "1"]
    assert main(argv) == 130
    assert decoded == []
    assert not (tmp_path / "run").exists()


def test_mining_needs_weights_and_crops(
    footage: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = ["train", str(footage), "-o", str(tmp_path / "run"), *TRAIN, "--mine", "0.5"]
    assert main(argv) == 2
    assert "needs --crop and --from" in capsys.readouterr().err


@pytest.mark.parametrize("crop", ["100x100", "112", "304x512", "0x16"])
def test_crops_must_fit(crop: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", str(tmp_path), "-o", str(tmp_path / "run"), "--crop", crop]) == 2
    assert crop in capsys.readouterr().err


def test_a_small_network_learns_from_a_teacher(footage: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    command = ["train", str(footage), "-o", str(run), *TRAIN, "--steps", "1"]
    assert main([*command, "--motion-start", "0.6", "0", "--teacher", "v5-small"]) == 0
    recipe = read_info(run / "v5-small.safetensors").card["recipe"]
    assert (recipe["teacher"], recipe["motion_start"]) == ("v5-small", [0.6, 0.0])


def test_the_motion_maps_start_as_asked_whatever_weights_come_in(
    footage: Path, tmp_path: Path
) -> None:
    """`--from` took the place of `--motion-start`, which the card told all the same."""
    run = tmp_path / "run"
    command = ["train", str(footage), "-o", str(run), *TRAIN, "--steps", "1"]
    assert main([*command, "--from", "v5-small", "--motion-start", "0.6", "0"]) == 0
    mdd = load_model(run / "v5-small.safetensors").mdd
    assert (mdd.a.item(), mdd.b.item()) == pytest.approx((0.6, 0.0), abs=0.01)


@pytest.mark.parametrize(
    ("option", "words"),
    [
        (["--motion-start", "0.6", "0"], "--motion-start: v2 has no motion maps."),
        (["--freeze-unet"], "the R-STR head to be trained, which v2 has not."),
    ],
)
def test_options_for_parts_that_an_architecture_lacks_are_refused(
    option: list[str],
    words: str,
    footage: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    argv = ["train", str(footage), "-o", str(tmp_path / "run"), *TRAIN, "--architecture", "v2"]
    assert main([*argv, *option]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("as_filmed", [False, True])
def test_windows_are_played_backwards_unless_wanted_as_filmed(
    as_filmed: bool, footage: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used: list[AugmentConfig] = []

    def spy(sample: Sample, config: AugmentConfig, rng: np.random.Generator) -> Sample:
        used.append(config)
        return augment(sample, config, rng)

    monkeypatch.setattr("tracker.training.dataset.augment", spy)
    command = ["train", str(footage), "-o", str(tmp_path / "run"), *TRAIN, "--steps", "1"]
    assert main([*command, "--workers", "0", *["--as-filmed"] * as_filmed]) == 0
    assert {config.reverse == 0 for config in used} == {as_filmed}
    assert all(config.flip and config.zoom for config in used)


def test_a_training_machine_needs_no_video_library() -> None:
    code = "import sys, app.cli.train, tracker.training.synthetic; sys.exit('av' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_weights_that_do_not_fit_are_no_start(
    footage: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Only the motion maps of `v5` fit `v5-small`: that began from scratch, and nothing said so."""
    argv = ["train", str(footage), "-o", str(tmp_path / "run"), *TRAIN, "--steps", "1"]
    assert main([*argv, "--from", "v5"]) == 2
    assert "fits v5-small; --architecture v5 is theirs." in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_training_goes_on_where_nobody_reads_the_table(footage: Path, tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    run = tmp_path / "run"
    with os.fdopen(writer, "w") as unread, redirect_stdout(unread):
        assert main(["train", str(footage), "-o", str(run), *TRAIN, "--steps", "2"]) == 0
    assert read_info(run / "v5-small.safetensors").card["steps"] == 2


def test_how_much_comes_from_other_weights_is_told(
    footage: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = build_model("v5-small")
    part = build_model(replace(PRESETS["v5-small"], refinement=None))
    start = save_weights(part, tmp_path / "part.safetensors", {}).path
    argv = ["train", str(footage), "-o", str(tmp_path / "run"), *TRAIN, "--steps", "1"]
    assert main([*argv, "--from", str(start)]) == 0
    share = percent(whole.adopt(part))
    told = f"{share} of v5-small comes from {start}, the rest is new."
    assert told in capsys.readouterr().err
    assert main([*argv, "--from", str(start), "--steps", "2"]) == 0
    err = capsys.readouterr().err
    assert "from step 1" in err
    assert told not in err, "what the checkpoint has is not new"


def test_a_disk_too_full_for_the_checkpoint_is_told_before_the_work(
    footage: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run = tmp_path / "run"
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(
        "app.cli.errors.shutil.disk_usage",
        lambda path: usage._replace(free=30_000_000) if path == run else usage,
    )
    assert main(["train", str(footage), "-o", str(run), *TRAIN, "--steps", "1"]) == 2
    assert f"The checkpoint needs 33 MB in {run}, where 30 MB are free." in capsys.readouterr().err
    assert list(run.iterdir()) == []


def test_the_rows_of_the_result_have_one_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """They came as a set gave them: in another order each time."""
    from app.cli.train import metrics_by_group

    frames = np.zeros((1, 288, 512, 3), np.uint8)
    known, x, y = np.ones(1, np.int8), np.zeros(1, np.float32), np.zeros(1, np.float32)
    clip = LabelledClip("clip", frames, known, x, y)
    places = [("tennis", "rome"), ("badminton", "oslo"), ("tennis", "bern"), ("", ""), ("golf", "")]
    held = [clip.described(sport, venue) for sport, venue in places]
    monkeypatch.setattr("app.cli.train.predict_clip", lambda *_: None)
    monkeypatch.setattr("app.cli.train.score_predictions", lambda *_: [])
    monkeypatch.setattr(
        "app.cli.train.best_score", lambda _: Score(0.5, tp=1, fp1=0, fp2=0, tn=0, fn=0)
    )
    trainer = MagicMock()
    sports = ["badminton", "golf", "tennis"]
    venues = ["badminton oslo", "tennis bern", "tennis rome"]
    assert list(metrics_by_group(trainer, held, 0.5)) == ["validation", *sports, *venues]


def test_a_log_goes_on_where_the_checkpoint_does(footage: Path, tmp_path: Path) -> None:
    """A training that was killed has told steps after its last checkpoint: they are made again. Of
    the row of step 12 it had written the first digit."""
    run = tmp_path / "run"
    command = ["train", str(footage), "-o", str(run), *TRAIN]
    assert main([*command, "--steps", "2"]) == 0
    log = run / "log.csv"
    kept = log.read_bytes()
    with log.open("a", newline="") as file:
        file.write("3,9.9,1e-1,1e-4,1\r\n4,10.1,1e-1,1e-4,1\r\n1")
    assert main([*command, "--steps", "3"]) == 0
    steps = [int(row.split(",")[0]) for row in log.read_text().splitlines()]
    assert steps == [1, 2, 3]
    assert log.read_bytes().startswith(kept)
    assert {path.name for path in run.iterdir()} == {
        "card.json",
        "log.csv",
        "training.pt",
        "v5-small.safetensors",
    }
