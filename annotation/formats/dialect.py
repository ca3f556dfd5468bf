"""What a dialect is: a name, the columns it is known by, a reader and perhaps a writer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from annotation.formats.label_file import LabelFile
from annotation.formats.table import LabelTable

Reader = Callable[[LabelFile], LabelTable]
Writer = Callable[[LabelTable], Iterable[str]]
"""Turns a table into the lines of a file, without line ends."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """One kind of label file.

    ``headers`` are the column names it is known by, in lower case (none for a file that is not a
    CSV with a header). ``ambiguous`` marks columns whose meaning differs from tool to tool, or that
    have no names: such a file is read only when its format is named.
    """

    name: str
    title: str
    headers: tuple[tuple[str, ...], ...]
    read: Reader
    write: Writer | None = None
    ambiguous: bool = False

    def has_columns(self, names: tuple[str, ...]) -> bool:
        """Whether a file with columns of these names is in it; in any order, unless their order is
        all that tells the columns of two tools apart."""
        if self.ambiguous:
            return names in self.headers
        return any(sorted(names) == sorted(header) for header in self.headers)

    @property
    def tool(self) -> str:
        """Whose labels these are: the title without the details."""
        return self.title.partition(":")[0].partition(",")[0]
