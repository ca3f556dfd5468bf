"""Peaks are judged and moved by what the verifier says of them."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from tracker.camera import CameraMotion
from tracker.heatmap import PEAK_FLOOR
from tracker.inference.verifying import AT_ONCE, Around, Verification, by_threes
from tracker.model.patches import CELL, CELLS, PATCH

NAN = math.nan
GREY = np.random.default_rng(1).integers(0, 256, (720, 1280), dtype=np.uint8)
ALONE = Around(None, GREY, None)
Maps = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]


def saying(*answers: tuple[float, float, float]) -> Callable[[NDArray[np.uint8]], Maps]:
    """A verifier that says (dx, dy, log-odds of a ball there) of one patch after the other."""

    def look(patches: NDArray[np.uint8]) -> Maps:
        assert patches.shape[1:] == (3, PATCH, PATCH)
        cells = np.full((len(patches), CELLS, CELLS), -30, np.float32)
        offsets = np.zeros((len(patches), 2, CELLS, CELLS), np.float32)
        none = np.zeros(len(patches), np.float32)
        for n, (dx, dy, odds) in enumerate(answers):
            column, row = (int((d + PATCH // 2) // CELL) for d in (dx, dy))
            middle = np.array([column, row]) * CELL + (CELL - 1) / 2 - PATCH // 2
            cells[n, row, column] = odds
            offsets[n, :, row, column] = np.array([dx, dy]) - middle
        return cells, offsets, none

    return look


def peaks(*found: tuple[float, float, float]) -> NDArray[np.float32]:
    """float32 [1,5,3]."""
    rows = np.full((1, 5, 3), NAN, np.float32)
    for n, peak in enumerate(found):
        rows[0, n] = peak
    return rows


def source(peak: NDArray[np.float32]) -> list[float]:
    """Model pixels → pixels of a 1280 x 720 picture."""
    return ((peak[:2] + 0.5) * 2.5 - 0.5).tolist()


def log_odds(p: float) -> float:
    return math.log(p / (1 - p))


def test_a_peak_moves_to_where_the_ball_is() -> None:
    verify = Verification(saying((5, -3, 2)))
    before = peaks((100.1, 50.0, 0.5))
    (after,) = verify(before, [ALONE])
    at = np.rint(source(before[0, 0]))
    assert source(after[0]) == pytest.approx([at[0] + 5, at[1] - 3], abs=0.01)
    assert np.isnan(after[1:]).all()


@pytest.mark.parametrize(
    ("peak", "move", "expected"),
    [((200.0, 0.0), (0, -6), (500, 0)), ((511.0, 287.0), (7, 5), (1279, 719))],
)
def test_a_ball_that_leaves_the_picture_is_at_its_border(
    peak: tuple[float, float], move: tuple[int, int], expected: tuple[float, float]
) -> None:
    (after,) = Verification(saying((*move, 2)))(peaks((*peak, 0.5)), [ALONE])
    assert source(after[0]) == pytest.approx(expected, abs=2)
    assert source(after[0])[1] in (pytest.approx(0, abs=1e-3), pytest.approx(719, abs=1e-3))


def test_both_have_a_say_in_its_score() -> None:
    verify = Verification(saying((0, 0, 1.5)))
    (after,) = verify(peaks((100, 50, 0.4)), [ALONE])
    assert log_odds(float(after[0, 2])) == pytest.approx(log_odds(0.4) / 2 + 1.5 / 4, abs=0.01)


def test_what_is_no_ball_falls_behind_and_noise_goes() -> None:
    verify = Verification(saying((0, 0, -4), (0, 0, 4), (0, 0, -11)))
    (after,) = verify(peaks((100, 50, 0.6), (200, 60, 0.3), (300, 70, 0.2)), [ALONE])
    assert after[:2, 0].round().tolist() == [200, 100]
    assert after[0, 2] > after[1, 2] >= PEAK_FLOOR
    assert np.isnan(after[2:]).all()


def test_two_peaks_at_one_ball_become_one() -> None:
    # 6 model pixels are 15 of the source: each sees the ball between them.
    verify = Verification(saying((8, 0, 3), (-7, 0, 2)))
    (after,) = verify(peaks((100, 50, 0.5), (106, 50, 0.5)), [ALONE])
    assert np.isfinite(after[:, 2]).sum() == 1


def test_frames_without_peaks_stay_empty() -> None:
    after = Verification(saying())(np.concatenate([peaks(), peaks()]), [ALONE, ALONE])
    assert after.shape == (2, 5, 3)
    assert np.isnan(after).all()


@pytest.mark.parametrize(
    "around", [ALONE, Around(GREY[:700], GREY, GREY[:, :90])], ids=["cut", "other size"]
)
def test_a_missing_neighbour_is_the_frame_itself(around: Around) -> None:
    seen: list[NDArray[np.uint8]] = []

    def look(patches: NDArray[np.uint8]) -> Maps:
        seen.append(patches)
        return saying((0, 0, 1))(patches)

    Verification(look)(peaks((256, 144, 0.5)), [around])
    assert seen[0][0].any()
    assert (seen[0][0] == seen[0][0][1]).all()
    assert len(seen[0]) == 1  # no peak, nothing to see


def test_the_frames_are_seen_in_order() -> None:
    seen: list[NDArray[np.uint8]] = []

    def look(patches: NDArray[np.uint8]) -> Maps:
        seen.append(patches)
        return saying((0, 0, 1))(patches)

    before, after = np.full_like(GREY, 1), np.full_like(GREY, 3)
    Verification(look)(peaks((256, 144, 0.5)), [Around(before, GREY, after)])
    assert (seen[0][0, 0] == 1).all()
    assert (seen[0][0, 2] == 3).all()
    column, row = (round(n) for n in source(peaks((256, 144, 0.5))[0, 0]))
    assert seen[0][0, 1, PATCH // 2, PATCH // 2] == GREY[row, column]


def test_under_a_camera_that_pans_the_place_is_seen_where_it_was() -> None:
    seen: list[NDArray[np.uint8]] = []

    def look(patches: NDArray[np.uint8]) -> Maps:
        seen.append(patches)
        return saying((0, 0, 1))(patches)

    before, after = np.roll(GREY, (-10, -30), (0, 1)), np.roll(GREY, (5, 20), (0, 1))
    from_before, from_after = (
        CameraMotion(np.array([[1, 0, x / 2.5], [0, 1, y / 2.5], [0, 0, 1]]))
        for x, y in ((30, 10), (-20, -5))
    )
    around = Around(before, GREY, after, from_before, from_after)
    Verification(look)(peaks((256, 144, 0.5), (40, 200, 0.5)), [around])
    np.testing.assert_array_equal(seen[0][:2, 0], seen[0][:2, 1])
    np.testing.assert_array_equal(seen[0][:2, 2], seen[0][:2, 1])


@pytest.mark.parametrize("ball", [(0.0, 0.0), (-29.0, -29.0)], ids=["nowhere", "in a corner"])
def test_a_peak_that_is_certainly_no_ball_stays_where_it_was(ball: tuple[float, float]) -> None:
    def look(patches: NDArray[np.uint8]) -> Maps:
        cells, offsets, none = saying((*ball, -500 if ball == (0, 0) else 200))(patches)
        return np.where(cells == -30, -500, cells).astype(np.float32), offsets, none

    (after,) = Verification(look)(peaks((100, 50, 0.99999)), [ALONE])
    assert after[0, :2] == pytest.approx([100, 50], abs=0.5)
    assert after[0, 2] < 0.99


def test_beside_a_sure_peak_faint_ones_are_not_looked_at() -> None:
    looked: list[int] = []

    def look(patches: NDArray[np.uint8]) -> Maps:
        looked.append(len(patches))
        return saying((0, 0, 5), (0, 0, 5))(patches)

    faint = (300, 70, 0.29)
    (after,) = Verification(look)(peaks((100, 50, 0.7), (200, 60, 0.31), faint), [ALONE])
    assert looked == [2]
    assert after[2, :2] == pytest.approx(faint[:2])
    assert after[2, 2] < 0.2
    Verification(look)(peaks((100, 50, 0.69), faint), [ALONE])
    assert looked == [2, 2]


def test_calls_on_a_processor_are_of_one_size() -> None:
    sizes: list[int] = []

    def look(patches: NDArray[np.uint8]) -> Maps:
        sizes.append(len(patches))
        return saying()(patches)

    cells, offsets, none = by_threes(look, np.zeros((7, 3, PATCH, PATCH), np.uint8))
    assert sizes == [AT_ONCE] * 3
    assert len(cells) == len(offsets) == len(none) == 7
