"""A held key goes farther and farther; one pressed again and again does not."""

from __future__ import annotations

from app.held_pace import PACES, REPEATS_WITHIN_S, HeldPace


def paces(keys: str, every: float) -> list[float]:
    now = 0.0

    def clock() -> float:
        nonlocal now
        now += every
        return now

    pace = HeldPace(clock)
    return [pace.of(key) for key in keys]


def test_the_longer_the_farther() -> None:
    found = paces("l" * 60, 1 / 30)
    assert found == sorted(found)
    assert found[0] == 1.0
    (most_from, most), (more_from, more) = PACES
    assert (found[more_from - 1], found[more_from]) == (1.0, more)
    assert (found[most_from - 1], found[most_from]) == (more, most)


def test_presses_by_themselves_do_not_add_up() -> None:
    assert set(paces("l" * 60, REPEATS_WITHIN_S + 0.01)) == {1.0}
    assert set(paces("lr" * 30, 1 / 30)) == {1.0}
