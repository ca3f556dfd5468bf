"""The verifier learns from labelled videos what a ball looks like."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from tests.unit.tracker.clips import ball_picture, ball_position, write_video
from tracker.heatmap import LABELS_LEAN
from tracker.model.patches import CELL, CELLS, PATCH
from tracker.model.verifier import Maps, Verifier
from tracker.training.pictures import GreyLabels
from tracker.training.prepare import FrameLabels
from tracker.training.verifier_examples import (
    MARGIN,
    SIDE,
    Examples,
    PeaksAndBalls,
    examples_of,
    joined,
)
from tracker.training.verifier_loop import (
    VerifierConfig,
    augmented,
    train_verifier,
    verifier_loss,
)
from tracker.training.verifier_score import score_verifier
from tracker.video import open_video

SIZE = (1280, 720)
FRAMES = 6


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Examples:
    """A video of a white ball on black: in each frame a peak near it and one far from it."""
    path = tmp_path_factory.mktemp("footage") / "ball.mp4"
    write_video(path, FRAMES, size=SIZE, picture=ball_picture, options={"crf": "8"})
    places = np.array([ball_position(n, *SIZE) for n in range(FRAMES)], float)
    visible = np.ones(FRAMES, np.int8)
    visible[3] = 0
    labels = FrameLabels(np.arange(FRAMES), visible, places[:, 0] + LABELS_LEAN, places[:, 1])
    peaks = np.full((FRAMES, 5, 3), np.nan, np.float32)
    peaks[:, 0] = np.column_stack((places + np.array([LABELS_LEAN + 4, -6]), np.full(FRAMES, 0.8)))
    peaks[:, 1] = np.column_stack(((places + 300) % 500, np.full(FRAMES, 0.1)))
    video = open_video(path)
    known = GreyLabels(video, labels)
    return examples_of(video, known, [PeaksAndBalls(known, peaks)])


def test_every_peak_and_every_ball_is_an_example(examples: Examples) -> None:
    assert len(examples) == 3 * FRAMES - 1  # frame 3 has no ball of its own
    assert examples.patches.shape[1:] == (3, SIDE, SIDE)
    by_frame = examples.ball[:9].reshape(3, 3, 2)
    np.testing.assert_allclose(by_frame[:, 0], [[-4, 6]] * 3, atol=0.6)
    assert (np.abs(by_frame[:, 1]).max(axis=1) > SIDE).all()
    np.testing.assert_allclose(by_frame[:, 2], 0, atol=0.6)
    assert np.isnan(examples.ball[9:11]).all()
    # The far peak is faint: it counts for less.
    assert examples.weight[:3].tolist() == [1.0, 0.25, 1.0]


def test_the_ball_is_where_they_say(examples: Examples) -> None:
    near = np.abs(np.nan_to_num(examples.ball, nan=99)).max(axis=1) < 30
    assert near.sum() >= 6
    for patch, ball in zip(examples.patches[near], examples.ball[near], strict=True):
        row, column = np.unravel_index(patch[1].argmax(), patch[1].shape)
        assert (column, row) == pytest.approx((SIDE // 2 + ball[0], SIDE // 2 + ball[1]), abs=1)


def test_a_changed_picture_keeps_its_label_on_the_ball(examples: Examples) -> None:
    torch.manual_seed(1)
    near = np.abs(np.nan_to_num(examples.ball, nan=99)).max(axis=1) < 10
    patches = torch.from_numpy(examples.patches[near]).repeat(20, 1, 1, 1)
    seen, ball = augmented(patches, torch.from_numpy(examples.ball[near]).repeat(20, 1))
    assert seen.shape == (len(patches), 3, PATCH, PATCH)
    # The ball is the extreme of its picture, bright or, inverted, dark: see it without noise.
    smooth = torch.nn.functional.avg_pool2d(seen[:, 1:2], 5, stride=1, padding=2)[:, 0]
    off = (smooth - smooth.flatten(1).median(dim=1).values[:, None, None]).abs()
    row, column = np.divmod(off.flatten(1).argmax(dim=1).numpy(), PATCH)
    found = np.stack((column, row), axis=1) - PATCH // 2
    apart = np.hypot(*(found - ball.numpy()).T)
    assert (apart < 2.5).mean() > 0.95


def maps_at(x: float, y: float) -> Maps:
    """As sure as can be of a ball there."""
    cells, offsets = torch.full((1, CELLS, CELLS), -9.0), torch.zeros(1, 2, CELLS, CELLS)
    middles = torch.arange(CELLS) * CELL + (CELL - 1) / 2 - PATCH // 2
    offsets[0, 0], offsets[0, 1] = x - middles[None, :], y - middles[:, None]
    cells[0] = -(offsets[0] ** 2).sum(dim=0) / (2 * 3.0**2)
    return Maps(cells, offsets, torch.full((1,), -9.0))


def test_the_right_answer_costs_least() -> None:
    ball = torch.tensor([[6.0, -9.0]])
    right = float(verifier_loss(maps_at(6, -9), ball))
    assert right == pytest.approx(0, abs=0.01)
    assert float(verifier_loss(maps_at(6, -4), ball)) > right + 0.5
    assert float(verifier_loss(maps_at(6, -9), torch.full((1, 2), torch.nan))) > right + 3


def test_a_ball_cut_off_by_the_edge_teaches_nothing() -> None:
    maps = Maps(torch.randn(1, CELLS, CELLS), torch.randn(1, 2, CELLS, CELLS), torch.randn(1))
    assert float(verifier_loss(maps, torch.tensor([[PATCH / 2 + 2.0, 0.0]]))) == 0


def test_it_learns(examples: Examples) -> None:
    torch.manual_seed(2)
    verifier = Verifier(8)
    before = score_verifier(verifier, examples, "cpu")["log-loss"]
    config = VerifierConfig(steps=100, batch_size=16, ema=0.9)
    (told,) = train_verifier(verifier, examples, config)
    assert told.step == 100
    assert np.isfinite(told.loss)
    after = score_verifier(verifier, examples, "cpu")
    assert after["log-loss"] < before / 2
    assert after["told rightly"] > 0.9


@pytest.mark.parametrize(("steps", "told"), [(3, [3]), (103, [100, 103])])
def test_the_last_step_is_told(examples: Examples, steps: int, told: list[int]) -> None:
    config = VerifierConfig(steps=steps, batch_size=1)
    assert [each.step for each in train_verifier(Verifier(8), examples, config)] == told


def test_a_batch_is_no_larger_than_what_there_is_to_learn_from(
    examples: Examples, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = []

    def measured(patches: torch.Tensor, ball: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        sizes.append(len(patches))
        return augmented(patches, ball)

    monkeypatch.setattr("tracker.training.verifier_loop.augmented", measured)
    config = VerifierConfig(steps=1, batch_size=3 * len(examples))
    list(train_verifier(Verifier(4), examples, config))
    assert sizes == [len(examples)]


def test_nothing_is_learnt_from_nothing() -> None:
    with pytest.raises(ValueError, match="no examples"):
        next(train_verifier(Verifier(8), joined([]), VerifierConfig()))


def test_without_a_ball_no_error_of_its_place_is_told(examples: Examples) -> None:
    nowhere = np.full_like(examples.ball, np.nan)
    scores = score_verifier(Verifier(8), replace(examples, ball=nowhere), "cpu")
    assert set(scores) == {"told rightly", "log-loss"}
    assert np.isfinite(list(scores.values())).all()


def test_it_stops_when_asked(examples: Examples) -> None:
    assert list(train_verifier(Verifier(8), examples, VerifierConfig(), "cpu", lambda: True)) == []


def test_examples_are_joined_and_weighted(examples: Examples) -> None:
    both = joined([examples.weighted(2), examples])
    assert len(both) == 2 * len(examples)
    assert both.weight[0] == 2 * both.weight[len(examples)]
    assert MARGIN == (SIDE - PATCH) // 2
