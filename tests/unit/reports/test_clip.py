"""An annotated clip is whole or not there, and so is nothing else of ours in its folder."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotation.track import BallTrack
from app.reports.clip import ClipOrder, write_clip
from tests.unit.tracker.clips import write_video
from tracker.video import open_video

EXPORT = """
import os, signal, sys
from pathlib import Path
from annotation.track import BallTrack
from app.reports.clip import ClipOrder, write_clip
from tracker.video import open_video
video = open_video(Path(sys.argv[1]))
order = ClipOrder(Path(sys.argv[2]), 0, 119, trail_length=0)
kill = lambda share: share > 0.9 and os.kill(os.getpid(), signal.SIGKILL)
write_clip(video, BallTrack(120), order, kill)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="has no SIGKILL")
def test_what_a_killed_export_left_goes_with_the_next(tmp_path: Path) -> None:
    source, folder = write_video(tmp_path / "match.mp4", 120), tmp_path / "clips"
    folder.mkdir()
    command = [sys.executable, "-c", EXPORT, str(source), str(folder / "one.mp4")]
    killed = subprocess.run(command, check=False, timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert [path.suffix for path in folder.iterdir()] == [".new"]
    order = ClipOrder(folder / "two.mp4", 3, 7, trail_length=0)
    assert write_clip(open_video(source), BallTrack(120), order) == 5
    assert [path.name for path in folder.iterdir()] == ["two.mp4"]
