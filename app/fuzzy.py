"""How well a few typed letters fit a text: letters in order, the closer together the better."""

from __future__ import annotations

_START_OF_WORD = 8
_NEXT_TO_THE_LAST = 7
_HIT = 1


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
