"""What a file says of the shape of its pixels, and when it is not believed."""

from fractions import Fraction
from pathlib import Path

import pytest

from tests.unit.tracker.conftest import MakeVideo
from tracker.video import first_picture, index_cache, open_indexed, open_video
from tracker.video.picture import Orientation
from tracker.video.pixel_aspect import shown_aspect

PAL = Fraction(64, 45)


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("match.mp4", "libx264"),
        ("match.mp4", "mpeg4"),
        ("match.mkv", "libx264"),
        ("match.avi", "mpeg4"),
        ("match.ts", "libx264"),
        ("match.ts", "mpeg2video"),
        ("match.h264", "libx264"),
    ],
)
@pytest.mark.parametrize(
    ("size", "aspect", "shown"),
    [((720, 576), PAL, (1024, 576)), ((1440, 1080), Fraction(4, 3), (1920, 1080))],
)
def test_the_files_word_is_told(
    name: str,
    codec: str,
    size: tuple[int, int],
    aspect: Fraction,
    shown: tuple[int, int],
    make_video: MakeVideo,
) -> None:
    path = make_video(name, frames=3, codec=codec, size=size, pixel_aspect=aspect)
    info = open_video(path).info
    assert (info.width, info.height) == size
    assert info.pixel_aspect == aspect
    assert info.shown_size == shown
    glimpse = first_picture(path)
    assert glimpse is not None
    assert glimpse.picture.shape == (*size[::-1], 3)
    assert glimpse.pixel_aspect == aspect


@pytest.mark.parametrize("name", ["match.mp4", "match.ts"])
def test_pixels_are_square_where_the_file_does_not_say(name: str, make_video: MakeVideo) -> None:
    info = open_video(make_video(name, frames=3)).info
    assert info.pixel_aspect == 1
    assert info.shown_size == (info.width, info.height)


def test_a_turned_picture_has_turned_pixels(make_video: MakeVideo) -> None:
    path = make_video(frames=3, rotation=-90, pixel_aspect=PAL)
    info = open_video(path).info
    assert (info.width, info.height, info.rotation) == (96, 128, 270)
    assert info.pixel_aspect == 1 / PAL
    glimpse = first_picture(path)
    assert glimpse is not None
    assert glimpse.pixel_aspect == 1 / PAL
    upside_down = open_video(make_video(frames=3, rotation=180, pixel_aspect=PAL)).info
    assert upside_down.pixel_aspect == PAL


@pytest.mark.parametrize(
    "said",
    [None, Fraction(0), Fraction(1, 5), Fraction(9, 2), Fraction(-4, 3), Fraction(1281, 1280)],
)
def test_what_no_picture_was_meant_to_have_is_square(said: Fraction | None) -> None:
    for rotation in (0, 90):
        assert shown_aspect(said, Orientation(rotation)) == 1


def test_narrow_pixels_are_believed() -> None:
    assert shown_aspect(Fraction(10, 11), Orientation()) == Fraction(10, 11)
    assert shown_aspect(Fraction(1, 4), Orientation(90)) == 4
    assert shown_aspect(Fraction(4), Orientation(mirrored=True)) == 4


def test_a_kept_index_knows_it(
    make_video: MakeVideo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_cache, "WORTH_FROM", 1)
    path, folder = make_video(frames=3, pixel_aspect=PAL), tmp_path / "indexes"
    anew = open_indexed(path, folder)
    asked: list[Path] = []
    again = open_indexed(path, folder, meanwhile=asked.append)
    assert asked == []
    assert again.info == anew.info
    assert again.info.pixel_aspect == PAL
