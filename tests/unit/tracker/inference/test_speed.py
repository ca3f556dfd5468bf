import pytest

from tracker.inference.speed import Speedometer


def test_nothing_is_said_before_there_is_something_to_say() -> None:
    speed = Speedometer()
    speed.note(0, 0.0)
    speed.note(3, 0.1)
    assert speed.rate == 0.0
    assert speed.eta(100) is None


def test_pauses_do_not_count() -> None:
    speed = Speedometer()
    speed.note(0, 0.0)
    for second in range(1, 6):
        speed.note(10 * second, float(second))
    speed.note(50, 1000.0, resting=True)
    speed.note(60, 1001.0)
    assert speed.rate == pytest.approx(10.0)
    assert speed.eta(100) == pytest.approx(10.0)


def test_the_recent_speed_counts() -> None:
    speed = Speedometer()
    for second in range(101):
        speed.note(100 * second, float(second))
    for second in range(1, 31):
        speed.note(10_000 + 10 * second, 100.0 + second)
    assert speed.rate == pytest.approx(10.0)


def test_filling_the_stages_does_not_count() -> None:
    speed = Speedometer()
    for second in range(20):
        speed.note(0, float(second))
    speed.note(10, 20.0)
    assert speed.eta(100) is None, "one point says nothing yet"
    speed.note(30, 22.0)
    assert speed.eta(100) == pytest.approx(10.0)
