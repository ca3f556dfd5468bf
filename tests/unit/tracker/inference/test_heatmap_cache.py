import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from tracker.heatmap import heatmaps_to_peaks
from tracker.inference.heatmap_cache import (
    HEAT_FLOOR,
    CacheError,
    HeatmapReader,
    HeatmapWriter,
    cache_path,
    decode_heatmap,
    encode_heatmaps,
    rename_video,
)

LARGEST = 1600


def blobs(*places: tuple[float, float, float]) -> Tensor:
    rows, columns = torch.arange(288.0)[:, None], torch.arange(512.0)
    heat = [h * torch.exp(-((columns - x) ** 2 + (rows - y) ** 2) / 5.0) for x, y, h in places]
    return torch.stack([torch.zeros(288, 512), *heat]).amax(0)


MAPS = torch.stack(
    [
        blobs((100.3, 50.7, 0.9)),
        blobs(),
        blobs((0, 0, 0.4), (511, 287, 0.8), (256, 144, 0.06)),
        blobs((7.5, 8.0, 1.0), (15.9, 16.2, 0.7)),
    ]
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return cache_path(tmp_path / "match.rally")


def known(path: Path, frame: int, weights: str = "w") -> np.ndarray | None:
    reader = HeatmapReader(path)
    try:
        return reader.heatmap(frame, weights)
    finally:
        reader.close()


def test_what_is_kept_is_what_was_seen() -> None:
    encoded = encode_heatmaps(MAPS)
    assert encoded[1] == b""
    for heatmap, kept in zip(MAPS.numpy(), encoded, strict=True):
        decoded = decode_heatmap(kept)
        assert decoded.dtype == np.float32
        difference = np.abs(decoded - heatmap)
        assert difference.max() < HEAT_FLOOR
        assert difference[decoded > 0].max(initial=0) <= 0.5 / 255 + 1e-6
        assert len(kept) < 400


def test_peaks_can_be_found_again() -> None:
    decoded = torch.stack([torch.from_numpy(decode_heatmap(e)) for e in encode_heatmaps(MAPS)])
    again, before = heatmaps_to_peaks(decoded).numpy(), heatmaps_to_peaks(MAPS).numpy()
    assert np.array_equal(np.isnan(again), np.isnan(before))
    assert np.nanmax(np.abs(again[..., :2] - before[..., :2])) < 0.05
    assert np.nanmax(np.abs(again[..., 2] - before[..., 2])) < 0.5 / 255 + 1e-6


def test_the_noise_of_an_untrained_model_stays_small() -> None:
    noise = torch.rand(2, 288, 512, generator=torch.Generator().manual_seed(1))
    for encoded in encode_heatmaps(noise):
        assert len(encoded) <= LARGEST
        assert (decode_heatmap(encoded) > 0).sum() > 1500


def test_damage_is_noticed() -> None:
    (encoded,) = encode_heatmaps(MAPS[:1])
    for damaged in (encoded[:-3], b"\x00" + encoded[1:]):
        with pytest.raises(ValueError, match="damaged"):
            decode_heatmap(damaged)


def test_frames_are_kept_by_the_weights_that_saw_them(path: Path) -> None:
    encoded = encode_heatmaps(MAPS)
    with HeatmapWriter(path, "video", "w") as writer:
        writer.write(10, encoded[:2])
    with HeatmapWriter(path, "video", "other") as writer:
        writer.write(11, encoded[2:])
    found = known(path, 10)
    assert found is not None
    assert np.array_equal(found, decode_heatmap(encoded[0]))
    assert known(path, 11) is None, "newer answers of other weights stand there"
    assert known(path, 13) is None
    newer = known(path, 12, "other")
    assert newer is not None
    assert np.array_equal(newer, decode_heatmap(encoded[3]))
    assert sorted(file.name for file in path.parent.iterdir()) == [path.name]


def test_a_frame_without_heat_is_known_to_have_none(path: Path) -> None:
    with HeatmapWriter(path, "video", "w") as writer:
        writer.write(0, [b""])
    found = known(path, 0)
    assert found is not None
    assert not found.any()


def test_the_cache_of_another_video_is_thrown_away(path: Path) -> None:
    with HeatmapWriter(path, "video", "w") as writer:
        writer.write(0, encode_heatmaps(MAPS))
    HeatmapWriter(path, "another", "w").close()
    assert known(path, 0) is None


def test_the_cache_of_a_recording_goes_on_with_it(path: Path) -> None:
    with HeatmapWriter(path, "video", "w") as writer:
        writer.write(0, encode_heatmaps(MAPS))
    rename_video(path, "another", "longer", 0)
    rename_video(path, "video", "longer", 2)
    HeatmapWriter(path, "longer", "w").close()
    assert [known(path, frame) is not None for frame in range(3)] == [True, True, False]


def test_where_there_is_no_cache_none_is_renamed(path: Path) -> None:
    rename_video(path, "video", "longer", 2)
    assert not path.exists()


@pytest.mark.parametrize("content", [b"", b"no cache", os.urandom(9000)])
def test_a_damaged_cache_is_thrown_away(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert known(path, 0) is None
    with HeatmapWriter(path, "video", "w") as writer:
        writer.write(0, encode_heatmaps(MAPS))
    assert known(path, 0) is not None


def test_a_cache_with_a_damaged_name_is_thrown_away(path: Path) -> None:
    HeatmapWriter(path, "video", "w").close()
    content = path.read_bytes()
    told = b"CREATE TABLE heat"
    assert content.count(told) == 1
    path.write_bytes(content.replace(told, told[:-4] + b"\xf7\xb0\xe9("))
    assert known(path, 0) is None
    with HeatmapWriter(path, "video", "w") as writer:
        writer.write(0, encode_heatmaps(MAPS))
    assert known(path, 0) is not None


def test_it_may_be_deleted_while_it_is_read_and_written(path: Path) -> None:
    encoded = encode_heatmaps(MAPS)
    reader = HeatmapReader(path)
    assert reader.heatmap(0, "w") is None
    with HeatmapWriter(path, "video", "w") as writer:
        writer.write(0, encoded)
        assert reader.heatmap(0, "w") is not None
    reader.close()
    path.unlink()
    assert reader.heatmap(0, "w") is None
    with HeatmapWriter(path, "video", "w") as writer:
        writer.write(2, encoded[:1])
    assert reader.heatmap(0, "w") is None
    assert reader.heatmap(2, "w") is not None
    reader.close()


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be deleted there")
def test_what_comes_after_a_deletion_under_way_is_kept(path: Path) -> None:
    encoded = encode_heatmaps(MAPS)
    with HeatmapWriter(path, "video", "w") as writer:
        writer.write(0, encoded[:1])
        path.unlink()
        writer.write(2, encoded[2:3])
    assert known(path, 0) is None
    assert known(path, 2) is not None
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CacheError, match="labels are not affected"):
        HeatmapWriter(tmp_path / "none" / "match.rally-heatmaps", "video", "w")
    path = cache_path(tmp_path / f"{'M' * 240}.rally")
    with pytest.raises(CacheError) as refused:
        HeatmapWriter(path, "video", "w")
    assert str(refused.value).startswith(
        f"The heatmaps cannot be kept in {path} (File name too long)"
    )


def test_a_process_that_is_killed_loses_nothing_it_wrote(path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path\n"
        "from tracker.inference.heatmap_cache import HeatmapWriter\n"
        "writer = HeatmapWriter(Path(sys.argv[1]), 'video', 'w')\n"
        "writer.write(0, [b'', b''])\n"
        "writer._db.execute('BEGIN'); writer._db.execute('DELETE FROM heat')\n"
        f"os.kill(os.getpid(), {int(signal.SIGKILL)})\n"
    )
    killed = subprocess.run([sys.executable, "-c", program, str(path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    with HeatmapWriter(path, "video", "w") as writer:
        writer.write(2, [b""])
    assert [known(path, frame) is not None for frame in range(4)] == [True, True, True, False]
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT count(*) FROM heat").fetchone() == (3,)
    db.close()
