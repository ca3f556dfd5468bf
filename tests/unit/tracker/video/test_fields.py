from pathlib import Path

import av
import numpy as np
import pytest

from tests.unit.tracker.clips import write_video
from tracker.video import FrameReader, open_video, stream_frames
from tracker.video.fields import of_one_moment
from tracker.video.probe import first_picture

WIDTH, HEIGHT = 256, 192
INTERLACED = {"flags": "+ildct+ilme"}
CODECS = [
    ("match.mp4", "libx264", "yuv420p", {**INTERLACED, "x264-params": "tff=1:crf=8"}),
    ("match.ts", "mpeg2video", "yuv420p", {**INTERLACED, "qscale": "2", "b": "20M"}),
    ("match.mov", "prores_ks", "yuv422p10le", INTERLACED),
]


def moment(number: int, width: int = WIDTH, height: int = HEIGHT) -> np.ndarray:
    """A white block on grey that goes 20 pixels to the right from field to field."""
    picture = np.full((height, width, 3), 60, np.uint8)
    picture[80:96, 16 + 20 * number : 32 + 20 * number] = 230
    return picture


def two_moments(number: int, width: int, height: int) -> np.ndarray:
    picture = moment(2 * number)
    picture[1::2] = moment(2 * number + 1)[1::2]
    return picture


@pytest.fixture(params=CODECS, ids=["h264", "mpeg2", "prores"])
def interlaced(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    name, codec, pixels, options = request.param
    return write_video(
        tmp_path / name,
        frames=5,
        codec=codec,
        size=(WIDTH, HEIGHT),
        options=options,
        pixels=pixels,
        picture=two_moments,
    )


def test_a_ball_is_where_it_was_at_one_moment(interlaced: Path) -> None:
    video = open_video(interlaced)
    with FrameReader(video) as reader:
        for number in (3, 0, 4, 2, 1):
            shown = reader.read(number).astype(int)
            there = np.abs(shown - moment(2 * number))
            # Half a field's row lies beside the block's edges.
            assert there[82:94].mean() < 3
            assert np.abs(shown[82:94] - moment(2 * number + 1)[82:94]).mean() > 15
            assert there[:78].max() < 25
            assert there[98:].max() < 25


def test_a_frame_is_the_same_however_it_is_reached(interlaced: Path) -> None:
    video = open_video(interlaced)
    streamed = [picture for _, picture in stream_frames(video)]
    with FrameReader(video) as reader:
        for number in (4, 1, 3, 3, 0):
            assert np.array_equal(reader.read(number), streamed[number])
    first = first_picture(interlaced)
    assert first is not None
    assert np.array_equal(first.picture, streamed[0])


def test_all_of_a_picture_but_the_lower_field_is_kept(interlaced: Path) -> None:
    with av.open(str(interlaced)) as container:
        frame = next(container.decode(video=0))
    whole = of_one_moment(frame)
    assert (whole.width, whole.height, whole.format.name, whole.pts, whole.time_base) == (
        frame.width,
        frame.height,
        frame.format.name,
        frame.pts,
        frame.time_base,
    )
    before, after = (each.to_ndarray(format="gray16le").astype(int) for each in (frame, whole))
    assert np.array_equal(after[::2], before[::2])
    between = (before[:-2:2] + before[2::2]) / 2
    assert np.abs(after[1:-1:2] - between).max() <= 256  # a grey level of 256
    assert np.array_equal(after[-1], after[-2])


def test_a_progressive_picture_is_left_alone(tmp_path: Path) -> None:
    with av.open(str(write_video(tmp_path / "match.mp4", frames=2))) as container:
        frame = next(container.decode(video=0))
    assert of_one_moment(frame) is frame
