import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from tests.unit.tracker.clips import decode_in_order, number_in, watch_starts, write_video
from tests.unit.tracker.conftest import MakeVideo
from tracker.video import FrameReader, open_video, stream_frames
from tracker.video.probe import first_picture


def test_stepping_forward_does_not_seek(
    make_video: MakeVideo, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = open_video(make_video(frames=60, options={"g": "60"}))
    starts = watch_starts(monkeypatch)
    with FrameReader(video) as reader:
        assert [number_in(reader.read(frame)) for frame in range(10, 40)] == list(range(10, 40))
        assert [number_in(reader.read(frame)) for frame in range(39, 9, -1)] == list(
            range(39, 9, -1)
        )
    assert starts == [0]


def test_distance_is_what_has_to_be_decoded(make_video: MakeVideo) -> None:
    options = {"g": "20", "bf": "0", "sc_threshold": "0"}
    with FrameReader(open_video(make_video(frames=80, options=options))) as reader:
        assert [reader.distance(frame) for frame in (0, 19, 20, 45)] == [1, 20, 1, 6]
        reader.read(25)
        assert reader.distance(25) == reader.distance(21) == 0
        assert reader.distance(19) == 20
        assert 1 <= reader.distance(26) < reader.distance(30) <= 5
        assert reader.distance(79) == 20


def test_reading_after_close_reopens(make_video: MakeVideo) -> None:
    reader = FrameReader(open_video(make_video()))
    assert number_in(reader.read(20)) == 20
    reader.close()
    assert number_in(reader.read(21)) == 21
    reader.close()


@pytest.mark.parametrize("frame", [-1, 40])
def test_frames_outside_the_video(frame: int, make_video: MakeVideo) -> None:
    with FrameReader(open_video(make_video())) as reader, pytest.raises(IndexError):
        reader.read(frame)


def test_rotation_is_applied_as_players_do(make_video: MakeVideo) -> None:
    path = make_video(rotation=-90, frames=5)  # stored lying, to be turned clockwise
    stored = decode_in_order(path)[3]
    with FrameReader(open_video(path)) as reader:
        shown, model = reader.read(3), reader.read_model(3)
    assert np.array_equal(shown, np.rot90(stored, -1))
    assert model.shape == (288, 512, 3)
    # The numbered blocks fill the stored top, which is the displayed right.
    assert np.abs(model[::9, 500].astype(int) - shown[:: 128 // 32, 93].astype(int)).mean() < 40


@pytest.mark.parametrize(
    ("turn", "mirrored"),
    [
        ((-1, 0, 0, 1), lambda stored: stored[:, ::-1]),
        ((1, 0, 0, -1), lambda stored: stored[::-1]),
        ((0, 1, 1, 0), lambda stored: stored.transpose(1, 0, 2)),
        ((0, -1, -1, 0), lambda stored: np.rot90(stored[:, ::-1], -1)),
    ],
    ids=["left for right", "upside down", "lying", "lying the other way"],
)
def test_a_front_camera_is_shown_as_players_do(
    turn: tuple[int, ...], mirrored: Callable[..., np.ndarray], make_video: MakeVideo
) -> None:
    path = make_video(frames=5)
    stored = decode_in_order(path)[3]
    upright, one = struct.pack(">5i", 1 << 16, 0, 0, 0, 1 << 16), 1 << 16
    a, b, c, d = (part * one for part in turn)
    content = path.read_bytes()
    at = content.index(upright, content.index(b"tkhd"))
    path.write_bytes(
        content[:at] + struct.pack(">5i", a, b, 0, c, d) + content[at + len(upright) :]
    )
    video = open_video(path)
    with FrameReader(video) as reader:
        shown = reader.read(3)
    assert np.array_equal(shown, mirrored(stored))
    assert (video.info.height, video.info.width) == shown.shape[:2]
    glimpse = first_picture(path)
    assert glimpse is not None
    assert np.array_equal(glimpse.picture, mirrored(decode_in_order(path)[0]))


def test_a_model_input_can_be_made_later_on_another_thread(make_video: MakeVideo) -> None:
    video = open_video(make_video())
    with FrameReader(video) as reader:
        wanted = reader.read_model(3)
        later = reader.defer_model(3)
        reader.read(30)
    with ThreadPoolExecutor(1) as pool:
        assert np.array_equal(pool.submit(later).result(), wanted)


@pytest.mark.parametrize("first", [5, 45])
def test_damage_in_the_middle_shifts_no_numbers(first: int, tmp_path: Path) -> None:
    options = {"g": "20", "bf": "0", "x264-params": "slices=1"}
    path = write_video(tmp_path / "a.mkv", 100, options=options)
    healthy = open_video(path)
    data = bytearray(path.read_bytes())
    with FrameReader(healthy) as reader:
        truth = {frame: reader.read(frame).copy() for frame in range(60, 100)}
    # Wipe the content of three packets, leaving the container whole.
    for packet in _contents(path, range(first, first + 3)):
        at = bytes(data).find(packet)
        assert at > 0
        data[at : at + len(packet)] = b"\xff" * len(packet)
    path.write_bytes(data)
    video = open_video(path)
    assert video.info.frame_count == 100
    assert [number for number, _ in stream_frames(video)] == list(range(100))
    with FrameReader(video) as reader:
        for frame in (first + 1, first, first + 2):
            assert reader.read(frame).shape == (96, 128, 3)
        for frame in (99, 60, 80):
            assert np.array_equal(reader.read(frame), truth[frame])
    for frame, picture in stream_frames(video, 60, 99):
        assert np.array_equal(picture, truth[frame])


def _contents(path: Path, packets: range) -> list[bytes]:
    import av

    with av.open(str(path)) as container:
        return [bytes(p) for n, p in enumerate(container.demux(video=0)) if n in packets]


def test_a_recording_that_goes_on_has_the_frames_it_had_when_it_was_opened(tmp_path: Path) -> None:
    options = {"g": "20", "bf": "2"}
    whole = write_video(tmp_path / "whole.ts", 100, options=options).read_bytes()
    path = tmp_path / "live.ts"
    path.write_bytes(whole[: len(whole) // 2])
    video = open_video(path)
    count = video.info.frame_count
    before = [picture for _, picture in stream_frames(video)]
    path.write_bytes(whole)
    assert [number for number, _ in stream_frames(video)] == list(range(count))
    with FrameReader(video) as reader:
        for frame in (count - 2, 0, count - 3, *range(count - 12, count - 1)):
            assert np.array_equal(reader.read(frame), before[frame]), frame
        reader.read(count - 1)  # the packet that was half written is whole by now
