from __future__ import annotations

import numpy as np
import pytest

from annotation.formats import LabelTable


def test_rows_are_sorted_and_positions_dropped_where_there_is_no_ball() -> None:
    table = LabelTable.build([5, 2, 3], [1, 0, -1], [7, 8, 9], [4, 5, 6], score=[0.1, 0.2, 0.3])
    assert table.frame.tolist() == [2, 3, 5]
    assert table.score.tolist() == [0.2, 0.3, 0.1]
    assert table.x[2] == 7
    assert np.isnan(table.x[:2]).all()
    assert table.has_ball.tolist() == [False, False, True]
    assert table.looked.tolist() == [True, False, True]
    assert len(table) == 3


def test_repeated_frames_and_ragged_columns_are_refused() -> None:
    with pytest.raises(ValueError, match="each frame once"):
        LabelTable.build([1, 1], [0, 0], [0, 0], [0, 0])
    good = LabelTable.build([1], [0], [0], [0])
    with pytest.raises(ValueError, match="equally long"):
        LabelTable(
            good.frame, good.visibility, good.x, np.zeros(2), good.score, good.source, good.time
        )
