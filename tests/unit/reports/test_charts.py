"""Plots are SVG that any reader parses, and say the numbers they show."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from app.reports import charts
from app.reports.charts import Axis, Series

NO_TICKS = Axis(())


def parts(svg: str, tag: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(tag))


@pytest.mark.parametrize(
    ("end", "texts"),
    [
        (200, ["0", "50", "100", "150", "200"]),
        (7, ["0", "2", "4", "6"]),
        (2000, ["0", "500", "1\u2009000", "1\u2009500", "2\u2009000"]),
        (0, ["0"]),
    ],
)
def test_ticks_are_round_numbers(end: float, texts: list[str]) -> None:
    ticks = charts.nice_ticks(end)
    assert [text for _, text in ticks] == texts
    assert all(0 <= position <= 1 for position, _ in ticks)


def test_bars_are_as_high_as_their_counts() -> None:
    svg = charts.histogram(
        [Series("a", "apples", np.array([2, 0])), Series("b", "pears", np.array([2, 8]))],
        NO_TICKS,
        bins=["first", "second"],
    )
    bars = parts(svg, "rect")
    heights = [float(bar.get("height", "0")) for bar in bars]
    assert heights[1] == pytest.approx(heights[0])
    assert heights[2] == pytest.approx(4 * heights[0])
    assert [bar[0].text for bar in bars] == ["first: 2 apples", "first: 2 pears", "second: 8 pears"]


def test_nothing_to_show_is_no_fault() -> None:
    empty = np.zeros(5)
    gaps = np.full(5, np.nan)
    for svg in (
        charts.histogram([Series("a", "a", empty)], NO_TICKS, bins=["x"] * 5),
        charts.band(gaps, gaps, NO_TICKS),
        charts.bars([]),
        charts.strip(np.zeros((1, 1)), ["a"], NO_TICKS, "nobody"),
    ):
        assert not [p for p in parts(svg, "rect") if float(p.get("width", "1")) <= 0]


def test_a_gap_parts_the_line_and_a_lone_value_is_seen() -> None:
    values = np.array([1.0, 2.0, np.nan, 3.0, np.nan])
    svg = charts.band(values, values, NO_TICKS)
    lines = [path for path in parts(svg, "path") if path.get("class") == "line"]
    assert len(lines) == 2
    lone = lines[1].get("d", "")
    start, end = (float(point.split()[0]) for point in lone.removeprefix("M").split("L"))
    assert end > start


def test_names_cannot_break_out_of_the_page() -> None:
    svg = charts.bars([("<script>", [Series("a", "<b>", np.array([3]))])], "<i>")
    assert "<script>" not in svg
    assert parts(svg, "title")[0].text == "3 <b>"
