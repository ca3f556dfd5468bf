"""The CUDA runtime against a stand-in for ``torch.cuda`` whose graphs reuse their memory."""

from __future__ import annotations

import logging

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from tests.unit.tracker.inference.fake_cuda import FakeCuda
from tracker.device_memory import out_of_memory
from tracker.inference.runtime_cuda import CudaRuntime, batch_for_memory
from tracker.inference.runtime_torch import TorchRuntime, without_frames


class Small(nn.Module):
    """Runs out of memory with more than ``limit`` windows, in the graph only if ``late``."""

    def __init__(self, limit: int = 99, late: bool = False) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(9, 3, 3, padding=1)
        self.limit, self.late, self.calls = limit, late, 0

    def forward(self, frames: Tensor) -> Tensor:
        self.calls += 1
        if len(frames) > self.limit and not (self.late and self.calls < 4):
            raise torch.OutOfMemoryError("CUDA out of memory")
        return torch.sigmoid(self.convolution(frames))


class Unrecordable(Small):
    """Asks for a number in the middle, which a recording must not."""

    def forward(self, frames: Tensor) -> Tensor:
        if self.calls == 3:
            self.calls += 1
            raise RuntimeError("operation not permitted when stream is capturing")
        return super().forward(frames)


@pytest.fixture
def cuda(monkeypatch: pytest.MonkeyPatch) -> FakeCuda:
    return FakeCuda(monkeypatch)


def windows(seed: int, count: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (count, 3, 288, 512, 3), dtype=np.uint8)


def test_batches_under_way_do_not_disturb_each_other(cuda: FakeCuda) -> None:
    torch.manual_seed(0)
    model = Small()
    plain, runtime = TorchRuntime(model, "cpu"), CudaRuntime(model, "cpu", 2)
    batches = [windows(seed, 1 if seed == 4 else 2) for seed in range(5)]
    under_way = [runtime.start(batch) for batch in batches]
    assert cuda.log[0] == "host waits for all", "the weights are there before the first batch"
    for batch, pending in zip(batches, under_way, strict=True):
        assert torch.allclose(pending.heatmaps(), plain.heatmaps(batch), atol=1e-6)
    assert [graph.replays for graph, _ in cuda.graphs] == [2, 2], "the last was not full"
    assert len({pool for _, pool in cuda.graphs}) == 1
    assert cuda.log.count("compute waits for copy") == 5
    assert cuda.kept_for == ["default"] * 5
    assert runtime.title == plain.title
    runtime.close()


@pytest.mark.parametrize("late", [False, True], ids=["at once", "while recording"])
def test_out_of_memory_halves_the_batch_and_records_anew(cuda: FakeCuda, late: bool) -> None:
    torch.manual_seed(0)
    model = Small(limit=2, late=late)
    runtime = CudaRuntime(model, "cpu", 4)
    with pytest.raises(RuntimeError) as caught:
        runtime.start(windows(0, 4))
    assert out_of_memory(caught.value)
    runtime.shrink(without_frames(caught.value))
    assert runtime.batch_size == 2
    batch = windows(1, 2)
    expected = TorchRuntime(model, "cpu").heatmaps(batch)
    assert torch.allclose(runtime.start(batch).heatmaps(), expected, atol=1e-6)
    assert len(cuda.graphs) == 1
    runtime.close()


def test_a_model_that_cannot_be_recorded_runs_without_and_says_so(
    cuda: FakeCuda, caplog: pytest.LogCaptureFixture
) -> None:
    torch.manual_seed(0)
    model = Unrecordable()
    runtime = CudaRuntime(model, "cpu", 1)
    with caplog.at_level(logging.WARNING):
        found = [runtime.start(windows(seed, 1)).heatmaps() for seed in (1, 2)]
    assert "without a CUDA graph" in runtime.title
    assert len(caplog.records) == 1
    plain = TorchRuntime(model, "cpu")
    for seed, heatmaps in zip((1, 2), found, strict=True):
        assert torch.allclose(heatmaps, plain.heatmaps(windows(seed, 1)), atol=1e-6)
    runtime.close()


def test_the_batch_follows_the_free_memory(cuda: FakeCuda) -> None:
    batches = []
    for gigabytes in (0.3, 3, 10, 80):
        cuda.free_bytes = int(gigabytes * 2**30)
        batches.append(batch_for_memory("cuda"))
    assert batches == [1, 2, 8, 32]
