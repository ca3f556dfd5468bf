"""Eight-bit integers stay near the network they come from, and are refused where they do not."""

from __future__ import annotations

import dataclasses
import gc
import signal
import threading
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.unit.tracker.inference.models import opened, pictures, tiny_network
from tracker.inference.openvino_export import exported, folder_of
from tracker.inference.openvino_int8 import Refused, compare, ranges, with_integers
from tracker.inference.runtime_choice import open_runtime
from tracker.model import load_model
from tracker.model.tracknet import TrackNet

pytest.importorskip("openvino", reason="OpenVINO has no package for this processor")

from tracker.inference.openvino_library import compiled, core, number_format

pytestmark = pytest.mark.usefixtures("one_home")


@pytest.fixture
def network() -> object:
    """The exported form of a tiny network, an openvino.Model."""
    return read(tiny_network())


def read(model: TrackNet) -> object:
    """`model` as an openvino.Model, exported in a process of its own."""
    exporting = exported(model, folder_of(model), lambda: False)
    while True:
        try:
            next(exporting)
        except StopIteration as end:
            return core().read_model(end.value)


def heatmaps(model: object, window: np.ndarray) -> np.ndarray:
    request = compiled(model).create_infer_request()
    request.infer([window])
    return np.array(request.get_output_tensor().data)


def test_integers_give_nearly_the_same_heatmaps(network: object) -> None:
    windows = [window[None] for window in pictures(3)]
    eight = with_integers(network, ranges(network, windows[:2]))
    exact, found = heatmaps(network, windows[2]), heatmaps(eight, windows[2])
    assert exact.std() > 0.05, "all alike, they would prove nothing"
    difference = np.abs(exact - found)
    assert 0 < difference.max() < 0.1
    # Four of seven convolutions, and the six feature maps that they take.
    rounded = [node for node in eight.get_ops() if node.get_type_name() == "FakeQuantize"]
    assert len(rounded) == 4 + 6


def test_what_exceeds_the_ranges_is_cut_off(network: object) -> None:
    window = pictures(1)
    low = {name: (a / 10, b / 10) for name, (a, b) in ranges(network, [window]).items()}
    difference = np.abs(heatmaps(with_integers(network, low), window) - heatmaps(network, window))
    assert difference.max() > 0.1


def test_a_channel_that_reaches_far_does_not_coarsen_the_others() -> None:
    networks = []
    for height in (1, 100):
        model = tiny_network(activation_first=True)  # BatchNorm last, as in v5: below zero too
        with torch.no_grad():
            norm = model.backbone.get_submodule("conv1.conv.2")
            norm.weight[0] *= height
            norm.bias[0] += height / 2
            # Whoever takes the channel: after pooling, and beside what comes up from below.
            model.backbone.get_submodule("conv2.conv.0").weight[:, 0] /= height
            model.neck.get_submodule("conv7.conv.0").weight[:, 4] /= height
        networks.append(read(model))
    windows = [window[None] for window in pictures(3)]
    errors = []
    for network in networks:
        eight = with_integers(network, ranges(network, windows[:2]))
        errors.append(np.abs(heatmaps(eight, windows[2]) - heatmaps(network, windows[2])).mean())
    assert errors[1] < 1.5 * errors[0]


def test_ranges_are_those_of_all_windows(network: object) -> None:
    dark, light = np.zeros((2, 1, 3, 288, 512, 3), np.uint8)
    light += 255
    both = ranges(network, [dark, light])
    alone = [ranges(network, [window]) for window in (dark, light)]
    for name, (lowest, highest) in both.items():
        assert lowest.shape == highest.shape
        assert lowest.ndim == 1
        assert (lowest == np.minimum(*(each[name][0] for each in alone))).all()
        assert (highest == np.maximum(*(each[name][1] for each in alone))).all()


def peaks(*rows: tuple[float, float, float]) -> np.ndarray:
    return np.array(rows * 30, np.float32)


def test_small_differences_are_borne() -> None:
    exact = peaks((10, 10, 0.9), (np.nan, np.nan, np.nan), (50, 50, 0.3))
    compare(exact, peaks((11, 10, 0.91), (np.nan, np.nan, np.nan), (90, 50, 0.31)), 0.5)


@pytest.mark.parametrize(
    ("eight", "reason"),
    [
        (peaks((13, 10, 0.9), (np.nan,) * 3), "change 30 of 60 answers"),
        (peaks((10, 10, 0.4), (np.nan,) * 3), "change 30 of 60 answers"),
        (peaks((10, 10, 0.9), (3, 3, 0.6)), "change 30 of 60 answers"),
        (peaks((10, 10, 0.8), (np.nan,) * 3), "scores in the demo rally by 0.050"),
    ],
)
def test_other_answers_are_refused(eight: np.ndarray, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        compare(peaks((10, 10, 0.9), (np.nan,) * 3), eight, 0.5)


def test_without_a_ball_nothing_is_proved() -> None:
    with pytest.raises(Refused, match="no ball"):
        compare(peaks((10, 10, 0.2)), peaks((10, 10, 0.2)), 0.5)


def test_a_network_that_does_not_bear_them_runs_without_and_this_is_known_next_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RALLYMARK_HOME", str(tmp_path))
    model = tiny_network()
    model.head.draft_head.weight.data.zero_()  # a half everywhere: no ball by its threshold
    model.config = dataclasses.replace(model.config, threshold=0.9)
    runtime, said = opened(open_runtime(model, "cpu"))
    runtime.close()
    assert "Preparing tiny for this processor: once for these weights, up to three" in said[0]
    assert "do not suit this network, so that OpenVINO runs without them" in said[1]
    assert runtime.title == f"OpenVINO {number_format()}"
    runtime, said = opened(open_runtime(model, "cpu"))
    runtime.close()
    assert [text.split(":")[0] for text in said] == [
        "Eight-bit integers do not suit this network, so that OpenVINO runs without them"
    ]


def test_the_shipped_weights_bear_them() -> None:
    model = load_model("v5-small")
    runtime, said = opened(open_runtime(model, "cpu"))
    runtime.close()
    assert len(said) == 1
    assert runtime.title == "OpenVINO int8"
    stop = threading.Event()
    stop.set()
    assert list(open_runtime(model, "cpu", stopped=stop.is_set)) == []


def test_a_signal_is_heard_after_networks_came_and_went(network: object) -> None:
    first, second = compiled(network), compiled(network)
    del first  # the first that came is the first to go
    gc.collect()
    del second
    gc.collect()
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _frame: heard.append(number))
    try:
        signal.raise_signal(signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, before)
    assert heard == [signal.SIGINT]
