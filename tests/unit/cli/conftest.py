"""A match of half a minute's work and a model that cannot miss."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.jobs.engine import LoadedModel
from tests.unit.tracker.clips import ball_picture, ball_position, write_video
from tests.unit.tracker.inference.models import Brightness

SIZE = (256, 144)
FRAMES = 40
RATE = 25


@pytest.fixture
def match(tmp_path: Path) -> Path:
    """A video of a white ball on black, in another place in every frame."""
    options = {"crf": "8", "g": "12", "bf": "2"}
    return write_video(
        tmp_path / "match.mp4", FRAMES, size=SIZE, rate=RATE, picture=ball_picture, options=options
    )


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    """The match's labels in TrackNetV2's format."""
    rows = [f"{frame},1,{x},{y}" for frame, (x, y) in enumerate(positions())]
    path = tmp_path / "truth.csv"
    path.write_text("\n".join(["Frame,Visibility,X,Y", *rows]) + "\n")
    return path


@pytest.fixture
def network() -> Brightness:
    return Brightness()


@pytest.fixture
def bright(network: Brightness, monkeypatch: pytest.MonkeyPatch) -> LoadedModel:
    """The model that sees brightness, in place of TrackNet."""
    model = LoadedModel(network, "cpu", "bright", "0" * 64, 0.6)

    def load(weights: str | None, device: str, runtime: str, verifier: str | None) -> LoadedModel:
        return model

    monkeypatch.setattr("app.cli.track.weights_of", lambda run, project: "bright")
    # In this order: were `track` imported while `prelabel` is patched, it would keep the fake.
    monkeypatch.setattr("app.cli.track.load", load)
    monkeypatch.setattr("app.cli.prelabel.load", load)
    return model


def positions() -> list[tuple[int, int]]:
    return [ball_position(frame, *SIZE) for frame in range(FRAMES)]
