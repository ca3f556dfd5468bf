"""Small plots as inline SVG: no library draws these few shapes as plainly, or without scripts.

Every function gives one ``<svg>`` element whose colours are CSS classes of the page, so that it
follows the reader's light or dark scheme. Hovering tells the numbers (``<title>``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from markupsafe import Markup, escape

from annotation.arrays import unbroken
from app.numerals import grouped

WIDTH = 960
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 8, 20, 26


class Series(NamedTuple):
    """Values to stack, the CSS class that colours them, and what they are."""

    css: str
    name: str
    values: npt.NDArray[np.generic]


class Axis(NamedTuple):
    """Ticks as (position 0..1, text)."""

    ticks: tuple[tuple[float, str], ...]
    title: str = ""


def nice_ticks(end: float, about: int = 4) -> tuple[tuple[float, str], ...]:
    """Round numbers from 0 to at most `end`, as (position 0..1, text)."""
    if not end > 0:
        return ((0.0, "0"),)
    rough = end / about
    magnitude = 10.0 ** math.floor(math.log10(rough))
    step = next(m * magnitude for m in (1, 2, 2.5, 5, 10) if m * magnitude >= rough)
    count = int(end / step + 1e-9)
    return tuple((i * step / end, grouped(i * step)) for i in range(count + 1))


def strip(
    shares: npt.NDArray[np.float64], classes: Sequence[str], ticks: Axis, label: str
) -> Markup:
    """Shares over time, stacked: float64 [columns, classes]; what lacks to 1 stays empty."""
    height, plot = 74, 44
    columns = len(shares)
    width = WIDTH / columns
    parts = []
    base = np.zeros(columns)
    for index, css in enumerate(classes):
        top = base + shares[:, index]
        if shares[:, index].any():
            path = _steps(base, top, width, plot)
            parts.append(f'<path class="{escape(css)}" d="{path}"/>')
        base = top
    for position, text in ticks.ticks:
        anchor = "start" if position < 0.02 else "end" if position > 0.98 else "middle"
        parts.append(
            f'<text class="tick" x="{position * WIDTH:.1f}" y="{plot + 18}" '
            f'text-anchor="{anchor}">{escape(text)}</text>'
        )
    return _svg(height, parts, label)


def _steps(
    base: npt.NDArray[np.float64], top: npt.NDArray[np.float64], width: float, plot: float
) -> str:
    """A filled outline of columns between `base` and `top`, 0 at the bottom."""
    points = [(i * width, plot * (1 - v), (i + 1) * width) for i, v in enumerate(top)]
    back = [((i + 1) * width, plot * (1 - v), i * width) for i, v in enumerate(base)][::-1]
    text = [f"M{points[0][0]:.2f} {points[0][1]:.2f}"]
    text += [f"L{x:.2f} {y:.2f}H{end:.2f}" for x, y, end in points]
    text += [f"L{x:.2f} {y:.2f}H{end:.2f}" for x, y, end in back]
    return "".join(text) + "Z"


def histogram(
    series: Sequence[Series],
    ticks: Axis,
    *,
    bins: Sequence[str],
    line: tuple[float, str] | None = None,
    label: str = "",
) -> Markup:
    """Stacked bars. `bins` says what each bar covers; `line` is (position 0..1, text) of a rule."""
    height = 220
    inner, plot = WIDTH - _LEFT - _RIGHT, height - _TOP - _BOTTOM
    counts = np.array([s.values for s in series], np.float64)
    highest = float(counts.sum(axis=0).max()) or 1.0
    bar = inner / counts.shape[1]
    parts = _grid(nice_ticks(highest), inner, plot)
    base = np.zeros(counts.shape[1])
    for index, one in enumerate(series):
        for i, count in enumerate(counts[index]):
            if not count:
                continue
            y = _TOP + plot * (1 - (base[i] + count) / highest)
            tip = f"{bins[i]}: {grouped(int(count))} {one.name}"
            parts.append(
                f'<rect class="{escape(one.css)}" x="{_LEFT + i * bar + 1:.2f}" y="{y:.2f}" '
                f'width="{bar - 2:.2f}" height="{plot * count / highest:.2f}">'
                f"<title>{escape(tip)}</title></rect>"
            )
        base += counts[index]
    parts += _bottom_ticks(ticks, inner, height)
    if line is not None:
        x = _LEFT + line[0] * inner
        anchor, shift = ("end", -6) if line[0] > 0.5 else ("start", 6)
        parts.append(f'<path class="rule" d="M{x:.1f} {_TOP - 14}V{_TOP + plot}"/>')
        parts.append(
            f'<text class="mark" x="{x + shift:.1f}" y="{_TOP - 6}" text-anchor="{anchor}">'
            f"{escape(line[1])}</text>"
        )
    return _svg(height, parts, label)


def band(
    low: npt.NDArray[np.float64], high: npt.NDArray[np.float64], ticks: Axis, label: str = ""
) -> Markup:
    """Two lines over time with what lies between filled; NaN leaves a gap."""
    height = 200
    inner, plot = WIDTH - _LEFT - _RIGHT, height - _TOP - _BOTTOM
    known = high[~np.isnan(high)]
    highest = float(known.max()) if len(known) and known.max() > 0 else 1.0
    step = inner / len(high)
    parts = _grid(nice_ticks(highest), inner, plot)
    for run in _runs(~np.isnan(high)):
        xs = [_LEFT + (i + 0.5) * step for i in run]
        if len(run) == 1:
            xs = [xs[0] - step / 2, xs[0] + step / 2]
            run = [run[0], run[0]]
        ups = [_TOP + plot * (1 - high[i] / highest) for i in run]
        downs = [_TOP + plot * (1 - low[i] / highest) for i in run]
        outline = list(zip(xs, ups, strict=True)) + list(zip(xs, downs, strict=True))[::-1]
        parts.append(f'<path class="band" d="{_polyline(outline)}Z"/>')
        parts.append(f'<path class="line" d="{_polyline(list(zip(xs, downs, strict=True)))}"/>')
    parts += _bottom_ticks(ticks, inner, height)
    return _svg(height, parts, label)


def bars(rows: Sequence[tuple[str, Sequence[Series]]], label: str = "") -> Markup:
    """One horizontal stacked bar per row, each of its own whole."""
    row_height, name_width, number_width = 40, 200, 90
    inner = WIDTH - name_width - number_width
    most = max((sum(float(s.values.sum()) for s in series) for _, series in rows), default=0) or 1
    parts = []
    for number, (name, series) in enumerate(rows):
        y = number * row_height + 6
        total = sum(float(s.values.sum()) for s in series)
        parts.append(
            f'<text class="name" x="0" y="{y + 19}">{escape(name)}</text>'
            f'<rect class="empty" x="{name_width}" y="{y}" width="{inner}" height="28" rx="3"/>'
        )
        x = float(name_width)
        for one in series:
            count = float(one.values.sum())
            width = inner * count / most
            if count:
                parts.append(
                    f'<rect class="{escape(one.css)}" x="{x:.2f}" y="{y}" width="{width:.2f}" '
                    f'height="28"><title>{grouped(int(count))} {escape(one.name)}</title></rect>'
                )
            if width > 34:
                parts.append(
                    f'<text class="inside {escape(one.css)}-ink" x="{x + width / 2:.1f}" '
                    f'y="{y + 19}" text-anchor="middle">{grouped(int(count))}</text>'
                )
            x += width
        parts.append(
            f'<text class="number" x="{WIDTH}" y="{y + 19}" text-anchor="end">'
            f"{grouped(int(total))}</text>"
        )
    return _svg(len(rows) * row_height, parts, label)


def _grid(ticks: Sequence[tuple[float, str]], inner: float, plot: float) -> list[str]:
    parts = []
    for position, text in ticks:
        y = _TOP + plot * (1 - position)
        parts.append(f'<path class="grid" d="M{_LEFT} {y:.1f}h{inner}"/>')
        parts.append(
            f'<text class="tick" x="{_LEFT - 7}" y="{y + 4:.1f}" text-anchor="end">{text}</text>'
        )
    return parts


def _bottom_ticks(axis: Axis, inner: float, height: float) -> list[str]:
    parts = []
    for position, text in axis.ticks:
        parts.append(
            f'<text class="tick" x="{_LEFT + position * inner:.1f}" y="{height - 8}" '
            f'text-anchor="middle">{escape(text)}</text>'
        )
    if axis.title:
        parts.append(
            f'<text class="tick" x="{_LEFT + inner:.1f}" y="{height - 8}" text-anchor="end">'
            f"{escape(axis.title)}</text>"
        )
    return parts


def _polyline(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in points)


def _runs(known: npt.NDArray[np.bool_]) -> list[list[int]]:
    at = np.flatnonzero(known)
    return [at[part].tolist() for part in unbroken(at)]


def _svg(height: float, parts: Sequence[str], label: str) -> Markup:
    return Markup(
        f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(label)}">'
        + "".join(parts)
        + "</svg>"
    )
