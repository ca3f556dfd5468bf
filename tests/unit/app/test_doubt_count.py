from __future__ import annotations

from typing import Any

from app.workflows.doubt_count import SETTLED_STATE, DoubtCount


class Kept:
    """A project that remembers states and nothing else."""

    def __init__(self) -> None:
        self.states: dict[str, Any] = {}

    def state(self, key: str, default: Any = None) -> Any:
        return self.states.get(key, default)

    def set_state(self, key: str, value: Any, *, flush: bool = True) -> None:
        self.states[key] = value


def counting(project: Kept) -> DoubtCount:
    count = DoubtCount(messages=None)  # type: ignore[arg-type]
    count.begin(project)  # type: ignore[arg-type]
    return count


def test_decisions_settle_and_taking_them_back_unsettles() -> None:
    project = Kept()
    count = counting(project)
    count.count(left=20, reviewed=0, decided=False)
    assert (count.settled, count.share) == (0, 0.0)
    count.count(left=15, reviewed=3, decided=True)
    assert (count.settled, count.share) == (5, 0.25)
    count.count(left=18, reviewed=4, decided=True)  # a correction casts doubt on its neighbours
    assert count.settled == 5
    count.count(left=15, reviewed=3, decided=True)  # which goes with it
    assert count.settled == 5
    count.count(left=20, reviewed=0, decided=True)
    assert count.settled == 0
    assert project.states[SETTLED_STATE] == 0


def test_with_the_last_mark_no_doubt_is_settled() -> None:
    count = counting(Kept())
    count.count(left=30, reviewed=0, decided=False)
    count.count(left=22, reviewed=8, decided=True)
    count.count(left=26, reviewed=4, decided=True)
    count.count(left=31, reviewed=5, decided=True)  # this one casts doubt on its neighbours
    count.count(left=29, reviewed=4, decided=True)  # which goes with it
    count.count(left=28, reviewed=0, decided=True)
    assert count.settled == 0


def test_what_other_answers_or_another_bar_change_is_nobodys_work() -> None:
    count = counting(Kept())
    count.count(left=20, reviewed=0, decided=False)
    count.count(left=10, reviewed=5, decided=True)
    for left in (3, 50, 0):
        count.count(left=left, reviewed=5, decided=False)
        assert count.settled == 10
    assert count.share == 1.0


def test_the_count_goes_on_in_the_next_session() -> None:
    project = Kept()
    count = counting(project)
    count.count(left=20, reviewed=0, decided=False)
    count.count(left=12, reviewed=5, decided=True)
    assert counting(project).settled == 8
    count.begin(None)
    assert (count.left, count.settled) == (0, 0)
