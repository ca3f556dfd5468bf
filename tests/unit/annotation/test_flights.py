"""A flight's curve goes through its answers, and past the one that lies off."""

from __future__ import annotations

import numpy as np
import pytest

from annotation import edits
from annotation.camera_steps import at_rest
from annotation.flights import FEWEST, flight_at
from annotation.track import BallTrack

SIZE = (1280, 720)


def thrown(count: int = 31, path: bool = True, **off: float) -> BallTrack:
    """A ball thrown from the left, ten frames after which there is none; `f7=30` puts frame 7 so
    many pixels higher."""
    frames = np.arange(count, dtype=np.float64)
    peaks = np.full((count + 10, 2, 3), np.nan)
    peaks[:count, 0] = np.column_stack(
        (200 + 12 * frames, 400 - 16 * frames + 0.5 * frames**2, np.full(count, 0.9))
    )
    for name, up in off.items():
        peaks[int(name[1:]), 0, 1] -= up
    track = BallTrack(count + 10)
    track.set_predictions(0, *peaks[:, 0].T, peaks)
    if path:
        track.follow_path(SIZE, 30.0)
    return track


def distance(track: BallTrack, frame: int, x: float, y: float) -> float:
    """How far x, y lies from the curve of the frame's flight."""
    flight = flight_at(track, frame)
    assert flight is not None
    return float(np.hypot(flight.x - x, flight.y - y).min())


def at(track: BallTrack, frame: int) -> tuple[float, float]:
    return float(track.x[frame]), float(track.y[frame])


def test_the_curve_goes_through_a_flight_as_far_as_the_ball_is_seen() -> None:
    track = thrown()
    flight = flight_at(track, 12)
    assert flight is not None
    assert (flight.first, flight.last) == (0, 30)
    for frame in range(31):
        assert distance(track, 12, *at(track, frame)) < 1.5
    assert flight.x[0] == pytest.approx(200, abs=1)
    assert flight.x[-1] == pytest.approx(560, abs=1)


def test_a_stray_answer_lies_off_the_curve_and_does_not_bend_it() -> None:
    track = thrown(f0=40)
    assert track.y[0] == pytest.approx(360), "the path takes it"
    assert distance(track, 12, 200, 360) > 15
    for frame in range(1, 31):
        assert distance(track, 12, *at(track, frame)) < 2


def test_a_camera_that_swings_changes_nothing_of_the_curve_in_the_hall() -> None:
    still, swings = thrown(), thrown()
    steps = at_rest(41)
    steps[:, 0, 2] = 25 * np.sin(np.arange(41) / 3)
    x, y = (column.astype(np.float64) for column in still.candidates[:, 0, :2].T)
    x += np.cumsum(steps[:, 0, 2]) - steps[0, 0, 2]
    peaks = still.candidates.copy()
    peaks[:, 0, 0] = x
    swings.set_predictions(0, x, y, still.predicted_score, peaks, camera=steps)
    expected, flight = flight_at(still, 12), flight_at(swings, 12)
    assert expected is not None
    assert flight is not None
    assert (flight.first, flight.last) == (0, 30)
    assert flight.x == pytest.approx(expected.x, abs=0.1)
    for frame in (0, 12, 30):
        seen_x, seen_y = flight.seen_from(frame)
        assert np.hypot(seen_x - x[frame], seen_y - y[frame]).min() < 1.5


def test_filled_frames_have_no_say() -> None:
    track = thrown()
    before = flight_at(track, 15)
    for frame in (9, 21):
        track.put_marks(edits.accept(track, frame).after)
    track.put_marks(edits.fill_linear(track, 9, 21).after)
    filled = flight_at(track, 15)
    assert before is not None
    assert filled is not None
    assert np.abs(filled.y - before.y).max() < 2 < distance(track, 15, *at(track, 15))


def test_no_curve_without_a_ball_or_a_path_or_enough_answers() -> None:
    assert flight_at(thrown(), 35) is None
    assert flight_at(thrown(path=False), 12) is None
    short = flight_at(thrown(FEWEST - 1), 2)
    assert short is not None
    assert not len(short.x)


def test_no_curve_through_what_is_no_flight() -> None:
    track = thrown()
    rng = np.random.default_rng(3)
    for frame in range(31):
        x, y = 600 + rng.uniform(-40, 40, 2)
        track.put_marks(edits.place(track, frame, float(x), float(y)).after)
    flights = [flight_at(track, frame) for frame in range(31)]
    assert all(flight is None or not len(flight.x) for flight in flights)
