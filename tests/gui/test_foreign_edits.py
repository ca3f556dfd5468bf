"""What is written from a window says so where another window has changed the project."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from annotation import edits
from annotation.event_edits import decide
from annotation.events import Event
from annotation.project import Project
from annotation.segments import SegmentKind, exclude
from app.application import Desk
from app.workflows.exchange import ExportOrder

WAIT = 20_000


def change_elsewhere(desk: Desk, what: str) -> None:
    document = desk.document
    with Project.open(document.project.path) as other:
        if what == "mark":
            other.apply(edits.no_ball(other.load_track(), 2))
        elif what == "segment":
            count = document.frame_count
            other.apply(exclude(other.segments(), 3, 9, count, SegmentKind.REPLAY))
        else:
            other.apply(decide(other.event_decisions(), 4, Event.BOUNCE))


@pytest.mark.parametrize("what", ["mark", "segment", "event"])
def test_an_export_that_lacks_anothers_edits_says_so(
    opened: Desk, qtbot: QtBot, tmp_path: Path, what: str
) -> None:
    order = ExportOrder(tmp_path / "all.csv", "rallymark", "all")
    change_elsewhere(opened, what)
    with qtbot.waitSignal(opened.document.overtaken, timeout=WAIT) as signal:
        opened.exchange.export(order)
    assert "all.csv lacks what another window changed" in signal.args[0]
    row = next(row for row in opened.message_bar.rows() if row.message.text == signal.args[0])
    with qtbot.waitSignal(opened.document.opened, timeout=WAIT):
        row.findChild(QPushButton).click()
    assert tells_nothing(opened, qtbot, order)


def test_a_report_that_lacks_them_says_so(opened: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    change_elsewhere(opened, "mark")
    with qtbot.waitSignal(opened.document.overtaken, timeout=WAIT) as signal:
        opened.reports.report(tmp_path / "report.html")
    assert "report.html lacks" in signal.args[0]


def test_ones_own_edits_are_no_reason(labelled: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    labelled.correct.place(12.0, 60.0)
    labelled.selection.set(10, 20)
    labelled.range_actions.no_ball()
    order = ExportOrder(tmp_path / "all.csv", "rallymark", "all")
    assert tells_nothing(labelled, qtbot, order)
    # One that is made while it is being looked.
    labelled.exchange.exported.connect(lambda _path: labelled.correct.no_ball())
    assert tells_nothing(labelled, qtbot, order)


def tells_nothing(desk: Desk, qtbot: QtBot, order: ExportOrder) -> bool:
    told: list[str] = []
    desk.document.overtaken.connect(told.append)
    with qtbot.waitSignal(desk.exchange.exported, timeout=WAIT):
        desk.exchange.export(order)
    desk.foreign_edits.shut_down()
    qtbot.wait(50)
    return not told


@pytest.mark.parametrize("what", ["mark", "segment", "event", "many marks"])
def test_an_edit_that_collides_offers_to_read_the_project_again(
    opened: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """Whatever is edited, and however many frames."""
    document = opened.document
    change_elsewhere(opened, what.split()[-1].removesuffix("s"))
    before = document.undo_stack.count()
    with qtbot.waitSignal(document.overtaken, timeout=WAIT):
        if what == "segment":
            opened.selection.set(5, 20)
            opened.range_actions.exclude(SegmentKind.BREAK)
        elif what == "event":
            opened.playhead.seek(4)
            qtbot.waitUntil(lambda: opened.canvas.shown_frame == 4)
            opened.correct.decide_event(Event.HIT)
        else:
            if what == "many marks":
                monkeypatch.setattr("app.document.AT_ONCE", 5)
            opened.selection.set(0, 20)
            opened.range_actions.no_ball()
    (row,) = (row for row in opened.message_bar.rows() if "another window" in row.message.text)
    assert document.undo_stack.count() == before
    with qtbot.waitSignal(document.opened, timeout=WAIT):
        row.findChild(QPushButton).click()
