"""The loss is the papers' formula, and unknown frames cost nothing."""

from __future__ import annotations

import torch

from tracker.training.loss import targets, weighted_bce


def test_weighted_bce_is_the_papers_formula() -> None:
    torch.manual_seed(0)
    logits = torch.randn(2, 3, 8, 8, dtype=torch.float64)
    y = (torch.rand(2, 3, 8, 8) > 0.9).double()
    p = logits.sigmoid()
    expected = -((1 - p) ** 2 * y * p.log() + p**2 * (1 - y) * (1 - p).log()).mean()
    got = weighted_bce(logits, y, torch.ones(2, 3, dtype=torch.bool))
    torch.testing.assert_close(got.double(), expected, atol=1e-6, rtol=1e-5)


def test_extreme_logits_stay_finite_with_gradients() -> None:
    logits = torch.tensor([-200.0, 200.0]).reshape(1, 1, 1, 2).expand(1, 3, 1, 2).clone()
    logits.requires_grad_()
    y = torch.tensor([1.0, 0.0]).reshape(1, 1, 1, 2).expand(1, 3, 1, 2)
    loss = weighted_bce(logits, y, torch.ones(1, 3, dtype=torch.bool))
    loss.backward()  # type: ignore[no-untyped-call]
    assert torch.isfinite(loss)
    assert logits.grad is not None
    assert torch.isfinite(logits.grad).all()


def test_unknown_maps_take_no_part() -> None:
    logits = torch.zeros(1, 3, 4, 4)
    logits[0, 1] = 50.0
    known = torch.tensor([[True, False, True]])
    with_unknown = weighted_bce(logits, torch.zeros_like(logits), known)
    torch.testing.assert_close(
        with_unknown, weighted_bce(logits[:, :1], torch.zeros(1, 1, 4, 4), known[:, :1])
    )
    assert weighted_bce(logits, torch.zeros_like(logits), torch.zeros_like(known)) == 0


def test_targets_paint_present_balls_only() -> None:
    visibility = torch.tensor([[1, 0, -1]], dtype=torch.int8)
    xy = torch.full((1, 3, 2), 20.0)
    disk = targets(visibility, xy, (48, 64), "disk")
    gaussian = targets(visibility, xy, (48, 64), "gaussian")
    assert disk[0, 0].sum() == 21
    assert gaussian[0, 0].max() == 1
    assert disk[0, 1:].sum() == gaussian[0, 1:].sum() == 0
