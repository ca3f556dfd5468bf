import numpy as np
import torch

from tests.unit.tracker.inference.models import Brightness
from tracker.inference.runtime_torch import TorchRuntime
from tracker.model import build_model


def pictures(count: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, 3, 288, 512, 3), dtype=np.uint8)


def test_frames_are_rgb_of_three_pictures_in_order() -> None:
    windows = pictures(2)
    frames = TorchRuntime(Brightness(), "cpu").to_frames(windows)
    assert frames.shape == (2, 9, 288, 512)
    for frame in range(3):
        for colour in range(3):
            wanted = windows[1, frame, :, :, colour] / np.float32(255)
            assert np.allclose(frames[1, 3 * frame + colour].numpy(), wanted, atol=1e-7)


def test_lower_precision_changes_heatmaps_little() -> None:
    torch.manual_seed(0)
    model = build_model("v5-small").eval()
    windows = pictures(1)
    runtime = TorchRuntime(model, "cpu")
    with torch.inference_mode():
        exact = model(runtime.to_frames(windows))
    assert float((runtime.heatmaps(windows) - exact).abs().max()) < 0.02


def test_a_batch_gives_what_single_windows_give() -> None:
    runtime = TorchRuntime(Brightness(), "cpu")
    windows = pictures(3)
    together = runtime.peaks(runtime.heatmaps(windows))
    alone = [runtime.peaks(runtime.heatmaps(windows[n : n + 1])) for n in range(3)]
    assert np.array_equal(together, np.concatenate(alone), equal_nan=True)
