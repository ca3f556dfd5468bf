"""`train-verifier`: from labelled videos to a verifier that `track` takes."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import redirect_stdout
from pathlib import Path

import numpy as np
import pytest

from main import main


@pytest.fixture
def footage(project_root: Path, tmp_path: Path) -> Path:
    """The demo rally with a few labels."""
    demo, folder = project_root / "resources" / "demo", tmp_path / "footage"
    folder.mkdir()
    shutil.copy(demo / "rally.mp4", folder / "rally.mp4")
    rows = (demo / "rally.csv").read_text().splitlines()
    (folder / "rally.csv").write_text("\n".join(rows[:20]) + "\n")
    return folder


def test_from_footage_to_a_verifier_that_tracks(
    footage: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, labels = tmp_path / "run", tmp_path / "labels.csv"
    train = ["train-verifier", str(footage), "-o", str(run), "--device", "cpu", "--width", "8"]
    assert main([*train, "--steps", "3", "--batch-size", "4", "--weights", "v5-small"]) == 0
    verifier = run / "verifier.safetensors"
    assert str(verifier) in capsys.readouterr().out
    card = json.loads((run / "card.json").read_text())
    assert card["data"]["videos"] == 1
    assert card["peaks_of"]["name"] == "v5-small"
    assert card["steps"] == 3
    track = ["track", str(footage / "rally.mp4"), "-o", str(labels), "--device", "cpu"]
    assert main([*track, "--verifier", str(verifier)]) == 0
    assert labels.is_file()


def test_a_verifier_is_written_where_nobody_reads_the_table(footage: Path, tmp_path: Path) -> None:
    """`train-verifier … | head` lost it at the very end, with the exit status of what is done."""
    reader, writer = os.pipe()
    os.close(reader)
    run = tmp_path / "run"
    argv = ["train-verifier", str(footage), "-o", str(run), "--device", "cpu", "--width", "4"]
    with os.fdopen(writer, "w") as unread, redirect_stdout(unread):
        assert main([*argv, "--steps", "1", "--batch-size", "2", "--weights", "v5-small"]) == 0
    assert (run / "verifier.safetensors").is_file()


def test_a_folder_marked_for_measuring_only_is_refused(
    footage: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (footage / "manifest.csv").write_text("clip,sport,split,venue\nrally,badminton,validation,x\n")
    assert main(["train-verifier", str(footage), "-o", str(tmp_path), "--device", "cpu"]) == 2
    assert "holds no labels for training" in capsys.readouterr().err


def test_a_verifier_that_is_none_is_said_in_a_sentence(
    footage: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    track = ["track", str(footage / "rally.mp4"), "-o", str(tmp_path / "a.csv")]
    assert main([*track, "--verifier", str(tmp_path / "missing.safetensors")]) == 2
    assert "missing.safetensors" in capsys.readouterr().err
    assert not (tmp_path / "a.csv").exists()


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("rally,badminton,test,oslo\n", "calls rally “test”; a split is train or validation."),
        (
            "rally,badminton,train,oslo\nrally,badminton,validation,oslo\n",
            "names the clip rally twice, in lines 2 and 3;",
        ),
    ],
)
def test_manifests_are_read_as_for_train(
    rows: str, words: str, footage: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (footage / "manifest.csv").write_text("clip,sport,split,venue\n" + rows)
    assert main(["train-verifier", str(footage), "-o", str(tmp_path / "run")]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_videos_without_labels_are_no_footage(
    footage: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (footage / "rally.csv").write_text("Frame,Visibility,X,Y\n")
    assert main(["train-verifier", str(footage), "-o", str(tmp_path / "run")]) == 2
    assert "holds no labels for training" in capsys.readouterr().err


def test_labels_that_teach_nothing_are_refused(
    footage: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (footage / "rally.csv").write_text("Frame,Visibility,X,Y\n3,0,0,0\n4,0,0,0\n")
    nothing = np.full((5, 5, 3), np.nan, np.float32)
    monkeypatch.setattr("app.cli.train_verifier._peaks", lambda *_: nothing)
    run = tmp_path / "run"
    argv = ["train-verifier", str(footage), "-o", str(run), "--device", "cpu", "--steps", "1"]
    assert main(argv) == 2
    assert "There is nothing to learn from" in capsys.readouterr().err
    assert not run.exists()
