"""How well a few typed letters fit a text: where they stand in it, else how close together."""

from __future__ import annotations

import re
from enum import IntEnum

_START_OF_WORD = 8
_NEXT_TO_THE_LAST = 7
_HIT = 1
_RUN = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+")
"""A Chinese character is a word of its own: nothing parts the words of a sentence."""


class Place(IntEnum):
    """Where in a text it is that what was typed fits, the best first."""

    START = 0
    WORD = 1
    """At the start of a word; of several words that were typed, each at the start of one."""
    INSIDE = 2
    SCATTERED = 3
    """Its letters are there in this order."""


def place(query: str, text: str) -> Place | None:
    """Where `query` fits `text`; None where it does not. Only letters and digits count, but for
    `SCATTERED`, which knows no words."""
    asked, words = _RUN.findall(query.casefold()), _WORD.findall(text.casefold())
    wanted, whole = "".join(asked), "".join(words)
    if wanted and whole.startswith(wanted):
        return Place.START
    from_each = ["".join(words[at:]) for at in range(len(words))]
    if wanted and (
        any(rest.startswith(wanted) for rest in from_each)
        or all(any(rest.startswith(part) for rest in from_each) for part in asked)
    ):
        return Place.WORD
    if wanted and wanted in whole:
        return Place.INSIDE
    return None if match(query, text) is None else Place.SCATTERED


def match(query: str, text: str) -> int | None:
    """The score of `query` in `text`, None where its letters are not all there in this order.

    Case and spaces do not count. Letters at the start of a word and letters that follow each other
    score highest, and of texts that score the same the caller should prefer the shorter.
    """
    wanted = [letter for letter in query.casefold() if not letter.isspace()]
    text = text.casefold()
    # best[k]: score of the first k letters, the last of them at the position looked at; a letter
    # taken greedily could miss the better place further on ("fr" in "full frame").
    best: list[dict[int, int]] = [{-2: 0}]
    for letter in wanted:
        places: dict[int, int] = {}
        for at, found in enumerate(text):
            if found != letter:
                continue
            worth = _HIT
            if at == 0 or not text[at - 1].isalnum():
                worth += _START_OF_WORD
            before = [
                score + (_NEXT_TO_THE_LAST if place == at - 1 else 0)
                for place, score in best[-1].items()
                if place < at
            ]
            if before:
                places[at] = max(before) + worth
        if not places:
            return None
        best.append(places)
    return max(best[-1].values())
