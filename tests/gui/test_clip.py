"""Annotated clips: every frame once, at its time, with what was asked for painted on it."""

from __future__ import annotations

import threading
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from annotation import edits
from annotation.camera_steps import at_rest
from annotation.track import BallTrack
from app.reports.clip import ClipOrder, write_clip
from tests.unit.tracker.clips import number_in, write_video
from tracker.errors import Cancelled, VideoError
from tracker.video import FrameReader, Video, open_video

PLAIN = {"trail_length": 0, "marker": False}


@pytest.fixture
def source(tmp_path: Path, qapp: QApplication) -> Video:
    """Forty numbered frames of an uneven rate."""
    times = [number * 40 + (13 if number % 3 == 0 else 0) for number in range(40)]
    return open_video(write_video(tmp_path / "source.mkv", 40, times=times))


def written(video: Video, track: BallTrack, order: ClipOrder) -> list[np.ndarray]:
    assert write_clip(video, track, order) == len(order)
    clip = open_video(order.path)
    with FrameReader(clip) as reader:
        return [reader.read(number) for number in range(clip.info.frame_count)]


def test_every_frame_comes_once_and_at_its_time(source: Video, tmp_path: Path) -> None:
    order = ClipOrder(tmp_path / "clip.mp4", 7, 33, **PLAIN)
    pictures = written(source, BallTrack(40), order)
    assert [number_in(picture) for picture in pictures] == list(range(7, 34))
    times = source.index.times()[7:34]
    assert open_video(order.path).index.times() == pytest.approx(times - times[0], abs=1e-3)


def test_slow_motion_stretches_the_times(source: Video, tmp_path: Path) -> None:
    order = ClipOrder(tmp_path / "clip.mp4", 0, 9, speed=0.25, **PLAIN)
    write_clip(source, BallTrack(40), order)
    times = source.index.times()[:10] * 4
    assert open_video(order.path).index.times() == pytest.approx(times, abs=1e-3)


def test_a_single_frame_is_a_clip(source: Video, tmp_path: Path) -> None:
    pictures = written(source, BallTrack(40), ClipOrder(tmp_path / "one.mp4", 39, 39, **PLAIN))
    assert [number_in(picture) for picture in pictures] == [39]


def test_sides_of_odd_length_lose_nothing(tmp_path: Path, qapp: QApplication) -> None:
    video = open_video(write_video(tmp_path / "odd.mkv", 5, codec="ffv1", size=(131, 97)))
    assert (video.info.width, video.info.height) == (131, 97)
    order = ClipOrder(tmp_path / "clip.mp4", 0, 4, **PLAIN)
    pictures = written(video, BallTrack(5), order)
    assert pictures[0].shape[:2] == (98, 132)
    assert [number_in(picture) for picture in pictures] == list(range(5))


def test_the_ball_is_painted_where_it_is(source: Video, tmp_path: Path) -> None:
    track = BallTrack(40)
    for frame in range(5, 15):
        track.put_marks(edits.place(track, frame, 20 + 5 * frame, 70).after)
    plain = written(source, track, ClipOrder(tmp_path / "plain.mp4", 10, 10, **PLAIN))[0]

    def changed(**look: object) -> np.ndarray:
        order = ClipOrder(tmp_path / "look.mp4", 10, 10, **(PLAIN | look))
        picture = written(source, track, order)[0]
        difference = np.abs(picture.astype(int) - plain.astype(int)).max(axis=2)
        return np.argwhere(difference > 60)

    marker = changed(marker=True)
    assert np.abs(marker - (70, 70)).max() <= 8
    trail = changed(trail_length=4)
    assert trail[:, 1].min() < 60
    assert trail[:, 1].max() <= 76, "the future is not shown"
    caption = changed(caption=True)
    assert caption[:, 0].min() > 48
    assert caption[:, 1].max() < 100


def test_the_trail_goes_through_the_hall_where_the_camera_pans(
    source: Video, tmp_path: Path
) -> None:
    steps = at_rest(40)
    steps[1:, 0, 2] = -10.0
    track = BallTrack(40)
    peaks = np.full(40, 110.0), np.full(40, 70.0), np.full(40, 0.9)
    track.set_predictions(0, *peaks, camera=steps)
    plain, trail = (
        written(source, track, ClipOrder(tmp_path / "pan.mp4", 10, 10, **(PLAIN | look)))[0]
        for look in ({}, {"trail_length": 4})
    )
    changed = np.argwhere(np.abs(trail.astype(int) - plain.astype(int)).max(axis=2) > 60)
    # The farther away, the fainter: the end of it does not count.
    assert 66 <= changed[:, 1].min() < 85


def test_no_ball_no_mark(source: Video, tmp_path: Path) -> None:
    track = BallTrack(40)
    track.set_predictions(0, np.full(40, 60.0), np.full(40, 70.0), np.full(40, 0.1))
    plain = written(source, track, ClipOrder(tmp_path / "a.mp4", 3, 4, **PLAIN))
    marked = written(source, track, ClipOrder(tmp_path / "b.mp4", 3, 4))
    np.testing.assert_array_equal(plain, marked)


def test_giving_up_leaves_what_was_there(source: Video, tmp_path: Path) -> None:
    target = tmp_path / "clip.mp4"
    target.write_bytes(b"older")
    stop = threading.Event()
    with pytest.raises(Cancelled):
        write_clip(source, BallTrack(40), ClipOrder(target, 0, 39), lambda _share: stop.set(), stop)
    assert target.read_bytes() == b"older"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.mp4", "source.mkv"]


def test_progress_grows(source: Video, tmp_path: Path) -> None:
    shares: list[float] = []
    write_clip(source, BallTrack(40), ClipOrder(tmp_path / "c.mp4", 0, 39), shares.append)
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] <= 1


@pytest.mark.parametrize("name", ["missing/clip.mp4", "file/clip.mp4", "folder.mp4"])
def test_a_place_that_is_none_is_told(source: Video, tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder.mp4").mkdir()
    order = ClipOrder(tmp_path / name, 0, 3)
    with pytest.raises(VideoError, match="cannot be written"):
        write_clip(source, BallTrack(40), order)


@pytest.mark.parametrize("stretch", [(-1, 3), (5, 4), (0, 40)])
def test_a_stretch_outside_the_video_is_a_mistake(
    source: Video, tmp_path: Path, stretch: tuple[int, int]
) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        write_clip(source, BallTrack(40), ClipOrder(tmp_path / "c.mp4", *stretch))


@pytest.mark.parametrize("aspect", [Fraction(64, 45), Fraction(1, 2)])
def test_players_show_the_clip_in_the_videos_shape(
    tmp_path: Path, qapp: QApplication, aspect: Fraction
) -> None:
    path = write_video(tmp_path / "pal.mkv", 20, size=(180, 144), pixel_aspect=aspect)
    video, track = open_video(path), BallTrack(20)
    track.put_marks(edits.place(track, 5, 90, 100).after)
    plain, marked = (
        written(video, track, ClipOrder(tmp_path / "clip.mp4", 5, 5, **(PLAIN | look)))[0]
        for look in ({}, {"marker": True})
    )
    assert open_video(tmp_path / "clip.mp4").info.pixel_aspect == aspect
    assert marked.shape == (144, 180, 3), "stored pixels stay as they are"
    changed = np.argwhere(np.abs(marked.astype(int) - plain.astype(int)).max(axis=2) > 40)
    rows, columns = np.ptp(changed, axis=0) + 1
    assert columns * float(aspect) == pytest.approx(rows, abs=2.5)
    assert changed.mean(axis=0) == pytest.approx((100, 90), abs=1)


def test_of_square_pixels_a_clip_says_nothing(source: Video, tmp_path: Path) -> None:
    write_clip(source, BallTrack(40), ClipOrder(tmp_path / "clip.mp4", 0, 3, **PLAIN))
    with av.open(str(tmp_path / "clip.mp4")) as container:
        assert not container.streams.video[0].codec_context.sample_aspect_ratio
