"""Ball flight: drag, targets, bounces, the net."""

import math

import numpy as np
import pytest

from tracker.training.synthetic.flight import STEP, Meets, clears_net, fly, launch
from tracker.training.synthetic.presets import PRESETS, SportPreset
from tracker.training.synthetic.rally import plan_rally

BADMINTON, TENNIS = PRESETS["badminton"], PRESETS["tennis"]


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda p: p.name)
def test_launch_reaches_its_target(preset: SportPreset) -> None:
    half = preset.length / 2
    start = (0.2, -0.8 * half, preset.net_height + 0.3)
    target = (-0.3, 0.6 * half, preset.net_height + 0.2)
    duration = 0.5 if preset.table_height else 1.3
    velocity = launch(preset.drag, start, target, duration)
    assert velocity is not None
    end = fly(preset, start, velocity, duration).path[-1]
    assert end == pytest.approx(target, abs=0.06)


def test_impossible_throws_are_refused() -> None:
    assert launch(BADMINTON.drag, (0, 0, 1), (0, 300, 1), 0.5) is None
    assert launch(BADMINTON.drag, (0, 0, 1), (0, 0, 1), 0.5) is None


def test_a_falling_shuttle_reaches_its_terminal_speed() -> None:
    flight = fly(BADMINTON, (0, 3, 60.0), (0, 0, 0), 4.0)
    assert -flight.velocity[2] == pytest.approx(6.8, abs=0.1)


def test_drag_slows_a_shuttle_more_than_a_tennis_ball() -> None:
    speeds = [
        math.hypot(*fly(preset, (0, 1, 3.0), (0, 40.0, 0), 0.3).velocity)
        for preset in (BADMINTON, TENNIS)
    ]
    assert speeds[0] < 0.5 * speeds[1]


def test_bounce_keeps_the_share_of_speed() -> None:
    path = np.array(fly(TENNIS, (0, 5, 2.54), (0, 0, 0), 2.0).path)
    ground = int(np.argmin(path[:, 2]))
    rebound = path[ground:, 2].max()
    assert rebound == pytest.approx(2.54 * TENNIS.restitution**2, rel=0.12)
    assert path[:, 2].min() >= TENNIS.ball_diameter / 2 - 1e-9


def test_the_net_stops_a_low_ball_and_lets_a_high_one_pass() -> None:
    low = fly(TENNIS, (0, -3, 0.6), (0, 25, 0), 1.0)
    assert all(point[1] < 0.01 for point in low.path)
    high = fly(TENNIS, (0, -3, 1.6), (0, 25, 1.0), 0.5)
    assert high.path[-1][1] > 3
    assert clears_net(TENNIS, (0, -3, 1.6), high.path)
    assert not clears_net(TENNIS, (0, -1, 0.5), [(0, -0.5, 0.5), (0, 0.5, 0.5)])


def test_padel_walls_send_the_ball_back() -> None:
    flight = fly(PRESETS["padel"], (0, 5, 1.0), (0, 25, 3.0), 0.4)
    assert max(point[1] for point in flight.path) < 10.1
    assert flight.velocity[1] < 0


def test_what_a_ball_meets_is_told_where_it_turns() -> None:
    dropped = fly(TENNIS, (0, 5, 2.54), (0, 0, 0), 4.0)
    height = np.array(dropped.path)[:, 2]
    bounces = [step for step, what in dropped.met if what is Meets.FLOOR]
    low = np.flatnonzero((height[1:-1] < height[:-2]) & (height[1:-1] < height[2:])) + 1
    # The last ones are too slow to be seen.
    assert len(dropped.met) == len(bounces) >= 5
    assert bounces == low[: len(bounces)].tolist()

    (net, *after) = fly(TENNIS, (0, -3, 0.6), (0, 25, 0), 1.0).met
    assert net[1] is Meets.NET
    assert net[0] * STEP == pytest.approx(3 / 25, abs=0.01)
    assert {what for _, what in after} == {Meets.FLOOR}

    (wall, *_) = fly(PRESETS["padel"], (0, 5, 1.0), (0, 25, 3.0), 0.4).met
    assert wall[1] is Meets.WALL
    assert wall[0] * STEP == pytest.approx(5 / 25, abs=0.03)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda p: p.name)
def test_events_of_a_rally_are_where_its_ball_turns(preset: SportPreset) -> None:
    plan = plan_rally(preset, np.random.default_rng(7), 12.0)
    events = plan.events()
    assert [time for time, _ in events] == sorted(time for time, _ in events)
    assert sum(what is None for _, what in events) == len(plan.hits) > 2
    velocity = np.diff(plan.path, axis=0) / STEP
    for time, what in events:
        step = round(time / STEP)
        if what is not None or step > len(velocity) - 2:
            continue
        turned = np.linalg.norm(velocity[step] - velocity[step - 1])
        assert turned > 2.0, f"{what} at {time} s"


@pytest.mark.parametrize("preset", PRESETS.values(), ids=lambda p: p.name)
def test_rallies_are_continuous_and_played_from_both_sides(preset: SportPreset) -> None:
    crossings = 0
    for seed in range(4):
        plan = plan_rally(preset, np.random.default_rng(seed), 6.0)
        assert len(plan.path) * STEP >= 6.0
        jumps = np.linalg.norm(np.diff(plan.path, axis=0), axis=1)
        in_play = plan.present[1:] & plan.present[:-1]
        assert jumps[in_play].max() < 140 * STEP
        assert plan.path[:, 2].min() > 0
        y = plan.path[:, 1]
        crossings += int(((y[1:] < 0) != (y[:-1] < 0))[in_play].sum())
        for hit in plan.hits:
            ball, _ = plan.ball_at(np.array([hit.time - STEP]))
            assert ball[0] == pytest.approx(hit.point, abs=0.7)
    assert crossings >= 4


def test_hitters_stand_by_the_ball() -> None:
    plan = plan_rally(BADMINTON, np.random.default_rng(5), 6.0)
    for player in plan.players:
        for hit in player.hits:
            x, y = player.at(hit.time)
            assert math.hypot(x - hit.point[0], y - hit.point[1]) < 1.6
