from __future__ import annotations

import numpy as np
import pytest

from annotation.mark_columns import MarkColumns, empty_records
from annotation.marks import BallMark, Source, Visibility

HERE = BallMark(7, Visibility.HARD, 1.25, 2.5, 0.5, Source.VERIFIED, 9.0)
NONE = BallMark(2, Visibility.NO_BALL, None, None, None, Source.HUMAN, 8.0)


def test_columns_are_the_mapping_they_were_made_of() -> None:
    marks = {7: HERE, 2: NONE, 5: None}
    columns = MarkColumns.of(marks)
    assert columns == marks
    assert list(columns) == [2, 5, 7]
    assert MarkColumns.of(columns) is columns
    with pytest.raises(KeyError):
        columns[3]
    with pytest.raises(KeyError):
        columns[8]


def test_empty_columns() -> None:
    assert MarkColumns.of({}) == {}
    assert repr(MarkColumns.of({})) == "MarkColumns(empty)"


def test_records_are_a_copy_and_read_only() -> None:
    records = empty_records([1, 2])
    columns = MarkColumns(records)
    records["visibility"] = 3
    assert columns[1] is None
    with pytest.raises(ValueError, match="read-only"):
        columns.records["time"] = 1.0


def test_equal_marks_have_equal_bytes() -> None:
    odd_nan = np.frombuffer(b"\x01\x00\x00\x00\x00\x00\xf8\xff", "<f8")[0]
    records = empty_records([1])
    records["score"] = odd_nan
    assert MarkColumns(records).records.tobytes() == empty_records([1]).tobytes()


def test_there_is_one_zero_as_in_sqlite() -> None:
    records = empty_records([1])
    records["visibility"] = Visibility.VISIBLE
    records["x"], records["y"] = -0.0, 0.0
    assert not np.signbit(MarkColumns(records).records["x"]).any()


@pytest.mark.parametrize("frames", [[2, 1], [1, 1]])
def test_unsorted_or_repeated_frames_are_refused(frames: list[int]) -> None:
    with pytest.raises(ValueError, match="sorted by frame"):
        MarkColumns(empty_records(frames))


def test_a_mark_under_another_frame_is_refused() -> None:
    with pytest.raises(ValueError, match="mark of frame 7 stands under frame 8"):
        MarkColumns.of({8: HERE})


def test_contradicting_records_are_refused() -> None:
    records = empty_records([1])
    records["visibility"] = Visibility.VISIBLE
    with pytest.raises(ValueError, match="position exactly when"):
        MarkColumns(records)
    records["x"] = np.inf
    with pytest.raises(ValueError, match="infinite"):
        MarkColumns(records)
    records["x"] = records["y"] = 2e6
    with pytest.raises(ValueError, match="farther out"):
        MarkColumns(records)
    records["x"] = records["y"] = 2.0
    records["score"] = -1.0
    with pytest.raises(ValueError, match="score"):
        MarkColumns(records)
