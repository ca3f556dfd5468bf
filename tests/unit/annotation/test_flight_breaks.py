"""Where a flight may break is found by a fit, whatever else is looked at."""

from __future__ import annotations

import numpy as np
import pytest

from annotation import flight_breaks
from annotation.camera_steps import at_rest, shown_along
from annotation.flight_breaks import CLEAR, CURVE, FEATURES, NOISE, REACH, STEPS, find_breaks

SIZE = (1280, 720)


def bouncing(count: int, fps: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """A ball that goes to and fro and bounces, with some noise and gaps, in source pixels."""
    rng = np.random.default_rng(seed)
    t = np.arange(count) / fps
    x = 640 + 500 * (np.abs(np.mod(t / 0.9, 2) - 1) * 2 - 1) + rng.normal(0, 1, count)
    y = 600 - 400 * np.abs(np.sin(t * 5.1)) + rng.normal(0, 1, count)
    gone = rng.random(count) < 0.02
    return np.where(gone, np.nan, x), np.where(gone, np.nan, y)


def test_the_curve_is_that_of_least_squares() -> None:
    x, y = bouncing(200, 30.0)
    x[np.isnan(x)], y[np.isnan(y)] = 640.0, 400.0
    breaks = find_breaks(x, y, np.zeros(200, np.bool_), at_rest(200), SIZE, 30.0)
    inside = [number for number, frame in enumerate(breaks.frames.tolist()) if 10 < frame < 190]
    assert len(inside) > 10
    t = np.arange(-6, 7)
    powers = np.stack((np.ones(13), t, t**2, np.maximum(t, 0)), axis=1)
    for number in inside:
        frame, told = int(breaks.frames[number]), breaks.features[number]
        places = np.stack((x, y), axis=1)[frame - 6 : frame + 7] / 2.5
        curve, *_ = np.linalg.lstsq(powers, places, rcond=None)
        off = np.sqrt(((powers @ curve - places) ** 2).sum() / 18)
        expected = np.concatenate((curve[3], curve[1], curve[1] + curve[3], curve[2]))
        read = told[CURVE : CURVE + 8]
        assert np.sign(read) * read**2 == pytest.approx(expected, abs=1e-6)
        error = max(NOISE, off) * np.sqrt(np.linalg.inv(powers.T @ powers)[3, 3])
        assert np.exp(told[CURVE + 8]) == pytest.approx(np.hypot(*curve[3]) / error)
        assert np.exp(told[CURVE + 8]) >= CLEAR
        assert np.exp(told[CURVE + 9]) - 0.1 == pytest.approx(off, abs=1e-6)
        assert told[CURVE + 10] == pytest.approx(y[frame] / 720)


@pytest.mark.parametrize("fps", [25.0, 30.0, 120.0])
def test_a_break_depends_on_the_frames_around_it_alone(
    fps: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    count, rng = 1500, np.random.default_rng(3)
    x, y = bouncing(count, fps)
    cuts, camera = np.zeros(count, np.bool_), at_rest(count)
    cuts[[300, 777]] = True
    camera[200:600, 0, 2] = rng.normal(0, 3, 400)
    whole = find_breaks(x, y, cuts, camera, SIZE, fps)
    assert whole.features.shape == (len(whole.frames), FEATURES)
    monkeypatch.setattr(flight_breaks, "_CHUNK", 97)
    parted = find_breaks(x, y, cuts, camera, SIZE, fps)
    assert np.array_equal(parted.frames, whole.frames)
    assert np.array_equal(parted.features, whole.features)
    reach = int(np.ceil(REACH * fps)) + 1
    for first, stop in ((0, 400), (250, 700), (760, 1500)):
        where = slice(first, stop)
        alone = find_breaks(x[where], y[where], cuts[where], camera[where], SIZE, fps)
        low = first + reach if first else 0
        high = stop - reach if stop < count else stop
        told = (alone.frames + first >= low) & (alone.frames + first < high)
        known = (whole.frames >= low) & (whole.frames < high)
        assert known.sum() > 5
        assert np.array_equal(alone.frames[told] + first, whole.frames[known])
        assert np.array_equal(alone.features[told], whole.features[known])


def test_a_flight_is_told_alike_at_any_rate_in_any_size_and_from_a_moving_camera() -> None:
    def flight(fps: float) -> tuple[np.ndarray, np.ndarray]:
        t = np.arange(round(2 * fps) + 1) / fps
        since = t - 1
        return 200 + 400 * t, 400 + np.where(t <= 1, 300, -400) * since + 500 * since**2

    def told(x: np.ndarray, y: np.ndarray, fps: float, size: tuple[int, int]) -> np.ndarray:
        still = np.zeros(len(x), np.bool_), at_rest(len(x))
        breaks = find_breaks(x, y, *still, size, fps)
        (number,) = np.flatnonzero(breaks.frames == round(fps))
        features: np.ndarray = breaks.features[number]
        return features

    x, y = flight(30.0)
    usual = told(x, y, 30.0, SIZE)
    assert usual[2 * STEPS : 4 * STEPS].max() > 0 > usual[2 * STEPS : 4 * STEPS].min()
    for fps in (60.0, 120.0):
        assert told(*flight(fps), fps, SIZE)[: CURVE + 8] == pytest.approx(
            usual[: CURVE + 8], abs=0.02
        )
    assert told(x / 2, y / 2, 30.0, (640, 360)) == pytest.approx(usual)
    camera = at_rest(len(x))
    camera[:, 0, 2] = 8 * np.sin(np.arange(len(x)))
    seen = find_breaks(*shown_along(x, y, camera), np.zeros(len(x), np.bool_), camera, SIZE, 30.0)
    (number,) = np.flatnonzero(seen.frames == 30)
    assert seen.features[number] == pytest.approx(usual, abs=1e-3)


def test_beyond_a_gap_or_a_cut_nothing_is_known() -> None:
    x, y = bouncing(120, 30.0)
    x[np.isnan(x)], y[np.isnan(y)] = 640.0, 400.0
    cuts = np.zeros(120, np.bool_)
    breaks = find_breaks(x, y, cuts, at_rest(120), SIZE, 30.0)
    number = int(np.flatnonzero((breaks.frames > 30) & (breaks.frames < 90))[0])
    frame = int(breaks.frames[number])
    assert breaks.features[number, 4 * STEPS : CURVE].all()
    cuts[frame - 4] = True
    x[frame + 6] = y[frame + 6] = np.nan
    parted = find_breaks(x, y, cuts, at_rest(120), SIZE, 30.0)
    (number,) = np.flatnonzero(parted.frames == frame)
    known = parted.features[number, 4 * STEPS : CURVE]
    assert np.flatnonzero(known).tolist() == list(range(STEPS - 4, STEPS + 6))
    velocities = parted.features[number, : 4 * STEPS].reshape(2, 2 * STEPS)
    assert np.flatnonzero(velocities.any(axis=0)).tolist() == list(range(STEPS - 4, STEPS + 5))
    assert not len(find_breaks(x[:0], y[:0], cuts[:0], at_rest(0), SIZE, 30.0).frames)
