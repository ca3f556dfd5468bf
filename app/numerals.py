"""Numbers as people read them."""

from __future__ import annotations


def grouped(number: int) -> str:
    """The digits in groups of three, parted by a thin space as in every language."""
    return f"{number:,}".replace(",", "\u2009")
