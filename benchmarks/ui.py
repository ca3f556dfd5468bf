"""How fast the window is: every figure with its floor, and whether it holds.

    python benchmarks/ui.py [--xvfb] [--runs 720p 1080p long] [--only step seek …] [-o OUT]

Drives the real window with real key and mouse events on generated footage (720p and 1080p, 60
frames per second, a keyframe per 250 frames; and a file of more than two hours made of copies of
it). Times end when the whole window has been painted; beside them stands the CPU time of the
window's thread, which a busy machine changes little. Runs offscreen, or with ``--xvfb`` in an X
server of its own. Prints Markdown and writes ui.json and ui.md to OUT. Exits with 1 where a floor
does not hold and ``--strict`` is given.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.machine import host
from benchmarks.outcome import keep, parser_of

ROOT = Path(__file__).resolve().parent.parent
RUNS = ("720p", "1080p", "long")
PARTS = ("step", "seek", "scrub", "edit", "play", "model", "timeline")
"""What can be measured alone; opening always is."""
LIMIT_S = 900


def measure(run: str, clips: Path, parts: Sequence[str]) -> list[dict[str, Any]]:
    """In a process of its own: one run, its figures as plain values."""
    with tempfile.TemporaryDirectory(prefix="rallymark-ui-") as name:
        folder = Path(name)
        os.environ["RALLYMARK_HOME"] = str(folder / "home")
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
            os.environ[variable] = str(folder / variable)
        from PySide6.QtWidgets import QApplication

        from benchmarks.footage import repeat
        from benchmarks.ui_bench import Bench
        from benchmarks.ui_clips import LONG_MINUTES, make_clip
        from benchmarks.ui_scenarios import long_match, match

        clip = make_clip(clips, "720p" if run == "long" else run)
        if run == "long":
            video = folder / "long.mp4"
            repeat(clip, video, LONG_MINUTES)
        else:
            video = Path(shutil.copy(clip, folder / f"{run}.mp4"))
        app = QApplication(["rallymark"])
        app.setApplicationName("Rallymark")
        bench = Bench(app, folder)
        (long_match if run == "long" else match)(bench, video, parts)
        return [vars(figure) | {"passed": figure.passed} for figure in bench.finish()]


def measure_apart(run: str, clips: Path, parts: Sequence[str], xvfb: bool) -> list[dict[str, Any]]:
    """`measure` in a fresh process, so that memory and caches are this run's alone."""
    command = [sys.executable, __file__, "--measure", run, "--clips", str(clips)]
    command += ["--only", *parts]
    environment = dict(os.environ, PYTHONPATH=str(ROOT))
    if xvfb:
        command = ["xvfb-run", "-a", "-s", "-screen 0 1680x1080x24", *command]
        environment["QT_QPA_PLATFORM"] = "xcb"
    else:
        environment["QT_QPA_PLATFORM"] = "offscreen"
    done = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, timeout=LIMIT_S, check=False
    )
    if done.returncode:
        raise SystemExit(f"ui: the run {run} ended with {done.returncode}")
    figures: list[dict[str, Any]] = json.loads(done.stdout)
    return figures


def machine() -> dict[str, Any]:
    """Where the figures were taken; the load is that before."""
    import av
    import PySide6

    return {**host(), "pyside6": PySide6.__version__, "av": av.__version__}


def number(value: float) -> str:
    """Three digits, or all before the point."""
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def markdown(results: dict[str, list[dict[str, Any]]], where: dict[str, Any], shown: str) -> str:
    """The tables, one per run."""
    taken = (
        f"{where['cpu']}, {where['cores']} cores (load {where['load']} before), {shown}, "
        f"PySide6 {where['pyside6']}, PyAV {where['av']}, {where['taken']}"
    )
    lines = ["# The window", "", taken]
    for run, figures in results.items():
        lines += ["", f"## {run}", "", "| figure | measured | window's CPU | floor | holds |"]
        lines += ["|---|---|---|---|---|"]
        for figure in figures:
            value = f"{number(figure['value'])} {figure['unit']}"
            cpu = "" if figure["cpu"] is None else f"{number(figure['cpu'])} {figure['unit']}"
            sign = "≥" if figure["at_least"] else "≤"
            floor = "" if figure["floor"] is None else f"{sign} {figure['floor']:g}"
            holds = {None: "", True: "yes", False: "**no**"}[figure["passed"]]
            note = f" ({figure['note']})" if figure["note"] else ""
            lines.append(f"| {figure['name']}{note} | {value} | {cpu} | {floor} | {holds} |")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Measure and report."""
    parser = parser_of(__doc__)
    parser.add_argument("--xvfb", action="store_true", help="in an X server of its own (xvfb-run)")
    parser.add_argument("--runs", nargs="+", choices=RUNS, default=RUNS)
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="only these parts")
    parser.add_argument("--strict", action="store_true", help="exit with 1 where a floor fails")
    parser.add_argument(
        "--clips",
        type=Path,
        default=Path(tempfile.gettempdir()) / "rallymark-benchmark-clips",
        help="where the generated clips are kept for the next time",
    )
    parser.add_argument("--measure", choices=RUNS, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        print(
            json.dumps(
                measure(args.measure, args.clips, args.only), default=lambda value: value.item()
            )
        )
        return 0
    if args.xvfb and shutil.which("xvfb-run") is None:
        print("ui: --xvfb needs xvfb-run (Debian and Ubuntu: apt install xvfb)", file=sys.stderr)
        return 2
    # Being stopped must not leave a window behind that measures on.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    where = machine()
    results = {run: measure_apart(run, args.clips, args.only, args.xvfb) for run in args.runs}
    shown = "Xvfb" if args.xvfb else "offscreen"
    text = markdown(results, where, shown)
    print(text)
    name = "ui-xvfb" if args.xvfb else "ui"
    content = {"machine": where, "platform": shown, "runs": results}
    keep(args.out, name, content, text)
    failed = any(figure["passed"] is False for run in results.values() for figure in run)
    return 1 if failed and args.strict else 0


if __name__ == "__main__":
    sys.exit(main())
