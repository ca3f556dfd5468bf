"""The demo without a display does the whole job; with one it opens the window on its own copy."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import cv2
import pytest

from annotation.formats import read_labels
from app.demo_rally import demo_video, shipped_rally
from app.jobs.engine import LoadedModel
from main import main
from tracker.video import open_video


@pytest.fixture
def short_rally(monkeypatch: pytest.MonkeyPatch, match: Path, truth: Path) -> None:
    """The match whose every ball is known, in place of the demo rally: six seconds are long."""
    monkeypatch.setattr("app.cli.demo.shipped_rally", lambda: (match, truth))


def test_without_a_display_it_labels_draws_and_evaluates(
    short_rally: None,
    bright: LoadedModel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["demo"]) == 0
    out, err = capsys.readouterr()
    assert "there is no display here" in err
    assert "F1            1.0000" in out
    assert "(bright, threshold 0.6)" in out
    folder = tmp_path / "rallymark-demo"
    assert sorted(path.name for path in folder.iterdir()) == ["labels.csv", "rally.png"]
    assert read_labels(folder / "labels.csv").has_ball.all()
    assert cv2.imread(str(folder / "rally.png")).shape[1] == 256


def test_headless_can_be_asked_for_and_put_elsewhere(
    short_rally: None, bright: LoadedModel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "new" / "folder"
    assert main(["demo", "--headless", "--out-dir", str(folder)]) == 0
    assert "no display" not in capsys.readouterr().err
    assert (folder / "rally.png").is_file()


def test_labels_from_elsewhere_are_not_replaced(
    short_rally: None, bright: LoadedModel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "labels.csv").write_text("by hand")
    assert main(["demo", "--headless", "--out-dir", str(tmp_path)]) == 2
    assert "labels.csv is there already" in capsys.readouterr().err
    assert (tmp_path / "labels.csv").read_text() == "by hand"
    assert not (tmp_path / "rally.png").exists()


def test_with_a_display_the_window_opens_on_a_copy(
    monkeypatch: pytest.MonkeyPatch, user_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[tuple[Path | None, bool]] = []

    def run_window(path: Path | None, demo: bool = False) -> int:
        opened.append((path, demo))
        return 0

    window = ModuleType("app.application")
    monkeypatch.setattr(window, "run_window", run_window, raising=False)
    monkeypatch.setitem(sys.modules, "app.application", window)
    monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
    assert main(["demo"]) == 0
    assert opened == [(user_home / "rallymark" / "demo" / "rally.mp4", True)]
    assert main(["demo", "--weights", "v5", "--verifier", "none", "--out-dir", "x"]) == 2
    assert "which does not take --weights, --verifier, --out-dir" in capsys.readouterr().err
    assert len(opened) == 1


def test_the_copy_is_renewed_when_it_is_not_what_ships(user_home: Path) -> None:
    shipped, _ = shipped_rally()
    own = demo_video()
    assert own.read_bytes() == shipped.read_bytes()
    own.write_bytes(b"half a")
    assert demo_video().read_bytes() == shipped.read_bytes()


def test_the_rally_and_its_truth_belong_together() -> None:
    video, truth = shipped_rally()
    info = open_video(video).info
    labels = read_labels(truth, (info.width, info.height), info.frame_count)
    assert len(labels) == info.frame_count
    assert labels.looked.all()


def test_a_place_that_cannot_be_written_is_refused(
    short_rally: None, bright: LoadedModel, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    assert main(["demo", "--headless", "--out-dir", str(tmp_path / "file" / "folder")]) == 2
    assert "file" in capsys.readouterr().err
    assert (tmp_path / "file").read_text() == "in the way"
