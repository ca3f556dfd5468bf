from __future__ import annotations

import numpy as np
import pytest

from annotation.formats import LabelTable
from annotation.metrics import evaluate

SIZE = (1024, 576)  # twice the space of 512×288, so 4 px there are 8 px here
SEEN, NONE, NOT_LOOKED = 1, 0, -1


def table(*rows: tuple[int, int, float, float]) -> LabelTable:
    frame, visibility, x, y = zip(*rows, strict=True) if rows else ((), (), (), ())
    return LabelTable.build(frame, visibility, x, y)


TRUTH = table(
    (0, SEEN, 100, 100),
    (1, SEEN, 100, 100),
    (2, NONE, 0, 0),
    (3, SEEN, 100, 100),
    (4, NONE, 0, 0),
    (5, NOT_LOOKED, 0, 0),
    (6, 3, 100, 100),
)


def test_every_kind_of_answer_is_counted_once() -> None:
    predicted = table(
        (0, SEEN, 103, 104),  # TP, 5 px off
        (1, SEEN, 100, 110),  # FP1
        (2, SEEN, 5, 5),  # FP2
        (3, NONE, 0, 0),  # FN
        (4, NONE, 0, 0),  # TN
        (5, SEEN, 5, 5),  # the truth says nothing
        (6, SEEN, 100, 101),  # TP, an occluded ball is a ball
    )
    result = evaluate(predicted, TRUTH, SIZE)
    assert (result.tp, result.fp1, result.fp2, result.tn, result.fn) == (2, 1, 1, 1, 1)
    assert result.frames == 6
    assert result.missing == 0
    assert result.precision == pytest.approx(2 / 4)
    assert result.recall == pytest.approx(2 / 3)
    assert result.f1 == pytest.approx(2 * 0.5 * (2 / 3) / (0.5 + 2 / 3))
    assert result.accuracy == pytest.approx(3 / 6)
    assert result.median_error_px == pytest.approx((5 + 1) / 2)


def test_each_axis_is_scaled_to_the_space_and_the_tolerance_is_exclusive() -> None:
    truth = table((0, SEEN, 100, 100))
    for x, y, size, hit in (
        (107.9, 100, SIZE, True),
        (108.0, 100, SIZE, False),
        (108.0, 100, (2048, 576), True),
        (108.0, 100, (1024, 2304), False),
        (100, 131.9, (1024, 2304), True),
    ):
        assert evaluate(table((0, SEEN, x, y)), truth, size).tp == hit
    assert evaluate(table((0, SEEN, 108, 100)), truth, SIZE, tolerance=5).tp == 1


def test_frames_without_a_prediction_count_as_no_ball_and_are_told() -> None:
    predicted = table((0, SEEN, 100, 100), (4, NOT_LOOKED, 0, 0), (9, SEEN, 1, 1))
    result = evaluate(predicted, TRUTH, SIZE)
    assert (result.tp, result.fp1, result.fp2, result.tn, result.fn) == (1, 0, 0, 2, 3)
    assert result.missing == 5


def test_nothing_to_divide_by() -> None:
    result = evaluate(table(), table(), SIZE)
    assert (result.precision, result.recall, result.f1, result.accuracy) == (0, 0, 0, 0)
    assert result.median_error_px is None
    assert result.to_dict()["frames"] == 0
    assert evaluate(table(), TRUTH, SIZE).fn == 4


def test_a_truth_against_itself_is_perfect() -> None:
    result = evaluate(TRUTH, TRUTH, SIZE)
    assert (result.f1, result.accuracy, result.median_error_px) == (1.0, 1.0, 0.0)


def test_it_agrees_with_a_plain_loop() -> None:
    rng = np.random.default_rng(3)
    n = 500
    truth = LabelTable.build(
        np.arange(n), rng.integers(-1, 4, n), rng.random(n) * 30, rng.random(n) * 30
    )
    predicted = LabelTable.build(
        np.sort(rng.choice(n, 400, replace=False)),
        rng.integers(-1, 2, 400),
        rng.random(400) * 30,
        rng.random(400) * 30,
    )
    counts = {"tp": 0, "fp1": 0, "fp2": 0, "tn": 0, "fn": 0}
    where = {int(frame): row for row, frame in enumerate(predicted.frame)}
    for frame in range(n):
        if truth.visibility[frame] < 0:
            continue
        row = where.get(frame)
        found = row is not None and predicted.visibility[row] > 0
        if truth.visibility[frame] == 0:
            counts["fp2" if found else "tn"] += 1
        elif not found:
            counts["fn"] += 1
        else:
            dx = (predicted.x[row] - truth.x[frame]) * 512 / SIZE[0]
            dy = (predicted.y[row] - truth.y[frame]) * 288 / SIZE[1]
            counts["tp" if (dx * dx + dy * dy) ** 0.5 < 4 else "fp1"] += 1
    result = evaluate(predicted, truth, SIZE).to_dict()
    assert {name: result[name] for name in counts} == counts


@pytest.mark.parametrize(("size", "tolerance"), [((0, 5), 4.0), ((5, 5), 0.0), ((5, -1), 4.0)])
def test_measures_must_be_positive(size: tuple[int, int], tolerance: float) -> None:
    with pytest.raises(ValueError, match="must be positive"):
        evaluate(TRUTH, TRUTH, size, tolerance)
