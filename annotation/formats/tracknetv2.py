"""TrackNetV2 and V3 labels: ``Frame,Visibility,X,Y``, 0-based, pixels of the source video.

Read with whole or fractional positions and visibilities 0 to 3 (RacketVision and our own shared
labels use the same columns), sparse or full. Written strictly: integers, visibility 1 wherever a
position is known, ``0,0,0`` where there is no ball. The format has no word for "nobody has looked":
such frames have no row, or else a ball that nobody marked would be taught as "no ball".
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
    there = table.has_ball
    rows = np.zeros((len(table), 4), np.int64)
    rows[:, 0] = table.frame
    rows[there, 1] = 1
    # Half a pixel rounds up, and the outermost half pixel belongs to the first one.
    rows[there, 2] = np.maximum(np.floor(table.x[there] + 0.5), 0)
    rows[there, 3] = np.maximum(np.floor(table.y[there] + 0.5), 0)
    for row in rows[table.looked].tolist():
        yield "{},{},{},{}".format(*row)


DIALECT = Dialect(
    name="tracknetv2",
    title="TrackNetV2 CSV: whole pixels, four columns",
    headers=(tuple(name.lower() for name in HEADER),),
    read=read,
    write=write,
)
