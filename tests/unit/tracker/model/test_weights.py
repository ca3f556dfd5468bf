"""Checkpoints are found, checked and never run as code."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from tracker.model import (
    PRESETS,
    WeightsError,
    WeightsInfo,
    available_weights,
    build_model,
    default_weights,
    load_model,
    read_info,
    resolve_weights,
    save_weights,
    user_weights_folder,
)
from tracker.model.tracknet import TrackNet

TINY = replace(
    PRESETS["v5-small"], name="tiny", widths=(4, 4, 4, 4), depths=(1, 1, 1, 1), refinement=None
)


@pytest.fixture
def tiny() -> TrackNet:
    torch.manual_seed(0)
    return build_model(TINY).eval()


def test_round_trip_keeps_configuration_card_and_outputs(tiny: TrackNet, tmp_path: Path) -> None:
    info = save_weights(tiny, tmp_path / "tiny.safetensors", {"metrics": {"f1": 0.5}}, half=False)
    assert info.config == TINY
    assert info.metrics == {"f1": 0.5}
    frames = torch.rand(1, 9, 288, 512)
    with torch.no_grad():
        torch.testing.assert_close(load_model(info.path)(frames), tiny(frames))


def test_a_name_as_long_as_names_can_be_is_written(tiny: TrackNet, tmp_path: Path) -> None:
    path = tmp_path / f"{'x' * 243}.safetensors"
    assert save_weights(tiny, path, {}).path == path
    assert list(tmp_path.iterdir()) == [path]


def test_half_precision_is_smaller_and_close(tiny: TrackNet, tmp_path: Path) -> None:
    whole = save_weights(tiny, tmp_path / "whole.safetensors", {}, half=False)
    half = save_weights(tiny, tmp_path / "half.safetensors", {})
    assert half.path.stat().st_size < whole.path.stat().st_size
    frames = torch.rand(1, 9, 288, 512)
    with torch.no_grad():
        torch.testing.assert_close(load_model(half.path)(frames), tiny(frames), atol=1e-2, rtol=0)


@pytest.mark.parametrize("prefix", ["", "module."])
def test_authors_state_dict_loads(recorded_model: TrackNet, tmp_path: Path, prefix: str) -> None:
    path = tmp_path / "authors.pth"
    state = {prefix + name: value for name, value in recorded_model.state_dict().items()}
    torch.save({"state_dict": state} if prefix else state, path)
    loaded = load_model(path)
    assert not loaded.training
    for name, value in loaded.state_dict().items():
        torch.testing.assert_close(value, recorded_model.state_dict()[name])


class _Hostile:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (open, ("hostile-was-here", "w"))


@pytest.mark.parametrize("wrap", [pickle.dumps, None])
def test_hostile_pickle_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrap: object
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "hostile.pth"
    if wrap is None:
        torch.save({"x": _Hostile()}, path)
    else:
        path.write_bytes(pickle.dumps(_Hostile()))
    with pytest.raises(WeightsError, match=r"hostile\.pth"):
        load_model(path)
    assert not (tmp_path / "hostile-was-here").exists()


def test_wrong_network_is_named(tmp_path: Path) -> None:
    path = tmp_path / "other.pth"
    torch.save({"layer.weight": torch.zeros(3)}, path)
    with pytest.raises(WeightsError, match="not a v5 checkpoint"):
        load_model(path)


def test_wrong_shapes_are_named(tiny: TrackNet, tmp_path: Path) -> None:
    path = save_weights(tiny, tmp_path / "tiny.safetensors", {}).path
    tensors = {name: value.contiguous() for name, value in tiny.state_dict().items()}
    tensors["head.draft_head.weight"] = torch.zeros(1)
    content = {"format": 1, "config": TINY.to_dict(), "card": {}}
    save_file(tensors, path, metadata={"rallymark": json.dumps(content)})
    with pytest.raises(WeightsError, match=r"draft_head\.weight has shape"):
        load_model(path)


def test_weights_that_are_no_numbers_are_refused(tiny: TrackNet, tmp_path: Path) -> None:
    with torch.no_grad():
        tiny.head.draft_head.weight.fill_(float("nan"))
    path = save_weights(tiny, tmp_path / "nan.safetensors", {}).path
    with pytest.raises(WeightsError, match="no numbers"):
        load_model(path)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.9])
def test_damaged_file(tiny: TrackNet, tmp_path: Path, share: float) -> None:
    path = save_weights(tiny, tmp_path / "damaged.safetensors", {}).path
    content = path.read_bytes()
    for damaged in (content[: int(len(content) * share)], b"not safetensors at all"):
        path.write_bytes(damaged)
        with pytest.raises(WeightsError, match=r"^damaged\.safetensors holds no weights"):
            load_model(path)


def test_a_file_that_is_not_to_be_read_says_so(tmp_path: Path) -> None:
    path = tmp_path / "folder.safetensors"
    path.mkdir()
    with pytest.raises(WeightsError, match=r"^folder\.safetensors cannot be read"):
        read_info(path)


def test_foreign_safetensors_and_newer_format(tmp_path: Path) -> None:
    foreign, newer = tmp_path / "foreign.safetensors", tmp_path / "newer.safetensors"
    save_file({"x": torch.zeros(1)}, foreign)
    with pytest.raises(WeightsError, match="does not say"):
        read_info(foreign)
    save_file({"x": torch.zeros(1)}, newer, metadata={"rallymark": json.dumps({"format": 99})})
    with pytest.raises(WeightsError, match="newer Rallymark"):
        read_info(newer)


def test_unwritable_folder_leaves_nothing(tiny: TrackNet, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(WeightsError, match="Cannot write"):
        save_weights(tiny, tmp_path / "file" / "w.safetensors", {})


def test_users_weights_are_listed_by_name(tiny: TrackNet, user_home: Path) -> None:
    path = user_weights_folder() / "club.safetensors"
    save_weights(tiny, path, {})
    (user_weights_folder() / "broken.safetensors").write_bytes(b"half copied")
    assert path in [info.path for info in available_weights()]
    assert resolve_weights("club") == path
    assert resolve_weights(path) == path


def test_a_name_is_first_that_of_a_file(tiny: TrackNet, user_home: Path) -> None:
    """One that was renamed keeps the former name inside."""
    folder = user_weights_folder()
    tiny.config = replace(tiny.config, name="club")
    save_weights(tiny, folder / "club.safetensors", {}).path.rename(folder / "a.safetensors")
    assert resolve_weights("club") == folder / "a.safetensors"
    path = save_weights(tiny, folder / "club.safetensors", {}).path
    assert resolve_weights("club") == path


def test_unknown_names_say_what_there_is(user_home: Path) -> None:
    with pytest.raises(WeightsError, match="no weights called “nobody”"):
        resolve_weights("nobody")
    with pytest.raises(WeightsError, match="no weights file at"):
        resolve_weights("folder/nobody.safetensors")
    with pytest.raises(WeightsError, match="training starts from one"):
        resolve_weights("v5-small+v5")


def test_every_gpu_has_the_default_of_its_kind() -> None:
    assert default_weights("cuda:1") == default_weights("cuda")


def test_a_gpu_gets_whichever_weights_are_better(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards = {"v5": 0.9, "v5-small": 0.8, "club": 0.99}

    def available() -> list[WeightsInfo]:
        return [
            WeightsInfo(
                name,
                (tmp_path / "own" if name == "club" else tmp_path) / name,
                PRESETS.get(name, TINY),
                {"metrics": {"validation": {"f1": f1}}},
            )
            for name, f1 in cards.items()
        ]

    monkeypatch.setattr("tracker.model.weights.available_weights", available)
    monkeypatch.setattr("tracker.model.weights._shipped_folder", lambda: tmp_path)
    assert (default_weights("cuda"), default_weights("cpu")) == ("v5", "v5-small")
    cards["v5"] = 0.7
    assert default_weights("cuda") == "v5-small"
    cards.pop("v5")
    cards.pop("v5-small")
    assert default_weights("cuda") == "club"
    cards.clear()
    with pytest.raises(WeightsError, match="No weights are installed"):
        default_weights("cuda")


def test_own_weights_are_no_default_whatever_their_name_and_score(user_home: Path) -> None:
    own = user_weights_folder() / "mine.safetensors"
    save_weights(build_model("v5-small"), own, {"metrics": {"f1": 0.999}})
    assert own in [info.path for info in available_weights()]
    assert (default_weights("cuda"), default_weights("cpu")) == ("v5", "v5-small")


def test_shipped_default_loads_and_carries_its_scores() -> None:
    info = read_info(resolve_weights(default_weights("cpu")))
    model = load_model(info.path)
    assert model.config == info.config
    assert info.card["data"]
    assert info.metrics
