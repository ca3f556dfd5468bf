"""What is usual stands in one place, for the command line, the window and the benchmarks."""

from __future__ import annotations

from app.cli.parser import build_parser
from app.settings import Settings
from tracker.training import finetune_defaults
from tracker.training.finetune import FinetuneConfig


def test_fine_tuning_learns_as_long_everywhere() -> None:
    args = build_parser().parse_args(["finetune", "a.rally", "-o", "b.safetensors"])
    config = FinetuneConfig()
    assert args.epochs == config.epochs == finetune_defaults.EPOCHS
    assert args.epochs == Settings.declared()["finetune_epochs"].default
    assert (args.batch_size, args.learning_rate) == (config.batch_size, config.learning_rate)
