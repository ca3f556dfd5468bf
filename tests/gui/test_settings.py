from __future__ import annotations

from pathlib import Path

import pytest

from app.settings import RECENT_LIMIT, Settings

EXAMPLES = {bool: True, int: 7, float: 0.25, str: "x", bytes: b"\x00\xff", list: ["/a", "/b"]}


@pytest.mark.parametrize("name", list(Settings.declared()))
def test_every_setting_survives_a_restart(name: str, tmp_path: Path) -> None:
    declared = Settings.declared()[name]
    value = declared.choices[-1] if declared.choices else EXAMPLES[type(declared.default)]
    if value == declared.default:
        value = not value
    path = tmp_path / "settings.ini"
    settings = Settings(path)
    assert getattr(settings, name) == declared.default
    setattr(settings, name, value)
    settings.store.sync()
    again = Settings(path)
    assert getattr(again, name) == value
    assert type(getattr(again, name)) is type(declared.default)


@pytest.mark.parametrize(
    ("name", "stored"),
    [("trail_length", "banana"), ("trail_length", "100000"), ("theme", "pink"), ("device", "")],
)
def test_a_damaged_value_reads_as_the_default(name: str, stored: str, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.ini")
    declared = Settings.declared()[name]
    settings.store.setValue(declared.key, stored)
    assert getattr(settings, name) == declared.default


def test_changes_are_said_once(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.ini")
    seen: list[str] = []
    settings.changed.connect(seen.append)
    settings.theme = "light"
    settings.theme = "light"
    assert seen == ["theme"]


def test_a_value_out_of_bounds_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="opacity"):
        Settings(tmp_path / "settings.ini").heatmap_opacity = 1.5


def test_recent_files_are_few_and_the_latest_is_first(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.ini")
    paths = [tmp_path / f"{number}.rally" for number in range(RECENT_LIMIT + 3)]
    for path in [*paths, paths[5]]:
        settings.remember_file(path)
    assert settings.recent[0] == str(paths[5])
    assert len(settings.recent) == len(set(settings.recent)) == RECENT_LIMIT
    settings.forget_file(paths[5])
    assert str(paths[5]) not in settings.recent
    assert settings.last_folder == str(tmp_path)
