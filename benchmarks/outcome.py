"""What every benchmark asks for, and how it leaves its figures."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any


def parser_of(documentation: str | None, out: str = "benchmark-results") -> argparse.ArgumentParser:
    """A parser that a program's documentation, its first line, describes; it knows ``--out``."""
    parser = argparse.ArgumentParser(description=(documentation or "").partition("\n")[0])
    parser.add_argument("-o", "--out", type=Path, default=Path(out), help="folder for the figures")
    return parser


def keep(out: Path, name: str, figures: Any, text: str = "") -> None:
    """Write figures, JSON-ready, to NAME.json in the folder ``out``, which is made, and what tells
    of them, where there is any, to NAME.md. ``OSError`` where that cannot be."""
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{name}.json").write_text(json.dumps(figures, indent=1), encoding="utf-8")
    if text:
        (out / f"{name}.md").write_text(text, encoding="utf-8")
