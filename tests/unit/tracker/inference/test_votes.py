import numpy as np
import pytest
import torch
from torch import Tensor

from tracker.heatmap import heatmaps_to_peaks
from tracker.inference.votes import Vote, disagreement
from tracker.inference.windows import Window


def blob(x: float, height: float = 1.0) -> Tensor:
    rows, columns = torch.arange(288.0)[:, None], torch.arange(512.0)
    return height * torch.exp(-((columns - x) ** 2 + (rows - 50) ** 2) / 5.0)


def window(start: int, first: int, last: int) -> Window:
    frames = (start, start + 1, start + 2)
    return Window(frames, tuple(range(first, last + 1)), frames)


def test_the_mean_of_all_windows_decides() -> None:
    vote = Vote()
    maps = [torch.stack([blob(100, height) for _ in range(3)]) for height in (0.3, 0.6, 0.9)]
    decided, means, ballots = vote.hear([window(0, 0, 0)], maps[0][None])
    assert decided == [0]
    assert torch.equal(means[0], maps[0][0])
    assert len(ballots[0]) == 1
    decided, means, ballots = vote.hear([window(1, 1, 1), window(2, 2, 4)], torch.stack(maps[1:]))
    assert decided == [1, 2, 3, 4]
    assert [len(ballot) for ballot in ballots] == [2, 3, 2, 1]
    assert means[:, 50, 100].tolist() == pytest.approx([0.45, 0.6, 0.75, 0.9])


def test_a_window_that_decides_nothing_is_heard_all_the_same() -> None:
    vote = Vote()
    quiet = Window((3, 4, 5), (), (5,))
    decided, means, ballots = vote.hear([quiet], torch.zeros(1, 3, 288, 512))
    assert (decided, len(means), ballots) == ([], 0, [])
    decided, means, _ = vote.hear([Window((4, 5, 6), (5,), (5,))], blob(9).expand(1, 3, -1, -1))
    assert decided == [5]
    assert float(means.max()) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("ballot", "expected"),
    [
        ([blob(100, 0.8), blob(100, 0.8), blob(100, 0.8)], 0.0),
        ([blob(100, 0.9), blob(100, 0.7), blob(100, 0.2)], 0.7),
        ([blob(100, 0.9), blob(400, 0.9), blob(100, 0.9)], 0.9),
        ([blob(100, 0.0), blob(100, 0.0), blob(100, 0.01)], 0.0),
        ([blob(100, 0.9)], np.nan),
    ],
)
def test_disagreement(ballot: list[Tensor], expected: float) -> None:
    ballots = [torch.stack(ballot)]
    peaks = heatmaps_to_peaks(torch.stack([ballots[0].mean(0)])).numpy()
    assert disagreement(ballots, peaks).tolist() == pytest.approx([expected], abs=1e-3, nan_ok=True)
