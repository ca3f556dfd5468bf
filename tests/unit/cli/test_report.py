"""`rallymark report`: a page from a project, with or without its video."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from annotation.edits import place
from annotation.project import PATH_STATE, Project
from annotation.video_identity import VideoIdentity
from app.cli.projects import open_video
from app.jobs.engine import LoadedModel
from app.recordings import identify
from main import main
from tests.unit.tracker.clips import write_video


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "match.rally"
    identity = VideoIdentity(40, 1280, 720, 1.6, 25.0, 123, "ab" * 32)
    Project.create(path, identity).close()
    return path


def test_the_page_is_written(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "report.html"
    assert main(["report", str(project), "-o", str(output)]) == 0
    assert "match" in output.read_text(encoding="utf-8")
    assert "0 of 40 frames" in capsys.readouterr().err


def test_the_page_tells_of_the_path_where_the_project_follows_it(
    project: Path, tmp_path: Path
) -> None:
    """As the window and the exported labels do."""
    peaks = np.full((40, 2, 3), np.nan, np.float32)
    peaks[:, 0] = np.stack((100 + 8 * np.arange(40), np.full(40, 300), np.full(40, 0.9)), axis=-1)
    peaks[18:22] = np.nan
    with Project.open(project) as opened:
        run = opened.begin_run("v5-small", "ab" * 32, 0.5, 40, {})
        opened.write_predictions(run.id, 0, *np.float64(peaks[:, 0].T), peaks)
        opened.finish_run(run.id)
    pages = []
    for by_path in (True, False):
        with Project.open(project) as opened:
            opened.set_state(PATH_STATE, by_path)
        output = tmp_path / f"{by_path}.html"
        assert main(["report", str(project), "-o", str(output)]) == 0
        pages.append(output.read_text(encoding="utf-8").replace(output.stem, ""))
    assert pages[0] != pages[1]


def test_speeds_of_an_anamorphic_video_are_those_in_its_true_shape(tmp_path: Path) -> None:
    video, project = tmp_path / "pal.mp4", tmp_path / "pal.rally"
    write_video(video, 10, size=(180, 144), pixel_aspect=Fraction(64, 45))
    with Project.create(project, identify(open_video(video)), video) as opened:
        for frame in range(10):
            opened.apply(place(opened.load_track(), frame, 20.0 + 9 * frame, 50.0))
    output = tmp_path / "report.html"
    assert main(["report", str(project), "-o", str(output)]) == 0
    page = output.read_text(encoding="utf-8")
    assert "180×144, shown as 256×144" in page
    assert "<b>12.8 px</b>" in page


def test_a_project_is_not_written_over(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = project.read_bytes()
    assert main(["report", str(project), "-o", str(project)]) == 2
    assert project.read_bytes() == before
    assert "also an input" in capsys.readouterr().err


def test_a_file_that_is_no_project_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.rally").write_text("hello")
    assert main(["report", str(tmp_path / "notes.rally"), "-o", str(tmp_path / "r.html")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert not (tmp_path / "r.html").exists()


@pytest.mark.parametrize(
    ("options", "system", "title"),
    [
        ([], "C.UTF-8", "Label report"),
        ([], "zh_CN.UTF-8", "标注报告"),
        (["--language", "zh"], "C.UTF-8", "标注报告"),
        (["--language", "en"], "zh_CN.UTF-8", "Label report"),
    ],
)
def test_the_page_is_in_the_language_of_the_system_or_the_one_asked_for(
    options: list[str],
    system: str,
    title: str,
    project: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", system)
    output = tmp_path / "report.html"
    assert main(["report", str(project), "-o", str(output), *options]) == 0
    page = output.read_text(encoding="utf-8")
    assert title in page
    assert ("Coverage" in page) == (title == "Label report")


def test_another_language_needs_no_qt(project: Path, tmp_path: Path, project_root: Path) -> None:
    code = (
        "import sys; sys.modules['PySide6'] = None\n"
        "from main import main; sys.exit(main(sys.argv[1:]))"
    )
    argv = ["report", str(project), "-o", str(tmp_path / "report.html"), "--language", "zh"]
    subprocess.run([sys.executable, "-c", code, *argv], check=True, cwd=project_root, timeout=60)
    assert "标注报告" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_times_are_those_of_the_video_where_it_is_at_hand(
    match: Path, bright: LoadedModel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project, output = tmp_path / "match.rally", tmp_path / "report.html"
    assert main(["track", str(match), "--project", str(project)]) == 0
    assert main(["report", str(project), "-o", str(output)]) == 0
    assert "mean frame rate" not in output.read_text(encoding="utf-8")
    match.unlink()
    capsys.readouterr()
    assert main(["report", str(project), "-o", str(output)]) == 0
    assert "mean frame rate" in output.read_text(encoding="utf-8")
    assert "so times follow from the mean frame rate" in capsys.readouterr().err
