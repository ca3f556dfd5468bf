"""Files that are the same recording as before, and those that are not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from annotation.edits import no_ball
from annotation.growth import REACH
from annotation.project import Project
from app import preview_cache
from app.recordings import catch_up, heatmaps_key, identify, places_of
from tests.unit.tracker.clips import write_video
from tracker.inference.heatmap_cache import HeatmapReader, HeatmapWriter, cache_path
from tracker.video import open_video
from tracker.video.proxy import frames_done, write_proxy

FRAMES = 240


@pytest.fixture
def whole(tmp_path: Path) -> bytes:
    return write_video(tmp_path / "whole.ts", FRAMES, size=(160, 96)).read_bytes()


@pytest.fixture
def live(tmp_path: Path, whole: bytes) -> Path:
    """The first part of it."""
    path = tmp_path / "live.ts"
    path.write_bytes(whole[: len(whole) // 2 // 188 * 188])
    return path


@pytest.fixture
def project(live: Path) -> Path:
    video = open_video(live)
    path = live.with_suffix(".rally")
    Project.create(path, identify(video), live).close()
    return path


def test_bytes_that_bring_no_picture_change_nothing(live: Path, project: Path) -> None:
    """Half a picture, sound, or what a recorder writes at the end."""
    known = identify(open_video(live))
    live.write_bytes(live.read_bytes() + (b"\x47\x1f\xff\x10" + b"\xff" * 184))
    video = open_video(live)
    identity = identify(video)
    assert identity.frame_count == known.frame_count
    assert not known.matches(identity)
    places = places_of(known, video, identity)
    assert places is not None
    assert places.tolist() == list(range(known.frame_count))
    assert catch_up(project, video, identity) == 0
    Project.open(project, identity).close()


def test_a_project_that_says_nothing_takes_what_stands_in_the_place_of_its_video(
    live: Path, project: Path, tmp_path: Path
) -> None:
    """A recording that was opened when it had a few frames; whose labels would be lost?"""
    write_video(live, 30, size=(160, 96))
    video = open_video(live)
    identity = identify(video)
    elsewhere = write_video(tmp_path / "other.ts", 40, size=(160, 96))
    assert catch_up(project, open_video(elsewhere), identify(open_video(elsewhere))) == 0
    assert catch_up(project, video, identity) == 0
    with Project.open(project, identity) as opened:
        track = opened.load_track()
        assert len(track) == 30
        opened.apply(no_ball(track, 3))
    write_video(live, 60, size=(160, 96), options={"crf": "40"})
    video = open_video(live)
    assert catch_up(project, video, identify(video)) == 0
    with Project.open(project, identity):
        pass


def test_heatmaps_and_previews_stay_as_far_as_the_answers_do(
    live: Path, project: Path, whole: bytes
) -> None:
    known = identify(open_video(live))
    write_proxy(open_video(live), preview_cache.folder_for(known))
    with HeatmapWriter(cache_path(project), heatmaps_key(known), "w") as writer:
        writer.write(0, [b""] * known.frame_count)
    live.write_bytes(whole)
    video = open_video(live)
    identity = identify(video)
    assert catch_up(project, video, identity) == FRAMES - known.frame_count
    HeatmapWriter(cache_path(project), heatmaps_key(identity), "w").close()
    reader = HeatmapReader(cache_path(project))
    there = [reader.heatmap(frame, "w") is not None for frame in range(FRAMES)]
    reader.close()
    kept = np.flatnonzero(there)
    assert frames_done(preview_cache.folder_for(identity)) == len(kept)
    assert not preview_cache.folder_for(known).exists()
    # The last two pictures are shown after some that have come in.
    assert kept.tolist() == list(range(known.frame_count - 2 - REACH))
