"""Where files are proposed to be written, and what a match is called after its file."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app import paths


def test_files_are_proposed_where_they_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    video, documents = tmp_path / "server" / "cup.mp4", tmp_path / "documents"
    video.parent.mkdir()
    monkeypatch.setattr(paths, "user_documents_path", lambda: documents)
    assert paths.place_for("cup_ball.csv", video) == video.with_name("cup_ball.csv")
    monkeypatch.setattr(os, "access", lambda path, mode: path != video.parent)
    assert paths.place_for("cup_ball.csv", video) == Path.home() / "cup_ball.csv"
    documents.mkdir()
    assert paths.place_for("cup_ball.csv", video) == documents / "cup_ball.csv"


def test_a_match_is_called_as_its_video(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RALLYMARK_HOME", str(tmp_path))
    apart = paths.own_project(Path("/server/final-2.mp4"), "082a5573" * 8)
    assert apart.name == "final-2-082a5573.rally"
    assert paths.match_name(apart) == "final-2"
    assert paths.match_name(Path("/server/final-20251123.rally")) == "final-20251123"
    assert paths.match_name(apart.with_name("moved.rally")) == "moved"


def test_the_own_project_of_a_long_name_has_room_for_the_files_beside_it(tmp_path: Path) -> None:
    apart = paths.own_project(Path(f"/server/{'球' * 83}.mp4"), "082a5573" * 8)
    (tmp_path / f"{apart.name}-heatmaps-journal").touch()
    assert apart.name.startswith("球球")
    assert apart.name.endswith("球-082a5573.rally")
