"""Fuzzy matching: letters in order; starts of words and runs count most."""

from __future__ import annotations

import pytest

from app.fuzzy import Place, match, place


def best(query: str, *texts: str) -> str:
    found = [(score, text) for text in texts if (score := match(query, text)) is not None]
    return max(found)[1]


def test_letters_must_be_there_in_order() -> None:
    assert match("htm", "Heatmap") is not None
    assert match("mth", "Heatmap") is None
    assert match("", "Heatmap") == 0
    assert match("球", "显示球轨迹") is not None


def test_starts_of_words_and_runs_come_first() -> None:
    assert best("nf", "Confirm", "Next frame") == "Next frame"
    assert best("frame", "For a mere", "Go to frame") == "Go to frame"
    assert best("fr", "Full of air", "If full frame") == "If full frame"


def test_case_and_spaces_do_not_count() -> None:
    assert match("GO TO", "go to frame") == match("goto", "Go to frame")


@pytest.mark.parametrize(
    ("query", "text", "where"),
    [
        ("pre", "Pre-label", Place.START),
        ("prelabel a", "Pre-label all matches", Place.START),
        ("LABEL", "Pre-label", Place.WORD),
        ("labelall", "Pre-label all matches", Place.WORD),
        ("all pre", "Pre-label all matches", Place.WORD),
        ("abel", "Pre-label", Place.INSIDE),
        ("pre", "Panels: Review tab", Place.SCATTERED),
        ("gpu", "Pre-label", None),
        ("标注", "预标注", Place.WORD),
        ("训练", "用您的修正训练模型", Place.WORD),
        ("修正 模型", "用您的修正训练模型", Place.WORD),
        ("模修", "用您的修正训练模型", None),
        ("…", "Open…", Place.SCATTERED),
        ("?", "Open…", None),
    ],
)
def test_where_it_stands(query: str, text: str, where: Place | None) -> None:
    assert place(query, text) is where
