"""BlurBall and TT3D: ``Frame,X,Y,Visibility,L,Theta`` and perhaps ``score``.

Pixels of the source video. L and Theta, length and angle of the blur, have no place in our labels
and are not kept. Only a model writes a score, so rows of a file that has them are a model's.
"""

from __future__ import annotations

import numpy as np

from annotation.formats.checks import checked_table
from annotation.formats.dialect import Dialect
from annotation.formats.label_file import LabelFile, Sheet
from annotation.formats.table import LabelTable
from annotation.marks import Source

_HEADER = ("frame", "x", "y", "visibility", "l", "theta")


def read(file: LabelFile) -> LabelTable:
    sheet = Sheet.parse(file)
    scored = "score" in file.header
    return checked_table(
        sheet,
        DIALECT.name,
        sheet.integers("frame"),
        sheet.integers("visibility"),
        sheet.floats("x"),
        sheet.floats("y"),
        score=sheet.floats("score") if scored else None,
        source=np.full(len(sheet.lines), Source.MODEL.code) if scored else None,
    )


DIALECT = Dialect(
    name="blurball",
    title="BlurBall and TT3D CSV",
    headers=(_HEADER, (*_HEADER, "score")),
    read=read,
)
