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
    playhead.play(-2.0)
    playhead.toggle()
    playhead.toggle()
    assert (playhead.playing, playhead.rate) == (True, 2.0)
