"""The columns F1, recall and precision of the tables that training prints."""

from __future__ import annotations

from tracker.training.score import Score


def ratios(score: Score) -> str:
    """The three, as wide as the headings "F1", "recall" and "precision" of 6, 6 and 9 places."""
    return f"{score.f1:>6.4f}  {score.recall:>6.4f}  {score.precision:>9.4f}"
