"""The rallies of a match beside the picture."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from annotation import edits, review
from annotation.segments import SegmentKind
from app.application import Desk
from app.report_bindings import stretches
from app.theme import LIGHT, MARKS
from tests.gui.test_every_action import do

FRAMES = 200
WAIT = 20_000


@pytest.fixture
def match(
    desk: Desk,
    qtbot: QtBot,
    engine: Any,
    tmp_path: Path,
    make_video: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> Desk:
    """Pre-labelled: the ball flies to and fro in frames 25 to 75, and in frames 130 to 168."""
    # On a smooth path, a low score alone would take a lower bar to be asked about.
    monkeypatch.setattr(review, "COIN_FLIP_AT", review.WORTH_A_LOOK)
    whole = type(engine).answer
    steps = np.zeros(FRAMES)
    steps[25:50], steps[50:75], steps[130:168] = 3.0, -3.0, 3.0
    places = 20 + np.cumsum(steps)

    def answer(frames: np.ndarray) -> Any:
        told = whole(frames)
        peaks = told.candidates.copy()
        peaks[:, 0, 0] = places[frames]
        return dataclasses.replace(told, x=places[frames], candidates=peaks)

    engine.answer = answer
    with qtbot.waitSignal(desk.document.opened, timeout=WAIT):
        desk.open_match.open(make_video(tmp_path / "final.mp4", frames=FRAMES))
    with qtbot.waitSignal(desk.prelabel.finished, timeout=WAIT):
        desk.prelabel.start()
    qtbot.waitUntil(lambda: desk.review.settled and len(desk.rallies) == 2, timeout=WAIT)
    return desk


def texts(desk: Desk) -> list[str]:
    model = desk.rally_panel.model
    return [model.data(model.index(row)) for row in range(model.rowCount())]


def selected(desk: Desk) -> list[int]:
    return [index.row() for index in desk.rally_panel.view.selectedIndexes()]


@pytest.mark.exercises("show_rallies", "next_rally", "previous_rally", "select_rally")
def test_they_are_listed_and_walked_through(match: Desk) -> None:
    panel, playhead = match.rally_panel, match.playhead
    do(match, "show_rallies")
    assert match.window.tabs.currentWidget() is panel
    assert panel.count.text() == "2 rallies"
    first, second = match.rallies.rows()
    assert (first.first, first.last) == pytest.approx((25, 75), abs=3)
    assert "of play in 0:08" in panel.played.whole()
    assert texts(match)[0].startswith("Rally 1, 00:00.9")
    do(match, "first_frame")
    assert selected(match) == []
    assert not match.actions["select_rally"].isEnabled()
    do(match, "next_rally")
    assert playhead.frame == first.first
    assert selected(match) == [0]
    do(match, "next_rally", "next_frame")
    assert playhead.frame == second.first + 1
    assert selected(match) == [1]
    do(match, "previous_rally")
    assert playhead.frame == second.first, "first to where this one begins"
    do(match, "next_rally")
    assert playhead.frame == second.first, "there is none after it"
    assert any("No rally" in row.message.text for row in match.message_bar.rows())
    do(match, "previous_rally", "select_rally")
    assert not any("No rally" in row.message.text for row in match.message_bar.rows())
    assert match.selection.range == (first.first, first.last)
    row = panel.view.visualRect(panel.model.index(1))
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert playhead.frame == second.first
    offered = [(each.first, each.last) for each in stretches(match)]
    assert (second.first, second.last) in offered, "a clip may be of the rally in view"


def test_what_persons_do_shows_in_them(match: Desk, qtbot: QtBot) -> None:
    match.window.show_tab(match.rally_panel)
    first, second = match.rallies.rows()
    assert first.doubts
    assert first.reviewed == 0
    track = match.document.track
    match.document.apply(edits.accept_range(track, first.first, first.last))
    qtbot.waitUntil(lambda: match.review.settled, timeout=WAIT)
    told = match.rallies.rows()
    assert (told[0].reviewed, told[0].doubts) == (1.0, 0)
    assert "no doubts · 100 % reviewed" in texts(match)[0]
    # What is left out is no rally.
    match.selection.set(second.first - 5, second.last + 5)
    match.range_actions.exclude(SegmentKind.REPLAY)
    qtbot.waitUntil(lambda: len(match.rallies) == 1, timeout=WAIT)
    assert match.rally_panel.count.text() == "One rally"
    match.open_match.close()
    assert len(match.rallies) == 0
    assert match.rally_panel.none.text() == "The rallies of a match appear here."


def test_behind_another_tab_they_wait_to_be_looked_at(match: Desk, qtbot: QtBot) -> None:
    panel = match.rally_panel
    match.window.show_tab(panel)
    match.window.show_tab(match.review_panel)
    before = texts(match)
    first, _ = match.rallies.rows()
    match.document.apply(edits.accept_range(match.document.track, first.first, first.last))
    qtbot.waitUntil(lambda: match.review.settled, timeout=WAIT)
    assert texts(match) == before
    match.window.show_tab(panel)
    assert texts(match) != before


def test_where_none_counts_as_a_ball_it_is_pre_labelled_all_the_same(
    match: Desk, qtbot: QtBot
) -> None:
    match.window.show_tab(match.rally_panel)
    match.document.try_threshold(1.0)
    qtbot.waitUntil(lambda: match.review.settled and not len(match.rallies), timeout=WAIT)
    assert "No stretch is long enough" in match.rally_panel.none.text()


def test_where_there_are_none_it_says_why(opened: Desk, qtbot: QtBot) -> None:
    opened.window.show_tab(opened.rally_panel)
    opened.document.try_threshold(0.4)
    opened.rally_panel.refresh()
    assert opened.rally_panel.none.text() == "", "nobody has looked yet"
    assert opened.rally_panel.none.margin(), "it does not touch the edges"
    qtbot.waitUntil(lambda: opened.review.settled, timeout=WAIT)
    assert opened.rally_panel.none.text() == (
        "Pre-label the match (Ctrl+P); its rallies appear here."
    )
    assert opened.actions.obstacle("next_rally") == "No rally is found in this match yet"
    track = opened.document.track
    opened.document.apply(edits.place(track, 5, 30.0, 40.0))
    qtbot.waitUntil(lambda: opened.review.settled, timeout=WAIT)
    assert "No stretch is long enough" in opened.rally_panel.none.text()


@pytest.mark.exercises("export_rallies")
def test_they_can_be_exported(
    match: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "rallies.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(path), ""))
    with qtbot.waitSignal(match.reports.written, timeout=WAIT):
        match.actions["export_rallies"].trigger()
    lines = path.read_text().splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("Rally,FirstFrame")
    assert any("2 rallies" in row.message.text for row in match.message_bar.rows())


def test_a_row_has_a_menu(match: Desk) -> None:
    panel = match.rally_panel
    match.window.show_tab(panel)
    where = panel.view.visualRect(panel.model.index(1)).center()
    panel.view.customContextMenuRequested.emit(where)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert match.actions["select_rally"] in menu.actions()
    assert match.playhead.frame == match.rallies.rows()[1].first
    menu.close()
    panel.view.customContextMenuRequested.emit(QPoint(5, panel.view.height() - 1))
    assert QApplication.activePopupWidget() is None


def test_they_are_tinted_on_the_timeline(match: Desk) -> None:
    lane = match.timeline.lane
    first, second = match.rallies.rows()
    image = lane.grab().toImage()
    ratio = image.width() / lane.width()

    def colour(frame: float) -> int:
        return image.pixel(round(lane.x_of(frame) * ratio), round(11 * ratio))

    between = colour((first.last + second.first) / 2)
    assert colour(first.first + 10) == colour(second.first + 10) != between
    match.open_match.close()
    assert len(lane.rallies) == 0


def test_in_a_low_window_the_rallies_come_first(match: Desk) -> None:
    panel, head = match.rally_panel, match.rally_panel.layout().itemAt(0).widget()
    match.window.show_tab(panel)
    match.window.resize(1200, 900)
    QApplication.processEvents()
    assert panel.played.isVisible()
    match.window.resize(900, 460)
    QApplication.processEvents()
    assert not panel.played.isVisible()
    assert head.height() >= head.sizeHint().height(), "the buttons are not squashed"


def test_the_rally_in_view_is_whole_when_the_tab_comes_to_be_seen(match: Desk) -> None:
    panel = match.rally_panel
    last = len(match.rallies) - 1
    match.playhead.seek(int(match.rallies.found.first[last]) + 1)
    match.window.resize(1000, match.window.minimumHeight())
    match.window.show_tab(panel)
    QApplication.processEvents()
    row = panel.view.visualRect(panel.model.index(last))
    room = panel.view.viewport().rect()
    assert room.height() < 2 * row.height(), "not all rows have room"
    assert room.contains(row)


def test_doubts_are_read_on_a_light_ground(match: Desk) -> None:
    panel = match.rally_panel
    match.window.show_tab(panel)
    match.settings.theme = "light"
    row = panel.view.visualRect(panel.model.index(0))
    image = panel.view.viewport().grab(row).toImage()
    found = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(52)}
    assert LIGHT.warning in found
    assert MARKS.low_confidence not in found


def test_what_no_model_has_looked_at_is_no_time_without_play(match: Desk, qtbot: QtBot) -> None:
    match.window.show_tab(match.rally_panel)
    whole = match.rally_panel.played.whole()
    assert "looked at" not in whole
    project = match.document.project
    with project._file.transaction() as db:
        db.execute("DELETE FROM prediction WHERE first_frame >= 100")
    with qtbot.waitSignal(match.document.opened, timeout=WAIT):
        match.open_match.read_again(project.path)
    qtbot.waitUntil(lambda: match.review.settled and len(match.rallies) == 1, timeout=WAIT)
    assert "of play in 0:04 looked at" in match.rally_panel.played.whole()
