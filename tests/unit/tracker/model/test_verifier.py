"""The verifier's network and its files."""

from pathlib import Path

import numpy as np
import pytest
import torch

from tracker.model.patches import CELLS, PATCH, cut
from tracker.model.verifier import (
    Verifier,
    load_verifier,
    save_verifier,
    shipped_verifier,
    verifier_of_hash,
)
from tracker.model.weights import build_model, save_weights, user_weights_folder
from tracker.model.weights_file import WeightsError, read_header, weights_hash


def test_its_maps_have_a_cell_for_every_four_pixels() -> None:
    maps = Verifier(8).eval()(torch.zeros(2, 3, PATCH, PATCH, dtype=torch.uint8))
    assert maps.cells.shape == (2, CELLS, CELLS)
    assert maps.offsets.shape == (2, 2, CELLS, CELLS)
    assert maps.none.shape == (2,)


def test_a_file_gives_back_what_was_saved(tmp_path: Path) -> None:
    torch.manual_seed(3)
    verifier, path = Verifier(8).eval(), tmp_path / "verifier.safetensors"
    save_verifier(verifier, path, {"steps": 7})
    assert read_header(path)["card"] == {"steps": 7}
    loaded = load_verifier(path)
    assert not loaded.training
    patches = torch.randint(0, 256, (2, 3, PATCH, PATCH), dtype=torch.uint8)
    for mine, theirs in zip(verifier(patches), loaded(patches), strict=True):
        torch.testing.assert_close(mine, theirs, atol=0.01, rtol=0.01)  # stored as float16


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "v5-small.safetensors"
    save_weights(build_model("v5-small"), path, {})
    with pytest.raises(WeightsError, match="holds no verifier"):
        load_verifier(path)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="There is no verifier at v5-small"):
        load_verifier(Path("v5-small"))


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "verifier.safetensors"
    save_verifier(Verifier(8), path, {})
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(WeightsError, match=r"verifier\.safetensors"):
        load_verifier(path)


def test_one_ships_with_its_card() -> None:
    assert not load_verifier(shipped_verifier()).training
    assert read_header(shipped_verifier())["card"]["metrics"]["told rightly"] > 0.8


def test_one_is_found_by_what_is_in_it(user_home: Path) -> None:
    folder = user_weights_folder()
    folder.mkdir(parents=True)
    (folder / "broken.safetensors").write_bytes(b"half a file")
    save_weights(build_model("v5-small"), folder / "network.safetensors", {})
    save_verifier(Verifier(8), folder / "verifier.safetensors", {})
    mine, network = (
        weights_hash(folder / f"{name}.safetensors") for name in ("verifier", "network")
    )
    assert verifier_of_hash(weights_hash(shipped_verifier())[:16]) == shipped_verifier()
    assert verifier_of_hash(mine[:16]) == folder / "verifier.safetensors"
    assert verifier_of_hash(network[:16]) is None


def test_a_square_goes_on_beyond_the_edge() -> None:
    grey = np.arange(30 * 40, dtype=np.uint16).reshape(30, 40).astype(np.uint8)
    inside = cut(grey, 20, 12, 8)
    assert (inside == grey[8:16, 16:24]).all()
    assert inside[4, 4] == grey[12, 20]
    corner = cut(grey, 0, 0, 8)
    assert corner.shape == (8, 8)
    assert (corner[:5, :5] == grey[0, 0]).all()
    assert corner[5, 6] == grey[1, 2]
