"""Rendered rallies: the labels say what the pixels show."""

from dataclasses import replace

import numpy as np
import pytest

from tracker.training.synthetic import (
    PRESETS,
    BallLabels,
    RallySettings,
    rally_events,
    render_rally,
)
from tracker.training.synthetic.flight import Meets
from tracker.training.synthetic.labels import HARD, NO_BALL, OCCLUDED, VISIBLE, Image

PLAIN = RallySettings(
    fps=30,
    compression="none",
    noise=0.0,
    graphics=False,
    spare_balls=0,
    ball_colour=(255, 0, 255),
    detail=1.0,
)
FRAMES = 30


def _with_and_without(
    preset: str, seed: int, settings: RallySettings = PLAIN, frames: int = FRAMES
) -> tuple[Image, BallLabels]:
    """What the ball alone changes, int16 [N, H, W] (largest over the channels), and the truth."""
    lit, labels = render_rally(preset, seed, frames, settings=settings)
    without = replace(settings, draw_ball=False)
    bare, _ = render_rally(preset, seed, frames, settings=without)
    return np.abs(lit.astype(np.int16) - bare).max(-1), labels


def _centroid(change: Image) -> tuple[float, float]:
    rows, columns = np.nonzero(change > 3)
    weight = change[rows, columns].astype(float)
    return float((columns * weight).sum() / weight.sum()), float(
        (rows * weight).sum() / weight.sum()
    )


def test_same_seed_same_pixels() -> None:
    first, truth = render_rally("badminton", 4, 12)
    again, same = render_rally("badminton", 4, 12)
    assert (first == again).all()
    np.testing.assert_array_equal(truth.x, same.x)
    np.testing.assert_array_equal(truth.visibility, same.visibility)
    other, _ = render_rally("badminton", 5, 12)
    assert (first != other).mean() > 0.3


@pytest.mark.parametrize("compression", ["jpeg", "h264"])
def test_compression_is_deterministic_and_mild(compression: str) -> None:
    settings = replace(PLAIN, compression=compression, quality=30 if compression == "h264" else 70)
    plain, _ = render_rally("tennis", 2, 4, settings=PLAIN)
    packed, _ = render_rally("tennis", 2, 4, settings=settings)
    again, _ = render_rally("tennis", 2, 4, settings=settings)
    assert (packed == again).all()
    assert 0 < np.abs(plain.astype(int) - packed).mean() < 8


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("camera", ["still", "follow", "shake"])
def test_the_ball_is_where_the_label_says(preset: str, camera: str) -> None:
    change, labels = _with_and_without(preset, 7, replace(PLAIN, camera=camera, start=1.0))
    errors = []
    for row in np.flatnonzero(labels.visibility == VISIBLE):
        if labels.streak[row] < 6 and change[row].max() > 60:
            x, y = _centroid(change[row])
            errors.append(np.hypot(x - labels.x[row], y - labels.y[row]))
    assert len(errors) > 8
    assert np.median(errors) < 0.5
    assert np.max(errors) < 2.5


@pytest.mark.parametrize("preset", PRESETS)
def test_sizes_are_within_two_and_twelve_pixels(preset: str) -> None:
    for size in ((512, 288), (1280, 720)):
        _, labels = render_rally(preset, 3, 10, size, replace(PLAIN, start=0.5))
        shown = np.isfinite(labels.diameter)
        assert shown.any()
        assert labels.diameter[shown].min() >= 2.0
        assert labels.diameter[shown].max() <= 12.0


def test_a_longer_exposure_draws_longer_streaks() -> None:
    lengths = []
    for shutter in (0.1, 0.9):
        settings = replace(PLAIN, shutter=shutter, camera="still", start=1.0)
        change, labels = _with_and_without("tennis", 7, settings)
        rows = [
            r
            for r in np.flatnonzero(labels.visibility == VISIBLE)
            if change[r].max() > 40 and np.count_nonzero(change[r] > 10)
        ]
        spans = []
        for row in rows:
            ys, xs = np.nonzero(change[row] > 10)
            spans.append(np.hypot(np.ptp(xs) + 1, np.ptp(ys) + 1))
            assert spans[-1] < labels.streak[row] + 2.4 * labels.diameter[row] + 4
        lengths.append((np.mean(spans), np.nanmean(labels.streak)))
    assert lengths[1][1] == pytest.approx(9 * lengths[0][1], rel=0.15)
    assert lengths[1][0] > lengths[0][0] + 1


def test_visibility_is_honest() -> None:
    """Hidden balls leave almost no trace, visible ones do, absent ones have no position."""
    hidden = shown = 0
    for seed in (0, 5, 25):
        settings = replace(PLAIN, fps=15, camera="still", pose=0, start=0.3, shutter=0.15)
        change, labels = _with_and_without("badminton", seed, settings, 60)
        light = change.astype(float).sum((1, 2)) / (255 * np.pi * labels.diameter**2 / 4)
        for row in range(60):
            if labels.visibility[row] == OCCLUDED:
                hidden += 1
                assert np.isfinite(labels.x[row])
                assert light[row] < 0.25
            elif labels.visibility[row] == VISIBLE:
                shown += 1
                # Never less than a third: the background may resemble the ball in all but green.
                assert light[row] > 0.33 or labels.y[row] < 4
            elif labels.visibility[row] == NO_BALL:
                assert np.isnan([labels.x[row], labels.y[row], labels.streak[row]]).all()
    assert hidden >= 5
    assert shown > 100


def test_balls_out_of_the_picture_are_no_ball() -> None:
    settings = replace(PLAIN, pose=1, camera="still", start=0.0)
    for seed in range(8):
        _, labels = render_rally("badminton", seed, 90, settings=settings)
        seen = labels.visibility != NO_BALL
        assert ((labels.x[seen] >= -0.5) & (labels.x[seen] < 511.5)).all()
        assert ((labels.y[seen] >= -0.5) & (labels.y[seen] < 287.5)).all()
        if not seen.all():
            return
    pytest.fail("no rally left the picture")


def test_all_visibilities_occur() -> None:
    found: set[int] = set()
    for seed in (5, 10, 0, 1):
        _, labels = render_rally("badminton", seed, 60, settings=replace(PLAIN, fps=12, pose=0))
        found |= set(labels.visibility.tolist())
        if len(found) == 4:
            break
    assert found == {NO_BALL, VISIBLE, HARD, OCCLUDED}


def test_events_are_in_the_frames_that_show_them() -> None:
    settings = replace(PLAIN, fps=60, start=0.5, camera="still")
    _, labels = render_rally("table tennis", 71, 120, settings=settings)
    events = rally_events("table tennis", 71, 120, settings)
    assert {what for _, what in events} >= {None, Meets.FLOOR}
    turned = np.hypot(*np.diff(np.stack((labels.x, labels.y)), n=2, axis=1))
    frames = [round(frame) for frame, _ in events]
    near = np.zeros(120, np.bool_)
    for frame in frames:
        near[max(0, frame - 1) : frame + 2] = True
    known = ~np.isnan(turned)
    assert known.sum() > 60
    assert np.median(turned[near[1:-1] & known]) > 5 * np.median(turned[~near[1:-1] & known])
    later = replace(settings, start=1.0)
    moved = [frame + 30 for frame, _ in rally_events("table tennis", 71, 90, later)]
    assert moved == pytest.approx([frame for frame, _ in events if 30 <= frame <= 119])


def test_choices_are_refused_with_a_sentence() -> None:
    with pytest.raises(ValueError, match="no sport preset 'curling'"):
        render_rally("curling")
    with pytest.raises(ValueError, match="at least one frame"):
        render_rally("tennis", frames=0)
