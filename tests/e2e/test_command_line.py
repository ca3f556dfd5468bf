"""The whole way on the command line, through the real main() and the weights that ship."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from annotation.edits import accept_range, place
from annotation.formats import read_labels
from annotation.marks import Source
from annotation.project import Project
from app.demo_rally import shipped_rally
from main import main
from tests.small_model import small_model
from tracker.model.weights import read_info

MATCH = "badminton_16"


def evaluated(argv: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, float]:
    """What `evaluate --json` prints."""
    capsys.readouterr()
    assert main(["evaluate", *argv, "--json"]) == 0
    result: dict[str, float] = json.loads(capsys.readouterr().out)
    return result


def test_the_demo_without_a_display_in_a_process_of_its_own(
    project_root: Path, tmp_path: Path
) -> None:
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    if not sys.platform.startswith("linux"):
        environment["QT_QPA_PLATFORM"] = "offscreen"
    result = subprocess.run(
        [sys.executable, str(project_root / "main.py"), "demo"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "there is no display here" in result.stderr
    rows = dict(line.split()[:2] for line in result.stdout.splitlines() if len(line.split()) > 1)
    counts = [int(rows[name]) for name in ("TP", "FP1", "FP2", "TN", "FN")]
    _, truth = shipped_rally()
    labels = read_labels(tmp_path / "rallymark-demo" / "labels.csv", (1280, 720))
    assert sum(counts) == int(rows["frames"]) == len(read_labels(truth)) == len(labels)
    assert float(rows["F1"]) > 0.5, "the weights that ship do not know a ball"
    picture = cv2.imread(str(tmp_path / "rallymark-demo" / "rally.png"))
    assert picture.shape[1] == 1280
    assert picture.shape[0] > 720


def test_track_correct_evaluate_export_and_fine_tune(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    video, truth = (str(path) for path in shipped_rally())
    project, labels = str(tmp_path / "rally.rally"), str(tmp_path / "labels.csv")
    assert main(["track", video, "--project", project, "-o", labels]) == 0
    found = evaluated([labels, truth, "--video", video], capsys)
    counted = sum(found[name] for name in ("tp", "fp1", "fp2", "tn", "fn"))
    assert counted == found["frames"] == 180
    assert found["missing"] == 0

    # A person corrects the first thirty frames by the truth.
    right = read_labels(truth)
    with Project.open(project) as opened:
        for frame in range(30):
            x, y = float(right.x[frame]), float(right.y[frame])
            opened.apply(place(opened.load_track(), frame, x, y))
        opened.apply(accept_range(opened.load_track(), 30, 31))
    assert main(["export", project, "-o", labels]) == 0
    corrected = evaluated([labels, truth, "--video", video], capsys)
    assert corrected["tp"] >= found["tp"]
    exported = read_labels(labels, (1280, 720), 180)
    assert np.array_equal(exported.x[:30], right.x[:30])
    assert exported.source[:33].tolist() == [
        *[Source.HUMAN.code] * 30,
        *[Source.VERIFIED.code] * 2,
        Source.MODEL.code,
    ]

    # Another run of the model leaves the person's marks alone.
    assert main(["export", project, "-o", labels, "--marks", "human"]) == 0
    mine = Path(labels).read_bytes()
    weights = small_model(tmp_path / "small.safetensors")
    torch = ["--runtime", "torch"]  # what takes ten seconds to prepare is not worth it here
    assert main(["track", video, "--project", project, "--weights", str(weights), *torch]) == 0
    assert main(["export", project, "-o", labels, "--marks", "human"]) == 0
    assert Path(labels).read_bytes() == mine

    new = tmp_path / "club.safetensors"
    argv = ["finetune", project, "--from", str(weights), "-o", str(new), "--epochs", "1"]
    assert main([*argv, "--device", "cpu"]) == 0
    assert read_info(new).card["data"]["labelled_frames"] == 32
    again = ["track", video, "-o", labels, "--weights", str(new), "--threshold", "0.9", *torch]
    assert main(again) == 0
    assert len(read_labels(labels, (1280, 720), 180)) == 180


def test_a_real_match(
    shared_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    clip = shared_folder / "data" / "labelled" / MATCH
    labels, video, truth = tmp_path / "labels.csv", clip / "video.mp4", clip / "labels.csv"
    assert main(["track", str(video), "-o", str(labels)]) == 0
    result = evaluated([str(labels), str(truth), "--video", str(video)], capsys)
    assert result["frames"] == len(read_labels(truth))
    assert result["f1"] > 0.5, "the weights that ship do not know a shuttle"
    assert result["median_error_px"] < 5
