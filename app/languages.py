"""Which languages there are, and what a text is in one of them, for programs without Qt.

The window's translators are Qt's (app/translation.py); both read what is translated in
resources/i18n.
"""

from __future__ import annotations

import locale
import os
from collections.abc import Callable

LANGUAGES = {"en": "English", "zh": "中文"}
"""Code and own name of every language there is; the own name is what its readers look for."""
LOCALES = {"en": "en_US", "zh": "zh_CN"}

Translate = Callable[[str, str], str]
"""(context, English text) → the text in another language."""


def english(_context: str, text: str) -> str:
    """The language of the sources."""
    return text


def system_language() -> str:
    """The code of the language the system is set to, English where there is none for it."""
    wanted = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    # Only Windows, and a macOS without these, are to be asked.
    name = next(filter(None, wanted), None) or locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"


def translation_to(language: str) -> Translate:
    """What translates to the language of that code; English stands for what is not translated."""
    if language == "en":
        return english
    from xml.etree import ElementTree

    from resources import resource_text

    known: dict[tuple[str, str], str] = {}
    page = ElementTree.fromstring(resource_text("i18n", f"rallymark_{LOCALES[language]}.ts"))
    for context in page.iter("context"):
        for message in context.iter("message"):
            source, text = message.findtext("source", ""), message.findtext("translation", "")
            if text:
                known[context.findtext("name", ""), source] = text
    return lambda context, text: known.get((context, text), text)
