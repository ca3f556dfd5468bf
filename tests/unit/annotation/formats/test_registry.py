from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_equal

from annotation.errors import FormatError
from annotation.formats import (
    LabelTable,
    dialect_named,
    format_names,
    read_labels,
    sniff_dialect,
    write_labels,
)
from annotation.formats.registry import label_lines

TABLE = LabelTable.build([0], [1], [5], [6])


def test_names() -> None:
    assert format_names(writable=True) == ("rallymark", "tracknetv2", "tracknet-tennis")
    assert {"imglabel", "openttgames", "blurball"} < set(format_names())
    with pytest.raises(FormatError, match="no label format 'yolo'; choose from rallymark"):
        dialect_named("yolo")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"\x89PNG\x00\xff", "not a text file"),
        ("Frame,Note\n".encode("utf-16"), "of no label format known here"),
        (b"0,1,3,4\n1,0,0,0\n", "first line holds numbers.*put Frame,Visibility,X,Y above it"),
        (b"a,b,c\n1,2,3\n", "first line 'a,b,c' is of no label format known here"),
        (b"5 6\n0 0\n", "two numbers, without the names of columns.*if it is WASB volleyball"),
        (b"5\t6\n0\t0\n", "first line holds numbers"),
        (b"5 6 7\n0 0 0\n", "of no label format known here"),
        (
            b"frame,visibility,y\n",
            r"those of TrackNetV2 CSV \(frame,visibility,x,y\): x is missing",
        ),
        (
            b",Frame,Visibility,X,Y\n",
            "those of TrackNetV2.*the column without a name is one too many",
        ),
        (b"Frame,X,X,Y,Visibility,Note\n", "note is one too many, x is there twice"),
        (b"x" * 200_000, "cannot be read as CSV|of no label format"),
    ],
)
def test_what_is_no_label_file(tmp_path: Path, content: bytes, sentence: str) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    for call in (read_labels, sniff_dialect):
        with pytest.raises(FormatError, match=sentence) as caught:
            call(path)
        assert len(str(caught.value)) < 600


def test_columns_may_stand_in_any_order_where_their_names_tell_what_they_mean(
    tmp_path: Path,
) -> None:
    path = tmp_path / "x.csv"
    path.write_text("Frame,X,Y,Visibility\n3,10.5,20,1\n")
    for format in (None, "tracknetv2"):
        table = read_labels(path, format=format)
        assert (table.frame[0], table.visibility[0], table.x[0], table.y[0]) == (3, 1, 10.5, 20)
    # Of these two the order alone tells whose visibility it is.
    path.write_text("frame_num,visible,x,y\n0,1,0.5,0.5\n")
    with pytest.raises(FormatError, match="the columns frame_num,x,y,visible"):
        read_labels(path, (100, 100), format="mareksubocz")
    path.write_text("x,y,frame_num,visible\n0.5,0.5,0,1\n")
    with pytest.raises(FormatError, match="they stand in another order"):
        read_labels(path, (100, 100))


@pytest.mark.parametrize("mark", [";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_a_spreadsheet_made_of_labels_is_read_all_the_same(
    tmp_path: Path, mark: str, encoding: str
) -> None:
    table = LabelTable.build([0, 1, 2], [1, 0, 1], [5.25, np.nan, 7], [6, np.nan, 8.5])
    made, kept = tmp_path / "made.csv", tmp_path / "kept.csv"
    write_labels(made, table)
    cells = made.read_text().replace(",", mark).replace(".", ",").replace("\n", "\r\n")
    kept.write_bytes(cells.encode(encoding))
    for name in ("x", "y", "visibility", "frame", "source"):
        assert_equal(getattr(read_labels(kept), name), getattr(read_labels(made), name))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match=r"gone\.csv cannot be read \(No such file"):
        read_labels(tmp_path / "gone.csv")


def test_a_file_that_is_not_in_the_format_named(tmp_path: Path) -> None:
    write_labels(tmp_path / "x.csv", TABLE, "tracknetv2")
    with pytest.raises(FormatError, match="a file in the format imglabel has the columns"):
        read_labels(tmp_path / "x.csv", format="imglabel")
    assert len(read_labels(tmp_path / "x.csv", format="tracknetv2")) == 1


def test_a_format_that_can_only_be_read(tmp_path: Path) -> None:
    with pytest.raises(FormatError, match="can only be read; choose from rallymark, tracknetv2"):
        write_labels(tmp_path / "x.json", TABLE, "openttgames")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "text",
    ["sep=;\n{}\n;;;\n;;;\n", '"sep=,"\n{}\n,,,\n', ",,,\n{}\n,,,", "SEP=;\n\n{}\n\t\n;;;\n"],
)
def test_rows_of_a_spreadsheet_that_say_nothing_are_read_past(
    text: str, ends: str, tmp_path: Path
) -> None:
    mark = ";" if ";" in text else ","
    rows = ["Frame,Visibility,X,Y", "3,1,5,6", ",,,", "4,0,0,0"]
    whole = text.format("\n".join(rows)).replace(",", mark).replace("\n", ends)
    path = tmp_path / "labels.csv"
    path.write_bytes(whole.encode())
    assert read_labels(path).frame.tolist() == [3, 4]


def test_lines_are_counted_with_those_that_say_nothing(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text("sep=;\nFrame;Visibility;X;Y\n;;;\n3;7;5;6\n")
    with pytest.raises(FormatError, match="line 4: visibility 7 is not one of"):
        read_labels(path)


@pytest.mark.parametrize("text", [",,,\n,,,\n", ";;;\n", "sep=;\n"])
def test_rows_without_a_cell_are_an_empty_file(text: str, tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text(text)
    with pytest.raises(FormatError, match=r"labels\.csv is empty"):
        read_labels(tmp_path / "labels.csv")


def test_no_writer_looks_at_the_whole_match_for_each_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two hours of TrackNet's tennis labels took minutes: each row asked which rows have a ball."""
    asked: list[LabelTable] = []
    monkeypatch.setattr(
        LabelTable,
        "has_ball",
        property(lambda table: asked.append(table) or table.visibility > 0),
    )
    frames = np.arange(200)
    table = LabelTable.build(frames, frames % 4, frames + 0.25, frames + 0.5)
    for format in format_names(writable=True):
        asked.clear()
        assert len(list(label_lines(table, format))) >= 200
        assert len(asked) < 5, format
