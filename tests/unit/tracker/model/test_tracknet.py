"""The networks compute what the authors' own model computes."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from tracker.model import PRESETS, build_model
from tracker.model.tracknet import Stages, TrackNet

GOLDEN = Path(__file__).resolve().parents[3] / "data" / "tracknetv5_golden.json"


@pytest.fixture(scope="module")
def stages(recorded_model: TrackNet, recorded_input: Tensor) -> Stages:
    with torch.no_grad():
        return recorded_model.explain(recorded_input)


def _parts(stages: Stages) -> dict[str, np.ndarray]:
    assert stages.motion is not None
    return {
        "mdd": stages.motion[0].numpy(),
        "draft_logits": stages.draft[0].numpy(),
        "heatmaps": stages.heatmaps[0].numpy(),
    }


def test_agrees_with_golden_values(stages: Stages) -> None:
    golden = json.loads(GOLDEN.read_text())
    for part, values in _parts(stages).items():
        where = np.array(golden["points"])
        got = values[:, where[:, 0], where[:, 1]]
        np.testing.assert_allclose(got, golden[part], atol=1e-4, rtol=0)


def test_agrees_with_the_authors_reference(stages: Stages, shared_folder: Path) -> None:
    reference = np.load(shared_folder / "reference" / "tracknetv5_reference.npz")
    for part, values in _parts(stages).items():
        assert np.abs(values[:, 1::4, 1::4] - reference[part]).max() < 1e-4, part


def test_state_dict_is_the_authors(shared_folder: Path) -> None:
    listed = json.loads((shared_folder / "reference" / "tracknetv5_state_dict.json").read_text())
    ours = [
        [name, list(tensor.shape), str(tensor.dtype).removeprefix("torch.")]
        for name, tensor in build_model("v5").state_dict().items()
    ]
    assert sorted(ours) == sorted(listed)


def test_parameter_count_is_the_papers() -> None:
    count = sum(p.numel() for p in build_model("v5").parameters())
    assert round(count / 1e6, 2) == 14.77


@pytest.mark.parametrize("name", ["v2", "v4", "v5-small"])
def test_variants_give_three_probability_maps(name: str, recorded_input: Tensor) -> None:
    torch.manual_seed(0)
    model = build_model(name).eval()
    with torch.no_grad():
        heatmaps = model(recorded_input)
    assert heatmaps.shape == (1, 3, 288, 512)
    assert heatmaps.dtype == torch.float32
    assert 0 <= float(heatmaps.min()) <= float(heatmaps.max()) <= 1


def test_mdd_separates_arrival_from_departure() -> None:
    model = build_model("v5-small")
    frames = torch.full((1, 9, 288, 512), 0.2)
    frames[:, 0:3, 100, 100] = 0.9  # a bright ball at (100, 100), then at (140, 100)
    frames[:, 3:6, 100, 140] = 0.9
    frames[:, 6:9, 100, 140] = 0.9
    arrival, departure, later_arrival, later_departure = model.mdd(frames)[0].detach()
    assert float(arrival[100, 140]) > 0.99 > 0.01 > float(arrival[100, 100])
    assert float(departure[100, 100]) > 0.99 > 0.01 > float(departure[100, 140])
    assert float(later_arrival.max()) < 0.01
    assert float(later_departure.max()) < 0.01


def test_motion_fusion_multiplies_by_brightening(recorded_input: Tensor) -> None:
    narrow = replace(PRESETS["v5"], widths=(8, 8, 8, 8), depths=(1, 1, 1, 1), refinement=None)
    model = build_model(narrow).eval()
    with torch.no_grad():
        stages = model.explain(recorded_input)
        refined = model.logits(recorded_input)
    assert stages.motion is not None
    torch.testing.assert_close(refined[:, 0], stages.draft[:, 0])
    torch.testing.assert_close(refined[:, 1], stages.draft[:, 1] * stages.motion[:, 0])
    torch.testing.assert_close(refined[:, 2], stages.draft[:, 2] * stages.motion[:, 2])


def test_wrong_shape_is_named() -> None:
    with pytest.raises(ValueError, match=r"\(1, 9, 100, 100\)"):
        build_model("v5-small")(torch.zeros(1, 9, 100, 100))


def test_a_crop_sees_its_own_positions(recorded_input: Tensor) -> None:
    """The position embedding of a crop is the part of the full frame's that it covers."""
    model = build_model("v5-small")
    torch.nn.init.normal_(model.head.spatial_pos_embed)
    full = model.head.positions(18, 32, None).reshape(18, 32, -1)
    crop = model.head.positions(7, 12, torch.tensor([[3, 5]])).reshape(7, 12, -1)
    torch.testing.assert_close(crop, full[3:10, 5:17])
    with pytest.raises(ValueError, match="origin"):
        model.logits(recorded_input[:, :, :112, :192])


def test_small_is_at_most_a_tenth_of_v5() -> None:
    from torch.utils.flop_counter import FlopCounterMode

    flops = {}
    for name in ("v5", "v5-small"):
        with torch.device("meta"):
            model = build_model(name).eval()
            frames = torch.zeros(1, 9, 288, 512)
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            model(frames)
        flops[name] = counter.get_total_flops()
    assert flops["v5-small"] <= flops["v5"] / 10


def test_motion_can_start_where_drafts_are_let_through() -> None:
    model = build_model("v5")
    model.start_motion(0.6, 0.0)
    at_rest, moving = model.mdd.attend(torch.tensor([0.0, 0.1])).tolist()
    assert at_rest == pytest.approx(0.5)
    assert moving > 0.85
    build_model("v2").start_motion(0.6, 0.0)  # has no motion maps, and no complaint


def test_weights_taken_over_whole_bring_their_threshold() -> None:
    """It was chosen for their scores; the scores of a backbone alone say nothing of a whole."""
    known = build_model(replace(PRESETS["v5-small"], name="club", threshold=0.35))
    same, other = build_model("v5-small"), build_model(replace(PRESETS["v5-small"], stem=1))
    assert same.adopt(known) == 1
    assert 0.9 < other.adopt(known) < 1, "all but what the stem makes differ"
    assert (same.config.name, same.config.threshold) == ("v5-small", 0.35)
    assert other.config == replace(PRESETS["v5-small"], stem=1)


def test_the_share_taken_over_is_that_of_the_parameters() -> None:
    """A refinement head has few tensors of many numbers each."""
    whole = build_model("v5-small")
    part = build_model(replace(PRESETS["v5-small"], refinement=None))
    own, taken = (sum(each.numel() for each in net.parameters()) for net in (whole, part))
    assert whole.adopt(part) == taken / own
