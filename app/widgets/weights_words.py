"""What the menu of the weights says of each: what a person gets, and what was measured."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from app.jobs.engine import WeightsChoice
from app.jobs.measured import UNSEEN_VENUE, Measured
from app.numerals import grouped
from app.translation import QT_TRANSLATE_NOOP, translate
from app.workflows.fine_tune import scores

HELD_OUT = {
    "badminton": QT_TRANSLATE_NOOP("Weights", "badminton, a venue never trained on"),
    "tennis": QT_TRANSLATE_NOOP("Weights", "tennis, another clip of a match trained on"),
    "volleyball": QT_TRANSLATE_NOOP("Weights", "volleyball, other clips"),
}


def facts(weights: WeightsChoice, on_cpu: bool) -> str:
    """Name, score, and what has to be known before these weights are chosen."""
    parts = [weights.title]
    score = _score(weights)
    if score:
        parts.append(score)
    if weights.wants_gpu and on_cpu:
        parts.append(translate("Weights", "slow without a GPU"))
    if weights.is_pair:
        parts.append(translate("Weights", "asks the second where the first is unsure"))
    return "   ".join(parts)


def _score(weights: WeightsChoice) -> str:
    if weights.measured is not None:
        text = translate("Weights", "F1 {f1} on an unseen venue")
        return text.format(f1=_short(weights.measured.f1[UNSEEN_VENUE]))
    if weights.f1 is not None:
        before = scores(weights.metrics.get("before")).get("f1")
        if before is None:
            return translate("Weights", "F1 {f1} on held-out frames").format(f1=_short(weights.f1))
        # By itself it would look poor beside what those that ship reach as they are used.
        text = translate("Weights", "F1 {f1} on held-out frames, {before} before")
        return text.format(f1=_short(weights.f1), before=_short(before))
    return ""


def _short(f1: float) -> str:
    """Two digits, a half rounded up: of 0.955 the computer's number lies a trifle below."""
    return str(Decimal(f"{f1:.4f}").quantize(Decimal("0.01"), ROUND_HALF_UP))


def details(weights: WeightsChoice) -> str:
    """What was measured of them, and how; '' where nothing was."""
    if weights.measured is not None:
        return _details(weights.measured)
    if weights.f1 is None:
        return ""
    text = translate(
        "Weights",
        "F1 {f1} when they were trained: each frame by itself, without verifier and path, which "
        "find more.",
    )
    return text.format(f1=f"{weights.f1:.3f}")


def _details(measured: Measured) -> str:
    lines = [translate("Weights", "As you get it, with the verifier and along the path:")]
    for sport, f1 in measured.f1.items():
        text = translate("Weights", "F1 {f1}  {held_out} ({frames} frames)")
        accurate = measured.accurate.get(sport)
        if accurate is not None:
            text = translate(
                "Weights", "F1 {f1}, accurate {accurate}  {held_out} ({frames} frames)"
            )
        lines.append(
            text.format(
                f1=f"{f1:.3f}",
                accurate=f"{accurate or 0:.3f}",
                held_out=translate("Weights", HELD_OUT[sport]),
                frames=grouped(measured.frames[sport]),
            )
        )
    if measured.best_peaks is not None and measured.without_verifier is not None:
        text = translate(
            "Weights",
            "At that venue each frame by itself: {best_peaks}; without the verifier: {without}",
        )
        lines.append(
            text.format(
                best_peaks=f"{measured.best_peaks:.3f}", without=f"{measured.without_verifier:.3f}"
            )
        )
    return "\n".join(lines)
