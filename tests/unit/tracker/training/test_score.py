"""The sweep over thresholds counts as the protocol does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from tests.unit.tracker.inference.models import Moves
from tracker.heatmap import gaussian_target
from tracker.training.clips import LabelledClip
from tracker.training.score import best_score, predict_clip, score_predictions

Make = Callable[..., LabelledClip]


def test_every_outcome_is_counted(make_clip: Make) -> None:
    clip = make_clip(count=5)
    visibility = np.array([1, 1, 1, 0, 0], dtype=np.int8)
    best = np.stack((clip.x, clip.y, np.full(5, 0.9, dtype=np.float32)), axis=-1)
    best[1, 0] += 4.0  # exactly the tolerance is too far
    best[2, 2] = 0.1  # missed
    best[4] = np.nan  # rightly nothing
    known = replace(clip, visibility=visibility)
    (score,) = score_predictions([(known, best)], np.array([0.5]))
    assert (score.tp, score.fp1, score.fp2, score.tn, score.fn) == (1, 1, 1, 1, 1)
    assert score.f1 == pytest.approx(2 * (1 / 3) * (1 / 2) / (1 / 3 + 1 / 2))
    assert score.accuracy == pytest.approx(2 / 5)


def test_unlabelled_frames_do_not_count(make_clip: Make) -> None:
    clip = make_clip(count=4)
    unknown = replace(clip, visibility=np.full(4, -1, dtype=np.int8))
    best = np.zeros((4, 3), dtype=np.float32)
    (score,) = score_predictions([(unknown, best), (clip, best)], np.array([0.5]))
    assert score.fn == 4
    assert score.tp + score.fp1 + score.fp2 + score.tn == 0


def test_the_threshold_with_the_best_f1_wins(make_clip: Make) -> None:
    clip = make_clip(count=4)
    best = np.stack((clip.x, clip.y, np.array([0.9, 0.8, 0.3, 0.7], dtype=np.float32)), axis=-1)
    best[2, 0] += 50  # the wrong one has the lowest score
    chosen = best_score(score_predictions([(clip, best)]))
    assert 0.3 < chosen.threshold <= 0.7
    assert chosen.threshold == pytest.approx(0.5)
    assert chosen.fp1 == 0
    # What the weights came with is left as it is where another threshold finds no more.
    for usual in (0.35, 0.65):
        kept = best_score(score_predictions([(clip, best)]), usual)
        assert kept.threshold == pytest.approx(usual)


def test_by_chance_no_threshold_is_better(make_clip: Make) -> None:
    def chosen(count: int) -> float:
        visibility = np.ones(count, dtype=np.int8)
        visibility[::10] = 0
        clip = replace(make_clip(count=count), visibility=visibility)
        # A threshold of 0.45 tells balls from what is none, one of 0.35 takes all for balls.
        score = np.where(visibility > 0, 0.9, 0.4).astype(np.float32)
        best = np.stack((clip.x, clip.y, score), axis=-1)
        scores = score_predictions([(clip, best)], np.array([0.35, 0.45]))
        return best_score(scores, usual=0.35, beyond_chance=True).threshold

    assert chosen(10) == pytest.approx(0.35)
    assert chosen(400) == pytest.approx(0.45)


class _Brightness(nn.Module):
    """Sees the brightest pixel of each frame."""

    def forward(self, frames: Tensor) -> Tensor:
        maps = []
        for window in frames.reshape(-1, 3, *frames.shape[-2:]):
            cell = int(window.mean(0).argmax())
            y, x = divmod(cell, frames.shape[-1])
            where = torch.tensor(float(x)), torch.tensor(float(y))
            maps.append(gaussian_target(*where, torch.tensor(True), (288, 512)))
        return torch.stack(maps).reshape(-1, 3, 288, 512)


def test_under_a_camera_that_pans_frames_are_predicted_as_in_a_run(pan_clip: LabelledClip) -> None:
    best = predict_clip(Moves(), pan_clip.frames, "cpu", batch_size=2)
    np.testing.assert_allclose(best[:, 0], pan_clip.x, atol=0.8)
    np.testing.assert_allclose(best[:, 1], pan_clip.y, atol=0.8)


@pytest.mark.parametrize("count", [1, 2, 3, 4, 7])
def test_every_frame_is_predicted_in_its_place(make_clip: Make, count: int) -> None:
    clip = make_clip(count=count)
    best = predict_clip(_Brightness(), clip.frames, "cpu", batch_size=2)
    np.testing.assert_allclose(best[:, 0], clip.x, atol=3)
    np.testing.assert_allclose(best[:, 1], clip.y, atol=3)
