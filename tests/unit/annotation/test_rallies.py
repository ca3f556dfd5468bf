"""Rallies are read off the path: where the ball flies on, between rests."""

from __future__ import annotations

import numpy as np
import pytest

from annotation.camera_steps import at_rest, shown_along
from annotation.events import Event, Events
from annotation.rallies import Rallies, find_rallies
from annotation.rally_table import rally_lines
from annotation.track import BallTrack

SIZE = (1280, 720)


def track_of(x: np.ndarray, camera: np.ndarray | None = None) -> BallTrack:
    """A ball at (x, 300), none where x is NaN, as a camera shows it."""
    track = BallTrack(len(x))
    y = np.where(np.isnan(x), np.nan, 300.0)
    score = np.where(np.isnan(x), np.nan, 0.9)
    if camera is not None:
        x, y = shown_along(x, y, camera)
    track.set_predictions(0, x, y, score, camera=camera)
    return track


def way(*legs: tuple[float, float], fps: float = 30.0) -> np.ndarray:
    """x of a ball that for some seconds moves at so many pixels in 1/30 s (NaN: it is gone)."""
    steps = np.concatenate([np.full(round(seconds * fps), speed) for seconds, speed in legs])
    x = 600.0 + np.cumsum(np.nan_to_num(steps)) * 30.0 / fps
    return np.where(np.isnan(steps), np.nan, x)


def rallies_of(
    x: np.ndarray,
    fps: float = 30.0,
    events: Events | None = None,
    left_out: np.ndarray | None = None,
    camera: np.ndarray | None = None,
) -> list[tuple[float, float, int]]:
    """First and last frame in tenths of a second, and the hits."""
    if left_out is None:
        left_out = np.zeros(len(x), np.bool_)
    found = find_rallies(track_of(x, camera), events or Events.none(), left_out, SIZE, fps)
    return [
        (round(a / fps, 1), round(b / fps, 1), hits)
        for a, b, hits in zip(found.first, found.last, found.hits.tolist(), strict=True)
    ]


GONE = np.nan
TWO = ((2.0, 0.0), (1.0, 12.0), (1.0, -12.0), (2.0, 0.0), (1.5, -12.0), (1.0, 0.0))


@pytest.mark.parametrize("fps", [25.0, 30.0, 60.0, 120.0])
def test_rests_part_them_at_any_rate(fps: float) -> None:
    found = rallies_of(way(*TWO, fps=fps), fps)
    assert [hits for _, _, hits in found] == [0, 0]
    times = [time for first, last, _ in found for time in (first, last)]
    assert times == pytest.approx([2.0, 4.0, 6.0, 7.5], abs=0.11)


def test_a_ball_above_the_picture_or_at_the_top_of_its_flight_is_in_play() -> None:
    x = way((1.0, 0.0), (1.0, 12.0), (2.0, GONE), (1.0, 12.0), (0.5, 0.2), (1.0, -12.0), (1.0, 0.0))
    ((first, last, _),) = rallies_of(x)
    assert (first, last) == pytest.approx((1.0, 6.5), abs=0.11)
    x = way((1.0, 0.0), (1.5, 12.0), (3.0, GONE), (1.5, 12.0), (1.0, 0.0))
    assert len(rallies_of(x)) == 2


def test_a_ball_that_is_carried_or_seen_in_a_wrong_place_is_not() -> None:
    assert rallies_of(way((1.0, 0.0), (3.0, 3.0), (1.0, 0.0))) == []
    x = way((4.0, 0.0))
    x[60:63] += 300
    assert rallies_of(x) == []
    assert rallies_of(way((1.0, 0.0), (0.7, 12.0), (1.0, 0.0))) == [], "too short"
    assert rallies_of(np.full(90, np.nan)) == []
    nothing = find_rallies(BallTrack(0), Events.none(), np.zeros(0, np.bool_), SIZE, 30.0)
    assert len(nothing) == 0


def test_a_cut_and_what_is_left_out_end_one() -> None:
    x = way((1.0, 0.0), (4.0, 12.0), (1.0, 0.0))
    assert len(rallies_of(x)) == 1
    left_out = np.zeros(len(x), np.bool_)
    left_out[80:85] = True
    track = track_of(x)
    found = find_rallies(track, Events.none(), left_out, SIZE, 30.0)
    assert len(found) == 2
    assert found.last[0] < 80
    assert found.first[1] >= 85
    track.set_cuts([80])
    found = find_rallies(track, Events.none(), np.zeros(len(x), np.bool_), SIZE, 30.0)
    assert len(found) == 2
    assert found.last[0] < 80 <= found.first[1]


def test_a_camera_that_pans_makes_none_and_hides_none() -> None:
    x = way(*TWO)
    camera = at_rest(len(x))
    camera[:, 0, 2] = 9.0 * np.sin(np.arange(len(x)) / 20)
    assert rallies_of(x, camera=camera) == rallies_of(x)
    shown = track_of(x, camera)
    assert np.abs(np.diff(shown.x[:60])).max() > 5
    assert rallies_of(np.full(150, 600.0), camera=camera[:150]) == []


def test_a_soft_serve_is_part_of_its_rally() -> None:
    x = way(*TWO)
    (first, last), (again, end) = [found[:2] for found in rallies_of(x)]
    frames = [round(time * 30) for time in (first, last, again)]

    def with_hit(frame: int, left_out: np.ndarray | None = None) -> list[tuple[float, float, int]]:
        hit = Events(np.array([frame]), np.array([Event.HIT], np.int8))
        return rallies_of(x, events=hit, left_out=left_out)

    assert with_hit(frames[0] - 9) == [(round(first - 0.3, 1), last, 1), (again, end, 0)]
    assert with_hit(frames[2] - 9) == [(first, last, 0), (round(again - 0.3, 1), end, 1)]
    assert with_hit(frames[0] - 30) == [(first, last, 0), (again, end, 0)]
    left_out = np.arange(len(x)) < frames[0] - 4
    assert [hits for *_, hits in with_hit(frames[0] - 9, left_out)] == [0, 0]


def test_hits_are_counted_and_frames_found() -> None:
    x = way(*TWO)
    hits = Events(np.array([62, 90, 91, 150, 185]), np.array([1, 1, 2, 1, 1], np.int8))
    assert [count for _, _, count in rallies_of(x, events=hits)] == [2, 1]
    decided = hits.with_decisions({91: Event.HIT})
    found = find_rallies(track_of(x), decided, np.zeros(len(x), np.bool_), SIZE, 30.0)
    assert found.hits.tolist() == [3, 1]
    first, last = found.first.tolist(), found.last.tolist()
    assert [found.at(frame) for frame in (first[0] - 1, first[0], last[0], last[0] + 1)] == [
        None,
        0,
        0,
        None,
    ]
    assert [found.after(frame) for frame in (0, first[0], last[1])] == [0, 1, None]
    assert [found.before(frame) for frame in (first[0], first[0] + 1, first[1], last[1])] == [
        None,
        0,
        0,
        1,
    ]
    mask = np.zeros(len(x), np.bool_)
    mask[first[0] : first[0] + 7] = True
    mask[last[0] + 1] = True
    assert found.count(mask).tolist() == [7, 0]
    assert Rallies.none().at(0) is None


def test_the_table_has_a_line_for_each() -> None:
    rallies = Rallies(np.array([3, 20]), np.array([12, 29]), np.array([4, 0]))
    persons = np.zeros(30, np.bool_)
    persons[3:8] = True
    times = np.arange(30) / 25
    assert list(rally_lines(rallies, times, persons)) == [
        "Rally,FirstFrame,LastFrame,Start,End,Hits,Reviewed",
        "1,3,12,0.120,0.480,4,0.500",
        "2,20,29,0.800,1.160,0,0.000",
    ]
