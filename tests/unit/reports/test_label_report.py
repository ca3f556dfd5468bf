"""The page of a label report: complete, self-contained, well formed."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from annotation import edits
from annotation.errors import FormatError
from annotation.rallies import Rallies
from annotation.report import label_report
from annotation.track import BallTrack
from app.reports.label_report import MatchFacts, render, texts, timecode, write_label_report

FACTS = MatchFacts(
    name="final",
    video="final.mp4",
    width=1280,
    height=720,
    fps=25.0,
    frames=500,
    model="v5-small",
    weights_hash="ab" * 32,
)
VOID = {"meta", "link", "br", "img", "hr", "input"}


class Balance(HTMLParser):
    """Every element that is opened is closed in turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def corrected() -> BallTrack:
    track = BallTrack(500)
    x = 100 + np.arange(500.0)
    track.set_predictions(0, x, np.full(500, 300.0), np.linspace(0.3, 1, 500))
    for edit in (
        edits.place(track, 20, 1, 1),
        edits.place(track, 300, 900, 90),
        edits.no_ball(track, 400),
        edits.accept(track, 401),
    ):
        track.put_marks(edit.after)
    return track


def page(track: BallTrack, facts: MatchFacts = FACTS) -> str:
    html = render(facts, label_report(track, (facts.width, facts.height), facts.fps))
    balance = Balance()
    balance.feed(html)
    assert balance.open == []
    return html


def test_the_page_says_what_the_numbers_say() -> None:
    html = page(corrected())
    assert "4 frames checked by a person" in html
    assert "Hardest stretches" in html
    assert "of 4 checked answers were right" in html
    assert html.count("<svg") == 5
    assert "threshold 0.50" in html


def test_a_stretch_nobody_corrected_is_not_said_to_be() -> None:
    report = label_report(corrected(), (1280, 720), 25)
    hard = report.hardest[0]
    for corrected_frames, told in ((1, True), (0, False)):
        rows = (replace(hard, corrected=corrected_frames, doubtful=0, reasons=()),)
        html = render(FACTS, replace(report, hardest=rows))
        assert ("corrected by a person" in html) is told


def test_the_page_needs_nothing_else() -> None:
    html = page(corrected())
    assert not re.search(r"https?:|<script|<link|<img|@import|url\(", html)


def test_a_match_nobody_has_touched_has_a_page() -> None:
    html = page(BallTrack(500), replace(FACTS, model="", weights_hash="", video=""))
    assert "No model has answered" in html
    assert "nan" not in html.lower()


@pytest.mark.parametrize("track", [corrected(), BallTrack(500)], ids=["corrected", "untouched"])
def test_every_word_can_be_translated(track: BallTrack) -> None:
    def marked(_context: str, text: str) -> str:
        return f"«{text}»"

    html = render(FACTS, label_report(track, (1280, 720), 25), marked)
    html = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    labels = re.findall(r'aria-label="(.*?)"', html)
    shown = " ".join((re.sub(r"<[^>]*>", " ", html), *labels))
    while (inner := re.sub(r"«[^«»]*»", " ", shown)) != shown:
        shown = inner
    names = {"final", "final.mp4", "px", "F1"}
    assert set(re.findall(r"[A-Za-z][A-Za-z0-9.]+", shown)) - names == set()
    assert set(texts()) >= {"Coverage", "95 % below", "moved", "filled in"}


def test_names_are_text() -> None:
    html = page(corrected(), replace(FACTS, name="<script>alert(1)</script>"))
    assert "<script" not in html


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (7.46, "0:07.5"), (59.97, "1:00"), (62, "1:02"), (3723, "1:02:03")],
)
def test_times_as_people_write_them(seconds: float, text: str) -> None:
    assert timecode(seconds) == text


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    report = label_report(corrected(), (1280, 720), 25)
    with pytest.raises(FormatError, match="cannot be written"):
        write_label_report(tmp_path / "missing" / "report.html", FACTS, report)


def test_times_are_the_frames_own_where_they_are_known() -> None:
    """A video that slows down: the second half takes three times as long."""
    track = BallTrack(500)
    track.set_predictions(0, np.arange(500.0), np.full(500, 300.0), np.full(500, 0.9))
    put = edits.place(track, 300, 900, 90)
    track.put_marks(put.after)
    times = np.concatenate((np.arange(250) / 25, 10 + np.arange(250) * 3 / 25))
    rough, exact = page(track), page(track, replace(FACTS, times=times))
    assert "<td>0:12</td>" in rough
    assert "<td>0:16</td>" in exact
    assert "mean frame rate" in rough
    assert "mean frame rate" not in exact
    assert "0:39.9" in exact  # how long it is, in the head
    # The tenth second is half way through the frames, and a quarter through the time.
    assert 'x="480.0" y="62" text-anchor="middle">0:10<' in exact


def test_what_is_left_out_is_told_and_not_counted() -> None:
    track = BallTrack(500)
    track.set_predictions(0, np.arange(250.0), np.full(250, 300.0), np.full(250, 0.9))
    left_out = np.arange(500) >= 250
    html = render(FACTS, label_report(track, (1280, 720), 25.0, left_out))
    assert "Left out here and below: 250 frames of replays" in html
    assert "<b>100 %</b><span>of the frames have an answer" in html
    assert "Left out" not in page(track)


def test_nearly_all_is_not_all_and_numbers_come_in_groups() -> None:
    """As everywhere in the window, in text and in charts."""
    track = BallTrack(20_000)
    track.set_predictions(0, np.full(19_999, 5.0), np.full(19_999, 5.0), np.full(19_999, 0.9))
    html = render(replace(FACTS, frames=20_000), label_report(track, (1280, 720), 25.0))
    assert "<b>99.9 %</b>" in html
    assert "100.0 %" not in html
    assert "19\u2009999" in html
    assert "19,999" not in html


def test_rallies_are_listed_with_length_hits_and_what_is_reviewed() -> None:
    track = corrected()
    rallies = Rallies(np.array([20, 300]), np.array([119, 409]), np.array([1234, 0]))
    html = render(FACTS, label_report(track, (1280, 720), 25.0, rallies=rallies))
    table = html.split('<table class="rallies">')[1].split("</table>")[0]
    rows = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in table.split("<tr>")[2:]]
    assert rows == [
        ["1", "0:00.8", "4.0", "1\u2009234", "1.0 %"],
        ["2", "0:12", "4.4", "0", "2.7 %"],
    ]
    assert "rallies" not in page(track).split("</style>")[1]
