"""Sentences of the engines, said in the language of the window."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

import annotation
from app.engine_sentences import DONE, PATTERNS, done, expression, in_language
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


def named(node: ast.AST) -> str:
    """What is called or assigned to, by its plain name."""
    if isinstance(node, ast.Call):
        return getattr(node.func, "id", "")
    targets = node.targets if isinstance(node, ast.Assign) else [node]
    return getattr(targets[0], "id", "")


def choices(node: ast.AST) -> Iterator[str]:
    """The strings that an argument may be."""
    text = written(node)
    if text is not None:
        yield text
    elif isinstance(node, ast.IfExp):
        yield from (*choices(node.body), *choices(node.orelse))
    elif isinstance(node, ast.Dict):
        for value in node.values:
            yield from choices(value)


SAYING = {
    *("EditError", "Notice", "TrainNotice"),
    *("TrackEdit", "SegmentEdit", "EventEdit", "JointEdit", "_edit", "_set"),
}


def said_in(tree: ast.AST) -> Iterator[str]:
    """Names of edits, reasons against them, and notices."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and named(node) in SAYING:
            for argument in node.args:
                yield from choices(argument)
        elif isinstance(node, ast.Assign) and named(node) in ("label", "_LABELS"):
            yield from choices(node.value)


def test_what_is_said_at_work_has_a_pattern() -> None:
    plain = {re.sub(r"\{\w+\}", FIELD, pattern) for pattern in PATTERNS}
    found = set()
    for folder in ("annotation", "tracker/inference", "tracker/training"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.name != "pack.py":  # A file's name is a label there.
                found |= set(said_in(ast.parse(path.read_text("utf-8"))))
    assert len(found) > 30
    assert found - plain == set()


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
    assert in_language("Accept arc of 12 frames.") == "接受 12 帧的整条弧线。"
    assert in_language("Exclude 30 frames.") == "排除 30 帧。"


def test_what_was_done_is_no_order(chinese: None) -> None:
    assert done("Accept 12 frames") == "已接受 12 帧。"
    assert done("Accept arc of 12 frames") == "已接受整段飞行的 12 帧。"
    assert done("No ball in 3 frames") == "3 帧设为无球。"


def test_every_edit_that_is_told_of_is_a_known_one(qapp: QApplication) -> None:
    assert set(DONE) <= set(PATTERNS)
    assert done("Accept 1 frames") == "1 frame accepted."
    assert done("Exclude 12 frames") == "12 frames left out."
    assert done("No ball in 3 frames") == "No ball in 3 frames."


def test_fields_in_words_are_translated(chinese: None) -> None:
    said = in_language("The GPU ran out of memory: going on with 1 window at a time.")
    assert said == "GPU 内存不足：改为每次处理 1 个窗口。"


def test_long_numbers_are_grouped(qapp: QApplication) -> None:
    assert done("Exclude 1621 frames") == "1\u2009621 frames left out."
    assert in_language("Accept 1621 frames") == "Accept 1\u2009621 frames"
    assert in_language("Frame 1621 has 1 peaks, so there is no number 2.") == (
        "Frame 1\u2009621 has 1 peak, so there is no number 2."
    )
    for name in ("frame 1621.mp4", "1621 frames.mp4"):
        assert in_language(f"{name} holds no video.") == f"{name} holds no video."
        assert in_language(f"Frame 2000 of {name} cannot be decoded.") == (
            f"Frame 2\u2009000 of {name} cannot be decoded."
        )


def test_long_numbers_are_grouped_in_chinese(chinese: None) -> None:
    assert done("Exclude 1621 frames") == "已排除 1\u2009621 帧。"
    assert in_language("Accept 1621 frames.") == "接受 1\u2009621 帧。"


OTHER = (
    "The project m.rally belongs to another video: its video has 40000 frames of 1280×720 "
    "(1333.3 s), this one has 30 frames of 640×360 (1.0 s)."
)
ALIKE = (
    "The project m.rally belongs to another video: both have 4000 frames of 1280×720 (133.3 s), "
    "but the content of the files differs (123456 and 123457 bytes)."
)


def test_clauses_are_said_in_the_language_as_well(chinese: None) -> None:
    """They stood in English in a Chinese sentence."""
    assert in_language(OTHER) == (
        "项目 m.rally 属于另一个视频：它的视频有 40\u2009000 帧，1280×720（1333.3 秒），"
        "此视频有 30 帧，640×360（1.0 秒）。"
    )
    assert in_language(ALIKE) == (
        "项目 m.rally 属于另一个视频：两者都有 4\u2009000 帧，1280×720（133.3 秒），"
        "但文件内容不同（123456 与 123457 字节）。"
    )


def test_long_numbers_in_clauses_are_grouped(qapp: QApplication) -> None:
    assert in_language(OTHER) == OTHER.replace("40000", "40\u2009000")
    assert in_language(ALIKE) == ALIKE.replace("4000 ", "4\u2009000 ")


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


def test_one_is_no_plural() -> None:
    assert in_language("Accept 1 frames.") == "Accept 1 frame."
    assert in_language("Clear 1 marks") == "Clear 1 mark"
    assert in_language("Accept 11 frames.") == "Accept 11 frames."
    sentence = "Frame 3 has {}, so there is no number 2."
    assert in_language(sentence.format("1 peaks")) == sentence.format("1 peak")
