"""OpenVINO says what torch says of the same patches."""

import numpy as np
import pytest
import torch

from tracker.inference.verifier_torch import TorchLook
from tracker.model.patches import PATCH
from tracker.model.verifier import Verifier

pytest.importorskip("openvino")


def test_both_runtimes_agree() -> None:
    from tracker.inference.verifier_openvino import OpenVinoLook

    torch.manual_seed(5)
    verifier = Verifier(12).eval()
    for module in verifier.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            torch.nn.init.uniform_(module.running_mean, -0.5, 0.5)
            torch.nn.init.uniform_(module.running_var, 0.5, 2)
            torch.nn.init.uniform_(module.weight, 0.5, 1.5)
            torch.nn.init.uniform_(module.bias, -0.5, 0.5)
    patches = np.random.default_rng(2).integers(0, 256, (10, 3, PATCH, PATCH), dtype=np.uint8)
    for exact, found in zip(
        TorchLook(verifier, "cpu")(patches), OpenVinoLook(verifier)(patches), strict=True
    ):
        assert found.shape == exact.shape
        assert found.dtype == np.float32
        spread = np.abs(exact).max()
        np.testing.assert_allclose(found, exact, atol=0.02 * spread)  # bfloat16 where there is
