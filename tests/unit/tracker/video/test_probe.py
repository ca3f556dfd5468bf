import random
import subprocess
import sys
import threading
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from av.stream import Disposition

from tests.unit.tracker.clips import (
    HEIGHT,
    WIDTH,
    number_in,
    numbered_picture,
    remux,
    write_sound,
    write_video,
)
from tests.unit.tracker.conftest import MakeVideo
from tracker.errors import Cancelled, VideoError
from tracker.video import FrameReader, decoder, open_video, stream_frames


def refusal(path: Path) -> str:
    with pytest.raises(VideoError) as caught:
        open_video(path)
    sentence = str(caught.value)
    assert path.name in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def test_describes_a_plain_video(make_video: MakeVideo) -> None:
    info = open_video(make_video(frames=50, rate=25)).info
    assert (info.width, info.height, info.frame_count) == (128, 96, 50)
    assert info.fps == Fraction(25)
    assert info.duration == pytest.approx(2.0)
    assert (info.codec, info.rotation, info.variable_rate) == ("h264", 0, False)


def test_broadcast_rates_stay_exact(make_video: MakeVideo) -> None:
    info = open_video(
        make_video("a.mkv", frames=60, times=[n * 1001 // 30 for n in range(60)])
    ).info
    assert float(info.fps) == pytest.approx(30000 / 1001, rel=2e-3)
    assert not info.variable_rate


def test_a_variable_rate_is_told(make_video: MakeVideo) -> None:
    times = [0, 20, 60, 160, 180, 280, 300, 340, 440, 460]
    info = open_video(make_video(frames=10, times=times)).info
    assert info.variable_rate
    assert float(info.fps) == pytest.approx(9 / 0.46, rel=1e-3)


def test_a_clock_that_was_set_in_between_does_not_slow_the_frames_down(
    make_video: MakeVideo,
) -> None:
    """As a camera's: a pause, or a first packet before the time of day was known."""
    for pause in (60_000, 40_000_000):
        times = [n * 40 + (pause if n >= 5 else 0) for n in range(20)]
        info = open_video(make_video("a.mkv", frames=20, times=times)).info
        assert info.variable_rate
        assert info.fps == 25


def test_a_capture_that_dropped_frames_has_gaps(tmp_path: Path) -> None:
    whole = write_video(tmp_path / "whole.avi", 60, codec="mjpeg")
    video = open_video(remux(whole, tmp_path / "a.avi", skip=(20, 40, 41)))
    assert (video.info.frame_count, video.info.variable_rate) == (57, True)
    assert [video.index.time(frame) for frame in (19, 20)] == pytest.approx([0.76, 0.84])
    assert video.timing.irregular.tolist() == [20, 39]
    assert video.timing.missing_before(39) == 2
    assert not open_video(whole).info.variable_rate


def test_a_slide_show_has_a_rate(make_video: MakeVideo) -> None:
    times = [0, 10_000_000, 20_000_000]
    assert open_video(make_video("a.mkv", frames=3, times=times)).info.fps > 0


def test_size_is_of_the_picture_as_displayed(make_video: MakeVideo) -> None:
    info = open_video(make_video(rotation=-90, frames=5)).info
    assert (info.width, info.height, info.rotation) == (96, 128, 270)


def test_progress_and_cancel(make_video: MakeVideo) -> None:
    path = make_video(frames=600, options={"preset": "ultrafast"})
    seen: list[float] = []
    open_video(path, progress=seen.append)
    assert seen
    assert all(0.0 <= fraction <= 1.0 for fraction in seen)
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        open_video(path, stop=stop)


def test_a_missing_file(tmp_path: Path) -> None:
    assert "no file" in refusal(tmp_path / "gone.mp4")


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "match.mp4").mkdir()
    assert "folder" in refusal(tmp_path / "match.mp4")


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    assert "empty" in refusal(tmp_path / "a.mp4")


@pytest.mark.parametrize("text", ["Dear diary,\n" * 400, "#EXTM3U\n#EXTINF:1,\nhttp://x/1.ts\n"])
def test_text_renamed_to_video(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_text(text)
    assert "not a video" in refusal(tmp_path / "a.mp4")


def test_sound_only(tmp_path: Path) -> None:
    assert "only sound" in refusal(write_sound(tmp_path / "a.mp4"))


def test_no_frames(make_video: MakeVideo, tmp_path: Path) -> None:
    source = make_video("whole.mkv", frames=12)
    assert refusal(remux(source, tmp_path / "a.mkv", skip=range(12)))


def test_a_picture_of_16_pixels(make_video: MakeVideo) -> None:
    sentence = refusal(make_video(size=(16, 16), frames=3, codec="mpeg4"))
    assert "16×16" in sentence


def test_an_mp4_cut_off_before_its_index(make_video: MakeVideo, tmp_path: Path) -> None:
    whole = make_video("whole.mp4").read_bytes()
    (tmp_path / "a.mp4").write_bytes(whole[: len(whole) // 2])
    assert "cut off" in refusal(tmp_path / "a.mp4")


def test_a_truncated_stream_opens_up_to_its_last_picture(tmp_path: Path) -> None:
    whole = write_video(tmp_path / "whole.ts", 100, options={"g": "25", "bf": "0"})
    data = whole.read_bytes()
    (tmp_path / "a.ts").write_bytes(data[: len(data) * 7 // 10])
    assert 40 < open_video(tmp_path / "a.ts").info.frame_count < 100


def test_a_truncated_mp4_with_its_index_in_front(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    write_video(path, 100, options={"g": "25", "bf": "0"}, faststart=True)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 7 // 10])
    assert 40 < open_video(path).info.frame_count < 100


@pytest.mark.parametrize("processors", [1, 2, 5])
def test_a_truncated_mp4_has_as_many_frames_on_every_machine(
    processors: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.mp4"
    write_video(path, 100, options={"g": "25", "bf": "2"}, faststart=True)
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
        cut = next(packet for packet in packets[60:] if packet.pts > packets[59].pts)
        whole = [packet.pts for packet in packets[: packets.index(cut)]]
    with path.open("r+b") as file:
        file.truncate(cut.pos + cut.size // 2)
    usual = decoder.PacketDecoder.__init__
    monkeypatch.setattr(
        decoder.PacketDecoder,
        "__init__",
        lambda self, path, table, threads=processors: usual(self, path, table, threads),
    )
    video = open_video(path)
    assert video.index.pts.tolist() == sorted(whole)
    shown = [round(video.index.time(frame) * 25) for frame in range(len(whole))]
    assert [number_in(picture) for _, picture in stream_frames(video)] == shown


def test_a_damaged_file_is_let_go_of(tmp_path: Path, project_root: Path) -> None:
    """Closed while a decoder's threads were at work, HEVC with gaps held Python's lock for ever."""
    options = {"x265-params": "keyint=20:bframes=3:open-gop=1:log-level=none"}
    whole = write_video(tmp_path / "whole.ts", 120, "libx265", options=options).read_bytes()
    packets = [whole[at : at + 188] for at in range(0, len(whole), 188)]
    damaged = []
    for seed in range(6):
        lost = random.Random(seed).sample(range(3, len(packets)), 5)
        damaged.append(tmp_path / f"{seed}.ts")
        kept = (packet for number, packet in enumerate(packets) if number not in lost)
        damaged[-1].write_bytes(b"".join(kept))
    code = "import sys; from tracker.video import open_video; [*map(open_video, sys.argv[1:])]"
    command = [sys.executable, "-c", code, *map(str, damaged)]
    subprocess.run(command, cwd=project_root, check=True, capture_output=True, timeout=60)


def two_streams(path: Path, *, default: int | None) -> Path:
    """A small video of 20 frames, then a large one of 30; `default` is the one the file names."""
    with av.open(str(path), "w") as container:
        streams = []
        for number, size in enumerate(((64, 48), (WIDTH, HEIGHT))):
            stream = container.add_stream("libx264", rate=25)
            stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
            stream.disposition = Disposition.default if number == default else Disposition(0)
            streams.append(stream)
        for stream, count in zip(streams, (20, 30), strict=True):
            for number in range(count):
                picture = numbered_picture(number, WIDTH, HEIGHT)[: stream.height, : stream.width]
                frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
                frame.pts, frame.time_base = number, Fraction(1, 25)
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(("default", "frames"), [(0, 20), (1, 30), (None, 30)])
def test_of_several_videos_the_one_that_players_show_is_opened(
    default: int | None, frames: int, tmp_path: Path
) -> None:
    video = open_video(two_streams(tmp_path / "a.mkv", default=default))
    assert video.info.frame_count == frames
    assert video.info.width == (WIDTH if frames == 30 else 64)
    with FrameReader(video) as reader:
        assert [len(reader.read(frame)) for frame in (frames - 1, 3)] == [video.info.height] * 2


def noise(path: Path, start: int, frames: int, *, sound: bool = False) -> bytes:
    """A stretch of a transport stream, of large pictures: of the whole FFmpeg looks at the first
    seconds and the last 250 KB beforehand."""
    random = np.random.default_rng(start)
    with av.open(str(path), "w") as container:
        pictures = container.add_stream("mpeg2video", rate=25, options={"qscale": "1"})
        pictures.width, pictures.height, pictures.pix_fmt = 320, 180, "yuv420p"
        tones = container.add_stream("mp2", rate=48_000, layout="stereo") if sound else None
        for number in range(start, start + frames):
            shown = random.integers(0, 256, (180, 320, 3), np.uint8)
            picture = av.VideoFrame.from_ndarray(shown, "rgb24")
            picture.pts = number
            container.mux(pictures.encode(picture))
            if tones is not None:
                silence = np.zeros((1, 2 * 1920), np.int16)
                tone = av.AudioFrame.from_ndarray(silence, "s16", "stereo")
                tone.sample_rate, tone.pts = 48_000, 1920 * number
                container.mux(tones.encode(tone))
        for stream in filter(None, (pictures, tones)):
            container.mux(stream.encode(None))
    return path.read_bytes()


def test_a_sound_that_begins_midway_and_ends_again(tmp_path: Path) -> None:
    """As around what a channel shows between two games: nobody knows of it beforehand."""
    path = tmp_path / "match.ts"
    path.write_bytes(
        noise(tmp_path / "a.ts", 0, 150)
        + noise(tmp_path / "b.ts", 150, 5, sound=True)
        + noise(tmp_path / "c.ts", 155, 45)
    )
    with av.open(str(path)) as container:
        assert len(container.streams) == 1
    video = open_video(path)
    assert video.info.frame_count == 200
    assert len(list(stream_frames(video))) == 200
