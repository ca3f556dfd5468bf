"""The window on a screen of twice the density: all is drawn for it, nothing is blown up."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage

from tests.gui.test_looks import THEMES, luminance, pixels_of

STEEP = 0.6
"""Of all the contrast there is; what is blown up smoothly has steps of a quarter."""


@dataclass(frozen=True)
class Look:
    """What a window of its own wrote down in one theme."""

    facts: dict[str, Any]
    image: QImage
    fitted: np.ndarray
    """The video's frame at the size of the screen."""

    def part(self, corners: list[int]) -> np.ndarray:
        return pixels_of(self.image, QRect(*corners))


@pytest.fixture(scope="module")
def looks(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Look]:
    """By theme."""
    folder = tmp_path_factory.mktemp("dense")
    home = {"RALLYMARK_HOME": str(folder / "home")}
    result = subprocess.run(
        [sys.executable, "-m", "tests.gui.on_this_screen", str(folder)],
        cwd=project_root,
        env={**os.environ, **home, "QT_SCALE_FACTOR": "2"},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    found = {}
    for theme in THEMES:
        image = QImage(str(folder / f"{theme}.png")).convertToFormat(QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(2)
        found[theme] = Look(facts[theme], image, np.load(folder / f"{theme}.npy"))
    return found


def steep_steps(pixels: np.ndarray) -> int:
    """How often the light changes steeply within a pixel of a screen of half the density."""
    light = pixels.mean(axis=2)[: pixels.shape[0] // 2 * 2, : pixels.shape[1] // 2 * 2]
    down, across = np.abs(light[::2] - light[1::2]), np.abs(light[:, ::2] - light[:, 1::2])
    steep = STEEP * (light.max() - light.min())
    return int(np.count_nonzero(down > steep) + np.count_nonzero(across > steep))


@pytest.mark.parametrize("theme", THEMES)
def test_every_widget_and_icon_knows_the_density(looks: dict[str, Look], theme: str) -> None:
    facts = looks[theme].facts
    assert set(facts["ratios"]) == {2.0}
    assert (looks[theme].image.width(), looks[theme].image.height()) == (2560, 1600)
    assert len(facts["icons"]) > 20
    assert [icon for icon in facts["icons"] if (icon["ratio"], icon["pixels"]) != (2, 2)] == []
    _, _, width, height = facts["parts"]["top bar"]
    dark = np.median(luminance(looks[theme].part([0, 0, width, height]))) < 0.2
    assert dark is np.bool_(theme == "dark")


@pytest.mark.parametrize("theme", THEMES)
def test_letters_icons_and_overlays_are_drawn_for_it(looks: dict[str, Look], theme: str) -> None:
    look = looks[theme]
    areas = {**look.facts["parts"], "facts of the frame": look.facts["facts of the frame"]}
    blurred = [name for name, area in areas.items() if steep_steps(look.part(area)) < 100]
    assert blurred == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_video_is_scaled_to_the_pixels_of_the_screen(
    looks: dict[str, Look], theme: str
) -> None:
    look = looks[theme]
    x, y, width, height = look.facts["picture"]
    assert look.fitted.shape == (2 * height, 2 * width, 3)
    # Overlays and messages lie above and below.
    middle = slice(height // 2, height * 3 // 2)
    same = (look.part([x, y, width, height])[middle] == look.fitted[middle]).all(axis=2)
    assert same.mean() > 0.9


def test_what_is_blown_up_would_be_noticed(looks: dict[str, Look]) -> None:
    look = looks["dark"]
    small = look.image.scaled(
        look.image.size() / 2, mode=Qt.TransformationMode.SmoothTransformation
    )
    for mode in (
        Qt.TransformationMode.FastTransformation,
        Qt.TransformationMode.SmoothTransformation,
    ):
        large = small.scaled(look.image.size(), mode=mode)
        assert steep_steps(pixels_of(large.convertToFormat(look.image.format()))) == 0
