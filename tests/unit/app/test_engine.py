"""Which weights come with the verifier that ships."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from app.jobs.engine import NO_VERIFIER, TorchEngine
from tests.small_model import small_model
from tracker.model.verifier import shipped_verifier
from tracker.model.weights import load_model, save_weights, user_weights_folder
from tracker.model.weights_file import weights_hash


@pytest.mark.parametrize("weights", ["v5-small", "v5-small+v5"])
def test_networks_of_ours_are_verified(weights: str) -> None:
    model = TorchEngine().load(weights, "cpu")
    assert model.verifier is not None
    assert model.verifier_sha256 == weights_hash(shipped_verifier())
    assert TorchEngine().load(weights, "cpu", verifier=NO_VERIFIER).verifier is None


@pytest.mark.parametrize("weights", ["{club}", "{club}+v5"])
def test_fine_tuned_weights_keep_the_verifier_of_their_architecture(
    tmp_path: Path, weights: str
) -> None:
    club = tmp_path / "club.safetensors"
    tuned = load_model("v5-small")
    tuned.config = replace(tuned.config, name="club", threshold=0.4)
    save_weights(tuned, club, {})
    model = TorchEngine().load(weights.format(club=club), "cpu")
    assert model.verifier_sha256 == weights_hash(shipped_verifier())


def test_another_architecture_is_only_where_that_is_asked_for(tmp_path: Path) -> None:
    weights = str(small_model(tmp_path / "small.safetensors"))
    assert TorchEngine().load(weights, "cpu").verifier is None
    asked = TorchEngine().load(weights, "cpu", verifier=str(shipped_verifier()))
    assert asked.verifier is not None


def test_what_ships_is_listed_first_and_of_ones_own_the_newest(user_home: Path) -> None:
    folder = user_weights_folder()
    folder.mkdir(parents=True, exist_ok=True)
    for name, written in (("a-first", 100.0), ("c-last", 300.0), ("b-between", 200.0)):
        path = small_model(folder / f"{name}.safetensors")
        os.utime(path, (written, written))
    titles = [each.title for each in TorchEngine().weights()]
    assert titles == ["v5-small", "v5", "v5-small+v5", "c-last", "b-between", "a-first"]
