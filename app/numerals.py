"""Numbers as people read them."""

from __future__ import annotations

import re

_THINGS = "clip|event|frame|GPU|label|mark|peak|place|range|step|video|window"
_ONE = re.compile(rf"(?<![\d.,])1 ({_THINGS})s\b")


def grouped(number: float) -> str:
    """The digits in groups of three, parted by a thin space as in every language."""
    return f"{number:,.10g}".replace(",", "\u2009")


def singular(sentence: str) -> str:
    """`sentence`, in English, with one thing of a kind where it says "1 things"."""
    return _ONE.sub(r"1 \1", sentence)


def percent(share: float) -> str:
    """A share of 0..1 in percent: never none where there is some, nor all where some is missing."""
    if share in (0.0, 1.0):
        return f"{share * 100:.0f} %"
    return f"{min(max(share, 0.001), 0.999) * 100:.1f} %"


def whole_percent(share: float) -> str:
    """A round share of 0..1 in percent."""
    return f"{share * 100:.0f} %"
