"""TrackNet's tennis ``Label.csv``, V5's training set:
``file name,visibility,x-coordinate,y-coordinate,status``.

File names such as ``0000.jpg`` number the frames; positions are blank where the visibility is 0.
The visibilities are ours (0 none, 1 easy, 2 hard, 3 occluded). The status is 0 flying, 1 hit,
2 bounce. Reading, it says nothing of where the ball is and is not kept; writing, a touch of the
net, for which the format has no word, is flying. Frames that nobody has looked at have no row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from annotation.events import Event
from annotation.formats.checks import checked_table
from annotation.formats.dialect import Dialect
from annotation.formats.label_file import TOLD, LabelFile, Sheet
from annotation.formats.table import LabelTable

HEADER = ("file name", "visibility", "x-coordinate", "y-coordinate", "status")
_NAME = re.compile(r"\s*(\d{1,9})\.\w+\s*")


def read(file: LabelFile) -> LabelTable:
    sheet = Sheet.parse(file)
    names = sheet.text("file name")
    matches = [_NAME.fullmatch(name) for name in names]
    for match, name, line in zip(matches, names, sheet.lines, strict=True):
        if match is None:
            raise file.error(
                f"the file name {name[:TOLD]!r} is not a frame number such as 0000.jpg", line
            )
    frame = np.array([int(match[1]) for match in matches if match], np.int64)
    return checked_table(
        sheet,
        DIALECT.name,
        frame,
        sheet.integers("visibility"),
        sheet.floats("x-coordinate"),
        sheet.floats("y-coordinate"),
    )


def write(table: LabelTable) -> Iterable[str]:
    yield ",".join(HEADER)
    status = np.zeros(len(table), np.int8) if table.event is None else table.event
    digits = max(4, len(str(table.frame.max(initial=0))))
    known = np.isin(status, (Event.HIT, Event.BOUNCE))
    status = np.where(known, status, np.int8(Event.FLYING))
    columns = (table.frame, table.has_ball, table.visibility, table.x, table.y, status)
    rows = zip(*(column[table.looked].tolist() for column in columns), strict=True)
    for frame, has_ball, visibility, x, y, kind in rows:
        name = f"{frame:0{digits}d}.jpg"
        yield f"{name},{visibility},{x:.2f},{y:.2f},{kind}" if has_ball else f"{name},0,,,"


DIALECT = Dialect(
    name="tracknet-tennis",
    title="TrackNet tennis Label.csv",
    headers=(HEADER,),
    read=read,
    write=write,
)
