"""Two places of one video are read in turn without starting over."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.playback.two_readers import TwoReaders
from tests.unit.tracker.clips import number_in, watch_starts, write_video
from tracker.video import open_video


def test_going_ahead_and_behind_seeks_once_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = {"g": "20", "bf": "0", "sc_threshold": "0"}
    video = open_video(write_video(tmp_path / "a.mp4", 80, options=options))
    starts = watch_starts(monkeypatch)
    reader = TwoReaders(video)
    for frame in (45, 46, 30, 47, 31, 48, 32, 44):
        assert number_in(reader.read(frame)) == frame
    assert starts == [40, 20]
    assert reader.distance(49) < 3
    assert reader.distance(33) < 3
    assert reader.defer_model(33)().shape == (288, 512, 3)
    assert starts == [40, 20]
    reader.close()
