"""A second network is heard where the first is unsure, and only there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from tests.unit.tracker.inference.models import tiny_network
from tracker.model import second_opinion
from tracker.model.networks import (
    SHIPPED_PAIR,
    load_network,
    network_files,
    network_hash,
    network_name,
    network_of_hash,
)
from tracker.model.second_opinion import SURE, SecondOpinion, unsure
from tracker.model.weights import save_weights
from tracker.model.weights_file import WeightsError, weights_hash


class Says(nn.Module):
    """Answers each window with what is written in its first pixel, plus `more`; counts windows."""

    def __init__(self, more: float = 0.0) -> None:
        super().__init__()
        self.more = more
        self.windows = 0

    def forward(self, frames: Tensor) -> Tensor:
        self.windows += len(frames)
        heatmaps = torch.zeros(len(frames), 3, 288, 512)
        heatmaps[..., 100, 200] = frames[:, ::3, 0, 0] + self.more
        return heatmaps


def pair(first: nn.Module, second: nn.Module) -> SecondOpinion:
    network = SecondOpinion(tiny_network(), tiny_network())
    network.first, network.second = first, second  # type: ignore[assignment]
    return network.eval()


def windows(*said: float) -> Tensor:
    frames = torch.zeros(len(said), 9, 288, 512)
    frames[:, :, 0, 0] = torch.tensor(said)[:, None]
    return frames


def test_only_the_unsure_windows_are_asked_about() -> None:
    first, second = Says(), Says(more=-0.1)
    heatmaps = pair(first, second)(windows(0.9, 0.3, SURE))
    assert second.windows == 1
    assert heatmaps[:, 0, 100, 200].tolist() == pytest.approx([0.9, 0.25, SURE])


def test_one_weak_frame_of_three_is_enough() -> None:
    heatmaps = torch.zeros(2, 3, 288, 512)
    heatmaps[:, :, 5, 5] = 0.9
    heatmaps[1, 2] = 0.1
    assert unsure(heatmaps).tolist() == [False, True]


def test_the_evidence_is_what_the_answer_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second_opinion, "SURE", 1.1)
    network = SecondOpinion(tiny_network(), tiny_network()).eval()
    network.second.load_state_dict({k: v * 0.5 for k, v in network.second.state_dict().items()})
    frames = torch.rand(1, 9, 288, 512)
    with torch.inference_mode():
        stages = network.explain(frames)
        assert torch.equal(stages.heatmaps, network(frames))
        assert not torch.equal(stages.heatmaps, network.first(frames))
        assert torch.equal(stages.draft, network.second.explain(frames).draft)


def test_a_pair_is_named_loaded_and_found_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "a+b"
    monkeypatch.setenv("RALLYMARK_HOME", str(home))
    paths = [home / "weights" / f"{name}.safetensors" for name in ("quick", "careful")]
    for path, layers in zip(paths, (False, True), strict=True):
        save_weights(tiny_network(layers), path, {})
    name = f"{paths[0]}+{paths[1]}"
    files = network_files(name)
    assert network_name(files) == "quick+careful"
    network = load_network(files)
    assert isinstance(network, SecondOpinion)
    assert network.first.config.activation_first is False
    known = network_hash(files)
    assert known != network_hash(files[::-1]) != weights_hash(paths[0])
    assert network_of_hash(known) == name
    assert network_of_hash(weights_hash(paths[1])) == str(paths[1])
    assert network_of_hash("0" * 64) is None


def test_a_plus_in_a_file_name_is_no_pair(tmp_path: Path) -> None:
    path = tmp_path / "a+b.safetensors"
    save_weights(tiny_network(), path, {})
    assert network_files(path) == (path,)


def test_half_a_pair_is_refused_by_name() -> None:
    with pytest.raises(WeightsError, match="nobody"):
        network_files("v5-small+nobody")
    for name in ("v5-small+", "+v5-small", "+"):
        with pytest.raises(WeightsError, match=rf"^“{re.escape(name)}” names weights on one side"):
            network_files(name)


def test_the_pair_that_ships_is_there() -> None:
    assert [path.stem for path in network_files(SHIPPED_PAIR)] == SHIPPED_PAIR.split("+")
