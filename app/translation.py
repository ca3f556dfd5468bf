"""The language of the window: which there are, which is wanted, and its translators.

English stands in the sources. A class derived from QObject translates with ``self.tr("…")``,
everything else with ``translate("Context", "…")``; values are put in afterwards with str.format.
Tables that are translated where they are shown mark their strings with QT_TRANSLATE_NOOP. Sentences
of the Qt-free engines are recognised by their pattern (app/engine_sentences.py).
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtWidgets import QApplication

from app.languages import LANGUAGES, LOCALES
from app.settings import Settings
from resources import resource_path

translate = QCoreApplication.translate


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:
    """Mark `text` of a table for the translators; Qt's own is not typed."""
    del context
    return text


HAN_FONTS = ("Microsoft YaHei UI", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC")
"""Named, because the fallback of a system may have the Japanese forms of the characters."""


def language_of(choice: str, system: QLocale) -> str:
    """The code of the language to show for a choice ("system" or a code)."""
    if choice in LANGUAGES:
        return choice
    return "zh" if system.language() == QLocale.Language.Chinese else "en"


class LanguageKeeper(QObject):
    """Installs the translators of the language the settings ask for.

    Widgets take their texts when they are made, so another language needs another window.
    """

    def __init__(self, app: QApplication, settings: Settings) -> None:
        super().__init__(app)
        self._app = app
        self._settings = settings
        self._translators: list[QTranslator] = []
        self._families = app.font().families()
        self._locale = QLocale()
        self.language = "en"
        self.apply()

    def apply(self) -> None:
        """Translate what is built from now on."""
        self.remove()
        self.language = language_of(self._settings.language, QLocale.system())
        if self.language == "en":
            return
        locale = LOCALES[self.language]
        QLocale.setDefault(QLocale(locale))
        qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        for file in (qt / f"qtbase_{locale}.qm", resource_path("i18n", f"rallymark_{locale}.qm")):
            translator = QTranslator(self)
            if translator.load(str(file)):
                self._app.installTranslator(translator)
                self._translators.append(translator)
        font = self._app.font()
        font.setFamilies([*self._families, *HAN_FONTS])
        self._app.setFont(font)

    def remove(self) -> None:
        """Back to the language of the sources."""
        for translator in self._translators:
            self._app.removeTranslator(translator)
        if self._translators:
            font = self._app.font()
            font.setFamilies(self._families)
            self._app.setFont(font)
            QLocale.setDefault(self._locale)
        self._translators.clear()
