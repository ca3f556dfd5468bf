"""The window in another language: chosen, complete, up to date with the sources."""

from __future__ import annotations

import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QTabWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.application import Desk, build_desk
from app.crash import CrashDialog
from app.jobs.engine import Engine
from app.settings import Settings
from app.translation import LANGUAGES, LOCALES, LanguageKeeper, language_of, translate
from app.widgets.command_palette import CommandPalette
from app.widgets.export_dialog import ExportDialog
from app.widgets.key_editor import KeyEditor
from app.widgets.key_sheet import KeySheet
from resources import resource_path
from scripts import translations


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


# -- every sentence has a translation -----------------------------------------------------------

NAMES = re.compile(
    r"rallymark|match(\.mp4)?|small|cpu|auto|fps|pts|csv|f1|ctrl|shift|alt|tracknetv2|english|python"
    r"|/\S*|file|traceback|esc|del|home|end|ins|tab|return|enter|backspace|space|pgup|pgdown|f\d+",
    re.IGNORECASE,
)
"""What is the same in every language: names, units, keys, paths."""


class Marking(QTranslator):
    """Puts every translated text into brackets."""

    def isEmpty(self) -> bool:
        return False

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        return f"«{text}»"


def plain(text: str) -> str:
    """What of `text` was never handed to the translators, names left out."""
    while "«" in text:
        shorter = re.sub(r"«[^«»]*»", " ", text)
        if shorter == text:
            break
        text = shorter
    found = re.findall(r"[A-Za-z]{3,}", NAMES.sub(" ", text))
    return " ".join(found)


def texts(root: QWidget) -> Iterator[tuple[str, str]]:
    for widget in (root, *root.findChildren(QWidget)):
        kind = type(widget).__name__
        yield kind, widget.toolTip()
        yield kind, widget.accessibleName()
        if isinstance(widget, QLabel | QAbstractButton):
            yield kind, widget.text()
        if isinstance(widget, QLineEdit):
            yield kind, widget.placeholderText()
        if isinstance(widget, QComboBox):
            yield from ((kind, widget.itemText(row)) for row in range(widget.count()))
        if isinstance(widget, QTabWidget):
            yield from ((kind, widget.tabText(page)) for page in range(widget.count()))
        if isinstance(widget, QMenu):
            yield kind, widget.title()
        if isinstance(widget, QDialog):
            yield kind, widget.windowTitle()
    for action in root.findChildren(QAction):
        yield "QAction", action.text()
        yield "QAction", action.toolTip()


@pytest.fixture
def marked(qapp: QApplication) -> Iterator[None]:
    marking = Marking()
    qapp.installTranslator(marking)
    yield
    qapp.removeTranslator(marking)


def test_no_text_of_the_window_misses_the_translators(
    marked: None, labelled: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    settings = labelled.settings
    dialogs = (
        KeyEditor(labelled.actions.keymap, settings, labelled.window),
        KeySheet(labelled.actions, labelled.window),
        CommandPalette(labelled.actions, labelled.window),
        ExportDialog(tmp_path / "file.csv", settings, labelled.window),
        CrashDialog("Traceback", tmp_path / "file.log", labelled.window),
    )
    said_by_the_engine = "The batch is smaller now."
    found = {(kind, text) for kind, text in texts(labelled.window) if plain(text)}
    assert found - {("QLabel", said_by_the_engine)} == set()
    for dialog in dialogs:
        dialog.close()


@pytest.mark.parametrize("locale", sorted(set(LOCALES.values()) - {"en_US"}))
class TestEveryLanguage:
    def test_the_sources_and_the_translations_agree(self, locale: str, tmp_path: Path) -> None:
        """`make translations`, then translate what it says is unfinished."""
        name = f"rallymark_{locale}.ts"
        shipped = resource_path("i18n", name)
        shutil.copy(shipped, tmp_path / name)
        translations.update(tmp_path, locale)
        assert sources(tmp_path / name) == sources(shipped)

    def test_nothing_is_unfinished(self, locale: str) -> None:
        messages = list(ET.parse(resource_path("i18n", f"rallymark_{locale}.ts")).iter("message"))
        assert messages
        for message in messages:
            source, translation = message.findtext("source"), message.find("translation")
            assert translation is not None
            assert translation.text, source
            assert translation.get("type") is None, source
            # What is put in afterwards is there as often as in English.
            fields = re.findall(r"\{[^}]*\}", source or "")
            assert sorted(re.findall(r"\{[^}]*\}", translation.text)) == sorted(fields), source

    def test_what_is_shipped_is_compiled_from_it(self, locale: str, tmp_path: Path) -> None:
        name = f"rallymark_{locale}"
        translations.release(resource_path("i18n", f"{name}.ts"), tmp_path / "fresh.qm")
        shipped = resource_path("i18n", f"{name}.qm").read_bytes()
        assert (tmp_path / "fresh.qm").read_bytes() == shipped

    def test_a_window_that_reads_the_old_texts_keeps_them(
        self, locale: str, tmp_path: Path
    ) -> None:
        target = tmp_path / "texts.qm"
        target.write_bytes(b"old")
        with target.open("rb") as reading:
            translations.release(resource_path("i18n", f"rallymark_{locale}.ts"), target)
            assert reading.read() == b"old"
        assert target.stat().st_size > 3


def sources(path: Path) -> set[tuple[str | None, str | None]]:
    return {
        (context.findtext("name"), message.findtext("source"))
        for context in ET.parse(path).iter("context")
        for message in context.iter("message")
    }


def test_chinese_has_its_own_punctuation() -> None:
    for message in ET.parse(resource_path("i18n", "rallymark_zh_CN.ts")).iter("message"):
        text = message.findtext("translation") or ""
        assert re.search(r"[\u3400-\u9fff][:;,?!]|[:;,?!][\u3400-\u9fff]", text) is None, text


def test_the_window_speaks_chinese(
    qapp: QApplication, settings: Settings, engine: Engine, user_home: Path
) -> None:
    settings.language = "zh"
    desk = build_desk(qapp, settings, engine)
    try:
        assert desk.actions["heatmap"].text() == "热图"
        assert desk.window.menuBar().actions()[0].text() == "文件(&F)"
        assert desk.empty_state.open_button.text() == "打开视频或项目…"
    finally:
        desk.discard()
