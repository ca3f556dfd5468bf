from __future__ import annotations

import pytest

from app.bindings import shuttle
from app.playhead import Playhead


@pytest.fixture
def playhead() -> Playhead:
    playhead = Playhead()
    playhead.set_range(100, 10)
    return playhead


def test_seeks_are_clamped_and_said_once(playhead: Playhead) -> None:
    seen: list[int] = []
    playhead.frameChanged.connect(seen.append)
    playhead.seek(500)
    playhead.seek(99)
    playhead.seek(-3)
    assert seen == [99, 0]


def test_a_step_pauses(playhead: Playhead) -> None:
    playhead.play()
    playhead.step(-4)
    assert (playhead.playing, playhead.frame) == (False, 6)


def test_nothing_plays_without_a_video() -> None:
    playhead = Playhead()
    playhead.play()
    assert not playhead.playing
    assert playhead.last_frame == 0


def test_another_video_starts_at_rest(playhead: Playhead) -> None:
    playhead.play(-4.0)
    playhead.set_range(20, 50)
    assert (playhead.playing, playhead.rate, playhead.frame) == (False, 1.0, 19)


def test_a_rate_of_zero_is_refused(playhead: Playhead) -> None:
    with pytest.raises(ValueError, match="pause"):
        playhead.set_rate(0)


def test_the_shuttle_doubles_and_turns_round(playhead: Playhead) -> None:
    rates = []
    for direction in (1, 1, 1, 1, 1, -1, -1):
        shuttle(playhead, direction)
        rates.append(playhead.rate)
    assert rates == [1.0, 2.0, 4.0, 8.0, 8.0, -1.0, -2.0]
    assert playhead.playing


def test_toggling_plays_forwards(playhead: Playhead) -> None:
    playhead.set_rate(-2.0)
    playhead.play()
    playhead.toggle()
    playhead.toggle()
    assert (playhead.playing, playhead.rate) == (True, 2.0)


def test_the_speed_of_the_shuttle_ends_with_a_pause(playhead: Playhead) -> None:
    playhead.set_rate(0.5)
    rates = []
    for _ in range(5):
        shuttle(playhead, -1)
        rates.append(playhead.rate)
    assert rates == [-0.5, -1.0, -2.0, -4.0, -8.0]
    playhead.pause()
    playhead.toggle()
    assert playhead.rate == 0.5


def test_the_speed_climbs_a_ladder_and_keeps_its_direction(playhead: Playhead) -> None:
    playhead.set_rate(-1.0)
    playhead.change_speed(1)
    assert playhead.rate == -2.0
    playhead.change_speed(-3)
    assert playhead.rate == -0.25
    playhead.change_speed(-9)
    assert playhead.rate == -0.1
    playhead.change_speed(-1)
    assert playhead.rate == -0.1


def test_a_loop_needs_one_end_and_the_other_is_the_videos(playhead: Playhead) -> None:
    said: list[object] = []
    playhead.loopChanged.connect(lambda: said.append(playhead.loop))
    assert playhead.loop is None
    playhead.loop_from_here()
    playhead.seek(20)
    playhead.loop_to_here()
    assert said == [(10, 99), (10, 20)]


def test_an_end_on_the_wrong_side_is_forgotten(playhead: Playhead) -> None:
    playhead.set_loop(10, 20)
    playhead.seek(30)
    playhead.loop_from_here()
    assert playhead.loop == (30, 99)
    playhead.seek(5)
    playhead.loop_to_here()
    assert playhead.loop == (0, 5)


def test_a_loop_outside_the_video_or_turned_round_is_refused(playhead: Playhead) -> None:
    for first, last in ((0, 100), (-1, None), (20, 10)):
        with pytest.raises(ValueError, match=r"outside|from 20 to 10"):
            playhead.set_loop(first, last)
    assert playhead.loop is None


def test_another_video_has_no_loop(playhead: Playhead) -> None:
    playhead.set_loop(10, 20)
    playhead.set_range(15)
    assert playhead.loop is None
