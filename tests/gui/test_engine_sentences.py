"""Sentences of the engines, said in the language of the window."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

import annotation
from app.engine_sentences import PATTERNS, expression, in_language
from app.messages import Messages
from app.settings import Settings
from app.translation import LanguageKeeper

ROOT = Path(annotation.__file__).parent.parent
FIELD = "\0"


@pytest.fixture
def chinese(qapp: QApplication, settings: Settings) -> Iterator[None]:
    settings.language = "zh"
    keeper = LanguageKeeper(qapp, settings)
    yield
    keeper.remove()
    keeper.deleteLater()


def written(node: ast.AST) -> str | None:
    """A string of the sources, its fields replaced by one sign."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else FIELD for part in node.values)
        return "".join(str(part) for part in parts)
    return None


def test_every_pattern_is_written_by_an_engine() -> None:
    found = set()
    for package in ("annotation", "tracker"):
        for path in (ROOT / package).rglob("*.py"):
            found |= {written(node) for node in ast.walk(ast.parse(path.read_text("utf-8")))}
    plain = {re.sub(r"\{\w+\}", FIELD, pattern): pattern for pattern in PATTERNS}
    assert {pattern for text, pattern in plain.items() if text not in found} == set()


def test_fields_keep_what_stands_in_them(chinese: None) -> None:
    said = in_language("Frame 12 has 3 peaks, so there is no number 4.")
    assert said == "第 12 帧只有 3 个峰值，没有第 4 个。"
    assert in_language("There is no project at /a b/c.d.rally.") == "/a b/c.d.rally 处没有项目。"
    assert in_language("Frame 3 is already verified: nothing to accept.") == (
        "第 3 帧已是“已确认”：无需接受。"
    )


def test_the_name_of_an_edit_may_end_a_sentence(chinese: None) -> None:
    assert in_language("Accept 12 frames") == "接受 12 帧"
    assert in_language("Accept 12 frames.") == "接受 12 帧。"


def test_what_is_not_known_stays(chinese: None) -> None:
    for text in ("The moon is full.", "", "热图。", "Frame 3"):
        assert in_language(text) == text


def test_english_stays_english(qapp: QApplication) -> None:
    for pattern in PATTERNS:
        assert re.fullmatch(expression(pattern), pattern.replace("{", "").replace("}", ""))
        assert in_language(pattern) == pattern


def test_messages_are_said_in_the_language(chinese: None, qapp: QApplication) -> None:
    messages = Messages()
    said: list[str] = []
    messages.posted.connect(lambda message: said.append(message.text))
    messages.error("There is too little free memory for the model.")
    assert said == ["可用内存不足以运行模型。"]
