"""Many videos in one command: a summary, failures passed over, a process for each device."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest

from annotation.formats import read_labels
from annotation.project import Project
from app.cli import track_many
from app.jobs.engine import LoadedModel
from main import main
from tests.unit.cli.conftest import FRAMES, SIZE
from tests.unit.tracker.clips import ball_picture, write_video
from tests.unit.tracker.inference.models import Brightness


@pytest.fixture
def other(tmp_path: Path) -> Path:
    return write_video(
        tmp_path / "other.mp4", 20, size=SIZE, picture=ball_picture, options={"crf": "8"}
    )


def test_a_bad_file_does_not_cost_the_others_their_turn(
    match: Path,
    other: Path,
    bright: LoadedModel,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    broken, season = tmp_path / "broken.mp4", tmp_path / "season"
    broken.write_text("no video")
    videos = [str(broken), str(match), str(tmp_path / "missing.mp4"), str(other)]
    assert main(["track", *videos, "--out-dir", str(season)]) == 2
    out, err = capsys.readouterr()
    rows = {line.split()[0]: line.split()[1:] for line in out.splitlines()[1:]}
    assert rows["match.mp4"][:2] == [str(FRAMES), str(FRAMES)]
    assert rows["other.mp4"][:2] == ["20", "20"]
    assert rows["broken.mp4"] == rows["missing.mp4"] == ["failed"]
    assert "\nrallymark: broken.mp4 is not a video" in err
    assert "missing.mp4: There is no file" in err
    assert sorted(path.name for path in season.iterdir()) == [
        "match.csv", "match.rally", "match.rally-heatmaps",
        "other.csv", "other.rally", "other.rally-heatmaps",
    ]  # fmt: skip
    assert len(read_labels(season / "match.csv", SIZE)) == FRAMES


def test_a_fault_of_ours_is_shown_and_passed_over(
    match: Path,
    other: Path,
    bright: LoadedModel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from app.cli import track

    whole = track.track_one

    def faulty(args: argparse.Namespace, path: Path, stop: object) -> object:
        if path == match:
            raise ZeroDivisionError("oh")
        return whole(args, path, stop)  # type: ignore[arg-type]

    monkeypatch.setattr("app.cli.track.track_one", faulty)
    assert main(["track", str(match), str(other), "--out-dir", str(tmp_path / "s")]) == 2
    out, err = capsys.readouterr()
    assert "ZeroDivisionError" in err
    assert "please report it" in err
    assert out.splitlines()[2].split()[:2] == ["other.mp4", "20"]


def test_done_videos_are_not_done_again(
    match: Path,
    other: Path,
    bright: LoadedModel,
    network: Brightness,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    argv = ["track", str(match), str(other), "--out-dir", str(tmp_path / "season")]
    assert main(argv) == 0
    network.batches.clear()
    assert main(argv) == 0
    assert network.batches == []
    assert capsys.readouterr().err.count("all frames are done already") == 2


def test_what_cannot_be_meant_is_refused(
    match: Path, bright: LoadedModel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twin = tmp_path / "b" / "match.mkv"
    season = ["--out-dir", str(tmp_path / "season")]
    for argv, words in (
        ([str(match), str(twin), *season], "would both become match.csv; give them"),
        (
            ["a.ts", "a.mkv", "b.ts", "b.mkv", *season],
            "a.ts and a.mkv would both become a.csv, b.ts and b.mkv would both become b.csv;",
        ),
        ([str(match), str(match), *season], "match.mp4 is given twice."),
        ([str(match), str(match), "-o", str(tmp_path / "l.csv")], "need --out-dir"),
        ([str(match), "-o", "l.csv", *season], "leave out -o"),
        ([str(match), "--out-dir", str(match)], "is a file; give the name of a folder"),
    ):
        assert main(["track", *argv]) == 2, argv
        assert words in capsys.readouterr().err


def test_labels_from_elsewhere_are_not_replaced(
    match: Path,
    truth: Path,
    other: Path,
    bright: LoadedModel,
    network: Brightness,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    by_hand = truth.rename(tmp_path / "match.csv")
    before = by_hand.read_bytes()
    assert main(["track", str(other), str(match), "--out-dir", str(tmp_path)]) == 2
    assert "match.csv is there already" in capsys.readouterr().err
    assert network.batches == []
    assert by_hand.read_bytes() == before


TERMINATED = """
import os, signal, sys, time
from pathlib import Path
import app.cli.track
from app.cli import track_many
from app.jobs.engine import LoadedModel
from main import main
from tests.unit.tracker.inference.models import Brightness

told = Path(sys.argv[0]).with_suffix(".told")

class Slow(Brightness):
    def forward(self, frames):
        if len(self.batches) == 2:
            try:
                told.mkdir()  # the first one only: a second signal would break off at once
                os.kill(os.getppid(), signal.SIGTERM)
            except FileExistsError:
                pass
        time.sleep(0.5)
        return super().forward(frames)

app.cli.track.load = lambda *_: LoadedModel(Slow(), "cpu", "bright", "0" * 64, 0.6)
track_many._devices = lambda args: ["cpu", "cpu:0"]
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""


KILLED = """
import os, signal, sys
import app.cli.track
from app.cli import track_many
from app.jobs.engine import LoadedModel
from main import main
from tests.unit.tracker.inference.models import Brightness

whole = app.cli.track.track_one

def killed(args, path, stop):
    if path.stem == "match":
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(args, path, stop)

app.cli.track.track_one = killed
app.cli.track.load = lambda *_: LoadedModel(Brightness(), "cpu", "bright", "0" * 64, 0.6)
track_many._devices = lambda args: ["cpu", "cpu:0"]
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_process_that_dies_does_not_hold_up_the_others(
    match: Path, other: Path, tmp_path: Path, project_root: Path
) -> None:
    script = tmp_path / "killed.py"
    script.write_text(KILLED)
    argv = ["track", str(match), str(other), "--out-dir", str(tmp_path / "season")]
    ended = subprocess.run(
        [sys.executable, str(script), *argv],
        cwd=project_root,
        env={**os.environ, "PYTHONPATH": str(project_root), "OMP_NUM_THREADS": "1"},
        check=False,
        capture_output=True,
        text=True,
        timeout=100,  # it would wait for ever
    )
    assert ended.returncode == 2, ended.stderr
    rows = {line.split()[0]: line.split()[1:] for line in ended.stdout.splitlines()[1:]}
    assert rows["match.mp4"] == ["failed"]
    assert rows["other.mp4"][:2] == ["20", "20"]
    assert "match.mp4: its process ended unexpectedly" in ended.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")
def test_a_request_to_end_reaches_every_process(
    match: Path, other: Path, tmp_path: Path, project_root: Path
) -> None:
    script = tmp_path / "terminated.py"
    script.write_text(TERMINATED)
    season = tmp_path / "season"
    argv = ["track", str(match), str(other), "--out-dir", str(season), "--batch-size", "1"]
    ended = subprocess.run(
        [sys.executable, str(script), *argv, "--progress"],
        cwd=project_root,
        env={**os.environ, "PYTHONPATH": str(project_root), "OMP_NUM_THREADS": "1"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 143, ended.stderr
    rows = [line.split() for line in ended.stdout.splitlines()[1:]]
    assert ["match.mp4", "stopped"] in rows
    assert not (season / "match.csv").exists()
    assert "Traceback" not in ended.stderr
    assert "%|" not in ended.stderr, "bars of several processes would overwrite one another"


def test_every_device_has_a_process_of_its_own(
    match: Path,
    other: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from tests.small_model import small_model

    weights = str(small_model(tmp_path / "small.safetensors"))
    monkeypatch.setattr(track_many, "_devices", lambda args: ["cpu", "cpu:0"])
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    missing = str(tmp_path / "missing.mp4")
    options = ["--weights", weights, "--runtime", "torch", "--out-dir", str(tmp_path / "season")]
    assert main(["track", str(match), missing, str(other), *options]) == 2
    out = capsys.readouterr().out
    assert sorted(line.split()[0] for line in out.splitlines()[1:]) == [
        "match.mp4", "missing.mp4", "other.mp4",
    ]  # fmt: skip
    for name, frames in (("match", FRAMES), ("other", 20)):
        with Project.open(tmp_path / "season" / f"{name}.rally") as project:
            run = project.latest_run()
            assert run is not None
            assert run.finished is not None
            assert run.frame_count == frames
