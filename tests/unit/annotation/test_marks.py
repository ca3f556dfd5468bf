from __future__ import annotations

import dataclasses
import math
from typing import Any

import pytest

from annotation.errors import MarkError
from annotation.marks import SOURCES, BallMark, Source, Visibility

MARK = BallMark(3, Visibility.VISIBLE, 1.5, 2.5, 0.75, Source.HUMAN, 100.0)


def test_values_are_brought_to_their_types() -> None:
    loose: Any = dataclasses.replace(MARK, visibility=2, source="verified", x=4)  # type: ignore[arg-type]
    assert loose.visibility is Visibility.HARD
    assert loose.source is Source.VERIFIED
    assert isinstance(loose.x, float)


def test_minus_zero_becomes_zero() -> None:
    mark = dataclasses.replace(MARK, x=-0.0)
    assert mark.x is not None
    assert math.copysign(1.0, mark.x) == 1.0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"frame": -1}, "0 or more"),
        ({"x": math.nan}, "finite"),
        ({"y": math.inf}, "finite"),
        ({"time": math.nan}, "finite"),
        ({"score": math.inf}, "finite"),
        ({"score": -0.1}, "not between 0 and"),
        ({"x": -2e6}, "not between"),
        ({"x": None}, "needs a position"),
        ({"visibility": Visibility.NO_BALL}, "cannot have a position"),
        ({"visibility": Visibility.NO_BALL, "x": None}, "cannot have a position"),
        ({"visibility": 7}, "7 is not a valid Visibility"),
        ({"source": "nobody"}, "not a valid Source"),
    ],
)
def test_contradictions_are_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(MarkError, match=sentence):
        dataclasses.replace(MARK, **changes)


def test_every_source_has_a_code_of_its_own() -> None:
    assert [Source.from_code(source.code) for source in Source] == list(Source)
    assert len({source.code for source in Source}) == len(SOURCES)
    with pytest.raises(IndexError):
        Source.from_code(-1)


def test_only_people_are_people() -> None:
    assert {source for source in Source if source.is_persons} == {Source.HUMAN, Source.VERIFIED}
