"""The rallies of a project on the command line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from annotation.edits import accept_range
from annotation.event_edits import decide
from annotation.events import Event
from annotation.project import Project
from annotation.segments import SegmentKind, exclude
from app.cli.projects import open_video
from app.recordings import identify
from main import main
from tests.unit.tracker.clips import write_video

FRAMES = 200


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two flights, of two and of one and a half seconds."""
    video = write_video(tmp_path / "match.mp4", FRAMES, size=(256, 144))
    path = tmp_path / "match.rally"
    steps = np.zeros(FRAMES)
    steps[25:50], steps[50:75], steps[130:168] = 4.0, -4.0, 4.0
    x = 60 + np.cumsum(steps)
    peaks = np.stack((x, np.full(FRAMES, 70.0), np.full(FRAMES, 0.9)), axis=-1)[:, None]
    with Project.create(path, identify(open_video(video)), video) as opened:
        run = opened.begin_run("model", "weights", 0.5, FRAMES, {"stride": 3})
        opened.write_predictions(run.id, 0, *peaks[:, 0].T, peaks)
        opened.finish_run(run.id)
    return path


def table(text: str) -> list[list[float]]:
    return [[float(cell) for cell in line.split(",")] for line in text.splitlines()[1:]]


def test_they_are_listed_with_their_hits(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rallies", str(project)]) == 0
    out, err = capsys.readouterr()
    assert "standard output: 2 rallies." in err
    first, second = table(out)
    assert (first[1], first[2]) == pytest.approx((25, 75), abs=3)
    assert (second[1], second[2]) == pytest.approx((130, 168), abs=3)
    assert first[3] == pytest.approx(first[1] / 25)
    before = first[5]

    with Project.open(project) as opened:
        track = opened.load_track(by_path=True)
        opened.apply(decide({}, 33, Event.HIT))
        opened.apply(accept_range(track, int(first[1]), int(first[2])))
        opened.apply(exclude(opened.segments(), 120, 180, FRAMES, SegmentKind.REPLAY))
    output = tmp_path / "rallies.csv"
    assert main(["rallies", str(project), "-o", str(output)]) == 0
    (only,) = table(output.read_text())
    assert only[5:] == [before + 1, 1.0]
    assert f"{output}: 1 rally." in capsys.readouterr().err


def test_without_the_video_times_are_rough(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project.with_name("match.mp4").unlink()
    assert main(["rallies", str(project)]) == 0
    out, err = capsys.readouterr()
    assert "times follow from the mean frame rate" in err
    assert len(table(out)) == 2


def test_the_project_is_not_written_over(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rallies", str(project), "-o", str(project)]) == 2
    assert "match.rally" in capsys.readouterr().err
