"""Only what surrounds a label is decoded, and the labels land on their frames."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from tests.unit.tracker.clips import block_that_stays, write_video
from tracker.heatmap import to_model
from tracker.training.prepare import FrameLabels, ScratchFull, prepare_clips, stretches
from tracker.video import FrameReader, open_video


def _labels(frames: list[int], visibility: list[int]) -> FrameLabels:
    return FrameLabels(
        np.array(frames, dtype=np.int64),
        np.array(visibility, dtype=np.int8),
        np.linspace(100.0, 900.0, len(frames)),
        np.linspace(500.0, 60.0, len(frames)),
    )


@pytest.mark.parametrize(
    ("frames", "expected"),
    [
        ([], []),
        ([50], [(44, 57)]),
        ([0, 5], [(0, 12)]),
        ([20, 60, 99], [(14, 27), (54, 67), (93, 100)]),
        ([20, 32, 44], [(14, 51)]),
    ],
)
def test_stretches_surround_labels(frames: list[int], expected: list[tuple[int, int]]) -> None:
    assert stretches(np.array(frames, dtype=np.int64), 100) == expected


def test_frames_and_labels_meet(project_root: Path, tmp_path: Path) -> None:
    video = open_video(project_root / "resources" / "demo" / "rally.mp4")
    labels = _labels([10, 12, 90], [1, 0, 3])
    events = list(prepare_clips(video, labels, tmp_path, "demo"))
    clips = [event.clip for event in events if event.clip is not None]
    assert [clip.name for clip in clips] == ["demo[4:19]", "demo[84:97]"]
    assert {clip.video for clip in clips} == {"demo"}
    assert events[-1].done == events[-1].total == 15 + 13
    first, second = clips
    assert first.visibility.tolist() == [-1] * 6 + [1, -1, 0] + [-1] * 6
    assert [clip.numbers.tolist() for clip in clips if clip.numbers is not None] == [
        list(range(4, 19)),
        list(range(84, 97)),
    ]
    assert second.visibility[6] == 3
    expected = to_model(np.array([100.0, 500.0]), (1280, 720))
    np.testing.assert_allclose((first.x[6], first.y[6]), expected, atol=1e-4)
    assert (first.x[8], first.y[8]) == (0, 0)
    with FrameReader(video) as reader:
        np.testing.assert_array_equal(first.frames[6], reader.read_model(10))
        np.testing.assert_array_equal(second.frames[0], reader.read_model(84))


def test_a_picture_shown_twice_is_learnt_once(tmp_path: Path) -> None:
    """As a run looks at it; a label of the second showing holds where the first has none."""
    path = tmp_path / "moving.mp4"
    write_video(path, 20, size=(1280, 720), picture=block_that_stays(6, 12), options={"crf": "8"})
    labels = _labels([5, 6, 8, 12], [1, 2, 0, 3])
    *_, last = prepare_clips(open_video(path), labels, tmp_path, "moving")
    assert last.clip is not None
    assert last.done == last.total == 19
    assert last.clip.visibility.tolist() == [-1] * 5 + [1, -1, 0, -1, -1, 3] + [-1] * 6
    assert last.clip.numbers is not None
    assert last.clip.numbers.tolist() == [*range(6), *range(7, 12), *range(13, 19)]
    expected = to_model(np.stack((labels.x, labels.y), axis=-1)[[0, 3]], (1280, 720))
    found = np.stack((last.clip.x, last.clip.y), axis=-1)[[5, 10]]
    np.testing.assert_allclose(found, expected, atol=1e-4)
    bright = last.clip.frames[:, 48, :, 0] > 130
    steps = np.diff(bright.argmax(axis=1))
    assert (steps > 8).all(), "the ball goes on from every picture to the next"


@pytest.mark.skipif(os.name != "posix", reason="a file in use has no name to lose")
def test_decoded_frames_have_no_file_to_be_left_behind(project_root: Path, tmp_path: Path) -> None:
    """A process that is killed while it decodes cleans nothing up."""
    video = open_video(project_root / "resources" / "demo" / "rally.mp4")
    events = prepare_clips(video, _labels([10, 70], [1, 1]), tmp_path, "demo")
    next(events)
    assert not list(tmp_path.iterdir())
    list(events)


def test_labels_of_another_video_are_refused(project_root: Path, tmp_path: Path) -> None:
    video = open_video(project_root / "resources" / "demo" / "rally.mp4")
    with pytest.raises(ValueError, match="outside the 180 frames"):
        list(prepare_clips(video, _labels([10, 180], [1, 1]), tmp_path, "demo"))


def test_a_full_disk_is_told_before_anything_is_decoded(
    project_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = open_video(project_root / "resources" / "demo" / "rally.mp4")
    monkeypatch.setattr("shutil.disk_usage", lambda folder: SimpleNamespace(free=2**20))
    with pytest.raises(ScratchFull, match=r"need 0\.28 GB .* where 0\.00 GB"):
        list(prepare_clips(video, _labels([10, 90], [1, 1]), tmp_path, "demo"))
    assert not list(tmp_path.iterdir())
