"""A pack brings back the clips that went in, but for what H.264 costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tracker.training.clips import LabelledClip
from tracker.training.pack import PackError, is_pack, read_pack, videos_of_pack, write_pack


def test_round_trip(make_clip: Callable[..., LabelledClip], tmp_path: Path) -> None:
    one = make_clip("one", count=7, sport="tennis", venue="paris", fps=50.0)
    clips = [replace(one, identity="a1"), make_clip("two")]
    pairs = list(zip(clips, ("train", "validation"), strict=True))
    assert not is_pack(tmp_path)
    assert len(list(write_pack(pairs, tmp_path))) == 2
    assert is_pack(tmp_path)
    assert videos_of_pack(tmp_path) == {"a1": "one"}
    for (clip, split), (before, split_before) in zip(read_pack(tmp_path), pairs, strict=True):
        assert split == split_before
        assert (clip.name, clip.sport, clip.venue, clip.fps) == (
            before.name,
            before.sport,
            before.venue,
            before.fps,
        )
        assert clip.identity == before.identity
        np.testing.assert_array_equal(clip.x, before.x)
        np.testing.assert_array_equal(clip.visibility, before.visibility)
        assert np.abs(clip.frames.astype(int) - before.frames).mean() < 12


def test_incomplete_packs_are_refused(
    make_clip: Callable[..., LabelledClip], tmp_path: Path
) -> None:
    with pytest.raises(PackError, match="not a complete packed data set"):
        list(read_pack(tmp_path))
    (video,) = write_pack([(make_clip(count=5), "train")], tmp_path)
    (other,) = write_pack([(make_clip(count=3), "train")], tmp_path / "other")
    video.write_bytes(other.read_bytes())
    with pytest.raises(PackError, match="3 frames but labels for 5"):
        list(read_pack(tmp_path))


def test_a_pack_that_lost_its_labels_is_one_that_is_incomplete(
    make_clip: Callable[..., LabelledClip], tmp_path: Path
) -> None:
    list(write_pack([(make_clip(count=5), "train")], tmp_path))
    (tmp_path / "labels.npz").unlink()
    assert is_pack(tmp_path)
    with pytest.raises(PackError, match="not a complete packed data set"):
        list(read_pack(tmp_path))


def test_damaged_labels_are_told(make_clip: Callable[..., LabelledClip], tmp_path: Path) -> None:
    list(write_pack([(make_clip(count=5), "train")], tmp_path))
    labels = tmp_path / "labels.npz"
    labels.write_bytes(labels.read_bytes()[:40])
    with pytest.raises(PackError, match="not a complete packed data set"):
        list(read_pack(tmp_path))


def test_the_old_pack_stays_until_the_new_one_is_whole(
    make_clip: Callable[..., LabelledClip], tmp_path: Path
) -> None:
    def pack(names: str) -> Iterator[Path]:
        return write_pack([(make_clip(name, count=5), "train") for name in names], tmp_path)

    list(pack("abc"))
    packing = pack("de")
    next(packing)
    assert [clip.name for clip, _ in read_pack(tmp_path)] == ["a", "b", "c"]
    packing.close()  # type: ignore[attr-defined]
    assert len(list(tmp_path.iterdir())) == 3 + 2
    list(pack("de"))
    assert [clip.name for clip, _ in read_pack(tmp_path)] == ["d", "e"]
    assert len(list(tmp_path.iterdir())) == 2 + 2


def test_what_is_wrong_with_the_clips_leaves_everything_as_it_was(tmp_path: Path) -> None:
    def clips() -> Iterator[tuple[LabelledClip, str]]:
        raise PackError("no clips")
        yield

    with pytest.raises(PackError, match="no clips"):
        list(write_pack(clips(), tmp_path / "pack"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("packed", "name"),
    [(False, "0007.mp4"), (False, "labels.npz"), (False, "pack.json"), (True, "0007.mp4")],
)
def test_files_of_somebody_else_are_not_replaced(
    packed: bool, name: str, make_clip: Callable[..., LabelledClip], tmp_path: Path
) -> None:
    clips = [(make_clip(count=5), "train")]
    if packed:
        list(write_pack(clips, tmp_path))
    (tmp_path / name).write_bytes(b"[1]")
    with pytest.raises(PackError, match="belongs to no pack"):
        list(write_pack(clips, tmp_path))
    assert (tmp_path / name).read_bytes() == b"[1]"
