"""What the model said, in columns."""

import numpy as np
import pytest

from annotation.model_columns import ModelColumns


def columns() -> ModelColumns:
    model = ModelColumns(6)
    peaks = np.full((2, 2, 3), 0.5)
    model.put(1, ModelColumns.checked(6, 1, ([1.0, 2.0], [3.0, 4.0], [0.6, 0.7]), peaks))
    return model


def test_answers_lie_where_they_were_put() -> None:
    model = columns()
    assert model.answered.tolist() == [False, True, True, False, False, False]
    assert model.x[1:3].tolist() == [1.0, 2.0]
    assert model.score[2] == np.float32(0.7)
    assert np.isnan(model.motion[1]).all()


def test_more_peaks_widen_all_frames() -> None:
    model = columns()
    model.put(
        4, ModelColumns.checked(6, 4, ([0.0], [0.0], [0.5]), np.ones((1, 4, 3)), np.ones((1, 4, 2)))
    )
    assert model.candidates.shape == (6, 4, 3)
    assert (model.candidates[1, :2] == 0.5).all()
    assert np.isnan(model.candidates[1, 2:]).all()
    assert (model.motion[4] == 1).all()


def test_fewer_peaks_leave_none_of_the_former() -> None:
    model = columns()
    model.put(1, ModelColumns.checked(6, 1, ([9.0], [9.0], [0.5]), np.ones((1, 1, 3))))
    assert np.isnan(model.candidates[1, 1]).all()


def test_a_copy_stands_alone() -> None:
    model = columns()
    other = model.copy()
    other.x[1] = 7.0
    other.cuts[0] = True
    assert model.x[1] == 1.0
    assert not model.cuts.any()


@pytest.mark.parametrize(
    ("first", "given", "sentence"),
    [
        (0, (([1.0], [1.0, 2.0], [1.0]),), "equally long"),
        (0, (([1.0], [1.0], [1.0]), np.zeros((1, 2))), "candidates must be"),
        (0, (([1.0], [1.0], [1.0]), None, np.zeros((1, 3, 2))), "motion must be"),
        (0, (([1.0], [1.0], [1.0]), None, None, [0.5, 0.5]), "disagreement must be"),
        (0, (([1.0], [1.0], [1.0]), None, None, None, [True, True]), "repeats must be"),
        (0, (([1.0], [1.0], [1.0]), *[None] * 4, np.zeros((1, 3, 3))), "camera must be"),
        (6, (([1.0], [1.0], [1.0]),), "not all in the video"),
    ],
)
def test_what_does_not_fit_is_refused(first: int, given: tuple, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        ModelColumns.checked(6, first, *given)
