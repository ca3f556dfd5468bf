from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from annotation.errors import VideoIdentityError
from annotation.video_identity import VideoIdentity, identify_file


def _identify(path: Path) -> VideoIdentity:
    return identify_file(path, 100, 1280, 720, 3.3, 30.0)


def test_the_same_bytes_are_the_same_video_under_any_name(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"rally" * 1000)
    (tmp_path / "b.mp4").write_bytes(b"rally" * 1000)
    assert _identify(tmp_path / "a.mp4").matches(_identify(tmp_path / "b.mp4"))


@pytest.mark.parametrize("size", [5000, 20 << 20])
@pytest.mark.parametrize("at", [0, -1])
def test_another_first_or_last_byte_is_another_video(tmp_path: Path, size: int, at: int) -> None:
    path = tmp_path / "a.mp4"
    content = bytearray(size)
    path.write_bytes(content)
    before = _identify(path)
    content[at] = 1
    path.write_bytes(content)
    assert not before.matches(_identify(path))


def test_a_longer_file_with_the_same_samples_is_another_video(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(bytes(20 << 20))
    before = _identify(path)
    path.write_bytes(bytes(21 << 20))
    assert before.sha256_of_samples != _identify(path).sha256_of_samples


def test_frames_and_picture_must_agree(identity: VideoIdentity) -> None:
    for change in ({"frame_count": 41}, {"width": 1920}, {"height": 1080}):
        other = dataclasses.replace(identity, **change)  # type: ignore[arg-type]
        assert not identity.matches(other)
    assert identity.matches(dataclasses.replace(identity, duration=9.0, fps=1.0))


def test_the_difference_is_told(identity: VideoIdentity) -> None:
    longer = dataclasses.replace(identity, frame_count=50)
    told = identity.describe_difference(longer)
    assert "40 frames of 1280×720" in told
    assert "50 frames of 1280×720" in told
    other = dataclasses.replace(identity, sha256_of_samples="cd" * 32)
    assert "content of the files differs" in identity.describe_difference(other)


def test_it_survives_json(identity: VideoIdentity) -> None:
    assert VideoIdentity.from_dict(json.loads(json.dumps(identity.to_dict()))) == identity


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(VideoIdentityError, match=r"gone\.mp4 cannot be read"):
        _identify(tmp_path / "gone.mp4")
