"""A small video's identity and a fresh project of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotation.project import Project
from annotation.video_identity import VideoIdentity


@pytest.fixture
def identity() -> VideoIdentity:
    return VideoIdentity(
        frame_count=40,
        width=1280,
        height=720,
        duration=40 / 30,
        fps=30.0,
        size_bytes=12345,
        sha256_of_samples="ab" * 32,
    )


@pytest.fixture
def project(tmp_path: Path, identity: VideoIdentity) -> Iterator[Project]:
    with Project.create(tmp_path / "match.rally", identity) as opened:
        yield opened
