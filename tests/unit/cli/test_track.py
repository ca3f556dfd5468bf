"""Pre-labelling on the command line, into a file, into a project, and stopped half-way."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from torch import Tensor

from annotation.edits import place
from annotation.formats import read_labels
from annotation.marks import Source
from annotation.project import Project
from app.jobs.engine import LoadedModel
from main import main
from tests.unit.cli.conftest import FRAMES, RATE, SIZE, positions
from tests.unit.tracker.clips import ball_picture, write_video
from tests.unit.tracker.inference.models import Brightness
from tracker.errors import Cancelled
from tracker.video import packets


def test_every_frame_is_labelled_where_its_ball_is(
    match: Path, bright: LoadedModel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "labels.csv"
    assert main(["track", str(match), "-o", str(output)]) == 0
    labels = read_labels(output, SIZE, FRAMES)
    assert labels.frame.tolist() == list(range(FRAMES))
    assert np.hypot(*(np.stack((labels.x, labels.y)) - np.transpose(positions()))).max() < 1.0
    assert set(labels.source.tolist()) == {Source.MODEL.code}
    assert labels.time == pytest.approx(np.arange(FRAMES) / RATE)
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{FRAMES} frames in " in err
    assert "frames/s) with bright on cpu" in err
    assert f"{FRAMES} of {FRAMES} frames have an answer, {FRAMES} show the ball." in err
    assert "%" not in err  # no progress bar where stderr is no terminal


def test_progress_can_be_asked_for(
    match: Path, bright: LoadedModel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["track", str(match), "-o", str(tmp_path / "l.csv"), "--progress"]) == 0
    assert f"match.mp4: 100%|██████████| {FRAMES}/{FRAMES}" in capsys.readouterr().err


def test_the_strict_format_has_four_columns_of_integers(
    match: Path, bright: LoadedModel, tmp_path: Path
) -> None:
    output = tmp_path / "labels.csv"
    assert main(["track", str(match), "-o", str(output), "--format", "tracknetv2"]) == 0
    lines = output.read_text().splitlines()
    x, y = positions()[7]
    assert lines[0] == "Frame,Visibility,X,Y"
    frame, visibility, *place = (int(cell) for cell in lines[8].split(","))
    assert (frame, visibility) == (7, 1)
    assert place == [pytest.approx(x, abs=1), pytest.approx(y, abs=1)]


def test_the_threshold_decides_what_is_a_ball(
    match: Path, bright: LoadedModel, tmp_path: Path
) -> None:
    output, project = tmp_path / "labels.csv", tmp_path / "match.rally"
    argv = ["track", str(match), "-o", str(output), "--project", str(project)]
    assert main([*argv, "--threshold", "0.999"]) == 0
    assert not read_labels(output, SIZE).has_ball.any()
    with Project.open(project) as opened:
        assert opened.load_track().threshold == 0.999


def test_a_project_remembers_whether_the_path_decides(
    match: Path, bright: LoadedModel, tmp_path: Path
) -> None:
    argv = ["track", str(match), "--project", str(tmp_path / "match.rally")]
    for options, follows in ((["--no-path"], False), ([], False), (["--path"], True)):
        assert main([*argv, *options]) == 0
        with Project.open(tmp_path / "match.rally") as project:
            assert project.follows_path is follows


def test_a_project_keeps_the_run_and_the_marks_of_a_person(
    match: Path, bright: LoadedModel, tmp_path: Path
) -> None:
    output, path = tmp_path / "labels.csv", tmp_path / "match.rally"
    assert main(["track", str(match), "--project", str(path)]) == 0
    with Project.open(path) as project:
        run = project.latest_run()
        assert run is not None
        assert (run.model_name, run.weights_hash, run.finished is None) == (
            bright.name,
            bright.sha256,
            False,
        )
        assert project.video_path == match
        project.apply(place(project.load_track(), 5, 1.25, 2.5))
    assert main(["track", str(match), "--project", str(path), "-o", str(output)]) == 0
    labels = read_labels(output, SIZE, FRAMES)
    assert (labels.x[5], labels.y[5], labels.source[5]) == (1.25, 2.5, Source.HUMAN.code)
    assert labels.x[6] == pytest.approx(positions()[6][0], abs=1)


class InterruptsItself(Brightness):
    """Presses Ctrl+C while it computes batch number `at`."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.at = at

    def forward(self, frames: Tensor) -> Tensor:
        if len(self.batches) == self.at:
            os.kill(os.getpid(), signal.SIGINT)
        return super().forward(frames)


# By the tenth batch the queues between the stages are full, so that some answers have got through.
@pytest.mark.parametrize("network", [InterruptsItself(10)])
def test_ctrl_c_leaves_a_project_that_is_resumed(
    network: Brightness,
    match: Path,
    bright: LoadedModel,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    output, path = tmp_path / "labels.csv", tmp_path / "match.rally"
    argv = ["track", str(match), "--project", str(path), "-o", str(output), "--batch-size", "1"]
    assert main(argv) == 130
    assert "stopped; run the same command again" in capsys.readouterr().err
    assert not output.exists()
    with Project.open(path) as project:
        run = project.latest_run()
        assert run is not None
        assert run.finished is None
        done = FRAMES - sum(last - first + 1 for first, last in run.todo_ranges)
    assert 0 < done < FRAMES

    assert main(argv) == 0
    assert f"{done} of {FRAMES} frames are done already" in capsys.readouterr().err
    labels = read_labels(output, SIZE, FRAMES)
    assert labels.has_ball.all()
    assert labels.x == pytest.approx(np.array(positions())[:, 0], abs=1)


@pytest.mark.parametrize("network", [InterruptsItself(3)])
def test_ctrl_c_without_a_project_writes_nothing(
    network: Brightness,
    match: Path,
    bright: LoadedModel,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    output = tmp_path / "labels.csv"
    output.write_text("old")
    assert main(["track", str(match), "-o", str(output), "--batch-size", "1"]) == 130
    assert "nothing was written" in capsys.readouterr().err
    assert output.read_text() == "old"


def test_ctrl_c_stops_while_the_video_is_opened(
    match: Path,
    bright: LoadedModel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    scan = packets.scan_packets

    def interrupted(*args: Any) -> Any:
        os.kill(os.getpid(), signal.SIGINT)
        if args[-1].is_set():  # looked at every few thousand packets, more than the match has
            raise Cancelled("Stopped.")
        return scan(*args)

    monkeypatch.setattr("tracker.video.probe.scan_packets", interrupted)
    argv = ["track", str(match), "-o", str(tmp_path / "l.csv")]
    assert main([*argv, "--project", str(tmp_path / "match.rally")]) == 130
    assert "nothing was written" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["match.mp4"]


def test_refusals_come_before_the_work(
    match: Path,
    truth: Path,
    bright: LoadedModel,
    network: Brightness,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = write_video(
        tmp_path / "other.mp4", 20, size=SIZE, picture=ball_picture, options={"crf": "8"}
    )
    assert main(["track", str(other), "--project", str(tmp_path / "other.rally")]) == 0
    state = (tmp_path / "other.rally").read_bytes()
    capsys.readouterr()
    network.batches.clear()
    video, csv, new = str(match), str(tmp_path / "labels.csv"), str(tmp_path / "a.rally")
    for argv, words in (
        ([video], "Nothing to write"),
        ([video, "-o", video], "also an input"),
        ([video, "-o", csv, "--project", video], "also an input"),
        ([video, "-o", str(tmp_path / "other.rally")], "the name of a project"),
        ([video, "-o", str(tmp_path / "new.rally")], "the name of a project"),
        ([video, "-o", new, "--project", new], "also an input"),
        ([video, "--project", str(tmp_path / "a.csv")], "ends in .rally, not as a.csv"),
        ([video, "-o", csv, "--format", "blurball"], "can only be read"),
        ([video, "-o", csv, "--format", "yolo"], "no label format 'yolo'"),
        ([str(tmp_path / "none.mp4"), "-o", csv], "none.mp4"),
        ([str(truth), "-o", csv], "truth.csv"),
        ([video, "-o", csv, "--project", str(tmp_path / "other.rally")], "another video"),
        ([video, "-o", csv, "--project", str(truth)], "truth.csv"),
    ):
        assert main(["track", *argv]) == 2, argv
        out, err = capsys.readouterr()
        assert out == ""
        assert words in err, argv
        assert err.count("\n") == 1, err
    assert network.batches == []
    assert not Path(csv).exists()
    assert (tmp_path / "other.rally").read_bytes() == state
    assert truth.read_text().startswith("Frame,")


def test_a_file_that_is_cut_off_is_told(
    project_root: Path, bright: LoadedModel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its labels would else be taken for those of all the rally."""
    video, output = tmp_path / "rally.mp4", str(tmp_path / "labels.csv")
    video.write_bytes((project_root / "resources" / "demo" / "rally.mp4").read_bytes()[:100_000])
    assert main(["track", str(video), "-o", output]) == 0
    frames = len(Path(output).read_text().splitlines()) - 1
    assert 0 < frames < 180
    told = f"rally.mp4 is damaged or cut off; it has {frames} frames that can be read."
    assert told in capsys.readouterr().err
