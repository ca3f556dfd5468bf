"""Fixtures shared by the tests of the engine."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.tracker.clips import write_video

MakeVideo = Callable[..., Path]


@pytest.fixture
def make_video(tmp_path: Path) -> MakeVideo:
    """`make_video(name, **options of write_video)` → path in the test's own folder."""

    def make(name: str = "rally.mp4", **options: object) -> Path:
        return write_video(tmp_path / name, **options)  # type: ignore[arg-type]

    return make
