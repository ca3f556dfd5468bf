"""Label files: one module per dialect, a registry that sniffs, and the way in and out of a track.

``read_labels`` recognises a dialect by what the file says of itself. Where two tools write the same
columns with different meanings it refuses to guess and asks for the format by name. No row is ever
dropped silently: what cannot be understood raises ``FormatError`` with the file and the line.
"""

from annotation.formats.dialect import Dialect
from annotation.formats.exchange import (
    Provenance,
    is_export_of,
    labels_to_edit,
    new_labels,
    track_to_labels,
)
from annotation.formats.registry import (
    DIALECTS,
    dialect_named,
    format_names,
    label_lines,
    read_labels,
    sniff_dialect,
    write_labels,
    writer_of,
)
from annotation.formats.table import LabelTable

__all__ = [
    "DIALECTS",
    "Dialect",
    "LabelTable",
    "Provenance",
    "dialect_named",
    "format_names",
    "is_export_of",
    "label_lines",
    "labels_to_edit",
    "new_labels",
    "read_labels",
    "sniff_dialect",
    "track_to_labels",
    "write_labels",
    "writer_of",
]
