"""Torch comes in without stopping the other threads to look for garbage."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import gc, sys
from app.jobs.torch_loader import import_torch

looked = []
gc.callbacks.append(lambda phase, info: looked.append((phase, "torch" in sys.modules)))
import_torch()
assert "torch" in sys.modules
assert not [phase for phase, importing in looked if importing], looked
assert gc.isenabled()
objects = gc.get_freeze_count()
assert objects > 50_000, objects
import_torch()
assert gc.get_freeze_count() == objects
"""


def test_torch_is_imported_without_looking_for_garbage(project_root: Path) -> None:
    subprocess.run([sys.executable, "-c", PROGRAM], cwd=project_root, check=True)
