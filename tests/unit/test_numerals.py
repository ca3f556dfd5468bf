"""Numbers as people read them."""

from __future__ import annotations

from app.numerals import grouped, percent, singular


def test_long_numbers_come_in_groups() -> None:
    assert [grouped(n) for n in (0, 999, 323974)] == ["0", "999", "323\u2009974"]


def test_some_is_never_none_and_nearly_all_never_all() -> None:
    shares = (0.0, 0.0001, 0.333, 0.9999, 1.0)
    assert [percent(share) for share in shares] == ["0 %", "0.1 %", "33.3 %", "99.9 %", "100 %"]


def test_one_is_no_plural() -> None:
    assert singular("1 frames in 1.1 s (21.1 frames/s)") == "1 frame in 1.1 s (21.1 frames/s)"
    assert singular("1 frames to learn from, 11 steps") == "1 frame to learn from, 11 steps"
    assert singular("1 of 12 frames") == "1 of 12 frames"
