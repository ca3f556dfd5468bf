"""What is translated, told without Qt as Qt tells it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTranslator

from app.languages import LANGUAGES, LOCALES, system_language, translation_to
from app.reports.label_report import texts
from resources import resource_path


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_reports_say_the_same_from_the_window_and_from_the_command_line(language: str) -> None:
    qt, translate = QTranslator(), translation_to(language)
    assert qt.load(str(resource_path("i18n", f"rallymark_{LOCALES[language]}.qm")))
    for text in texts():
        assert translate("Report", text) == qt.translate("Report", text)
        assert translate("Report", text) != ""


def test_what_is_not_translated_stays_english() -> None:
    assert translation_to("zh")("Report", "Nobody has said this.") == "Nobody has said this."
    assert translation_to("en")("Report", "Coverage") == "Coverage"


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_TW.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN"}, "zh"),
    ],
)
def test_the_language_of_the_system(
    environment: dict[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert system_language() == language
