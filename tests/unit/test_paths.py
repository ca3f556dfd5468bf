"""Where files are proposed to be written."""

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
