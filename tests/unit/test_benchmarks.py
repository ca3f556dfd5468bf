"""Benchmarks run the engine as the program does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

WATCHED = """
import os, sys

class Watch:
    def find_spec(self, name, *_):
        if name == "torch":
            print(os.environ.get("OMP_WAIT_POLICY"))

sys.meta_path.insert(0, Watch())
import benchmarks.{name}, torch
"""


@pytest.mark.parametrize("name", ["throughput", "gpu", "memory"])
def test_torch_learns_how_its_threads_wait_before_it_is_imported(
    name: str, project_root: Path
) -> None:
    said = subprocess.run(
        [sys.executable, "-c", WATCHED.format(name=name)],
        cwd=project_root,
        env={key: value for key, value in os.environ.items() if key != "OMP_WAIT_POLICY"},
        check=True,
        capture_output=True,
        text=True,
    )
    assert said.stdout.split() == ["PASSIVE"]
