"""Files that ship with the program: icons, style, demo rally, weights and their cards."""

from __future__ import annotations

import atexit
from contextlib import ExitStack
from functools import cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path

_opened = ExitStack()
atexit.register(_opened.close)


def resource(*parts: str) -> Traversable:
    """The resource at `parts`, for example `resource("icons", "play.svg")`."""
    return files(__name__).joinpath(*parts)


def resource_text(*parts: str) -> str:
    """The text of a resource (UTF-8)."""
    return resource(*parts).read_text(encoding="utf-8")


@cache
def resource_path(*parts: str) -> Path:
    """A real file or folder holding the resource, for libraries that need a path."""
    return _opened.enter_context(as_file(resource(*parts)))
