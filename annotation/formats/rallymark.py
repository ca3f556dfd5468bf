"""Our own lossless CSV: ``Frame,Visibility,X,Y,Score,Source,Time``.

The first four columns are TrackNetV2's, so that every reader of those takes the file; X and Y are
float pixels of the source video, written so that they read back to the bit, and 0 where there is no
ball. Score is blank where no model had a say. Time is the frame's presentation time in seconds.

Visibility 0 with a source is that source's assertion that there is no ball; visibility 0 with a
blank source means that nobody has looked. A position whose source is not known has a blank source.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from annotation.formats.checks import checked_table
from annotation.formats.dialect import Dialect
from annotation.formats.label_file import TOLD, LabelFile, Sheet
from annotation.formats.table import LabelTable
from annotation.marks import NO_SOURCE, NOT_LOOKED, SOURCES, Source, Visibility

HEADER = ("Frame", "Visibility", "X", "Y", "Score", "Source", "Time")

_CODES = {"": NO_SOURCE, **{source.value: source.code for source in SOURCES}}


def read(file: LabelFile) -> LabelTable:
    sheet = Sheet.parse(file)
    table = checked_table(
        sheet,
        DIALECT.name,
        sheet.integers("frame"),
        sheet.integers("visibility"),
        sheet.floats("x"),
        sheet.floats("y"),
        score=sheet.floats("score"),
        source=_sources(sheet),
        time=sheet.floats("time"),
        in_pixels=False,
    )
    nobody = (table.visibility == Visibility.NO_BALL) & (table.source == NO_SOURCE)
    return replace(table, visibility=np.where(nobody, np.int8(NOT_LOOKED), table.visibility))


def write(table: LabelTable) -> Iterable[str]:
    """Lines of the file: the rows of the table, as many as it has.

    "No ball" without a named source (as other formats give it) is written as a person's, which is
    what an import makes of it: with a blank source it would read as "nobody has looked".
    """
    yield ",".join(HEADER)
    there = table.has_ball
    source = np.where(
        (table.visibility == Visibility.NO_BALL) & (table.source == NO_SOURCE),
        Source.HUMAN.code,
        np.where(table.looked, table.source, NO_SOURCE),
    )
    names = np.array([*(source.value for source in SOURCES), ""])  # -1 picks the blank one
    columns = (
        map(str, table.frame.tolist()),
        map(str, np.maximum(table.visibility, 0).tolist()),
        _numbers(np.where(there, table.x, np.nan), blank="0"),
        _numbers(np.where(there, table.y, np.nan), blank="0"),
        _numbers(table.score),
        names[source].tolist(),
        _numbers(table.time),
    )
    yield from map(",".join, zip(*columns, strict=True))


def _sources(sheet: Sheet) -> npt.NDArray[np.int64]:
    cells = [cell.strip().lower() for cell in sheet.text("source")]
    unknown = set(cells) - _CODES.keys()
    if unknown:
        at = next(index for index, cell in enumerate(cells) if cell in unknown)
        known = ", ".join(source.value for source in SOURCES)
        raise sheet.file.error(
            f"source {cells[at][:TOLD]!r} is not one of {known}", sheet.lines[at]
        )
    return np.array([_CODES[cell] for cell in cells], np.int64)


def _numbers(values: npt.NDArray[np.float64], blank: str = "") -> Iterable[str]:
    """Each number as the shortest text that reads back to the bit."""
    return (blank if value != value else repr(value) for value in values.tolist())


DIALECT = Dialect(
    name="rallymark",
    title="Rallymark CSV: everything, to the bit",
    headers=(tuple(name.lower() for name in HEADER),),
    read=read,
    write=write,
)
