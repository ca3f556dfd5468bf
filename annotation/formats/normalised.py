"""Three tools that write fractions of the picture under columns that say too little to be sniffed.

- imgLabel (alenzenx, Chang-Chia-Chi): ``Frame,Ball,x,y``; Ball 1 is a ball; -1 stands for none
- label_tool (ChgygLin): ``frame_num,visible,x,y``; visible 1 is a ball
- mareksubocz: ``frame_num,x,y,visible``; 0 visible, 1 occluded, 2 blurred by motion, 3 no play

Read only when named, because the same columns with another meaning of the numbers exist. The
fractions are of width and height, so the size of the picture must be known.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from annotation.formats.checks import checked_table
from annotation.formats.dialect import Dialect, Reader
from annotation.formats.label_file import LabelFile, Sheet
from annotation.formats.table import LabelTable
from annotation.marks import Visibility

_PLAIN = {-1: Visibility.NO_BALL, 0: Visibility.NO_BALL, 1: Visibility.VISIBLE}
_MAREKSUBOCZ = {
    0: Visibility.VISIBLE,
    1: Visibility.OCCLUDED,
    2: Visibility.HARD,
    3: Visibility.NO_BALL,
}


def _reader(name: str, frame: str, seen: str, meanings: Mapping[int, Visibility]) -> Reader:
    def read(file: LabelFile) -> LabelTable:
        sheet = Sheet.parse(file)
        width, height = file.needed_size()
        visibility = _meaning(sheet, seen, meanings)
        x, y = sheet.floats("x"), sheet.floats("y")
        there = visibility > Visibility.NO_BALL
        stray = np.flatnonzero(~there & ((x > 0) | (y > 0)))
        if len(stray):
            at = int(stray[0])
            what = f"{seen} {sheet.text(seen)[at].strip()} says that there is no ball"
            raise file.error(f"{what}, but ({x[at]:g}, {y[at]:g}) stands with it", sheet.lines[at])
        wrong = np.flatnonzero(there & ~((x >= 0) & (x <= 1) & (y >= 0) & (y <= 1)))
        if len(wrong):
            at = int(wrong[0])
            point = f"({x[at]:g}, {y[at]:g})"
            raise file.error(f"{point} is not a fraction of the picture", sheet.lines[at])
        return checked_table(
            sheet, name, sheet.integers(frame), visibility, x * width, y * height, in_pixels=False
        )

    return read


def _meaning(
    sheet: Sheet, column: str, meanings: Mapping[int, Visibility]
) -> npt.NDArray[np.int64]:
    codes = sheet.integers(column)
    visibility = np.full(len(codes), -1, np.int64)
    for code, meaning in meanings.items():
        visibility[codes == code] = meaning
    unknown = np.flatnonzero(visibility < 0)
    if len(unknown):
        at = int(unknown[0])
        known = ", ".join(map(str, meanings))
        raise sheet.file.error(f"{column} {codes[at]} is not one of {known}", sheet.lines[at])
    return visibility


DIALECTS = (
    Dialect(
        name="imglabel",
        title="imgLabel CSV, fractions of the picture",
        headers=(("frame", "ball", "x", "y"),),
        read=_reader("imglabel", "frame", "ball", _PLAIN),
        ambiguous=True,
    ),
    Dialect(
        name="label-tool",
        title="ChgygLin's label_tool CSV, fractions of the picture",
        headers=(("frame_num", "visible", "x", "y"),),
        read=_reader("label-tool", "frame_num", "visible", _PLAIN),
        ambiguous=True,
    ),
    Dialect(
        name="mareksubocz",
        title="mareksubocz's CSV, fractions of the picture, 0 is visible",
        headers=(("frame_num", "x", "y", "visible"),),
        read=_reader("mareksubocz", "frame_num", "visible", _MAREKSUBOCZ),
        ambiguous=True,
    ),
)
