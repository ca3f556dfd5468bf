"""The window in another language: chosen, complete, up to date with the sources."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.application import Desk, build_desk
from app.jobs.engine import Engine
from app.settings import Settings
from app.translation import LANGUAGES, LOCALES, LanguageKeeper, language_of, translate


@pytest.fixture
def chinese(qapp: QApplication, settings: Settings) -> Iterator[LanguageKeeper]:
    settings.language = "zh"
    keeper = LanguageKeeper(qapp, settings)
    yield keeper
    keeper.remove()
    keeper.deleteLater()


def test_the_system_decides_unless_a_person_does() -> None:
    chinese, german = QLocale("zh_TW"), QLocale("de_DE")
    assert language_of("system", chinese) == "zh"
    assert language_of("system", german) == "en"
    assert language_of("en", chinese) == "en"
    assert language_of("zh", german) == "zh"
    assert set(LANGUAGES) == set(LOCALES) == set(Settings.language.choices) - {"system"}


def test_qt_speaks_the_language_too(chinese: LanguageKeeper) -> None:
    assert translate("QPlatformTheme", "Cancel") == "取消"
    assert QLocale().language() == QLocale.Language.Chinese
    chinese.remove()
    assert translate("QPlatformTheme", "Cancel") == "Cancel"
    assert QLocale().language() != QLocale.Language.Chinese


def test_another_language_asks_for_another_window(desk: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.rebuildRequested):
        desk.actions["language_zh"].trigger()
    assert desk.settings.language == "zh"
    assert desk.actions["language_zh"].isChecked()
    assert not desk.actions["language_system"].isChecked()


def test_a_job_is_not_interrupted_for_it(
    desk: Desk, qtbot: QtBot, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(desk.prelabel), "running", property(lambda _self: True))
    with qtbot.assertNotEmitted(desk.rebuildRequested):
        desk.actions["language_zh"].trigger()
    assert said == ["A job is running. The language changes at the next start."]
    button = desk.message_bar.rows()[0]
    with qtbot.waitSignal(desk.rebuildRequested):
        button.message.actions[0].run()


def test_a_window_leaves_nothing_behind_when_it_is_replaced(
    qapp: QApplication, settings: Settings, engine: Engine, user_home: Path
) -> None:
    settings.language = "zh"
    desk = build_desk(qapp, settings, engine)
    assert translate("QPlatformTheme", "Cancel") == "取消"
    window = desk.window
    desk.discard()
    assert translate("QPlatformTheme", "Cancel") == "Cancel"
    for part in (desk, window):
        with pytest.raises(RuntimeError, match="already deleted"):
            part.objectName()
