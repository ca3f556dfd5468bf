from __future__ import annotations

import threading
from pathlib import Path

import pytest

from tests.unit.tracker.clips import number_in, write_video
from tracker.errors import Cancelled, VideoError
from tracker.file_lock import try_lock
from tracker.video import Video, open_video
from tracker.video.proxy import (
    ENDS,
    LOCK,
    PICTURES,
    ProxyReader,
    frames_done,
    move_proxy,
    pays_off,
    proxy_size,
    write_proxy,
)

FRAMES = 70


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Video:
    path = tmp_path_factory.mktemp("proxy") / "rally.mp4"
    return open_video(write_video(path, frames=FRAMES, options={"g": "50", "bf": "2"}))


def numbers(folder: Path) -> list[int]:
    with ProxyReader(folder) as reader:
        reader.refresh()
        pictures = [reader.read(frame) for frame in range(len(reader))]
        assert reader.read(len(reader)) is None
    return [-1 if picture is None else number_in(picture) for picture in pictures]


def test_every_frame_has_the_small_picture_of_its_own_number(video: Video, tmp_path: Path) -> None:
    told: list[float] = []
    write_proxy(video, tmp_path / "cache", told.append)
    assert numbers(tmp_path / "cache") == list(range(FRAMES))
    assert told == sorted(told)


def test_those_of_the_first_frames_go_on_elsewhere(video: Video, tmp_path: Path) -> None:
    """A recording that has grown has another folder."""
    before, after = tmp_path / "before", tmp_path / "after"
    move_proxy(before, after, 40)
    assert not after.exists()
    write_proxy(video, before)
    with (before / LOCK).open("ab") as lock:
        assert try_lock(lock)
        move_proxy(before, after, 40)
        assert not after.exists(), "somebody makes them"
    move_proxy(before, after, 40)
    assert numbers(after) == list(range(40))
    assert not before.exists()
    write_proxy(video, after)
    assert numbers(after) == list(range(FRAMES))
    before.mkdir()
    move_proxy(before, after, 40)
    assert frames_done(after) == FRAMES, "it has its own"


def test_making_them_is_stopped_and_resumed(video: Video, tmp_path: Path) -> None:
    stop = threading.Event()

    def stop_soon(share: float) -> None:
        if share > 0.4:
            stop.set()

    with pytest.raises(Cancelled):
        write_proxy(video, tmp_path, stop_soon, stop)
    done = frames_done(tmp_path)
    assert 0 < done < FRAMES
    assert numbers(tmp_path) == list(range(done))
    write_proxy(video, tmp_path)
    assert numbers(tmp_path) == list(range(FRAMES))


def test_two_writers_take_turns(video: Video, tmp_path: Path) -> None:
    under_way, go_on, stop = threading.Event(), threading.Event(), threading.Event()
    told: list[float] = []

    def hold(share: float) -> None:
        under_way.set()
        go_on.wait(30)

    def look(share: float) -> None:
        told.append(share)
        stop.set()

    first = threading.Thread(target=write_proxy, args=(video, tmp_path, hold))
    first.start()
    try:
        assert under_way.wait(30)
        with pytest.raises(Cancelled):
            write_proxy(video, tmp_path, look, stop)
        assert told == [frames_done(tmp_path) / FRAMES]
        second = threading.Thread(target=write_proxy, args=(video, tmp_path))
        second.start()
    finally:
        go_on.set()
        first.join()
    second.join()
    assert numbers(tmp_path) == list(range(FRAMES))
    assert (tmp_path / ENDS).stat().st_size == 8 * FRAMES


def test_what_broke_off_in_the_middle_of_a_record_is_made_again(
    video: Video, tmp_path: Path
) -> None:
    write_proxy(video, tmp_path)
    whole = (tmp_path / PICTURES).read_bytes()
    (tmp_path / PICTURES).write_bytes(whole[: len(whole) // 2])
    with (tmp_path / ENDS).open("ab") as ends:
        ends.write(b"\x01\x02\x03")
    assert 0 < frames_done(tmp_path) < FRAMES
    write_proxy(video, tmp_path)
    assert numbers(tmp_path) == list(range(FRAMES))


def test_the_picture_of_another_frame_is_none(video: Video, tmp_path: Path) -> None:
    write_proxy(video, tmp_path)
    data = bytearray((tmp_path / PICTURES).read_bytes())
    data[0] = 9
    (tmp_path / PICTURES).write_bytes(data)
    assert numbers(tmp_path)[:2] == [-1, 1]


def test_a_cache_deleted_while_in_use_has_no_pictures(video: Video, tmp_path: Path) -> None:
    write_proxy(video, tmp_path)
    reader = ProxyReader(tmp_path)
    reader.refresh()
    for file in tmp_path.iterdir():
        file.unlink()
    assert reader.read(3) is None
    assert len(reader) == 0


def test_a_folder_that_cannot_be_is_one_sentence(video: Video, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(VideoError, match="Previews cannot be written"):
        write_proxy(video, tmp_path / "file" / "cache")


def test_only_long_groups_of_large_pictures_are_worth_it(tmp_path: Path) -> None:
    def worth(gop: int, size: tuple[int, int]) -> bool:
        path = tmp_path / f"{gop}.mp4"
        options = {"g": str(gop), "preset": "ultrafast", "sc_threshold": "0"}
        return pays_off(open_video(write_video(path, frames=gop, size=size, options=options)))

    assert worth(120, (1280, 720))
    assert not worth(12, (1280, 720))
    assert not worth(120, (128, 96))


@pytest.mark.parametrize(
    ("size", "small"),
    [((1920, 1080), (320, 180)), ((720, 1280), (180, 320)), ((128, 96), (128, 96))],
)
def test_small_pictures_keep_their_shape(size: tuple[int, int], small: tuple[int, int]) -> None:
    assert proxy_size(*size) == small
