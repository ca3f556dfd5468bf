"""Which dialects there are, which one a file is in, and the two calls the rest of us need."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from annotation.errors import FormatError, UnclearFormatError
from annotation.formats import (
    blurball,
    coco,
    cvat,
    normalised,
    openttgames,
    rallymark,
    tracknet_tennis,
    tracknetv2,
    tracknetv3_inpainting,
    tracknetv5,
    wasb_volleyball,
)
from annotation.formats.atomic import write_lines
from annotation.formats.dialect import Dialect, Writer
from annotation.formats.label_file import LabelFile
from annotation.formats.table import LabelTable

DIALECTS: tuple[Dialect, ...] = (
    rallymark.DIALECT,
    tracknetv2.DIALECT,
    tracknet_tennis.DIALECT,
    tracknetv5.DIALECT,
    tracknetv3_inpainting.DIALECT,
    blurball.DIALECT,
    openttgames.DIALECT,
    coco.DIALECT,
    cvat.DIALECT,
    wasb_volleyball.DIALECT,
    *normalised.DIALECTS,
)
_BY_NAME = {dialect.name: dialect for dialect in DIALECTS}


def format_names(*, writable: bool = False) -> tuple[str, ...]:
    """The names ``format`` may take; only those that can be written if asked."""
    return tuple(dialect.name for dialect in DIALECTS if dialect.write or not writable)


def dialect_named(name: str) -> Dialect:
    """The dialect of that name; ``FormatError`` lists the names if there is none."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    raise FormatError(f"{_unknown(name)}; choose from {', '.join(format_names())}.")


def _unknown(name: str) -> str:
    return f"There is no label format {name!r}"


def sniff_dialect(path: str | Path) -> Dialect:
    """The dialect a file is in, by what it says of itself.

    ``FormatError`` where it cannot be read, is in none, or in one that has to be named.
    """
    return _recognised(LabelFile.load(Path(path)))


def read_labels(
    path: str | Path,
    size: tuple[int, int] | None = None,
    frame_count: int | None = None,
    format: str | None = None,
    *,
    shown_size: tuple[int, int] | None = None,
) -> LabelTable:
    """Read a label file of any dialect.

    ``size`` is (width, height) of the video's picture and ``frame_count`` its number of frames;
    given, they are checked against the labels, and ``size`` is needed by formats that do not count
    in pixels of the video. Where a file tells of which size the pictures were that somebody
    labelled, its labels are scaled from there, if that has the shape of ``size``, or of
    ``shown_size``: how players show an anamorphic video. Rows may come in any order; frames without
    a row stay without one.
    ``FormatError`` says what is wrong, in which file and line.
    """
    file = LabelFile.load(Path(path), size, frame_count, shown_size)
    if format is None:
        return _recognised(file).read(file)
    dialect = dialect_named(format)
    if dialect.headers and not dialect.has_columns(file.header):
        columns = " or ".join(",".join(header) for header in dialect.headers)
        raise file.error(f"a file in the format {format} has the columns {columns}")
    return dialect.read(file)


def write_labels(
    path: str | Path,
    table: LabelTable,
    format: str = rallymark.DIALECT.name,
) -> None:
    """Write a label file, complete or not at all: an older file is replaced at the last moment.

    ``FormatError`` where the format cannot be written or the file cannot be put there.
    """
    write_lines(Path(path), label_lines(table, format))


def label_lines(table: LabelTable, format: str = rallymark.DIALECT.name) -> Iterable[str]:
    """The lines of a label file, without line ends; ``FormatError`` where the format cannot be
    written."""
    return writer_of(format)(table)


def writer_of(format: str) -> Writer:
    """What writes labels in the format of that name; ``FormatError`` where nothing does."""
    known = _BY_NAME.get(format)
    writer = None if known is None else known.write
    if writer is None:
        problem = f"The format {format} can only be read" if known else _unknown(format)
        raise FormatError(f"{problem}; choose from {', '.join(format_names(writable=True))}.")
    return writer


def _recognised(file: LabelFile) -> Dialect:
    if file.looks_like_json:
        return coco.DIALECT if coco.is_coco(file) else openttgames.DIALECT
    if file.looks_like_xml:
        return cvat.DIALECT
    for dialect in DIALECTS:
        if dialect.has_columns(file.header):
            if dialect.ambiguous:
                columns = f"the columns {','.join(file.header)}"
                raise _unclear(file, f"{columns} mean different things in different tools", dialect)
            return dialect
    if wasb_volleyball.may_be(file):
        what = "its lines are of two numbers, without the names of columns, and may mean anything"
        raise _unclear(file, what, wasb_volleyball.DIALECT)
    if all(cell.replace(".", "").isdigit() for cell in file.header):
        raise file.error(
            "the first line holds numbers, not the names of the columns; put "
            f"{','.join(tracknetv2.HEADER)} above it if these are they"
        )
    first = ",".join(file.header)
    raise file.error(
        _nearly(file.header)
        or f"the first line {first[:80]!r} is of no label format known here "
        f"({', '.join(format_names())})"
    )


def _unclear(file: LabelFile, what: str, dialect: Dialect) -> UnclearFormatError:
    sentence = file.error(f"{what}; say so if it is {dialect.tool}")
    return UnclearFormatError(str(sentence), dialect.name, dialect.tool)


def _nearly(header: tuple[str, ...]) -> str:
    """What keeps columns from being those of a dialect that they have most in common with; '' where
    that is too little to say so."""
    known = [(dialect, set(columns)) for dialect in DIALECTS for columns in dialect.headers]
    dialect, columns = min(known, key=lambda pair: len(pair[1] ^ set(header)))
    if 2 * len(columns & set(header)) < max(len(columns), len(header)):
        return ""
    problems = [
        *[f"{name} is missing" for name in sorted(columns - set(header))],
        *[f"{_called(name)} is one too many" for name in sorted(set(header) - columns)],
        *[f"{name} is there twice" for name in sorted(columns) if header.count(name) > 1],
    ]
    own = ",".join(dialect.headers[0])
    told = ", ".join(problems) or "they stand in another order"
    return f"its columns are nearly those of {dialect.tool} ({own}): {told}"


def _called(column: str) -> str:
    return column[:20] or "the column without a name"
