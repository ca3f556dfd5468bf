"""Benchmarks run the engine as the program does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.labelled_clips import DescribedVideo
from benchmarks import ablation, labelled
from tracker.training.loop import TrainConfig

WATCHED = """
import os, sys

class Watch:
    def find_spec(self, name, *_):
        if name == "torch":
            print(os.environ.get("OMP_WAIT_POLICY"))

sys.meta_path.insert(0, Watch())
import benchmarks.{name}, torch
"""


@pytest.mark.parametrize("name", ["throughput", "gpu", "memory"])
def test_torch_learns_how_its_threads_wait_before_it_is_imported(
    name: str, project_root: Path
) -> None:
    said = subprocess.run(
        [sys.executable, "-c", WATCHED.format(name=name)],
        cwd=project_root,
        env={key: value for key, value in os.environ.items() if key != "OMP_WAIT_POLICY"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert said.stdout.split() == ["PASSIVE"]


def test_an_ablation_goes_on_only_with_what_was_trained_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained: list[int] = []

    def measured(
        _network: object, _clips: object, _held: object, options: TrainConfig, _device: str
    ) -> dict[str, float]:
        trained.append(options.steps)
        return {"F1": 1 / options.steps}

    monkeypatch.setattr(ablation, "measured", measured)
    monkeypatch.setattr(ablation, "labelled_clips", lambda *_: [])
    for steps, crop, count in ((4, "32x32", 2), (4, "32x32", 2), (5, "32x32", 4), (5, "48x32", 6)):
        argv = ["ablation", "data", "--steps", str(steps), "--crop", crop, "--variants", "V2"]
        monkeypatch.setattr(
            sys, "argv", [*argv, "--seeds", "1", "2", "--device", "cpu", "-o", str(tmp_path)]
        )
        assert ablation.main() == 0
        assert len(trained) == count
        rows = json.loads((tmp_path / "ablation.json").read_text())["rows"]
        assert [row["F1"] for row in rows] == [1 / steps] * 2


def test_only_videos_of_the_split_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    kinds = (("train", "badminton", "tokyo"), ("validation", "", ""))
    videos = [DescribedVideo(None, *kind) for kind in kinds]  # type: ignore[arg-type]
    monkeypatch.setattr(labelled, "described_videos", lambda _data: videos)
    assert labelled.videos_of([], "train") == videos[:1]
    assert labelled.videos_of([], None) == videos
    assert [labelled.group_of(each) for each in videos] == ["badminton tokyo", ""]
    with pytest.raises(SystemExit, match="nothing to measure"):
        labelled.videos_of([], "test")
