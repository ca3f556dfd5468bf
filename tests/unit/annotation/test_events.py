"""Hits, bounces and the net are read off the path, and a person's word on them wins."""

from __future__ import annotations

import numpy as np
import pytest

from annotation.camera_steps import at_rest, shown_along
from annotation.events import Event, Events, arc_around, propose_events

SIZE = (1280, 720)


NO_CUTS = np.zeros(1000, np.bool_)


def by_frame(events: Events) -> dict[int, Event]:
    return {frame: events.at(frame) for frame in events.frames.tolist()}


RETURNED = ((18.0, -8.0, 20), (-16.0, -10.0, 32), (-12.0, -7.0, 14), (16.0, -10.0, 22))
"""A ball served to the right, returned, bouncing once, and returned again ..."""
DROPPED = (-0.8, 0.3, 20)
"""... into the net, where it falls."""


def flights(*legs: tuple[float, float, int], fps: float = 30.0) -> tuple[np.ndarray, np.ndarray]:
    """Flights of so many frames of 1/30 s each that begin at such speeds, and fall."""
    x, y = [300.0], [300.0]
    for right, down, frames in legs:
        for _ in range(round(frames * fps / 30)):
            x.append(x[-1] + right * 30 / fps)
            y.append(y[-1] + down * 30 / fps)
            down += 0.75 * 30 / fps
    return np.array(x), np.array(y)


@pytest.mark.parametrize("fps", [25.0, 30.0, 60.0, 120.0])
def test_returns_are_hits_a_rise_is_a_bounce_and_a_drop_the_net(fps: float) -> None:
    x, y = flights(*RETURNED, DROPPED, fps=fps)
    events = propose_events(x, y, np.zeros(len(x), np.bool_), at_rest(len(x)), SIZE, fps)
    assert events.kinds.tolist() == [Event.HIT, Event.BOUNCE, Event.HIT, Event.NET]
    assert events.frames / fps * 30 == pytest.approx([20, 52, 66, 88], abs=1.5)
    assert events.at(int(events.frames[1])) is Event.BOUNCE
    assert events.at(0) is Event.FLYING


def test_a_free_flight_has_none_at_any_rate() -> None:
    for fps in (25.0, 30.0, 60.0, 120.0):
        t = np.arange(int(2 * fps)) / fps
        x, y = 100 + 400 * t, 500 - 700 * t + 350 * t * t
        assert not len(propose_events(x, y, NO_CUTS[: len(t)], at_rest(len(t)), SIZE, fps).frames)


def test_a_camera_that_swings_and_zooms_neither_makes_nor_hides_an_event() -> None:
    x, y = flights(*RETURNED, DROPPED)
    camera = at_rest(len(x))
    camera[:, 0, 2] = 30 * np.sin(np.arange(len(x)) / 2)
    camera[20:40, [0, 1], [0, 1]] = 1.01
    still = propose_events(x, y, NO_CUTS[: len(x)], at_rest(len(x)), SIZE, 30.0)
    shown = shown_along(x, y, camera)
    seen = propose_events(*shown, NO_CUTS[: len(x)], camera, SIZE, 30.0)
    assert by_frame(seen) == by_frame(still)
    as_if_still = propose_events(*shown, NO_CUTS[: len(x)], at_rest(len(x)), SIZE, 30.0)
    assert by_frame(as_if_still) != by_frame(still)


def test_where_the_ball_is_gone_nothing_is_proposed() -> None:
    x, y = flights(*RETURNED[:2])
    x[19] = y[19] = np.nan
    assert not len(propose_events(x, y, NO_CUTS[: len(x)], at_rest(len(x)), SIZE, 30.0).frames)
    assert not len(propose_events(x[:3], y[:3], NO_CUTS[:3], at_rest(3), SIZE, 30.0).frames)


def test_events_can_be_walked() -> None:
    events = Events(np.array([10, 20]), np.array([1, 2], np.int8))
    assert [events.after(frame) for frame in (-1, 10, 20)] == [10, 20, None]
    assert [events.before(frame) for frame in (10, 20, 50)] == [None, 10, 20]


def test_a_persons_word_wins() -> None:
    proposed = Events(np.array([10, 20, 30]), np.array([1, 1, 2], np.int8))
    decided = proposed.with_decisions({20: Event.FLYING, 30: Event.NET, 5: Event.BOUNCE})
    assert by_frame(decided) == {5: Event.BOUNCE, 10: Event.HIT, 30: Event.NET}


def test_a_persons_event_takes_the_place_of_what_was_proposed_close_by() -> None:
    proposed = Events(np.array([10, 20, 30]), np.array([1, 1, 2], np.int8), apart=3.0)
    moved = proposed.with_decisions({12: Event.HIT, 17: Event.BOUNCE, 34: Event.NET})
    assert by_frame(moved) == {12: Event.HIT, 17: Event.BOUNCE, 30: Event.BOUNCE, 34: Event.NET}
    # Of the frame beside it alone is said that nothing happens there.
    assert by_frame(proposed.with_decisions({21: Event.FLYING})) == by_frame(proposed)


def test_an_arc_reaches_from_event_to_event_or_to_where_the_ball_is_gone() -> None:
    events = Events(np.array([10, 20]), np.array([1, 1], np.int8))
    there = np.ones(40, np.bool_)
    there[30:] = there[0] = False
    assert arc_around(5, there, NO_CUTS[:40], events) == (1, 10)
    assert arc_around(10, there, NO_CUTS[:40], events) == (1, 10)
    assert arc_around(11, there, NO_CUTS[:40], events) == (11, 20)
    assert arc_around(25, there, NO_CUTS[:40], events) == (21, 29)
    assert arc_around(35, there, NO_CUTS[:40], events) is None
