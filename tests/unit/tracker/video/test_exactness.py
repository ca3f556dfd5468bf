"""The frame shown is the frame labelled: random access against plain sequential decoding."""

import random
from pathlib import Path

import av
import numpy as np
import pytest

from tests.unit.tracker.clips import decode_in_order, number_in, remux, write_video
from tracker.video import FrameReader, open_video, stream_frames

LONG_GROUPS = {"g": "250", "bf": "3", "preset": "veryfast"}


def jittery_times(frames: int) -> list[int]:
    """Presentation times in milliseconds with gaps as phones and capture programs leave them."""
    gaps = random.Random(3).choices([20, 33, 40, 100], k=frames - 1)
    return [0, *np.cumsum(gaps).tolist()]


def build(kind: str, folder: Path) -> Path:
    match kind:
        case "constant rate mp4":
            return write_video(folder / "a.mp4", 60)
        case "variable rate mp4":
            times = jittery_times(150)
            return write_video(folder / "a.mp4", 150, times=times, options=LONG_GROUPS)
        case "edit list mp4":
            source = write_video(folder / "whole.mp4", 90, options=LONG_GROUPS)
            return remux(source, folder / "a.mp4", shift=-0.9)
        case "mkv that starts late":
            return write_video(folder / "a.mkv", 60, start=2.5, options={"bf": "2", "g": "20"})
        case "B-frames, group of 250":
            return write_video(folder / "a.mp4", 300, options=LONG_GROUPS)
        case "transport stream":
            return write_video(folder / "a.ts", 120, options={"g": "25", "bf": "2"})
        case "transport stream cut in a group":
            options = {"x264-params": "open-gop=1:keyint=20:bframes=3"}
            source = write_video(folder / "whole.ts", 100, options=options)
            return remux(source, folder / "a.ts", skip=range(30))
        case "transport stream whose clock starts anew":
            return set_back(folder, 0.0)
        case "transport stream whose clock is set back":
            return set_back(folder, 2.0)
        case "stretches joined where their times overlap a little":
            return joined(folder, 3, {"g": "25", "bf": "3"})
        case "stretches joined where their times overlap by most of a group":
            return joined(folder, 18, {"g": "25", "bf": "3"})
        case "stretches of open groups joined with a gap":
            return joined(folder, -1, {"x264-params": "open-gop=1:keyint=24:bframes=2"})
        case "stretches of open groups joined at a keyframe":
            params = "open-gop=1:keyint=24:bframes=3:b-pyramid=normal"
            return joined(folder, -1, {"x264-params": params})
        case "program stream":
            options = {"g": "12", "bf": "2"}
            return write_video(folder / "a.mpg", 80, codec="mpeg2video", options=options)
        case "webm":
            options = {"deadline": "realtime", "cpu-used": "8"}
            return write_video(folder / "a.webm", 40, codec="libvpx-vp9", options=options)
        case "webm with hidden pictures":
            options = {"auto-alt-ref": "1", "lag-in-frames": "16"}
            return write_video(folder / "a.webm", 40, codec="libvpx", options=options)
        case "avi":
            return write_video(folder / "a.avi", 60, codec="mpeg4")
        case "avi without presentation times":
            return write_video(folder / "a.avi", 60, options=LONG_GROUPS)
        case "mov with sound":
            return write_video(folder / "a.mov", 50, sound=True, options={"bf": "2", "g": "10"})
    raise AssertionError(kind)


def set_back(folder: Path, start: float) -> Path:
    """Four seconds, and two more timed from `start` on: two recordings in one file."""
    options = {"g": "25", "bf": "2"}
    parts = [write_video(folder / "first.ts", 100, options=options)]
    parts.append(write_video(folder / "second.ts", 50, options=options, start=start))
    path = folder / "a.ts"
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    return path


def joined(folder: Path, overlap: int, options: dict[str, str]) -> Path:
    """Two stretches of packets joined without decoding them, as editors that lose nothing do: the
    first cut between a picture and those shown before it, the second from a keyframe on. Times of
    the second begin `overlap` packets before the first one's end, and muxers move them on until
    they are in order."""
    source = write_video(folder / "whole.mp4", 120, options=options)
    with av.open(str(source)) as reader, av.open(str(folder / "a.mp4"), "w") as writer:
        stream = reader.streams.video[0]
        copy = writer.add_stream_from_template(stream)
        packets = [packet for packet in reader.demux(stream) if packet.size]
        pts = [packet.pts for packet in packets]
        end = next(at for at in range(45, 60) if pts[at - 1] > pts[at])
        start = next(at for at in range(70, 120) if packets[at].is_keyframe)
        shift, then = packets[end - overlap].dts - packets[start].dts, packets[0].dts - 1
        for at in (*range(end), *range(start, len(packets))):
            packet, later = packets[at], shift if at >= start else 0
            packet.dts = then = max(packet.dts + later, then + 1)
            packet.pts = max(packet.pts + later, then)
            packet.stream = copy
            writer.mux(packet)
    return folder / "a.mp4"


KINDS = [
    "constant rate mp4",
    "variable rate mp4",
    "edit list mp4",
    "mkv that starts late",
    "B-frames, group of 250",
    "transport stream",
    "transport stream cut in a group",
    "transport stream whose clock starts anew",
    "transport stream whose clock is set back",
    "stretches joined where their times overlap a little",
    "stretches joined where their times overlap by most of a group",
    "stretches of open groups joined with a gap",
    "stretches of open groups joined at a keyframe",
    "program stream",
    "webm",
    "webm with hidden pictures",
    "avi",
    "avi without presentation times",
    "mov with sound",
]


def visiting_order(count: int) -> list[int]:
    """First group, end, random jumps, then backwards step by step."""
    jumps = random.Random(1).choices(range(count), k=30)
    return [0, count - 1, 1, 0, 2, *jumps, *range(count - 1, max(-1, count - 15), -1)]


@pytest.mark.parametrize("kind", KINDS)
def test_random_access_gives_the_pixels_of_sequential_decoding(kind: str, tmp_path: Path) -> None:
    path = build(kind, tmp_path)
    truth = decode_in_order(path)
    video = open_video(path)
    assert video.info.frame_count == len(video.index) == len(truth)
    with FrameReader(video) as reader:
        for frame in visiting_order(len(truth)):
            assert np.array_equal(reader.read(frame), truth[frame]), frame


@pytest.mark.parametrize("kind", KINDS)
def test_stream_gives_every_frame_once_with_the_same_pixels(kind: str, tmp_path: Path) -> None:
    path = build(kind, tmp_path)
    truth = decode_in_order(path)
    video = open_video(path)
    streamed = list(stream_frames(video))
    assert [number for number, _ in streamed] == list(range(len(truth)))
    assert all(np.array_equal(picture, truth[number]) for number, picture in streamed)
    first, last = len(truth) // 3, len(truth) // 2
    part = list(stream_frames(video, first, last))
    assert [number for number, _ in part] == list(range(first, last + 1))
    assert all(np.array_equal(picture, truth[number]) for number, picture in part)


@pytest.mark.parametrize(
    ("kind", "first_shown", "count"),
    [("constant rate mp4", 0, 60), ("edit list mp4", 23, 67), ("B-frames, group of 250", 0, 300)],
)
def test_the_pictures_are_the_ones_that_were_encoded(
    kind: str, first_shown: int, count: int, tmp_path: Path
) -> None:
    video = open_video(build(kind, tmp_path))
    assert video.info.frame_count == count
    with FrameReader(video) as reader:
        for frame in (0, count // 2, count - 1, 1):
            assert number_in(reader.read(frame)) == first_shown + frame


@pytest.mark.parametrize("start", [0.0, 2.0])
def test_time_goes_on_where_the_clock_is_set_back(start: float, tmp_path: Path) -> None:
    video = open_video(set_back(tmp_path, start))
    assert np.allclose(video.index.times(), np.arange(150) / 25)
    assert (video.info.fps, video.info.variable_rate) == (25, False)


def test_frames_with_one_timestamp_stay_two_frames_in_the_order_shown(tmp_path: Path) -> None:
    times = [40 * number for number in range(60)]
    times[30] = times[29]
    source = write_video(tmp_path / "a.mkv", 60, options={"g": "20", "bf": "0"}, times=times)
    video = open_video(source)
    assert video.info.frame_count == 60
    assert video.index.time(29) == video.index.time(30)
    with FrameReader(video) as reader:
        assert [number_in(reader.read(frame)) for frame in (31, 30, 29, 28)] == [31, 30, 29, 28]


@pytest.mark.parametrize(
    "clip",
    [
        "unlabelled/tabletennis_u02.mp4",
        "unlabelled/tennis_u02.mp4",
        "unlabelled/tennis_u05.mp4",
        "unlabelled/volleyball_u01.mp4",
        "labelled/volleyball_15/video.mp4",
        "labelled/badminton_42/video.mp4",
    ],
)
def test_real_clips_agree_with_sequential_decoding(clip: str, shared_folder: Path) -> None:
    path = shared_folder / "data" / clip
    truth = decode_in_order(path)
    video = open_video(path)
    assert video.info.frame_count == len(truth)
    with FrameReader(video) as reader:
        for frame in visiting_order(len(truth)):
            assert np.array_equal(reader.read(frame), truth[frame]), frame


def test_a_real_camera_with_repeated_timestamps(shared_folder: Path) -> None:
    path = shared_folder / "data" / "labelled" / "badminton_47" / "video.mp4"
    labels = path.with_name("labels.csv").read_text().splitlines()
    video = open_video(path)
    assert video.info.frame_count == len(labels) - 1
    streamed = {n: p.copy() for n, p in stream_frames(video, 0, 40) if n < 20 or n == 40}
    with FrameReader(video) as reader:
        for frame in (40, *range(19, -1, -1)):
            assert np.array_equal(reader.read(frame), streamed[frame]), frame
