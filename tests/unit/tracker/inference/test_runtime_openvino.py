"""OpenVINO gives what torch gives, is prepared once, and gives way with a reason."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
import torch
from torch import nn

from tests.unit.tracker.inference.conftest import BallVideo
from tests.unit.tracker.inference.models import Brightness, opened, pictures, tiny_network
from tracker.errors import TrackerError
from tracker.inference import ChunkDone, Finished, Progress, track_video
from tracker.inference.events import Notice
from tracker.inference.openvino_export import cache_folder, folder_of, forget_old
from tracker.inference.runtime import Interrupted
from tracker.inference.runtime_choice import open_runtime
from tracker.model import second_opinion
from tracker.model.pixels import frames_of_windows
from tracker.model.second_opinion import SecondOpinion
from tracker.model.tracknet import TrackNet
from tracker.model.weights import save_weights

pytest.importorskip("openvino", reason="OpenVINO has no package for this processor")

pytestmark = pytest.mark.usefixtures("one_home")


@pytest.fixture
def model() -> nn.Module:
    return tiny_network()


def test_heatmaps_are_those_of_torch_in_order(model: nn.Module) -> None:
    runtime, _ = opened(open_runtime(model, "cpu", "openvino"))
    windows = pictures(6)
    with torch.inference_mode():
        planes = torch.from_numpy(windows).permute(0, 1, 4, 2, 3).flatten(1, 2)
        exact = model(planes.float() / 255)
    assert float((exact[0] - exact[1]).abs().max()) > 0.1, "alike, they would prove nothing"
    pending = [runtime.start(windows[n : n + 1]) for n in range(2)]
    for number in range(6):
        difference = pending[number].heatmaps() - exact[number]
        assert float(difference.abs().max()) < 0.02
        if number + 2 < 6:
            pending.append(runtime.start(windows[number + 2 : number + 3]))
    runtime.close()


def test_it_is_prepared_once(model: nn.Module) -> None:
    opened(open_runtime(model, "cpu"))[0].close()
    made = set(cache_folder().iterdir())
    runtime, said = opened(open_runtime(model, "cpu"))
    runtime.close()
    assert said == []
    assert runtime.title == "OpenVINO int8"
    assert set(cache_folder().iterdir()) == made


def test_stopping_while_it_is_prepared_leaves_nothing(
    model: nn.Module, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RALLYMARK_HOME", str(tmp_path))
    stop = threading.Event()
    opening = open_runtime(model, "cpu", stopped=stop.is_set)
    told = next(opening)
    assert told is not None
    assert "Preparing tiny for this processor" in told.text
    next(opening)
    stop.set()
    assert list(opening) == []
    assert list(cache_folder().iterdir()) == []


def damaged(folder: Path) -> None:
    """A disk that was full, or ran out of power."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.xml").write_text("<net")
    (folder / "model.bin").write_bytes(b"")


def test_what_was_damaged_since_is_made_again(
    model: nn.Module, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RALLYMARK_HOME", str(tmp_path))
    folder = folder_of(tiny_network())
    damaged(folder)
    runtime, said = opened(open_runtime(model, "cpu", "openvino"))
    runtime.close()
    assert [text.split(":")[0] for text in said] == ["Preparing tiny for this processor"]
    (folder / "model.xml").unlink()
    runtime, said = opened(open_runtime(model, "cpu", "openvino"))
    runtime.close()
    assert [text.split(":")[0] for text in said] == ["Preparing tiny for this processor"]
    assert opened(open_runtime(model, "cpu", "openvino"))[1] == []


def test_weights_that_were_damaged_since_are_not_computed_with(
    model: nn.Module, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OpenVINO takes any bytes for weights, and found no ball any more, without a word."""
    monkeypatch.setenv("RALLYMARK_HOME", str(tmp_path))
    opened(open_runtime(model, "cpu", "openvino"))[0].close()
    weights = folder_of(tiny_network()) / "model.bin"
    made = weights.read_bytes()
    half = len(made) // 2
    weights.write_bytes(made[:half] + bytes([made[half] ^ 1]) + made[half + 1 :])
    runtime, said = opened(open_runtime(model, "cpu", "openvino"))
    runtime.close()
    assert [text.split(":")[0] for text in said] == ["Preparing tiny for this processor"]
    assert weights.read_bytes() == made


def test_what_is_damaged_as_soon_as_it_is_made_gives_way_to_torch(
    model: nn.Module, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RALLYMARK_HOME", str(tmp_path))

    def made(network: TrackNet, folder: Path, *_: object) -> Generator[Notice, None, Path]:
        yield Notice("Preparing.")
        damaged(folder)
        return folder / "model.xml"

    monkeypatch.setattr("tracker.inference.runtime_openvino.exported", made)
    runtime, (first, why) = opened(open_runtime(model, "cpu"))
    assert runtime.title.startswith("torch")
    assert first == "Preparing."
    assert "the slower torch runs" in why
    assert not folder_of(tiny_network(), int8=True).exists()


def test_models_not_used_for_long_are_forgotten(tmp_path: Path) -> None:
    for age in range(8):
        entry = tmp_path / f"old{age}"
        entry.mkdir()
        (entry / "model.xml").write_text("")
        os.utime(entry, (1000 - age, 1000 - age))
    forget_old(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {f"old{age}" for age in range(6)}


def test_nothing_of_openvino_calls_home() -> None:
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("openvino_telemetry")


def test_what_was_killed_while_it_was_made_is_forgotten(tmp_path: Path) -> None:
    for name in ("making-long-ago", "making-now"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "weights.safetensors").write_text("")
    os.utime(tmp_path / "making-long-ago", (1000, 1000))
    forget_old(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["making-now"]


def test_the_maker_ends_with_whoever_began_it(
    model: TrackNet, tmp_path: Path, project_root: Path
) -> None:
    weights, folder = tmp_path / "weights.safetensors", tmp_path / "made"
    save_weights(model, weights, {})
    ended = subprocess.run(
        [sys.executable, "-m", "tracker.inference.openvino_export", str(weights), str(folder)],
        cwd=project_root,
        stdin=subprocess.DEVNULL,  # the other end is closed already
        check=False,
    )
    assert ended.returncode == 1
    assert not folder.exists()


def test_a_missing_package_is_said(model: nn.Module, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    runtime, said = opened(open_runtime(model, "cpu"))
    assert runtime.title.startswith("torch")
    assert "openvino is not installed" in said[0]
    with pytest.raises(TrackerError, match="openvino is not installed"):
        opened(open_runtime(model, "cpu", "openvino"))


def test_what_cannot_be_had_is_refused(model: nn.Module) -> None:
    with pytest.raises(TrackerError, match="choose the device cpu"):
        opened(open_runtime(model, "cuda", "openvino"))
    with pytest.raises(TrackerError, match="TrackNet family"):
        opened(open_runtime(Brightness(), "cpu", "openvino"))
    with pytest.raises(TrackerError, match="no runtime called “tensorrt”"):
        opened(open_runtime(model, "cpu", "tensorrt"))


def test_a_stop_is_noticed_while_requests_are_under_way(model: nn.Module) -> None:
    runtime, _ = opened(open_runtime(model, "cpu", "openvino"))
    stop = threading.Event()
    with runtime.interruptible(stop.is_set):
        runtime.start(pictures(1))
        stop.set()
        with pytest.raises(Interrupted):
            runtime.start(pictures(100))
    runtime.close()


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch) -> SecondOpinion:
    """Two networks, of which the second is asked about some windows of noise, not about all."""
    network = SecondOpinion(tiny_network(), tiny_network()).eval()
    with torch.no_grad():
        network.second.head.draft_head.weight.mul_(-1)
        surest = network.first(frames_of_windows(torch.from_numpy(pictures(6))))
    weakest = surest.amax(dim=(2, 3)).amin(dim=1).sort().values
    monkeypatch.setattr(second_opinion, "SURE", float(weakest[2:4].mean()))
    return network


def test_a_pair_runs_in_two_runtimes_and_gives_what_torch_gives(pair: SecondOpinion) -> None:
    runtime, _ = opened(open_runtime(pair, "cpu", "openvino"))
    windows = pictures(6)
    with torch.inference_mode():
        exact = pair(frames_of_windows(torch.from_numpy(windows)))
        alone = pair.first(frames_of_windows(torch.from_numpy(windows)))
    differs = (exact - alone).abs().amax(dim=(1, 2, 3)) > 0.05
    assert 0 < int(differs.sum()) < 6, "the second is heard about some"
    with runtime.interruptible(lambda: False):
        pending = [runtime.start(windows[n : n + 1]) for n in range(6)]
        found = [each.heatmaps().clone() for each in pending]
    runtime.close()
    assert float((torch.cat(found) - exact).abs().max()) < 0.02


def test_a_run_of_a_pair_answers_every_frame_and_can_be_stopped(
    pair: SecondOpinion, ball_video: BallVideo
) -> None:
    video = ball_video(20)
    events = list(track_video(video, pair, runtime="openvino"))
    assert sum(len(event.x) for event in events if isinstance(event, ChunkDone)) == 20
    assert isinstance(events[-1], Finished)
    assert events[-1].runtime.startswith("OpenVINO")
    stop = threading.Event()
    run = track_video(video, pair, runtime="openvino", stop=stop)
    next(event for event in run if isinstance(event, Progress))
    stop.set()
    assert not any(isinstance(event, Finished) for event in run)


@pytest.fixture
def two_threads() -> Iterator[None]:
    """Two threads of torch: of one alone nothing could be taken."""
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("two_threads")
def test_torch_has_its_threads_back_afterwards(model: nn.Module) -> None:
    found = []
    runtime, _ = opened(open_runtime(model, "cpu", "openvino"))
    ways = (
        lambda: runtime.peaks(runtime.start(pictures(1)).heatmaps()),
        runtime.close,
        lambda: found.append(torch.get_num_threads()),
    )
    for way in ways:  # each in a thread that torch has not seen
        thread = threading.Thread(target=way)
        thread.start()
        thread.join()
    assert found == [2]


def test_a_run_answers_every_frame(model: nn.Module, ball_video: BallVideo) -> None:
    events = list(track_video(ball_video(20), model, runtime="openvino"))
    frames = [n for e in events if isinstance(e, ChunkDone) for n in range(len(e.x))]
    assert len(frames) == 20
    assert isinstance(events[-1], Finished)
    assert events[-1].runtime.startswith("OpenVINO")
