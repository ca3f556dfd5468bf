"""Numbers as people read them."""

from __future__ import annotations

from app.numerals import grouped, percent


def test_long_numbers_come_in_groups() -> None:
    assert [grouped(n) for n in (0, 999, 323974)] == ["0", "999", "323\u2009974"]


def test_some_is_never_none_and_nearly_all_never_all() -> None:
    shares = (0.0, 0.0001, 0.333, 0.9999, 1.0)
    assert [percent(share) for share in shares] == ["0 %", "0.1 %", "33.3 %", "99.9 %", "100 %"]
