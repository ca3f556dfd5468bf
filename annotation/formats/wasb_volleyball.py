"""WASB's volleyball labels: no header, a line ``x y`` for every frame from the first on.

Pixels of the source video; 0 0 says that the ball is not to be seen. Two numbers on a line may mean
anything, so that such a file is read only when its format is named.
"""

from __future__ import annotations

import re

import numpy as np

from annotation.formats.checks import check_frames, check_positions
from annotation.formats.dialect import Dialect
from annotation.formats.label_file import TOLD, LabelFile
from annotation.formats.table import LabelTable
from annotation.marks import Visibility

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?"
_LINE = re.compile(rf"\s*({_NUMBER}) +({_NUMBER})\s*", re.IGNORECASE | re.ASCII)


def may_be(file: LabelFile) -> bool:
    """Whether the first line that is not blank looks like one of these labels."""
    return _LINE.fullmatch(next(line for line in file.lines if line.strip())) is not None


def read(file: LabelFile) -> LabelTable:
    end = max(at for at, line in enumerate(file.lines) if line.strip()) + 1
    matches = [_LINE.fullmatch(line) for line in file.lines[:end]]
    points = np.array([_point(file, at, match) for at, match in enumerate(matches, 1)])
    x, y = points.T
    frame, lines = np.arange(end), np.arange(1, end + 1)
    negative = np.flatnonzero((x < 0) | (y < 0))
    if len(negative):
        at = int(negative[0])
        raise file.error(
            f"the position ({x[at]:g}, {y[at]:g}) lies outside the picture; 0 0 stands for a ball "
            "that is not seen in this format",
            at + 1,
        )
    unseen = (x == 0) & (y == 0)
    visibility = np.where(unseen, Visibility.NO_BALL, Visibility.VISIBLE).astype(np.int64)
    check_frames(file, frame, lines)
    check_positions(file, visibility, x, y, lines)
    return LabelTable.build(frame, visibility, x, y, dialect=DIALECT.name)


def _point(file: LabelFile, line: int, match: re.Match[str] | None) -> tuple[float, float]:
    if match is not None:
        return float(match[1]), float(match[2])
    text = file.lines[line - 1].strip()
    if not text:
        raise file.error("it is blank, so the frames of the lines after it are not known", line)
    raise file.error(f"{text[:TOLD]!r} is not a position of two numbers, x y", line)


DIALECT = Dialect(
    name="wasb-volleyball",
    title="WASB volleyball: a line x y for every frame",
    headers=(),
    read=read,
    ambiguous=True,
)
