"""COCO's keypoints and boxes, as CVAT and others write them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotation.errors import FormatError
from annotation.formats import LabelTable, read_labels
from annotation.marks import Source

SIZE, FRAMES = (1280, 720), 100
BALL = {"id": 1, "name": "ball", "supercategory": "", "keypoints": ["centre"], "skeleton": []}
PLAYER = {"id": 2, "name": "player", "supercategory": ""}


def image(id: int, name: str | None = None, **rest: Any) -> dict[str, Any]:
    """An image as CVAT writes it, for the frame of its id unless it is named."""
    named = name or f"frame_{id:06d}.PNG"
    more = {"license": 0, "flickr_url": "", "coco_url": "", "date_captured": 0}
    return {"id": id, "width": 1280, "height": 720, "file_name": named, **more, **rest}


def keypoint(image: int, x: float, y: float, v: int = 2, **rest: Any) -> dict[str, Any]:
    place = {"keypoints": [x, y, v], "num_keypoints": int(v > 0)}
    more = {"segmentation": [], "area": 0, "bbox": [x, y, 0, 0], "iscrowd": 0}
    return {"id": image, "image_id": image, "category_id": 1, **more, **place, **rest}


def box(image: int, *sides: float, **rest: Any) -> dict[str, Any]:
    more = {"segmentation": [], "area": 4.0, "iscrowd": 0}
    return {"id": image, "image_id": image, "category_id": 1, "bbox": [*sides], **more, **rest}


def coco(*annotations: Any, images: Any = None, categories: Any = (BALL,)) -> str:
    return json.dumps(
        {
            "licenses": [{"name": "", "id": 0, "url": ""}],
            "info": {"contributor": "", "year": ""},
            "categories": [*categories],
            "images": [image(at) for at in range(10)] if images is None else images,
            "annotations": [*annotations],
        }
    )


def read(folder: Path, *annotations: Any, **rest: Any) -> LabelTable:
    path = folder / "person_keypoints_default.json"
    path.write_text(coco(*annotations, **rest))
    return read_labels(path, SIZE, FRAMES)


def rows(table: LabelTable) -> list[tuple[int, int, float, float]]:
    columns = (table.frame, table.visibility, table.x, table.y)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def test_keypoints_and_how_well_they_are_seen(tmp_path: Path) -> None:
    table = read(tmp_path, keypoint(7, 10, 20, 1), keypoint(3, 100.5, 200), keypoint(5, 0, 0, 0))
    assert rows(table) == [(3, 1, 100.5, 200), (7, 3, 10, 20)]
    assert table.source.tolist() == [-1, -1]
    assert (table.dialect, table.labelled_size) == ("coco", SIZE)


def test_of_images_without_a_ball_nobody_says_anything(tmp_path: Path) -> None:
    assert len(read(tmp_path)) == 0
    player = box(2, 5, 6, 7, 8, category_id=2)
    assert rows(read(tmp_path, player, keypoint(4, 1, 2), categories=(BALL, PLAYER))) == [
        (4, 1, 1, 2)
    ]


def test_a_box_stands_for_its_centre_from_the_corner_of_the_picture(tmp_path: Path) -> None:
    assert rows(read(tmp_path, box(3, 9, 18, 2, 5))) == [(3, 1, 9.5, 20)]


def test_what_cvat_adds_is_understood(tmp_path: Path) -> None:
    """It counts points from the corner, too, keeps the place of a point that is outside, says of a
    visible point that it is occluded, and writes what it has interpolated."""

    def said(**rest: bool) -> dict[str, Any]:
        return {"attributes": {"occluded": False, "track_id": 0, "keyframe": True, **rest}}

    table = read(
        tmp_path,
        keypoint(1, 100.5, 200.5, **said()),
        keypoint(2, 100.5, 200.5, 0, **said()),
        keypoint(3, 100.5, 200.5, **said(occluded=True)),
        box(4, 99, 199, 3, 3, **said(keyframe=False)),
        categories=({**BALL, "keypoints": []},),
    )
    assert rows(table) == [(1, 1, 100, 200), (3, 3, 100, 200), (4, 1, 100, 200)]
    assert table.source.tolist() == [-1, -1, Source.INTERPOLATED.code]


def test_what_has_a_score_is_a_models(tmp_path: Path) -> None:
    table = read(tmp_path, keypoint(1, 5, 6, score=0.75), keypoint(2, 5, 6))
    assert table.source.tolist() == [Source.MODEL.code, -1]
    assert table.score[0] == 0.75
    assert np.isnan(table.score[1])


@pytest.mark.parametrize(
    "name",
    [
        "0012.jpg",
        "12.png",
        "frames/frame_000012.PNG",
        r"images\8f3a2b1c-0012.jpg",
        "match_0012_jpg.rf.0f5d3c21a7b94e66.jpg",
    ],
)
def test_names_number_the_frames(tmp_path: Path, name: str) -> None:
    assert rows(read(tmp_path, keypoint(1, 5, 6), images=[image(1, name)])) == [(12, 1, 5, 6)]


def test_the_ball_is_told_from_others_by_its_name_or_its_single_keypoint(tmp_path: Path) -> None:
    bat = {"id": 3, "name": "baseball bat"}
    sports = {**BALL, "name": "sports ball"}
    other = [box(1, 5, 6, 7, 8, category_id=2), box(1, 5, 6, 7, 8, category_id=3)]
    table = read(tmp_path, *other, keypoint(1, 5, 6), categories=(PLAYER, bat, sports))
    assert rows(table) == [(1, 1, 5, 6)]
    thing = {**BALL, "name": "thing"}
    table = read(tmp_path, other[0], keypoint(1, 5, 6), categories=(PLAYER, thing))
    assert rows(table) == [(1, 1, 5, 6)]
    assert len(read(tmp_path, keypoint(1, 5, 6), categories=(thing,))) == 1
    with pytest.raises(FormatError, match="its categories are named player; which one is the ball"):
        read(tmp_path, other[0], categories=(PLAYER, BALL))


def test_of_several_keypoints_the_one_named_like_a_ball_counts(tmp_path: Path) -> None:
    scene = {"id": 1, "name": "scene", "keypoints": ["net", "ball"]}
    both = keypoint(1, 0, 0, keypoints=[1, 2, 2, 30, 40, 1], num_keypoints=2)
    assert rows(read(tmp_path, both, categories=(scene,))) == [(1, 3, 30, 40)]
    scene["keypoints"] = ["net", "post"]
    with pytest.raises(FormatError, match="keypoints of 'scene' are net, post; which one is"):
        read(tmp_path, both, categories=(scene,))


def test_labels_of_a_smaller_copy_are_brought_to_the_video(tmp_path: Path) -> None:
    small = [image(1, width=640, height=360)]
    table = read(tmp_path, keypoint(1, 100, 200), images=small)
    assert (rows(table), table.labelled_size) == ([(1, 1, 200.5, 400.5)], (640, 360))
    assert rows(read(tmp_path, box(1, 100, 200, 1, 1), images=small)) == [(1, 1, 200.5, 400.5)]
    with pytest.raises(FormatError, match="labelled on a picture of 640×480, whose shape is not"):
        read(tmp_path, keypoint(1, 5, 6), images=[image(1, width=640, height=480)])
    unsized = [{"id": 1, "file_name": "1.jpg"}]
    assert rows(read(tmp_path, keypoint(1, 5, 6), images=unsized)) == [(1, 1, 5, 6)]


@pytest.mark.parametrize(
    ("annotations", "rest", "sentence"),
    [
        ([keypoint(1, 5, 6)] * 2, {}, "there are two balls in frame 1; leave one"),
        ([keypoint(10, 5, 6)], {}, "an annotation is of the image 10, which is not there"),
        ([keypoint(1, 5, 6, category_id=9)], {}, "of the category 9, which is not there"),
        ([keypoint(1, 5, 6, 3)], {}, "v is 3 in frame 1, not one of 0, 1, 2"),
        ([keypoint(1, 5, 6, 0)], {}, r"stands with the position \(5, 6\) in frame 1; does 0 mean"),
        ([keypoint(1, 5, 6, num_keypoints=0)], {}, "num_keypoints is 0 in frame 1, but of 1"),
        ([keypoint(1, 5, 6, keypoints=[5, 6])], {}, "keypoints of frame 1 are not numbers x, y, v"),
        ([keypoint(1, 5, 6, keypoints=[5, 6, "2"])], {}, "are not numbers x, y, v"),
        ([keypoint(1, 5, 6, keypoints=[5, 6, 2] * 2)], {}, "are not numbers x, y, v for each"),
        ([keypoint(1, 5, 6, score=-1)], {}, "the score -1 of frame 1 is no confidence"),
        ([keypoint(1, 5000, 6)], {}, r"\(5000, 6\) lies outside the 1280×720 picture"),
        ([box(1, 5, 6, 7)], {}, "the ball of frame 1 has neither a keypoint nor a box"),
        ([box(1, 5, 6, -7, 8)], {}, "the box of frame 1 is -7 wide and 8 high"),
        ([], {"images": [image(1, "ball.jpg")]}, "'ball.jpg' does not end in a frame number"),
        ([], {"images": [image(1), image(1)]}, "'frame_000001.PNG' has no id of its own"),
        ([], {"images": [image(1, "1.jpg"), image(2, "0001.jpg")]}, "frame 1 appears twice"),
        ([], {"images": [image(1, "a_1.jpg"), image(2, "b_2.jpg")]}, r"videos \(a_1.jpg, b_2.jpg"),
        ([], {"images": [image(100)]}, "frame 100, but the video's 100 frames end at 99"),
        ([], {"images": [image(at + 1) for at in range(100)]}, "100 frames from 1 to 100, but"),
        ([], {"images": [image(1), image(2, width=5)]}, "different sizes, 5×720 and 1280×720"),
        ([], {"categories": (BALL, BALL)}, "the category 'ball' has no id of its own"),
        ([], {"images": 5}, "it has no list of images, which COCO's labels have"),
        ([5], {}, "it has no list of annotations"),
    ],
)
def test_what_contradicts_itself_is_told(
    tmp_path: Path, annotations: list[Any], rest: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(FormatError, match=sentence):
        read(tmp_path, *annotations, **rest)


def test_json_that_is_no_json(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"annotations": [')
    with pytest.raises(FormatError, match="not well-formed JSON"):
        read_labels(tmp_path / "x.json")


def test_images_without_annotations_are_told(tmp_path: Path) -> None:
    """They were called an entry that is not a frame number, as if of OpenTTGames."""
    (tmp_path / "x.json").write_text(json.dumps({"images": [image(1)]}))
    with pytest.raises(FormatError, match="it has no list of annotations, which COCO's labels"):
        read_labels(tmp_path / "x.json")
