"""Rallymark: the window for no argument, a video or a project; else the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Runs Rallymark with `argv` (default: the process's own) and returns the exit status."""
    from app.cli.parser import run

    return run(sys.argv[1:] if argv is None else argv)


if __name__ == "__main__":
    sys.exit(main())
