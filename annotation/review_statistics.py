"""How the review goes: frames answered for by a person, of which how many corrected, how fast.

All is read off the marks themselves, which say when they were made. So it survives a restart,
follows every undo, and needs no books of its own. Marks of an import bear no time and do not count.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotation.marks import Source
from annotation.track import BallTrack

PAUSE_SECONDS = 120.0
"""A longer time between two decisions is a pause and does not count as work."""
SESSION_SECONDS = 1800.0
"""After so long a pause a new session begins."""
_LEAST_SECONDS = 60.0
LEAST_SETTLED = 5
"""How long a doubt takes is told by no fewer."""


@dataclass(frozen=True, slots=True)
class Work:
    """What was done in a time; one bulk edit is one decision for many frames."""

    accepted: int = 0
    """Frames whose answer by a machine was taken as it is."""
    corrected: int = 0
    """Frames that a person answered herself."""
    decisions: int = 0
    seconds: float = 0.0
    """Time at work, without pauses."""

    @property
    def frames(self) -> int:
        """Frames a person answers for."""
        return self.accepted + self.corrected

    @property
    def per_hour(self) -> float | None:
        """Frames per hour of work; None before a minute has passed."""
        return self.frames / self.seconds * 3600 if self.seconds >= _LEAST_SECONDS else None


@dataclass(frozen=True, slots=True)
class ReviewStatistics:
    """The work on a match: the latest session, and all of it."""

    session: Work = Work()
    total: Work = Work()


def seconds_left(work: Work, settled: int, left: int, looks: int) -> float | None:
    """How long the doubts that are left will take, going by the work so far.

    Long stretches, which settle many doubts at once, tend to come first: each of the ``looks`` that
    are left takes as long as a decision did, at the least. None before a minute has passed and some
    doubts are settled.
    """
    if work.seconds < _LEAST_SECONDS or settled < LEAST_SETTLED:
        return None
    return max(work.seconds / settled * left, work.seconds / work.decisions * looks)


def review_statistics(track: BallTrack) -> ReviewStatistics:
    """Read the statistics off the marks of a track."""
    records = track.marks_in(np.flatnonzero(track.persons)).records
    records = records[records["time"] > 0]
    if not len(records):
        return ReviewStatistics()
    records = records[np.argsort(records["time"], kind="stable")]
    moments, begins = np.unique(records["time"], return_index=True)
    gaps = np.diff(moments)
    breaks = np.flatnonzero(gaps > SESSION_SECONDS)
    session = int(breaks[-1]) + 1 if len(breaks) else 0
    accepted = records["source"] == Source.VERIFIED.code

    def work(start: int) -> Work:
        verified = int(np.count_nonzero(accepted[begins[start] :]))
        worked = gaps[start:]
        return Work(
            accepted=verified,
            corrected=len(records) - int(begins[start]) - verified,
            decisions=len(moments) - start,
            seconds=float(worked[worked <= PAUSE_SECONDS].sum()),
        )

    return ReviewStatistics(work(session), work(0))
