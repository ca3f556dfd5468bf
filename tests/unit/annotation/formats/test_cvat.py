"""What CVAT writes for a video: tracks of points or boxes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from annotation.errors import FormatError
from annotation.formats import LabelTable, read_labels
from annotation.marks import Source

SIZE, FRAMES = (1280, 720), 100
META = (
    "<meta><task><size>90</size><start_frame>10</start_frame><frame_filter>{}</frame_filter>"
    "<original_size><width>{}</width><height>{}</height></original_size></task></meta>"
)


def shape(
    frame: object, place: str = "100.5,200.5", *, kind: str = "points", rest: str = ""
) -> str:
    state = {"outside": "0", "occluded": "0", "keyframe": "1"}
    state |= dict(pair.split("=") for pair in rest.split())
    said = " ".join(f'{name}="{value}"' for name, value in state.items())
    return f'<{kind} frame="{frame}" {said} points="{place}" z_order="0"></{kind}>'


def track(*shapes: str, label: str = "ball") -> str:
    return f'<track id="0" label="{label}" source="manual">{"".join(shapes)}</track>'


def read(
    folder: Path, *tracks: str, size: tuple[int, int] = SIZE, frame_filter: str = ""
) -> LabelTable:
    path = folder / "annotations.xml"
    text = "".join(tracks)
    path.write_text(
        '<?xml version="1.0" encoding="utf-8"?>\n<annotations><version>1.1</version>'
        f"{META.format(frame_filter, *size)}{text}</annotations>"
    )
    return read_labels(path, SIZE, FRAMES)


def rows(table: LabelTable) -> list[tuple[int, int, float, float]]:
    columns = (table.frame, table.visibility, np.nan_to_num(table.x), np.nan_to_num(table.y))
    return list(zip(*(column.tolist() for column in columns), strict=True))


def test_the_corner_of_the_picture_is_half_a_pixel_before_its_first_pixel(tmp_path: Path) -> None:
    table = read(tmp_path, track(shape(12), shape(13, "0.5,0.5", rest="occluded=1")))
    assert rows(table) == [(12, 1, 100, 200), (13, 3, 0, 0)]
    assert table.dialect == "cvat"


def test_what_cvat_has_interpolated_is_no_persons(tmp_path: Path) -> None:
    table = read(tmp_path, track(shape(1), shape(2, rest="keyframe=0"), shape(3)))
    assert table.source.tolist() == [-1, Source.INTERPOLATED.code, -1]


def test_outside_holds_until_the_track_goes_on_and_says_nothing_after_it(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        track(shape(5, rest="outside=1"), shape(2), shape(8), shape(9, rest="outside=1")),
        track(shape(6), label="ball"),
    )
    assert rows(table) == [
        *[(2, 1, 100, 200), (5, 0, 0, 0), (6, 1, 100, 200)],
        *[(7, 0, 0, 0), (8, 1, 100, 200)],
    ]


def test_of_frames_that_the_task_leaves_out_nobody_says_anything(tmp_path: Path) -> None:
    shapes = track(shape(10), shape(15, rest="outside=1"), shape(30))
    assert rows(read(tmp_path, shapes, frame_filter="step=5")) == [
        *[(10, 1, 100, 200), (15, 0, 0, 0), (20, 0, 0, 0), (25, 0, 0, 0), (30, 1, 100, 200)],
    ]


def test_what_cvat_adds_after_the_last_keyframe_says_nothing(tmp_path: Path) -> None:
    """It carries a track on to the end of the task, and ends with the next frame what was labelled
    frame by frame: neither is a word of the person's."""
    carried = track(shape(1), *(shape(frame, rest="keyframe=0") for frame in range(2, 90)))
    single = track(shape(95), shape(96, rest="outside=1"))
    assert rows(read(tmp_path, carried, single)) == [(1, 1, 100, 200), (95, 1, 100, 200)]
    assert len(read(tmp_path, track(shape(1, rest="outside=1")))) == 0


def test_a_box_stands_for_its_centre(tmp_path: Path) -> None:
    box = (
        '<box frame="3" outside="0" occluded="0" keyframe="1" xtl="9" ytl="18" xbr="11" ybr="23"/>'
    )
    assert rows(read(tmp_path, track(box))) == [(3, 1, 9.5, 20)]


def test_the_ball_is_told_from_players_by_its_name(tmp_path: Path) -> None:
    player = track(shape(1, kind="polygon"), label="player")
    assert len(read(tmp_path, player, track(shape(1), label="Shuttlecock"))) == 1
    with pytest.raises(FormatError, match="its tracks are named net, player; which one is"):
        read(tmp_path, player, track(shape(1), label="net"))


def test_labels_of_an_anamorphic_video_as_it_is_shown_are_brought_to_what_is_stored(
    tmp_path: Path,
) -> None:
    """720×576 for 16:9, which players show as 1024×576: the file tells in which it was labelled."""
    path, stored, shown = tmp_path / "annotations.xml", (720, 576), (1024, 576)
    for width, height, x, y in ((1024, 576, 359.5, 199.5), (512, 288, 719.5, 399.5)):
        path.write_text(
            f"<annotations>{META.format('', width, height)}{track(shape(1, '512,200'))}"
            "</annotations>"
        )
        table = read_labels(path, stored, FRAMES, shown_size=shown)
        assert rows(table)[0][2:] == pytest.approx((x, y))
        assert table.labelled_size == (width, height)
        with pytest.raises(FormatError, match="whose shape is not that of the video's 720×576"):
            read_labels(path, stored, FRAMES)


def test_labels_of_a_smaller_copy_are_brought_to_the_video(tmp_path: Path) -> None:
    table = read(tmp_path, track(shape(1)), size=(640, 360))
    assert rows(table) == [(1, 1, 200.5, 400.5)]
    with pytest.raises(FormatError, match="labelled on a picture of 640×480, whose shape is not"):
        read(tmp_path, track(shape(1)), size=(640, 480))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (track(shape(1, kind="polygon")), "the ball of frame 1 is a <polygon>; only points and"),
        (track(shape(1, "1,2;3,4")), "the ball of frame 1 has 2 points, not one"),
        (track(shape(1, "1")), "the ball of frame 1 has no position of two numbers"),
        (track(shape(1, "1,nan")), "the ball of frame 1 has no position of two numbers"),
        (track(shape("x")), "a <points> has the frame 'x', which no video has"),
        (track(shape("9" * 5000)), "a <points> has the frame '9{20}', which no video has"),
        (track(shape(100)), "frame 100, but the video's 100 frames end at 99"),
        (track(shape(1, "5000,2")), r"\(4999.5, 1.5\) lies outside the 1280×720 picture"),
        (track(shape(1)) * 2, "two tracks have a ball in frame 1; leave one"),
        (track(shape(1), shape(1)), "two tracks have a ball in frame 1"),
        ('<image id="0" name="a.jpg"/>', "export the task as “CVAT for video 1.1”"),
        ("", "there is no <track> in it"),
        ("<track>", "it is not well-formed XML"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, content: str, sentence: str) -> None:
    with pytest.raises(FormatError, match=sentence):
        read(tmp_path, content)


def test_xml_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "x.xml").write_text("<annotation><object/></annotation>")
    with pytest.raises(FormatError, match="outermost element is <annotation>, not CVAT's"):
        read_labels(tmp_path / "x.xml")
