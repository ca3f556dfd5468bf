"""What the TrackNetV5 authors' inference writes: ``frame_number,detected,x,y``.

Positions are pixels of the 512×288 picture and are scaled to the video, whose size must be known.
The last one or two frames may be missing and stay so. After a blank line come up to two lines of
summary, which are no labels.
"""

from __future__ import annotations

import numpy as np

from annotation.formats.checks import checked_table
from annotation.formats.dialect import Dialect
from annotation.formats.label_file import LabelFile, Sheet
from annotation.formats.table import LabelTable
from annotation.marks import Source

_SUMMARY_LINES = 2


def read(file: LabelFile) -> LabelTable:
    sheet = Sheet.parse(file, until_blank=True)
    end = sheet.lines[-1] if sheet.lines else 1
    tail = [
        (number, line) for number, line in enumerate(file.lines, 1) if number > end and line.strip()
    ]
    if len(tail) > _SUMMARY_LINES:
        raise file.error(
            f"after the blank line stand {len(tail)} lines where at most {_SUMMARY_LINES} of "
            "summary belong",
            tail[0][0],
        )
    for number, line in tail:
        if line.count(",") == len(file.header) - 1:
            raise file.error("a row stands after the blank line that ends the labels", number)
    detected = sheet.integers("detected")
    model_x, model_y = sheet.floats("x"), sheet.floats("y")
    x, y = file.from_model_space(model_x, model_y)
    unseen = (detected == 0) & ~((model_x > 0) | (model_y > 0))
    return checked_table(
        sheet,
        DIALECT.name,
        sheet.integers("frame_number"),
        detected,
        np.where(unseen, np.nan, x),
        np.where(unseen, np.nan, y),
        source=np.full(len(detected), Source.MODEL.code),
    )


DIALECT = Dialect(
    name="tracknetv5",
    title="TrackNetV5 authors' inference, 512×288",
    headers=(("frame_number", "detected", "x", "y"),),
    read=read,
)
