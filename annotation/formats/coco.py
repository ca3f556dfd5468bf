"""COCO: ``{"images": [...], "annotations": [...], "categories": [...]}``, keypoints or boxes.

The ball is the category of that name, or the only one there is, or the only one of one keypoint;
its place the only keypoint of it, or the one named like a ball, or where it has none the centre of
its box. File names such as ``0000.jpg`` or ``frame_000000.PNG`` number the frames of the video.

A keypoint's v says 0 not labelled, 1 occluded, 2 visible. An image without a ball says nothing:
tools list every image of a task, whether or not anybody has looked at it. So the format has no word
for "no ball". Only a model writes a score, so annotations that have one are a model's.

A keypoint counts from the centre of the picture's first pixel, a box from the corner of it. CVAT,
known by the attribute ``occluded``, counts both from the corner; of its boxes only keyframes are a
person's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from annotation.formats.ball_names import ball_names
from annotation.formats.checks import check_frames, check_positions
from annotation.formats.dialect import Dialect
from annotation.formats.json_values import number, whole_number
from annotation.formats.label_file import LabelFile
from annotation.formats.table import LabelTable
from annotation.marks import MAX_SCORE, NO_SOURCE, Source, Visibility

_NAME = re.compile(
    r"(?:.*[/\\])?(?:[0-9a-f]{8}-)?([^/\\]*?)(\d{1,9})(?:_\w+\.rf\.\w+)?\.\w+", re.ASCII
)
"""Folders, what Label Studio puts before every name, what all names begin with, the frame, and what
Roboflow puts behind."""

_MEANINGS = (None, Visibility.OCCLUDED, Visibility.VISIBLE)
_Object = dict[str, Any]
_Frames = dict[int | None, int]


class _Row(NamedTuple):
    """The ball of one frame, in pixels from the corner of the picture that was labelled."""

    frame: int
    visibility: Visibility
    x: float
    y: float
    score: float
    source: int


def is_coco(file: LabelFile) -> bool:
    """Whether a JSON file is one of COCO, by names that no other kind here has."""
    return '"annotations"' in file.text or '"images"' in file.text


def read(file: LabelFile) -> LabelTable:
    root = _root(file)
    frames, size = _frames(file, root["images"])
    rows: dict[int, _Row] = {}
    for row in _rows(file, root, frames):
        if row.frame in rows:
            raise file.error(f"there are two balls in frame {row.frame}; leave one of them")
        rows[row.frame] = row
    across, down = file.scale_from(size)
    visibility = np.array([row.visibility for row in rows.values()], np.int64)
    x = np.array([row.x for row in rows.values()], np.float64) * across - 0.5
    y = np.array([row.y for row in rows.values()], np.float64) * down - 0.5
    check_positions(file, visibility, x, y, None)
    return LabelTable.build(
        list(rows),
        visibility,
        x,
        y,
        score=[row.score for row in rows.values()],
        source=[row.source for row in rows.values()],
        dialect=DIALECT.name,
        labelled_size=size,
    )


def _root(file: LabelFile) -> _Object:
    """The outermost object, whose three lists hold objects."""
    try:
        root: Any = json.loads(file.text)
    except (ValueError, RecursionError) as error:
        raise file.error(f"it is not well-formed JSON ({error})") from error
    for name in ("images", "annotations", "categories"):
        found = root.get(name) if isinstance(root, dict) else None
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise file.error(f"it has no list of {name}, which COCO's labels have")
    return dict(root)


def _frames(file: LabelFile, images: list[_Object]) -> tuple[_Frames, tuple[int, int] | None]:
    """The frame of each image, by its id, and the (width, height) of all, where it is told."""
    frames: _Frames = {}
    beginnings: dict[str, str] = {}
    sizes: set[tuple[int, int]] = set()
    for image in images:
        name, at = image.get("file_name"), whole_number(image.get("id"))
        match = _NAME.fullmatch(name) if isinstance(name, str) else None
        if match is None:
            raise file.error(
                f"the image {str(name)[:80]!r} does not end in a frame number, as 0000.jpg does"
            )
        if at is None or at in frames:
            raise file.error(f"the image {match[0][:80]!r} has no id of its own")
        frames[at] = int(match[2])
        beginnings.setdefault(match[1], match[0])
        width, height = (whole_number(image.get(side)) for side in ("width", "height"))
        if width and height:
            sizes.add((width, height))
    if len(beginnings) > 1:
        one, other = list(beginnings.values())[:2]
        raise file.error(
            f"its images are named like those of several videos ({one[:80]}, {other[:80]}); leave "
            "those of one"
        )
    if len(sizes) > 1:
        told = " and ".join(f"{width}×{height}" for width, height in sorted(sizes)[:2])
        raise file.error(f"its images are of different sizes, {told}; of which is the video?")
    check_frames(file, np.array(list(frames.values()), np.int64), None)
    return frames, next(iter(sizes), None)


def _rows(file: LabelFile, root: _Object, frames: _Frames) -> Iterator[_Row]:
    ball = _category_of_the_ball(file, root)
    for annotation in root["annotations"]:
        frame = frames.get(whole_number(annotation.get("image_id")))
        if frame is None:
            raise file.error(
                f"an annotation is of the image {annotation.get('image_id')!r}, which is not there"
            )
        if ball is not None and annotation.get("category_id") == ball.get("id"):
            row = _row(file, annotation, frame, ball)
            if row is not None:
                yield row


def _category_of_the_ball(file: LabelFile, root: _Object) -> _Object | None:
    """Of the categories that there are annotations of; None where there are no annotations."""
    known: dict[Any, _Object] = {}
    for category in root["categories"]:
        if whole_number(category.get("id")) is None or category["id"] in known:
            raise file.error(f"the category {_name(category)!r} has no id of its own")
        known[category["id"]] = category
    used: dict[Any, _Object] = {}
    for annotation in root["annotations"]:
        at = whole_number(annotation.get("category_id"))
        if at not in known:
            said = annotation.get("category_id")
            raise file.error(f"an annotation is of the category {said!r}, which is not there")
        used[at] = known[at]
    if not used:
        return None
    if len(known) == 1:
        return next(iter(known.values()))
    names = ball_names(map(_name, used.values()))
    balls = [category for category in used.values() if _name(category) in names]
    if not balls:
        balls = [category for category in used.values() if len(_keypoint_names(category)) == 1]
    if len(balls) != 1:
        named = ", ".join(sorted(map(_name, used.values())))
        raise file.error(f"its categories are named {named[:80]}; which one is the ball?")
    return balls[0]


def _name(category: _Object) -> str:
    return str(category.get("name", ""))


def _keypoint_names(category: _Object) -> list[str]:
    names = category.get("keypoints")
    return [str(name) for name in names] if isinstance(names, list) else []


def _row(file: LabelFile, annotation: _Object, frame: int, ball: _Object) -> _Row | None:
    """What an annotation says of the ball; None where that was not labelled."""
    attributes = annotation.get("attributes")
    attributes = attributes if isinstance(attributes, dict) else {}
    by_cvat = "occluded" in attributes
    if annotation.get("keypoints"):
        found = _keypoint(file, annotation, frame, ball, by_cvat=by_cvat)
    else:
        found = _centre(file, annotation, frame)
    if found is None:
        return None
    visibility, x, y = found
    if attributes.get("occluded") is True:
        visibility = Visibility.OCCLUDED
    score, source = number(annotation.get("score")), NO_SOURCE
    if score is not None:
        if not 0 <= score <= MAX_SCORE:
            raise file.error(f"the score {score:g} of frame {frame} is no confidence")
        source = Source.MODEL.code
    elif attributes.get("keyframe") is False:
        source = Source.INTERPOLATED.code
    return _Row(frame, visibility, x, y, np.nan if score is None else score, source)


def _keypoint(
    file: LabelFile, annotation: _Object, frame: int, ball: _Object, *, by_cvat: bool
) -> tuple[Visibility, float, float] | None:
    cells = annotation["keypoints"]
    numbers = [number(cell) for cell in cells] if isinstance(cells, list) else [None]
    names = _keypoint_names(ball)
    if None in numbers or len(numbers) % 3 or (names and len(numbers) != 3 * len(names)):
        raise file.error(f"the keypoints of frame {frame} are not numbers x, y, v for each of them")
    at = 0
    if len(numbers) > 3:
        balls = ball_names(names)
        if len(balls) != 1:
            told = ", ".join(names)[:80]
            raise file.error(f"the keypoints of {_name(ball)!r} are {told}; which one is the ball?")
        at = names.index(balls[0])
    x, y, v = (float(cell or 0) for cell in numbers[3 * at : 3 * at + 3])
    if v not in (0, 1, 2):
        raise file.error(f"v is {v:g} in frame {frame}, not one of 0, 1, 2")
    count = whole_number(annotation.get("num_keypoints"))
    labelled = sum(bool(number) for number in numbers[2::3])
    if count is not None and bool(count) != bool(labelled):
        raise file.error(
            f"num_keypoints is {count} in frame {frame}, but of {labelled} of its keypoints v says "
            "that they are labelled"
        )
    meaning = _MEANINGS[int(v)]
    if meaning is None:
        # Of a point outside the picture CVAT keeps the place.
        if not by_cvat and (x > 0 or y > 0):
            raise file.error(
                f"v 0, not labelled, stands with the position ({x:g}, {y:g}) in frame {frame}; "
                "does 0 mean a visible ball here?"
            )
        return None
    half = 0.0 if by_cvat else 0.5
    return meaning, x + half, y + half


def _centre(
    file: LabelFile, annotation: _Object, frame: int
) -> tuple[Visibility, float, float] | None:
    cells = annotation.get("bbox")
    sides = [number(cell) for cell in cells] if isinstance(cells, list) else []
    left, top, width, height = (sides + [None] * 4)[:4]
    if left is None or top is None or width is None or height is None or len(sides) != 4:
        raise file.error(f"the ball of frame {frame} has neither a keypoint nor a box")
    if min(width, height) < 0:
        raise file.error(f"the box of frame {frame} is {width:g} wide and {height:g} high")
    return Visibility.VISIBLE, left + width / 2, top + height / 2


DIALECT = Dialect(
    name="coco",
    title="COCO JSON, keypoints or boxes",
    headers=(),
    read=read,
)
