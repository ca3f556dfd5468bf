"""Rallymark: the window for no argument, a video or a project; else the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Runs Rallymark with `argv` (default: the process's own) and returns the exit status."""
    # Read when torch is first imported: its waiting threads must not take the cores that the window
    # and the video decoder need.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from app.cli.parser import run

    return run(sys.argv[1:] if argv is None else argv)


if __name__ == "__main__":
    sys.exit(main())
