"""Where the frames around point to is looked at where a frame itself has nothing sure."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from tracker.camera import CameraMotion
from tracker.inference.leads import REACH, Leads, widened
from tracker.inference.seen import Moment, Seen
from tracker.inference.shots import LONGEST_REPEAT, Shown, View
from tracker.inference.verifying import Verification
from tracker.model.patches import CELL, CELLS, PATCH

NAN = math.nan
Maps = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]
Found = dict[int, tuple[float, float, float]]


class Asked:
    """A verifier that says the same of every place, and remembers how many it was asked about."""

    def __init__(self, odds: float) -> None:
        self._odds = odds
        self.places = 0

    def __call__(self, patches: NDArray[np.uint8]) -> Maps:
        self.places += len(patches)
        cells = np.full((len(patches), CELLS, CELLS), -30, np.float32)
        at = PATCH // 2 // CELL
        cells[:, at, at] = self._odds
        offsets = np.zeros((len(patches), 2, CELLS, CELLS), np.float32)
        offsets[:, :, at, at] = -(CELL - 1) / 2
        return cells, offsets, np.zeros(len(patches), np.float32)


def seen(number: int, found: Found, begins_shot: bool = False, repeats: int = 0) -> Seen:
    """A picture of 512 x 288 with one peak at most, shown again in so many frames."""
    grey = np.zeros((288, 512), np.uint8)
    picture = np.zeros((1, 1, 3), np.uint8)
    shown = Shown(number, View(picture, grey), begins_shot)
    peaks = np.full((5, 3), NAN, np.float32)
    if number in found:
        peaks[0] = found[number]
    repeated = tuple(replace(shown, number=number + 1 + n) for n in range(repeats))
    return Seen(peaks, Moment(None, shown, None, repeated), NAN, None)


def flight(frames: Sequence[int]) -> Found:
    """Eight pixels to the right in a frame, sure."""
    return {n: (100 + 8 * n, 50, 0.9) for n in frames}


def through(leads: Leads, frames: Sequence[Seen], at_once: int = 3) -> list[Seen]:
    decided = []
    for n in range(0, len(frames), at_once):
        decided += leads.after(frames[n : n + at_once])
    return decided + leads.rest()


def test_a_missed_ball_is_found_where_its_flight_leads() -> None:
    found = flight([n for n in range(12) if n != 5])
    decided = through(Leads(Verification(Asked(9))), [seen(n, found) for n in range(12)])
    assert [each.number for each in decided] == list(range(12))
    places = decided[5].peaks[:, 0]
    assert 140 in places.round(), "where two frames in a row point to"
    assert decided[5].peaks[0, 2] > 0.35
    for n in (4, 6):
        np.testing.assert_array_equal(decided[n].peaks, seen(n, found).peaks)


def test_a_ball_at_rest_is_looked_for_where_it_lay() -> None:
    found: Found = dict.fromkeys(range(4), (300, 200, 0.8))
    decided = through(Leads(Verification(Asked(9))), [seen(n, found) for n in range(12)])
    for n in range(4, 4 + REACH):
        assert decided[n].peaks[0, :2].tolist() == pytest.approx([300, 200], abs=0.1)
    assert np.isnan(decided[4 + REACH].peaks).all(), "what leads found leads no further"


def test_repeated_pictures_keep_a_flight_together_but_lead_no_farther() -> None:
    twice = range(0, 24, 2)
    found = flight([n for n in twice if n not in (10, 12, 14, 16, 18)])
    decided = through(Leads(Verification(Asked(9))), [seen(n, found, repeats=1) for n in twice])
    missed = {each.number: each for each in decided if each.number not in found}
    assert 180 in missed[10].peaks[:, 0].round(), "as far on as from picture to picture"
    assert not np.isnan(missed[14].peaks[0]).any(), "three pictures, six frames"
    first = through(Leads(Verification(Asked(9))), [seen(n, found, repeats=1) for n in twice[:7]])
    assert not np.isnan(first[6].peaks[0]).any()
    late = through(Leads(Verification(Asked(9))), [seen(n, found, repeats=1) for n in twice[:9]])
    assert np.isnan(late[8].peaks).all(), "eight frames on"


def test_what_the_verifier_denies_is_not_found() -> None:
    found = flight([n for n in range(12) if n != 5])
    decided = through(Leads(Verification(Asked(-7))), [seen(n, found) for n in range(12)])
    assert np.isnan(decided[5].peaks).all()


@pytest.mark.parametrize("score", [0.5, 0.9])
def test_a_frame_with_a_sure_peak_is_not_looked_at_again(score: float) -> None:
    look = Asked(9)
    found = flight(range(12)) | {5: (20, 20, score)}
    decided = through(Leads(Verification(look)), [seen(n, found) for n in range(12)])
    assert look.places == 0
    assert decided[5].peaks[0].tolist() == pytest.approx([20, 20, score])


def test_doubtful_peaks_lead_nowhere() -> None:
    look = Asked(9)
    found = {n: (100.0, 50.0, 0.3) for n in range(12) if n != 5}
    through(Leads(Verification(look)), [seen(n, found) for n in range(12)])
    assert look.places == 0


def test_a_place_looked_at_is_not_looked_at_again() -> None:
    look = Asked(9)
    found: Found = dict.fromkeys(range(12), (300, 200, 0.8))
    found[5] = (303, 198, 0.4)
    through(Leads(Verification(look)), [seen(n, found) for n in range(12)])
    assert look.places == 0


def test_a_place_outside_the_picture_is_not_looked_at() -> None:
    look = Asked(9)
    found: Found = {0: (504.0, 50.0, 0.9), 1: (510.0, 50.0, 0.9)}
    through(Leads(Verification(look)), [seen(n, found) for n in range(3)])
    # Frame 2: where frames 1 and 0 have it, but not 516.
    assert look.places == 2


def test_no_lead_crosses_a_cut() -> None:
    look = Asked(9)
    frames = [seen(n, flight(range(6)), begins_shot=n == 6) for n in range(12)]
    decided = through(Leads(Verification(look)), frames)
    assert [each.number for each in decided] == list(range(12))
    assert look.places == 0


def test_frames_that_do_not_follow_have_nothing_to_do_with_each_other() -> None:
    look = Asked(9)
    frames = [seen(n, flight(range(6))) for n in (*range(6), *range(8, 12))]
    decided = through(Leads(Verification(look)), frames)
    assert [each.number for each in decided] == [*range(6), *range(8, 12)]
    assert look.places == 0


@pytest.fixture(scope="module")
def messy() -> Callable[[int], Seen]:
    random = np.random.default_rng(3)
    found: Found = {
        n: (*random.uniform(0, 280, 2), random.uniform(0, 1)) for n in range(60) if n % 4
    }
    return lambda n: seen(n, found, begins_shot=n in (17, 40))


@pytest.mark.parametrize("at_once", [1, 7, 60])
def test_answers_do_not_depend_on_how_many_frames_come_at_once(
    messy: Callable[[int], Seen], at_once: int
) -> None:
    expected = through(Leads(Verification(Asked(9))), [messy(n) for n in range(60)])
    decided = through(Leads(Verification(Asked(9))), [messy(n) for n in range(60)], at_once)
    for one, other in zip(decided, expected, strict=True):
        np.testing.assert_array_equal(one.peaks, other.peaks)


@pytest.mark.parametrize("wanted", [(20, 29), (3, 8), (50, 59)])
def test_answers_do_not_depend_on_the_range(
    messy: Callable[[int], Seen], wanted: tuple[int, int]
) -> None:
    whole = through(Leads(Verification(Asked(9))), [messy(n) for n in range(60)])
    ((first, last),) = widened([wanted], 60)
    part = through(Leads(Verification(Asked(9))), [messy(n) for n in range(first, last + 1)])
    for n in range(wanted[0], wanted[1] + 1):
        np.testing.assert_array_equal(part[n - first].peaks, whole[n].peaks)


def test_ranges_are_widened_within_the_video() -> None:
    before = REACH + LONGEST_REPEAT
    assert widened([(0, 10), (30, 58)], 60) == [(0, 10 + REACH), (30 - before, 59)]


def test_a_range_may_begin_where_a_picture_is_shown_again() -> None:
    """What leads to it is counted from where it was shown first."""
    found: Found = {14: (300, 200, 0.8)}
    frames = [seen(n, found) for n in range(20)] + [seen(20, found, repeats=3)]
    ((first, _),) = widened([(23, 30)], 60)
    whole = through(Leads(Verification(Asked(9))), frames)
    part = through(Leads(Verification(Asked(9))), frames[first:])
    assert whole[-1].peaks[0, :2].tolist() == pytest.approx([300, 200], abs=0.1)
    np.testing.assert_array_equal(part[-1].peaks, whole[-1].peaks)


def test_where_the_camera_pans_a_ball_is_looked_for_where_it_is_seen_now() -> None:
    pan = CameraMotion(np.array([[1, 0, 5], [0, 1, -2], [0, 0, 1]], np.float64))

    def panned(number: int, found: Found) -> Seen:
        each = seen(number, found)
        here = replace(each.around.here, camera=pan)
        return replace(each, around=each.around._replace(here=here))

    for missing in (5, 8):
        there: Found = {n: (300 + 5 * n, 200 - 2 * n, 0.8) for n in (6, 7)}
        decided = through(Leads(Verification(Asked(9))), [panned(n, there) for n in range(12)])
        x, y = decided[missing].peaks[0, :2].tolist()
        assert (x, y) == pytest.approx((300 + 5 * missing, 200 - 2 * missing), abs=0.6)
