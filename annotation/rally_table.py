"""The rallies of a match as a table, for spreadsheets and other programs."""

from __future__ import annotations

from collections.abc import Iterator

from annotation.arrays import Float64, Mask
from annotation.rallies import Rallies

COLUMNS = ("Rally", "FirstFrame", "LastFrame", "Start", "End", "Hits", "Reviewed")


def rally_lines(rallies: Rallies, times: Float64, persons: Mask) -> Iterator[str]:
    """Lines of CSV, the first with the names of the columns.

    Frames count from 0, both included; ``Start`` and ``End`` are when the first and the last of
    them are shown, seconds from the first frame of the video; ``Reviewed`` is the share of frames
    that a person answers for, 0..1.

    Args:
        rallies: the rallies.
        times: float64 [n], when each frame is shown.
        persons: bool [n], which frames a person answers for.
    """
    yield ",".join(COLUMNS)
    for rally in rallies.rows(persons):
        start, end = times[rally.first], times[rally.last]
        yield (
            f"{rally.number},{rally.first},{rally.last},{start:.3f},{end:.3f},{rally.hits},"
            f"{rally.reviewed:.3f}"
        )
