"""What a table of labels must fulfil before it is believed."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from annotation.arrays import Float64, Int64
from annotation.formats.label_file import LabelFile, Sheet
from annotation.formats.table import LabelTable
from annotation.marks import MAX_POSITION, MAX_SCORE, Visibility

MAX_FRAMES = 10_000_000
"""More than two days and nights of 50 frames a second: no video has a frame beyond."""


def checked_table(
    sheet: Sheet,
    dialect: str,
    frame: Int64,
    visibility: Int64,
    x: Float64,
    y: Float64,
    *,
    score: Float64 | None = None,
    source: Int64 | None = None,
    time: Float64 | None = None,
    in_pixels: bool = True,
) -> LabelTable:
    """The rows of a sheet as a table, once nothing in them contradicts the video or itself.

    ``in_pixels`` False spares a format that cannot be mistaken for normalised coordinates.
    """
    lines = np.array(sheet.lines, np.int64)
    check_frames(sheet.file, frame, lines)
    check_positions(sheet.file, visibility, x, y, lines, in_pixels=in_pixels)
    if score is not None:
        wrong = np.flatnonzero((score < 0) | (score > MAX_SCORE))
        if len(wrong):
            at = int(wrong[0])
            raise sheet.file.error(f"score {score[at]:g} is no confidence", sheet.lines[at])
    return LabelTable.build(
        frame,
        visibility,
        x,
        y,
        score=score,
        source=source,
        time=time,
        dialect=dialect,
    )


def check_frames(file: LabelFile, frame: Int64, lines: Int64 | None) -> None:
    """Refuse negative and repeated frames, and frames the video does not have."""

    def line(at: int) -> int | None:
        return None if lines is None else int(lines[at])

    if not len(frame):
        return
    if frame.min() < 0:
        at = int(np.argmin(frame))
        raise file.error(f"frame {frame[at]} is negative", line(at))
    if frame.max() >= MAX_FRAMES:
        at = int(np.argmax(frame))
        raise file.error(f"frame {frame[at]} is beyond the end of any video", line(at))
    order = np.argsort(frame, kind="stable")
    again = np.flatnonzero(np.diff(frame[order]) == 0)
    if len(again):
        first, second = int(order[again[0]]), int(order[again[0] + 1])
        before = "" if lines is None else f" (first in line {lines[first]})"
        raise file.error(f"frame {frame[second]} appears twice{before}", line(second))
    count = file.frame_count
    if count is not None and frame.max() >= count:
        at = int(np.argmax(frame))
        if frame.min() == 1 and frame[at] == count and len(frame) == count:
            raise file.error(
                f"it counts the video's {count} frames from 1 to {count}, but frames count from 0; "
                "subtract 1 from each"
            )
        if frame.min() >= 1 and frame[at] == count:
            raise file.error(
                f"it has frame {count}, but the video's {count} frames end at {count - 1}; "
                "do its frames count from 1, or are these the labels of another video?",
                line(at),
            )
        raise file.error(
            f"it has frame {frame[at]}, but the video's {count} frames end at {count - 1}; are "
            "these the labels of another video?",
            line(at),
        )


def check_positions(
    file: LabelFile,
    visibility: Int64,
    x: Float64,
    y: Float64,
    lines: Int64 | None,
    *,
    in_pixels: bool = True,
) -> None:
    """Refuse positions that are missing, contradict the visibility, or lie outside the picture."""

    def refuse(wrong: npt.NDArray[np.bool_], what: str) -> None:
        if wrong.any():
            at = int(np.flatnonzero(wrong)[0])
            values = {"v": int(visibility[at]), "x": float(x[at]), "y": float(y[at])}
            line = None if lines is None else int(lines[at])
            raise file.error(what.format(**values), line)

    refuse((visibility < 0) | (visibility > 3), "visibility {v} is not one of 0, 1, 2, 3")
    there = visibility > Visibility.NO_BALL
    missing = np.isnan(x) | np.isnan(y)
    refuse(there & missing, "visibility {v} needs a position, but X or Y is blank")
    refuse(
        there & ((np.abs(x) > MAX_POSITION) | (np.abs(y) > MAX_POSITION)),
        "the position ({x:g}, {y:g}) lies in no picture",
    )
    stray = ~there & ~missing & ((x > 0) | (y > 0))
    refuse(
        stray,
        "visibility 0 stands with the position ({x:g}, {y:g}); does 0 mean a visible ball here?",
    )
    if in_pixels and there.any():
        known_x, known_y = x[there], y[there]
        fractional = (known_x % 1 != 0).any() or (known_y % 1 != 0).any()
        if fractional and max(known_x.max(), known_y.max()) <= 1 and known_x.min() >= 0:
            raise file.error(
                "all positions lie between 0 and 1, so they look like fractions of the picture, "
                "which this format does not have"
            )
    if file.size is not None:
        width, height = file.size
        outside = (x < -1) | (y < -1) | (x > width) | (y > height)
        refuse(
            there & outside,
            f"the position ({{x:g}}, {{y:g}}) lies outside the {width}×{height} picture; are these "
            "the labels of another video?",
        )
