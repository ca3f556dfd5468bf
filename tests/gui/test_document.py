"""Edits pass through the document: durable first, then shown, and undone the same way."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from annotation import edits, segments
from annotation.errors import ProjectError
from annotation.event_edits import decide
from annotation.events import Event
from annotation.marks import Source, Visibility
from annotation.project import Project
from annotation.segments import SegmentKind, exclude
from app.application import Desk
from app.document import Document
from app.widgets.status_labels import SavedLabel


def marks_on_disk(path: Path) -> dict[int, tuple[float, float] | None]:
    with Project.open(path) as project:
        return {mark.frame: mark.position for mark in project.marks()}


def test_an_edit_is_on_disk_when_apply_returns(opened: Desk, qtbot: QtBot) -> None:
    document = opened.document
    with qtbot.waitSignal(document.changed) as signal:
        document.apply(edits.place(document.track, 7, 31.5, 42.25))
    assert signal.args == [7, 7]
    assert marks_on_disk(document.project.path) == {7: (31.5, 42.25)}
    assert document.track.mark_at(7).source is Source.HUMAN


def test_undo_and_redo_are_durable(opened: Desk) -> None:
    document = opened.document
    for x in range(50):
        document.apply(edits.place(document.track, 3, float(x), 5.0))
    for _ in range(49):
        document.undo()
    assert marks_on_disk(document.project.path) == {3: (0.0, 5.0)}
    document.undo()
    assert marks_on_disk(document.project.path) == {}
    assert not document.undo_stack.canUndo()
    document.redo()
    assert marks_on_disk(document.project.path) == {3: (0.0, 5.0)}


def test_an_edit_that_cannot_be_written_changes_nothing(opened: Desk) -> None:
    document = opened.document
    with Project.open(document.project.path) as other:
        other.apply(edits.place(other.load_track(), 2, 1.0, 1.0))
    with pytest.raises(ProjectError):
        document.apply(edits.place(document.track, 2, 9.0, 9.0))
    assert document.track.mark_at(2) is None
    assert document.undo_stack.count() == 0


def test_an_undo_that_cannot_be_written_is_told_and_leaves_the_stack(
    opened: Desk, qtbot: QtBot
) -> None:
    document = opened.document
    document.apply(edits.place(document.track, 2, 1.0, 1.0))
    with Project.open(document.project.path) as other:
        other.apply(edits.no_ball(other.load_track(), 2))
    with qtbot.waitSignal(document.overtaken) as signal:
        document.undo()
    assert "another window" in signal.args[0]
    assert document.track.mark_at(2).position == (1.0, 1.0)
    assert document.undo_stack.count() == 0
    (row,) = opened.message_bar.rows()
    with qtbot.waitSignal(document.opened, timeout=20_000):
        row.findChild(QPushButton).click()
    assert document.track.mark_at(2).visibility is Visibility.NO_BALL


def test_predictions_never_cover_a_mark(opened: Desk) -> None:
    document = opened.document
    # Each frame for itself: the path takes what lies still for no ball once the mark is elsewhere.
    document.track.leave_path()
    document.apply(edits.place(document.track, 5, 1.0, 2.0))
    candidates = np.full((10, 1, 3), 0.5, np.float32)
    document.show_predictions(0, np.full(10, 30.0), np.full(10, 30.0), np.full(10, 0.9), candidates)
    assert document.track.mark_at(5).position == (1.0, 2.0)
    assert document.track.mark_at(6).position == (30.0, 30.0)


def test_the_threshold_is_remembered(opened: Desk) -> None:
    opened.threshold.choose(0.3)
    with Project.open(opened.document.project.path) as project:
        assert project.load_track().threshold == 0.3


def test_a_closed_document_is_empty(opened: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(opened.document.closed):
        opened.open_match.close()
    document = opened.document
    assert (document.frame_count, document.frame_size, document.name()) == (0, (0, 0), "")
    assert len(document.candidates(0)) == 0
    assert document.project is None


def test_nothing_can_be_edited_without_a_match(opened: Desk) -> None:
    edit = edits.place(opened.document.track, 0, 1.0, 1.0)
    with pytest.raises(RuntimeError):
        Document().apply(edit)


def test_segments_are_durable_and_undone_like_marks(opened: Desk, qtbot: QtBot) -> None:
    document = opened.document
    edit = segments.exclude(
        document.segments, 5, 9, document.frame_count, segments.SegmentKind.REPLAY
    )
    with qtbot.waitSignal(document.segmentsChanged) as signal:
        document.apply(edit)
    assert signal.args == [5, 9]
    document.apply(edits.place(document.track, 3, 1.0, 5.0))
    with Project.open(document.project.path) as other:
        assert other.segments() == document.segments == edit.after
    document.undo()
    assert document.segments == edit.after
    with qtbot.waitSignal(document.stepped) as signal:
        document.undo()
    assert signal.args == [5, 9]
    with Project.open(document.project.path) as other:
        assert other.segments() == document.segments == segments.Segments()
    document.redo()
    path = document.project.path
    document.close()
    assert document.segments == segments.Segments()
    with qtbot.waitSignal(document.opened):
        opened.open_match.open(path)
    assert document.segments == edit.after


def test_an_edit_is_shown_before_the_path_around_it_follows(opened: Desk, qtbot: QtBot) -> None:
    document = opened.document
    document.track.follow_path(document.frame_size, 30.0)
    changes: list[tuple[int, int]] = []
    document.changed.connect(lambda first, last: changes.append((first, last)))
    document.apply(edits.place(document.track, 5, 30.0, 40.0))
    assert changes == [(5, 5)]
    assert not document.settled
    qtbot.waitUntil(lambda: document.settled)
    assert len(changes) == 2
    assert changes[1][0] <= 5 <= changes[1][1]
    document.apply(edits.place(document.track, 6, 31.0, 41.0))
    document.undo()
    assert document.track.human_mark_at(6) is None
    qtbot.waitUntil(lambda: document.settled)


def test_the_status_bar_tells_of_every_durable_edit(opened: Desk, qtbot: QtBot) -> None:
    document = opened.document
    saved = opened.window.findChild(SavedLabel)
    fresh = saved.text()
    for edit in (
        lambda: document.apply(edits.place(document.track, 5, 1.0, 2.0)),
        lambda: document.apply(exclude(document.segments, 1, 2, 60, SegmentKind.BREAK)),
        lambda: document.apply(decide(document.decided_events, 5, Event.HIT)),
        lambda: opened.threshold.choose(0.3),
        document.undo,
    ):
        saved._opened()
        assert saved.text() == fresh
        edit()
        assert saved.text() != fresh
    saved._opened()
    document.settle()
    document.changed.emit(0, 59)
    assert saved.text() == fresh, "the path followed, nothing was written"
