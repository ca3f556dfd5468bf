"""A local Ray of two workers gives, byte for byte, what one run gives."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.small_model import small_model
from tests.unit.tracker.clips import ball_picture, write_video
from tracker.errors import TrackerError
from tracker.inference.cluster import stretches, track_on_ray
from tracker.video import open_video

FRAMES = 50
# In a process of its own: Ray leaves threads and settings behind.
PROGRAM = """
import sys
from main import main
from tracker.inference import cluster

cluster.STRETCH_FRAMES = 12
sys.exit(main(sys.argv[1:]))
"""


def test_stretches_cover_every_frame_once_at_fixed_places() -> None:
    assert list(stretches([(0, 25), (30, 31)], 12)) == [(0, 11), (12, 23), (24, 25), (30, 31)]
    assert list(stretches([(5, 40)], 12)) == [(5, 11), (12, 23), (24, 35), (36, 40)]


def test_two_workers_give_what_one_run_gives(project_root: Path, tmp_path: Path) -> None:
    pytest.importorskip("ray", reason="Ray is an optional extra")
    video = write_video(
        tmp_path / "match.mp4", FRAMES, size=(256, 144), picture=ball_picture, options={"crf": "8"}
    )
    weights = small_model(tmp_path / "small.safetensors")
    found = {}
    for name, options in (("one", []), ("ray", ["--ray", "local"])):
        output = tmp_path / f"{name}.csv"
        common = [
            "-o",
            str(output),
            "--weights",
            str(weights),
            "--runtime",
            "torch",
            "--threshold",
            "0.2",
        ]
        result = subprocess.run(
            [sys.executable, "-c", PROGRAM, "track", str(video), *common, *options],
            cwd=project_root,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            timeout=400,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        found[name] = (output.read_bytes(), result.stderr)
    assert found["ray"][0] == found["one"][0]
    assert found["one"][0].count(b"\n") == FRAMES + 1
    assert re.search(r"on Ray \(torch \w+, \d+ Ray workers\)", found["ray"][1])


def test_a_missing_ray_is_one_sentence(project_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    video = open_video(project_root / "resources" / "demo" / "rally.mp4")
    with pytest.raises(TrackerError, match=r"pip install 'rallymark\[ray\]'"):
        next(track_on_ray(video, None))  # type: ignore[arg-type]
