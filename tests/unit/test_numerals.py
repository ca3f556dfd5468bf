"""Numbers as people read them."""

from __future__ import annotations

from app.numerals import grouped


def test_long_numbers_come_in_groups() -> None:
    assert [grouped(n) for n in (0, 999, 323974)] == ["0", "999", "323\u2009974"]
