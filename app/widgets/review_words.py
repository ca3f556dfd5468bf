"""The review in words: why a stretch is worth a look, how sure that is, how the work goes."""

from __future__ import annotations

import numpy as np

from annotation.review_statistics import Work
from annotation.review_stretches import Answer, Stretch
from annotation.track import BallTrack
from app.numerals import grouped
from app.translation import QT_TRANSLATE_NOOP, translate

_SUSPICION = (
    (0.85, QT_TRANSLATE_NOOP("Review", "very doubtful")),
    (0.65, QT_TRANSLATE_NOOP("Review", "doubtful")),
    (0.0, QT_TRANSLATE_NOOP("Review", "a little doubtful")),
)
ANSWERS = {
    Answer.BALL: QT_TRANSLATE_NOOP("Review", "Ball"),
    Answer.NO_BALL: QT_TRANSLATE_NOOP("Review", "No ball"),
    Answer.INTERPOLATED: QT_TRANSLATE_NOOP("Review", "Interpolated"),
}
"""What a person reads for each answer, in English."""


def suspicion_text(suspicion: float) -> str:
    """How doubtful, in words."""
    return next(translate("Review", words) for low, words in _SUSPICION if suspicion >= low)


def reason_text(reason: str) -> str:
    """One reason in the language of the window."""
    return translate("Reasons", reason)


def reasons_text(stretch: Stretch, most: int | None = None) -> str:
    """Why a stretch is worth a look, the strongest reason first, at most so many."""
    reasons = stretch.reasons[:most]
    if not reasons:
        return translate("Review", "several weak signs")
    return translate("Review", ", ").join(reason_text(reason) for reason in reasons)


def place_text(stretch: Stretch) -> str:
    """Which frames."""
    if stretch.length == 1:
        return translate("Review", "Frame {frame}").format(frame=grouped(stretch.first))
    text = translate("Review", "Frames {first}–{last}")
    return text.format(first=grouped(stretch.first), last=grouped(stretch.last))


def stretch_text(stretch: Stretch, track: BallTrack) -> str:
    """All that is known of a stretch, for the tooltip: frames, doubt, reasons, the numbers."""
    lines = [
        f"{place_text(stretch)} · {suspicion_text(stretch.suspicion)} ({stretch.suspicion:.2f})",
        reasons_text(stretch),
    ]
    if stretch.length > 1:
        text = translate("Review", "{count} of {length} frames are doubtful, {worst} the most")
        lines.append(
            text.format(
                count=grouped(stretch.count),
                length=grouped(stretch.length),
                worst=grouped(stretch.worst),
            )
        )
    if stretch.worst < len(track):
        score = float(track.predicted_score[stretch.worst])
        if not np.isnan(score):
            text = translate("Review", "Frame {frame}: score {score}, threshold {threshold}")
            lines.append(
                text.format(
                    frame=grouped(stretch.worst),
                    score=f"{score:.2f}",
                    threshold=f"{track.threshold:.2f}",
                )
            )
    return "\n".join(lines)


def work_text(work: Work, brief: bool = False) -> str:
    """What was done, in what time (not where `brief`) and how fast; '' where nothing was."""
    if not work.frames:
        return ""
    if work.frames == 1:
        parts = [translate("Review", "{frames} frame").format(frames=1)]
    else:
        parts = [translate("Review", "{frames} frames").format(frames=grouped(work.frames))]
    if work.seconds >= 60 and not brief:
        parts.append(duration(work.seconds))
    if work.per_hour is not None:
        pace = translate("Review", "{pace} per hour")
        parts.append(pace.format(pace=grouped(round(work.per_hour))))
    return " · ".join(parts)


def work_detail(title: str, work: Work) -> str:
    """The same with what was accepted and what corrected, for the tooltip."""
    done = translate("Review", "{accepted} accepted, {corrected} corrected, {decisions} decisions")
    numbers = done.format(
        accepted=grouped(work.accepted),
        corrected=grouped(work.corrected),
        decisions=grouped(work.decisions),
    )
    return f"{title}: {work_text(work)}\n{numbers}"


def duration(seconds: float) -> str:
    """Hours and minutes: "1 h 05 min"."""
    hours, minutes = divmod(round(seconds / 60), 60)
    if not hours:
        return translate("Review", "{minutes} min").format(minutes=minutes)
    text = translate("Review", "{hours} h {minutes} min")
    return text.format(hours=hours, minutes=f"{minutes:02d}")
