"""OpenTTGames ``ball_markup.json``: ``{"frame": {"x": ..., "y": ...}}``.

Sparse; pixels of the source video; -1, -1 says that the ball is not to be seen.
"""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np

from annotation.formats.checks import check_frames, check_positions
from annotation.formats.dialect import Dialect
from annotation.formats.json_values import number
from annotation.formats.label_file import LabelFile
from annotation.formats.table import LabelTable
from annotation.marks import Visibility

_FRAME = re.compile(r"[0-9]{1,9}")
_FORM = '{"frame": {"x": 1, "y": 2}}'
_STRANGERS = {"shapes": "labelme"}
"""Whose labels are kept as JSON, too, by a name that stands outermost in them."""


def read(file: LabelFile) -> LabelTable:
    try:
        # Pairs, because a dict would silently drop a frame that appears twice.
        pairs: Any = json.loads(file.text, object_pairs_hook=list)
    except (ValueError, RecursionError) as error:
        raise file.error(f"it is not well-formed JSON ({error})") from error
    if _is_object(pairs):
        _refuse_others(file, pairs)
    rows = [_row(file, pair) for pair in pairs] if _is_object(pairs) else []
    if not rows:
        raise file.error(f"there is no ball in it of the form {_FORM}")
    frame = np.array([row[0] for row in rows], np.int64)
    x = np.array([row[1] for row in rows], np.float64)
    y = np.array([row[2] for row in rows], np.float64)
    absent = (x == -1) & (y == -1)
    visibility = np.where(absent, Visibility.NO_BALL, Visibility.VISIBLE).astype(np.int64)
    check_frames(file, frame, None)
    check_positions(file, visibility, x, y, None)
    return LabelTable.build(frame, visibility, x, y, dialect=DIALECT.name)


def _refuse_others(file: LabelFile, pairs: list[tuple[str, Any]]) -> None:
    """`FormatError` for what is JSON of another kind, by what it is."""
    for name, _value in pairs:
        if name in _STRANGERS:
            raise file.error(
                f"it holds labels of {_STRANGERS[name]}; JSON is only read in the form of "
                f"COCO or of OpenTTGames, {_FORM}"
            )
    if pairs and all(isinstance(value, str) for _name, value in pairs):
        raise file.error(
            "it names events, not places; of OpenTTGames the ball is in ball_markup.json"
        )


def _is_object(value: Any) -> bool:
    """Whether a parsed value was a JSON object: a list of pairs whose first parts are names."""
    return isinstance(value, list) and all(
        isinstance(pair, tuple) and isinstance(pair[0], str) for pair in value
    )


def _row(file: LabelFile, pair: tuple[str, Any]) -> tuple[int, float, float]:
    name, value = pair
    point = dict(value) if _is_object(value) else {}
    x, y = number(point.get("x")), number(point.get("y"))
    if x is None or y is None or not _FRAME.fullmatch(name):
        raise file.error(f"the entry {name[:20]!r} is not a frame number with the numbers x and y")
    return int(name), x, y


DIALECT = Dialect(
    name="openttgames",
    title="OpenTTGames ball_markup.json",
    headers=(),
    read=read,
)
