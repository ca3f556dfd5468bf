"""Numbers as people read them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from app.numerals import grouped, percent, singular


def test_long_numbers_come_in_groups() -> None:
    assert [grouped(n) for n in (0, 999, 323974)] == ["0", "999", "323\u2009974"]


def test_some_is_never_none_and_nearly_all_never_all() -> None:
    shares = (0.0, 0.0001, 0.333, 0.9999, 1.0)
    assert [percent(share) for share in shares] == ["0 %", "0.1 %", "33.3 %", "99.9 %", "100 %"]


def test_one_is_no_plural() -> None:
    assert singular("1 frames in 1.1 s (21.1 frames/s)") == "1 frame in 1.1 s (21.1 frames/s)"
    assert singular("1 frames to learn from, 11 steps") == "1 frame to learn from, 11 steps"
    assert singular("1 of 12 frames") == "1 of 12 frames"


def test_the_window_groups_the_digits_of_all_numbers_of_frames(project_root: Path) -> None:
    """Where a text says "{count} frames" or "frame {number}", what fills that is grouped."""
    paths = [path for path in (project_root / "app").rglob("*.py") if path.parent.name != "cli"]
    plain = [f"{path.name}: {fault}" for path in paths for fault in ungrouped(path)]
    assert plain == []
    texts = [path for path in paths if numbers_in(ast.parse(path.read_text("utf-8")))]
    assert len(texts) > 20


_OF_FRAMES = re.compile(
    r"\{([a-z]+)\}(?: of \{([a-z]+)\})?(?: more| doubtful)? frames"
    r"|[Ff]rames? \{(\w+)\}(?:(?:–| to )\{(\w+)\})?"
)


def numbers_in(tree: ast.AST) -> set[str]:
    """The fields of a module's texts that hold numbers of frames."""
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    found = [
        match for text in texts if isinstance(text, str) for match in _OF_FRAMES.finditer(text)
    ]
    return {name for match in found for name in match.groups() if name is not None}


def ungrouped(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text("utf-8"))
    numbers = numbers_in(tree)
    for node in ast.walk(tree):
        called = node.func if isinstance(node, ast.Call) else None
        if not isinstance(called, ast.Attribute) or called.attr != "format":
            continue
        for keyword in node.keywords:
            value = ast.unparse(keyword.value)
            if keyword.arg in numbers and not re.fullmatch(r"grouped\(.*\)|1", value):
                yield f"{keyword.arg}={value}"
