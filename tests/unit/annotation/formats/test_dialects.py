"""The dialects that are only read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from annotation.errors import FormatError, UnclearFormatError
from annotation.formats import LabelTable, format_names, read_labels, sniff_dialect
from annotation.marks import Source

SIZE = (1024, 576)


def read(tmp_path: Path, text: str, format: str | None = None) -> LabelTable:
    path = tmp_path / "labels.txt"
    path.write_text(text)
    return read_labels(path, SIZE, 100, format)


def rows(table: LabelTable) -> list[tuple[int, int, float, float]]:
    columns = (table.frame, table.visibility, np.nan_to_num(table.x), np.nan_to_num(table.y))
    return list(zip(*(column.tolist() for column in columns), strict=True))


def test_tracknet_tennis(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        "file name,visibility,x-coordinate,y-coordinate,status\n"
        "0001.jpg,1,599,423,0\n0000.jpg,0,,,\n0002.jpg,3,601,406,2\n",
    )
    assert rows(table) == [(0, 0, 0, 0), (1, 1, 599, 423), (2, 3, 601, 406)]
    assert table.dialect == "tracknet-tennis"
    with pytest.raises(
        FormatError, match=r"line 2: the file name 'ball\.jpg' is not a frame number"
    ):
        read(
            tmp_path,
            "file name,visibility,x-coordinate,y-coordinate,status\nball.jpg,1,5,6,0\n",
        )


V5 = "frame_number,detected,x,y\n0,1,255.5,143.5\n1,0,0,0\n2,0,-1,-1\n\nTotal: 3\nDetected: 1\n"


def test_tracknetv5_inference_is_scaled_centre_on_centre(tmp_path: Path) -> None:
    table = read(tmp_path, V5)
    assert rows(table) == [(0, 1, 511.5, 287.5), (1, 0, 0, 0), (2, 0, 0, 0)]
    assert table.source.tolist() == [Source.MODEL.code] * 3


def test_tracknetv5_inference_needs_the_size(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text(V5)
    with pytest.raises(FormatError, match="the size of the picture is needed"):
        read_labels(path)


@pytest.mark.parametrize(
    "text",
    [
        "Frame,Visibility,X,Y\n0,-1,0,0\n",
        "Frame,Visibility,X,Y,Score,Source,Time\n0,-1,0,0,,human,\n",
        "Frame,X,Y,Visibility,L,Theta\n0,0,0,-1,0,0\n",
        "frame_number,detected,x,y\n0,-1,0,0\n",
    ],
)
def test_a_visibility_of_minus_one_means_nothing_we_know(tmp_path: Path, text: str) -> None:
    with pytest.raises(FormatError, match="visibility -1 is not one of 0, 1, 2, 3"):
        read(tmp_path, text)


def test_rows_after_the_summary_are_not_dropped_silently(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="line 6: after the blank line stand 3 lines"):
        read(tmp_path, V5 + "3,1,5,6\n")
    with pytest.raises(FormatError, match="line 4: a row stands after the blank line"):
        read(tmp_path, "frame_number,detected,x,y\n0,1,5,6\n\n1,1,5,6\n")
    with pytest.raises(FormatError, match="visibility 0 stands with the position"):
        read(tmp_path, "frame_number,detected,x,y\n0,0,5,6\n")


def test_tracknetv3_inpainting_reads_the_truth(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        "Frame,Visibility_GT,X_GT,Y_GT,Visibility,X,Y,Inpaint_Mask\n"
        "0,1,255.5,143.5,0,0,0,1\n1,0,0,0,1,5,6,0\n",
    )
    assert rows(table) == [(0, 1, 511.5, 287.5), (1, 0, 0, 0)]


def test_blurball_with_and_without_scores(tmp_path: Path) -> None:
    plain = read(tmp_path, "Frame,X,Y,Visibility,L,Theta\n4,10.5,20,1,3,45\n5,0,0,0,0,0\n")
    assert rows(plain) == [(4, 1, 10.5, 20), (5, 0, 0, 0)]
    assert plain.source.tolist() == [-1, -1]
    scored = read(tmp_path, "Frame,X,Y,Visibility,L,Theta,score\n4,10.5,20,1,3,45,0.75\n")
    assert scored.score.tolist() == [0.75]
    assert scored.source.tolist() == [Source.MODEL.code]


def test_openttgames(tmp_path: Path) -> None:
    table = read(tmp_path, '{"12": {"x": 5, "y": 6.5}, "3": {"x": -1, "y": -1}}')
    assert rows(table) == [(3, 0, 0, 0), (12, 1, 5, 6.5)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"1": {"x": 5, "y": 6}, "1": {"x": 7, "y": 8}}', "frame 1 appears twice"),
        ('{"1": {"x": 5}}', "'1' is not a frame number with the numbers x and y"),
        ('{"one": {"x": 5, "y": 6}}', "'one' is not a frame number"),
        ('{"1": {"x": NaN, "y": 6}}', "is not a frame number with the numbers"),
        ('{"1": {"x": true, "y": 6}}', "is not a frame number with the numbers"),
        ('{"1": [5, 6]}', "is not a frame number with the numbers"),
        ('{"1": {"x": 5, "y": 6}', "not well-formed JSON"),
        ("[" * 100_000, "not well-formed JSON"),
        ("{}", "there is no ball in it"),
        ("[1, 2]", "there is no ball in it"),
        ('{"version": "5.0", "shapes": []}', "it holds labels of labelme"),
        ('{"12": "bounce", "30": "net"}', r"events, not places;.*ball_markup\.json"),
        ('{"100": {"x": 5, "y": 6}}', "labels of another video"),
        ('{"1": {"x": 5000, "y": 6}}', "outside the 1024×576 picture"),
    ],
)
def test_bad_json(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(FormatError, match=sentence):
        read(tmp_path, text)


AMBIGUOUS = {
    "imglabel": ("Frame,Ball,x,y\n0,1,0.5,0.25\n1,0,-1,-1\n", [(0, 1, 512, 144), (1, 0, 0, 0)]),
    "label-tool": (
        "frame_num,visible,x,y\n0,1,0.5,0.25\n1,0,0,0\n",
        [(0, 1, 512, 144), (1, 0, 0, 0)],
    ),
    "mareksubocz": (
        "frame_num,x,y,visible\n0,0.5,0.25,0\n1,0.5,0.25,1\n2,0.5,0.25,2\n9,0,0,3\n",
        [(0, 1, 512, 144), (1, 3, 512, 144), (2, 2, 512, 144), (9, 0, 0, 0)],
    ),
}


@pytest.mark.parametrize("name", AMBIGUOUS)
def test_what_cannot_be_known_is_asked_for_and_then_read(tmp_path: Path, name: str) -> None:
    text, expected = AMBIGUOUS[name]
    with pytest.raises(UnclearFormatError, match="say so if it is") as caught:
        read(tmp_path, text)
    assert caught.value.format == name
    assert rows(read(tmp_path, text, name)) == expected


def test_fractions_and_codes_are_checked(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"line 2: \(5, 0.5\) is not a fraction"):
        read(tmp_path, "frame_num,x,y,visible\n0,5,0.5,0\n", "mareksubocz")
    with pytest.raises(FormatError, match="line 2: ball 2 is not one of"):
        read(tmp_path, "Frame,Ball,x,y\n0,2,0.5,0.5\n", "imglabel")
    with pytest.raises(FormatError, match=r"line 2: visible 3 says that there is no ball, but"):
        read(tmp_path, "frame_num,x,y,visible\n0,0.5,0.5,3\n", "mareksubocz")


def test_every_csv_dialect_is_recognised_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    for text, name in (
        ("FRAME, Visibility ,x,Y\n", "tracknetv2"),
        ("\n\nframe,x,y,visibility,l,theta,score\n", "blurball"),
        ('{"1": 2}', "openttgames"),
    ):
        path.write_text(text)
        assert sniff_dialect(path).name == name
    assert len(set(format_names())) == len(format_names())


WASB = "612 304\n618.5 290\n0 0\n1 0\n"


def test_wasb_volleyball(tmp_path: Path) -> None:
    with pytest.raises(UnclearFormatError, match="say so if it is WASB volleyball") as caught:
        read(tmp_path, WASB)
    assert (caught.value.format, caught.value.tool) == ("wasb-volleyball", "WASB volleyball")
    for text in (WASB, WASB.replace("\n", "\r\n") + "\n", WASB.strip()):
        table = read(tmp_path, text, "wasb-volleyball")
        assert rows(table) == [(0, 1, 612, 304), (1, 1, 618.5, 290), (2, 0, 0, 0), (3, 1, 1, 0)]
    assert table.dialect == "wasb-volleyball"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("5 6\n\n7 8\n", "line 2: it is blank, so the frames of the lines after it are not known"),
        ("5 6\n7,8\n", "line 2: '7,8' is not a position of two numbers"),
        ("5 6\n7 8 1\n", "line 2: '7 8 1' is not a position of two numbers"),
        ("Frame,Visibility,X,Y\n0,1,5,6\n", "line 1: 'Frame,Visibility,X,Y' is not a position"),
        ("5 6\n-1 -1\n", r"line 2: the position \(-1, -1\) lies outside the picture; 0 0 stands"),
        ("5 6\n2000 6\n", "line 2: the position .* lies outside the 1024×576 picture"),
        ("0.5 0.25\n0 0\n", "look like fractions of the picture"),
        ("5 6\n" * 101, "it has frame 100, but the video's 100 frames end at 99"),
    ],
)
def test_what_is_wrong_with_wasb_volleyball(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(FormatError, match=sentence):
        read(tmp_path, text, "wasb-volleyball")
