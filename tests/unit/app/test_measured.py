"""What the weights that ship reach: known of these files alone, and as the README says."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.jobs.engine import TorchEngine
from app.jobs.measured import Measured, measured_of
from app.widgets.weights_words import HELD_OUT
from tracker.model.verifier import shipped_verifier
from tracker.model.weights import available_weights
from tracker.model.weights_file import weights_hash

COLUMNS = ("v5-small", "accurate", "v5", "v5-small+v5")


@pytest.fixture
def measured(user_home: Path) -> dict[str, Measured | None]:
    return {each.key: each.measured for each in TorchEngine().weights()}


def rows(readme: str) -> dict[str, list[float]]:
    """The figures of the README's table, by what was held out; by its first words, too."""
    found: dict[str, list[float]] = {}
    for line in readme.splitlines():
        name, *cells = (cell.strip() for cell in line.strip("|").split("|"))
        if len(cells) == 5 and cells[0].isdecimal():
            found[name] = [float(cell) for cell in cells]
            found.setdefault(name.split(",")[0], found[name])
    return found


def test_the_menu_and_the_readme_say_the_same(
    measured: dict[str, Measured | None], project_root: Path
) -> None:
    table = rows((project_root / "README.md").read_text(encoding="utf-8"))
    assert set(HELD_OUT) <= set(table)
    assert set(measured) == {"v5-small", "v5", "v5-small+v5"}
    small = measured["v5-small"]
    assert small is not None
    for name, known in measured.items():
        assert known is not None, f"{name} ships and was not measured with the verifier that ships"
        at = 1 + COLUMNS.index(name)
        for sport in HELD_OUT:
            frames = table[sport][0]
            assert (known.frames[sport], known.f1[sport]) == (frames, table[sport][at])
            assert small.accurate[sport] == table[sport][1 + COLUMNS.index("accurate")]
        assert known.best_peaks == table["badminton, each frame's best peak alone"][at]
        assert known.without_verifier == table["badminton, without the verifier"][at]


def test_of_other_files_nothing_is_known() -> None:
    (small,) = [info for info in available_weights() if info.name == "v5-small"]
    assert measured_of(small.sha256, weights_hash(shipped_verifier())) is not None
    assert measured_of(small.sha256, "another") is None
    assert measured_of("another", weights_hash(shipped_verifier())) is None
