"""`rallymark report`: a page from a project, with or without its video."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from annotation.project import PATH_STATE, Project
from annotation.video_identity import VideoIdentity
from main import main


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
