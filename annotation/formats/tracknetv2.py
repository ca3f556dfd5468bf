"""TrackNetV2 and V3 labels: ``Frame,Visibility,X,Y``, 0-based, pixels of the source video.

Read with whole or fractional positions and visibilities 0 to 3 (RacketVision and our own shared
labels use the same columns), sparse or full. Written strictly: integers, every frame of the video,
visibility 1 wherever a position is known, ``0,0,0`` elsewhere - the format has no word for "nobody
has looked". Frames that are left out have no row: as ``0,0,0``, a ball in a replay would be taught
as "no ball".
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from annotation.formats.checks import checked_table
from annotation.formats.dialect import Dialect
from annotation.formats.label_file import LabelFile, Sheet
from annotation.formats.table import LabelTable

HEADER = ("Frame", "Visibility", "X", "Y")


def read(file: LabelFile) -> LabelTable:
    sheet = Sheet.parse(file)
    return checked_table(
        sheet,
        DIALECT.name,
        sheet.integers("frame"),
        sheet.integers("visibility"),
        sheet.floats("x"),
        sheet.floats("y"),
    )


def write(table: LabelTable) -> Iterable[str]:
    yield ",".join(HEADER)
    rows = np.zeros((table.span(), 4), np.int64)
    rows[:, 0] = np.arange(len(rows))
    there = table.has_ball
    frames = table.frame[there]
    rows[frames, 1] = 1
    # Half a pixel rounds up, and the outermost half pixel belongs to the first one.
    rows[frames, 2] = np.maximum(np.floor(table.x[there] + 0.5), 0)
    rows[frames, 3] = np.maximum(np.floor(table.y[there] + 0.5), 0)
    for row in rows[table.listed()].tolist():
        yield "{},{},{},{}".format(*row)


DIALECT = Dialect(
    name="tracknetv2",
    title="TrackNetV2 CSV: whole pixels, four columns, every frame",
    headers=(tuple(name.lower() for name in HEADER),),
    read=read,
    write=write,
)
