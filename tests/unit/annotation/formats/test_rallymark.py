from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotation.errors import FormatError
from annotation.formats import (
    LabelTable,
    labels_to_edit,
    read_labels,
    track_to_labels,
    write_labels,
)
from annotation.marks import BallMark, Source, Visibility
from annotation.track import BallTrack

HEADER = "Frame,Visibility,X,Y,Score,Source,Time\n"

positions = st.floats(-1e6, 1e6)
scores = st.none() | st.floats(0, 1e6)


@st.composite
def mark_lists(draw: st.DrawFn) -> list[BallMark]:
    marks = []
    for frame in draw(st.sets(st.integers(0, 29), min_size=1)):
        visibility = draw(st.sampled_from(Visibility))
        there = visibility != Visibility.NO_BALL
        x = draw(positions) if there else None
        y = draw(positions) if there else None
        source = draw(st.sampled_from(Source))
        marks.append(BallMark(frame, visibility, x, y, draw(scores), source, 0.0))
    return marks


def write(tmp_path: Path, rows: str) -> Path:
    path = tmp_path / "labels.csv"
    path.write_text(HEADER + rows)
    return path


@given(marks=mark_lists())
@settings(deadline=None, max_examples=60)
def test_a_reimport_gives_the_same_marks(
    marks: list[BallMark], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("csv") / "labels.csv"
    track, again = BallTrack(30), BallTrack(30)
    track.put_marks({mark.frame: mark for mark in marks})
    write_labels(path, track_to_labels(track))
    again.put_marks(labels_to_edit(read_labels(path, frame_count=30), again).after)
    for frame in range(30):
        assert again.human_mark_at(frame) == track.human_mark_at(frame)


def test_a_table_survives_to_the_bit(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    n = 300
    table = LabelTable.build(
        rng.permutation(1000)[:n],
        rng.integers(1, 4, n),
        rng.random(n) * 1280,
        rng.random(n) * 720,
        score=np.where(rng.random(n) < 0.5, np.nan, rng.random(n)),
        source=rng.integers(0, 4, n),
        time=rng.random(n) * 100,
    )
    write_labels(tmp_path / "a.csv", table)
    back = read_labels(tmp_path / "a.csv", (1280, 720), 1000)
    for name in ("frame", "visibility", "x", "y", "score", "source", "time"):
        assert getattr(back, name).tobytes() == getattr(table, name).tobytes(), name
    assert back.dialect == "rallymark"


def test_the_text_of_the_file(tmp_path: Path) -> None:
    track = BallTrack(4)
    track.set_predictions(0, [1.5, np.nan], [2.25, np.nan], [0.75, 0.125])
    track.put_marks({2: BallMark(2, Visibility.NO_BALL, None, None, None, Source.HUMAN, 9.0)})
    path = tmp_path / "labels.csv"
    write_labels(path, track_to_labels(track, times=[0.0, 0.04, 0.08, 0.12]))
    assert path.read_bytes().decode() == HEADER + (
        "0,1,1.5,2.25,0.75,model,0.0\n"
        "1,0,0,0,0.125,model,0.04\n"
        "2,0,0,0,,human,0.08\n"
        "3,0,0,0,,,0.12\n"
    )


def test_no_ball_and_nobody_looked_stay_apart(tmp_path: Path) -> None:
    path = write(tmp_path, "0,0,0,0,,human,\n1,0,0,0,,,\n2,0,,,0.1,model,\n3,1,5,6,,,\n")
    table = read_labels(path)
    assert table.visibility.tolist() == [0, -1, 0, 1]
    assert table.source.tolist() == [Source.HUMAN.code, -1, Source.MODEL.code, -1]
    write_labels(path, table)
    again = read_labels(path)
    assert again.visibility.tolist() == table.visibility.tolist()
    assert again.source.tolist() == table.source.tolist()


def test_no_ball_of_a_format_without_sources_is_not_lost(tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.csv"
    foreign.write_text("Frame,Visibility,X,Y\n0,0,0,0\n1,1,5,6\n")
    write_labels(tmp_path / "ours.csv", read_labels(foreign))
    assert read_labels(tmp_path / "ours.csv").visibility.tolist() == [0, 1]


def test_sub_pixel_positions_in_the_corner_are_not_taken_for_fractions(tmp_path: Path) -> None:
    table = read_labels(write(tmp_path, "0,1,0.25,0.5,,human,\n"), (1280, 720), 10)
    assert (table.x[0], table.y[0]) == (0.25, 0.5)


def test_no_rows(tmp_path: Path) -> None:
    assert len(read_labels(write(tmp_path, ""))) == 0


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("0,1,5,6,,somebody,\n", r"labels\.csv, line 2: source 'somebody' is not one of model"),
        ("0,1,,6,,human,\n", "line 2: visibility 1 needs a position"),
        ("0,4,5,6,,human,\n", "line 2: visibility 4 is not one of"),
        ("0,0,5,6,,human,\n", r"line 2: visibility 0 stands with the position \(5, 6\)"),
        ("0,1,5,six,,human,\n", "line 2: y is 'six', not a number"),
        (f"0,1,5,{'six' * 99},,human,\n", "line 2: y is '(six){13}s', not a number"),
        ("0,1,5,inf,,human,\n", "line 2: y is 'inf', not a finite number"),
        ("0,1,5,1e9,,human,\n", "line 2: the position .* lies in no picture"),
        ("0,1,5,6,-1,human,\n", "line 2: score -1 is no confidence"),
        ("0.5,1,5,6,,human,\n", "line 2: frame is '0.5', not a whole number"),
        (",1,5,6,,human,\n", "line 2: frame is '', not a whole number"),
        ("1e300,1,5,6,,human,\n", "line 2: frame is '1e300', not a whole number"),
        ("99999999,1,5,6,,human,\n", "line 2: frame 99999999 is beyond the end of any video"),
        ("-1,1,5,6,,human,\n", "line 2: frame -1 is negative"),
        ("0,1,5,6\n", "line 2: there are 4 values under 7 columns"),
        (
            "0,1,5,6,,human,\n\n\n0,1,5,6,,human,\n",
            r"line 5: frame 0 appears twice \(first in line 2",
        ),
        ("10,1,5,6,,human,\n", "line 2: it has frame 10, but the video's 10 frames end at 9"),
        ("0,1,1900,6,,human,\n", r"line 2: the position \(1900, 6\) lies outside the 1280×720"),
    ],
)
def test_what_is_wrong_is_told_with_the_line(tmp_path: Path, rows: str, sentence: str) -> None:
    with pytest.raises(FormatError, match=sentence) as caught:
        read_labels(write(tmp_path, rows), (1280, 720), 10)
    assert "\n" not in str(caught.value)
