"""The text of a label file, taken apart, with errors that name the file and the line."""

from __future__ import annotations

import codecs
import csv
import re
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from pathlib import Path

import numpy as np

from annotation.arrays import Float64, Int64
from annotation.errors import FormatError

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

_SEPARATOR = re.compile(r'\A\s*"?sep=.?"?(?=[\r\n]|\Z)', re.IGNORECASE)
"""The first line of a CSV that tells Excel, and nobody else, what parts its columns."""
_NO_CELL = re.compile(r"(?<![^\r\n]),+(?![^\r\n])")
"""A row of empty cells, as a spreadsheet leaves where something was deleted."""

TOLD = 40
"""So many characters of a cell stand in a sentence; a damaged file may be a single one."""

MODEL_SIZE = (512, 288)
"""Width and height of the picture TrackNet's networks see."""


@dataclass
class LabelFile:
    """A label file in memory.

    ``size`` is (width, height) of the video's picture and ``frame_count`` its number of frames,
    each None where unknown; what they are known for is checked. ``shown_size`` is how players show
    an anamorphic video: another shape that its labels may have been made in.
    """

    path: Path
    text: str
    size: tuple[int, int] | None = None
    frame_count: int | None = None
    shown_size: tuple[int, int] | None = None

    @classmethod
    def load(
        cls,
        path: Path,
        size: tuple[int, int] | None = None,
        frame_count: int | None = None,
        shown_size: tuple[int, int] | None = None,
    ) -> LabelFile:
        """Read the file; ``FormatError`` where it is missing, not text, or empty.

        What a spreadsheet made of a CSV is one again: columns parted by semicolons or tabs, numbers
        with a decimal comma, UTF-16, ``sep=;`` above the header, rows without a cell.
        """
        try:
            data = path.read_bytes()
            text = data.decode("utf-16" if data.startswith(_UTF_16) else "utf-8-sig")
        except OSError as error:
            reason = error.strerror or error
            raise FormatError(f"The labels {path} cannot be read ({reason}).") from error
        except UnicodeDecodeError:
            text = "\0"
        if "\0" in text:
            raise FormatError(f"{path} is not a text file, so it holds no labels.")
        file = cls(path, text, size, frame_count, shown_size)
        if not (file.looks_like_json or file.looks_like_xml):
            # Lines that say nothing are blank, not gone: sentences name lines by their numbers.
            file.text = _NO_CELL.sub("", _with_commas(_SEPARATOR.sub("", text, count=1)))
        if not file.text.strip():
            raise FormatError(f"{path} is empty.")
        return file

    def error(self, what: str, line: int | None = None) -> FormatError:
        """An error whose sentence names the file, and the line where one is to blame."""
        where = f"{self.path}, line {line}" if line is not None else str(self.path)
        end = "" if what.endswith("?") else "."
        return FormatError(f"{where}: {what}{end}")

    @cached_property
    def header(self) -> tuple[str, ...]:
        """The names in the first line that is not blank, in lower case."""
        first = next(line for line in self.lines if line.strip())
        return tuple(cell.strip().lower() for cell in self.csv_rows([first])[0])

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text, whichever way they end; line 1 is at index 0."""
        return self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    def csv_rows(self, lines: list[str]) -> list[list[str]]:
        """The cells of some lines."""
        try:
            return list(csv.reader(lines))
        except csv.Error as error:
            raise self.error(f"it cannot be read as CSV ({error})") from error

    @property
    def looks_like_json(self) -> bool:
        return self.text.lstrip()[:1] in "{["

    @property
    def looks_like_xml(self) -> bool:
        return self.text.lstrip()[:1] == "<"

    def needed_size(self) -> tuple[int, int]:
        """The picture's size, for formats that cannot do without."""
        if self.size is None:
            raise self.error(
                "this format does not count in pixels of the video, so the size of the picture is "
                "needed; open the video with it or give the size"
            )
        return self.size

    def scale_from(self, labelled: tuple[int, int] | None) -> tuple[float, float]:
        """How many pixels of the video one of the picture that was labelled is, across and down.

        ``labelled`` is (width, height) of that picture; 1 where it or the video's is not known.
        ``FormatError`` where it has not the shape of the video's, as stored or as shown.
        """
        if self.size is None or labelled is None:
            return 1.0, 1.0
        across, down = (size / own for size, own in zip(self.size, labelled, strict=True))
        if not any(_same_shape(labelled, size) for size in (self.size, self.shown_size) if size):
            width, height = self.size
            raise self.error(
                f"it was labelled on a picture of {labelled[0]}×{labelled[1]}, whose shape is not "
                f"that of the video's {width}×{height}; are these the labels of another video?"
            )
        return across, down

    def from_model_space(self, x: Float64, y: Float64) -> tuple[Float64, Float64]:
        """Pixels of the 512×288 picture as pixels of the video, centre of pixel on centre."""
        width, height = self.needed_size()
        return (
            (x + 0.5) * (width / MODEL_SIZE[0]) - 0.5,
            (y + 0.5) * (height / MODEL_SIZE[1]) - 0.5,
        )


def _same_shape(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two sizes are of one shape, but for what whole pixels take away."""
    return abs(one[0] * other[1] / (one[1] * other[0]) - 1) <= 0.02


def _with_commas(text: str) -> str:
    """The text with its columns parted by commas, if those of the first line are by others."""
    first = text.lstrip().partition("\n")[0]
    for mark in ";\t":
        if mark in first and "," not in first:
            return text.replace(",", ".").replace(mark, ",")
    return text


@dataclass
class Sheet:
    """The rows under the header of a CSV, by column; ``lines`` holds each row's line number."""

    file: LabelFile
    lines: list[int]
    columns: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def parse(cls, file: LabelFile, *, until_blank: bool = False) -> Sheet:
        """Take the CSV apart; blank lines count but hold no row.

        ``until_blank`` ends the sheet at the first blank line after the header.
        """
        # No pair per line: so many objects would make Python look through all of its memory.
        lines = [number for number, line in enumerate(file.lines, 1) if line.strip()]
        if until_blank:
            ends = [at for at in range(1, len(lines)) if lines[at] != lines[at - 1] + 1]
            lines = lines[: ends[0]] if ends else lines
        lines = lines[1:]
        body = [file.lines[number - 1] for number in lines]
        width = len(file.header)
        cells = _cells(file, body, lines, width)
        columns = (cells[at::width] for at in range(width))
        return cls(file, lines, dict(zip(file.header, columns, strict=True)))

    def text(self, name: str) -> list[str]:
        """The cells of a column as they stand."""
        return self.columns[name]

    def floats(self, name: str) -> Float64:
        """The cells of a column as numbers, NaN where blank."""
        cells = self.columns[name]
        try:
            numbers = [cell or "nan" for cell in cells] if "" in cells else cells
            values = np.fromiter(map(float, numbers), np.float64, len(cells))
        except ValueError:
            values = np.array([self._float(name, at) for at in range(len(cells))], np.float64)
        if np.isinf(values).any():
            at = int(np.flatnonzero(np.isinf(values))[0])
            told = f"{name} is {cells[at][:TOLD]!r}, not a finite number"
            raise self.file.error(told, self.lines[at])
        return values

    def integers(self, name: str) -> Int64:
        """The cells of a column as whole numbers; none may be blank."""
        values = self.floats(name)
        wrong = np.flatnonzero(~(np.abs(values) < 2**53) | (values != np.floor(values)))
        if len(wrong):
            at = int(wrong[0])
            cell = self.columns[name][at]
            raise self.file.error(f"{name} is {cell[:TOLD]!r}, not a whole number", self.lines[at])
        return values.astype(np.int64)

    def _float(self, name: str, at: int) -> float:
        cell = self.columns[name][at].strip()
        try:
            return float(cell) if cell else np.nan
        except ValueError:
            told = f"{name} is {cell[:TOLD]!r}, not a number"
            raise self.file.error(told, self.lines[at]) from None


def _cells(file: LabelFile, body: list[str], lines: list[int], width: int) -> list[str]:
    """All cells of all rows in one list, once every row is known to have ``width`` of them."""
    if not body:
        return []
    if '"' in file.text:
        rows = file.csv_rows(body)
        if len(rows) != len(lines):
            raise file.error("a quotation mark opens and does not close on the same line")
        counts = [len(row) for row in rows]
    else:  # No list per row: that is what costs the time in a file of a whole match.
        rows = []
        counts = [line.count(",") + 1 for line in body]
    if set(counts) - {width}:
        at = next(index for index, count in enumerate(counts) if count != width)
        raise file.error(f"there are {counts[at]} values under {width} columns", lines[at])
    return list(chain.from_iterable(rows)) if rows else ",".join(body).split(",")
