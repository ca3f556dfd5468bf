from __future__ import annotations

from pathlib import Path

import pytest

from app import preview_cache
from app.cli.parser import run
from tests.unit.tracker.clips import write_video
from tracker.video.proxy import frames_done


@pytest.fixture(autouse=True)
def polite(monkeypatch: pytest.MonkeyPatch, user_home: Path) -> list[int]:
    """The tests' own process must not become slow for good."""
    asked: list[int] = []
    monkeypatch.setattr("os.nice", asked.append, raising=False)
    return asked


def test_previews_are_made_in_the_cache_at_low_priority(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], polite: list[int]
) -> None:
    video = write_video(tmp_path / "match.mp4", frames=9)
    assert run(["previews", str(video)]) == 0
    [folder] = preview_cache.previews_folder().iterdir()
    assert frames_done(folder) == 9
    said = capsys.readouterr().out
    assert str(folder) in said
    assert "9 previews" in said
    assert polite[0] > 0


def test_a_missing_video_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["previews", str(tmp_path / "none.mp4")]) == 2
    assert "no file" in capsys.readouterr().err


def test_the_cache_keeps_its_bound_and_what_was_used_last(user_home: Path) -> None:
    import os

    root = preview_cache.previews_folder()
    for age, name in enumerate(("now", "lately", "long ago")):
        (root / name).mkdir(parents=True)
        (root / name / "pictures").write_bytes(bytes(100))
        os.utime(root / name, (1e9 - age, 1e9 - age))
    preview_cache.trim(keep=root / "long ago", limit_bytes=200)
    assert {folder.name for folder in root.iterdir()} == {"now", "long ago"}
    preview_cache.mark_used(root / "long ago")
    preview_cache.trim(keep=root / "nothing", limit_bytes=100)
    assert {folder.name for folder in root.iterdir()} == {"long ago"}
