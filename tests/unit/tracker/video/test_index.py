from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest

from tests.unit.tracker.clips import number_in
from tests.unit.tracker.conftest import MakeVideo
from tracker.video import FrameReader, open_video
from tracker.video.decoder import PacketDecoder


def test_times_count_from_the_first_frame(make_video: MakeVideo) -> None:
    index = open_video(make_video("a.mkv", frames=50, start=2.5)).index
    assert index.time(0) == 0.0
    assert index.time(25) == pytest.approx(1.0)
    assert np.allclose(index.times(), np.arange(50) / 25)


def test_frame_at_is_the_frame_on_screen(make_video: MakeVideo) -> None:
    index = open_video(make_video(frames=50)).index
    assert [index.frame_at(seconds) for seconds in (-1.0, 0.0, 0.039, 0.04, 1.0, 99.0)] == [
        0,
        0,
        0,
        1,
        25,
        49,
    ]
    assert all(index.frame_at(index.time(frame)) == frame for frame in range(50))


def test_frame_at_follows_variable_times(make_video: MakeVideo) -> None:
    times = [0, 20, 60, 160, 180]
    index = open_video(make_video("a.mkv", frames=5, times=times)).index
    assert all(index.frame_at(ms / 1000) == frame for frame, ms in enumerate(times))
    assert index.frame_at(0.159) == 2


def test_a_camera_that_takes_pictures_when_it_can_is_not_decoded_whole(
    make_video: MakeVideo, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its gaps might be those of joints, if they were not everywhere."""
    gaps = np.where(np.arange(240) % 7 == 0, 120, 40)
    options = {"bf": "3", "x264-params": "keyint=12:min-keyint=12:scenecut=0"}
    path = make_video(frames=240, times=np.cumsum(gaps).tolist(), options=options)
    decoded, frames = [], PacketDecoder.frames

    def watched(self: PacketDecoder) -> Iterator[tuple[int, av.VideoFrame]]:
        for each in frames(self):
            decoded.append(each[0])
            yield each

    monkeypatch.setattr(PacketDecoder, "frames", watched)
    video = open_video(path)
    assert len(video.index) == 240
    assert video.info.variable_rate
    assert len(decoded) < 60


def test_a_recording_that_grew_is_known_by_its_beginning(
    make_video: MakeVideo, tmp_path: Path
) -> None:
    options = {"bf": "3", "g": "24", "x264-params": "b-pyramid=normal:open-gop=1"}
    path = make_video("whole.ts", frames=150, options=options)
    whole, stored = open_video(path).index, path.read_bytes()
    other = open_video(make_video("other.ts", frames=150)).index
    reordered = 0
    for share in np.linspace(0.55, 0.98, 12):
        path.write_bytes(stored[: int(share * len(stored))])
        video = open_video(path)
        count = len(video.index)
        assert 64 < count < 150
        assert video.index.fingerprint(count) == whole.fingerprint(count) != ""
        assert other.fingerprint(count) != whole.fingerprint(count)
        places = whole.held_when(count)
        reordered += places.tolist() != list(range(count))
        with FrameReader(video) as reader:
            # The very last may be half a picture.
            shown = [number_in(reader.read(frame)) for frame in range(count - 12, count - 1)]
        assert shown == places[count - 12 : -1].tolist()
    assert reordered


def test_a_few_frames_are_too_few_to_know_a_recording_by(make_video: MakeVideo) -> None:
    assert open_video(make_video(frames=50)).index.fingerprint(39) == ""
