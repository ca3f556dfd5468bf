"""TrackNetV3's inpainting data, in 512×288 pixels:
``Frame,Visibility_GT,X_GT,Y_GT,Visibility,X,Y,Inpaint_Mask``.

The columns ending in ``_GT`` are the labels and are read; the others are what their model made of
the same frames. Positions are scaled to the video, whose size must be known.
"""

from __future__ import annotations

import numpy as np

from annotation.formats.checks import checked_table
from annotation.formats.dialect import Dialect
from annotation.formats.label_file import LabelFile, Sheet
from annotation.formats.table import LabelTable

_HEADER = ("frame", "visibility_gt", "x_gt", "y_gt", "visibility", "x", "y", "inpaint_mask")


def read(file: LabelFile) -> LabelTable:
    sheet = Sheet.parse(file)
    visibility = sheet.integers("visibility_gt")
    model_x, model_y = sheet.floats("x_gt"), sheet.floats("y_gt")
    x, y = file.from_model_space(model_x, model_y)
    unseen = (visibility == 0) & ~((model_x > 0) | (model_y > 0))
    return checked_table(
        sheet,
        DIALECT.name,
        sheet.integers("frame"),
        visibility,
        np.where(unseen, np.nan, x),
        np.where(unseen, np.nan, y),
    )


DIALECT = Dialect(
    name="tracknetv3-inpainting",
    title="TrackNetV3 inpainting data, 512×288",
    headers=(_HEADER,),
    read=read,
)
