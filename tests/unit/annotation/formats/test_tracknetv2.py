from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from annotation.errors import FormatError
from annotation.formats import LabelTable, read_labels, track_to_labels, write_labels
from annotation.marks import BallMark, Source, Visibility
from annotation.track import BallTrack

HEADER = "Frame,Visibility,X,Y\n"


def read(tmp_path: Path, text: str, **known: object) -> LabelTable:
    path = tmp_path / "rally_ball.csv"
    path.write_bytes(text.encode())
    return read_labels(path, **known)  # type: ignore[arg-type]


def test_written_strictly(tmp_path: Path) -> None:
    track = BallTrack(7)
    for frame, (visibility, x, y) in enumerate(
        [
            (Visibility.VISIBLE, 10.5, 20.49),
            (Visibility.HARD, 11.5, 0.0),
            (Visibility.OCCLUDED, 12.0, 13.0),
            (Visibility.NO_BALL, None, None),
            (Visibility.VISIBLE, -0.6, 1279.4),
        ]
    ):
        mark = BallMark(frame, visibility, x, y, None, Source.HUMAN, 1.0)
        track.put_marks({frame: mark})
    path = tmp_path / "out.csv"
    write_labels(path, track_to_labels(track), "tracknetv2")
    assert path.read_text() == HEADER + ("0,1,11,20\n1,1,12,0\n2,1,12,13\n3,0,0,0\n4,1,0,1279\n")


@pytest.mark.parametrize("name", ["tracknetv2", "tracknet-tennis"])
def test_what_nobody_has_looked_at_is_not_taught_as_no_ball(name: str, tmp_path: Path) -> None:
    table = LabelTable.build([1, 2, 4, 7], [-1, 1, 0, -1], [0, 5, 0, 0], [0, 6, 0, 0])
    path = tmp_path / "out.csv"
    write_labels(path, table, name)
    back = read_labels(path)
    assert back.frame.tolist() == [2, 4]
    assert back.visibility.tolist() == [1, 0]


def test_whole_pixels_survive_a_round_trip(tmp_path: Path) -> None:
    text = HEADER + "0,1,5,6\n1,0,0,0\n2,1,0,0\n"
    table = read(tmp_path, text)
    write_labels(tmp_path / "out.csv", table, "tracknetv2")
    assert (tmp_path / "out.csv").read_text() == text


def test_disorder_and_gaps_and_line_ends_and_a_mark_of_byte_order(tmp_path: Path) -> None:
    table = read(tmp_path, "\ufeffFrame,Visibility,X,Y\r\n7,1,866.46,123.24\r\n3,0,0,0\r\n\r\n")
    assert table.frame.tolist() == [3, 7]
    assert table.visibility.tolist() == [0, 1]
    assert np.isnan(table.x[0])
    assert (table.x[1], table.y[1]) == (866.46, 123.24)
    assert table.source.tolist() == [-1, -1]


def test_old_mac_line_ends_quotes_and_float_frames(tmp_path: Path) -> None:
    table = read(tmp_path, 'Frame,Visibility,X,Y\r0.0,1.0,"5",6\r1.0,0.0,-1,-1\r')
    assert table.frame.tolist() == [0, 1]
    assert table.visibility.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("0,1,0.5,0.4\n1,1,0.2,0.3\n", "look like fractions of the picture"),
        ("0,0,5,6\n", "does 0 mean a visible ball here"),
        ("0,1,5,6\n1,1,5,6,7\n", "line 3: there are 5 values under 4 columns"),
        ('0,1,"5,6\n1,1,5,6\n', "line 2|quotation mark"),
        ("1,1,5,6\n2,1,5,6\n3,0,0,0\n", "counts the video's 3 frames from 1 to 3"),
        ("2,1,5,6\n3,1,5,6\n", "do its frames count from 1, or are these the labels of another"),
        ("0,1,5,6\n3,1,5,6\n", "end at 2; are these the labels of another video"),
        ("4,1,5,6\n", "end at 2; are these the labels of another video"),
        ("0,1,5,721.5\n", "outside the 1280×720 picture"),
        ("0,1,-2,6\n", "outside the 1280×720 picture"),
    ],
)
def test_traps(tmp_path: Path, rows: str, sentence: str) -> None:
    with pytest.raises(FormatError, match=sentence) as caught:
        read(tmp_path, HEADER + rows, size=(1280, 720), frame_count=3)
    assert str(caught.value)[-2:] != "?."


def test_the_shared_labels_are_read(shared_folder: Path) -> None:
    files = sorted((shared_folder / "data" / "labelled").glob("*/labels.csv"))
    assert files
    for file in files:
        table = read_labels(file)
        rows = file.read_text().splitlines()[1:]
        assert len(table) == len(rows)
        assert table.has_ball.sum() == sum(row.split(",")[1] != "0" for row in rows)
