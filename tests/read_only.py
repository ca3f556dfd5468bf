"""Places that may only be read."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

on_posix = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX rights")


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nobody may write into `folder` or its files; root, as tests may run, is nobody meanwhile."""
    for path in folder.iterdir():
        path.chmod(0o444)
    folder.chmod(0o555)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        assert not os.access(folder, os.W_OK, effective_ids=True)
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)
