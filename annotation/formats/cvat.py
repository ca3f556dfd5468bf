"""CVAT for video 1.1: ``<track label><points frame outside occluded keyframe points="x,y"/>``.

Frames are those of the video, also where the task began later or left some out. Positions count
from the corner of the picture, half a pixel before the centre of its first pixel; a box stands for
its centre. Only keyframes are a person's: what lies between, CVAT has interpolated. ``outside``
holds until the track goes on. After the last keyframe with a ball nobody has looked: there CVAT
repeats it to the end of the task, or ends with ``outside`` whatever was labelled frame by frame.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import numpy as np

from annotation.formats.ball_names import ball_names
from annotation.formats.checks import MAX_FRAMES, check_frames, check_positions
from annotation.formats.dialect import Dialect
from annotation.formats.label_file import LabelFile
from annotation.formats.table import LabelTable
from annotation.marks import NO_SOURCE, Source, Visibility

_FRAME = re.compile(r"[0-9]{1,9}")
_CORNERS = ("xtl", "ytl", "xbr", "ybr")
_SHAPES = ("points", "box")


class _Row(NamedTuple):
    """What one track says of one frame."""

    frame: int
    visibility: Visibility
    x: float
    y: float
    source: int


def read(file: LabelFile) -> LabelTable:
    root = _root(file)
    rows: dict[int, _Row] = {}
    for track in _tracks_of_the_ball(file, root):
        for row in _rows(file, track, _step(root)):
            before = rows.get(row.frame)
            if before is None or before.visibility is Visibility.NO_BALL:
                rows[row.frame] = row
            elif row.visibility is not Visibility.NO_BALL:
                raise file.error(f"two tracks have a ball in frame {row.frame}; leave one of them")
    frame = np.array(list(rows), np.int64)
    visibility = np.array([row.visibility for row in rows.values()], np.int64)
    size = _labelled_size(file, root)
    scale_x, scale_y = file.scale_from(size)
    x = np.array([row.x for row in rows.values()], np.float64) * scale_x - 0.5
    y = np.array([row.y for row in rows.values()], np.float64) * scale_y - 0.5
    check_frames(file, frame, None)
    check_positions(file, visibility, x, y, None)
    source = [row.source for row in rows.values()]
    columns = (frame, visibility, x, y)
    return LabelTable.build(*columns, source=source, dialect=DIALECT.name, labelled_size=size)


def _root(file: LabelFile) -> Element:
    try:
        root = ElementTree.fromstring(file.text)
    except (ElementTree.ParseError, ValueError) as error:
        raise file.error(f"it is not well-formed XML ({error})") from error
    if root.tag != "annotations":
        raise file.error(f"its outermost element is <{root.tag[:20]}>, not CVAT's <annotations>")
    if root.find("track") is None:
        what = (
            "it is “CVAT for images”; export the task as “CVAT for video 1.1”"
            if root.find("image") is not None
            else "there is no <track> in it"
        )
        raise file.error(what)
    return root


def _tracks_of_the_ball(file: LabelFile, root: Element) -> list[Element]:
    """The tracks of the only label there is, else of the only one named like a ball."""
    tracks = root.findall("track")
    labels = sorted({track.get("label", "") for track in tracks})
    balls = labels if len(labels) == 1 else ball_names(labels)
    if len(balls) != 1:
        named = ", ".join(labels)
        raise file.error(f"its tracks are named {named[:80]}; which one is the ball?")
    return [track for track in tracks if track.get("label", "") == balls[0]]


def _step(root: Element) -> int:
    """Every which frame of the video is in the task: of the others nobody has seen any."""
    found = re.search(r"step\s*=\s*([1-9]\d{0,5})\b", root.findtext("meta//frame_filter") or "")
    return int(found[1]) if found else 1


def _rows(file: LabelFile, track: Element, step: int) -> Iterator[_Row]:
    """The rows of one track, by frame, those between its leaving the picture and its return too."""
    shapes = sorted(((_frame(file, shape), shape) for shape in track), key=lambda pair: pair[0])
    seen = [at for at, (_, shape) in enumerate(shapes) if not _flag(shape, "outside")]
    placed = [at for at in seen if _placed(shapes[at][1])]
    left = None
    for frame, shape in shapes[seen[0] : placed[-1] + 1] if placed else []:
        if left is not None:
            yield from (_absent(between) for between in range(left + step, frame, step))
        if _flag(shape, "outside"):
            left = frame
            yield _absent(frame)
            continue
        left = None
        x, y = _centre(file, shape, frame)
        hidden = _flag(shape, "occluded")
        yield _Row(
            frame,
            Visibility.OCCLUDED if hidden else Visibility.VISIBLE,
            x,
            y,
            NO_SOURCE if _placed(shape) else Source.INTERPOLATED.code,
        )


def _absent(frame: int) -> _Row:
    return _Row(frame, Visibility.NO_BALL, np.nan, np.nan, NO_SOURCE)


def _frame(file: LabelFile, shape: Element) -> int:
    text = shape.get("frame", "")
    if not _FRAME.fullmatch(text) or int(text) >= MAX_FRAMES:
        raise file.error(f"a <{shape.tag[:20]}> has the frame {text[:20]!r}, which no video has")
    return int(text)


def _centre(file: LabelFile, shape: Element, frame: int) -> tuple[float, float]:
    """Where a shape has the ball, in pixels from the picture's corner."""
    if shape.tag not in _SHAPES:
        raise file.error(
            f"the ball of frame {frame} is a <{shape.tag[:20]}>; only points and boxes have a place"
        )
    points = shape.get("points", "")
    if points.count(";"):
        count = points.count(";") + 1
        raise file.error(f"the ball of frame {frame} has {count} points, not one")
    cells = points.split(",") if shape.tag == "points" else map(shape.get, _CORNERS)
    try:
        numbers = [float(cell or "") for cell in cells]
        x, y = np.array(numbers).reshape(-1, 2).mean(axis=0).tolist()
    except ValueError:
        x = y = np.nan
    if not np.isfinite([x, y]).all():
        raise file.error(f"the ball of frame {frame} has no position of two numbers")
    return x, y


def _labelled_size(file: LabelFile, root: Element) -> tuple[int, int] | None:
    """(width, height) of the picture that was labelled, None where the file tells of none."""
    sizes = root.findall("meta//original_size")
    if len(sizes) != 1:
        return None
    try:
        width, height = (int(sizes[0].findtext(name, "")) for name in ("width", "height"))
    except ValueError as error:
        raise file.error("its <original_size> is not of two whole numbers") from error
    if min(width, height) < 1:
        raise file.error("its <original_size> is not that of a picture")
    return width, height


def _placed(shape: Element) -> bool:
    """Whether a person put the shape there."""
    return shape.get("keyframe", "1") == "1"


def _flag(shape: Element, name: str) -> bool:
    return shape.get(name, "0") == "1"


DIALECT = Dialect(
    name="cvat",
    title="CVAT for video 1.1, XML",
    headers=(),
    read=read,
)
