"""How F1 grows with actions, drawn as an SVG."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 60, 200, 44, 48
LOWEST = 0.7
COLOURS = ("#0b6bcb", "#8a8a8a", "#c2571a", "#e0a458", "#6b4fa0", "#2e7d32")
DASHES = ("", "2 3", "", "6 3", "8 3 2 3", "1 4")
"""Told apart by more than colour."""


def as_svg(title: str, frames: int, curves: dict[str, Sequence[tuple[int, float]]]) -> str:
    """Curves of (actions, F1) over ``frames`` frames; the abscissa is actions per 100 frames."""

    def x(per_hundred: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * min(per_hundred, 100.0) / 100.0

    def y(f1: float) -> float:
        share = (f1 - LOWEST) / (1.0 - LOWEST)
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share

    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">'
    )
    parts = [
        head,
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="24" font-size="15">{escape(title)}: F1 after so many actions</text>',
    ]
    for f1 in (0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.985, 1.0):
        strong = f1 == 0.985
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(f1):.1f}" y2="{y(f1):.1f}" '
            f'stroke="{"#333" if strong else "#ddd"}" stroke-width="{1 if strong else 0.7}"/>'
            f'<text x="{LEFT - 8}" y="{y(f1) + 4:.1f}" text-anchor="end">{f1:g}</text>'
        )
    for per_hundred in range(0, 101, 10):
        parts.append(
            f'<text x="{x(per_hundred):.1f}" y="{HEIGHT - BOTTOM + 18}" '
            f'text-anchor="middle">{per_hundred}</text>'
        )
    middle = (LEFT + WIDTH - RIGHT) / 2
    parts.append(
        f'<text x="{middle}" y="{HEIGHT - 10}" text-anchor="middle">actions per 100 frames</text>'
    )
    styles = zip(curves.items(), COLOURS, DASHES, strict=False)
    for row, ((name, curve), colour, dash) in enumerate(styles):
        seen = [(actions, f1) for actions, f1 in curve if f1 >= LOWEST]
        points = " ".join(f"{x(100 * actions / frames):.1f},{y(f1):.1f}" for actions, f1 in seen)
        stroke = f'stroke="{colour}" stroke-width="{2.5 if row == 0 else 1.6}"'
        stroke += f' stroke-dasharray="{dash}"' if dash else ""
        level = TOP + 20 * row
        parts.append(
            f'<polyline points="{points}" fill="none" {stroke}/>'
            f'<line x1="{WIDTH - RIGHT + 14}" x2="{WIDTH - RIGHT + 44}" y1="{level}" '
            f'y2="{level}" {stroke}/>'
            f'<text x="{WIDTH - RIGHT + 52}" y="{level + 4}">{escape(name)}</text>'
        )
    return "\n".join([*parts, "</svg>", ""])
