from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pytest

from tests.unit.tracker.clips import number_in, write_video
from tracker.errors import VideoError
from tracker.video import (
    FrameReader,
    Video,
    first_picture,
    index_cache,
    open_indexed,
    open_video,
)

FRAMES = 60


@pytest.fixture(autouse=True)
def any_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_cache, "WORTH_FROM", 1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    options = {"g": "20", "bf": "2"}
    return write_video(tmp_path / "match.mp4", frames=FRAMES, start=1.5, options=options)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "indexes"


def read_anew(path: Path, folder: Path) -> bool:
    """Whether opening reads the file, not the index kept of it."""
    asked: list[Path] = []
    open_indexed(path, folder, meanwhile=asked.append)
    return asked == [path]


def test_a_kept_index_is_the_same_index(path: Path, folder: Path) -> None:
    anew = open_indexed(path, folder)
    again = open_indexed(path, folder)
    assert again.info == anew.info == open_video(path).info
    for name in ("pts", "packet", "number", "keyframes"):
        assert np.array_equal(getattr(again.index, name), getattr(anew.index, name))
    assert again.index.time_base == anew.index.time_base
    with FrameReader(again) as reader:
        assert [number_in(reader.read(frame)) for frame in (59, 0, 21, 20)] == [59, 0, 21, 20]


def test_it_is_read_anew_only_the_first_time(path: Path, folder: Path) -> None:
    assert read_anew(path, folder)
    assert not read_anew(path, folder)


def test_a_file_that_changed_is_read_anew(path: Path, folder: Path) -> None:
    open_indexed(path, folder)
    os.utime(path, (1e9, 1e9))
    assert read_anew(path, folder)
    write_video(path, frames=30)
    assert open_indexed(path, folder).info.frame_count == 30


def test_a_moved_file_is_known_by_its_content(path: Path, folder: Path, tmp_path: Path) -> None:
    open_indexed(path, folder)
    moved = Path(shutil.move(path, tmp_path / "moved.mp4"))
    assert not read_anew(moved, folder)
    assert open_indexed(moved, folder).info.path == moved


def test_a_damaged_index_is_none(path: Path, folder: Path) -> None:
    open_indexed(path, folder)
    [file] = folder.iterdir()
    whole = file.read_bytes()
    for damaged in (b"", b"rubbish", whole[: len(whole) // 2]):
        file.write_bytes(damaged)
        assert read_anew(path, folder)
        assert not read_anew(path, folder)


def test_short_videos_leave_nothing(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_cache, "WORTH_FROM", FRAMES + 1)
    open_indexed(path, folder)
    assert not folder.exists()


def test_a_folder_that_cannot_be_written_costs_only_time(path: Path, folder: Path) -> None:
    folder.write_text("in the way")
    assert open_indexed(path, folder).info.frame_count == FRAMES


def test_a_full_disk_is_not_filled_further(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(file: BinaryIO, **_columns: object) -> None:
        file.write(b"as far as there was room")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(index_cache.np, "savez", full)
    assert open_indexed(path, folder).info.frame_count == FRAMES
    assert list(folder.iterdir()) == []


def test_the_folder_keeps_few_files(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_cache, "_MOST_FILES", 2)
    for age in range(4):
        os.utime(path, (1e9 + age, 1e9 + age))
        open_indexed(path, folder)
    assert len(list(folder.iterdir())) == 2


def test_a_missing_video_is_one_sentence(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(VideoError, match="There is no file"):
        open_indexed(tmp_path / "none.mp4", folder)


def test_a_folder_is_one_sentence(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(VideoError, match="is a folder, not a video"):
        open_indexed(tmp_path, folder)
    assert caplog.records == []


def test_the_first_picture_is_frame_0(path: Path) -> None:
    glimpse = first_picture(path)
    assert glimpse is not None
    assert number_in(glimpse.picture) == 0
    with FrameReader(open_video(path)) as reader:
        assert np.array_equal(glimpse.picture, reader.read(0))


def test_no_picture_is_none(tmp_path: Path, path: Path) -> None:
    with pytest.raises(VideoError):
        first_picture(tmp_path / "none.mp4")


def test_a_file_that_grew_while_it_was_read_leaves_no_index(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = write_video(tmp_path / "whole.ts", FRAMES, options={"g": "20"}).read_bytes()
    path = tmp_path / "live.ts"
    path.write_bytes(whole[: len(whole) // 2])

    def read_and_grow(path: Path, *rest: Any) -> Video:
        video = open_video(path, *rest)
        path.write_bytes(whole)
        return video

    with monkeypatch.context() as patched:
        patched.setattr(index_cache, "open_video", read_and_grow)
        assert open_indexed(path, folder).info.frame_count < FRAMES
    assert open_indexed(path, folder).info.frame_count == FRAMES
