"""TrackNet's tennis ``Label.csv``, V5's training set:
``file name,visibility,x-coordinate,y-coordinate,status``.

File names such as ``0000.jpg`` number the frames; positions are blank where the visibility is 0.
The visibilities are ours (0 none, 1 easy, 2 hard, 3 occluded). The status (flying, hit, bounce)
says nothing of where the ball is and is not kept.
"""

from __future__ import annotations

import re

import numpy as np

from annotation.formats.checks import checked_table
from annotation.formats.dialect import Dialect
from annotation.formats.label_file import LabelFile, Sheet
from annotation.formats.table import LabelTable

_NAME = re.compile(r"\s*(\d{1,9})\.\w+\s*")


def read(file: LabelFile) -> LabelTable:
    sheet = Sheet.parse(file)
    names = sheet.text("file name")
    matches = [_NAME.fullmatch(name) for name in names]
    for match, name, line in zip(matches, names, sheet.lines, strict=True):
        if match is None:
            raise file.error(f"the file name {name!r} is not a frame number such as 0000.jpg", line)
    frame = np.array([int(match[1]) for match in matches if match], np.int64)
    return checked_table(
        sheet,
        DIALECT.name,
        frame,
        sheet.integers("visibility"),
        sheet.floats("x-coordinate"),
        sheet.floats("y-coordinate"),
    )


DIALECT = Dialect(
    name="tracknet-tennis",
    title="TrackNet tennis Label.csv",
    headers=(("file name", "visibility", "x-coordinate", "y-coordinate", "status"),),
    read=read,
)
