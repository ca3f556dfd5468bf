"""Which weights a project was answered with, and what is said of a run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotation.predictions import Run
from app.cli.errors import CommandError
from app.cli.prelabel import weights_of
from tests.e2e.small_model import small_model
from tracker.model.weights import user_weights_folder, weights_hash


def test_the_weights_of_a_run_are_found_by_what_is_in_them(user_home: Path) -> None:
    folder = user_weights_folder()
    folder.mkdir(parents=True)
    club = small_model(folder / "club.safetensors")
    run = Run(1, "old name", weights_hash(club), 0.5, 9, {}, 0.0, None, ())
    assert weights_of(run, Path("match.rally")) == str(club)
    with pytest.raises(CommandError, match=r"match\.rally was answered with gone.*--weights"):
        weights_of(replace(run, model_name="gone", weights_hash="0" * 64), Path("match.rally"))
