"""`pack` and `train`: footage to a pack, a pack to weights, and on from a checkpoint."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from main import main
from tracker.model import read_info

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


def test_a_video_the_manifest_does_not_list(
    footage: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (footage / "manifest.csv").write_text("clip,sport,split,venue\none,badminton,train,oslo\n")
    assert main(["train", str(footage), "-o", str(tmp_path / "run"), *TRAIN]) == 2
    assert "no row for the labelled video two" in capsys.readouterr().err


@pytest.mark.parametrize("crop", ["100x100", "112", "304x512", "0x16"])
def test_crops_must_fit(crop: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", str(tmp_path), "-o", str(tmp_path / "run"), "--crop", crop]) == 2
    assert crop in capsys.readouterr().err
