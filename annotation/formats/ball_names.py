"""Which of the names that a labelling task gives to things are the ball's."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BALL = r"(?:ball|shuttle|shuttlecock|birdie)s?"
_LAST_WORD = re.compile(rf"{_BALL}[\W\d_]*", re.IGNORECASE)
_ANYWHERE = re.compile(_BALL, re.IGNORECASE)


def ball_names(names: Iterable[str]) -> list[str]:
    """Those of the names that end like a ball's, or where none does, that hold one at all: a
    "baseball bat" beside a "sports ball" is none, a "ball in play" alone is one."""
    names = list(names)
    return [name for name in names if _ends_like_a_ball(name)] or [
        name for name in names if _ANYWHERE.search(name)
    ]


def _ends_like_a_ball(name: str) -> bool:
    return any(_LAST_WORD.fullmatch(name, found.start()) for found in _ANYWHERE.finditer(name))
