"""Bring resources/i18n up to date: collect the strings (`update`) or compile them (`release`).

Usage: python scripts/translations.py update|release

The strings stand in the sources of the window, and in tables of the Qt-free packages and of the
actions; the tables are handed to lupdate as a source file of its own, so that an action or a reason
that is added needs no marking.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
I18N = ROOT / "resources" / "i18n"
LOCALES = ("zh_CN",)


def tables() -> Iterator[tuple[str, str]]:
    """(context, English text) of every string that stands in a table."""
    from annotation.review import REASONS
    from app.action_table import ACTIONS, MENUS, OBSTACLES
    from app.engine_sentences import DONE, PATTERNS, WORDS
    from app.reports.label_report import texts as report_texts

    for spec in ACTIONS:
        texts = (spec.text, spec.hint, spec.short, spec.choice, spec.submenu)
        yield from (("Actions", text) for text in texts if text)
    yield from (("Actions", menu) for menu in MENUS)
    yield from (("Actions", text) for text in (*OBSTACLES.values(), "Not possible now"))
    yield from (("Reasons", reason) for reason in REASONS)
    yield from (("Engine", text) for text in (*PATTERNS, *DONE.values(), *WORDS))
    yield from (("Report", text) for text in report_texts())


def update(target: Path, locale: str) -> None:
    """Write the strings of the sources to ``rallymark_<locale>.ts`` in the folder `target`.

    Translations in a file that is there are kept; strings that are gone from the sources go.
    """
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "tables.py"
        lines = dict.fromkeys(f"QT_TRANSLATE_NOOP({c!r}, {text!r})" for c, text in tables())
        table.write_text("\n".join(lines) + "\n", encoding="utf-8")
        sources = sorted(str(path) for path in (ROOT / "app").rglob("*.py"))
        _tool(
            "lupdate", "-no-obsolete", "-locations", "none", "-silent", "-sort-messages",
            "-disable-heuristic", "similartext",
            *sources, str(table), "-target-language", locale,
            "-ts", str(target / f"rallymark_{locale}.ts"),
        )  # fmt: skip


def release(source: Path, target: Path) -> None:
    """Compile the .ts file `source` to the .qm file `target`.

    It is put in the place of the old one whole: Qt maps the file into memory, and a window that is
    open would read texts out of one that is being written.
    """
    from annotation.unfinished import unfinished

    with unfinished(target) as new:
        _tool("lrelease", "-silent", str(source), "-qm", str(new))


def _tool(name: str, *arguments: str) -> None:
    command = Path(sys.executable).with_name(f"pyside6-{name}")
    subprocess.run([str(command), *arguments], check=True)


def main() -> int:
    """Run what the command line asks for."""
    sys.path.insert(0, str(ROOT))
    if sys.argv[1:] not in (["update"], ["release"]):
        print(__doc__, file=sys.stderr)
        return 2
    for locale in LOCALES:
        if sys.argv[1] == "update":
            update(I18N, locale)
        else:
            name = f"rallymark_{locale}"
            release(I18N / f"{name}.ts", I18N / f"{name}.qm")
    return 0


if __name__ == "__main__":
    sys.exit(main())
