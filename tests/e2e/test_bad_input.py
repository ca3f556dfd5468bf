"""Bad input of every kind: one sentence, status 2, and every file as it was."""

from __future__ import annotations

import hashlib
import pickle
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import save_file

from annotation.edits import place
from annotation.project import Project
from main import main
from tests.small_model import SMALL, small_model
from tests.unit.tracker.clips import remux, write_sound, write_video


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a match, its project with one mark, its labels, and weights."""
    folder = tmp_path_factory.mktemp("made")
    write_video(folder / "match.mp4", 30)
    small_model(folder / "small.safetensors")
    labels, project = str(folder / "labels.csv"), str(folder / "match.rally")
    weights = ["--weights", str(folder / "small.safetensors"), "--runtime", "torch"]
    track = ["track", str(folder / "match.mp4"), "-o", labels, "--project", project]
    assert main([*track, *weights]) == 0
    with Project.open(project) as opened:
        opened.apply(place(opened.load_track(), 3, 20, 30))
    return folder


@pytest.fixture
def desk(made: Path, tmp_path: Path) -> Path:
    """A copy of that folder for one test."""
    return Path(shutil.copytree(made, tmp_path / "desk"))


def contents(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.is_file()
    }


def refused(argv: list[str | Path], desk: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The sentence with which main() refuses; fails where it does not, or anything changed."""
    before = contents(desk)
    capsys.readouterr()
    status = main([str(part) for part in argv])
    out, err = capsys.readouterr()
    assert status == 2, err
    assert out == ""
    assert err.startswith("rallymark")
    assert err.count("\n") == 1, err
    assert "Traceback" not in err
    assert contents(desk) == before
    return err


def _text(desk: Path) -> Path:
    (desk / "bad.mp4").write_text("Dear diary,\n" * 100)
    return desk / "bad.mp4"


def _truncated(desk: Path) -> Path:
    whole = (desk / "match.mp4").read_bytes()
    (desk / "bad.mp4").write_bytes(whole[: len(whole) // 2])
    return desk / "bad.mp4"


def _sound(desk: Path) -> Path:
    return write_sound(desk / "bad.mp4")


def _no_frames(desk: Path) -> Path:
    return remux(desk / "match.mp4", desk / "bad.mkv", skip=range(30))


def _tiny_picture(desk: Path) -> Path:
    return write_video(desk / "bad.mp4", 3, size=(16, 16), codec="mpeg4")


def _missing(desk: Path) -> Path:
    return desk / "bad.mp4"


@pytest.mark.parametrize(
    "make",
    [_text, _truncated, _sound, _no_frames, _tiny_picture, _missing],
    ids=lambda f: f.__name__,
)
def test_videos(
    make: Callable[[Path], Path], desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = make(desk)
    weights = ["--weights", desk / "small.safetensors"]
    labels, project = desk / "labels.csv", desk / "match.rally"
    for argv in (
        ["track", bad, "-o", labels, *weights],
        ["track", bad, "--project", project, *weights],
        ["evaluate", labels, labels, "--video", bad],
    ):
        assert bad.name in refused(argv, desk, capsys)


def test_a_project_of_another_video(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = write_video(desk / "other.mp4", 20)
    argv = ["track", other, "--project", desk / "match.rally"]
    sentence = refused([*argv, "--weights", desk / "small.safetensors"], desk, capsys)
    assert "another video" in sentence
    assert "30 frames" in sentence
    assert "20 frames" in sentence


def test_a_project_whose_video_was_replaced(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_video(desk / "match.mp4", 20)
    argv = ["finetune", desk / "match.rally", "-o", desk / "new.safetensors"]
    sentence = refused([*argv, "--from", desk / "small.safetensors"], desk, capsys)
    assert "another video" in sentence


def test_a_project_from_a_newer_version(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with sqlite3.connect(desk / "match.rally") as db:
        db.execute("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    db.close()
    assert "newer" in refused(
        ["export", desk / "match.rally", "-o", desk / "labels.csv"], desk, capsys
    )


@pytest.mark.parametrize("damage", ["cut", "overwritten", "not a project", "empty"])
def test_a_corrupt_project(damage: str, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = desk / "match.rally"
    data = path.read_bytes()
    path.write_bytes(
        {
            "cut": data[: len(data) // 2],
            "overwritten": data[:2000] + b"\xaa" * (len(data) - 2000),
            "not a project": b"PK\x03\x04" * 100,
            "empty": b"",
        }[damage]
    )
    for argv in (
        ["export", path, "-o", desk / "labels.csv"],
        ["track", desk / "match.mp4", "--project", path, "--weights", desk / "small.safetensors"],
        ["finetune", path, "-o", desk / "new.safetensors", "--from", desk / "small.safetensors"],
    ):
        assert "match.rally" in refused(argv, desk, capsys)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("30,1,5,5,,human,1.0", "frame"),
        ("3,1,5000,5,,human,0.1", "another video"),
        ("0,1,5,5,,human,0.0", "line 32"),
    ],
)
def test_labels_of_another_video(
    row: str, words: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = (desk / "labels.csv").read_text().splitlines()
    if row.startswith("3,"):
        lines[4] = row
    else:
        lines.append(row)
    (desk / "bad.csv").write_text("\n".join(lines) + "\n")
    argv = ["evaluate", desk / "bad.csv", desk / "labels.csv", "--video", desk / "match.mp4"]
    sentence = refused(argv, desk, capsys)
    assert "bad.csv" in sentence
    assert words in sentence


class Hostile:
    """Makes a file when it is unpickled, if anybody is so careless."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.touch, (Path(self.path),)  # type: ignore[return-value]


@pytest.mark.parametrize(
    "name",
    [
        "hostile.pth",
        "hostile.safetensors",
        "cut.safetensors",
        "other.safetensors",
        "other.pth",
        "text.pth",
        "nan.safetensors",
    ],
)
def test_checkpoints(name: str, desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = desk / name
    good = (desk / "small.safetensors").read_bytes()
    if name.startswith("hostile"):
        path.write_bytes(pickle.dumps({"weight": Hostile(desk / "owned")}))
    elif name.startswith("cut"):
        path.write_bytes(good[: len(good) // 2])
    elif name == "other.safetensors":
        save_file({"weight": np.zeros(3, np.float32)}, path)
    elif name == "other.pth":
        torch.save({"weight": torch.zeros(3)}, path)
    elif name == "text.pth":
        path.write_text("no weights\n" * 10)
    else:
        _with_nan(path)
    for argv in (
        ["track", desk / "match.mp4", "-o", desk / "labels.csv", "--weights", path],
        ["track", desk / "match.mp4", "--project", desk / "new.rally", "--weights", path],
    ):
        assert name in refused([*argv, "--device", "cpu"], desk, capsys)
    assert not (desk / "owned").exists()


def _with_nan(path: Path) -> None:
    from tracker.model.weights import build_model, save_weights

    model = build_model(SMALL)
    with torch.no_grad():
        next(model.parameters()).fill_(float("nan"))
    save_weights(model, path, {})


@pytest.mark.skipif(sys.platform != "linux", reason="needs a folder in which nobody can write")
def test_a_read_only_folder(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere = Path("/sys")
    for argv in (
        ["track", desk / "match.mp4", "-o", nowhere / "labels.csv"],
        ["track", desk / "match.mp4", "--project", nowhere / "match.rally"],
        ["export", desk / "match.rally", "-o", nowhere / "labels.csv"],
        ["finetune", desk / "match.rally", "-o", nowhere / "new.safetensors",
         "--from", desk / "small.safetensors"],
        ["demo", "--headless", "--out-dir", nowhere / "demo"],
    ):  # fmt: skip
        assert "/sys" in refused(argv, desk, capsys)


def test_no_disk_space_leaves_the_old_labels(
    desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import os

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    sentence = refused(["export", desk / "match.rally", "-o", desk / "labels.csv"], desk, capsys)
    assert "The disk is full" in sentence


def test_a_copy_of_the_video_is_the_same_video(desk: Path) -> None:
    (desk / "elsewhere").mkdir()
    copy = shutil.copy(desk / "match.mp4", desk / "elsewhere" / "renamed.mp4")
    argv = ["track", str(copy), "--project", str(desk / "match.rally"), "--device", "cpu"]
    assert main([*argv, "--weights", str(desk / "small.safetensors")]) == 0
