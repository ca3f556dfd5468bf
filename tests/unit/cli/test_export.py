"""Exports of a project: whose marks, in which format, and with the frames' times."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from annotation.edits import accept, no_ball, place
from annotation.formats import read_labels
from annotation.project import Project
from annotation.segments import SegmentKind, exclude
from app.cli.training_data import collect
from app.jobs.engine import LoadedModel
from main import main
from tests.unit.cli.conftest import FRAMES, RATE, SIZE
from tests.unit.tracker.clips import write_video


@pytest.fixture
def project(match: Path, bright: LoadedModel, tmp_path: Path) -> Path:
    """Pre-labelled; frame 3 placed, frame 4 without a ball, frame 5 accepted by a person."""
    path = tmp_path / "match.rally"
    assert main(["track", str(match), "--project", str(path)]) == 0
    with Project.open(path) as opened:
        track = opened.load_track()
        for edit in (place(track, 3, 10.5, 20.25), no_ball(track, 4), accept(track, 5)):
            opened.apply(edit)
    return path


@pytest.mark.parametrize(
    ("marks", "frames"),
    [("all", list(range(FRAMES))), ("human", [3, 4]), ("human+verified", [3, 4, 5])],
)
def test_only_the_marks_asked_for(
    marks: str, frames: list[int], project: Path, tmp_path: Path
) -> None:
    output = tmp_path / "labels.csv"
    assert main(["export", str(project), "-o", str(output), "--marks", marks]) == 0
    labels = read_labels(output, SIZE, FRAMES)
    assert labels.frame[labels.looked].tolist() == frames
    assert (labels.x[3], labels.y[3]) == (10.5, 20.25)
    assert labels.visibility[4] == 0
    assert labels.time == pytest.approx(np.arange(FRAMES) / RATE)


def test_replays_are_no_labels(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Project.open(project) as opened:
        opened.apply(exclude(opened.segments(), 3, 6, FRAMES, SegmentKind.REPLAY))
    output = tmp_path / "labels.csv"
    assert main(["export", str(project), "-o", str(output)]) == 0
    assert "4 frames of replays" in capsys.readouterr().err
    labels = read_labels(output, SIZE, FRAMES)
    assert labels.frame[~labels.looked].tolist() == [3, 4, 5, 6]
    assert main(["export", str(project), "-o", str(output), "--with-excluded"]) == 0
    assert read_labels(output, SIZE, FRAMES).looked.all()
    match = collect([project])
    assert len(match[0].labels.frame) == 0


def test_one_frame_is_told_as_one(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Project.open(project) as opened:
        opened.apply(exclude(opened.segments(), 0, 0, FRAMES, SegmentKind.REPLAY))
    capsys.readouterr()
    assert main(["export", str(project), "-o", str(tmp_path / "x.csv"), "--marks", "human"]) == 0
    said = capsys.readouterr().err
    assert "1 frame of replays, close-ups and breaks is left out" in said
    assert f"2 of {FRAMES} frames have an answer, 1 shows the ball." in said


@pytest.mark.parametrize("command", ["export", "report"])
def test_a_dash_is_standard_output(
    command: str,
    project: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    """What is told goes to stderr, and a file of that name is `./-`."""
    monkeypatch.chdir(tmp_path)
    assert main([command, str(project), "-o", "./-"]) == 0
    capfdbinary.readouterr()
    assert main([command, str(project), "-o", "-"]) == 0
    out, err = capfdbinary.readouterr()
    assert out == Path("./-").read_bytes()
    assert b"standard output: " in err


def test_a_pipe_of_another_encoding_gets_utf_8(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(raw, encoding="ascii"))
    assert main(["report", str(project), "-o", "-"]) == 0
    assert "256×144" in raw.getvalue().decode("utf-8")


def test_without_its_video_only_the_times_are_missing(
    project: Path, match: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "labels.csv"
    match.unlink()
    assert main(["export", str(project), "-o", str(output)]) == 0
    assert "Time stays empty" in capsys.readouterr().err
    labels = read_labels(output, SIZE, FRAMES)
    assert np.isnan(labels.time).all()
    assert labels.has_ball.sum() == FRAMES - 1


@pytest.mark.parametrize("damage", ["another video", "no video"])
def test_a_video_that_changed_gives_no_times(
    damage: str, project: Path, match: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    match.write_bytes(b"no film")
    if damage == "another video":
        write_video(match, FRAMES, size=SIZE, rate=RATE)
    assert main(["export", str(project), "-o", str(tmp_path / "labels.csv")]) == 0
    assert "Time stays empty" in capsys.readouterr().err


def test_the_video_is_not_written_over(
    project: Path, match: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = match.read_bytes()
    for command in ("export", "report"):
        assert main([command, str(project), "-o", str(match)]) == 2
        assert match.read_bytes() == before
        assert "also an input" in capsys.readouterr().err


def test_what_is_no_project_is_refused_and_left_alone(
    truth: Path, project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, state = truth.read_text(), project.read_bytes()
    output = tmp_path / "labels.csv"
    for argv, words in (
        ([str(truth), "-o", str(output)], "truth.csv"),
        ([str(tmp_path / "none.rally"), "-o", str(output)], "none.rally"),
        ([str(project), "-o", str(project)], "also an input"),
        ([str(project), "-o", str(tmp_path / "no" / "labels.csv")], "does not exist"),
        ([str(project), "-o", str(output), "--format", "yolo"], "'yolo'; choose from rallymark, t"),
        ([str(project), "-o", str(output), "--format", "blurball"], "can only be read; choose"),
    ):
        assert main(["export", *argv]) == 2
        err = capsys.readouterr().err
        assert words in err
        assert err.count("\n") == 1
    assert not output.exists()
    assert truth.read_text() == text
    assert project.read_bytes() == state


def test_a_project_is_left_as_it_is(project: Path, tmp_path: Path) -> None:
    """Byte for byte, with nothing beside it even meanwhile: it may lie on a read-only disk."""
    own = tmp_path / "read-only"
    own.mkdir()
    path = project.rename(own / project.name)
    before = path.read_bytes(), path.stat().st_mtime_ns, own.stat().st_mtime_ns
    for command, output in (("export", "labels.csv"), ("report", "report.html")):
        assert main([command, str(path), "-o", str(tmp_path / output)]) == 0
    assert len(collect([path])[0].labels.frame) == 3
    assert (path.read_bytes(), path.stat().st_mtime_ns, own.stat().st_mtime_ns) == before
    assert list(own.iterdir()) == [path]
