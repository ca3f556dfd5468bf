"""A device whose memory is full is known as such, and told of in a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import pytest
import torch
from torch import nn

from tracker.device_memory import out_of_memory, put_on
from tracker.errors import TrackerError
from tracker.inference.runtime_torch import TorchRuntime
from tracker.model.verifier import Verifier
from tracker.model.weights import build_model, load_model, save_weights


def test_full_memory_is_known_by_any_name() -> None:
    assert out_of_memory(torch.OutOfMemoryError("full"))
    assert out_of_memory(RuntimeError("MPS backend out of memory (MPS allocated: 9 GB)"))
    assert out_of_memory(RuntimeError("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"))
    assert not out_of_memory(RuntimeError("an illegal memory access was encountered"))
    assert not out_of_memory(ValueError("out of memory"))


def test_weights_that_do_not_fit_are_told_of_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, path = build_model("v5-small"), tmp_path / "weights.safetensors"
    save_weights(model, path, {})
    runtime = TorchRuntime(model, "cpu")

    def full(_module: nn.Module, _device: object) -> NoReturn:
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB.")

    monkeypatch.setattr(nn.Module, "to", full)
    for load in (
        lambda: load_model(path),
        lambda: TorchRuntime(model, "cpu"),
        lambda: runtime.verifying(Verifier(8)),
    ):
        with pytest.raises(TrackerError, match="too little free memory for the model: close other"):
            load()


def test_other_faults_of_a_device_stay_what_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_module: nn.Module, _device: object) -> NoReturn:
        raise RuntimeError("CUDA error: unspecified launch failure")

    monkeypatch.setattr(nn.Module, "to", broken)
    with pytest.raises(RuntimeError, match="launch failure"):
        put_on(nn.Linear(1, 1), "cpu")
